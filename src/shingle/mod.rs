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

/// Words in a shingle unless set otherwise.
pub const DEFAULT_WORDS: usize = 4;

/// Characters in a shingle that begins in a script without spaces.
const LONG_WORDS: usize = 2 * DEFAULT_WORDS;

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

/// The shingles of a text with their places, in the order of the text, repeats and all.
///
/// Made once for what signs a text and for what measures it.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    hashes: Vec<u64>,
    /// Parts of them that start at consecutive places; most texts have one.
    stretches: Vec<Stretch>,
    places: usize,
    letters: Option<(usize, WordEnds)>,
}

/// Shingles that start at consecutive places.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// The number of the first one among all.
    first: usize,
    /// The place where it starts.
    start: usize,
}

impl Runs {
    /// The shingles of a text whose article has this body.
    ///
    /// Runs of words go across blocks, for outlets break one text into different paragraphs. Where a block of a script
    /// without spaces begins a shingle, each of its tokens is one character, and the shingle is twice as long. A run with
    /// a mask in it is no shingle: it would show nothing but that words were taken out.
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

    /// The hashes of shingles that start at consecutive places, with the first of these.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (usize, &[u64])> {
        let behind = self.stretches.iter().skip(1).map(|next| next.first);
        self.stretches
            .iter()
            .zip(behind.chain([self.hashes.len()]))
            .map(|(stretch, behind)| (stretch.start, &self.hashes[stretch.first..behind]))
    }

    /// How many words or letters the text has: the places where a shingle may start.
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

/// The runs of words of a text, as [`Runs::of`] describes them.
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
        // A run that begins in the last words of the text has no end.
        let last = (hashes.len() + 1).saturating_sub(length);
        let starts = block.tokens.start..block.tokens.end.min(last);
        if length == LONG_WORDS && !has_masks {
            // Of a length that is known, the hashes of neighbours are made side by side.
            for start in starts {
                let run = hashes[start..].first_chunk::<LONG_WORDS>().expect("it has an end");
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

/// The shingle set of a text whose article has this body.
pub fn shingle(body: &str, text: &CleanText, shingling: Shingling) -> ShingleSet {
    ShingleSet::from_hashes(shingles(body, text, shingling))
}

/// The same as hashes in the order of the text, repeats and all.
pub fn shingles(body: &str, text: &CleanText, shingling: Shingling) -> Vec<u64> {
    Runs::of(body, text, shingling).hashes
}
