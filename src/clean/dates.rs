//! Finds dates, written in words or as three numbers.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr2;
use regex::Regex;

use super::boundary::FloorCharBoundary;
use super::months::is_month;
use super::plain_dates;
use super::table::{expand, in_all_letters};

/// A date. [`plain_dates`] reads the same without a regular expression.
const DATE: &str = concat!(
    r"(?i)(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?",
    r"(?:(?:[0-9]{1,2}(?:st|nd|rd|th|er|º|\.)?|یکم)\s*(?:de\s+|of\s+)?{month}|",
    r"{month}\s*[0-9]{1,2}(?:st|nd|rd|th)?\b)(?:,?\s*(?:de\s+)?[0-9]{4})?|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
);

static DATES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&expand(DATE)).expect("a test uses the pattern"));

/// The dates in a text, in order. A date does not start inside a number.
pub(super) fn dates(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut days = Days::of(text);
    let mut is_plain = None;
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // Only the text from shortly before the next possible day is searched.
            let day = days.first_from(from)?;
            let near = from.max(words_before(text, day));
            let is_plain = *is_plain.get_or_insert_with(|| plain_dates::is_plain(text.as_bytes()));
            let found = if is_plain {
                plain_dates::first_date(text.as_bytes(), near)?
            } else {
                DATES.find_at(text, near)?.range()
            };
            let digits = digits_at(text[found.clone()].as_bytes());
            let is_inside =
                digits > 0 && text[..found.start].ends_with(|c: char| c.is_ascii_digit());
            if is_inside {
                from = found.start + digits;
            } else {
                from = found.end;
                return Some(found);
            }
        }
    })
}

/// Number of digits at the start.
fn digits_at(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Whether a text may have a [date](dates).
pub(super) fn may_have_date(text: &str) -> bool {
    Days::of(text).first_from(0).is_some()
}

/// The first day of a month in Urdu, which has no digit.
const FIRST: &str = "یکم";

static FIRSTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&in_all_letters(FIRST)).expect("a test uses the pattern"));

/// The days in a text that may belong to a [date](dates). Far fewer texts have one than have a digit.
struct Days<'t> {
    text: &'t str,
    /// The next day with digits and the next [`FIRST`]. A text with many days is still searched only once for each.
    number: Option<usize>,
    first: Option<usize>,
}

impl<'t> Days<'t> {
    fn of(text: &'t str) -> Days<'t> {
        // The first bytes of its letters. Texts in Latin scripts have neither.
        let may_have_first = memchr2(0xd9, 0xdb, text.as_bytes()).is_some();
        let first = if may_have_first { next_first(text, 0) } else { None };
        Days { text, number: next_number(text, 0), first }
    }

    /// The place of the first one at `from` or behind it. `from` never decreases between calls.
    fn first_from(&mut self, from: usize) -> Option<usize> {
        if self.number.is_some_and(|day| day < from) {
            self.number = next_number(self.text, from);
        }
        if self.first.is_some_and(|day| day < from) {
            self.first = next_first(self.text, from);
        }
        self.number.into_iter().chain(self.first).min()
    }
}

fn next_first(text: &str, from: usize) -> Option<usize> {
    FIRSTS.find_at(text, from).map(|first| first.start())
}

fn next_number(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut behind = from;
    while let Some(start) = bytes[behind..].iter().position(u8::is_ascii_digit) {
        let start = behind + start;
        let digits = digits_at(&bytes[start..]);
        behind = start + digits;
        let is_day = digits <= 2 && is_near_month(&text[..start], &text[behind..]);
        if is_day || is_joined_twice(&bytes[behind..]) {
            return Some(start);
        }
    }
    None
}

/// Where a date with a day at this byte starts at the earliest: two words before it, the weekday and the month.
fn words_before(text: &str, day: usize) -> usize {
    let start = text.floor_char_boundary_at(day.saturating_sub(2 * NEAR));
    let mut before = &text[start..day];
    for _ in 0..2 {
        before = before.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        before = before.trim_end_matches(char::is_alphanumeric);
    }
    // A longer word or gap is not looked through.
    if before.is_empty() { 0 } else { start + before.len() }
}

/// Whether two more numbers follow a number, as in `2018-07-16`.
fn is_joined_twice(behind: &[u8]) -> bool {
    let next = |behind: &[u8]| match behind {
        [b'.' | b'/' | b'-', number @ ..] => digits_at(number),
        _ => 0,
    };
    let second = next(behind);
    (1..=2).contains(&second) && next(&behind[1 + second..]) > 0
}

/// Whether a month may be next to a day: the word before it, or one of three behind it, as in `5th of May`.
fn is_near_month(before: &str, behind: &str) -> bool {
    let is_word = |word: &&str| !word.is_empty();
    let is_mark = |letter: char| !letter.is_alphanumeric();
    let start = before.floor_char_boundary_at(before.len().saturating_sub(NEAR));
    let end = behind.floor_char_boundary_at(NEAR);
    let mut words_before = before[start..].rsplit(is_mark).filter(is_word);
    let mut words_behind = behind[..end].split(is_mark).filter(is_word);
    words_before.next().is_some_and(may_be_month)
        || words_behind.by_ref().take(3).any(may_be_month)
        // A word may have been cut.
        || start > 0 && words_before.next().is_none()
        || end < behind.len() && words_behind.next().is_none()
}

/// Bytes on either side of a day in which a month is sought. Where they are one long word, it may be there.
const NEAR: usize = 80;

/// Whether a word may be the name of a month. Words with other letters than ASCII may.
fn may_be_month(word: &str) -> bool {
    !word.is_ascii() || is_month(word.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The [dates], by searching the whole text.
    fn all_dates(text: &str) -> Vec<Range<usize>> {
        let mut dates = Vec::new();
        let mut from = 0;
        while let Some(found) = DATES.find_at(text, from) {
            let digits = digits_at(found.as_str().as_bytes());
            if digits > 0 && text[..found.start()].ends_with(|c: char| c.is_ascii_digit()) {
                from = found.start() + digits;
            } else {
                from = found.end();
                dates.push(found.range());
            }
        }
        dates
    }

    proptest! {
        #[test]
        fn dates_are_those_of_the_whole_text(
            text in "([0-9]{1,4}|[A-Za-z]{1,4}|March|mayo|août|märz|мая|Fri(day)?|tue|یکم|يكم |یكم مئی|دسمبر|th|de|[oO]f|º|[ ,./'-]|, |[0-9]{1,2} [mM]ay |[“”’–—…\u{a0}\u{ad}\u{200d}®]|[ a]{75,85}){1,9}",
        ) {
            prop_assert_eq!(dates(&text).collect::<Vec<_>>(), all_dates(&text));
        }
    }

    proptest! {
        #[test]
        fn dates_of_plain_texts_are_those_of_the_pattern(
            text in "((Mon|tues|WED|thurs|sun)(day)?[.,]? ?|[0-9]{1,5}|[a-z]{1,3}|May|SEPT|sept\\.|december|(st|nd|th|er|de|of) ?|[ ,.\t/_\r\n-]|[ ,.]{1,2}|[0-9]{1,2} [mM]ay ?|[./-][0-9]{1,2}[./-]|[“”’–—…]|\u{b}|\u{1f}){1,9}",
        ) {
            prop_assert!(plain_dates::is_plain(text.as_bytes()));
            for from in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                let expected = DATES.find_at(&text, from).map(|found| found.range());
                prop_assert_eq!(plain_dates::first_date(text.as_bytes(), from), expected, "{}", from);
            }
        }
    }

    #[test]
    fn first_day_is_seen_in_all_letters() {
        for text in ["یکم دسمبر", "يكم دسمبر 2019", "یكم مئی 2019, 12 men"] {
            assert_eq!(Days::of(text).first_from(0), Some(0), "{text}");
        }
        assert_eq!(Days::of("یہ مئی 2019").first_from(0), None);
    }

    #[test]
    fn text_of_many_dates_is_searched_once() {
        // Searched whole again for each date, word or digit, some of these take minutes.
        for (date, dates_in) in
            [("یکم مئی ", 1), ("5 مئی ", 1), ("2018-07-16 ", 1), ("5 x مئی x ", 0)]
        {
            let text = date.repeat(100_000);
            assert_eq!(dates(&text).count(), 100_000 * dates_in, "{date}");
        }
        for letter in ["m", "7", " ", "7 "] {
            assert_eq!(dates(&(letter.repeat(200_000) + ", 5 May")).count(), 1, "{letter}");
        }
    }

    #[test]
    fn date_starts_with_its_weekday() {
        for (text, start) in [
            ("the ferry left on Wed., July 16", 18),
            ("the ferry left on Wednesday 16", 15),
            ("Sept.3", 0),
            (&format!("ferry {}, July 16", "a".repeat(2 * NEAR)), 0),
        ] {
            assert_eq!(words_before(text, text.find(char::is_numeric).unwrap()), start, "{text}");
        }
    }

    #[test]
    fn few_texts_without_a_date_are_searched() {
        for text in [
            "12 ships left in May",
            "Mayor, 54, marched 300 m",
            "7.30 to 9-10",
            "in 2019 and March",
        ] {
            assert!(!may_have_date(text), "{text}");
        }
        let long = "the ferry left the quay of Tarn ".repeat(4);
        assert!(!may_have_date(&format!("{long}7 men{long}")));
    }
}
