//! Collects the words of a text.

use crate::span::Span;

/// The value of masks in [`CleanText::hashes`](crate::clean::CleanText::hashes). In practice no word has
/// this hash.
pub const MASK: u64 = 0;

/// The words of a text so far.
#[derive(Debug, Default)]
pub(in crate::clean) struct Tokens {
    /// The hash of each word.
    pub(in crate::clean) hashes: Vec<u64>,
    /// The place of each word.
    pub(in crate::clean) spans: Vec<Span>,
    /// What some words may have. The caller sets it back.
    pub(in crate::clean) traits: Traits,
    /// The current word, in the form that is hashed.
    pub(super) scratch: Vec<u8>,
    /// The mask that replaces removed words, if there is one.
    pub(super) mask: Option<Box<str>>,
}

/// What some words of a text may have. Where a flag is off, the text need not be searched for it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::clean) struct Traits {
    /// A place where two words may meet: letters and digits, or words that are run together.
    pub(in crate::clean) may_split: bool,
    /// A digit of any script.
    pub(in crate::clean) may_have_digits: bool,
}

impl Traits {
    /// Of words that nobody looked at.
    pub(in crate::clean) const ANY: Traits = Traits { may_split: true, may_have_digits: true };
}

impl Tokens {
    /// An empty list with capacity for this many bytes of text.
    pub(in crate::clean) fn for_text_of(bytes: usize) -> Tokens {
        // English has about six bytes per word, including the space. A kernel asks for room for a window of short ones.
        let words = bytes / 5 + 32;
        Tokens {
            hashes: Vec::with_capacity(words),
            spans: Vec::with_capacity(words),
            traits: Traits::default(),
            scratch: Vec::new(),
            mask: None,
        }
    }

    /// Sets the mask that replaces removed words.
    pub(in crate::clean) fn masked_by(self, mask: Option<&str>) -> Tokens {
        Tokens { mask: mask.map(Box::from), ..self }
    }

    /// Number of words.
    pub(in crate::clean) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(super) fn push(&mut self, hash: u64, start: usize, end: usize) {
        let position = |byte| {
            u32::try_from(byte).expect("a Cleaner reads no more of a body than u32 can count")
        };
        self.hashes.push(hash);
        self.spans.push(Span { start: position(start), end: position(end) });
    }

    pub(super) fn truncate(&mut self, words: usize) {
        self.hashes.truncate(words);
        self.spans.truncate(words);
    }
}
