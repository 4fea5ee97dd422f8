//! Worked examples from the literature, and laws that hold for all labels and clusters.

#![expect(clippy::float_cmp, reason = "equal counts must give equal scores, to the last bit")]

use std::fmt::Write;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Comparison, Gold, RunClusters, Scores};

/// One article: the number of its label (0: none), and of its cluster (0: none).
type Assignment = (u32, u32);

struct Labelled {
    gold: Gold,
    run: RunClusters,
}

impl Labelled {
    fn new(articles: &[Assignment], ignored: &[(usize, usize)]) -> Labelled {
        let (mut labels, mut members, mut rows) = (String::new(), String::new(), String::new());
        for (number, (label, cluster)) in articles.iter().enumerate() {
            let label = if *label == 0 { String::new() } else { format!("L{label}") };
            writeln!(labels, r#"{{"id": "{number:04}", "label": "{label}"}}"#).unwrap();
            if *cluster != 0 {
                writeln!(members, r#"{{"id": "{number:04}", "cluster_id": "c{cluster}"}}"#)
                    .unwrap();
            }
        }
        for (one, other) in ignored {
            writeln!(rows, "{one:04}\t{other:04}\ttake").unwrap();
        }
        Labelled {
            gold: Gold::read(&mut labels.as_bytes(), Some(&mut rows.as_bytes())).unwrap(),
            run: RunClusters::read_jsonl(&mut members.as_bytes()).unwrap(),
        }
    }

    fn comparison(&self) -> Comparison<'_> {
        Comparison::new(&self.gold, &self.run)
    }

    fn scores(&self) -> Scores {
        self.comparison().scores()
    }
}

/// Articles for a contingency table: one row per label, one column per cluster.
fn from_table<const N: usize>(table: &[[u32; N]]) -> Labelled {
    let mut articles = Vec::new();
    for (label, row) in (1..).zip(table) {
        for (cluster, count) in (1..).zip(row) {
            articles.extend((0..*count).map(|_| (label, cluster)));
        }
    }
    Labelled::new(&articles, &[])
}

fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

/// Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), figure 16.4 and table 16.2.
#[test]
fn pair_scores_agree_with_manning_raghavan_and_schuetze() {
    let pairs = from_table(&[[5, 1, 2], [1, 4, 0], [0, 1, 3]]).scores().pairs;
    let counts =
        [pairs.true_positives, pairs.false_positives, pairs.false_negatives, pairs.true_negatives];
    assert_eq!(counts, [20, 20, 24, 72]);
    assert_close(pairs.precision, 0.5, 0.0);
    assert_close(pairs.recall, 0.455, 0.0005);
    assert_close(pairs.f1, 0.48, 0.005);
}

/// Yeung and Ruzzo, Details of the Adjusted Rand Index (2001), table 2: .313.
#[test]
fn adjusted_rand_index_agrees_with_yeung_and_ruzzo() {
    let scores = from_table(&[[1, 1, 0], [1, 2, 1], [0, 0, 4]]).scores();
    assert_close(scores.adjusted_rand_index, 0.313, 0.0005);
}

/// Bagga and Baldwin, Algorithms for Scoring Coreference Chains (1998), section 4: precision 76 % and 58 %.
#[test]
fn b_cubed_agrees_with_bagga_and_baldwin() {
    let first = from_table(&[[5, 0], [0, 2], [0, 5]]).scores().b_cubed;
    assert_close(first.precision, 0.76, 0.005);
    assert_close(first.recall, 1.0, 0.0);
    let second = from_table(&[[5, 0], [0, 2], [5, 0]]).scores().b_cubed;
    assert_close(second.precision, 0.58, 0.005);
    assert_close(second.recall, 1.0, 0.0);
}

#[test]
fn wrong_pairs_are_listed_in_order_and_limited() {
    let labelled = Labelled::new(&[(1, 1), (2, 1), (1, 1), (1, 2), (2, 0)], &[(0, 3)]);
    let wrong = labelled.comparison().wrong_pairs(10);
    assert_eq!(wrong.false_merges, [["0000", "0001"], ["0001", "0002"]]);
    assert_eq!(wrong.misses, [["0001", "0004"], ["0002", "0003"]]);
    let first = labelled.comparison().wrong_pairs(1);
    assert_eq!((first.false_merges.len(), first.misses.len()), (1, 1));
}

/// Visits every pair: slow, and obviously correct.
fn by_brute_force(articles: &[Assignment], ignored: &[(usize, usize)]) -> ([u64; 4], f64, f64) {
    let is_ignored = |i, j| ignored.iter().any(|&(a, b)| (a, b) == (i, j) || (a, b) == (j, i));
    let same = |one: u32, other: u32| one != 0 && one == other;
    let (mut confusion, mut precision, mut recall) = ([0; 4], 0.0, 0.0);
    for (i, one) in articles.iter().enumerate() {
        let (mut right, mut in_cluster, mut in_label) = (1.0, 1.0, 1.0);
        for (j, other) in articles.iter().enumerate() {
            if i == j || is_ignored(i, j) {
                continue;
            }
            let (label, cluster) = (same(one.0, other.0), same(one.1, other.1));
            right += if label && cluster { 1.0 } else { 0.0 };
            in_cluster += if cluster { 1.0 } else { 0.0 };
            in_label += if label { 1.0 } else { 0.0 };
            if i < j {
                confusion[usize::from(!cluster) * 2 + usize::from(label != cluster)] += 1;
            }
        }
        precision += right / in_cluster;
        recall += right / in_label;
    }
    let articles = f64::from(u32::try_from(articles.len()).unwrap());
    (confusion, precision / articles, recall / articles)
}

/// The index in the notation of Hubert and Arabie (1985), from sums over the contingency table.
fn adjusted_rand_index_of_table(table: &[[u32; 3]]) -> f64 {
    let pairs = |count: u32| f64::from(count) * (f64::from(count) - 1.0) / 2.0;
    let cells: f64 = table.iter().flatten().map(|&count| pairs(count)).sum();
    let rows: f64 = table.iter().map(|row| pairs(row.iter().sum())).sum();
    let columns: f64 = (0..3).map(|column| pairs(table.iter().map(|row| row[column]).sum())).sum();
    let expected = rows * columns / pairs(table.iter().flatten().sum());
    (cells - expected) / (f64::midpoint(rows, columns) - expected)
}

fn articles() -> impl Strategy<Value = (Vec<Assignment>, Vec<(usize, usize)>)> {
    vec((0..5_u32, 0..5_u32), 1..25).prop_flat_map(|articles| {
        let count = articles.len();
        let pairs = vec((0..count, 0..count), 0..20);
        (
            Just(articles),
            pairs.prop_map(|pairs| pairs.into_iter().filter(|(one, other)| one != other).collect()),
        )
    })
}

proptest! {
    #[test]
    fn scores_agree_with_brute_force((articles, ignored) in articles()) {
        let labelled = Labelled::new(&articles, &ignored);
        let scores = labelled.scores();
        let pairs = scores.pairs;
        let (confusion, precision, recall) = by_brute_force(&articles, &ignored);
        prop_assert_eq!(
            [pairs.true_positives, pairs.false_positives, pairs.true_negatives, pairs.false_negatives],
            confusion
        );
        prop_assert!((scores.b_cubed.precision - precision).abs() < 1e-12);
        prop_assert!((scores.b_cubed.recall - recall).abs() < 1e-12);

        let wrong = labelled.comparison().wrong_pairs(usize::MAX);
        prop_assert_eq!(wrong.false_merges.len() as u64, pairs.false_positives);
        prop_assert_eq!(wrong.misses.len() as u64, pairs.false_negatives);
        prop_assert!(wrong.misses.is_sorted() && wrong.false_merges.is_sorted());
    }

    #[test]
    fn adjusted_rand_index_agrees_with_the_contingency_form(table in vec(prop::array::uniform3(0..6_u32), 2..4)) {
        let by_table = adjusted_rand_index_of_table(&table);
        prop_assume!(by_table.is_finite());
        prop_assert!((from_table(&table).scores().adjusted_rand_index - by_table).abs() < 1e-9);
    }

    #[test]
    fn a_run_that_agrees_with_the_labels_scores_one(
        (articles, ignored) in articles(),
    ) {
        let agreeing: Vec<Assignment> = articles.iter().map(|&(label, _)| (label, label)).collect();
        let scores = Labelled::new(&agreeing, &ignored).scores();
        prop_assert_eq!([scores.pairs.f1, scores.adjusted_rand_index, scores.b_cubed.f1], [1.0; 3]);
    }

    #[test]
    fn scores_do_not_depend_on_the_names_of_clusters((articles, ignored) in articles()) {
        let renamed: Vec<Assignment> =
            articles.iter().map(|&(label, cluster)| (label, if cluster == 0 { 0 } else { 9 - cluster })).collect();
        prop_assert_eq!(Labelled::new(&articles, &ignored).scores(), Labelled::new(&renamed, &ignored).scores());
    }
}
