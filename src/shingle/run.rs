//! A shingle and its place.

/// A shingle where it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The number of its first word, or of its first letter.
    pub start: usize,
    /// The hash of the words or letters.
    pub shingle: u64,
}
