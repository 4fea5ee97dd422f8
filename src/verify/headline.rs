//! Compares two headlines.

use crate::article::Article;
use crate::hash;

/// Words that a headline needs to be compared.
const FEWEST_WORDS: usize = 2;

/// The words of a headline.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Headline {
    /// Sorted, without duplicates.
    words: Box<[u64]>,
}

impl Headline {
    pub(super) fn of(article: &Article<'_>) -> Headline {
        Headline::of_text(article.headline.as_deref().unwrap_or_default())
    }

    /// The words of what a headline says, without a label such as "Podcast:", and without single letters: most are behind an
    /// apostrophe.
    fn of_text(headline: &str) -> Headline {
        let headline = headline.to_lowercase();
        let words = words(without_label(&headline)).filter(|word| !is_letter(word));
        let mut words: Vec<u64> = words.map(|word| hash::bytes(word.as_bytes())).collect();
        words.sort_unstable();
        words.dedup();
        Headline { words: words.into() }
    }

    /// A headline with these words; `None` if they are not valid.
    pub(super) fn known(words: Vec<u64>) -> Option<Headline> {
        let is_set = words.is_sorted_by(|one, other| one < other);
        is_set.then(|| Headline { words: words.into() })
    }

    /// Its words, sorted.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The share of the words of the shorter headline in the other one; `None` if one is too short.
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    pub(super) fn shared(&self, other: &Headline) -> Option<f64> {
        let fewer = self.words.len().min(other.words.len());
        let shared =
            self.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
        (fewer >= FEWEST_WORDS).then(|| shared as f64 / fewer as f64)
    }
}

fn words(headline: &str) -> impl Iterator<Item = &str> {
    headline.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic()
}

/// Words of a label before a colon, at most.
const LONGEST_LABEL: usize = 4;

/// A headline without the name of its series or topic before a colon. What is behind it needs enough words to be a headline.
fn without_label(headline: &str) -> &str {
    match headline.split_once(": ") {
        Some((label, rest))
            if words(label).count() <= LONGEST_LABEL && words(rest).count() >= FEWEST_WORDS =>
        {
            rest
        }
        _ => headline,
    }
}

/// The headlines under which one outlet has one text.
///
/// A headline that is edited keeps most of its words. So a text under several that have little in common is in place of several
/// stories, and one under very many has no headline of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headlines {
    /// Headlines of which no two have much in common, up to [`FEWEST`](Headlines::FEWEST).
    unlike: Vec<Headline>,
    /// All of them, up to [`MANY`].
    distinct: Vec<Headline>,
}

/// Two headlines with less than this share of the words of the shorter one have little in common.
const LITTLE: f64 = 1.0 / 3.0;

/// So many headlines are of many stories, such as those of a series, whatever they have in common.
const MANY: usize = 6;

impl Headlines {
    /// So many headlines with little in common are of many stories.
    pub(crate) const FEWEST: usize = 3;

    pub(crate) fn add(&mut self, headline: &str) {
        self.insert(&Headline::of_text(headline));
    }

    pub(super) fn insert(&mut self, headline: &Headline) {
        if headline.words.is_empty() {
            return;
        }
        let is_unlike =
            |known: &Headline| known.shared(headline).is_some_and(|shared| shared < LITTLE);
        if self.unlike.len() < Headlines::FEWEST && self.unlike.iter().all(is_unlike) {
            self.unlike.push(headline.clone());
        }
        if self.distinct.len() < MANY && !self.distinct.contains(headline) {
            self.distinct.push(headline.clone());
        }
    }

    /// Whether they are those of several stories.
    pub(crate) fn are_of_many_stories(&self) -> bool {
        self.are_unlike(Headlines::FEWEST) || self.distinct.len() >= MANY
    }

    /// Whether as many have little in common, up to [`FEWEST`](Headlines::FEWEST).
    pub(crate) fn are_unlike(&self, headlines: usize) -> bool {
        self.unlike.len() >= headlines
    }

    /// Whether they are several.
    pub(crate) fn are_several(&self) -> bool {
        self.distinct.len() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_of_many_stories(headlines: &[&str]) -> bool {
        let mut all = Headlines::default();
        for headline in headlines {
            all.add(headline);
        }
        all.are_of_many_stories()
    }

    #[test]
    fn edited_headlines_are_of_one_story() {
        for headlines in [
            &[
                "Ferry sails again on the Wend",
                "Ferry sails again",
                "FERRY SAILS AGAIN ON THE WEND, at last",
            ][..],
            &["Ferry sails", "Council votes on the tram"],
            &["Ferry", "Tram", "Bus"],
            &["Ferry sails again"; 9],
        ] {
            assert!(!are_of_many_stories(headlines), "{headlines:?}");
        }
    }

    #[test]
    fn headlines_with_little_in_common_or_very_many_are_of_many_stories() {
        for headlines in [
            &["Ferry sails again", "Council votes on the tram", "Rain until Friday, says office"][..],
            &[
                "Photos: ice",
                "Photos: fire",
                "Photos: sand",
                "Photos: trees",
                "Photos: birds",
                "Photos: rain",
            ],
        ] {
            assert!(are_of_many_stories(headlines), "{headlines:?}");
        }
    }
}
