//! Times in output files.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::date::{Precision, Published};

/// A second in UTC: `2026-03-04T12:00:00Z` in text formats, microseconds since 1970 in binary ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcTime {
    seconds: i64,
}

impl UtcTime {
    /// The time this many seconds after the start of 1970.
    pub fn of_seconds(seconds: i64) -> UtcTime {
        let [least, most] = [Timestamp::MIN, Timestamp::MAX].map(Timestamp::as_second);
        UtcTime { seconds: seconds.clamp(least, most) }
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.seconds
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from_second(self.seconds).expect("it was made to be in range").fmt(f)
    }
}

impl UtcTime {
    /// The time of a date; `None` if only its day or month is known.
    pub fn of(published: Published) -> Option<UtcTime> {
        published.is_exact().then(|| UtcTime::of_seconds(published.seconds()))
    }
}

/// A day in UTC, of a month its first day: `2026-03-04` in text formats, days since 1970 in binary ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcDay {
    days: i32,
}

impl UtcDay {
    const SECONDS: i64 = 24 * 60 * 60;

    /// The day of the time this many seconds after the start of 1970.
    pub fn of_seconds(seconds: i64) -> UtcDay {
        let days = UtcTime::of_seconds(seconds).seconds.div_euclid(UtcDay::SECONDS);
        UtcDay { days: i32::try_from(days).expect("the calendar has fewer than 2^31 days") }
    }

    /// Its first second, counted from 1970.
    pub fn seconds(self) -> i64 {
        i64::from(self.days) * UtcDay::SECONDS
    }
}

impl From<Published> for UtcDay {
    fn from(published: Published) -> UtcDay {
        UtcDay::of_seconds(published.seconds())
    }
}

impl Serialize for UtcDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            // The start of the first day of the calendar is before its first time.
            let noon = UtcTime::of_seconds(self.seconds() + UtcDay::SECONDS / 2);
            let noon = Timestamp::from_second(noon.seconds).expect("it was made to be in range");
            serializer.collect_str(&TimeZone::UTC.to_datetime(noon).date())
        } else {
            serializer.serialize_i32(self.days)
        }
    }
}

impl<'de> Deserialize<'de> for UtcDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<UtcDay, D::Error> {
        let written = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let day: Date = written.parse().map_err(de::Error::custom)?;
        let noon = TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).map_err(de::Error::custom)?;
        Ok(UtcDay::of_seconds(noon.as_second()))
    }
}

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.seconds * 1_000_000)
        }
    }
}

impl<'de> Deserialize<'de> for UtcTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<UtcTime, D::Error> {
        let written = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let time: Timestamp = written.parse().map_err(de::Error::custom)?;
        Ok(UtcTime { seconds: time.as_second() })
    }
}

/// The precision of the date of an article, or of the dates of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatePrecision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
    /// Only the month.
    Month,
    /// Mixed precisions.
    Mixed,
    /// There is no date.
    None,
}

impl DatePrecision {
    /// The common precision of several dates. Missing ones are ignored.
    pub fn of(dates: impl IntoIterator<Item = Option<Published>>) -> DatePrecision {
        let mut precisions = dates.into_iter().flatten().map(Published::precision);
        let Some(first) = precisions.next() else { return DatePrecision::None };
        if precisions.any(|other| other != first) {
            return DatePrecision::Mixed;
        }
        match first {
            Precision::Second => DatePrecision::Second,
            Precision::Minute => DatePrecision::Minute,
            Precision::Day => DatePrecision::Day,
            Precision::Month => DatePrecision::Month,
        }
    }

    /// Whether the time of the day is known.
    pub fn is_exact(self) -> bool {
        matches!(self, DatePrecision::Second | DatePrecision::Minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::DateReader;

    #[test]
    fn time_survives_serialization_in_utc() {
        let noon = UtcTime::of_seconds(1_772_625_600);
        let written = serde_json::to_string(&noon).unwrap();
        assert_eq!(written, "\"2026-03-04T12:00:00Z\"");
        assert_eq!(serde_json::from_str::<UtcTime>(&written).unwrap(), noon);
        assert!(serde_json::from_str::<UtcTime>("\"noon\"").is_err());
    }

    #[test]
    fn time_beyond_the_calendar_is_clamped() {
        for seconds in [i64::MIN, i64::MAX] {
            let written = serde_json::to_string(&UtcTime::of_seconds(seconds)).unwrap();
            assert!(serde_json::from_str::<UtcTime>(&written).is_ok(), "{written}");
        }
    }

    #[test]
    fn day_survives_serialization() {
        let day = UtcDay::of_seconds(1_772_625_600);
        let written = serde_json::to_string(&day).unwrap();
        assert_eq!(written, "\"2026-03-04\"");
        assert_eq!(serde_json::from_str::<UtcDay>(&written).unwrap(), day);
        assert!(serde_json::from_str::<UtcDay>("\"2026-02-30\"").is_err());
        for seconds in [i64::MIN, i64::MAX] {
            let day = serde_json::to_string(&UtcDay::of_seconds(seconds)).unwrap();
            assert!(serde_json::from_str::<UtcDay>(&day).is_ok(), "{day}");
        }
    }

    #[test]
    fn date_has_a_time_only_if_it_is_known() {
        let read = |written| DateReader::default().read(written).unwrap();
        let [second, day] = ["2026-03-04T12:00:00Z", "2026-03-04"].map(read);
        assert!(UtcTime::of(second).is_some() && UtcTime::of(day).is_none());
        assert_eq!(UtcDay::from(second), UtcDay::from(day));
    }

    #[test]
    fn different_precisions_are_mixed() {
        let read = |written| DateReader::default().read(written);
        let [second, day] = ["2026-03-04T12:00:00Z", "2026-03-04"].map(read);
        assert_eq!(DatePrecision::of([second, None, second]), DatePrecision::Second);
        assert_eq!(DatePrecision::of([second, day]), DatePrecision::Mixed);
        assert_eq!(DatePrecision::of([None]), DatePrecision::None);
    }
}
