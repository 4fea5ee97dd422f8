//! Tells the format of a file by its first bytes and, where they leave it open, by the ending of its name.

use super::format::{self, FormatName};
use super::{delimited, wire};

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
    (FormatName::Warc, is_warc),
    (FormatName::Bulletin, |start| wire::bulletin::is_bulletin(start.bytes)),
    (FormatName::Html, is_html),
    (FormatName::Tsv, delimited::is_tab_separated),
    (FormatName::Csv, delimited::has_text_column),
];

/// The format of a file; `None` where nothing tells it.
pub(super) fn recognise(start: &Start) -> Option<FormatName> {
    if let Some(root) = root_of_xml(start) {
        return wire::format_of(root);
    }
    let by_content = SIGNS.iter().find(|(_, fits)| fits(start)).map(|(format, _)| *format);
    by_content.or_else(|| FormatName::all().find(|format| start.is_named(*format)))
}

/// Whether the first bytes of a file are those of a format that is no text, and has no encoding.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let start = Start { bytes, is_whole: false, ending: "" };
    BINARY.iter().any(|fits| fits(&start))
}

/// The signs of formats that are no text.
const BINARY: &[Sign] = &[is_parquet, is_sqlite, is_warc];

/// What a file is that is in no format that is read.
pub(super) fn otherwise(start: &Start) -> String {
    if let Some(root) = root_of_xml(start) {
        let root = String::from_utf8_lossy(&root[..root.len().min(LONGEST_NAME)]);
        let root: String =
            root.chars().filter(|&c| c.is_alphanumeric() || "-_.".contains(c)).collect();
        return format!("XML with the root element <{root}>");
    }
    format::not_read(start.ending).unwrap_or("unknown format").to_owned()
}

/// So much of the name of an element is told.
const LONGEST_NAME: usize = 60;

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

fn is_warc(start: &Start) -> bool {
    start.bytes.starts_with(b"WARC/")
}

/// A document type or the element that holds the page, behind comments or the mark of XML.
fn is_html(start: &Start) -> bool {
    let rest = behind_comments(start.words());
    let begins = |sign: &[u8]| rest.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    begins(b"<!doctype html") || begins(b"<html")
}

/// The name of the outermost element of an XML file that is no page, without its prefix.
fn root_of_xml<'b>(start: &Start<'b>) -> Option<&'b [u8]> {
    let mut rest = behind_comments(start.bytes.trim_ascii_start());
    if is_html(start) || !rest.starts_with(b"<") {
        return None;
    }
    if rest.starts_with(b"<!") {
        let end = memchr::memchr(b'>', rest)?;
        let end = match memchr::memchr(b'[', &rest[..end]) {
            Some(_) => memchr::memmem::find(rest, b"]>")? + 1,
            None => end,
        };
        rest = behind_comments(rest[end + 1..].trim_ascii_start());
    }
    let name = rest.strip_prefix(b"<")?;
    let end = name.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))?;
    name[..end].rsplit(|&byte| byte == b':').next().filter(|name| !name.is_empty())
}

/// What follows the comments and the mark of XML.
fn behind_comments(mut rest: &[u8]) -> &[u8] {
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => return rest,
        };
        let Some(at) = memchr::memmem::find(rest, end) else { return &[] };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
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
        assert_eq!(recognised("<?xml version='1.0'?><recipe>", "xml"), None);
    }

    #[test]
    fn wire_formats_are_told_by_their_outermost_elements() {
        for (file, format) in [
            ("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", FormatName::Nitf),
            ("<!-- x --><n:newsMessage xmlns:n='x'>", FormatName::NewsmlG2),
            ("<!DOCTYPE NewsML [<!ENTITY a 'b'>]><NewsML>", FormatName::Newsml),
            ("<rss version='2.0'>", FormatName::Feed),
            ("<rdf:RDF>", FormatName::Feed),
        ] {
            assert_eq!(recognised(file, "txt"), Some(format), "{file}");
        }
        assert_eq!(recognised("WARC/1.0\r\n", ""), Some(FormatName::Warc));
    }

    #[test]
    fn what_nothing_tells_is_unknown() {
        assert_eq!(recognised("It rains.", "md"), None);
        assert_eq!(
            otherwise(&Start { bytes: b"", is_whole: true, ending: "md" }),
            "unsupported document format"
        );
        assert_eq!(otherwise(&Start { bytes: b"", is_whole: true, ending: "" }), "unknown format");
    }
}
