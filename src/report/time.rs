//! Times in output files.

use jiff::Timestamp;
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

impl From<Published> for UtcTime {
    fn from(published: Published) -> UtcTime {
        UtcTime::of_seconds(published.seconds())
    }
}

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let time = Timestamp::from_second(self.seconds).expect("it was made to be in range");
            serializer.collect_str(&time)
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
    fn different_precisions_are_mixed() {
        let read = |written| DateReader::default().read(written);
        let [second, day] = ["2026-03-04T12:00:00Z", "2026-03-04"].map(read);
        assert_eq!(DatePrecision::of([second, None, second]), DatePrecision::Second);
        assert_eq!(DatePrecision::of([second, day]), DatePrecision::Mixed);
        assert_eq!(DatePrecision::of([None]), DatePrecision::None);
    }
}
