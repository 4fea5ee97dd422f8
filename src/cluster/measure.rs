//! Comparing pairs.

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;

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
