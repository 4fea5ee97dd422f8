//! Stage 7: groups the copies of one story by average linkage.
//!
//! Average linkage keeps later takes and digests from chaining two stories, where connected components do not: a bridge
//! to one member is outweighed by the other members that it has nothing in common with.

mod average;
mod components;

use rayon::prelude::*;
use serde::Serialize;

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;
use components::Component;

/// An article that stands for all articles with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The article with the lowest number among them.
    pub article: ArticleId,
    /// How many articles have this text, at least 1.
    pub copies: u32,
}

/// A measured pair of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The nodes' articles.
    pub pair: CandidatePair,
    /// How surely they are copies.
    pub score: Score,
}

/// How far the grouping goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Average score of the pairs between two groups from which they are one story.
    pub threshold: Score,
    /// Nodes in a component up to which pairs that were no candidates are measured too.
    pub measure_absent_up_to: usize,
}

/// Groups nodes into clusters, each sorted, in the order of their first articles.
///
/// A pair that is not linked counts as 0, unless its component is small enough to be measured whole: then `measure` says
/// what it is worth. Nodes that are linked to nothing come out alone.
///
/// # Panics
///
/// If a link names an article that is no node.
pub fn cluster(
    nodes: &[Node],
    links: &[Link],
    measure: &(dyn Fn(CandidatePair) -> Score + Sync),
    settings: Settings,
) -> Vec<Vec<ArticleId>> {
    let components = components::of(nodes, links);
    let mut clusters: Vec<Vec<ArticleId>> =
        components.into_par_iter().flat_map_iter(|component| group(component, measure, settings)).collect();
    clusters.par_sort_unstable();
    clusters
}

fn group(
    mut component: Component,
    measure: &(dyn Fn(CandidatePair) -> Score + Sync),
    settings: Settings,
) -> Vec<Vec<ArticleId>> {
    if component.nodes.len() <= settings.measure_absent_up_to {
        component.measure_absent(measure);
    }
    let copies: Vec<u32> = component.nodes.iter().map(|node| node.copies).collect();
    let groups = average::link(&copies, &component.links, settings.threshold);
    let article = |place: u32| component.nodes[place as usize].article;
    groups.into_iter().map(|group| group.into_iter().map(article).collect()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: Settings = Settings { threshold: Score::from_share(0.5), measure_absent_up_to: 0 };

    fn nodes(count: u32) -> Vec<Node> {
        (0..count).map(|number| Node { article: ArticleId(number), copies: 1 }).collect()
    }

    fn link(one: u32, other: u32, score: f64) -> Link {
        let pair = CandidatePair::new(ArticleId(one), ArticleId(other)).unwrap();
        Link { pair, score: Score::from_share(score) }
    }

    fn clusters(count: u32, links: &[Link], settings: Settings) -> Vec<Vec<u32>> {
        let clusters = cluster(&nodes(count), links, &|_| Score::from_share(0.9), settings);
        clusters.into_iter().map(|members| members.into_iter().map(|article| article.0).collect()).collect()
    }

    #[test]
    fn digest_does_not_chain_two_stories() {
        let links = [link(0, 1, 0.9), link(2, 3, 0.9), link(1, 4, 0.6), link(2, 4, 0.6)];
        assert_eq!(clusters(5, &links, SETTINGS), [vec![0, 1], vec![2, 3], vec![4]]);
    }

    #[test]
    fn pair_that_was_no_candidate_is_measured_in_a_small_component() {
        let links = [link(0, 1, 0.9), link(1, 2, 0.9)];
        assert_eq!(clusters(3, &links, SETTINGS), [vec![0, 1], vec![2]]);
        assert_eq!(clusters(3, &links, Settings { measure_absent_up_to: 3, ..SETTINGS }), [vec![0, 1, 2]]);
    }

    #[test]
    fn text_that_many_articles_share_weighs_as_many() {
        let links = [link(0, 1, 0.8), link(1, 2, 0.6)];
        let mut nodes = nodes(3);
        let one_each = cluster(&nodes, &links, &|_| Score::ZERO, SETTINGS);
        assert_eq!(one_each, [vec![ArticleId(0), ArticleId(1)], vec![ArticleId(2)]]);
        nodes[1].copies = 9;
        let nine = cluster(&nodes, &links, &|_| Score::ZERO, SETTINGS);
        assert_eq!(nine, [vec![ArticleId(0), ArticleId(1), ArticleId(2)]]);
    }

    proptest! {
        #[test]
        fn clusters_do_not_depend_on_the_order_of_links(
            (links, shuffled) in proptest::collection::vec((0..12_u32, 0..12_u32, 0..=10_u32), 0..40)
                .prop_map(|links| {
                    let mut seen = std::collections::BTreeMap::new();
                    for (one, other, score) in links {
                        if one != other {
                            seen.insert((one.min(other), one.max(other)), score);
                        }
                    }
                    seen.into_iter().map(|((a, b), s)| link(a, b, f64::from(s) / 10.0)).collect::<Vec<_>>()
                })
                .prop_flat_map(|links| (Just(links.clone()), Just(links).prop_shuffle()))
        ) {
            prop_assert_eq!(clusters(12, &links, SETTINGS), clusters(12, &shuffled, SETTINGS));
        }

        #[test]
        fn every_node_is_in_one_cluster(links in proptest::collection::vec((0..9_u32, 10..20_u32), 0..30)) {
            let links: std::collections::BTreeSet<_> = links.into_iter().collect();
            let links: Vec<_> = links.into_iter().map(|(a, b)| link(a, b, 0.7)).collect();
            let mut members = clusters(20, &links, SETTINGS).concat();
            members.sort_unstable();
            prop_assert_eq!(members, (0..20).collect::<Vec<_>>());
        }
    }
}
