//! Facts about a story other than its articles.

use super::run_story::RunStory;
use super::sources::{self, Source, Surroundings};
use super::timing::Timing;
use crate::agency::Origin;
use crate::engine::run::Run;

/// Facts about a story, in the order of its members.
pub(crate) struct StoryFacts {
    pub(crate) origin: Option<Origin>,
    pub(crate) timing: Timing,
    pub(crate) orders: Vec<Option<u32>>,
    pub(crate) lags: Vec<Option<i64>>,
    pub(crate) sources: Vec<Option<Source>>,
    /// The places of the members, earliest first; members without a date come last.
    pub(crate) in_order: Vec<usize>,
}

impl StoryFacts {
    pub(crate) fn of(run: &Run, story: &RunStory) -> StoryFacts {
        let dates = story.members.iter().map(|member| run.articles.facts(member.article).published);
        let timing = Timing::new(dates.collect());
        let surroundings =
            Surroundings { articles: &run.articles, texts: &run.texts, agencies: &run.agencies };
        let orders = timing.orders();
        let mut in_order: Vec<usize> = (0..story.members.len()).collect();
        in_order.sort_by_key(|&place| orders[place].unwrap_or(u32::MAX));
        StoryFacts {
            origin: run.origin(story),
            lags: timing.lags().collect(),
            sources: sources::sources(story, &timing, surroundings),
            orders,
            in_order,
            timing,
        }
    }
}
