//! When articles are copies, and how candidate pairs are found.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use wirecopy::date::{DateReader, DateSettings};
use wirecopy::engine::{self, Settings};
use wirecopy::lsh::{self, Parameters, RECALLS};
use wirecopy::shingle::Shingling;
use wirecopy::verify::{Rule, Rules};

use super::number;
use super::reading::Reading;
use crate::exit::Failure;
use crate::terminal::Output;

/// When articles are copies.
#[derive(Args, Debug)]
pub(crate) struct Matching {
    /// Settings for a kind of corpus.
    ///
    /// Explicit options override the preset. With an index, its settings are the default.
    #[arg(long, value_name = "NAME", help_heading = "Matching")]
    pub(crate) preset: Option<Preset>,
    /// Score from which two articles are copies, 0–1 [default: by preset].
    ///
    /// docs/presets.md has the defaults.
    /// Two groups of copies become one story if the average score of the pairs between them reaches it too. A lower threshold finds
    /// copies that were changed more, and more false ones.
    #[arg(short, long, value_name = "SCORE", value_parser = number(0.0..=1.0, "0.6"), help_heading = "Matching")]
    pub(crate) threshold: Option<f64>,
    /// Link two stories as versions of a developing story if a fifth of the pairs between them score at least this [default: by preset].
    ///
    /// Linked stories stay separate; the table `families` lists them.
    #[arg(long, value_name = "SCORE", value_parser = number(0.0..=1.0, "0.3"), help_heading = "Matching", hide_short_help = true)]
    pub(crate) family_threshold: Option<f64>,
    /// Match articles with fewer words than this only if their texts are identical [default: by preset].
    ///
    /// With the preset `headlines`, shorter headlines are not matched at all: outlets put the same few words above many stories.
    #[arg(long, value_name = "N", help_heading = "Matching", hide_short_help = true)]
    pub(crate) min_words: Option<u32>,
    /// Switch off rules of the score, to see what they contribute.
    ///
    /// docs/accuracy.md describes each rule and what it contributes.
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(
        long,
        value_name = "RULE,…",
        value_delimiter = ',',
        value_parser = rule_names(),
        help_heading = "Matching",
        hide_short_help = true
    )]
    pub(crate) without: Vec<String>,
    #[command(flatten)]
    pub(crate) finding: Finding,
}

/// Whether a word names a rule of the score.
pub(crate) fn is_rule(word: &str) -> bool {
    Rule::NAMED.iter().any(|(name, _)| *name == word)
}

fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Rule::NAMED.map(|(name, _)| name))
}

/// Settings for a kind of corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    /// News articles with their texts.
    Default,
    /// News articles, where a wrong merge is much worse than a missed copy.
    Strict,
    /// Texts from optical character recognition, with wrong letters and broken words.
    Ocr,
    /// Headlines with or without a short description; articles need no text.
    Headlines,
}

/// How candidate pairs are found.
#[derive(Args, Debug)]
#[command(next_help_heading = "Finding candidates")]
pub(crate) struct Finding {
    /// Use the smallest signature that finds this share of the pairs with a Jaccard similarity of 0.2.
    ///
    /// Nineteen in twenty true copies are more similar than that, so more of them are found. `run.json` has the estimated recall.
    #[arg(long, value_name = "SHARE", value_parser = number(RECALLS, "0.99"), hide_short_help = true)]
    pub(crate) recall: Option<f64>,
}

/// The preset that was typed.
pub(crate) fn preset(args: &Matching) -> engine::Preset {
    match args.preset {
        None | Some(Preset::Default) => engine::Preset::Default,
        Some(Preset::Strict) => engine::Preset::Strict,
        Some(Preset::Ocr) => engine::Preset::Ocr,
        Some(Preset::Headlines) => engine::Preset::Headlines,
    }
}

/// Prints the settings, if details are wanted.
pub(crate) fn show(preset: engine::Preset, settings: &Settings, output: &Output) {
    let Settings { shingling, lsh, threshold, min_words, .. } = settings;
    let shingles = match shingling {
        Shingling::Words(words) => format!("sequences of {words} words"),
        Shingling::Letters(letters) => format!("sequences of {letters} letters"),
    };
    let parameters = lsh.parameters.named().map(|(name, number)| format!("{name} {number}"));
    output.detail(&format!(
        "preset {}: copies score {threshold} or more; {shingles}; fewer than {min_words} words match only if identical",
        preset.name()
    ));
    output.detail(&format!(
        "candidate pairs: {}, {}",
        Parameters::SCHEME,
        parameters.into_iter().collect::<Vec<_>>().join(", ")
    ));
}

/// The settings of a preset, overridden by the options.
pub(crate) fn settings(
    args: &Matching,
    reading: &Reading,
    preset: engine::Preset,
) -> Result<Settings, Failure> {
    given(args, reading, &preset.settings())
}

/// Settings, overridden by the options.
fn given(args: &Matching, reading: &Reading, preset: &Settings) -> Result<Settings, Failure> {
    Ok(Settings {
        threshold: args.threshold.unwrap_or(preset.threshold),
        min_words: args.min_words.unwrap_or(preset.min_words),
        family_threshold: args.family_threshold.unwrap_or(preset.family_threshold),
        rules: if args.without.is_empty() { preset.rules } else { rules(&args.without) },
        dates: dates(reading, &preset.dates)?,
        lsh: lsh::Settings {
            parameters: args.finding.recall.map_or(preset.lsh.parameters, Parameters::for_recall),
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

/// The settings of an index, overridden by the options.
pub(crate) fn asked_of(
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
pub(crate) fn dated(reading: &Reading, built: &Settings) -> Result<Settings, Failure> {
    Ok(Settings { dates: dates(reading, &built.dates)?, ..built.clone() })
}
