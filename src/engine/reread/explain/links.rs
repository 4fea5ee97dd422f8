//! The links that connect two articles of a cluster, and the averages that separate two clusters.

use crate::similarity::Score;

/// The scores of all pairs among some articles.
pub(super) struct Scores {
    articles: usize,
    /// A full matrix, row by row.
    scores: Vec<Score>,
}

impl Scores {
    /// Compares all pairs.
    pub(super) fn new(articles: usize, mut measure: impl FnMut(usize, usize) -> Score) -> Scores {
        let mut scores = vec![Score::ZERO; articles * articles];
        for one in 0..articles {
            for other in one + 1..articles {
                let score = measure(one, other);
                scores[one * articles + other] = score;
                scores[other * articles + one] = score;
            }
        }
        Scores { articles, scores }
    }

    pub(super) fn of(&self, one: usize, other: usize) -> Score {
        self.scores[one * self.articles + other]
    }

    /// The path whose weakest link is strongest; among those, one with the fewest links. `None` if
    /// every path has a link with score 0.
    pub(super) fn strongest_path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let weakest = self.strongest_bottleneck(from, to);
        if weakest == Score::ZERO { None } else { self.shortest_path(from, to, weakest) }
    }

    /// The weakest link of the strongest path: Dijkstra's algorithm with the minimum of two links
    /// in place of their sum (Pollack, 1960).
    fn strongest_bottleneck(&self, from: usize, to: usize) -> Score {
        let mut width: Vec<Score> = (0..self.articles).map(|other| self.of(from, other)).collect();
        let mut left: Vec<usize> = (0..self.articles).filter(|&article| article != from).collect();
        while let Some(place) = (0..left.len()).max_by_key(|&place| width[left[place]]) {
            let next = left.swap_remove(place);
            if next == to {
                break;
            }
            for &other in &left {
                width[other] = width[other].max(width[next].min(self.of(next, other)));
            }
        }
        width[to]
    }

    /// A path with the fewest links of at least this strength. Ties go to the first articles.
    fn shortest_path(&self, from: usize, to: usize, weakest: Score) -> Option<Vec<usize>> {
        let mut before: Vec<Option<usize>> = vec![None; self.articles];
        let mut front = vec![from];
        before[from] = Some(from);
        while before[to].is_none() && !front.is_empty() {
            let mut next_front = Vec::new();
            for &one in &front {
                for (other, before) in before.iter_mut().enumerate() {
                    if before.is_none() && self.of(one, other) >= weakest {
                        *before = Some(one);
                        next_front.push(other);
                    }
                }
            }
            front = next_front;
        }
        let mut path = vec![to];
        while *path.last()? != from {
            path.push(before[*path.last()?]?);
        }
        path.reverse();
        Some(path)
    }

    /// The average score of the pairs between two groups. Pairs for which `counts` is false add 0.
    /// `None` if a group is empty.
    pub(super) fn average(
        &self,
        ones: impl Iterator<Item = usize>,
        others: &(impl Iterator<Item = usize> + Clone),
        counts: impl Fn(Score) -> bool,
    ) -> Option<f64> {
        let (mut sum, mut pairs) = (0_u64, 0_u32);
        for one in ones {
            for other in others.clone() {
                let score = self.of(one, other);
                sum += if counts(score) { u64::from(score.units()) } else { 0 };
                pairs += 1;
            }
        }
        let mean = u32::try_from(sum / u64::from(pairs.max(1))).ok()?;
        (pairs > 0).then(|| Score::from_units(mean).share())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scores(articles: usize, links: &[(usize, usize, f64)]) -> Scores {
        Scores::new(articles, |one, other| {
            let found = links.iter().find(|link| (link.0, link.1) == (one, other));
            found.map_or(Score::ZERO, |link| Score::from_share(link.2))
        })
    }

    #[test]
    fn path_maximizes_its_weakest_link() {
        let scores = scores(4, &[(0, 3, 0.5), (0, 1, 0.9), (1, 3, 0.6), (0, 2, 0.7), (2, 3, 0.8)]);
        assert_eq!(scores.strongest_path(0, 3), Some(vec![0, 2, 3]));
    }

    #[test]
    fn path_has_the_fewest_links() {
        let scores = scores(4, &[(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.6), (2, 3, 0.6)]);
        assert_eq!(scores.strongest_path(0, 3), Some(vec![0, 2, 3]));
    }

    #[test]
    fn articles_that_nothing_connects_have_no_path() {
        assert_eq!(scores(3, &[(0, 1, 0.9)]).strongest_path(0, 2), None);
    }

    #[test]
    fn average_is_over_all_pairs_between_the_groups() {
        let scores = scores(3, &[(0, 1, 0.5), (0, 2, 0.75)]);
        assert_eq!(scores.average(0..1, &(1..3), |_| true), Some(0.625));
        assert_eq!(scores.average(0..0, &(1..3), |_| true), None);
    }

    proptest! {
        #[test]
        fn strongest_path_agrees_with_floyd_warshall(
            units in proptest::collection::vec(0..6_u32, 21),
        ) {
            let mut units = units.into_iter();
            let all = Scores::new(7, |_, _| Score::from_share(f64::from(units.next().unwrap_or(0)) / 8.0));
            // Floyd–Warshall with the minimum of two links: slow and obviously right.
            let mut width = all.scores.clone();
            for (via, from, to) in (0..7).flat_map(|via| {
                (0..7).flat_map(move |from| (0..7).map(move |to| (via, from, to)))
            }) {
                let through = width[from * 7 + via].min(width[via * 7 + to]);
                width[from * 7 + to] = width[from * 7 + to].max(through);
            }
            let found = all.strongest_path(0, 6).map_or(Score::ZERO, |path| {
                path.windows(2).map(|two| all.of(two[0], two[1])).min().unwrap_or(Score::ZERO)
            });
            prop_assert_eq!(found, width[6]);
        }
    }
}
