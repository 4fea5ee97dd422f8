//! When an article was published, as exactly as its date says.

use crate::date::DateReader;

/// A point on the page's time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A date with a time and its distance from UTC, in seconds since 1970.
    Instant(i64),
    /// A date with no time, or one that could be meant in any time zone: the start of that day.
    Day(i64),
}

impl Moment {
    /// Reads a date as written; `None` for what is none, or could be two days.
    pub(super) fn parse(written: &str) -> Option<Moment> {
        let published = DateReader::default().read(written)?;
        let seconds = published.seconds();
        Some(if published.is_exact() { Moment::Instant(seconds) } else { Moment::Day(seconds) })
    }

    /// Seconds since 1970.
    pub(super) fn seconds(self) -> i64 {
        match self {
            Moment::Instant(seconds) | Moment::Day(seconds) => seconds,
        }
    }

    /// Days since 1970.
    pub(super) fn day(self) -> i64 {
        self.seconds().div_euclid(24 * 60 * 60)
    }

    /// The instant, if it is one.
    pub(super) fn instant(self) -> Option<i64> {
        match self {
            Moment::Instant(seconds) => Some(seconds),
            Moment::Day(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_with_its_zone_is_an_instant() {
        let noon = Some(Moment::Instant(1_772_625_600));
        assert_eq!(Moment::parse("2026-03-04T12:00:00Z"), noon);
        assert_eq!(Moment::parse("2026-03-04T04:00:00-08:00"), noon);
    }

    #[test]
    fn time_that_names_no_zone_tells_the_day_alone() {
        let day = Some(Moment::Day(1_772_582_400));
        assert_eq!(Moment::parse("2026-03-04 12:00:00"), day);
        assert_eq!(Moment::parse("2026-03-04"), day);
    }

    #[test]
    fn what_could_be_two_days_is_no_date() {
        assert_eq!(Moment::parse("03/04/2026"), None);
    }
}
