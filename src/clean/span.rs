//! Where words stand.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Where words stand in [`Article::body`](crate::article::Article::body), in bytes.
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

/// Stands for each mask in [`CleanText::hashes`](super::CleanText::hashes); the hash of no word in practice.
pub const MASK: u64 = 0;
