//! The words of a text, as they are found.

use crate::clean::span::Span;

/// The words of a text so far.
#[derive(Debug, Default)]
pub(in crate::clean) struct Tokens {
    /// The hash of each word.
    pub(in crate::clean) hashes: Vec<u64>,
    /// Where each word stands.
    pub(in crate::clean) spans: Vec<Span>,
    /// The word at hand, as it is hashed.
    pub(super) scratch: Vec<u8>,
    /// What stands for a word that was taken out, if words were.
    pub(super) mask: Option<Box<str>>,
}

impl Tokens {
    /// An empty list with room for the words of so many bytes of text.
    pub(in crate::clean) fn for_text_of(bytes: usize) -> Tokens {
        // English has about six bytes to the word, its space counted.
        let words = bytes / 5;
        Tokens {
            hashes: Vec::with_capacity(words),
            spans: Vec::with_capacity(words),
            scratch: Vec::new(),
            mask: None,
        }
    }

    /// The same, where `mask` stands for words that were taken out.
    pub(in crate::clean) fn masked_by(self, mask: Option<&str>) -> Tokens {
        Tokens { mask: mask.map(Box::from), ..self }
    }

    /// How many words there are.
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
