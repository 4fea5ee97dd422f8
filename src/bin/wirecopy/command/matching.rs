//! Matching settings from the command line.

use wirecopy::date::{DateReader, DateSettings};
use wirecopy::engine::{self, Settings};
use wirecopy::lsh::{self, Parameters, RECALLS};
use wirecopy::signature::{self, MAX_MINIMA};
use wirecopy::verify::{Rule, Rules};

use crate::args::{self, Finding, Matching, Reading, Scheme};
use crate::failure::Failure;

/// The preset that was typed.
pub(super) fn preset(args: &Matching) -> engine::Preset {
    match args.preset {
        None | Some(args::Preset::Default) => engine::Preset::Default,
        Some(args::Preset::Strict) => engine::Preset::Strict,
        Some(args::Preset::Ocr) => engine::Preset::Ocr,
        Some(args::Preset::Headlines) => engine::Preset::Headlines,
    }
}

/// The settings of a preset, overridden by the options.
pub(super) fn settings(
    args: &Matching,
    reading: &Reading,
    preset: engine::Preset,
) -> Result<Settings, Failure> {
    given(args, reading, &preset.settings())
}

/// Settings, overridden by the options.
fn given(args: &Matching, reading: &Reading, preset: &Settings) -> Result<Settings, Failure> {
    let threshold = args.threshold.unwrap_or(preset.threshold);
    let family_threshold = args.family_threshold.unwrap_or(preset.family_threshold);
    for (option, score) in [("--threshold", threshold), ("--family-threshold", family_threshold)] {
        if !(0.0..=1.0).contains(&score) {
            return Err(Failure::usage(format!("{option} {score}: expected a score from 0 to 1")));
        }
    }
    Ok(Settings {
        threshold,
        min_words: args.min_words.unwrap_or(preset.min_words),
        family_threshold,
        rules: if args.without.is_empty() { preset.rules } else { rules(&args.without) },
        dates: dates(reading, &preset.dates)?,
        lsh: lsh::Settings {
            parameters: parameters(&args.finding, preset.lsh.parameters)?,
            ..preset.lsh
        },
        ..preset.clone()
    })
}

/// How dates are read, overridden by the options.
fn dates(reading: &Reading, preset: &DateReader) -> Result<DateReader, Failure> {
    let preset = preset.settings();
    let formats = &reading.date_format;
    let formats = if formats.is_empty() { &preset.formats } else { formats }.clone();
    let timezone = reading.timezone.as_ref().or(preset.timezone.as_ref()).cloned();
    Ok(DateReader::new(DateSettings { formats, timezone })?)
}

/// All rules except the named ones.
fn rules(without: &[String]) -> Rules {
    let left_out = Rule::NAMED.into_iter().filter(|&(name, _)| without.iter().any(|it| it == name));
    left_out.map(|(_, rule)| rule).collect::<Vec<Rule>>().into()
}

/// How candidate pairs are found.
fn parameters(finding: &Finding, preset: Parameters) -> Result<Parameters, Failure> {
    if let (Some(bands), Some(rows)) = (finding.bands, finding.rows) {
        if finding.scheme == Some(Scheme::BottomK) {
            return Err(Failure::usage("--bands and --rows need --scheme banded".to_owned()));
        }
        let (bands, rows) = (bands.get(), rows.get());
        if u64::from(bands) * u64::from(rows) > MAX_MINIMA as u64 {
            return Err(Failure::usage(format!(
                "{bands} bands of {rows} rows: a signature has at most {MAX_MINIMA} hashes"
            )));
        }
        return Ok(Parameters::Banded { bands, rows });
    }
    let scheme = match finding.scheme {
        Some(Scheme::Banded) => signature::Scheme::Banded,
        Some(Scheme::BottomK) => signature::Scheme::BottomK,
        None => preset.scheme(),
    };
    match finding.recall {
        Some(recall) if !RECALLS.contains(&recall) => Err(Failure::usage(format!(
            "--recall {recall}: expected a number from {} to {}",
            RECALLS.start(),
            RECALLS.end()
        ))),
        Some(recall) => Ok(Parameters::for_recall(scheme, recall)),
        None if scheme == preset.scheme() => Ok(preset),
        None => Ok(Parameters::default_of(scheme)),
    }
}

/// The settings of an index, overridden by the options.
pub(super) fn asked_of(
    args: &Matching,
    reading: &Reading,
    built: &Settings,
) -> Result<Settings, Failure> {
    match args.preset {
        None => given(args, reading, built),
        Some(_) => settings(args, reading, preset(args)),
    }
}

/// The settings of an index, with the date options overridden.
pub(super) fn dated(reading: &Reading, built: &Settings) -> Result<Settings, Failure> {
    Ok(Settings { dates: dates(reading, &built.dates)?, ..built.clone() })
}
