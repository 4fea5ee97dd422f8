//! Average linkage over sparse links (Sokal and Michener, 1958: UPGMA), with integer sums.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::similarity::Score;

/// A group that may still grow.
struct Group {
    members: Vec<u32>,
    articles: u64,
    sums: Sums,
}

/// The linked groups of a group in rising order, each with the sum of the scores of all pairs of
/// articles. There can be tens of millions of them, and a list takes least.
struct Sums(Vec<(u32, u64)>);

impl Sums {
    fn place(&self, group: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&group, |&(other, _)| other)
    }

    fn get(&self, group: u32) -> Option<u64> {
        self.place(group).ok().map(|place| self.0[place].1)
    }

    fn add(&mut self, group: u32, sum: u64) {
        match self.place(group) {
            Ok(place) => self.0[place].1 += sum,
            Err(place) => self.0.insert(place, (group, sum)),
        }
    }

    fn remove(&mut self, group: u32) {
        if let Ok(place) = self.place(group) {
            self.0.remove(place);
        }
    }

    /// Adds the sums of another group.
    fn join(&mut self, other: Sums) {
        let mut joined = Vec::with_capacity(self.0.len() + other.0.len());
        let mut others = other.0.into_iter().peekable();
        for &(group, sum) in &self.0 {
            while let Some(before) = others.next_if(|&(other, _)| other < group) {
                joined.push(before);
            }
            let same = others.next_if(|&(other, _)| other == group);
            joined.push((group, sum + same.map_or(0, |(_, sum)| sum)));
        }
        joined.extend(others);
        joined.shrink_to_fit();
        self.0 = joined;
    }
}

/// Two groups and their average score, which may be out of date.
type Offer = (u64, Reverse<u32>, Reverse<u32>);

/// Merges the two groups with the highest average score until none reaches the threshold.
///
/// `articles` has the number of articles at each place. Two places have at most one tie. On equal
/// averages the groups with the smallest first members go first, so the order of the ties does not
/// matter. Groups are returned in the order of their first members, with sorted members.
pub(super) fn link(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
    if articles.len() <= MOST_PLACES && threshold > Score::ZERO {
        return densely(articles, ties, threshold);
    }
    sparsely(articles, ties, threshold)
}

/// The sparse method, for more places: keeps sums only for linked groups.
fn sparsely(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
    let mut linked = vec![0; articles.len()];
    for tie in ties {
        for place in [tie.one, tie.other] {
            linked[place as usize] += 1;
        }
    }
    let sums = linked.into_iter().map(|linked| Sums(Vec::with_capacity(linked)));
    let mut sums: Vec<Sums> = sums.collect();
    for &Tie { one, other, sum } in ties {
        sums[one as usize].0.push((other, sum));
        sums[other as usize].0.push((one, sum));
    }
    let groups = (0..).zip(articles).zip(sums).map(|((place, &articles), mut sums)| {
        sums.0.sort_unstable();
        Some(Group { members: vec![place], articles, sums })
    });
    let mut groups: Vec<Option<Group>> = groups.collect();

    let threshold = u64::from(threshold.units());
    let mut offers: BinaryHeap<Offer> =
        ties.iter().filter_map(|tie| offer(&groups, tie.one, tie.other, threshold)).collect();
    while let Some(best) = offers.pop() {
        let (_, Reverse(low), Reverse(high)) = best;
        if offer(&groups, low, high, threshold) != Some(best) {
            continue;
        }
        merge(&mut groups, low, high);
        let linked = grown(&mut groups, low).sums.0.iter().map(|&(other, _)| other);
        let linked: Vec<u32> = linked.collect();
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
    let average = left.sums.get(high)? / (left.articles * right.articles);
    (average >= threshold).then_some((average, Reverse(low), Reverse(high)))
}

fn merge(groups: &mut [Option<Group>], low: u32, high: u32) {
    let absorbed =
        groups[high as usize].take().expect("an offer of a group that is gone is out of date");
    for &(other, sum) in absorbed.sums.0.iter().filter(|&&(other, _)| other != low) {
        let neighbour = grown(groups, other);
        neighbour.sums.remove(high);
        neighbour.sums.add(low, sum);
    }
    let group = grown(groups, low);
    group.sums.remove(high);
    let mut sums = absorbed.sums;
    sums.remove(low);
    group.sums.join(sums);
    group.members.extend(absorbed.members);
    group.articles += absorbed.articles;
}

fn grown(groups: &mut [Option<Group>], place: u32) -> &mut Group {
    groups[place as usize].as_mut().expect("a group that is gone is linked to nothing")
}

/// A tie between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    pub(crate) one: u32,
    pub(crate) other: u32,
    /// The sum of the scores of all pairs of articles between them.
    pub(crate) sum: u64,
}

/// Most places for this method; their sums take 12 MB.
const MOST_PLACES: usize = 1 << 10;

/// The remaining groups, each named by its first place.
struct Groups {
    places: usize,
    /// Number of articles of each group; 0 for a merged one.
    articles: Vec<u64>,
    members: Vec<Vec<u32>>,
    /// A row for each group with the sum of the scores of all pairs of articles with each later
    /// group.
    sums: Vec<u64>,
    /// Like `sums`, with the average score in units; 0 if it is below the threshold.
    averages: Vec<u32>,
    /// The best later group of each group.
    best: Vec<Best>,
    threshold: u64,
}

/// The later group with the highest average; the first of them on a tie.
#[derive(Clone, Copy, Default)]
struct Best {
    /// 0 if there is none.
    average: u32,
    place: usize,
}

/// Groups few places, with the sums of all pairs of groups in memory. The threshold is more than 0.
///
/// Each group knows its best partner among later groups, and searches again only when that changes
/// (Müllner, *Modern hierarchical, agglomerative clustering algorithms*, 2011, section 3.1: the
/// generic algorithm).
fn densely(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
    let places = articles.len();
    let mut groups = Groups {
        places,
        articles: articles.to_vec(),
        members: (0..).take(places).map(|place| vec![place]).collect(),
        sums: vec![0; places * places],
        averages: vec![0; places * places],
        best: vec![Best::default(); places],
        threshold: u64::from(threshold.units()),
    };
    for tie in ties {
        let (low, high) = (tie.one.min(tie.other) as usize, tie.one.max(tie.other) as usize);
        groups.note(low, high, tie.sum);
    }
    for place in 0..places {
        groups.find_best(place);
    }
    while let Some((low, high)) = groups.closest() {
        groups.merge(low, high);
    }
    let mut members: Vec<Vec<u32>> =
        groups.members.into_iter().filter(|members| !members.is_empty()).collect();
    for members in &mut members {
        members.sort_unstable();
    }
    members
}

impl Groups {
    /// The two groups with the highest average, if any reaches the threshold.
    fn closest(&self) -> Option<(usize, usize)> {
        let highest = self.best.iter().map(|best| best.average).max().filter(|&best| best > 0)?;
        let low = self.best.iter().position(|best| best.average == highest)?;
        Some((low, self.best[low].place))
    }

    fn at(&self, low: usize, high: usize) -> usize {
        low * self.places + high
    }

    /// Stores the sum of two groups.
    fn note(&mut self, low: usize, high: usize, sum: u64) {
        let average = sum / (self.articles[low] * self.articles[high]);
        let reached = if average >= self.threshold { average } else { 0 };
        let at = self.at(low, high);
        self.sums[at] = sum;
        self.averages[at] = u32::try_from(reached).expect("no average is above the highest score");
    }

    fn find_best(&mut self, place: usize) {
        let row = &self.averages[self.at(place, place + 1)..self.at(place + 1, 0)];
        let average = row.iter().copied().max().unwrap_or(0);
        let behind = row.iter().position(|&of_other| of_other == average).unwrap_or(0);
        self.best[place] = Best { average, place: place + 1 + behind };
    }

    fn merge(&mut self, low: usize, high: usize) {
        let absorbed = std::mem::take(&mut self.members[high]);
        self.members[low].extend(absorbed);
        self.articles[low] += std::mem::take(&mut self.articles[high]);
        self.best[high] = Best::default();
        let between = self.at(low, high);
        self.averages[between] = 0;
        for other in 0..self.places {
            if other == low || self.articles[other] == 0 {
                continue;
            }
            let of_low = (other.min(low), other.max(low));
            let of_high = self.at(other.min(high), other.max(high));
            let more = self.sums[of_high];
            self.averages[of_high] = 0;
            let sum = self.sums[self.at(of_low.0, of_low.1)] + more;
            if sum > 0 {
                self.note(of_low.0, of_low.1, sum);
            }
        }
        for other in 0..high {
            let Best { average, place } = self.best[other];
            if other == low || average > 0 && (place == low || place == high) {
                self.find_best(other);
            } else if other < low {
                let of_low = self.averages[self.at(other, low)];
                if of_low > average || of_low == average && low < place {
                    self.best[other] = Best { average: of_low, place: low };
                }
            }
        }
    }
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
            prop_assert_eq!(densely(&articles, &ties, threshold), defined);
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
            prop_assert_eq!(densely(&articles, &ties, threshold), by_links);
        }
    }
}
