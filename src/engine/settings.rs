//! The settings of a run.

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
