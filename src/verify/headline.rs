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

    fn of_text(headline: &str) -> Headline {
        let headline = headline.to_lowercase();
        let words = headline.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
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

/// The headlines under which one outlet has one text.
///
/// A headline that is edited keeps most of its words. So a text under several that have little in common is in place of several
/// stories, and one under very many has no headline of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headlines {
    /// All of them, up to [`MANY`].
    distinct: Vec<Headline>,
}

/// Two headlines with less than this share of the words of the shorter one have little in common.
const LITTLE: f64 = 1.0 / 3.0;

/// So many headlines are of many stories, such as those of a series, whatever they have in common.
const MANY: usize = 6;

impl Headlines {
    /// So many headlines of which no two have much in common are of many stories.
    pub(crate) const FEWEST: usize = 3;

    pub(crate) fn add(&mut self, headline: &str) {
        let headline = Headline::of_text(headline);
        if !headline.words.is_empty()
            && self.distinct.len() < MANY
            && !self.distinct.contains(&headline)
        {
            self.distinct.push(headline);
        }
    }

    /// Whether they are those of several stories, in whatever order they were added.
    pub(crate) fn are_of_many_stories(&self) -> bool {
        self.distinct.len() >= MANY || has_unlike(&self.distinct, Headlines::FEWEST)
    }
}

/// Whether this many of some headlines have little in common with each other. Takes time exponential in the number of
/// headlines, so there must be few.
fn has_unlike(headlines: &[Headline], wanted: usize) -> bool {
    if wanted == 0 {
        return true;
    }
    headlines.iter().enumerate().any(|(place, one)| {
        let is_unlike = |other: &&Headline| one.shared(other).is_some_and(|shared| shared < LITTLE);
        let unlike: Vec<Headline> =
            headlines[place + 1..].iter().filter(is_unlike).cloned().collect();
        unlike.len() + 1 >= wanted && has_unlike(&unlike, wanted - 1)
    })
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
            &["Ferry", "Council votes on the tram", "Rain until Friday, says office"],
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
            // The first has something in common with each of the others.
            &["Rain, ice, fire", "Rain again", "Ice sculptor wins", "Fire at the mill"],
        ] {
            assert!(are_of_many_stories(headlines), "{headlines:?}");
        }
    }
}
