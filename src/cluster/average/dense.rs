//! Average linkage for few places, with the sums of all pairs of groups in memory. Each group knows
//! its best partner among later groups, and searches again only when that changes (Müllner, *Modern
//! hierarchical, agglomerative clustering algorithms*, 2011, section 3.1: the generic algorithm).

use crate::similarity::Score;

/// A tie between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    pub(crate) one: u32,
    pub(crate) other: u32,
    /// The sum of the scores of all pairs of articles between them.
    pub(crate) sum: u64,
}

/// Most places for this method; their sums take 12 MB.
pub(super) const MOST_PLACES: usize = 1 << 10;

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

/// Groups places like [`super::link`]. The threshold is more than 0.
pub(super) fn link(articles: &[u64], ties: &[Tie], threshold: Score) -> Vec<Vec<u32>> {
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
