//! Compares two headlines.

use crate::article::Article;
use crate::hash;

/// Words that a headline needs to be compared.
const FEWEST_WORDS: usize = 2;

/// The words of a headline.
#[derive(Clone, Debug, Default)]
pub(super) struct Headline {
    /// Sorted, without duplicates.
    words: Box<[u64]>,
}

impl Headline {
    pub(super) fn of(article: &Article<'_>) -> Headline {
        let headline = article.headline.as_deref().unwrap_or_default().to_lowercase();
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
