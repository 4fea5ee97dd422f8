//! Reads the tables of boilerplate, credits and agencies.
//!
//! A table is text with one row per line and tab-separated columns. Empty lines and lines that
//! start with `#` are comments.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use memchr::memchr2;
use regex::{Captures, Regex};

use super::boundary::FloorCharBoundary;
use super::prefilter::Prefilter;
use crate::error::{ErrorKind, Result};

/// One row of a table.
pub(super) struct Row<'t> {
    table: &'static str,
    line: usize,
    fields: Vec<&'t str>,
}

/// The rows of a table. Each must have the `required` columns, none of them empty.
pub(super) fn rows<'t>(
    table: &'static str,
    text: &'t str,
    required: &[&str],
) -> Result<Vec<Row<'t>>> {
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    let mut rows = Vec::new();
    for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#'))
    {
        let row = Row { table, line, fields: text.split('\t').map(str::trim).collect() };
        for (at, name) in required.iter().enumerate() {
            if row.field(at).is_empty() {
                let found = text.to_owned();
                return row.refuse(
                    &format!("{name} in column {} (columns are separated by one tab)", at + 1),
                    &found,
                );
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

impl<'t> Row<'t> {
    /// The field in a column, counted from 0; empty if the row ends before it.
    pub(super) fn field(&self, at: usize) -> &'t str {
        self.fields.get(at).copied().unwrap_or_default()
    }

    /// The error for an unexpected value in this row.
    pub(super) fn refuse<T>(&self, expected: &str, found: &str) -> Result<T> {
        let (expected, found) = (expected.to_owned(), found.to_owned());
        Err(ErrorKind::TableRow { table: self.table, line: self.line, expected, found }.into())
    }

    /// Compiles a pattern of this row, whose placeholders are [expanded](expand), inside a frame with `{}` in it.
    pub(super) fn regex(&self, pattern: &str, frame: &str) -> Result<Regex> {
        Regex::new(&frame.replace("{}", &expand(pattern))).map_err(|source| {
            let (pattern, source) = (pattern.to_owned(), Box::new(source));
            ErrorKind::TablePattern { table: self.table, line: self.line, pattern, source }.into()
        })
    }
}

/// A pattern that is compiled on first use. Most patterns are needed in few corpora.
///
/// # Panics
///
/// Its methods panic if the pattern is invalid. Rows of users are [compiled](Row::regex) when they are read,
/// built-in ones by a test.
#[derive(Debug)]
pub(super) struct Pattern {
    written: Box<str>,
    /// With `{}` for the pattern.
    frame: &'static str,
    prefilter: OnceLock<Prefilter>,
    compiled: OnceLock<Regex>,
}

const IS_VALID: &str = "rows were compiled when they were read, or by a test";

impl Pattern {
    /// The pattern of a row, whose placeholders are [expanded](expand), inside a frame with `{}` in it.
    pub(super) fn new(pattern: &str, frame: &'static str) -> Pattern {
        let (prefilter, compiled) = (OnceLock::new(), OnceLock::new());
        Pattern { written: pattern.into(), frame, prefilter, compiled }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.may_match(text) && self.regex().is_match(text)
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        if self.may_match(text) { self.regex().captures(text) } else { None }
    }

    fn may_match(&self, text: &str) -> bool {
        let prefilter = || Prefilter::new(&self.expanded()).expect(IS_VALID);
        self.prefilter.get_or_init(prefilter).may_match(text)
    }

    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.expanded()).expect(IS_VALID))
    }

    /// The regular expression, with placeholders [expanded](expand).
    fn expanded(&self) -> String {
        self.frame.replace("{}", &expand(&self.written))
    }
}

#[cfg(test)]
impl Pattern {
    /// Texts that match, drawn at random, in the case of the pattern: of ASCII characters, and of those
    /// that the pattern names. None has the sign ™, which reads as letters.
    pub(super) fn drawn(&self, texts: usize) -> Vec<String> {
        use proptest::strategy::{Strategy, ValueTree};
        use proptest::test_runner::TestRunner;
        let pattern = &self.written;
        let ascii = ascii_only(&expand(pattern));
        let drawn = proptest::string::string_regex(&ascii);
        let drawn = drawn.unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let mut runner = TestRunner::deterministic();
        let mut draw = || drawn.new_tree(&mut runner).expect("texts can be drawn").current();
        let drawn = (0..texts).map(|_| draw());
        let fits = |text: &String| {
            let is_match = self.regex().is_match(text);
            assert_eq!(self.is_match(text), is_match, "{text}");
            text.trim() == text && !text.contains('™') && is_match
        };
        drawn.filter(fits).collect()
    }
}

/// A pattern without anchors whose negated classes and dots stand for ASCII characters alone.
#[cfg(test)]
fn ascii_only(pattern: &str) -> String {
    let mut letters = pattern.chars();
    let mut ascii = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('S') => ascii.push_str("[!-~]"),
                Some('s') => ascii.push(' '),
                Some('W') => ascii.push_str("[ -/]"),
                Some('b') => {}
                escaped => ascii.extend(['\\'].into_iter().chain(escaped)),
            },
            '.' => ascii.push_str("[ -~]"),
            '^' | '$' => {}
            '[' => {
                let mut class = String::from("[");
                let mut is_escaped = false;
                for letter in letters.by_ref() {
                    class.push(letter);
                    if letter == ']' && !is_escaped && class.len() > 2 {
                        break;
                    }
                    is_escaped = letter == '\\' && !is_escaped;
                }
                let class = class.replace(r"\s", " ");
                if class.starts_with("[^") {
                    ascii.extend(["[[ -~]&&", &class, "]"]);
                } else {
                    ascii.push_str(&class);
                }
            }
            letter => ascii.push(letter),
        }
    }
    ascii
}

/// Replaces the placeholders that are explained at the top of the tables.
fn expand(pattern: &str) -> String {
    // Longer placeholders first, because some start with shorter ones.
    let mut expanded = pattern.to_owned();
    for (placeholder, meaning) in [
        ("{names}", NAMES),
        ("{name}", NAME),
        ("{place}", r"(?<place>[^()\[\]0-9\n:;|]+?)"),
        ("{date}", "\u{2}"),
        ("{month}", &MONTH),
        ("{time}", TIME),
        ("{word}", r"[^\s.,;:!?|()<>]+"),
        ("{marks}", r"[\s!-/:-@\[-`{-~«»‹›“”„‘’…·•–—►▶→©™®]*"),
        // Unicode word boundaries would disable the fast automata of the regex crate.
        (r"\b", r"(?-u:\b)"),
        // A few of the scripts with capitals: all of them compile to three times as much.
        (r"\p{Lu}", CAPITAL),
    ] {
        if expanded.contains(placeholder) {
            expanded = expanded.replace(placeholder, meaning);
        }
    }
    if expanded.is_ascii() { expanded } else { in_all_letters(&expanded) }
}

/// The capitals of the Latin, Greek, Cyrillic and Armenian scripts as a class; where case is ignored, their small
/// letters too.
const CAPITAL: &str = r"[\p{Lu}&&[A-\u{24f}\u{386}-\u{42f}\u{490}\u{531}-\u{556}]]";

/// Letters that look the same in print. Newsrooms use the Arabic ones or those of their own
/// language.
const LETTERS: [&str; 3] = ["یيى", "کك", "ہهە"];

/// Makes a pattern match any of these look-alike letters.
fn in_all_letters(pattern: &str) -> String {
    let mut spelled = String::with_capacity(pattern.len());
    for letter in pattern.chars() {
        match LETTERS.iter().find(|forms| forms.contains(letter)) {
            Some(forms) => spelled.extend(["[", forms, "]"]),
            None => spelled.push(letter),
        }
    }
    spelled
}

// The class of a name's later letters is negated because that compiles to less.
const NAME: &str = r"(?-i:\p{Lu}[^\s0-9,;:|()@/]*(?: (?:\p{Lu}[^\s0-9,;:|()@/]*|de|van|von|der|den|bin|al|el|la|da|di))+)";

const NAMES: &str = concat!(
    r"(?-i:\p{Lu}[^\s0-9,;:|()@/]*(?:(?:,? and|,? &|[,;]| in)? ",
    r"(?:\p{Lu}[^\s0-9,;:|()@/]*|de|van|von|der|den|bin|al|el|la|da|di))+)"
);

const DATE: &str = concat!(
    r"(?i)(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?",
    r"(?:(?:[0-9]{1,2}(?:st|nd|rd|th|er|º|\.)?|یکم)\s*(?:de\s+|of\s+)?{month}|",
    r"{month}\s*[0-9]{1,2}(?:st|nd|rd|th)?\b)(?:,?\s*(?:de\s+)?[0-9]{4})?|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
);

/// Finds dates.
static DATES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&expand(DATE)).expect("a test uses the pattern"));

/// The dates in a text, in order. A date does not start inside a number.
pub(super) fn dates(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut days = Days::of(text);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            // Only the text from shortly before the next possible day is searched.
            let day = days.first_from(from)?;
            let found = DATES.find_at(text, from.max(words_before(text, day)))?;
            let digits = digits_at(found.as_str().as_bytes());
            let is_inside =
                digits > 0 && text[..found.start()].ends_with(|c: char| c.is_ascii_digit());
            if is_inside {
                from = found.start() + digits;
            } else {
                from = found.end();
                return Some(found.range());
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

    /// The place of the first one from some byte on, which is never before that of an earlier call.
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
    let is_month = |start: &[u8; 3]| {
        MONTH_STARTS.binary_search(&start.map(|letter| letter.to_ascii_lowercase())).is_ok()
            && ASCII_MONTHS.iter().any(|month| month.eq_ignore_ascii_case(word))
    };
    !word.is_ascii() || word.as_bytes().first_chunk().is_some_and(is_month)
}

/// The names of months in the languages of the tables.
const MONTHS: &str = "\
    jan january januar feb february februar mar march marzo mars apr april aprile may jun june jul july \
    aug august sep sept september oct october okt oktober nov november novembre noviembre dec december \
    dez dezember dezembro janvier enero ene febrero abril abr mayo junio julio agosto ago septiembre \
    octubre diciembre dic gennaio gen febbraio maggio mag giugno giu luglio lug settembre set ottobre ott \
    dicembre janeiro fevereiro fev maio mai junho julho setembro outubro out novembro avril avr juin \
    juillet septembre octobre juni juli março février févr août décembre déc märz";

/// The names of months that may be a part of a word.
const MONTH_PARTS: &str = concat!(
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|апр|авг|сен|сент|окт|ноя|дек|",
    "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر"
);

static ASCII_MONTHS: LazyLock<Vec<&str>> =
    LazyLock::new(|| MONTHS.split(' ').filter(|name| name.is_ascii()).collect());

/// Their first three letters, sorted.
static MONTH_STARTS: LazyLock<Vec<[u8; 3]>> = LazyLock::new(|| {
    let starts = ASCII_MONTHS.iter().filter_map(|name| name.as_bytes().first_chunk());
    let mut starts: Vec<[u8; 3]> = starts.copied().collect();
    starts.sort_unstable();
    starts
});

static MONTH: LazyLock<String> = LazyLock::new(|| {
    let others: Vec<&str> = MONTHS.split(' ').filter(|name| !name.is_ascii()).collect();
    // ASCII only: letters of other scripts that fold to ASCII do not occur in months, and make patterns
    // large.
    let (ascii, others) = (ASCII_MONTHS.join("|"), others.join("|"));
    format!(r"(?i:(?:\b(?:(?-u:{ascii})|{others})\b|(?:{MONTH_PARTS}))\.?)")
});

const TIME: &str = r"(?:[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?-i:[A-Z]{2,4})\b)?|[0-9]{1,2}\s*[ap]\.?m\b\.?)";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn capitals_are_those_of_four_scripts() {
        let capital = Regex::new(&format!("^{CAPITAL}$")).unwrap();
        let in_any_case = Regex::new(&format!("(?i)^{CAPITAL}$")).unwrap();
        for letter in '\0'..=char::MAX {
            let is_of_scripts = matches!(
                letter,
                'A'..='\u{24f}' | '\u{386}'..='\u{42f}' | '\u{490}' | '\u{531}'..='\u{556}'
            );
            let is_capital = capital.is_match(letter.encode_utf8(&mut [0; 4]));
            assert_eq!(is_capital, is_of_scripts && letter.is_uppercase(), "{letter}");
            if is_capital {
                let small: String = letter.to_lowercase().take(1).collect();
                assert!(in_any_case.is_match(&letter.to_string()) && in_any_case.is_match(&small));
            }
        }
    }

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

    #[test]
    fn first_day_is_seen_in_all_letters() {
        for text in ["یکم دسمبر", "يكم دسمبر 2019", "یكم مئی 2019, 12 men"] {
            assert_eq!(Days::of(text).first_from(0), Some(0), "{text}");
        }
        assert_eq!(Days::of("یہ مئی 2019").first_from(0), None);
    }

    #[test]
    fn text_of_many_dates_is_searched_once() {
        // Searched again for each date, this takes minutes.
        for (date, dates_in) in [("یکم مئی ", 1), ("5 مئی ", 1), ("2018-07-16 ", 1), ("مئی ", 0)]
        {
            let text = date.repeat(100_000);
            assert_eq!(dates(&text).count(), 100_000 * dates_in, "{date}");
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
