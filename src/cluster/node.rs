//! What is grouped.

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;

/// An article that stands for all articles with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The article with the lowest number among them.
    pub article: ArticleId,
    /// How many articles have this text, at least 1.
    pub copies: u32,
}

/// A compared pair of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The nodes' articles.
    pub pair: CandidatePair,
    /// How surely they are copies.
    pub score: Score,
}
