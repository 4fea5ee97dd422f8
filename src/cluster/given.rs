//! The input of grouping: nodes and their links, the comparison of other pairs, and the thresholds.

use serde::Serialize;

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

/// Compares pairs of articles, in any order and from any thread.
pub trait Measure: Sync {
    /// Scores one article against others. The article is prepared once.
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_>;
}

impl<F: Fn(CandidatePair) -> Score + Sync> Measure for F {
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_> {
        Box::new(move |other| {
            self(CandidatePair::new(one, other).expect("no article is measured against itself"))
        })
    }
}

/// The thresholds of grouping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Score from which a pair is a copy.
    pub pair: Score,
    /// Average score of the pairs between two groups from which they are one story.
    pub average: Score,
    /// Largest component, in nodes, in which all pairs are compared, including those that were not
    /// candidates.
    pub measure_absent_up_to: usize,
}

impl Settings {
    /// Whether a score counts in an average.
    ///
    /// A score far below that of a copy means two different stories, whatever a third article
    /// shares with both. It counts as 0.
    pub(crate) fn counts(&self, score: Score) -> bool {
        const OF_THRESHOLD: u64 = 4;
        OF_THRESHOLD * u64::from(score.units()) >= (OF_THRESHOLD - 1) * u64::from(self.pair.units())
            && score > Score::ZERO
    }
}
