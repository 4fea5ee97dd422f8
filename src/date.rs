//! The day on which an article was published, where its date can be read in one way only.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Ways in which dates begin that leave no doubt which number is the day.
const FORMS: &[&str] = &[
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%dT",
    "%d-%b-%Y",
    "%a, %d %b %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
];

/// Seconds since 1970 are written with so many digits from 2001 to 2286; with three more they are milliseconds.
const EPOCH_DIGITS: usize = 10;

/// A day, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(i32);

impl Day {
    /// Reads the day from a date as written, in the time zone in which it is written.
    ///
    /// Returns `None` for what is no date, or one such as `03/04/2026` that can be read in two ways.
    pub fn parse(written: &str) -> Option<Day> {
        let written = written.trim();
        let date = FORMS.iter().find_map(|form| {
            let (parsed, read) = BrokenDownTime::parse_prefix(form, written).ok()?;
            let is_whole =
                !written[read..].starts_with(|c: char| c.is_ascii_digit()) || form.ends_with('T');
            parsed.to_date().ok().filter(|_| is_whole)
        });
        date.or_else(|| epoch(written)).map(|date| Day(days(date)))
    }

    /// The second at which it begins in UTC, counted from 1970.
    pub fn start(self) -> i64 {
        i64::from(self.0) * 24 * 60 * 60
    }

    /// Days between this day and another one.
    pub fn days_from(self, other: Day) -> u32 {
        self.0.abs_diff(other.0)
    }
}

fn epoch(written: &str) -> Option<Date> {
    if !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = written.parse().ok()?;
    let timestamp = match written.len() {
        EPOCH_DIGITS => Timestamp::from_second(number),
        length if length == EPOCH_DIGITS + 3 => Timestamp::from_millisecond(number),
        _ => return None,
    };
    Some(TimeZone::UTC.to_datetime(timestamp.ok()?).date())
}

fn days(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_one_day_in_every_spelling() {
        let day = Day::parse("2026-03-04").unwrap();
        for written in [
            "2026-03-04T23:59:00-08:00",
            "2026-03-04 17:03:00",
            "2026/03/04",
            "20260304T000000Z",
            "04-MAR-2026 15:01:01.79",
            "Wed, 04 Mar 2026 07:28:00 GMT",
            "4 March 2026",
            "March 4, 2026",
            " 1772582400 ",
            "1772582400000",
        ] {
            assert_eq!(Day::parse(written), Some(day), "{written}");
        }
    }

    #[test]
    fn date_that_can_be_read_in_two_ways_is_none() {
        for written in [
            "03/04/2026",
            "04.03.2026",
            "",
            "None",
            "2026-13-01",
            "2026-02-30",
            "yesterday",
            "2026",
            "/2014/04/",
        ] {
            assert_eq!(Day::parse(written), None, "{written}");
        }
    }

    #[test]
    fn days_are_counted_across_months() {
        let [one, other] = ["2026-02-27", "2026-03-02"].map(|written| Day::parse(written).unwrap());
        assert_eq!((one.days_from(other), other.days_from(one)), (3, 3));
    }
}
