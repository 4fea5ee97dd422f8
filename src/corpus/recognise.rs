//! Tells the format of a file by its first bytes and, where they leave it open, by the ending of its name.

use super::delimited;
use super::format::{self, FormatName};

/// The start of a file.
pub(super) struct Start<'a> {
    /// Its first bytes: decompressed, in UTF-8 if they are text, without a byte order mark.
    pub(super) bytes: &'a [u8],
    /// Whether that is all of it.
    pub(super) is_whole: bool,
    /// The ending of its name.
    pub(super) ending: &'a str,
}

impl Start<'_> {
    /// The first bytes that are no white space.
    fn words(&self) -> &[u8] {
        self.bytes.trim_ascii_start()
    }

    /// Whether the file's name may stand for the format.
    pub(super) fn is_named(&self, format: FormatName) -> bool {
        format.has_ending(self.ending)
    }
}

/// Whether a file that begins so is in a format.
type Sign = fn(&Start) -> bool;

/// What the first bytes of each format look like, in the order in which they are tried.
const SIGNS: &[(FormatName, Sign)] = &[
    (FormatName::Parquet, is_parquet),
    (FormatName::Sqlite, is_sqlite),
    (FormatName::Json, is_json_array),
    (FormatName::JsonLines, is_json_object),
    (FormatName::Html, is_html),
    (FormatName::Tsv, delimited::is_tab_separated),
    (FormatName::Csv, delimited::has_text_column),
];

/// The format of a file; `None` where nothing tells it.
pub(super) fn recognise(start: &Start) -> Option<FormatName> {
    let by_content = SIGNS.iter().find(|(_, fits)| fits(start)).map(|(format, _)| *format);
    by_content.or_else(|| FormatName::all().find(|format| start.is_named(*format)))
}

/// Whether the first bytes of a file are those of a format that is no text, and has no encoding.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let start = Start { bytes, is_whole: false, ending: "" };
    BINARY.iter().any(|fits| fits(&start))
}

/// The signs of formats that are no text.
const BINARY: &[Sign] = &[is_parquet, is_sqlite];

/// What a file is that is in no format that is read.
pub(super) fn otherwise(start: &Start) -> &'static str {
    format::not_read(start.ending).unwrap_or("an unknown format")
}

fn is_parquet(start: &Start) -> bool {
    start.bytes.starts_with(b"PAR1")
}

fn is_sqlite(start: &Start) -> bool {
    start.bytes.starts_with(b"SQLite format 3\0")
}

/// An array of objects; or anything in brackets, in a file that should be JSON.
fn is_json_array(start: &Start) -> bool {
    let Some(inside) = start.words().strip_prefix(b"[") else { return false };
    start.is_named(FormatName::Json)
        || matches!(inside.trim_ascii_start().first(), None | Some(b'{' | b']'))
}

/// An object: which of the two JSON formats it is in, its fields must say.
fn is_json_object(start: &Start) -> bool {
    let Some(inside) = start.words().strip_prefix(b"{") else { return false };
    start.is_named(FormatName::JsonLines)
        || matches!(inside.trim_ascii_start().first(), None | Some(b'"' | b'}'))
}

/// A document type or the element that holds the page, behind comments or the mark of XML.
fn is_html(start: &Start) -> bool {
    let mut rest = start.words();
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => break,
        };
        let Some(at) = memchr::memmem::find(rest, end) else { return false };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
    let begins = |sign: &[u8]| rest.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    begins(b"<!doctype html") || begins(b"<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(bytes: &str, ending: &str) -> Option<FormatName> {
        recognise(&Start { bytes: bytes.as_bytes(), is_whole: true, ending })
    }

    #[test]
    fn content_counts_for_more_than_the_name() {
        for ending in ["jsonl", "json", "txt", "csv", ""] {
            assert_eq!(recognised(" {\"id\": 1}", ending), Some(FormatName::JsonLines), "{ending}");
            assert_eq!(recognised("\n[{\"id\": 1}]", ending), Some(FormatName::Json), "{ending}");
        }
    }

    #[test]
    fn a_bracket_at_the_start_of_a_text_makes_no_json() {
        assert_eq!(recognised("[Updated] It rains.", "txt"), Some(FormatName::Text));
        assert_eq!(recognised("{Rain}", "txt"), Some(FormatName::Text));
    }

    #[test]
    fn a_page_is_html_whatever_its_file_is_called() {
        for page in [
            "<!DOCTYPE html><title>Rain</title>",
            "\n<HTML lang=en>",
            "<?xml version='1.0'?>\n<!-- cached -->\n<html>",
        ] {
            assert_eq!(recognised(page, ""), Some(FormatName::Html), "{page}");
            assert_eq!(recognised(page, "txt"), Some(FormatName::Html), "{page}");
        }
        assert_eq!(recognised("<!-- <html>", ""), None);
        assert_eq!(recognised("<?xml version='1.0'?><nitf>", ""), None);
    }

    #[test]
    fn what_nothing_tells_is_unknown() {
        assert_eq!(recognised("It rains.", "md"), None);
        assert_eq!(otherwise(&Start { bytes: b"", is_whole: true, ending: "md" }), "a document");
        assert_eq!(
            otherwise(&Start { bytes: b"", is_whole: true, ending: "" }),
            "an unknown format"
        );
    }
}
