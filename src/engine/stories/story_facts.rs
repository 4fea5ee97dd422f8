//! Facts about a story other than its articles: when they were published, and the most similar earlier article for each.

use super::run_story::RunStory;
use crate::agency::Origin;
use crate::article::ArticleId;
use crate::date::{Precision, Published};
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

/// An hour and a day in seconds.
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Longer stories are counted by day.
const LONGEST_IN_HOURS: i64 = 14 * DAY;

/// The times of a story's articles, in the order of its members.
#[derive(Clone, Debug)]
pub(crate) struct Timing {
    dates: Vec<Option<Published>>,
    first: Option<Published>,
    last: Option<Published>,
}

/// An interval and the articles published in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// Seconds since 1970.
    pub(crate) start: i64,
    pub(crate) minutes: u32,
    pub(crate) new: u32,
    pub(crate) cumulative: u32,
}

impl Timing {
    pub(crate) fn new(dates: Vec<Option<Published>>) -> Timing {
        let known = || dates.iter().copied().flatten();
        // If several dates start at the same time, the least precise is the first: it may be
        // earlier than the others.
        let first =
            known().min_by_key(|date| (date.seconds(), std::cmp::Reverse(date.precision())));
        let last = known().max_by_key(|date| (date.end(), date.precision()));
        Timing { dates, first, last }
    }

    pub(crate) fn dates(&self) -> &[Option<Published>] {
        &self.dates
    }

    /// The date of the article that may have been the first.
    pub(crate) fn first(&self) -> Option<Published> {
        self.first
    }

    /// The date of the article that may have been the last.
    pub(crate) fn last(&self) -> Option<Published> {
        self.last
    }

    /// Minutes from the first article to the last, if known.
    pub(crate) fn span_minutes(&self) -> Option<i64> {
        self.first?.minutes_to(self.last?)
    }

    /// Minutes from the first article to each member, if known.
    pub(crate) fn lags(&self) -> impl Iterator<Item = Option<i64>> + '_ {
        self.dates.iter().map(|own| self.first?.minutes_to((*own)?))
    }

    /// For each article with a date, its rank: 1 plus the number of articles that were certainly
    /// earlier.
    pub(crate) fn orders(&self) -> Vec<Option<u32>> {
        let mut ends: Vec<i64> = self.dates.iter().flatten().map(|date| date.end()).collect();
        ends.sort_unstable();
        let order = |own: Published| {
            let before = ends.partition_point(|&end| end <= own.seconds());
            u32::try_from(before + 1).expect("a run has fewer than 2^32 articles")
        };
        self.dates.iter().map(|own| own.map(order)).collect()
    }

    /// Number of articles published in each hour, or in each day if a date has no time or the story
    /// ran for long. Empty intervals are skipped, and so are articles with only a month.
    pub(crate) fn buckets(&self) -> Vec<Bucket> {
        let dated =
            || self.dates.iter().flatten().filter(|date| date.precision() < Precision::Month);
        let mut starts: Vec<i64> = dated().map(|date| date.seconds()).collect();
        starts.sort_unstable();
        let is_long = starts
            .first()
            .zip(starts.last())
            .is_some_and(|(first, last)| last - first > LONGEST_IN_HOURS);
        let length = if is_long || dated().any(|date| !date.is_exact()) { DAY } else { HOUR };
        let minutes = u32::try_from(length / 60).expect("a day has few minutes");
        let mut cumulative = 0;
        starts
            .chunk_by(|one, other| one.div_euclid(length) == other.div_euclid(length))
            .map(|together| {
                let new =
                    u32::try_from(together.len()).expect("a run has fewer than 2^32 articles");
                cumulative += new;
                Bucket { start: together[0].div_euclid(length) * length, minutes, new, cumulative }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::date::DateReader;

    use super::*;

    fn timing(written: &[&str]) -> Timing {
        let reader = DateReader::default();
        Timing::new(written.iter().map(|date| reader.read(date)).collect())
    }

    #[test]
    fn articles_are_ranked_by_time_and_ties_share_a_rank() {
        let exact = [
            "2026-03-04T12:00:00Z",
            "2026-03-04T11:00:00Z",
            "2026-03-04T12:00:00Z",
            "",
            "2026-03-05T09:00Z",
        ];
        assert_eq!(timing(&exact).orders(), [Some(2), Some(1), Some(2), None, Some(4)]);
    }

    #[test]
    fn no_article_is_first_if_one_has_only_a_day() {
        let timing =
            timing(&["2026-03-04T12:00:00Z", "2026-03-04", "2026-03-05T01:00:00Z", "2026-03-06"]);
        assert_eq!(timing.orders(), [Some(1), Some(1), Some(3), Some(4)]);
        let lags: Vec<_> = timing.lags().collect();
        assert_eq!(lags, [None, None, Some(24 * 60), Some(48 * 60)]);
        assert_eq!(timing.span_minutes(), Some(48 * 60));
    }

    #[test]
    fn story_of_one_day_has_no_known_span() {
        assert_eq!(timing(&["2026-03-04", "2026-03-04"]).span_minutes(), None);
        assert_eq!(
            timing(&["2026-03-04T10:00Z", "", "2026-03-04T11:30Z"]).span_minutes(),
            Some(90)
        );
        assert_eq!(timing(&["", "None"]).span_minutes(), None);
    }

    #[test]
    fn articles_are_counted_by_the_hour_or_by_the_day() {
        let bucket = |start: &str, minutes, new, cumulative| {
            let start = DateReader::default().read(start).unwrap().seconds();
            Bucket { start, minutes, new, cumulative }
        };
        let exact = timing(&[
            "2026-03-04T12:59:00Z",
            "2026-03-04T12:01:00Z",
            "2026-03-04T15:00Z",
            "2026-03",
        ]);
        let hours = [bucket("2026-03-04T12:00Z", 60, 2, 2), bucket("2026-03-04T15:00Z", 60, 1, 3)];
        assert_eq!(exact.buckets(), hours);
        let vague = timing(&["2026-03-04T12:59:00Z", "2026-03-06"]);
        assert_eq!(
            vague.buckets(),
            [bucket("2026-03-04", 1440, 1, 1), bucket("2026-03-06", 1440, 1, 2)]
        );
        let long = timing(&["2026-03-04T12:59:00Z", "2026-04-06T01:00:00Z"]);
        assert!(long.buckets().iter().all(|bucket| bucket.minutes == 1440));
        assert!(timing(&[""]).buckets().is_empty());
    }
}
