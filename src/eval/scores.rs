//! The scores of a run, and their formulas.

use serde::Serialize;

/// How well a run agrees with labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Scores {
    /// Articles that were scored.
    pub articles: usize,
    /// Labelled articles that were excluded from scoring.
    pub excluded: usize,
    /// Labels with two or more scored articles.
    pub stories: usize,
    /// Clusters of the run with two or more scored articles.
    pub clusters: usize,
    /// Pairs of scored articles that count neither way.
    pub ignored_pairs: usize,
    /// Strict scores over pairs.
    pub pairs: PairScores,
    /// The adjusted Rand index (Hubert and Arabie, 1985), over the pairs that are not ignored.
    ///
    /// 1 for perfect agreement, about 0 for a run that groups at random, below 0 for worse.
    pub adjusted_rand_index: f64,
    /// The same over all pairs, ignored or not: what other tools print.
    pub adjusted_rand_index_of_all: f64,
    /// B-cubed (Bagga and Baldwin, 1998): precision and recall of each article's own cluster, averaged.
    ///
    /// The ignored partners of an article are removed from its cluster and from its label. An
    /// article always counts as its own partner, so nothing is divided by zero. `f1` is the
    /// harmonic mean of the two averages (Amigó et al., 2009).
    pub b_cubed: PrecisionRecall,
    /// [`Gold::digest`](super::Gold::digest) in hexadecimal: which labels these scores are for.
    pub labels_digest: String,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PrecisionRecall {
    /// Correctly grouped, out of everything that the run groups.
    pub precision: f64,
    /// Correctly grouped, out of everything that belongs together.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Scores over the pairs of scored articles.
///
/// A share of nothing is 1: a run that merges nothing has no false merges, and if nothing belongs
/// together nothing is missed. `f1` is `2 TP / (2 TP + FP + FN)`, so it is 1 only if nothing is
/// wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs with the same label and in the same cluster.
    pub true_positives: u64,
    /// Pairs in the same cluster with different labels: false merges.
    pub false_positives: u64,
    /// Pairs with the same label but in different clusters: misses.
    pub false_negatives: u64,
    /// Pairs with different labels and in different clusters.
    pub true_negatives: u64,
    /// The share of pairs in the same cluster that have the same label.
    pub precision: f64,
    /// The share of pairs with the same label that are in the same cluster.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// The number of pairs with the same label, the same cluster, and both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PairCounts {
    pub(super) pairs: u64,
    pub(super) same_label: u64,
    pub(super) same_cluster: u64,
    pub(super) same_both: u64,
}

impl PairCounts {
    pub(super) fn scores(self) -> PairScores {
        let true_positives = self.same_both;
        let false_positives = self.same_cluster - self.same_both;
        let false_negatives = self.same_label - self.same_both;
        PairScores {
            true_positives,
            false_positives,
            false_negatives,
            true_negatives: self.pairs - self.same_label - false_positives,
            precision: share(true_positives, self.same_cluster),
            recall: share(true_positives, self.same_label),
            f1: share(2 * true_positives, self.same_label + self.same_cluster),
        }
    }

    /// The adjusted Rand index from counts of pairs.
    ///
    /// With `n` pairs, `x` of the same label and `y` of the same cluster, `x y / n` agree on both
    /// by chance. The index is `(both - x y / n) / ((x + y) / 2 - x y / n)`, here multiplied by `2
    /// n` so that only the last step leaves whole numbers. Without ignored pairs this is Hubert and
    /// Arabie's equation 5; with them, `n`, `x`, `y` and `both` count only the remaining pairs. If
    /// labels and run both put everything together, or nothing, they agree, and the index is 1.
    pub(super) fn adjusted_rand_index(self) -> f64 {
        let [pairs, same_label, same_cluster, same_both] =
            [self.pairs, self.same_label, self.same_cluster, self.same_both].map(i128::from);
        let by_chance = 2 * same_label * same_cluster;
        let above_chance = 2 * pairs * same_both - by_chance;
        let possible = pairs * (same_label + same_cluster) - by_chance;
        if possible == 0 { 1.0 } else { to_f64(above_chance) / to_f64(possible) }
    }
}

impl PrecisionRecall {
    /// Averages each article's precision and recall.
    pub(super) fn of_averages(precision: f64, recall: f64) -> PrecisionRecall {
        PrecisionRecall { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { to_f64(part.into()) / to_f64(whole.into()) }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of counts is rounded in any case")]
fn to_f64(count: i128) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "these shares are exact")]

    use super::*;

    #[test]
    fn nothing_to_find_and_nothing_found_is_perfect() {
        let none = PairCounts { pairs: 6, same_label: 0, same_cluster: 0, same_both: 0 };
        let scores = none.scores();
        assert_eq!(
            [scores.precision, scores.recall, scores.f1, none.adjusted_rand_index()],
            [1.0; 4]
        );
    }

    #[test]
    fn finding_nothing_of_something_is_precise_and_worthless() {
        let none = PairCounts { pairs: 6, same_label: 2, same_cluster: 0, same_both: 0 };
        let scores = none.scores();
        assert_eq!(
            [scores.precision, scores.recall, scores.f1, none.adjusted_rand_index()],
            [1.0, 0.0, 0.0, 0.0]
        );
    }
}
