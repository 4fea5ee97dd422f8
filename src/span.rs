//! Places of words.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A byte range in [`Article::body`](crate::article::Article::body).
// The vector kernels read both numbers as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(C)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span as a range to slice the body with.
    #[inline]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
