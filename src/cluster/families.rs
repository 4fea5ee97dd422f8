//! Groups the versions of a developing story by average linkage of stories.

use rayon::prelude::*;

use super::average::{self, Tie};
use crate::similarity::Score;

/// The share of the pairs of articles between two stories that must be linked. Not all pairs are: a
/// new version shares little with copies of an older one that were cut before the part that it
/// reuses.
const LINKED: Score = Score::from_share(0.2);

/// Two clusters, and the number of linked pairs of articles between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedClusters<C> {
    /// The lower one.
    pub one: C,
    /// The other one.
    pub other: C,
    /// The linked pairs.
    pub pairs: u64,
}

/// Sorts, and adds up the pairs of the same two clusters.
pub fn join<C: Copy + Ord + Send>(linked: &mut Vec<LinkedClusters<C>>) {
    linked.par_sort_unstable_by_key(|linked| (linked.one, linked.other));
    linked.dedup_by(|next, kept| {
        let is_same = (next.one, next.other) == (kept.one, kept.other);
        if is_same {
            kept.pairs += next.pairs;
        }
        is_same
    });
}

/// Groups clusters while enough pairs of articles between two groups are linked. Returns only
/// groups of two or more clusters, in the order of their first clusters.
///
/// A story that has something in common with only a few copies of another one is not grouped with
/// it. The scores of the links do not matter here. `articles` returns the number of articles in a
/// cluster.
pub fn families<C: Copy + Ord + Send>(
    mut linked: Vec<LinkedClusters<C>>,
    articles: impl Fn(C) -> u64,
) -> Vec<Vec<C>> {
    join(&mut linked);
    let mut clusters: Vec<C> =
        linked.iter().flat_map(|linked| [linked.one, linked.other]).collect();
    clusters.par_sort_unstable();
    clusters.dedup();
    let local = |cluster: C| {
        let local = clusters.binary_search(&cluster).expect("both clusters of each link are there");
        u32::try_from(local).expect("there are fewer clusters than article numbers")
    };
    let ties: Vec<Tie> = linked
        .iter()
        .map(|&LinkedClusters { one, other, pairs }| {
            let sum = pairs * u64::from(Score::from_share(1.0).units());
            Tie { one: local(one), other: local(other), sum }
        })
        .collect();
    drop(linked);
    let articles: Vec<u64> = clusters.iter().map(|&cluster| articles(cluster)).collect();
    let groups = average::link(&articles, &ties, LINKED);
    groups
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| group.into_iter().map(|local| clusters[local as usize]).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(stories: &[&[u32]], links: &[(u32, u32)]) -> Vec<Vec<usize>> {
        let story_of = |article: u32| {
            stories.iter().position(|story| story.contains(&article)).expect("all are in stories")
        };
        let linked = links.iter().map(|&(one, other)| LinkedClusters {
            one: story_of(one),
            other: story_of(other),
            pairs: 1,
        });
        families(linked.collect(), |story| stories[story].len() as u64)
    }

    #[test]
    fn versions_of_one_story_are_a_family() {
        let links = [(0, 1), (0, 2), (3, 5)];
        assert_eq!(grouped(&[&[0, 1], &[2], &[3], &[4], &[5]], &links), [[0, 1], [2, 4]]);
    }

    #[test]
    fn story_that_matches_only_one_copy_is_not_grouped() {
        let links = [(0, 6)];
        assert!(grouped(&[&[0, 1, 2, 3, 4, 5], &[6]], &links).is_empty());
    }
}
