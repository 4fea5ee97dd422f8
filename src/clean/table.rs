//! Reads the tables of boilerplate, credits and agencies.
//!
//! A table is text with one row per line and tab-separated columns. Empty lines and lines that
//! start with `#` are comments.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::months::MONTH;
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
pub(super) fn expand(pattern: &str) -> String {
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
pub(super) fn in_all_letters(pattern: &str) -> String {
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

const TIME: &str = r"(?:[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?-i:[A-Z]{2,4})\b)?|[0-9]{1,2}\s*[ap]\.?m\b\.?)";

#[cfg(test)]
mod tests {
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
}
