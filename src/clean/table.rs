//! Reads the tables of boilerplate, credits and agencies.
//!
//! A table is text with one row per line and tab-separated columns. Empty lines and lines that
//! start with `#` are comments.

use std::sync::OnceLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

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
#[derive(Debug)]
pub(super) struct Pattern {
    written: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// The pattern of a row, whose placeholders are [expanded](expand), inside a frame with `{}` in it.
    pub(super) fn new(pattern: &str, frame: &str) -> Pattern {
        Pattern { written: frame.replace("{}", &expand(pattern)), compiled: OnceLock::new() }
    }

    /// The regular expression.
    ///
    /// # Panics
    ///
    /// If the pattern is invalid. Rows of users are [compiled](Row::regex) when they are read,
    /// built-in ones by a test.
    pub(super) fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            Regex::new(&self.written).expect("rows were compiled when they were read, or by a test")
        })
    }
}

/// Patterns that are matched all at once, compiled on first use.
#[derive(Debug)]
pub(super) struct Patterns {
    written: Vec<String>,
    /// Size limit of the lazy DFA in bytes, after which it is rebuilt.
    automaton_bytes: usize,
    compiled: OnceLock<RegexSet>,
}

impl Patterns {
    /// These patterns, in this order.
    pub(super) fn new<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Patterns {
        let written = patterns.map(|pattern| pattern.written.clone()).collect();
        Patterns { written, automaton_bytes: 2 << 20, compiled: OnceLock::new() }
    }

    /// Sets the size limit of the lazy DFA.
    #[must_use]
    pub(super) fn in_bytes(self, automaton_bytes: usize) -> Patterns {
        Patterns { automaton_bytes, ..self }
    }

    /// The compiled set.
    ///
    /// # Panics
    ///
    /// Like [`Pattern::regex`].
    pub(super) fn set(&self) -> &RegexSet {
        self.compiled.get_or_init(|| {
            let mut set = RegexSetBuilder::new(&self.written);
            let set = set.size_limit(usize::MAX).dfa_size_limit(self.automaton_bytes).build();
            set.expect("each pattern can be compiled alone, and the set has no size limit")
        })
    }
}

/// Replaces the placeholders that are explained at the top of the tables.
pub(super) fn expand(pattern: &str) -> String {
    // Longer placeholders first, because some start with shorter ones.
    let mut expanded = pattern.to_owned();
    for (placeholder, meaning) in [
        ("{names}", NAMES),
        ("{name}", NAME),
        ("{place}", r"(?<place>[^()\[\]0-9\n:;|]+?)"),
        ("{agency}", r"(?<agency>[^()\n]+?)"),
        ("{agency…}", r"(?<starts>.*)"),
        ("{date}", DATE),
        ("{month}", MONTH),
        ("{time}", TIME),
        ("{word}", r"[^\s.,;:!?|()<>]+"),
        ("{marks}", r"[\s!-/:-@\[-`{-~«»‹›“”„‘’…·•–—►▶→©]*"),
        // Unicode word boundaries would disable the fast automata of the regex crate.
        (r"\b", r"(?-u:\b)"),
    ] {
        expanded = expanded.replace(placeholder, meaning);
    }
    if expanded.is_ascii() { expanded } else { in_all_letters(&expanded) }
}

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
    r"(?:(?:(?i:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?i:day)?\.?,?\s+)?",
    r"(?:[0-9]{1,2}(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+)?{month}|{month}\s*[0-9]{1,2}(?:st|nd|rd|th)?\b)",
    r"(?:,?\s*(?:de\s+)?[0-9]{4})?|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4})"
);

// ASCII only: letters of other scripts that fold to ASCII do not occur in months, and make patterns
// large.
const MONTH: &str = concat!(
    r"(?i:(?:\b(?:(?-u:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|zo|s)?|apr(?:il|ile)?|may|june?|july?|aug(?:ust)?|",
    r"sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember|embro)?|janvier|",
    r"enero|ene|febrero|abril|abr|mayo|junio|jun|julio|jul|agosto|ago|septiembre|octubre|diciembre|dic|",
    r"gennaio|gen|febbraio|maggio|mag|giugno|giu|luglio|lug|settembre|set|ottobre|ott|dicembre|",
    r"janeiro|fevereiro|fev|maio|mai|junho|julho|setembro|outubro|out|novembro|dezembro|",
    r"avril|avr|juin|juillet|septembre|octobre|juni|juli)|",
    r"março|février|févr|août|décembre|déc|märz)\b|",
    r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|апр|авг|сен|сент|окт|ноя|дек|",
    r"جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر))\.?)"
);

const TIME: &str = r"(?:[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\s*(?:[ap]\.?m\b\.?)?(?:\s*(?-i:[A-Z]{2,4})\b)?|[0-9]{1,2}\s*[ap]\.?m\b\.?)";
