//! Average linkage over sparse links (Sokal and Michener, 1958: UPGMA), with integer sums.

mod dense;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

pub(super) use self::dense::Tie;
use crate::similarity::Score;

/// A group that may still grow.
struct Group {
    members: Vec<u32>,
    articles: u64,
    /// The sum of the scores of all pairs of articles with each linked group.
    sums: BTreeMap<u32, u64>,
}

/// Two groups and their average score, which may be out of date.
type Offer = (u64, Reverse<u32>, Reverse<u32>);

/// Merges the two groups with the highest average score until none reaches the threshold.
///
/// `articles` has the number of articles at each place. Two places have at most one tie. On equal
/// averages the groups with the smallest first members go first, so the order of the ties does not
/// matter. Groups are returned in the order of their first members, with sorted members.
pub(super) fn link(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
    if articles.len() <= dense::MOST_PLACES && threshold > Score::ZERO {
        return dense::link(articles, ties, threshold);
    }
    sparsely(articles, ties, threshold)
}

/// The sparse method, for more places: keeps sums only for linked groups.
fn sparsely(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
    let mut groups: Vec<Option<Group>> = (0..)
        .zip(articles)
        .map(|(place, &articles)| {
            Some(Group { members: vec![place], articles, sums: BTreeMap::new() })
        })
        .collect();
    for tie in ties {
        grown(&mut groups, tie.one).sums.insert(tie.other, tie.sum);
        grown(&mut groups, tie.other).sums.insert(tie.one, tie.sum);
    }

    let threshold = u64::from(threshold.units());
    let mut offers: BinaryHeap<Offer> =
        ties.iter().filter_map(|tie| offer(&groups, tie.one, tie.other, threshold)).collect();
    while let Some(best) = offers.pop() {
        let (_, Reverse(low), Reverse(high)) = best;
        if offer(&groups, low, high, threshold) != Some(best) {
            continue;
        }
        merge(&mut groups, low, high);
        let linked: Vec<u32> = grown(&mut groups, low).sums.keys().copied().collect();
        offers.extend(linked.into_iter().filter_map(|other| offer(&groups, low, other, threshold)));
    }

    groups
        .into_iter()
        .flatten()
        .map(|mut group| {
            group.members.sort_unstable();
            group.members
        })
        .collect()
}

fn offer(groups: &[Option<Group>], one: u32, other: u32, threshold: u64) -> Option<Offer> {
    let (low, high) = (one.min(other), one.max(other));
    let (left, right) = (groups[low as usize].as_ref()?, groups[high as usize].as_ref()?);
    let average = left.sums.get(&high)? / (left.articles * right.articles);
    (average >= threshold).then_some((average, Reverse(low), Reverse(high)))
}

fn merge(groups: &mut [Option<Group>], low: u32, high: u32) {
    let absorbed =
        groups[high as usize].take().expect("an offer of a group that is gone is out of date");
    for (&other, &sum) in absorbed.sums.iter().filter(|&(&other, _)| other != low) {
        let neighbour = grown(groups, other);
        neighbour.sums.remove(&high);
        *neighbour.sums.entry(low).or_insert(0) += sum;
        *grown(groups, low).sums.entry(other).or_insert(0) += sum;
    }
    let group = grown(groups, low);
    group.sums.remove(&high);
    group.members.extend(absorbed.members);
    group.articles += absorbed.articles;
}

fn grown(groups: &mut [Option<Group>], place: u32) -> &mut Group {
    groups[place as usize].as_mut().expect("a group that is gone is linked to nothing")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Average linkage by definition: computes all averages at each step.
    fn slowly(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
        let sum_of = |one: u32, other: u32| {
            let found =
                ties.iter().find(|tie| (tie.one, tie.other) == (one.min(other), one.max(other)));
            found.map_or(0, |tie| tie.sum)
        };
        let weight =
            |group: &[u32]| group.iter().map(|&place| articles[place as usize]).sum::<u64>();
        let mut groups: Vec<Vec<u32>> = (0..).zip(articles).map(|(place, _)| vec![place]).collect();
        loop {
            let mut best: Option<(u64, usize, usize)> = None;
            for low in 0..groups.len() {
                for high in low + 1..groups.len() {
                    let mut sum = 0;
                    for &one in &groups[low] {
                        for &other in &groups[high] {
                            sum += sum_of(one, other);
                        }
                    }
                    let average = sum / (weight(&groups[low]) * weight(&groups[high]));
                    if average >= u64::from(threshold.units())
                        && best.is_none_or(|best| average > best.0)
                    {
                        best = Some((average, low, high));
                    }
                }
            }
            let Some((_, low, high)) = best else { return groups };
            let absorbed = groups.remove(high);
            groups[low].extend(absorbed);
            groups[low].sort_unstable();
        }
    }

    proptest! {
        #[test]
        fn linkage_agrees_with_the_definition(
            articles in proptest::collection::vec(1..4_u64, 8),
            scores in proptest::collection::vec(0..=8_u32, 28),
        ) {
            let pairs = (0..8_u32).flat_map(|one| (one + 1..8).map(move |other| (one, other)));
            let ties: Vec<Tie> = pairs
                .zip(scores)
                .filter(|&(_, score)| score > 0)
                .map(|((one, other), score)| {
                    let score = u64::from(Score::from_share(f64::from(score) / 8.0).units());
                    let sum = score * articles[one as usize] * articles[other as usize];
                    Tie { one, other, sum }
                })
                .collect();
            let threshold = Score::from_share(0.4);
            let defined = slowly(&articles, &ties, threshold);
            prop_assert_eq!(&sparsely(&articles, &ties, threshold), &defined);
            prop_assert_eq!(dense::link(&articles, &ties, threshold), defined);
        }

        #[test]
        fn dense_and_sparse_linkage_agree(
            articles in proptest::collection::vec(1..4_u64, 40),
            scores in proptest::collection::vec(0..=9_u32, 780),
            least in 1..9_u32,
        ) {
            let pairs = (0..40_u32).flat_map(|one| (one + 1..40).map(move |other| (one, other)));
            let ties: Vec<Tie> = pairs
                .zip(scores)
                .filter(|&(_, score)| score > 1)
                .map(|((one, other), score)| {
                    let sum = u64::from(score) * articles[one as usize] * articles[other as usize];
                    Tie { one, other, sum }
                })
                .collect();
            let threshold = Score::from_units(least);
            let by_links = sparsely(&articles, &ties, threshold);
            prop_assert_eq!(dense::link(&articles, &ties, threshold), by_links);
        }
    }
}
