//! Measures the accuracy on labelled corpora and holds it to its floors.
//!
//! ```text
//! cargo run --release --example accuracy -- FOLDER
//! ```
//!
//! FOLDER holds the corpora that `floors.jsonl` names. Their texts are not ours to ship. Exits with 1 when a score is
//! below its floor, or when the labels are not those for which the floors were set.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, Input, Options, decompressed};
use wirecopy::engine::{self, Settings, Tolerance, Unobserved};
use wirecopy::eval::{Comparison, Gold, RunClusters};

/// What is asked of one corpus.
#[derive(Deserialize)]
struct Floor {
    corpus: String,
    ignore: Option<String>,
    labels: String,
    /// Pairwise F1 and adjusted Rand index, at least.
    f1: Option<f64>,
    ari: Option<f64>,
    /// Pairs reported in one cluster, at most.
    pairs: Option<u64>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: accuracy FOLDER")?;
    let mut holds = true;
    for floor in include_str!("floors.jsonl").lines() {
        holds &= check(Path::new(&folder), &serde_json::from_str(floor)?)?;
    }
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(folder: &Path, floor: &Floor) -> Result<bool, Box<dyn Error>> {
    let path = folder.join(&floor.corpus);
    let mut articles = BufReader::new(decompressed(&path)?);
    let mut ignore = floor
        .ignore
        .as_ref()
        .map(|file| decompressed(&folder.join(file)))
        .transpose()?
        .map(BufReader::new);
    let gold = Gold::read(&mut articles, ignore.as_mut().map(|reader| reader as &mut dyn BufRead))?;

    let corpus =
        Corpus::open(&[Input::Path(path)], &Options::default(), folder, &mut std::io::empty())?;
    let run = engine::cluster(
        &corpus,
        &Cleaner::new(),
        &Settings::default(),
        Tolerance { max_bad: 1.0 },
        &Unobserved,
    )?;
    let clusters = RunClusters::of(run.stories());
    let comparison = Comparison::new(&gold, &clusters);
    let scores = comparison.scores();
    let reported = scores.pairs.true_positives + scores.pairs.false_positives;
    let holds = scores.labels_digest == floor.labels
        && floor.f1.is_none_or(|f1| scores.pairs.f1 >= f1)
        && floor.ari.is_none_or(|ari| scores.adjusted_rand_index >= ari)
        && floor.pairs.is_none_or(|pairs| reported <= pairs);
    println!(
        "{} {}: P {:.3} R {:.3} F1 {:.4} ARI {:.4} ({:.4} of all), {reported} pairs in {} clusters, labels {}",
        if holds { "ok  " } else { "FAIL" },
        floor.corpus,
        scores.pairs.precision,
        scores.pairs.recall,
        scores.pairs.f1,
        scores.adjusted_rand_index,
        scores.adjusted_rand_index_of_all,
        scores.clusters,
        scores.labels_digest,
    );
    if std::env::args_os().nth(2).is_some_and(|argument| argument == "--wrong") {
        let wrong = comparison.wrong_pairs(40);
        for [one, other] in wrong.false_merges {
            println!("  false  {one} {other}");
        }
        for [one, other] in wrong.misses {
            println!("  missed {one} {other}");
        }
    }
    Ok(holds)
}
