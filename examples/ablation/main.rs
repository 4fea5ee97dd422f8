//! What each rule of the measure, and each step of the cleaning, is worth: the scores without it.
//!
//! ```text
//! cargo run --release --example ablation -- FOLDER [PLOT.svg]
//! ```
//!
//! FOLDER holds the corpora that `examples/common/floors.jsonl` names. A made-up corpus is scored beside them. Prints the
//! tables of `docs/accuracy.md`, and draws the scores over the threshold.

#![expect(clippy::print_stdout, reason = "this is a program")]

#[expect(dead_code, reason = "the floors are the accuracy check's")]
#[path = "../common/mod.rs"]
mod common;
mod plot;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use common::Labelled;
use plot::Curve;
use wirecopy::clean::{Cleaner, Part};
use wirecopy::engine::Settings;
use wirecopy::eval::Scores;
use wirecopy::shingle::Shingling;
use wirecopy::synth::{self, Synth};
use wirecopy::verify::Rule;

/// Articles of the made-up corpus.
const MADE_UP: u64 = 10_000;

/// Thresholds that are tried, in hundredths.
const THRESHOLDS: std::ops::RangeInclusive<u8> = 40..=80;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let folder = args.next().ok_or("usage: ablation FOLDER [PLOT.svg]")?;
    let corpora = corpora(Path::new(&folder))?;
    rules(&corpora)?;
    let curves = thresholds(&corpora)?;
    if let Some(file) = args.next() {
        std::fs::write(file, plot::draw(&curves, Settings::default().threshold))?;
    }
    Ok(())
}

/// The labelled corpora by their names.
fn corpora(folder: &Path) -> Result<Vec<(String, Labelled)>, Box<dyn Error>> {
    let mut corpora = Vec::new();
    for floor in common::floors()? {
        let name = floor.corpus.split('/').next().unwrap_or(&floor.corpus).to_owned();
        corpora.push((name, Labelled::open(folder, &floor)?));
    }
    let made_up = tempfile::tempdir()?.keep();
    let (articles, ignore) = (made_up.join("articles.jsonl"), made_up.join("ignore_pairs.tsv"));
    let synth = Synth::new(synth::Settings { articles: MADE_UP, ..synth::Settings::default() });
    let mut lines = BufWriter::new(File::create(&articles)?);
    for article in synth.articles() {
        serde_json::to_writer(&mut lines, &article)?;
        lines.write_all(b"\n")?;
    }
    lines.flush()?;
    let mut pairs = BufWriter::new(File::create(&ignore)?);
    for pair in synth.ignored_pairs() {
        writeln!(pairs, "{pair}")?;
    }
    pairs.flush()?;
    corpora.push(("synth".to_owned(), Labelled::of(articles, Some(&ignore))?));
    Ok(corpora)
}

fn rules(corpora: &[(String, Labelled)]) -> Result<(), Box<dyn Error>> {
    let names: Vec<&str> = corpora.iter().map(|(name, _)| name.as_str()).collect();
    println!("| without | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(corpora.len()));
    let settings = Settings::default();
    let leaving_out =
        |rules: &[Rule]| Settings { rules: rules.to_vec().into(), ..settings.clone() };
    row("nothing", corpora, &Cleaner::new(), &settings)?;
    for (name, rule) in Rule::NAMED {
        row(&format!("`{name}`"), corpora, &Cleaner::new(), &leaving_out(&[rule]))?;
    }
    row("all guards", corpora, &Cleaner::new(), &leaving_out(&Rule::GUARDS))?;
    row(
        "average linkage (connected components)",
        corpora,
        &Cleaner::new(),
        &Settings { linkage_allowance: 1.0, ..settings.clone() },
    )?;
    let parts = [
        ("taking off datelines", Part::Dateline),
        ("taking off credits", Part::Credits),
        ("dropping furniture", Part::Furniture),
        ("dropping repeats", Part::Repeats),
        ("dropping captions", Part::Captions),
    ];
    for (name, part) in parts {
        row(name, corpora, &Cleaner::new().leaving(part), &settings)?;
    }
    let none = parts.iter().fold(Cleaner::new(), |cleaner, &(_, part)| cleaner.leaving(part));
    row("any cleaning", corpora, &none, &settings)?;
    for words in [3, 5, 6] {
        let settings = Settings { shingling: Shingling::Words(words), ..settings.clone() };
        row(&format!("4-word shingles (with {words} words)"), corpora, &Cleaner::new(), &settings)?;
    }
    Ok(())
}

fn row(
    name: &str,
    corpora: &[(String, Labelled)],
    cleaner: &Cleaner,
    settings: &Settings,
) -> Result<(), Box<dyn Error>> {
    print!("| {name} |");
    for (_, labelled) in corpora {
        print!(" {} |", shown(&labelled.score(cleaner, settings, |_| {})?));
    }
    println!();
    Ok(())
}

/// Precision, recall and both adjusted Rand indices, or the pairs where there is nearly none to find.
fn shown(scores: &Scores) -> String {
    let pairs = &scores.pairs;
    if pairs.true_positives + pairs.false_negatives == 0 {
        return format!("{} pairs", pairs.false_positives);
    }
    let [p, r, ari, all] = [
        pairs.precision,
        pairs.recall,
        scores.adjusted_rand_index,
        scores.adjusted_rand_index_of_all,
    ]
    .map(|score| format!("{score:.3}").trim_start_matches('0').to_owned());
    format!("{p} / {r} / {ari} / {all}")
}

fn thresholds(corpora: &[(String, Labelled)]) -> Result<Vec<Curve>, Box<dyn Error>> {
    let mut curves = Vec::new();
    for (name, labelled) in corpora {
        let mut points = Vec::new();
        for hundredths in THRESHOLDS.step_by(2) {
            let threshold = f64::from(hundredths) / 100.0;
            let settings = Settings { threshold, ..Settings::default() };
            let scores = labelled.score(&Cleaner::new(), &settings, |_| {})?;
            points.push((threshold, scores));
        }
        if points.iter().any(|(_, scores)| scores.pairs.true_positives > 0) {
            let f1 = points.iter().map(|(at, scores)| (*at, scores.pairs.f1)).collect();
            curves.push(Curve { name: name.clone(), points: f1 });
        }
        println!("\n{name}\n\n| threshold | P / R / ARI / ARI of all |\n|---|---|");
        for (threshold, scores) in &points {
            println!("| {threshold:.2} | {} |", shown(scores));
        }
    }
    Ok(curves)
}
