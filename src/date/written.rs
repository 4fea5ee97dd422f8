//! Dates as people write them: with month names in many languages, with dots, or in other scripts.
//!
//! The month names are those of the Unicode CLDR, without names that mean different months in
//! different languages. The order of a date in numbers must be clear: dots mean that the day comes
//! first, and a number above 12 is not a month.

use std::sync::LazyLock;

use jiff::civil::{self, Date};
use regex::{Captures, Regex};

use super::clock::Clock;
use crate::hash::HashMap;

/// A longer text is no date.
pub(super) const LONGEST: usize = 120;

/// Most other words around a date: the day of the week, `Published`, `de`, `Uhr`.
const MOST_WORDS: usize = 9;

/// The months by name, in lower case.
static MONTHS: LazyLock<HashMap<&'static str, i8>> = LazyLock::new(|| {
    let rows = include_str!("months.tsv").lines().filter(|row| !row.starts_with('#'));
    let rows = rows.filter_map(|row| row.split_once('\t'));
    rows.flat_map(|(month, names)| {
        let month = month.parse().unwrap_or_default();
        names.split(' ').map(move |name| (name, month))
    })
    .collect()
});

/// Dates in numbers, with the order of year, month and day.
static NUMBERS: LazyLock<[(Regex, Order); 5]> = LazyLock::new(|| {
    let regex = |pattern| Regex::new(pattern).expect("the regex is valid");
    [
        (
            regex(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?"),
            Order::YearFirst,
        ),
        (regex(r"(\d{4})(?:\.\s?|/|-)(\d{1,2})(?:\.\s?|/|-)(\d{1,2})"), Order::YearFirst),
        (regex(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})"), Order::DayFirst),
        (regex(r"(\d{1,2})\s+(?:tháng|thg)\s*(\d{1,2})\D{1,8}(\d{4})"), Order::DayFirst),
        (regex(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})"), Order::Unclear),
    ]
});

static TIME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?").expect("the regex is valid"));

/// The order of the numbers of a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    YearFirst,
    DayFirst,
    /// Day or month first, whichever makes a valid date.
    Unclear,
}

/// Reads a date, and its time of day if there is one.
pub(super) fn read(written: &str) -> Option<(Date, Option<Clock>)> {
    if written.len() > LONGEST {
        return None;
    }
    let written = plain(written);
    let (date, rest) = of_numbers(&written).or_else(|| of_words(&written))?;
    Some((date, clock(&rest)))
}

/// The text in lower case, with the digits of all scripts as ASCII ones.
pub(super) fn plain(written: &str) -> String {
    let characters = written.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{307}'));
    let plain: String = characters
        .flat_map(|character| match digit(character) {
            Some(digit) => char::from(b'0' + digit).to_lowercase(),
            None if character.is_whitespace() => ' '.to_lowercase(),
            None => character.to_lowercase(),
        })
        .collect();
    plain.replace('\u{307}', "")
}

/// The value of a decimal digit; in each script the ten digits are consecutive.
fn digit(character: char) -> Option<u8> {
    const ZEROS: [u32; 14] = [
        0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xe50, 0xed0, 0x17e0,
        0xff10,
    ];
    let code = u32::from(character);
    let zero = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code))?;
    u8::try_from(code - zero).ok()
}

/// The Gregorian year; a Thai year is 543 higher.
pub(super) fn common_year(year: i16) -> Option<i16> {
    const THAI: std::ops::RangeInclusive<i16> = 2400..=2700;
    // No newspaper is older, and the Persian and Islamic years are below.
    const FIRST: i16 = 1500;
    match year {
        year if THAI.contains(&year) => Some(year - 543),
        year => (year >= FIRST).then_some(year),
    }
}

fn of_numbers(written: &str) -> Option<(Date, String)> {
    // Most texts with fewer numbers have the month by its name.
    let numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    if numbers.count() < 3 {
        return None;
    }
    NUMBERS.iter().find_map(|(form, order)| {
        let found = form.captures(written)?;
        let whole = found.get(0)?;
        let (before, behind) = (&written[..whole.start()], &written[whole.end()..]);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if is_digit(before.chars().next_back()) || is_digit(behind.chars().next()) {
            return None;
        }
        let date = date_of(&found, *order)?;
        Some((date, format!("{before} {behind}")))
    })
}

fn date_of(found: &Captures, order: Order) -> Option<Date> {
    let number = |group: usize| found[group].parse::<i16>().ok();
    let [one, two, three] = [number(1)?, number(2)?, number(3)?];
    let (year, month, day) = match order {
        Order::YearFirst => (one, two, three),
        Order::DayFirst => (three, two, one),
        Order::Unclear => {
            let year = if found[3].len() == 2 { century(three) } else { three };
            match (one > 12, two > 12) {
                (true, false) => (year, two, one),
                (false, true) => (year, one, two),
                _ if one == two => (year, one, two),
                _ => return None,
            }
        }
    };
    date(year, month, day)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(common_year(year)?, month, day).ok()
}

/// The year that two digits stand for.
fn century(year: i16) -> i16 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// A part of a date with a month name.
#[derive(Clone, Copy)]
enum Part {
    Month(i8),
    /// A number, and its count of digits.
    Number(i16, usize),
}

fn of_words(written: &str) -> Option<(Date, String)> {
    // The time is removed first: its numbers do not belong to the date.
    let time = TIME.find(written).filter(|time| {
        let behind = written[time.end()..].chars().next();
        !behind.is_some_and(|c| c.is_ascii_digit())
    });
    let (dated, rest) = match time {
        Some(time) => {
            let behind = written[time.end()..].trim_start();
            let zone = behind.find([' ', ',']).unwrap_or(behind.len());
            let zone = if behind.starts_with(['+', '-']) { &behind[zone..] } else { behind };
            (format!("{} {zone}", &written[..time.start()]), written[time.start()..].to_owned())
        }
        None => (written.to_owned(), String::new()),
    };
    let (mut parts, mut words) = (Vec::new(), 0);
    for token in tokens(&dated) {
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            parts.push(Part::Number(token.parse().ok()?, token.len()));
        } else if let Some(month) = month(token) {
            parts.push(Part::Month(month));
        } else {
            words += 1;
        }
    }
    if words > MOST_WORDS {
        return None;
    }
    // The short name of a weekday may look like a month: `mar. 14 avr. 2019`.
    if let [Part::Month(_), Part::Number(..), Part::Month(_), Part::Number(..)] = parts[..] {
        parts.remove(0);
    }
    let (year, month, day) = match parts[..] {
        [Part::Number(day, 1..=2), Part::Month(month), Part::Number(year, 4)]
        | [Part::Month(month), Part::Number(day, 1..=2), Part::Number(year, 4)]
        | [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1..=2)] => {
            (year, month, day)
        }
        [Part::Number(day, 1..=2), Part::Month(month), Part::Number(year, 2)] => {
            (century(year), month, day)
        }
        _ => return None,
    };
    Some((date(year, month.into(), day)?, rest))
}

/// Runs of digits and runs of letters.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| is_of_word(c) || c.is_ascii_digit())?;
        rest = &rest[start..];
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| if is_number { !c.is_ascii_digit() } else { !is_of_word(c) })
            .unwrap_or(rest.len());
        let token;
        (token, rest) = rest.split_at(end);
        Some(token)
    })
}

/// Whether a character belongs to a word: a letter, or a combining mark.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || matches!(u32::from(c), 0x300..=0x36f | 0x900..=0xdff | 0xe31..=0xe4e)
}

/// The month with this name, with or without diacritics.
fn month(name: &str) -> Option<i8> {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = name.nfc().collect();
    let bare = || -> String {
        name.nfd().filter(|c| !matches!(u32::from(*c), 0x300..=0x36f)).nfc().collect()
    };
    MONTHS.get(&*composed).or_else(|| MONTHS.get(&*bare())).copied()
}

/// A date with the names of its months in English, whole or cut to three letters. Names that are not known are left.
pub(super) fn in_english(written: &str, is_short: bool) -> String {
    let format = if is_short { "%b" } else { "%B" };
    let written = plain(written);
    let (mut english, mut rest) = (String::new(), &*written);
    for token in tokens(&written) {
        let at = rest.find(token).unwrap_or_default();
        english.push_str(&rest[..at]);
        rest = &rest[at + token.len()..];
        match month(token) {
            Some(month) => {
                english.push_str(&civil::date(2000, month, 1).strftime(format).to_string());
            }
            None => english.push_str(token),
        }
    }
    english + rest
}

/// The time that stands somewhere in what is left of a date.
fn clock(rest: &str) -> Option<Clock> {
    let found = TIME.captures(rest)?;
    let (whole, minutes) = (found.get(0)?, found.get(2)?);
    let written = format!("{}:{}{}", &found[1], &found[2], &rest[minutes.end()..]);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if is_digit(rest[..whole.start()].chars().next_back()) {
        return None;
    }
    Clock::read(&written.replace("a.m.", "am").replace("p.m.", "pm"))
}
