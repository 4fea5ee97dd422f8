//! The scores of the pairs that were compared and kept.

use crate::engine::run::Run;
use crate::error::Result;
use crate::report::{PairFate, ScoreCounts, Share};

impl Run {
    /// How many pairs of different texts have which score.
    pub fn scores(&self) -> Result<ScoreCounts> {
        let mut scores = ScoreCounts::default();
        for measured in self.verified.iter() {
            let measured = measured?;
            let [one, other] = [measured.pair.low(), measured.pair.high()]
                .map(|article| self.clusters.of(article));
            let fate = if one == other { PairFate::InOneStory } else { PairFate::NotMerged };
            scores.add(Share::new(measured.score.share()), fate);
        }
        for measured in self.near.iter() {
            scores.add(Share::new(measured?.score.share()), PairFate::NotCopies);
        }
        Ok(scores)
    }
}
