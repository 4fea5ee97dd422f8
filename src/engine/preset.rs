//! Settings for a kind of corpus.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::article::BodyIs;
use crate::shingle::Shingling;

/// Threshold for users to whom a wrong merge is much worse than a missed copy: from here on no
/// two outlets' own reports of one of 493 events are merged into one story.
const STRICT_THRESHOLD: f64 = 0.66;

/// Letters in a shingle of misread texts. Fewer find more under many errors, and take more stock phrases for copies.
const OCR_LETTERS: usize = 9;

/// Words in a shingle of headlines: one word that was changed in ten leaves all others in a shingle that both have.
const HEADLINE_WORDS: usize = 2;

/// Score from which two headlines are copies: of ten words, two of each may be others.
const HEADLINE_THRESHOLD: f64 = 0.80;

/// Words below which a headline says too little to be compared.
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

    /// What the bodies of the articles must be: for [`Options::body_is`](crate::corpus::Options::body_is).
    pub fn body_is(self) -> BodyIs {
        match self {
            Preset::Default | Preset::Strict | Preset::Ocr => BodyIs::Story,
            Preset::Headlines => BodyIs::Headline,
        }
    }
}
