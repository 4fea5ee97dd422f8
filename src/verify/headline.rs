//! What two headlines have in common.

use crate::article::Article;
use crate::clean::CleanText;
use crate::hash;

/// English words that say nothing of what a story is about.
const STOP_WORDS: &[&str] = &[
    "about", "after", "from", "have", "into", "more", "over", "said", "says", "than", "that",
    "their", "this", "what", "when", "will", "with", "would", "your",
];

/// Letters from which a word is taken to say what a story is about.
const CONTENT_LETTERS: usize = 4;

/// The words of a headline.
#[derive(Clone, Debug, Default)]
pub(super) struct Headline {
    /// Sorted, each once.
    words: Box<[u64]>,
    /// Those that say what the story is about.
    content: Box<[u64]>,
    /// Whether at least half of the content words are in the body too, furniture and repeated headline included.
    is_borne_out: bool,
}

impl Headline {
    pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Headline {
        let headline = folded(article.headline.as_deref().unwrap_or_default());
        let (mut all, mut content) = (Vec::new(), Vec::new());
        for word in words(&headline) {
            let hash = hash::bytes(word.as_bytes());
            all.push(hash);
            if says_something(word) {
                content.push(hash);
            }
        }
        let (words, content) = (set(all), set(content));
        let half = content.len().div_ceil(2);
        let mut in_text = content.iter().filter(|&&word| text.has_word_raw(word));
        // Words of scripts without spaces are whole runs here, and single characters there.
        let is_borne_out = half == 0
            || in_text.nth(half - 1).is_some()
            || !headline.is_ascii() && content_in(&headline, &article.body) >= half;
        Headline { words, content, is_borne_out }
    }

    /// A headline of which these are known; `None` where they are those of no headline.
    pub(super) fn known(
        words: Vec<u64>,
        content: Vec<u64>,
        is_borne_out: bool,
    ) -> Option<Headline> {
        let is_set = |hashes: &[u64]| hashes.is_sorted_by(|one, other| one < other);
        let is_one = is_set(&words) && is_set(&content);
        is_one.then(|| Headline { words: words.into(), content: content.into(), is_borne_out })
    }

    /// Its words, and those of them that say what the story is about; both sorted.
    pub(super) fn sets(&self) -> [&[u64]; 2] {
        [&self.words, &self.content]
    }

    /// The share of the words of the shorter headline that are in the other one; `None` where one has under `least`.
    pub(super) fn shared(&self, other: &Headline, least: usize) -> Option<f64> {
        shared(&self.words, &other.words, least)
    }

    /// The same of the words that say what the stories are about.
    pub(super) fn shared_content(&self, other: &Headline, least: usize) -> Option<f64> {
        shared(&self.content, &other.content, least)
    }

    /// Whether at least half of what the headline is about is in its own text.
    pub(super) fn is_borne_out(&self) -> bool {
        self.is_borne_out
    }
}

/// How many of the words that say what a headline is about are in a text.
fn content_in(headline: &str, text: &str) -> usize {
    let mut missing: Vec<&str> = words(headline).filter(|word| says_something(word)).collect();
    missing.sort_unstable();
    missing.dedup();
    let wanted = missing.len();
    for word in words(&folded(text)) {
        missing.retain(|missing| *missing != word);
        if missing.is_empty() {
            break;
        }
    }
    wanted - missing.len()
}

fn folded(text: &str) -> String {
    let mut folded = text.to_lowercase();
    folded.retain(|letter| !matches!(letter, '\'' | '’' | '‘'));
    folded
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn says_something(word: &str) -> bool {
    let long = word.chars().count() >= CONTENT_LETTERS && !STOP_WORDS.contains(&word);
    long || word.bytes().all(|byte| byte.is_ascii_digit())
}

fn set(mut hashes: Vec<u64>) -> Box<[u64]> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

#[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
fn shared(one: &[u64], other: &[u64], least: usize) -> Option<f64> {
    let fewer = one.len().min(other.len());
    let shared = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    (fewer >= least).then(|| shared as f64 / fewer as f64)
}
