//! Stage 3: turns the words of an article into its shingle set.
//!
//! A shingle is the hash of a run of consecutive words or letters; the set counts each once, as in Broder (1997).

mod letters;

pub use letters::{Letters, WordEnds};

use serde::{Deserialize, Serialize};

use crate::clean::{CleanText, MASK};
use crate::hash;

/// Words in a shingle unless set otherwise.
pub const DEFAULT_WORDS: usize = 4;

/// What shingles are runs of, and how long they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shingling {
    /// So many words.
    Words(usize),
    /// So many letters and digits, whatever stands between the words.
    Letters(usize),
}

impl Default for Shingling {
    fn default() -> Shingling {
        Shingling::Words(DEFAULT_WORDS)
    }
}

/// The distinct shingles of one article, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet(Vec<u64>);

impl ShingleSet {
    /// Makes a set of shingle hashes in any order, repeats and all.
    pub fn from_hashes(mut hashes: Vec<u64>) -> ShingleSet {
        hashes.sort_unstable();
        hashes.dedup();
        ShingleSet(hashes)
    }

    /// The shingles, in rising order, each once.
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// How many shingles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none: every block is shorter than a shingle.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A shingle where it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The number of its first word, or of its first letter.
    pub start: usize,
    /// The hash of the words or letters.
    pub shingle: u64,
}

/// The runs of words of a text in their order, repeats and all.
///
/// They run across blocks, for outlets break one text into different paragraphs. Where a block of a script without
/// spaces begins a shingle, each of its tokens is one character, and the shingle is twice as long. A run with a mask in
/// it is no shingle: it would show nothing but that words were taken out.
pub fn word_runs(text: &CleanText, words: usize) -> Vec<Run> {
    let mut runs = Vec::with_capacity(text.n_words());
    each_word_run(text, words, |run| runs.push(run));
    runs
}

/// Hands on the runs of words of a text, as [`word_runs`] gives them.
fn each_word_run(text: &CleanText, words: usize, mut take: impl FnMut(Run)) {
    let hashes = text.hashes();
    let has_masks = hashes.contains(&MASK);
    for block in text.blocks() {
        let words = if block.spaceless { 2 * words } else { words };
        // A run that begins in the last words of the text has no end.
        let last = (hashes.len() + 1).saturating_sub(words);
        let starts = block.tokens.start..block.tokens.end.min(last);
        if words == DEFAULT_WORDS && !has_masks {
            // Of a length that is known, the hashes of neighbours are made side by side.
            for start in starts {
                let run: &[u64; DEFAULT_WORDS] =
                    hashes[start..start + DEFAULT_WORDS].try_into().expect("it is so long");
                take(Run { start, shingle: hash::sequence(run) });
            }
            continue;
        }
        for start in starts {
            let run = &hashes[start..start + words];
            if !(has_masks && run.contains(&MASK)) {
                take(Run { start, shingle: hash::sequence(run) });
            }
        }
    }
}

/// The shingle set of a text whose article has this body.
pub fn shingle(body: &str, text: &CleanText, shingling: Shingling) -> ShingleSet {
    ShingleSet::from_hashes(shingles(body, text, shingling))
}

/// The same as hashes in the order of the text, repeats and all.
pub fn shingles(body: &str, text: &CleanText, shingling: Shingling) -> Vec<u64> {
    match shingling {
        Shingling::Words(words) => {
            let mut hashes = Vec::with_capacity(text.n_words());
            each_word_run(text, words, |run| hashes.push(run.shingle));
            hashes
        }
        Shingling::Letters(length) => {
            Letters::of(body, text).runs(length).map(|run| run.shingle).collect()
        }
    }
}
