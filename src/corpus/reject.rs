//! Records that are not articles, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::article::{Place, WireItem};

/// The reason for a rejection, without the place of the record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: RejectCode,
    pub(super) column: Option<u64>,
    pub(super) message: String,
    pub(super) item: Option<Box<WireItem>>,
}

impl Fault {
    pub(super) fn new(code: RejectCode, message: impl Into<String>) -> Fault {
        Fault { code, column: None, message: message.into(), item: None }
    }
}

/// The longest snippet of a rejected record, in characters.
const SNIPPET_CHARS: usize = 200;

/// Bytes of the record before the mistake in its snippet.
const SNIPPET_LEAD: usize = 100;

/// A record that is not an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Its place in the corpus.
    pub place: Place,
    /// The byte of the record with the mistake, counted from 1, if there is one.
    pub column: Option<u64>,
    /// The reason, for machines.
    pub code: RejectCode,
    /// The reason, for people.
    pub message: String,
    /// The record around the mistake, at most 200 characters, safe to show on a terminal.
    pub snippet: Box<str>,
    /// Its wire metadata, if it is a wire item without a text.
    pub item: Option<Box<WireItem>>,
    /// The key of a duplicate record. The snippet may cut it.
    #[serde(default)]
    pub key: Option<Box<str>>,
}

/// The reasons for rejection. Their names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RejectCode {
    /// The record is not a valid JSON object.
    BadJson,
    /// The row does not have the columns of the header, or cannot be parsed.
    BadRow,
    /// The record is not valid XML.
    BadXml,
    /// The record of a crawl cannot be parsed.
    BadRecord,
    /// The record is valid, but not an article: a picture, a schedule, a "not found" page.
    NoArticle,
    /// The record has no field with a text.
    MissingText,
    /// The record's text is empty.
    EmptyBody,
    /// The record is longer than [`Options::max_record_bytes`](super::Options::max_record_bytes).
    TooLong,
    /// The record is nested too deeply.
    TooDeep,
    /// The file ends in the middle of the record.
    Truncated,
    /// Another record has the same id and text.
    DuplicateId,
}

impl RejectCode {
    /// Whether something is wrong with the record, other than not being an article or having no
    /// text.
    pub fn is_mistake(self) -> bool {
        self != RejectCode::NoArticle && !self.lacks_text()
    }

    /// Whether only the text is missing.
    pub fn lacks_text(self) -> bool {
        matches!(self, RejectCode::MissingText | RejectCode::EmptyBody)
    }

    /// The name, as written in `rejects.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            RejectCode::BadJson => "bad_json",
            RejectCode::BadRow => "bad_row",
            RejectCode::BadXml => "bad_xml",
            RejectCode::BadRecord => "bad_record",
            RejectCode::NoArticle => "no_article",
            RejectCode::MissingText => "missing_text",
            RejectCode::EmptyBody => "empty_body",
            RejectCode::TooLong => "too_long",
            RejectCode::TooDeep => "too_deep",
            RejectCode::Truncated => "truncated",
            RejectCode::DuplicateId => "duplicate_id",
        }
    }
}

impl fmt::Display for RejectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Reject {
    /// Creates a reject. `record` may be only the start of the record; the snippet is cut from it.
    pub fn new(place: Place, code: RejectCode, message: String, record: &[u8]) -> Reject {
        Reject::of(Fault::new(code, message), place, record)
    }

    /// The reject of a record with this fault.
    pub(super) fn of(fault: Fault, place: Place, record: &[u8]) -> Reject {
        let Fault { code, column, message, item } = fault;
        let snippet = snippet(record, column).into();
        Reject { place, column, code, message, snippet, item, key: None }
    }
}

/// The part of a record around a mistake, with terminal control characters escaped.
fn snippet(record: &[u8], column: Option<u64>) -> String {
    let mistake =
        column.map_or(0, |column| usize::try_from(column).unwrap_or(usize::MAX).min(record.len()));
    let mut start = if mistake < SNIPPET_CHARS * 3 / 4 { 0 } else { mistake - SNIPPET_LEAD };
    while start > 0 && record[start] & 0xc0 == 0x80 {
        start -= 1;
    }
    let end = record.len().min(start + 4 * SNIPPET_CHARS);
    let mut shown = String::with_capacity(SNIPPET_CHARS);
    let mut chars = 0;
    if start > 0 {
        shown.push('…');
        chars += 1;
    }
    for character in String::from_utf8_lossy(&record[start..end]).chars() {
        let escaped = needs_escape(character).then(|| character.escape_unicode().to_string());
        chars += escaped.as_ref().map_or(1, String::len);
        if chars > SNIPPET_CHARS {
            break;
        }
        match escaped {
            Some(escaped) => shown.push_str(&escaped),
            None => shown.push(character),
        }
    }
    shown
}

/// Whether a character could move the cursor, change colours or reverse the text direction.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_cannot_command_a_terminal() {
        assert_eq!(snippet("a\u{1b}[2J\u{202e}b".as_bytes(), None), "a\\u{1b}[2J\\u{202e}b");
    }

    #[test]
    fn a_snippet_has_at_most_200_characters() {
        assert_eq!(snippet("é".repeat(500).as_bytes(), None), "é".repeat(200));
        assert_eq!(snippet("\u{1b}".repeat(500).as_bytes(), None), "\\u{1b}".repeat(33));
    }

    #[test]
    fn a_snippet_of_a_long_record_shows_the_mistake() {
        let record = format!("{}!{}", "é".repeat(300), "x".repeat(300));
        let shown = snippet(record.as_bytes(), Some(601));
        assert_eq!(shown, format!("…{}!{}", "é".repeat(50), "x".repeat(148)));
    }

    #[test]
    fn a_column_past_the_end_is_allowed() {
        assert_eq!(snippet(b"", Some(9)), "");
        assert_eq!(snippet(b"abc", Some(u64::MAX)), "abc");
    }

    #[test]
    fn codes_are_serialized_as_displayed() {
        for code in [RejectCode::BadJson, RejectCode::MissingText, RejectCode::DuplicateId] {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        }
    }
}
