//! What is counted of a run as a whole.

use crate::engine::run::{OddDates, Run};
use crate::error::Result;
use crate::report::{AgencyFacts, Counts, ScoreCounts, SkippedFacts};

/// What `run.json` and the summary say of a run as a whole, apart from its stories.
#[derive(Clone, Debug)]
pub struct Totals {
    /// The counts of the records.
    pub counts: Counts,
    /// The articles that the selection left out.
    pub left_out: SkippedFacts,
    /// The scores of the pairs.
    pub scores: ScoreCounts,
    /// The articles of each agency.
    pub agencies: AgencyFacts,
    /// Problems with the dates.
    pub dates: OddDates,
    /// Number of outlets. Articles without one are not counted.
    pub outlets: u64,
    /// Articles that were renamed because another text has their key.
    pub renamed: u64,
    /// Articles whose text is a placeholder.
    pub placeholders: u64,
    /// Articles that have too few words to be compared.
    pub short: u64,
}

impl Run {
    /// What is counted of the whole run, on the threads of the current rayon pool. `now` is in seconds since 1970.
    pub fn totals(&self, now: i64) -> Result<Totals> {
        let ((counts, agencies), (scores, dates)) = rayon::join(
            || (self.counts(), self.agencies()),
            || rayon::join(|| self.scores(), || self.dates(now)),
        );
        Ok(Totals {
            counts: counts?,
            left_out: self.left_out(),
            scores: scores?,
            agencies: agencies?,
            dates: dates?,
            outlets: self.outlets() as u64,
            renamed: self.renamed_articles() as u64,
            placeholders: self.placeholders() as u64,
            short: self.short_articles() as u64,
        })
    }
}
