//! The cleaned text of an article: its words and their places.

use std::ops::Range;

use super::agencies::AgencySet;
use super::credit::Credit;
use super::tokenize::{MASK, Tokens};
use super::unicode;
use super::versions::Version;
use crate::article::CreditState;
use crate::hash;
use crate::span::Span;

/// A kept block: a line or paragraph of the article, with consecutive words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The block's words, as a range into [`CleanText::hashes`] and [`CleanText::spans`].
    pub tokens: Range<usize>,
    /// Whether most of its tokens are single characters of a script without spaces (Han, Kana, Thai …).
    pub spaceless: bool,
}

impl Block {
    /// Length of the block in words. In scripts without spaces, two tokens count as one word.
    pub fn words(&self) -> usize {
        if self.spaceless { self.tokens.len() / 2 } else { self.tokens.len() }
    }
}

/// The words of an article, without boilerplate, dateline and credit.
///
/// Only a [`Cleaner`](super::Cleaner) creates one, so later stages cannot get raw text by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanText {
    hashes: Vec<u64>,
    spans: Vec<Span>,
    blocks: Vec<Block>,
    /// The hashes of the dropped words.
    dropped: Vec<u64>,
    credit: Option<Credit>,
    agencies: NamedAgencies,
    version: Option<Version>,
}

/// The agencies that an article names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NamedAgencies {
    /// Agencies that it credits.
    pub credited: AgencySet,
    /// Agencies that it names anywhere, in its text or below a picture.
    pub named: AgencySet,
}

impl NamedAgencies {
    /// No agencies.
    pub const NONE: NamedAgencies =
        NamedAgencies { credited: AgencySet::EMPTY, named: AgencySet::EMPTY };

    /// How the article names the agency at this place in [`Cleaner::agencies`](super::Cleaner::agencies).
    pub fn state(self, place: usize) -> CreditState {
        if self.credited.contains(place) {
            CreditState::Credited
        } else if self.named.contains(place) {
            CreditState::Named
        } else {
            CreditState::Absent
        }
    }
}

impl CleanText {
    /// Keeps the tokens of the kept blocks, given in order, and drops the others.
    pub(super) fn keep(
        tokens: Tokens,
        mut blocks: Vec<Block>,
        credit: Option<Credit>,
        agencies: NamedAgencies,
        version: Option<Version>,
    ) -> CleanText {
        let Tokens { mut hashes, mut spans, .. } = tokens;
        let stay = blocks.iter().map(|block| block.tokens.len()).sum::<usize>();
        let mut dropped = Vec::with_capacity(hashes.len() - stay);
        let (mut kept, mut read) = (0, 0);
        for block in &mut blocks {
            dropped.extend_from_slice(&hashes[read..block.tokens.start]);
            read = block.tokens.end;
            let moved = kept..kept + block.tokens.len();
            if moved != block.tokens {
                hashes.copy_within(block.tokens.clone(), moved.start);
                spans.copy_within(block.tokens.clone(), moved.start);
            }
            kept = moved.end;
            block.tokens = moved;
        }
        dropped.extend_from_slice(&hashes[read..]);
        hashes.truncate(kept);
        spans.truncate(kept);
        CleanText { hashes, spans, blocks, dropped, credit, agencies, version }
    }

    /// The hash of each kept word, in the order of the text.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The place of each kept word in the article's body, in order.
    ///
    /// A character that is several words in NFKC, such as "½", is part of the span of each, so
    /// spans may overlap. Starts and ends never decrease, and no span is empty.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Calls `take` with the letters and digits of a kept word in the form in which they are
    /// compared: NFKC, in lower case.
    ///
    /// `body` is the body of the article.
    pub fn letters(&self, body: &str, word: usize, take: impl FnMut(char)) {
        let written = body.get(self.spans[word].range()).unwrap_or_default();
        unicode::letters(written, self.hashes[word], take);
    }

    /// Whether the word is a mask, which replaces a removed word.
    pub fn is_mask(&self, word: usize) -> bool {
        self.hashes[word] == MASK
    }

    /// The kept blocks in order. None is empty.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = Block> {
        self.blocks.iter().cloned()
    }

    /// Number of kept words.
    pub fn n_words(&self) -> usize {
        self.hashes.len()
    }

    /// Number of words with boilerplate, dateline and credit.
    pub fn n_words_raw(&self) -> usize {
        self.hashes.len() + self.dropped.len()
    }

    /// Whether the body has a word with this hash, kept or not.
    pub fn has_word_raw(&self, hash: u64) -> bool {
        self.hashes.contains(&hash) || self.dropped.contains(&hash)
    }

    /// The hash of the sequence of kept words. Equal for articles with the same words.
    pub fn stream_hash(&self) -> u64 {
        hash::words(&self.hashes)
    }

    /// The agency that the article itself credits, if any.
    pub fn credit(&self) -> Option<&Credit> {
        self.credit.as_ref()
    }

    /// The agencies that the article credits, and those that it names anywhere.
    pub fn agencies(&self) -> NamedAgencies {
        self.agencies
    }

    /// The version mark of the article, if it has one.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }
}
