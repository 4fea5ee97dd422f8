//! Stage 7: groups the copies of one story by average linkage.
//!
//! Average linkage keeps later versions and round-ups from chaining two stories; connected
//! components would not. A bridge to one member is outweighed by the other members that it has
//! nothing in common with.

mod average;
mod components;
mod families;

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;
use components::Component;
pub(crate) use components::Forest;
pub use components::{Link, Measure, Node, Settings};
pub use families::{LinkedClusters, families, join};

/// Components that a thread takes at a time: few, because some are large.
const COMPONENTS_A_THREAD: usize = 1 << 4;

/// Pairs that are sampled for the cohesion of a cluster if not all were compared.
const COHESION_SAMPLE: usize = 2000;

/// Nodes that are one story.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The nodes' articles, in rising order.
    pub nodes: Vec<ArticleId>,
    /// The share of the pairs of nodes that match directly, 0 to 1; 1 for a single node.
    pub cohesion: f64,
    /// Whether the cohesion is from a sample of the pairs.
    pub sampled: bool,
}

impl Cluster {
    /// The cluster of a single node.
    pub(crate) fn of_one(node: ArticleId) -> Cluster {
        Cluster { nodes: vec![node], cohesion: 1.0, sampled: false }
    }
}

/// Components of linked nodes. Each can be grouped independently.
pub struct Components(Vec<Component>);

/// Splits nodes, given in rising order of their articles, into connected components.
///
/// # Panics
///
/// If a link names an article that is not a node.
pub fn components(nodes: &[Node], links: impl Iterator<Item = Link> + Clone) -> Components {
    Components(components::of(nodes, links))
}

impl Components {
    /// Splits the components into batches. Each has at most `most` linked articles, or is a single
    /// component.
    pub fn into_batches(self, most: usize) -> Vec<Components> {
        let mut batches = Vec::new();
        let mut batch = Vec::new();
        let mut articles = 0;
        for component in self.0 {
            let more = component.linked().len();
            if articles > 0 && articles + more > most {
                batches.push(Components(std::mem::take(&mut batch)));
                articles = 0;
            }
            articles += more;
            batch.push(component);
        }
        if !batch.is_empty() {
            batches.push(Components(batch));
        }
        batches
    }

    /// The articles that [`group`](Components::group) may compare, sorted: those with a link.
    pub fn measured_articles(&self) -> Vec<ArticleId> {
        let linked = self.0.iter().flat_map(Component::linked);
        let mut articles: Vec<ArticleId> = linked.map(|node| node.article).collect();
        articles.par_sort_unstable();
        articles
    }

    /// Groups the nodes of each component into clusters, in the order of their first articles.
    ///
    /// Pairs without a link are compared too, because they count in the averages. In a component
    /// with too many nodes for that, each node is first joined to one that is nearly the same and
    /// represents it.
    pub fn group(self, measure: &dyn Measure, settings: Settings) -> Vec<Cluster> {
        let mut clusters: Vec<Cluster> = self
            .0
            .into_par_iter()
            .with_max_len(COMPONENTS_A_THREAD)
            .flat_map_iter(|component| group(component, measure, settings))
            .collect();
        clusters.par_sort_unstable_by_key(|cluster| cluster.nodes[0]);
        clusters
    }
}

fn group(mut component: Component, measure: &dyn Measure, settings: Settings) -> Vec<Cluster> {
    let whole = component.nodes.len() <= settings.measure_absent_up_to;
    let groups = if whole {
        component.measure_absent(measure);
        component.grouped(settings)
    } else {
        components::link_by_leaders(&component, measure, settings)
    };
    let in_whole = if whole { component.cohesion(&groups, settings.pair) } else { Vec::new() };
    let clusters = groups.into_iter().enumerate().map(|(number, places)| {
        let nodes: Vec<ArticleId> =
            places.iter().map(|&place| component.nodes[place as usize].article).collect();
        let cohesion = in_whole.get(number).copied();
        let cohesion = cohesion.unwrap_or_else(|| sample(&nodes, measure, settings.pair));
        Cluster { nodes, cohesion, sampled: !whole }
    });
    clusters.collect()
}

/// The share of copies in an even sample of all pairs of articles.
fn sample(articles: &[ArticleId], measure: &dyn Measure, threshold: Score) -> f64 {
    let strides =
        (1..articles.len()).step_by((articles.len() * articles.len() / COHESION_SAMPLE).max(1));
    let pairs =
        strides.flat_map(|stride| articles.iter().zip(articles.iter().cycle().skip(stride)));
    let (mut copies, mut all) = (0_u32, 0_u32);
    for pair in pairs.filter_map(|(&one, &other)| CandidatePair::new(one, other)) {
        copies += u32::from(measure.of(pair.low())(pair.high()) >= threshold);
        all += 1;
    }
    if all == 0 { 1.0 } else { f64::from(copies) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cluster(
        nodes: &[Node],
        links: impl Iterator<Item = Link> + Clone,
        measure: &dyn Measure,
        settings: Settings,
    ) -> Vec<Cluster> {
        components(nodes, links).group(measure, settings)
    }

    const SETTINGS: Settings = Settings {
        pair: Score::from_share(0.5),
        average: Score::from_share(0.5),
        measure_absent_up_to: 100,
    };

    fn nodes(count: u32) -> Vec<Node> {
        (0..count).map(|number| Node { article: ArticleId(number), copies: 1 }).collect()
    }

    fn link(one: u32, other: u32, score: f64) -> Link {
        let pair = CandidatePair::new(ArticleId(one), ArticleId(other)).unwrap();
        Link { pair, score: Score::from_share(score) }
    }

    /// The clusters if nodes without a link have nothing in common.
    fn clusters(count: u32, links: &[Link], settings: Settings) -> Vec<Vec<u32>> {
        let measure = |pair| {
            links.iter().find(|link| link.pair == pair).map_or(Score::ZERO, |link| link.score)
        };
        members(&cluster(&nodes(count), links.iter().copied(), &measure, settings))
    }

    fn members(clusters: &[Cluster]) -> Vec<Vec<u32>> {
        clusters
            .iter()
            .map(|cluster| cluster.nodes.iter().map(|article| article.0).collect())
            .collect()
    }

    #[test]
    fn digest_does_not_chain_two_stories() {
        let links = [link(0, 1, 0.9), link(2, 3, 0.9), link(1, 4, 0.6), link(2, 4, 0.6)];
        assert_eq!(clusters(5, &links, SETTINGS), [vec![0, 1], vec![2, 3], vec![4]]);
    }

    #[test]
    fn pair_that_was_not_a_candidate_is_compared() {
        let links = [link(0, 1, 0.9), link(1, 2, 0.9)];
        assert_eq!(clusters(3, &links, SETTINGS), [vec![0, 1], vec![2]]);
        let found =
            cluster(&nodes(3), links.iter().copied(), &|_| Score::from_share(0.8), SETTINGS);
        assert_eq!(members(&found), [vec![0, 1, 2]]);
    }

    #[test]
    fn text_weighs_as_much_as_the_number_of_its_articles() {
        let links = [link(0, 1, 0.8), link(1, 2, 0.6)];
        let mut nodes = nodes(3);
        assert_eq!(
            members(&cluster(&nodes, links.iter().copied(), &|_| Score::ZERO, SETTINGS)),
            [vec![0, 1], vec![2]]
        );
        nodes[1].copies = 9;
        assert_eq!(
            members(&cluster(&nodes, links.iter().copied(), &|_| Score::ZERO, SETTINGS)),
            [vec![0, 1, 2]]
        );
    }

    #[test]
    fn cohesion_is_the_share_of_pairs_that_are_copies() {
        let links = [link(0, 1, 0.9), link(1, 2, 0.9)];
        let found =
            cluster(&nodes(3), links.iter().copied(), &|_| Score::from_share(0.4), SETTINGS);
        assert_eq!(
            found,
            [Cluster {
                nodes: vec![ArticleId(0), ArticleId(1), ArticleId(2)],
                cohesion: 2.0 / 3.0,
                sampled: false
            }]
        );
    }

    #[test]
    fn story_with_too_many_copies_to_compare_all_is_one_cluster() {
        let links: Vec<Link> = (0..299).map(|place| link(place, place + 1, 0.95)).collect();
        let found =
            cluster(&nodes(300), links.iter().copied(), &|_| Score::from_share(0.95), SETTINGS);
        assert_eq!(members(&found), [(0..300).collect::<Vec<_>>()]);
        assert!(found[0].sampled);
    }

    #[test]
    fn component_too_large_to_compare_whole_is_not_chained() {
        let links: Vec<Link> = (0..299).map(|place| link(place, place + 1, 0.95)).collect();
        let one_story = |pair: CandidatePair| (pair.low().0 < 150) == (pair.high().0 < 150);
        let measure = |pair| if one_story(pair) { Score::from_share(0.95) } else { Score::ZERO };
        let found = cluster(&nodes(300), links.iter().copied(), &measure, SETTINGS);
        assert_eq!(members(&found), [(0..150).collect::<Vec<_>>(), (150..300).collect()]);
    }

    #[test]
    fn batch_has_whole_components_and_at_most_the_given_number_of_articles() {
        let links = [link(0, 2, 0.9), link(3, 5, 0.9), link(4, 5, 0.9), link(6, 7, 0.9)];
        let batches = components(&nodes(8), links.into_iter()).into_batches(4);
        let articles: Vec<Vec<u32>> = batches
            .iter()
            .map(|batch| batch.measured_articles().iter().map(|article| article.0).collect())
            .collect();
        assert_eq!(articles, [vec![0, 2], vec![3, 4, 5], vec![6, 7]]);
        let batches = components(&nodes(8), links.into_iter()).into_batches(5);
        assert_eq!(batches.len(), 2);
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
