//! When an article was published, as exactly as its row says.

use crate::report::{DatePrecision, MemberRow};

/// A point on the page's time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A time, in seconds since 1970.
    Instant(i64),
    /// A day: the second at which it begins.
    Day(i64),
}

impl Moment {
    /// The moment of an article; `None` where not even the day is known.
    pub(super) fn of(row: &MemberRow<'_>) -> Option<Moment> {
        let seconds = row.published?.seconds();
        match row.date_precision {
            DatePrecision::Second | DatePrecision::Minute => Some(Moment::Instant(seconds)),
            DatePrecision::Day => Some(Moment::Day(seconds)),
            DatePrecision::Month | DatePrecision::Mixed | DatePrecision::None => None,
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
    use crate::report::UtcTime;
    use crate::report::fixtures::member;

    #[test]
    fn moment_is_as_exact_as_the_row() {
        let of = |date_precision| {
            let published = Some(UtcTime::of_seconds(1_772_625_600));
            Moment::of(&MemberRow { published, date_precision, ..member() })
        };
        assert_eq!(of(DatePrecision::Minute), Some(Moment::Instant(1_772_625_600)));
        assert_eq!(of(DatePrecision::Day), Some(Moment::Day(1_772_625_600)));
        assert_eq!(of(DatePrecision::Month), None);
    }
}
