//! Places of words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A byte range in [`Article::body`](crate::article::Article::body).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span as a range to slice the body with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The value of masks in [`CleanText::hashes`](super::CleanText::hashes). In practice no word has
/// this hash.
pub const MASK: u64 = 0;
