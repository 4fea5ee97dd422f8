//! Compares the ways of finding candidate pairs on a labelled corpus.
//!
//! ```text
//! cargo run --release --example schemes -- CORPUS LABELS
//! ```
//!
//! CORPUS and LABELS are JSON Lines and may be one file; LABELS has `id` and `label`. Recall is the share of the pairs
//! with one label that are candidates. Time is that of signing and of finding candidates, on all threads.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;
use wirecopy::article::ArticleId;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, decompressed};
use wirecopy::hash::HashMap;
use wirecopy::lsh::{self, Parameters, REFERENCE_JACCARD, Settings};
use wirecopy::pair::CandidatePair;
use wirecopy::shingle::{self, ShingleSet, Shingling};
use wirecopy::signature::{Signature, Signatures};

const WAYS: [Parameters; 7] = [
    Parameters::Banded { bands: 20, rows: 6 },
    Parameters::Banded { bands: 32, rows: 4 },
    Parameters::Banded { bands: 42, rows: 3 },
    Parameters::Banded { bands: 64, rows: 2 },
    Parameters::Banded { bands: 113, rows: 2 },
    Parameters::BottomK { minima: 32, min_shared: 2 },
    Parameters::BottomK { minima: 32, min_shared: 3 },
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = std::env::args_os().skip(1).map(PathBuf::from);
    let usage = "usage: schemes CORPUS LABELS";
    let (corpus, labels) = (files.next().ok_or(usage)?, files.next().ok_or(usage)?);
    let sets = shingle_sets(corpus)?;
    let pairs = same_label_pairs(BufReader::new(decompressed(&labels)?), &sets)?;
    println!("{} articles, {} labelled pairs\n", sets.len(), pairs.len());
    println!(
        "| scheme | recall | estimated at Jaccard {REFERENCE_JACCARD} | candidates per article | keys per article | sign, s | find, s |"
    );
    println!("|---|---|---|---|---|---|---|");
    for parameters in WAYS {
        compare(parameters, &sets, &pairs);
    }
    Ok(())
}

/// The shingle set of each article by its id, sorted by id.
fn shingle_sets(path: PathBuf) -> Result<Vec<(String, ShingleSet)>, Box<dyn Error>> {
    let corpus = Corpus::of_files([path])?;
    let cleaner = Cleaner::new();
    let chunks: Vec<_> = corpus.chunks().collect::<Result<_, _>>()?;
    let mut sets: Vec<(String, ShingleSet)> = chunks
        .par_iter()
        .flat_map_iter(|chunk| chunk.records().filter_map(Result::ok).collect::<Vec<_>>())
        .map(|record| {
            let text = cleaner.clean(&record.article);
            let key = record.article.key.to_string();
            (key, shingle::shingle(&record.article.body, &text, Shingling::default()))
        })
        .collect();
    sets.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(sets)
}

/// All pairs of articles with one label.
fn same_label_pairs(
    labels: impl BufRead,
    sets: &[(String, ShingleSet)],
) -> Result<Vec<CandidatePair>, Box<dyn Error>> {
    let ids: HashMap<&str, ArticleId> =
        (0..).zip(sets).map(|(number, (key, _))| (key.as_str(), ArticleId(number))).collect();
    let mut labelled: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for line in labels.lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let (Some(id), Some(label)) = (row["id"].as_str(), row["label"].as_str()) else { continue };
        let is_excluded = label.is_empty() || label == "exclude" || row["exclude"] == true;
        if let Some(&article) = ids.get(id).filter(|_| !is_excluded) {
            labelled.entry(label.to_owned()).or_default().push(article);
        }
    }
    let mut pairs = Vec::new();
    for articles in labelled.values() {
        for (place, &one) in articles.iter().enumerate() {
            pairs.extend(
                articles[place + 1..].iter().filter_map(|&other| CandidatePair::new(one, other)),
            );
        }
    }
    Ok(pairs)
}

#[expect(clippy::cast_precision_loss, reason = "counts of articles and pairs are shown as ratios")]
fn compare(parameters: Parameters, sets: &[(String, ShingleSet)], pairs: &[CandidatePair]) {
    let begun = Instant::now();
    let (scheme, width) = (parameters.scheme(), parameters.minima());
    let signed: Vec<Signature> =
        sets.par_iter().map(|(_, set)| Signature::new(set, scheme, width)).collect();
    let sign = begun.elapsed();
    let mut signatures = Signatures::with_width(width);
    for signature in &signed {
        signatures.push(signature);
    }
    let articles: Vec<ArticleId> = (0..).zip(sets).map(|(number, _)| ArticleId(number)).collect();
    let begun = Instant::now();
    let settings = Settings { parameters, ..Settings::default() };
    let candidates = lsh::candidates(&signatures, &articles, settings);
    let find = begun.elapsed();

    let found = pairs.iter().filter(|pair| candidates.binary_search(pair).is_ok()).count();
    let name = match parameters {
        Parameters::Banded { bands, rows } => format!("bands {bands} × {rows}"),
        Parameters::BottomK { minima, min_shared } => {
            format!("bottom-{minima}, ≥ {min_shared} shared")
        }
    };
    println!(
        "| {name} | {:.4} | {:.3} | {:.2} | {} | {:.2} | {:.2} |",
        found as f64 / pairs.len() as f64,
        parameters.estimate_recall(REFERENCE_JACCARD),
        candidates.len() as f64 / sets.len() as f64,
        parameters.keys(),
        sign.as_secs_f64(),
        find.as_secs_f64(),
    );
}
