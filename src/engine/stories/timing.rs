//! The times at which the articles of a story were published.

use crate::date::{Precision, Published};

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
    use super::*;
    use crate::date::DateReader;

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
