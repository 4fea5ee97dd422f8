//! How far the grouping goes.

use serde::Serialize;

use crate::similarity::Score;

/// How far the grouping goes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Score from which a pair is a copy.
    pub pair: Score,
    /// Average score of the pairs between two groups from which they are one story.
    pub average: Score,
    /// Nodes in a component up to which pairs that were no candidates are compared too.
    pub measure_absent_up_to: usize,
}

impl Settings {
    /// Whether a score counts in an average.
    ///
    /// One far below that of a copy says that the two are different stories, whatever a third one has in common with
    /// both: it counts as 0.
    pub(crate) fn counts(&self, score: Score) -> bool {
        const OF_THRESHOLD: u64 = 4;
        OF_THRESHOLD * u64::from(score.units()) >= (OF_THRESHOLD - 1) * u64::from(self.pair.units())
            && score > Score::ZERO
    }
}
