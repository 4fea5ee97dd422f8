//! When articles are one story, and how candidates are found.

use std::num::NonZeroU32;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use wirecopy::verify::Rule;

/// When articles are one story.
#[derive(Args, Debug)]
pub(crate) struct Matching {
    /// Match as is best for this sort of corpus; options that are given go before [default: default, or as the index].
    #[arg(long, value_name = "NAME", help_heading = "Matching")]
    pub(crate) preset: Option<Preset>,
    /// Group articles into one story when their average score is at least this, from 0 to 1 [default: by preset].
    ///
    /// Lower it to find heavier rewrites, at the price of more false alarms.
    #[arg(short, long, value_name = "SCORE", help_heading = "Matching")]
    pub(crate) threshold: Option<f64>,
    /// Call two stories takes of one running story when a fifth of the pairs between them score at least this [default: by preset].
    #[arg(long, value_name = "SCORE", help_heading = "Matching")]
    pub(crate) family_threshold: Option<f64>,
    /// Match articles with fewer words than this only when their texts are equal [default: by preset].
    ///
    /// Headlines with fewer words are not matched at all, for many outlets have the same few words above every story.
    #[arg(long, value_name = "N", help_heading = "Matching")]
    pub(crate) min_words: Option<u32>,
    /// Leave out these rules of the measure, to see what they are worth, with commas between.
    ///
    /// Spaces in place of the commas, or the option again for each, mean the same. docs/accuracy.md says what each rule
    /// is for, and what it earns.
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = rule_names(), help_heading = "Matching")]
    pub(crate) without: Vec<String>,
    #[command(flatten)]
    pub(crate) finding: Finding,
}

/// Whether a word names a rule of the measure.
pub(super) fn is_rule(word: &str) -> bool {
    Rule::NAMED.iter().any(|(name, _)| *name == word)
}

fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Rule::NAMED.map(|(name, _)| name))
}

/// Settings that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    /// Articles with their texts.
    Default,
    /// The same, where a wrong merge is much worse than a miss.
    Strict,
    /// Texts that a machine read from printed pages, with wrong letters and broken words.
    Ocr,
    /// Headlines, with a blurb or without; articles need no text.
    Headlines,
}

/// How candidate pairs are found.
#[derive(Args, Debug)]
#[command(next_help_heading = "Finding candidates")]
pub(crate) struct Finding {
    /// Find candidates by these minima of each article [default: by preset].
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<Scheme>,
    /// Cut banded signatures into N bands; needs --rows.
    ///
    /// More bands find more copies and take more time and memory.
    #[arg(long, value_name = "N", requires = "rows", conflicts_with = "recall")]
    pub(crate) bands: Option<NonZeroU32>,
    /// Take N minima to a band; needs --bands.
    ///
    /// More rows give fewer candidates that are no copies, and miss more copies that were changed much.
    #[arg(long, value_name = "N", requires = "bands", conflicts_with = "recall")]
    pub(crate) rows: Option<NonZeroU32>,
    /// Keep as few minima as find this share of the pairs with a Jaccard similarity of 0.2.
    ///
    /// Of true copies nineteen in twenty are more alike than that, so that more of them are found. `run.json` has the
    /// estimate for whatever is set.
    #[arg(long, value_name = "SHARE")]
    pub(crate) recall: Option<f64>,
}

/// Which minima of an article are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scheme {
    /// The smallest; two in common make a candidate.
    BottomK,
    /// Independent ones in bands; one band in common makes a candidate.
    Banded,
}
