//! What is counted of a part of a run.

use serde::{Deserialize, Serialize};

use super::outlets::{NamedOutlets, OutletCounts};
use crate::engine::run::Run;
use crate::error::Result;
use crate::report::{AgencyFacts, Stories};

/// What is counted of some of the stories and articles of a run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) articles: u64,
    /// Those in a cluster with others.
    pub(crate) clustered: u64,
    pub(crate) short: u64,
    pub(crate) without_zone: u64,
    pub(crate) in_the_future: u64,
    pub(crate) agencies: AgencyFacts,
    pub(crate) outlets: NamedOutlets,
    pub(crate) stories: Stories,
}

impl Tally {
    /// Counts the articles of a run that is a part of another. `now` is in seconds since 1970.
    pub(crate) fn of(
        run: &Run,
        outlets: OutletCounts,
        stories: &Stories,
        now: i64,
    ) -> Result<Tally> {
        let (counts, dates) = (run.counts()?, run.dates(now)?);
        Ok(Tally {
            articles: counts.clustered() + counts.single(),
            clustered: counts.clustered(),
            short: run.short_articles() as u64,
            without_zone: dates.without_zone,
            in_the_future: dates.in_the_future,
            agencies: run.agencies()?,
            outlets: outlets.by_name(run),
            stories: stories.clone(),
        })
    }

    /// Adds what was counted of other stories and articles.
    pub(crate) fn join(&mut self, other: Tally) {
        self.articles += other.articles;
        self.clustered += other.clustered;
        self.short += other.short;
        self.without_zone += other.without_zone;
        self.in_the_future += other.in_the_future;
        let agencies = [std::mem::take(&mut self.agencies), other.agencies];
        self.agencies = AgencyFacts::join(agencies, self.articles);
        self.outlets.join(other.outlets);
        self.stories.join(other.stories);
    }
}
