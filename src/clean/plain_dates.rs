//! Reads dates in texts of ASCII characters and common punctuation, many times as fast as a regular expression: what
//! may follow a day, a month or a weekday there is decided by the next character, so there is no going back.
//!
//! A test holds this against the pattern in [`dates`](super::dates).

use std::ops::Range;

use super::months::is_month;

/// Whether all characters are ASCII, curly quotes, dashes or dots.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let mut left = text;
    while let Some(at) = left.iter().position(|byte| !byte.is_ascii()) {
        let [0xe2, 0x80, 0x93..=0x94 | 0x98..=0x99 | 0x9c..=0x9e | 0xa6, later @ ..] = &left[at..]
        else {
            return false;
        };
        left = later;
    }
    true
}

/// The first date from some byte on.
pub(super) fn first_date(text: &[u8], from: usize) -> Option<Range<usize>> {
    (from..text.len()).find_map(|start| Some(start..date(text, start)?))
}

/// The end of the date at a byte. Each function below returns the end of what it is named after.
fn date(text: &[u8], at: usize) -> Option<usize> {
    let with_year = |end| year(text, end).unwrap_or(end);
    match text[at] {
        b'0'..=b'9' => day_of_month(text, at).map(with_year).or_else(|| numbers(text, at)),
        b'A'..=b'Z' | b'a'..=b'z' => {
            let day = weekday(text, at).unwrap_or(at);
            day_of_month(text, day).or_else(|| month_and_day(text, day)).map(with_year)
        }
        _ => None,
    }
}

/// A weekday and the spaces behind it.
fn weekday(text: &[u8], at: usize) -> Option<usize> {
    if !matches!(text[at].to_ascii_lowercase(), b'm' | b't' | b'w' | b'f' | b's') {
        return None;
    }
    let letters = count(text, at, LONGEST_WEEKDAY + 1, u8::is_ascii_alphabetic);
    let name = &text[at..at + letters];
    let end = name.len().saturating_sub(DAY.len());
    let stem = if name[end..].eq_ignore_ascii_case(DAY) { &name[..end] } else { name };
    if !WEEKDAYS.iter().any(|weekday| stem.eq_ignore_ascii_case(weekday)) {
        return None;
    }
    let behind = one_of(text, one_of(text, at + letters, b"."), b",");
    Some(spaces(text, behind)).filter(|&end| end > behind)
}

const DAY: &[u8] = b"day";
const LONGEST_WEEKDAY: usize = 9;
const WEEKDAYS: [&[u8]; 12] = [
    b"mon", b"tue", b"tues", b"wed", b"wednes", b"thu", b"thur", b"thurs", b"fri", b"sat",
    b"satur", b"sun",
];

/// `5 May`, `5th of May`.
fn day_of_month(text: &[u8], at: usize) -> Option<usize> {
    let day = day(text, at)?;
    let behind = letters(text, day, &[b"st", b"nd", b"rd", b"th", b"er"])
        .unwrap_or_else(|| one_of(text, day, b"."));
    let next = spaces(text, behind);
    month(text, preposition(text, next, &[b"de", b"of"]).unwrap_or(next))
}

/// `May 5`, `May 5th`.
fn month_and_day(text: &[u8], at: usize) -> Option<usize> {
    let end = day(text, spaces(text, month(text, at)?))?;
    let end = letters(text, end, &[b"st", b"nd", b"rd", b"th"]).unwrap_or(end);
    Some(end).filter(|&end| !is_in_word(text, end))
}

/// A number of one or two digits.
fn day(text: &[u8], at: usize) -> Option<usize> {
    let digits = digits(text, at, 3);
    (1..=2).contains(&digits).then_some(at + digits)
}

/// The name of a month, which is a word, and the stop behind it.
fn month(text: &[u8], at: usize) -> Option<usize> {
    if at > 0 && is_in_word(text, at - 1) {
        return None;
    }
    let length = count(text, at, usize::MAX, |&byte| is_of_word(byte));
    is_month(&text[at..at + length]).then(|| one_of(text, at + length, b"."))
}

/// `, 2018` or `de 2018` behind the month or the day.
fn year(text: &[u8], at: usize) -> Option<usize> {
    let next = spaces(text, one_of(text, at, b","));
    let year = preposition(text, next, &[b"de"]).unwrap_or(next);
    (digits(text, year, 4) == 4).then_some(year + 4)
}

/// `2018-07-16`.
fn numbers(text: &[u8], at: usize) -> Option<usize> {
    let joined = |at: usize| Some(one_of(text, at, b"./-")).filter(|&end| end > at);
    let first = digits(text, at, 5);
    let second = (first <= 4).then(|| joined(at + first))??;
    let third = joined(day(text, second)?)?;
    let last = digits(text, third, 4);
    (last > 0).then_some(third + last)
}

/// One of these words and the spaces behind it.
fn preposition(text: &[u8], at: usize, words: &[&[u8]]) -> Option<usize> {
    let behind = letters(text, at, words)?;
    Some(spaces(text, behind)).filter(|&end| end > behind)
}

/// The letters of one of these, in any case.
fn letters(text: &[u8], at: usize, all: &[&[u8]]) -> Option<usize> {
    let is_there = |letters: &&&[u8]| {
        text[at..].get(..letters.len()).is_some_and(|part| part.eq_ignore_ascii_case(letters))
    };
    all.iter().find(is_there).map(|letters| at + letters.len())
}

/// One of these marks, if it is there.
fn one_of(text: &[u8], at: usize, marks: &[u8]) -> usize {
    at + usize::from(text.get(at).is_some_and(|byte| marks.contains(byte)))
}

fn spaces(text: &[u8], at: usize) -> usize {
    at + count(text, at, usize::MAX, |byte| matches!(byte, b'\t'..=b'\r' | b' '))
}

/// How many digits there are, but at most so many: a long number is not counted again from each of its digits.
fn digits(text: &[u8], at: usize, most: usize) -> usize {
    count(text, at, most, u8::is_ascii_digit)
}

/// How many bytes in a row are of a kind, but at most so many.
fn count(text: &[u8], at: usize, most: usize, is_of_kind: impl Fn(&u8) -> bool) -> usize {
    text[at..].iter().take(most).take_while(|&byte| is_of_kind(byte)).count()
}

fn is_in_word(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|&byte| is_of_word(byte))
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_other_letters_or_spaces_is_not_plain() {
        for text in ["août", "5\u{a0}May", "5\u{2009}May", "5º", "1ſt", "мая", "5\u{202f}May"]
        {
            assert!(!is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn plain_dates_are_read_to_their_ends() {
        for (text, date) in [
            ("on Tues., 5th of May, 2018, at", "Tues., 5th of May, 2018"),
            ("common 5 May 20181", "mon 5 May 2018"),
            ("Wednesday Sept. 3rd; now", "Wednesday Sept. 3rd"),
            ("la 5 de mayo de 2019.", "5 de mayo de 2019"),
            ("May 5std 5 may.", "5 may."),
            ("May 123 1/2/345 ", "1/2/345"),
            ("12345.6.78901", "2345.6.7890"),
        ] {
            let found = first_date(text.as_bytes(), 0);
            assert_eq!(found.map(|found| &text[found]), Some(date));
        }
    }
}
