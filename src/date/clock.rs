//! How exactly a date is known, and the time of day after it.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// How exactly a date is known; later variants are less exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
    /// Only the month.
    Month,
}

/// A time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) time: Time,
    /// To the second or to the minute.
    pub(super) precision: Precision,
    pub(super) zone: Zone,
}

/// The time zone of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Seconds east of Greenwich.
    Offset(i64),
    /// No time zone, or an unknown one.
    Unknown,
}

/// Zone abbreviations, in hours: those of RFC 2822 (section 4.3) and others with one meaning. IST
/// has several.
const LETTERS: &[(&str, i64)] = &[
    ("Z", 0),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("MEZ", 1),
    ("MESZ", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("HKT", 8),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
];

impl Clock {
    /// Reads what follows a date; `None` if it is not a time.
    pub(super) fn read(behind: &str) -> Option<Clock> {
        let behind = behind.trim_start_matches([' ', ',', 'T', 't', '-', '|', '\u{a0}']);
        let behind = behind.strip_prefix("at ").unwrap_or(behind).trim_start();
        let (hour, rest) = two_digits(behind)?;
        let has_colon = rest.starts_with(':');
        let (minute, rest) = two_digits(rest.strip_prefix(':').unwrap_or(rest))?;
        let seconds = if has_colon { rest.strip_prefix(':') } else { Some(rest) };
        let (second, rest) = match seconds.and_then(two_digits) {
            Some((second, rest)) => (Some(second), without_fraction(rest)),
            None => (None, rest),
        };
        let (hour, rest) = twelve_hours(hour, rest.trim_start())?;
        // A leap second counts as the last second of its minute.
        let time = Time::new(hour, minute, second.unwrap_or(0).min(59), 0).ok()?;
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        Some(Clock { time, precision, zone: zone(rest.trim()) })
    }
}

/// A number of one or two digits at the start of a text.
fn two_digits(text: &str) -> Option<(i8, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok()?, rest))
}

fn without_fraction(text: &str) -> &str {
    match text.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => text,
    }
}

/// The hour on a 24-hour clock, if `am` or `pm` follows.
fn twelve_hours(hour: i8, rest: &str) -> Option<(i8, &str)> {
    let word = rest.get(..2).map(str::to_ascii_lowercase);
    let later = match word.as_deref() {
        Some("am") => 0,
        Some("pm") => 12,
        _ => return Some((hour, rest)),
    };
    (1..=12).contains(&hour).then(|| (hour % 12 + later, &rest[2..]))
}

fn zone(text: &str) -> Zone {
    let name = text.split([' ', '[', '(']).next().unwrap_or_default();
    let letters = LETTERS.iter().find(|(letters, _)| letters.eq_ignore_ascii_case(name));
    let offset = letters.map(|(_, hours)| hours * 60 * 60).or_else(|| offset(name));
    offset.map_or(Zone::Unknown, Zone::Offset)
}

/// Reads `+0200`, `-08:00` or `+02`, in seconds.
fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, rest) = two_digits(digits)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = if rest.is_empty() { 0 } else { two_digits(rest)?.0 };
    let is_one = hours <= 15 && minutes < 60;
    is_one.then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60)
}
