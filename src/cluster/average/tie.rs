//! Ties between places.

/// A tie between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    pub(crate) one: u32,
    pub(crate) other: u32,
    /// The sum of the scores of all pairs of articles between them.
    pub(crate) sum: u64,
}
