//! The scores of a run, and the formulas behind them.

use serde::Serialize;

/// How well a run agrees with labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Scores {
    /// Articles that were scored.
    pub articles: usize,
    /// Labelled articles that were dropped from scoring.
    pub excluded: usize,
    /// Labels that two or more scored articles bear.
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
    /// The same over all pairs, as the labels say, ignored or not: what other tools print.
    pub adjusted_rand_index_of_all: f64,
    /// B-cubed (Bagga and Baldwin, 1998): precision and recall of each article's own cluster, averaged.
    ///
    /// An article's ignored partners are left out of its cluster and of its label. It is its own partner always, so
    /// that nothing is divided by zero, and `f1` is the harmonic mean of the two averages (Amigó et al., 2009).
    pub b_cubed: PrecisionRecall,
    /// [`Gold::digest`](super::Gold::digest) in hexadecimal: which labels these scores are for.
    pub labels_digest: String,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PrecisionRecall {
    /// What the run puts together rightly, of all that it puts together.
    pub precision: f64,
    /// What the run puts together rightly, of all that belongs together.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// What became of the pairs of scored articles.
///
/// A share of nothing is 1: a run that puts no two articles together has no false pair among them, and where nothing
/// belongs together nothing is missed. `f1` is `2 TP / (2 TP + FP + FN)`, so it is 1 only when nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs with one label and in one cluster.
    pub true_positives: u64,
    /// Pairs in one cluster with different labels: false merges.
    pub false_positives: u64,
    /// Pairs with one label and not in one cluster: misses.
    pub false_negatives: u64,
    /// Pairs with different labels and not in one cluster.
    pub true_negatives: u64,
    /// Of the pairs in one cluster, the share with one label.
    pub precision: f64,
    /// Of the pairs with one label, the share in one cluster.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// How many pairs are together by their label, by their cluster, and by both.
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
    /// Of `n` pairs, `x` with one label and `y` in one cluster, chance puts `x y / n` together both ways; the index
    /// is `(both - x y / n) / ((x + y) / 2 - x y / n)`, here multiplied by `2 n` so that it stays in whole numbers to
    /// the last step. Without ignored pairs this is Hubert and Arabie's equation 5; with them, `n`, `x`, `y` and
    /// `both` count only the pairs that are left. Where both sides put everything together, or nothing, there is
    /// nothing to adjust: they agree, and the index is 1.
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

#[expect(clippy::cast_precision_loss, reason = "a ratio of counts is a rounded number in any case")]
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
