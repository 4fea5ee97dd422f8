//! The settings of a run, and those for a kind of corpus.

use serde::{Deserialize, Serialize};

use super::pairing::Pairing;
use crate::article::BodyIs;
use crate::date::DateReader;
use crate::shingle::Shingling;
use crate::similarity::Score;
use crate::verify::Rules;
use crate::{cluster, lsh};

/// Default score from which two articles are copies.
pub const DEFAULT_THRESHOLD: f64 = 0.53;

/// Default score from which two articles link their stories as versions of a developing story.
pub const DEFAULT_FAMILY_THRESHOLD: f64 = 0.35;

/// Default number of words below which an article only matches identical texts.
pub const DEFAULT_MIN_WORDS: u32 = 25;

/// Default difference between the threshold of a pair and that of a story's average.
const LINKAGE_ALLOWANCE: f64 = 0.0;

/// The settings of a run. They and the corpus decide every byte of the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What shingles are made of.
    pub shingling: Shingling,
    /// How articles are signed, and when they are candidates.
    pub lsh: lsh::Settings,
    /// Score from which two articles are copies, 0 to 1.
    pub threshold: f64,
    /// How far the average score of a story's pairs may be below the threshold.
    #[serde(default = "linkage_allowance")]
    pub linkage_allowance: f64,
    /// Score of pairs of articles from which their stories may be versions of a developing story, 0 to 1.
    pub family_threshold: f64,
    /// Words below which an article only matches identical texts, and a headline nothing.
    pub min_words: u32,
    /// Largest group of linked texts of which all pairs are compared.
    pub measure_all_up_to: usize,
    /// The rules of the score. Serialized as a list of the rules that are off.
    #[serde(rename = "without", default)]
    pub rules: Rules,
    /// Which articles are compared with one another.
    #[serde(default, skip_serializing_if = "Pairing::is_all")]
    pub pairing: Pairing,
    /// How dates are read.
    #[serde(default, skip_serializing_if = "DateReader::is_default")]
    pub dates: DateReader,
}

fn linkage_allowance() -> f64 {
    LINKAGE_ALLOWANCE
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            shingling: Shingling::default(),
            lsh: lsh::Settings::default(),
            threshold: DEFAULT_THRESHOLD,
            linkage_allowance: LINKAGE_ALLOWANCE,
            family_threshold: DEFAULT_FAMILY_THRESHOLD,
            min_words: DEFAULT_MIN_WORDS,
            measure_all_up_to: 512,
            rules: Rules::default(),
            pairing: Pairing::default(),
            dates: DateReader::default(),
        }
    }
}

impl Settings {
    /// The threshold: the score from which a pair is a copy.
    pub(crate) fn pair_threshold(&self) -> Score {
        Score::from_share(self.threshold)
    }

    /// Words that identical texts need to match: one for stories; `min_words` for headlines,
    /// because many outlets share headlines of a word or two.
    pub(crate) fn least_words(&self, body_is: BodyIs) -> u32 {
        match body_is {
            BodyIs::Story => 1,
            BodyIs::Headline => self.min_words,
        }
    }

    /// The score from which a pair links two stories as versions of a developing story.
    pub(crate) fn family_pair_threshold(&self) -> Score {
        Score::from_share(self.family_threshold)
    }

    pub(crate) fn linkage(&self) -> cluster::Settings {
        cluster::Settings {
            pair: self.pair_threshold(),
            average: Score::from_share((self.threshold - self.linkage_allowance).max(0.0)),
            measure_absent_up_to: self.measure_all_up_to,
        }
    }
}

/// Threshold for users to whom a wrong merge is much worse than a missed copy: docs/presets.md has what it costs.
const STRICT_THRESHOLD: f64 = 0.66;

/// Letters in a shingle of OCR text. A smaller number finds more copies among many errors, but also
/// mistakes more stock phrases for copies.
const OCR_LETTERS: usize = 9;

/// Words in a shingle of headlines. If one word of ten is changed, every other word is still in a
/// shared shingle.
const HEADLINE_WORDS: usize = 2;

/// Score from which two headlines are copies: two words of ten may differ.
const HEADLINE_THRESHOLD: f64 = 0.80;

/// Headlines with fewer words are too short to compare.
const HEADLINE_MIN_WORDS: u32 = 5;

/// Settings for a kind of corpus. Each can be overridden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Articles with their texts.
    #[default]
    Default,
    /// The same, where a wrong merge is much worse than a missed copy.
    Strict,
    /// Texts from optical character recognition.
    Ocr,
    /// Headlines with or without a short description.
    Headlines,
}

impl Preset {
    /// The name, as serialized.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Default => "default",
            Preset::Strict => "strict",
            Preset::Ocr => "ocr",
            Preset::Headlines => "headlines",
        }
    }

    /// The settings of a run.
    pub fn settings(self) -> Settings {
        let settings = Settings::default();
        match self {
            Preset::Default => settings,
            Preset::Strict => Settings { threshold: STRICT_THRESHOLD, ..settings },
            Preset::Ocr => Settings { shingling: Shingling::Letters(OCR_LETTERS), ..settings },
            Preset::Headlines => Settings {
                shingling: Shingling::Words(HEADLINE_WORDS),
                threshold: HEADLINE_THRESHOLD,
                min_words: HEADLINE_MIN_WORDS,
                ..settings
            },
        }
    }

    /// What the bodies of the articles are, for
    /// [`Options::body_is`](crate::corpus::Options::body_is).
    pub fn body_is(self) -> BodyIs {
        match self {
            Preset::Default | Preset::Strict | Preset::Ocr => BodyIs::Story,
            Preset::Headlines => BodyIs::Headline,
        }
    }
}
