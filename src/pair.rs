//! Two articles that may be copies of one another.

use crate::article::ArticleId;

/// Two different articles, the lower number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    low: ArticleId,
    high: ArticleId,
}

impl CandidatePair {
    /// Pairs two articles, in either order.
    ///
    /// Returns `None` when both are the same article: nothing is a copy of itself.
    pub fn new(one: ArticleId, other: ArticleId) -> Option<CandidatePair> {
        (one != other).then(|| CandidatePair { low: one.min(other), high: one.max(other) })
    }

    /// The article with the lower number.
    pub fn low(self) -> ArticleId {
        self.low
    }

    /// The article with the higher number.
    pub fn high(self) -> ArticleId {
        self.high
    }
}
