//! Facts about a story other than its articles, and the most similar earlier article for each of them.

use super::run_story::RunStory;
use super::timing::Timing;
use crate::agency::Origin;
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::engine::run::agencies::Agencies;
use crate::engine::run::articles::{Articles, KeptFacts};
use crate::engine::run::texts::Texts;
use crate::hash::HashMap;
use crate::report::{EdgeReason, Share};

/// The likely source of an article: an earlier article of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its place among the members of the story.
    pub(crate) member: usize,
    pub(crate) similarity: Share,
    /// Whether the dates do not settle the order, or another one is as similar.
    pub(crate) ambiguous: bool,
    pub(crate) reason: EdgeReason,
}

/// The run data that the search needs.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) articles: &'a Articles,
    pub(crate) texts: &'a Texts,
    pub(crate) agencies: &'a Agencies,
}

/// For each member of a story, the most similar earlier one; `None` if it matches none.
///
/// Articles are ordered by date, those without a date last. Ties: an agency's own article comes
/// first, then the longer one.
pub(crate) fn sources(
    story: &RunStory,
    timing: &Timing,
    surroundings: Surroundings<'_>,
) -> Vec<Option<Source>> {
    let Surroundings { articles, texts, agencies } = surroundings;
    let likeness = &story.likeness;
    let facts: Vec<KeptFacts> =
        story.members.iter().map(|member| articles.facts(member.article)).collect();
    let is_own = |member: usize| agencies.of_outlet(&facts[member]).is_some();
    let mut queue: Vec<usize> = (0..story.members.len()).collect();
    queue.sort_by_cached_key(|&member| {
        let start = timing.dates()[member].map_or(i64::MAX, crate::date::Published::seconds);
        let words = std::cmp::Reverse(facts[member].words);
        (start, !is_own(member), words, story.members[member].article)
    });
    let mut turn_of = vec![0; queue.len()];
    let mut turns_of_text: HashMap<ArticleId, Vec<usize>> = HashMap::default();
    for (turn, &member) in queue.iter().enumerate() {
        turn_of[member] = turn;
        let text = texts.first_like(story.members[member].article);
        turns_of_text.entry(text).or_default().push(turn);
    }

    let source_of = |member: usize| {
        let turn = turn_of[member];
        let text = texts.first_like(story.members[member].article);
        let same = std::iter::once((text, Share::ALL));
        let like = likeness.of(text).iter().copied();
        let candidates = same.chain(like).filter_map(|(text, similarity)| {
            let turns = turns_of_text.get(&text)?;
            let before = turns.partition_point(|&other| other < turn);
            (before > 0).then(|| (similarity, queue[turns[0]], before))
        });
        let candidates: Vec<(Share, usize, usize)> = candidates.collect();
        let most = candidates.iter().map(|&(similarity, ..)| similarity).max()?;
        let best = candidates.iter().filter(|&&(similarity, ..)| similarity == most);
        let as_like: usize = best.clone().map(|&(.., before)| before).sum();
        let surely_before = |source: usize| {
            let dates = [source, member].map(|place| timing.dates()[place]);
            matches!(dates, [Some(one), Some(other)] if one.is_before(other))
        };
        let &(similarity, source, _) = best
            .min_by_key(|&&(_, source, _)| (!surely_before(source), turn_of[source]))
            .expect("one of them is the most like");
        let is_same = facts[source].stream == facts[member].stream;
        let reason = match (is_own(source), is_same) {
            (true, _) => EdgeReason::AgencyItem,
            (false, true) => EdgeReason::SameText,
            (false, false) => EdgeReason::MostAlike,
        };
        let ambiguous = as_like > 1 || !surely_before(source);
        Some(Source { member: source, similarity, ambiguous, reason })
    };
    (0..story.members.len()).map(source_of).collect()
}

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
            sources: sources(story, &timing, surroundings),
            orders,
            in_order,
            timing,
        }
    }
}
