//! What is known of a story beside its articles.

use super::run::Run;
use super::sources::{self, Source, Surroundings};
use super::stories::Story;
use super::timing::Timing;
use crate::agency::Origin;

/// What is known of a story beside its articles, in the order of its members.
pub(super) struct StoryFacts {
    pub(super) origin: Option<Origin>,
    pub(super) timing: Timing,
    pub(super) orders: Vec<Option<u32>>,
    pub(super) lags: Vec<Option<i64>>,
    pub(super) sources: Vec<Option<Source>>,
    /// The places of the members, the earliest first; those without a date come last.
    pub(super) in_order: Vec<usize>,
}

impl StoryFacts {
    pub(super) fn of(run: &Run, story: &Story) -> StoryFacts {
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
