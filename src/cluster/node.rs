//! The input of grouping.

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;

/// An article that stands for all articles with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The article with the lowest number among them.
    pub article: ArticleId,
    /// Number of articles with this text, at least 1.
    pub copies: u32,
}

/// A compared pair of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The nodes' articles.
    pub pair: CandidatePair,
    /// Their score.
    pub score: Score,
}
