//! How far the grouping goes.

use serde::Serialize;

use crate::similarity::Score;

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
