//! Compares a run with labels: the pairs on which they agree, counted without enumerating them, the
//! scores of these counts, and the pairs that the run gets wrong.

use serde::Serialize;

use super::{Gold, RunClusters};
use crate::hash::HashMap;

/// Labels and the clusters of a run, side by side.
///
/// Scores are sums over the contingency table (how many articles have label L and are in cluster
/// C), minus the ignored pairs. So they take time proportional to articles and ignored pairs, not
/// to the square of the articles.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    gold: &'a Gold,
    /// By article, as is `clusters`.
    labels: Vec<u32>,
    clusters: Vec<u32>,
    table: Table,
}

/// The number of articles in each row, column and cell of the contingency table.
#[derive(Clone, Debug, Default)]
struct Table {
    rows: HashMap<u32, u64>,
    columns: HashMap<u32, u64>,
    cells: HashMap<(u32, u32), u64>,
}

/// How many ignored partners of one article share its row, column and cell.
#[derive(Clone, Copy, Default)]
struct IgnoredPartners {
    row: u64,
    column: u64,
    cell: u64,
}

impl<'a> Comparison<'a> {
    /// Compares the clusters of a run with the labels.
    ///
    /// Only labelled articles are compared; the run may contain others.
    pub fn new(gold: &'a Gold, run: &RunClusters) -> Comparison<'a> {
        let labels: Vec<u32> = gold.labels().collect();
        let mut unused = (0..u32::MAX).rev();
        let mut alone = || unused.next().expect("there are fewer articles than numbers");
        let ids = (0..).take(labels.len()).map(|number| gold.id(number));
        let clusters: Vec<u32> =
            ids.map(|id| run.cluster_of(id).unwrap_or_else(&mut alone)).collect();

        let mut table = Table::default();
        for (&label, &cluster) in labels.iter().zip(&clusters) {
            *table.rows.entry(label).or_default() += 1;
            *table.columns.entry(cluster).or_default() += 1;
            *table.cells.entry((label, cluster)).or_default() += 1;
        }
        Comparison { gold, labels, clusters, table }
    }

    /// All scores of the run.
    pub fn scores(&self) -> Scores {
        let all = self.all_pair_counts();
        let counts = self.less_ignored(all);
        Scores {
            articles: self.gold.articles(),
            excluded: self.gold.excluded(),
            stories: self.table.rows.values().filter(|&&size| size > 1).count(),
            clusters: self.table.columns.values().filter(|&&size| size > 1).count(),
            ignored_pairs: self.gold.ignored().len(),
            pairs: counts.scores(),
            adjusted_rand_index: counts.adjusted_rand_index(),
            adjusted_rand_index_of_all: all.adjusted_rand_index(),
            b_cubed: self.b_cubed(),
            labels_digest: format!("{:016x}", self.gold.digest()),
        }
    }

    /// The pairs that the run gets wrong, at most `limit` of each kind, in the order of their ids.
    pub fn wrong_pairs(&self, limit: usize) -> WrongPairs<'a> {
        WrongPairs::find(self.gold, &self.labels, &self.clusters, limit)
    }

    fn all_pair_counts(&self) -> PairCounts {
        PairCounts {
            pairs: pairs_of(self.labels.len() as u64),
            same_label: self.table.rows.values().copied().map(pairs_of).sum(),
            same_cluster: self.table.columns.values().copied().map(pairs_of).sum(),
            same_both: self.table.cells.values().copied().map(pairs_of).sum(),
        }
    }

    /// The counts without the ignored pairs.
    fn less_ignored(&self, mut counts: PairCounts) -> PairCounts {
        for &(low, high) in self.gold.ignored() {
            let (same_label, same_cluster) = self.agreement(low, high);
            counts.pairs -= 1;
            counts.same_label -= u64::from(same_label);
            counts.same_cluster -= u64::from(same_cluster);
            counts.same_both -= u64::from(same_label && same_cluster);
        }
        counts
    }

    #[expect(clippy::cast_precision_loss, reason = "clusters have far fewer than 2^53 articles")]
    fn b_cubed(&self) -> PrecisionRecall {
        if self.labels.is_empty() {
            return PrecisionRecall::of_averages(1.0, 1.0);
        }
        let ignored = self.ignored_partners();
        let (mut precision, mut recall) = (0.0, 0.0);
        for ((&label, &cluster), ignored) in self.labels.iter().zip(&self.clusters).zip(&ignored) {
            let right = (self.table.cells[&(label, cluster)] - ignored.cell) as f64;
            precision += right / (self.table.columns[&cluster] - ignored.column) as f64;
            recall += right / (self.table.rows[&label] - ignored.row) as f64;
        }
        let articles = self.labels.len() as f64;
        PrecisionRecall::of_averages(precision / articles, recall / articles)
    }

    fn ignored_partners(&self) -> Vec<IgnoredPartners> {
        let mut partners = vec![IgnoredPartners::default(); self.labels.len()];
        for &(low, high) in self.gold.ignored() {
            let (same_label, same_cluster) = self.agreement(low, high);
            for article in [low, high] {
                let of_one = &mut partners[article as usize];
                of_one.row += u64::from(same_label);
                of_one.column += u64::from(same_cluster);
                of_one.cell += u64::from(same_label && same_cluster);
            }
        }
        partners
    }

    /// Whether two articles have the same label, and whether they are in the same cluster.
    fn agreement(&self, low: u32, high: u32) -> (bool, bool) {
        let (low, high) = (low as usize, high as usize);
        (self.labels[low] == self.labels[high], self.clusters[low] == self.clusters[high])
    }
}

fn pairs_of(articles: u64) -> u64 {
    articles * articles.saturating_sub(1) / 2
}

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

/// Pairs of ids that a run gets wrong, lower id first, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WrongPairs<'a> {
    /// In the same cluster, with different labels.
    pub false_merges: Vec<[&'a str; 2]>,
    /// With the same label, in different clusters.
    pub misses: Vec<[&'a str; 2]>,
}

impl<'a> WrongPairs<'a> {
    pub(super) fn find(
        gold: &'a Gold,
        labels: &[u32],
        clusters: &[u32],
        limit: usize,
    ) -> WrongPairs<'a> {
        WrongPairs {
            false_merges: together_in_one_alone(gold, clusters, labels, limit),
            misses: together_in_one_alone(gold, labels, clusters, limit),
        }
    }
}

/// Pairs that share a group in `groups` but not in `others`.
///
/// An article is skipped if every later one of its group is also in its group of `others`.
fn together_in_one_alone<'a>(
    gold: &'a Gold,
    groups: &[u32],
    others: &[u32],
    limit: usize,
) -> Vec<[&'a str; 2]> {
    let mut members: HashMap<u32, Vec<u32>> = HashMap::default();
    let mut in_both: HashMap<(u32, u32), usize> = HashMap::default();
    for ((article, &group), &other) in (0..).zip(groups).zip(others) {
        members.entry(group).or_default().push(article);
        *in_both.entry((group, other)).or_default() += 1;
    }

    let mut passed: HashMap<u32, usize> = HashMap::default();
    let mut wrong = Vec::new();
    for ((article, group), other) in (0..).zip(groups).zip(others) {
        let place = passed.entry(*group).or_default();
        let later = &members[group][*place + 1..];
        *place += 1;
        let alike =
            in_both.get_mut(&(*group, *other)).expect("the loop above counted every article");
        *alike -= 1;
        if later.len() == *alike {
            continue;
        }
        for &partner in later {
            if wrong.len() == limit {
                return wrong;
            }
            if others[partner as usize] != *other
                && gold.ignored().binary_search(&(article, partner)).is_err()
            {
                wrong.push([gold.id(article), gold.id(partner)]);
            }
        }
    }
    wrong
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
