//! Matching settings from the command line.

use wirecopy::date::{DateReader, DateSettings};
use wirecopy::engine::{self, Settings};
use wirecopy::lsh::{self, Parameters, RECALLS};
use wirecopy::verify::{Rule, Rules};

use crate::args::{self, Finding, Matching, Reading};
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
    match finding.recall {
        Some(recall) if !RECALLS.contains(&recall) => Err(Failure::usage(format!(
            "--recall {recall}: expected a number from {} to {}",
            RECALLS.start(),
            RECALLS.end()
        ))),
        Some(recall) => Ok(Parameters::for_recall(recall)),
        None => Ok(preset),
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
