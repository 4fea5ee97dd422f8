//! Counts the pairs on which run and labels agree, without enumerating them.

use crate::hash::HashMap;

use super::scores::PairCounts;
use super::{Gold, PrecisionRecall, RunClusters, Scores, WrongPairs};

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
