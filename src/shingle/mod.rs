//! Stage 3: turns the words of an article into its shingle set.
//!
//! A shingle is the hash of a run of consecutive words or letters; the set counts each once, as in Broder (1997).

mod letters;
mod run;

pub use letters::{Letters, WordEnds};
pub use run::Run;

use serde::{Deserialize, Serialize};

use crate::clean::{CleanText, MASK};
use crate::hash;
use crate::simd;

/// Words in a shingle by default.
pub const DEFAULT_WORDS: usize = 4;

/// Characters in a default shingle of a script without spaces.
const LONG_WORDS: usize = 2 * DEFAULT_WORDS;

/// What shingles are runs of, and how long they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shingling {
    /// Runs of this many words.
    Words(usize),
    /// Runs of this many letters and digits, ignoring what separates words.
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
    /// Makes a set from shingle hashes in any order, with repeats.
    pub fn from_hashes(mut hashes: Vec<u64>) -> ShingleSet {
        hashes.sort_unstable();
        hashes.dedup();
        ShingleSet(hashes)
    }

    /// The set of these distinct shingles, in rising order.
    pub(crate) fn from_sorted(hashes: Vec<u64>) -> ShingleSet {
        debug_assert!(hashes.is_sorted_by(|one, next| one < next));
        ShingleSet(hashes)
    }

    /// The distinct shingles, in rising order.
    pub fn hashes(&self) -> &[u64] {
        &self.0
    }

    /// The number of shingles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is shorter than a shingle, or every run has a mask in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The shingles of a text with their places, in text order, repeats included.
///
/// Computed once, for both the signature and the exact comparison.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    hashes: Vec<u64>,
    /// Groups of shingles that start at consecutive places; most texts have one.
    stretches: Vec<Stretch>,
    places: usize,
    letters: Option<(usize, WordEnds)>,
}

/// Shingles that start at consecutive places.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Index of its first shingle in `hashes`.
    first: usize,
    /// The place where that shingle starts.
    start: usize,
}

impl Runs {
    /// The shingles of `text`, whose article has this body.
    ///
    /// Runs of words cross block boundaries, because outlets break the same text into different
    /// paragraphs. In a block of a script without spaces each token is one character, so a shingle
    /// that starts there is twice as long. A run that contains a mask is not a shingle: it would
    /// only show that words were redacted.
    pub fn of(body: &str, text: &CleanText, shingling: Shingling) -> Runs {
        match shingling {
            Shingling::Words(words) => Runs { places: text.n_words(), ..word_runs(text, words) },
            Shingling::Letters(length) => {
                let letters = Letters::of(body, text);
                let mut runs = Runs { places: letters.len(), ..Runs::default() };
                letters.runs(length).for_each(|run| runs.push(run));
                runs.letters = Some((length, letters.into_word_ends()));
                runs
            }
        }
    }

    /// The hashes of the shingles.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The hashes of each stretch of consecutive shingles, with the place of its first.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (usize, &[u64])> {
        let behind = self.stretches.iter().skip(1).map(|next| next.first);
        self.stretches
            .iter()
            .zip(behind.chain([self.hashes.len()]))
            .map(|(stretch, behind)| (stretch.start, &self.hashes[stretch.first..behind]))
    }

    /// The number of words or letters, that is, of places where a shingle may start.
    pub fn places(&self) -> usize {
        self.places
    }

    /// Letters in a shingle, and where the words end, if shingles are made of letters.
    pub fn into_letters(self) -> Option<(usize, WordEnds)> {
        self.letters
    }

    fn push(&mut self, Run { start, shingle }: Run) {
        let next = self.stretches.last().map(|last| last.start + self.hashes.len() - last.first);
        if next != Some(start) {
            self.stretches.push(Stretch { first: self.hashes.len(), start });
        }
        self.hashes.push(shingle);
    }
}

/// The runs of words of a text; see [`Runs::of`].
fn word_runs(text: &CleanText, words: usize) -> Runs {
    let hashes = text.hashes();
    let has_masks = hashes.contains(&MASK);
    let has_spaces = text.blocks().all(|block| !block.spaceless);
    if words == DEFAULT_WORDS && has_spaces && !has_masks {
        let stretches = vec![Stretch { first: 0, start: 0 }];
        return Runs { hashes: simd::sequences(hashes), stretches, ..Runs::default() };
    }
    let mut runs = Runs { hashes: Vec::with_capacity(hashes.len()), ..Runs::default() };
    for block in text.blocks() {
        let length = if block.spaceless { 2 * words } else { words };
        // A run must not extend past the end of the text.
        let last = (hashes.len() + 1).saturating_sub(length);
        let starts = block.tokens.start..block.tokens.end.min(last);
        if length == LONG_WORDS && !has_masks {
            // A length known at compile time lets neighbouring hashes be computed in parallel.
            for start in starts {
                let run = hashes[start..].first_chunk::<LONG_WORDS>().expect("the run fits");
                runs.push(Run { start, shingle: hash::sequence(run) });
            }
            continue;
        }
        for start in starts {
            let run = &hashes[start..start + length];
            if !(has_masks && run.contains(&MASK)) {
                runs.push(Run { start, shingle: hash::sequence(run) });
            }
        }
    }
    runs
}

/// The shingle set of `text`, whose article has this body.
pub fn shingle(body: &str, text: &CleanText, shingling: Shingling) -> ShingleSet {
    ShingleSet::from_hashes(shingles(body, text, shingling))
}

/// The shingles in text order, repeats included.
pub fn shingles(body: &str, text: &CleanText, shingling: Shingling) -> Vec<u64> {
    Runs::of(body, text, shingling).hashes
}
