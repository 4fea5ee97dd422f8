//! Measures how accurately credits are recognised.
//!
//! ```text
//! cargo run --release --example credits -- FOLDER [--wrong]
//! ```
//!
//! FOLDER holds the corpora. `labels.tsv` states for copies of agency stories whether they credit
//! the agency, name it elsewhere on the page, or do not name it. `--wrong` lists the articles that
//! are recognised wrongly. Exits with 1 if precision or recall of "not named" is below its floor.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wirecopy::clean::Cleaner;
use wirecopy::corpus::Corpus;

const LABELS: &str = include_str!("labels.tsv");

/// Least precision and recall of "not named".
const FLOOR: f64 = 0.95;

/// A labelled article.
struct Label<'a> {
    collection: &'a str,
    id: &'a str,
    agency: &'a str,
    state: &'a str,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = args.first().ok_or("usage: credits FOLDER [--wrong]")?;
    let lists_wrong = args.iter().any(|arg| arg == "--wrong");
    let cleaner = Cleaner::new();
    let labels: Vec<Label<'_>> = LABELS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut columns = line.split('\t');
            let [collection, id, agency, state] =
                std::array::from_fn(|_| columns.next().unwrap_or_default());
            Label { collection, id, agency, state }
        })
        .collect();
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for collection in ["wire-gold", "de-fang"] {
        let wanted = labels.iter().filter(|label| label.collection == collection);
        for (label, found) in read(Path::new(folder), collection, &cleaner, wanted)? {
            *counts.entry((label.state, found)).or_default() += 1;
            if lists_wrong && label.state != found {
                println!(
                    "{} {}: {} is {}, read as {found}",
                    label.collection, label.id, label.agency, label.state
                );
            }
        }
    }
    let states = ["credited", "named", "absent"];
    println!("| label | read as credited | named | absent |\n|---|---|---|---|");
    for label in states {
        let row = states.map(|found| counts.get(&(label, found)).copied().unwrap_or(0).to_string());
        println!("| {label} | {} |", row.join(" | "));
    }
    let sum = |of: &dyn Fn(&str, &str) -> bool| -> f64 {
        counts
            .iter()
            .filter(|((label, found), _)| of(label, found))
            .map(|(_, &n)| f64::from(n))
            .sum()
    };
    let both = sum(&|label, found| label == "absent" && found == "absent");
    let precision = both / sum(&|_, found| found == "absent");
    let recall = both / sum(&|label, _| label == "absent");
    println!("not named: precision {precision:.3}, recall {recall:.3}");
    Ok(if precision.min(recall) >= FLOOR { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The recognised credits of the labelled articles of a collection.
fn read<'a>(
    folder: &Path,
    collection: &str,
    cleaner: &Cleaner,
    labels: impl Iterator<Item = &'a Label<'a>>,
) -> Result<Vec<(&'a Label<'a>, &'static str)>, Box<dyn Error>> {
    let mut wanted: BTreeMap<&str, Vec<&Label<'_>>> = BTreeMap::new();
    labels.for_each(|label| wanted.entry(label.id).or_default().push(label));
    let found = [".jsonl", ".jsonl.zst"]
        .map(|ending| folder.join(collection).join(format!("articles{ending}")));
    let path: PathBuf = found.into_iter().find(|path| path.exists()).ok_or("no articles")?;
    let corpus = Corpus::of_files([path])?;
    let mut read = Vec::new();
    for chunk in corpus.chunks() {
        for record in chunk?.records() {
            let Ok(record) = record else { continue };
            for label in wanted.get(&*record.article.key).into_iter().flatten() {
                let listed =
                    cleaner.agencies().iter().position(|agency| *agency.name == *label.agency);
                if let Some(place) = listed {
                    let agencies = cleaner.clean(&record.article).agencies();
                    read.push((*label, agencies.state(place).name()));
                }
            }
        }
    }
    Ok(read)
}
