//! When an article was published, read from its date as written, to the precision of that date.
//!
//! A date is never guessed: `03/04/2026` is ignored because it is ambiguous, unless the caller says how such dates are
//! written. A time without a time zone gives only the day, unless the caller names the zone.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};

mod clock;
mod unread;
mod written;

pub use self::clock::Precision;
use self::clock::{Clock, Zone};
pub use self::unread::{Calendar, Unread};

/// Beginnings of dates that leave no doubt which number is the day.
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

/// Dates that have a month but no day.
const MONTH_FORMS: &[&str] = &["%Y-%m", "%Y/%m", "%b %Y", "%B %Y"];

/// Seconds since 1970 have this many digits from 2001 to 2286; milliseconds have three more.
const EPOCH_DIGITS: usize = 10;

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;

/// A day, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(i32);

impl Day {
    /// Reads the day from a date as written, in the time zone of the date.
    ///
    /// Returns `None` if this is not a date, or is ambiguous like `03/04/2026`.
    pub fn parse(written: &str) -> Option<Day> {
        let written = unwrapped(written)?;
        let date = date_at_start(written).map(|(date, _)| date);
        let of_epoch = || Some(TimeZone::UTC.to_datetime(epoch(written)?).date());
        let of_words = || written::read(written).map(|(date, _)| date);
        date.or_else(of_epoch).or_else(of_words).map(|date| Day(days(date)))
    }

    /// Days since 1970-01-01.
    pub(crate) fn number(self) -> i32 {
        self.0
    }

    /// The day this many days after 1970-01-01.
    pub(crate) fn of_number(number: i32) -> Day {
        Day(number)
    }

    /// Days between this day and another.
    pub fn days_from(self, other: Day) -> u32 {
        self.0.abs_diff(other.0)
    }
}

impl fmt::Display for Day {
    /// As `2026-03-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(i64::from(self.0) * DAY) {
            Ok(start) => TimeZone::UTC.to_datetime(start).date().fmt(f),
            Err(_) => write!(f, "day {}", self.0),
        }
    }
}

/// When an article was published, to the precision of its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredPublished")]
pub struct Published {
    /// Seconds since 1970; for a day or a month, its start.
    seconds: i64,
    precision: Precision,
    /// Whether the date has a time that could not be used because it has no time zone.
    lacks_zone: bool,
}

/// A stored date before its seconds are checked.
#[derive(Deserialize)]
struct StoredPublished {
    seconds: i64,
    precision: Precision,
    lacks_zone: bool,
}

impl TryFrom<StoredPublished> for Published {
    type Error = &'static str;

    fn try_from(stored: StoredPublished) -> std::result::Result<Published, &'static str> {
        let StoredPublished { seconds, precision, lacks_zone } = stored;
        Published::of_parts(seconds, precision, lacks_zone).ok_or("a moment that no calendar has")
    }
}

impl Published {
    /// Seconds since 1970 in UTC; for a day or a month, its start.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// How exactly the date is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Whether the date has a time that could not be used: neither it nor the settings name a time
    /// zone.
    pub fn lacks_zone(self) -> bool {
        self.lacks_zone
    }

    /// Whether the time of day is known.
    pub fn is_exact(self) -> bool {
        self.precision <= Precision::Minute
    }

    /// Whether this was certainly before `other`. On the same day this cannot be known unless both
    /// times are.
    pub fn is_before(self, other: Published) -> bool {
        self.seconds < other.seconds && self.end() <= other.seconds
    }

    /// Minutes from this to `other`, negative if `other` is earlier.
    ///
    /// If one is only known to the day, these are the minutes of whole days, and `None` within a
    /// day. `None` if one is only known to the month.
    pub fn minutes_to(self, other: Published) -> Option<i64> {
        if self.is_exact() && other.is_exact() {
            return Some((other.seconds - self.seconds).div_euclid(60));
        }
        let days = other.seconds.div_euclid(DAY) - self.seconds.div_euclid(DAY);
        let has_days = self.precision.max(other.precision) == Precision::Day;
        (has_days && days != 0).then_some(days * DAY / 60)
    }

    /// The first second that is certainly after it.
    pub fn end(self) -> i64 {
        match self.precision {
            Precision::Second => self.seconds + 1,
            Precision::Minute => self.seconds + 60,
            Precision::Day => self.seconds + DAY,
            Precision::Month => self.seconds + days_of_month(self.seconds) * DAY,
        }
    }

    /// Restores a date; `None` if the seconds are out of range.
    pub(crate) fn of_parts(
        seconds: i64,
        precision: Precision,
        lacks_zone: bool,
    ) -> Option<Published> {
        Timestamp::from_second(seconds).ok()?;
        Some(Published { seconds, precision, lacks_zone })
    }

    fn at(seconds: i64, precision: Precision) -> Published {
        // Many programs write a date without a time as midnight, to the second.
        let is_midnight = precision == Precision::Second && seconds.rem_euclid(DAY) == 0;
        let precision = if is_midnight { Precision::Day } else { precision };
        Published { seconds, precision, lacks_zone: false }
    }

    fn day(date: Date) -> Published {
        let seconds = i64::from(days(date)) * DAY;
        Published { seconds, precision: Precision::Day, lacks_zone: false }
    }
}

/// How the dates of a corpus are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateSettings {
    /// Formats in `strftime` notation, tried in order before the built-in ones.
    pub formats: Vec<String>,
    /// The time zone of times without one, by its IANA name.
    pub timezone: Option<String>,
}

/// Reads dates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "DateSettings", into = "DateSettings")]
pub struct DateReader {
    settings: DateSettings,
    zone: Option<TimeZone>,
}

impl DateReader {
    /// Makes a reader; fails if a format or the time zone is invalid.
    pub fn new(settings: DateSettings) -> Result<DateReader> {
        for format in &settings.formats {
            check(format)?;
        }
        let zone = settings.timezone.as_deref().map(|name| {
            TimeZone::get(name).map_err(|_| ErrorKind::UnknownTimeZone { name: name.to_owned() })
        });
        Ok(DateReader { zone: zone.transpose()?, settings })
    }

    /// The settings.
    pub fn settings(&self) -> &DateSettings {
        &self.settings
    }

    /// Whether the settings are the defaults.
    pub fn is_default(&self) -> bool {
        self.settings == DateSettings::default()
    }

    /// Reads a date as written; `None` if it is not a date, or is ambiguous.
    pub fn read(&self, written: &str) -> Option<Published> {
        let written = unwrapped(written)?;
        self.settings
            .formats
            .iter()
            .find_map(|format| {
                self.in_format(format, written).or_else(|| self.in_language(format, written))
            })
            .or_else(|| self.as_usual(written))
            .or_else(|| Some(Published::at(epoch(written)?.as_second(), Precision::Second)))
            .or_else(|| self.in_words(written))
            .or_else(|| month(written))
    }

    fn in_format(&self, format: &str, written: &str) -> Option<Published> {
        let parsed = BrokenDownTime::parse(format, written).ok()?;
        let year = written::common_year(parsed.year()?)?;
        let Ok(date) = parsed.to_date() else {
            return month_of(year, parsed.month()?);
        };
        let date = Date::new(year, date.month(), date.day()).ok()?;
        let Some(time) = parsed.hour().and_then(|_| parsed.to_time().ok()) else {
            return Some(Published::day(date));
        };
        let precision =
            if parsed.second().is_some() { Precision::Second } else { Precision::Minute };
        let zone = parsed.to_timestamp().map_or(Zone::Unknown, |instant| {
            Zone::Offset(seconds_of(date.to_datetime(time)) - instant.as_second())
        });
        Some(self.resolved(date, Clock { time, precision, zone }))
    }

    /// Reads a date whose months, and days of the week, are named in another language than English. The word in the place of
    /// the day of the week is not looked at.
    fn in_language(&self, format: &str, written: &str) -> Option<Published> {
        let has = |name: &str| format.contains(name);
        let is_short = has("%b") || has("%h");
        if !is_short && !has("%B") {
            return None;
        }
        let mut english = written::in_english(written, is_short);
        let mut format = format.to_owned();
        for name in ["%A", "%a"] {
            if let Some(at) = format.find(name) {
                let before = format[..at].chars().filter(|c| c.is_whitespace()).count();
                let start =
                    english.split_inclusive(char::is_whitespace).take(before).map(str::len).sum();
                let word = english[start..]
                    .chars()
                    .take_while(|c| c.is_alphabetic())
                    .map(char::len_utf8)
                    .sum::<usize>();
                english.replace_range(start..start + word, "");
                format.replace_range(at..at + name.len(), "");
            }
        }
        self.in_format(&format, &english)
    }

    fn as_usual(&self, written: &str) -> Option<Published> {
        let (date, rest) = date_at_start(written)?;
        Some(match Clock::read(rest) {
            Some(clock) => self.resolved(date, clock),
            None => Published::day(date),
        })
    }

    fn in_words(&self, written: &str) -> Option<Published> {
        let (date, clock) = written::read(written)?;
        Some(clock.map_or_else(|| Published::day(date), |clock| self.resolved(date, clock)))
    }

    /// Applies the time zone of a time; gives only the day if there is none.
    fn resolved(&self, date: Date, Clock { time, precision, zone }: Clock) -> Published {
        if time == Time::midnight() {
            return Published::day(date);
        }
        let civil = date.to_datetime(time);
        match (zone, &self.zone) {
            (Zone::Offset(offset), _) => Published::at(seconds_of(civil) - offset, precision),
            (Zone::Unknown, Some(zone)) => match zone.to_timestamp(civil) {
                Ok(instant) => Published::at(instant.as_second(), precision),
                Err(_) => Published::day(date),
            },
            (Zone::Unknown, None) => Published { lacks_zone: true, ..Published::day(date) },
        }
    }
}

impl TryFrom<DateSettings> for DateReader {
    type Error = Error;

    fn try_from(settings: DateSettings) -> Result<DateReader> {
        DateReader::new(settings)
    }
}

impl From<DateReader> for DateSettings {
    fn from(reader: DateReader) -> DateSettings {
        reader.settings
    }
}

/// Checks a format by writing and reading a date with it.
fn check(format: &str) -> Result<()> {
    let bad = |problem: String| {
        Error::from(ErrorKind::BadDateFormat { format: format.to_owned(), problem })
    };
    let example = TimeZone::UTC.to_zoned_datetime(Date::constant(2026, 3, 14).at(15, 9, 26, 0));
    let example = example.expect("UTC has no gaps");
    let written = jiff::fmt::strtime::format(format, &example);
    let read = written.and_then(|written| BrokenDownTime::parse(format, written));
    let read = read.map_err(|error| bad(error.to_string()))?;
    if read.year().is_none() || (read.to_date().is_err() && read.month().is_none()) {
        return Err(bad("it has no year, or no month".to_owned()));
    }
    Ok(())
}

/// The date at the start of a text, and what follows it.
fn date_at_start(written: &str) -> Option<(Date, &str)> {
    if let Some(found) = iso(written).or_else(|| compact(written)) {
        return Some(found);
    }
    FORMS.iter().find_map(|form| {
        let (parsed, read) = BrokenDownTime::parse_prefix(form, written).ok()?;
        let rest = &written[read..];
        let is_whole = !rest.starts_with(|c: char| c.is_ascii_digit()) || form.ends_with('T');
        // Only the numbers are used: the weekday may be wrong, and a Thai year has other leap days.
        let (year, month, day) = (parsed.year()?, parsed.month()?, parsed.day()?);
        let year = written::common_year(year).filter(|_| is_whole)?;
        Some((Date::new(year, month, day).ok()?, rest))
    })
}

/// A date such as `2026-03-04`, the usual one, without the search for a form.
fn iso(written: &str) -> Option<(Date, &str)> {
    let (date, rest) = written.split_at_checked(10)?;
    let (year, month, day) = (date.get(..4)?, date.get(5..7)?, date.get(8..)?);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = date.as_bytes()[4] == b'-'
        && date.as_bytes()[7] == b'-'
        && [year, month, day].into_iter().all(digits)
        && !rest.starts_with(|c: char| c.is_ascii_digit());
    let year = written::common_year(year.parse().ok().filter(|_| is_whole)?)?;
    Some((Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?, rest))
}

/// A date of digits only, such as `20260304`, possibly followed by a time.
fn compact(written: &str) -> Option<(Date, &str)> {
    let is_one = matches!(written.len(), 8 | 12 | 14)
        && written.bytes().all(|byte| byte.is_ascii_digit())
        && (written.starts_with("19") || written.starts_with("20"));
    let (date, rest) = is_one.then(|| written.split_at(8))?;
    let number = |digits: &str| digits.parse::<i16>().ok();
    let [month, day] = [&date[4..6], &date[6..]].map(|digits| digits.parse::<i8>().ok());
    Some((Date::new(number(&date[..4])?, month?, day?).ok()?, rest))
}

/// A date without the wrapping of some programs: `{"$date": …}` of `MongoDB`, `/Date(…)/` of .NET.
/// `None` for midnight of 1970-01-01, which many programs write if they have no date.
fn unwrapped(written: &str) -> Option<&str> {
    let written = written.trim();
    let inside = |start: &str| Some(written.split_once(start)?.1.trim_start());
    let inner = match written.as_bytes().first() {
        Some(b'/') => inside("/Date(").map(|rest| rest.trim_end_matches(['/', ')'])),
        Some(b'{') => inside("\"$numberLong\":").or_else(|| inside("\"$date\":")),
        _ => None,
    };
    let written = inner.map_or(written, |inner| inner.trim_matches(['"', '}', ' ']));
    let is_nothing = written.starts_with("1970-01-01") && written.contains("00:00:00");
    (!is_nothing).then_some(written)
}

/// Reads seconds or milliseconds since 1970, possibly with a fraction.
fn epoch(written: &str) -> Option<Timestamp> {
    let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
    if ![whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        EPOCH_DIGITS => Timestamp::from_second(number).ok(),
        length if length == EPOCH_DIGITS + 3 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// Reads a month without a day, as in the path of an archive: `/2014/04/`.
fn month(written: &str) -> Option<Published> {
    let written = written.trim_matches('/');
    let parsed = MONTH_FORMS.iter().find_map(|form| BrokenDownTime::parse(form, written).ok())?;
    // A year has four digits; `12-11` is not a month.
    let year = parsed.year().filter(|year| (1000..=9999).contains(year))?;
    month_of(year, parsed.month()?)
}

fn month_of(year: i16, month: i8) -> Option<Published> {
    let first = Date::new(year, month, 1).ok()?;
    Some(Published { precision: Precision::Month, ..Published::day(first) })
}

fn days_of_month(seconds: i64) -> i64 {
    let first = Timestamp::from_second(seconds).map(|start| TimeZone::UTC.to_datetime(start));
    first.map_or(31, |first| i64::from(first.date().days_in_month()))
}

/// Seconds since 1970, taking the time as UTC.
fn seconds_of(civil: DateTime) -> i64 {
    let time = civil.time();
    let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(i64::from);
    i64::from(days(civil.date())) * DAY + hour * 60 * 60 + minute * 60 + second
}

fn days(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

#[cfg(test)]
mod tests;
