//! Settings for a kind of corpus.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::article::BodyIs;
use crate::shingle::Shingling;

/// Threshold for users to whom a wrong merge is much worse than a missed copy. At this score or
/// above, no two independent reports of one event are merged, over 493 events.
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
