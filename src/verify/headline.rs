//! What two headlines have in common, and whether a headline is about its text.

use crate::article::Article;
use crate::clean::CleanText;
use crate::hash::{self, HashSet};

/// Words that a headline must have for its likeness to say something.
const FEWEST_WORDS: usize = 2;

/// Letters from which a word is taken to say what a story is about.
const CONTENT_LETTERS: usize = 4;

/// The words of a headline.
#[derive(Clone, Debug, Default)]
pub(super) struct Headline {
    /// Sorted, each once.
    words: Box<[u64]>,
    /// Whether at least half of the words that say what a story is about are in the body too, boilerplate included.
    is_borne_out: bool,
}

impl Headline {
    pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Headline {
        let headline = article.headline.as_deref().unwrap_or_default().to_lowercase();
        let content: HashSet<&str> = words(&headline).filter(|word| says_something(word)).collect();
        let is_in_text = |word: &&&str| text.has_word_raw(hash::bytes(word.as_bytes()));
        let found = content.iter().filter(is_in_text).count();
        // Words of scripts without spaces are whole runs here, and single characters there.
        let is_borne_out = 2 * found >= content.len()
            || !headline.is_ascii() && 2 * found_in(content.clone(), &article.body) >= content.len();
        let mut words: Vec<u64> =
            words(&headline).map(|word| hash::bytes(word.as_bytes())).collect();
        words.sort_unstable();
        words.dedup();
        Headline { words: words.into(), is_borne_out }
    }

    /// A headline of which these are the words; `None` where they are those of no headline.
    pub(super) fn known(words: Vec<u64>, is_borne_out: bool) -> Option<Headline> {
        let is_set = words.is_sorted_by(|one, other| one < other);
        is_set.then(|| Headline { words: words.into(), is_borne_out })
    }

    /// Its words, sorted.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether at least half of what the headline is about is in its own text.
    pub(super) fn is_borne_out(&self) -> bool {
        self.is_borne_out
    }

    /// The share of the words of the shorter headline that are in the other one; `None` where one says too little.
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    pub(super) fn shared(&self, other: &Headline) -> Option<f64> {
        let fewer = self.words.len().min(other.words.len());
        let shared =
            self.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
        (fewer >= FEWEST_WORDS).then(|| shared as f64 / fewer as f64)
    }
}

/// How many of some words are in a text.
fn found_in(mut wanted: HashSet<&str>, text: &str) -> usize {
    let all = wanted.len();
    let text = text.to_lowercase();
    for word in words(&text) {
        wanted.remove(word);
        if wanted.is_empty() {
            break;
        }
    }
    all - wanted.len()
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn says_something(word: &str) -> bool {
    word.chars().count() >= CONTENT_LETTERS || word.bytes().all(|byte| byte.is_ascii_digit())
}
