//! A shingle and its place.

/// A shingle at its place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Index of its first word, or of its first letter.
    pub start: usize,
    /// The hash of the words or letters.
    pub shingle: u64,
}
