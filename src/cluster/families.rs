//! Groups the stories of one running story: average linkage once more, of stories instead of texts.

use std::collections::BTreeMap;

use super::average::{self, Tie};
use super::{Cluster, Node};
use crate::article::ArticleId;
use crate::hash::HashMap;
use crate::pair::CandidatePair;
use crate::similarity::Score;

/// The share of the pairs of articles between two stories that must be linked. A take has little of some copies of
/// another one: those that were cut before what it took over.
const LINKED: Score = Score::from_share(0.2);

/// Groups clusters, by their places, while enough pairs of articles between two groups are linked. Only groups of two
/// clusters and more come out, in the order of their first clusters.
///
/// A story that has something in common with few copies of another one stays apart from it. The scores of the links do
/// not matter here.
///
/// # Panics
///
/// If a link names an article that is no node.
pub fn families(
    clusters: &[&Cluster],
    nodes: &[Node],
    links: impl Iterator<Item = CandidatePair>,
) -> Vec<Vec<usize>> {
    let mut cluster_of: HashMap<ArticleId, usize> = HashMap::default();
    for (place, cluster) in clusters.iter().enumerate() {
        cluster_of.extend(cluster.nodes.iter().map(|&node| (node, place)));
    }
    let copies = |article: ArticleId| {
        let node = nodes.binary_search_by_key(&article, |node| node.article);
        u64::from(nodes[node.expect("links and clusters name articles that are nodes")].copies)
    };
    let mut sums: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for pair in links {
        let (one, other) = (cluster_of[&pair.low()], cluster_of[&pair.high()]);
        if one != other {
            let pairs = copies(pair.low()) * copies(pair.high());
            *sums.entry((one.min(other), one.max(other))).or_default() +=
                pairs * u64::from(Score::from_share(1.0).units());
        }
    }

    let mut linked: Vec<usize> = sums.keys().flat_map(|&(one, other)| [one, other]).collect();
    linked.sort_unstable();
    linked.dedup();
    let local = |place: usize| {
        let local = linked.binary_search(&place).expect("both ends of each sum are linked");
        u32::try_from(local).expect("there are fewer clusters than article numbers")
    };
    let ties: Vec<Tie> = sums
        .iter()
        .map(|(&(one, other), &sum)| Tie { one: local(one), other: local(other), sum })
        .collect();
    let articles: Vec<u64> = linked
        .iter()
        .map(|&place| clusters[place].nodes.iter().map(|&node| copies(node)).sum())
        .collect();
    let groups = average::link(&articles, &ties, LINKED);
    groups
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| group.into_iter().map(|local| linked[local as usize]).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(stories: &[&[u32]], links: &[(u32, u32)]) -> Vec<Vec<usize>> {
        let clusters: Vec<Cluster> = stories
            .iter()
            .map(|nodes| Cluster {
                nodes: nodes.iter().map(|&node| ArticleId(node)).collect(),
                cohesion: 1.0,
                sampled: false,
            })
            .collect();
        let articles = stories.iter().map(|story| story.len()).sum::<usize>();
        let nodes: Vec<Node> = (0..u32::try_from(articles).unwrap())
            .map(|article| Node { article: ArticleId(article), copies: 1 })
            .collect();
        let links = links
            .iter()
            .map(|&(one, other)| CandidatePair::new(ArticleId(one), ArticleId(other)).unwrap());
        let clusters: Vec<&Cluster> = clusters.iter().collect();
        families(&clusters, &nodes, links)
    }

    #[test]
    fn takes_of_one_story_are_a_family() {
        let links = [(0, 1), (0, 2), (3, 5)];
        assert_eq!(grouped(&[&[0, 1], &[2], &[3], &[4], &[5]], &links), [[0, 1], [2, 4]]);
    }

    #[test]
    fn story_that_only_one_copy_has_something_of_stays_apart() {
        let links = [(0, 6)];
        assert!(grouped(&[&[0, 1, 2, 3, 4, 5], &[6]], &links).is_empty());
    }
}
