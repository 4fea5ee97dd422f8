//! When articles are copies, and how candidate pairs are found.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use wirecopy::verify::Rule;

/// When articles are copies.
#[derive(Args, Debug)]
pub(crate) struct Matching {
    /// Settings for a kind of corpus.
    ///
    /// Explicit options override the preset. With an index, its settings are the default.
    #[arg(long, value_name = "NAME", help_heading = "Matching")]
    pub(crate) preset: Option<Preset>,
    /// Score from which two articles are copies, 0–1.
    ///
    /// The default depends on the preset: see docs/presets.md.
    /// Two groups of copies become one story if the average score of the pairs between them reaches it too. A lower threshold finds
    /// copies that were changed more, and more false ones.
    #[arg(short, long, value_name = "SCORE", help_heading = "Matching")]
    pub(crate) threshold: Option<f64>,
    /// Link two stories as versions of a developing story if a fifth of the pairs between them score at least this [default: by preset].
    ///
    /// Linked stories stay separate; the table `families` lists them.
    #[arg(long, value_name = "SCORE", help_heading = "Matching", hide_short_help = true)]
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
pub(super) fn is_rule(word: &str) -> bool {
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
    /// Nineteen in twenty true copies are more alike than that, so more of them are found. `run.json` has the estimated recall.
    #[arg(long, value_name = "SHARE", hide_short_help = true)]
    pub(crate) recall: Option<f64>,
}
