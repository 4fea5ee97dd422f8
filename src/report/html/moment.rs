//! The publication time of an article, with its precision.

use crate::report::{DatePrecision, MemberRow};

/// A point on the page's time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A time, in seconds since 1970.
    Instant(i64),
    /// A day, by its first second.
    Day(i64),
}

impl Moment {
    /// The time of an article; `None` if not even the day is known.
    pub(super) fn of(row: &MemberRow<'_>) -> Option<Moment> {
        match row.published {
            Some(time) => Some(Moment::Instant(time.seconds())),
            None if row.date_precision == DatePrecision::Day => {
                row.date.map(|day| Moment::Day(day.seconds()))
            }
            None => None,
        }
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

    /// Hours since 1970.
    pub(super) fn hour(self) -> i64 {
        self.seconds().div_euclid(60 * 60)
    }

    /// Whether the time of the day is known.
    pub(super) fn is_exact(self) -> bool {
        matches!(self, Moment::Instant(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::member;
    use crate::report::{UtcDay, UtcTime};

    #[test]
    fn moment_has_the_precision_of_the_row() {
        let noon = 1_772_625_600;
        let of = |published, date, date_precision| {
            Moment::of(&MemberRow { date, published, date_precision, ..member() })
        };
        let (time, day) = (UtcTime::of_seconds(noon), UtcDay::of_seconds(noon));
        let [second, precise_day, month] =
            [DatePrecision::Second, DatePrecision::Day, DatePrecision::Month];
        assert_eq!(of(Some(time), Some(day), second), Some(Moment::Instant(noon)));
        assert_eq!(of(None, Some(day), precise_day), Some(Moment::Day(noon - 12 * 60 * 60)));
        assert_eq!(of(None, Some(day), month), None);
    }
}
