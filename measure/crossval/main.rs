//! Measures the accuracy on collections that were not used to choose the constants.
//!
//! ```text
//! cargo run --release --example crossval -- FOLDER [--left-out] [--ablation]
//! ```
//!
//! FOLDER holds the corpora listed in `measure/common/floors.jsonl`. Without options each
//! collection is scored with the default settings. `--left-out` searches a grid of constants: each
//! collection is scored with those that score best on the others, and below the table with those
//! that score best together with their neighbours in the grid. `--ablation` removes one rule, or
//! one step of the cleaning, at a time; the threshold is again chosen on the other collections.

#![expect(clippy::print_stdout, reason = "this is a program")]

#[expect(dead_code, reason = "only the accuracy check uses the floors")]
#[path = "../common/mod.rs"]
mod common;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use common::Labelled;
use wirecopy::clean::{Cleaner, Part};
use wirecopy::engine::Settings;
use wirecopy::eval::PairScores;
use wirecopy::verify::{Constants, Rule};

/// The grid values, in hundredths.
const THRESHOLDS: [u8; 7] = [44, 47, 50, 53, 56, 59, 62];
const SHORTER: [u8; 3] = [50, 60, 70];
const BY_HEADLINE: [u8; 3] = [0, 20, 40];
const UNLIKELY: [u8; 3] = [75, 85, 95];
const REPLACED: [u8; 3] = [15, 20, 25];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: crossval FOLDER [--left-out] [--ablation]")?;
    let options: Vec<String> = args.collect();
    let collections = collections(Path::new(&folder))?;
    let fitted = scores(&collections, &Arc::default(), &Settings::default())?;
    if options.iter().any(|option| option == "--left-out") {
        let points = grid(&collections, &Arc::default(), &Settings::default())?;
        table(&collections, &fitted, &left_out(&collections, &points, |point| vec![point]));
        let level = left_out(&collections, &points, neighbours);
        println!(
            "\nchosen with its neighbours: macro {:.3}, worst {:.3}",
            mean(&level),
            worst(&level)
        );
    } else {
        table(&collections, &fitted, &fitted);
    }
    if options.iter().any(|option| option == "--ablation") {
        ablation(&collections)?;
    }
    Ok(())
}

/// The collections that have pairs to find, by name.
fn collections(folder: &Path) -> Result<Vec<(String, Labelled)>, Box<dyn Error>> {
    let floors = common::floors()?.into_iter().filter(|floor| floor.pairs.is_none());
    floors
        .map(|floor| {
            let name = floor.corpus.split('/').next().unwrap_or(&floor.corpus).to_owned();
            Ok((name, Labelled::open(folder, &floor)?))
        })
        .collect()
}

fn scores(
    collections: &[(String, Labelled)],
    cleaner: &Arc<Cleaner>,
    settings: &Settings,
) -> Result<Vec<PairScores>, Box<dyn Error>> {
    collections
        .iter()
        .map(|(_, labelled)| Ok(labelled.score(cleaner, settings, |_| {})?.pairs))
        .collect()
}

/// The scores of all collections at each grid point.
fn grid(
    collections: &[(String, Labelled)],
    cleaner: &Arc<Cleaner>,
    settings: &Settings,
) -> Result<Vec<Vec<PairScores>>, Box<dyn Error>> {
    let mut points = Vec::new();
    for threshold in THRESHOLDS {
        for shorter in SHORTER {
            for by_headline in BY_HEADLINE {
                for unlikely in UNLIKELY {
                    for replaced in REPLACED {
                        let mut settings = at(settings, threshold);
                        settings.rules.constants =
                            Constants { shorter, by_headline, unlikely, replaced };
                        points.push(scores(collections, cleaner, &settings)?);
                    }
                }
            }
        }
    }
    Ok(points)
}

/// The settings with another threshold, in hundredths.
fn at(settings: &Settings, threshold: u8) -> Settings {
    Settings { threshold: f64::from(threshold) / 100.0, ..settings.clone() }
}

/// A point of the grid and those beside it in one constant.
fn neighbours(point: usize) -> Vec<usize> {
    let sizes =
        [REPLACED.len(), UNLIKELY.len(), BY_HEADLINE.len(), SHORTER.len(), THRESHOLDS.len()];
    let mut near = vec![point];
    let mut stride = 1;
    for size in sizes {
        let place = point / stride % size;
        near.extend((place > 0).then(|| point - stride));
        near.extend((place + 1 < size).then_some(point + stride));
        stride *= size;
    }
    near
}

/// For each collection, its scores at the point for which the mean over some points, such as this one alone, is best for the
/// other collections.
#[expect(clippy::cast_precision_loss, reason = "a point has few neighbours")]
fn left_out(
    collections: &[(String, Labelled)],
    points: &[Vec<PairScores>],
    around: impl Fn(usize) -> Vec<usize>,
) -> Vec<PairScores> {
    let of_others = |point: usize, out: usize| -> f64 {
        let others = points[point].iter().enumerate().filter(|&(at, _)| at != out);
        others.map(|(_, scores)| scores.f1).sum()
    };
    let value = |point: usize, out: usize| -> f64 {
        let around = around(point);
        around.iter().map(|&point| of_others(point, out)).sum::<f64>() / around.len() as f64
    };
    (0..collections.len())
        .map(|out| {
            let best = (0..points.len())
                .max_by(|&one, &other| value(one, out).total_cmp(&value(other, out)));
            points[best.expect("the grid is not empty")][out]
        })
        .collect()
}

fn table(collections: &[(String, Labelled)], fitted: &[PairScores], left_out: &[PairScores]) {
    println!("| collection | pairs | P | R | F1 | left out: P | R | F1 |");
    println!("|---|---|---|---|---|---|---|---|");
    for ((name, _), (fitted, left)) in collections.iter().zip(fitted.iter().zip(left_out)) {
        println!(
            "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            fitted.true_positives + fitted.false_negatives,
            fitted.precision,
            fitted.recall,
            fitted.f1,
            left.precision,
            left.recall,
            left.f1
        );
    }
    println!(
        "| macro mean | | | | {:.3} | | | {:.3} |\n| worst | | | | {:.3} | | | {:.3} |",
        mean(fitted),
        mean(left_out),
        worst(fitted),
        worst(left_out)
    );
}

#[expect(clippy::cast_precision_loss, reason = "the number of collections is small")]
fn mean(scores: &[PairScores]) -> f64 {
    scores.iter().map(|scores| scores.f1).sum::<f64>() / scores.len() as f64
}

fn worst(scores: &[PairScores]) -> f64 {
    scores.iter().map(|scores| scores.f1).fold(1.0, f64::min)
}

fn least_precise(scores: &[PairScores]) -> f64 {
    scores.iter().map(|scores| scores.precision).fold(1.0, f64::min)
}

/// The left-out scores without each rule, and without each step of the cleaning.
fn ablation(collections: &[(String, Labelled)]) -> Result<(), Box<dyn Error>> {
    let row =
        |name: &str, cleaner: &Arc<Cleaner>, settings: &Settings| -> Result<(), Box<dyn Error>> {
            let points: Result<Vec<_>, _> = THRESHOLDS
                .iter()
                .map(|&threshold| scores(collections, cleaner, &at(settings, threshold)))
                .collect();
            let left = left_out(collections, &points?, |point| vec![point]);
            let each: Vec<String> = left.iter().map(|scores| format!("{:.3}", scores.f1)).collect();
            println!(
                "| {name} | {:.3} | {:.3} | {:.3} | {} |",
                mean(&left),
                worst(&left),
                least_precise(&left),
                each.join(" | ")
            );
            Ok(())
        };
    let names: Vec<&str> = collections.iter().map(|(name, _)| name.as_str()).collect();
    println!(
        "\n| without | macro F1, left out | worst | lowest precision | {} |",
        names.join(" | ")
    );
    println!("|---|---|---|---|{}", "---|".repeat(names.len()));
    let settings = Settings::default();
    row("nothing", &Arc::default(), &settings)?;
    for (name, rule) in Rule::NAMED {
        let settings = Settings { rules: settings.rules.without(rule), ..settings.clone() };
        row(&format!("`{name}`"), &Arc::default(), &settings)?;
    }
    let chained = Settings { linkage_allowance: 1.0, ..settings.clone() };
    row("average linkage (connected components)", &Arc::default(), &chained)?;
    for (name, part) in [
        ("taking off datelines", Part::Dateline),
        ("taking off credits", Part::Credits),
        ("dropping boilerplate", Part::Boilerplate),
        ("dropping repeats", Part::Repeats),
        ("dropping captions", Part::Captions),
    ] {
        row(name, &Arc::new(Cleaner::new().leaving(part)), &settings)?;
    }
    Ok(())
}
