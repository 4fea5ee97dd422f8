//! Times as the files write them.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::date::{Precision, Published};

/// A second in UTC: `2026-03-04T12:00:00Z` where people read it, microseconds since 1970 where programs do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcTime {
    seconds: i64,
}

impl UtcTime {
    /// The time that is so many seconds behind the start of 1970.
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

impl From<Published> for UtcTime {
    fn from(published: Published) -> UtcTime {
        UtcTime::of_seconds(published.seconds())
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

/// How exactly the dates of an article, or of the articles of a story, are known.
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
    /// Some more exactly than others.
    Mixed,
    /// There is no date.
    None,
}

impl DatePrecision {
    /// Of some dates at once; those that there are not do not count.
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
    fn time_is_written_in_utc_and_read_again() {
        let noon = UtcTime::of_seconds(1_772_625_600);
        let written = serde_json::to_string(&noon).unwrap();
        assert_eq!(written, "\"2026-03-04T12:00:00Z\"");
        assert_eq!(serde_json::from_str::<UtcTime>(&written).unwrap(), noon);
        assert!(serde_json::from_str::<UtcTime>("\"noon\"").is_err());
    }

    #[test]
    fn time_beyond_the_calendar_is_its_end() {
        for seconds in [i64::MIN, i64::MAX] {
            let written = serde_json::to_string(&UtcTime::of_seconds(seconds)).unwrap();
            assert!(serde_json::from_str::<UtcTime>(&written).is_ok(), "{written}");
        }
    }

    #[test]
    fn precision_of_unlike_dates_is_mixed() {
        let read = |written| DateReader::default().read(written);
        let [second, day] = ["2026-03-04T12:00:00Z", "2026-03-04"].map(read);
        assert_eq!(DatePrecision::of([second, None, second]), DatePrecision::Second);
        assert_eq!(DatePrecision::of([second, day]), DatePrecision::Mixed);
        assert_eq!(DatePrecision::of([None]), DatePrecision::None);
    }
}
