//! Version marks, by which an agency updates, corrects or kills an earlier text.

use serde::{Deserialize, Serialize};

use super::boundary::FloorCharBoundary;
use super::candidates::{Candidates, Line};
use super::table::{self, Pattern, Row};
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::article::{ItemStatus, WireItem};
use crate::error::Result;

const BUILT_IN: &str = include_str!("tables/versions.tsv");
const COLUMNS: [&str; 5] = ["a status", "a place", "a pattern", "an example", "a mark"];

/// The placeholders of this table.
const NUMBER: &str = "(?<number>[0-9]{1,2})";
const MORE: &str = r"(?<more>[^()\n]*)";

/// Longest rest of a note in brackets, in characters. A pattern that counted them would take
/// megabytes.
const LONGEST_MORE: usize = 300;

/// Most marks in a row: `CORRECTED-UPDATE 2-`.
const STACKED: usize = 3;

/// The status in a mark. Later variants take precedence.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum VersionStatus {
    /// Valid as sent.
    #[default]
    Ok,
    /// Replaces an earlier version.
    Updated,
    /// Corrects an earlier version.
    Corrected,
    /// Must not be published.
    Killed,
}

impl VersionStatus {
    fn parse(row: &Row<'_>) -> Result<VersionStatus> {
        match row.field(0) {
            "ok" => Ok(VersionStatus::Ok),
            "updated" => Ok(VersionStatus::Updated),
            "corrected" => Ok(VersionStatus::Corrected),
            "killed" => Ok(VersionStatus::Killed),
            other => row.refuse("ok, updated, corrected or killed", other),
        }
    }
}

/// The version of an agency's item, from an article's mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The status of the text.
    pub status: VersionStatus,
    /// Its number: 2 in `UPDATE 2-`.
    pub number: Option<u32>,
    /// The mark as written.
    pub marker: String,
}

impl Version {
    /// The version in an item's metadata; `None` if that has no number and a normal status.
    pub(super) fn of_item(item: &WireItem) -> Option<Version> {
        let status = match item.status {
            ItemStatus::Killed => VersionStatus::Killed,
            ItemStatus::Corrected => VersionStatus::Corrected,
            ItemStatus::Updated => VersionStatus::Updated,
            ItemStatus::Usable if item.version.is_some_and(|version| version > 1) => {
                VersionStatus::Updated
            }
            ItemStatus::Usable => VersionStatus::Ok,
        };
        if item.version.is_none() && status == VersionStatus::Ok {
            return None;
        }
        let marker = match (item.status_said.as_str(), item.version) {
            ("", Some(version)) => format!("version {version}"),
            (said, _) => said.to_owned(),
        };
        Some(Version { status, number: item.version, marker })
    }
}

/// A mark at one end of a text, and where the rest of the text starts or ends.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) version: Version,
    pub(super) at: usize,
}

/// The compiled table of versions.
#[derive(Debug)]
pub(super) struct Versions {
    starts: Forms,
    ends: Forms,
    lines: Forms,
}

impl Versions {
    /// Compiles the built-in rows.
    pub(super) fn new() -> Result<Versions> {
        let rows = table::rows("versions", BUILT_IN, &COLUMNS)?;
        if let Some(row) = rows.iter().find(|row| !["start", "end", "line"].contains(&row.field(1)))
        {
            return row.refuse("start, end or line", row.field(1));
        }
        let forms = |place: &str, frame| -> Result<Forms> {
            let rows = rows.iter().filter(|row| row.field(1) == place);
            let each = rows.clone().map(|row| Form::new(row, frame)).collect::<Result<_>>()?;
            Ok(Forms { each, candidates: Candidates::new(rows.map(|row| row.field(6))) })
        };
        Ok(Versions {
            starts: forms("start", "^(?:{})")?,
            ends: forms("end", "(?:{})$")?,
            lines: forms("line", "^(?:{})$")?,
        })
    }

    /// The words of marks on lines of their own.
    pub(super) fn words_of_lines(&self) -> [&WordSet; 2] {
        self.lines.candidates.words()
    }

    /// The marks at the start of a text, and where the rest starts.
    pub(super) fn start(&self, text: Line<'_>) -> Option<Marked> {
        let find = |of: Line<'_>| {
            let near = &of.text[..of.text.floor_char_boundary_at(LONGEST_NUMBERED)];
            self.starts
                .find(of.text, Line { text: near, words: &of.words[..of.words.len().min(1)], ..of })
        };
        let mut marked = find(text)?;
        let text = text.text;
        for _ in 1..STACKED {
            let rest = &text[marked.at..];
            let Some(next) = find(Line::new(rest, &words_of(rest))) else { break };
            marked.at += next.at;
            marked.version.status = marked.version.status.max(next.version.status);
            marked.version.number = marked.version.number.or(next.version.number);
        }
        text[..marked.at].trim().clone_into(&mut marked.version.marker);
        Some(marked)
    }

    /// The mark if a whole line is one.
    pub(super) fn line(&self, line: Line<'_>) -> Option<Version> {
        Some(self.lines.find(line.text, line)?.version)
    }

    /// The mark at the start or the end of a headline, and the headline without it.
    pub(super) fn headline<'t>(&self, headline: Line<'t>) -> Option<(Version, &'t str)> {
        let text = headline.text.trim();
        if let Some(Marked { version, at }) = self.start(Line { text, ..headline }) {
            return Some((version, &text[at..]));
        }
        let from = text.len().saturating_sub(LONGEST_NUMBERED);
        let near = &text[text.floor_char_boundary_at(from)..];
        let last = &headline.words[headline.words.len().saturating_sub(1)..];
        let Marked { version, at } =
            self.ends.find(text, Line { text: near, words: last, ..headline })?;
        Some((version, &text[..text.len() - at]))
    }
}

/// Bytes of a text in which its first or last word with a number is: more than `(AKTUALISIERUNG12)` has.
const LONGEST_NUMBERED: usize = 24;

/// One row.
#[derive(Debug)]
struct Form {
    status: VersionStatus,
    pattern: Pattern,
}

impl Form {
    fn new(row: &Row<'_>, frame: &'static str) -> Result<Form> {
        let pattern = row.field(2).replace("{number}", NUMBER).replace("{more}", MORE);
        Ok(Form { status: VersionStatus::parse(row)?, pattern: Pattern::new(&pattern, frame) })
    }

    fn find(&self, text: &str) -> Option<Marked> {
        let captures = self.pattern.captures(text)?;
        let is_long = |more: regex::Match<'_>| more.as_str().chars().nth(LONGEST_MORE).is_some();
        if captures.name("more").is_some_and(is_long) {
            return None;
        }
        let mark = captures.get(0)?;
        let number = captures.name("number").and_then(|number| number.as_str().parse().ok());
        let marker = mark.as_str().trim().to_owned();
        Some(Marked { version: Version { status: self.status, number, marker }, at: mark.len() })
    }
}

/// The rows of one place.
#[derive(Debug)]
struct Forms {
    each: Vec<Form>,
    candidates: Candidates,
}

impl Forms {
    /// The mark with the most serious status. Ties go to the first row. `near` is the part of the text that
    /// has what the rows need.
    fn find(&self, text: &str, near: Line<'_>) -> Option<Marked> {
        if !self.candidates.may_have_rows(near) {
            return None;
        }
        let rows = self.candidates.rows(near.text, near.words, &near.parts()).into_iter();
        let marks = rows.filter_map(|row| self.each[row as usize].find(text));
        marks.min_by_key(|marked| std::cmp::Reverse(marked.version.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Option<(VersionStatus, Option<u32>, String)> {
        let Marked { version, at } =
            Versions::new().unwrap().start(Line::new(text, &words_of(text)))?;
        assert_eq!(&text[at..], "Ferry runs aground");
        Some((version.status, version.number, version.marker))
    }

    #[test]
    fn every_example_has_its_mark_and_no_near_miss_has_one() {
        let versions = Versions::new().unwrap();
        let forms = |place: &str| match place {
            "start" => versions.starts.each.iter(),
            "end" => versions.ends.each.iter(),
            _ => versions.lines.each.iter(),
        };
        let rows = table::rows("versions", BUILT_IN, &COLUMNS).unwrap();
        for place in ["start", "end", "line"] {
            let rows = rows.iter().filter(|row| row.field(1) == place);
            for (row, form) in rows.zip(forms(place)) {
                let (example, mark, near_miss) = (row.field(3), row.field(4), row.field(5));
                let found = form.find(example).map(|marked| marked.version.marker);
                assert_eq!(found.as_deref(), Some(mark), "{example}");
                assert!(form.find(near_miss).is_none(), "{near_miss}");
                let words = words_of(example);
                let is_found = match place {
                    "start" => versions.start(Line::new(example, &words)).is_some(),
                    "end" => versions.headline(Line::new(example, &words)).is_some(),
                    _ => versions.line(Line::new(example, &words)).is_some(),
                };
                assert!(is_found, "{example}");
            }
        }
    }

    #[test]
    fn every_row_has_a_near_miss() {
        for row in table::rows("versions", BUILT_IN, &COLUMNS).unwrap() {
            assert_ne!(row.field(5), "", "{}", row.field(3));
        }
    }

    #[test]
    fn marks_in_a_row_are_one() {
        let stacked = start("CORRECTED-UPDATE 2-Ferry runs aground");
        let marker = "CORRECTED-UPDATE 2-".to_owned();
        assert_eq!(stacked, Some((VersionStatus::Corrected, Some(2), marker)));
    }

    #[test]
    fn note_in_brackets_has_an_end() {
        let note =
            |characters: usize| format!("(Adds {}) Ferry runs aground", "é".repeat(characters));
        assert!(start(&note(299)).is_some());
        assert!(Versions::new().unwrap().start(Line::new(&note(300), &words_of("adds"))).is_none());
    }

    #[test]
    fn headline_without_a_mark_is_not_a_version() {
        assert_eq!(start("Ferry runs aground"), None);
        let plain = "Update on the ferry: nobody hurt";
        assert_eq!(Versions::new().unwrap().headline(Line::new(plain, &words_of(plain))), None);
    }

    #[test]
    fn headline_loses_the_mark_at_its_end() {
        let versions = Versions::new().unwrap();
        let headline = "Ferry runs aground (UPDATED) ";
        let words = words_of(headline);
        let (version, rest) = versions.headline(Line::new(headline, &words)).unwrap();
        assert_eq!((version.marker.as_str(), rest), ("(UPDATED)", "Ferry runs aground"));
    }

    #[test]
    fn kill_in_a_note_takes_precedence() {
        let versions = Versions::new().unwrap();
        let note = "Eds: Adds photos. KILL the first version.";
        let version = versions.line(Line::new(note, &words_of(note))).unwrap();
        assert_eq!(version.status, VersionStatus::Killed);
    }
}
