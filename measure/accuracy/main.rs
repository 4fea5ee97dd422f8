//! Measures the accuracy on labelled corpora, and checks it against its floors.
//!
//! ```text
//! cargo run --release --example accuracy -- FOLDER [--wrong] [--among FILE]
//! ```
//!
//! FOLDER holds the corpora listed in `measure/common/floors.jsonl`. Their texts are not ours to
//! ship. `--wrong` lists the wrong pairs; `--among` adds each corpus to the articles of another
//! file, which must not change its scores. Exits with 1 if a score is below its floor, or if the
//! labels are not those the floors were set for.

#![expect(clippy::print_stdout, reason = "this is a program")]

#[path = "../common/mod.rs"]
mod common;

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use common::{Floor, Labelled};
use wirecopy::engine::Settings;

/// Most wrong pairs listed of each kind.
const MOST_WRONG: usize = 40;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let folder = args.first().ok_or("usage: accuracy FOLDER [--wrong] [--among FILE]")?;
    let lists_wrong = args.iter().any(|arg| arg == "--wrong");
    let among = args.iter().position(|arg| arg == "--among").and_then(|at| args.get(at + 1));
    let mut holds = true;
    for floor in common::floors()? {
        holds &= check(Path::new(folder), &floor, among.map(PathBuf::from), lists_wrong)?;
    }
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(
    folder: &Path,
    floor: &Floor,
    among: Option<PathBuf>,
    lists_wrong: bool,
) -> Result<bool, Box<dyn Error>> {
    let mut labelled = Labelled::open(folder, floor)?;
    if let Some(others) = among {
        labelled.among(others);
    }
    let mut wrong = Vec::new();
    let settings = Settings::default();
    let scores = labelled.score(&Arc::default(), &settings, |comparison| {
        let found = comparison.wrong_pairs(if lists_wrong { MOST_WRONG } else { 0 });
        wrong.extend(found.false_merges.iter().map(|[one, other]| format!("false  {one} {other}")));
        wrong.extend(found.misses.iter().map(|[one, other]| format!("missed {one} {other}")));
    })?;
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
    for pair in wrong {
        println!("  {pair}");
    }
    Ok(holds)
}
