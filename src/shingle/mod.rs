//! Stage 3: turns the words of an article into its shingle set.
//!
//! A shingle is the hash of a run of consecutive words; the set counts each once, as in Broder (1997).

use crate::clean::{CleanText, MASK};
use crate::hash;

/// Words in a shingle unless set otherwise.
pub const DEFAULT_WORDS: usize = 4;

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
    /// The first word's number.
    pub start: usize,
    /// How many words.
    pub words: usize,
    /// The hash of the words.
    pub shingle: u64,
}

/// The shingles of a text in their order, repeats and all.
///
/// They run across blocks, for outlets break one text into different paragraphs. Where a block of a script without
/// spaces begins a shingle, each of its tokens is one character, and the shingle is twice as long. A run with a mask in
/// it is no shingle: it would show nothing but that words were taken out.
pub fn runs(text: &CleanText, words: usize) -> impl Iterator<Item = Run> + '_ {
    text.blocks().flat_map(move |block| {
        let words = if block.spaceless { 2 * words } else { words };
        block.tokens.filter_map(move |start| {
            let run = text.hashes().get(start..start + words)?;
            if run.contains(&MASK) {
                return None;
            }
            Some(Run { start, words, shingle: hash::sequence(run) })
        })
    })
}

/// The shingle set of a text.
pub fn shingle(text: &CleanText, words: usize) -> ShingleSet {
    ShingleSet::from_hashes(runs(text, words).map(|run| run.shingle).collect())
}
