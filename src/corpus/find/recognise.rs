//! Tells the format of a file by its first bytes and, where they leave it open, by the ending of its name.

use std::path::Path;

use crate::corpus::formats;
use crate::corpus::look::{ReadFormat, Start};

/// The format of a file; `None` where nothing tells it.
pub(crate) fn recognise(start: &Start) -> Option<&'static ReadFormat> {
    // A text may begin like anything, so formats that are no text come first.
    let binary = formats::all().filter(|format| format.name.is_binary());
    let texts = formats::all().filter(|format| !format.name.is_binary());
    let by_content = binary.chain(texts).find(|format| (format.fits)(start));
    if by_content.is_none() && formats::root_of_xml(start).is_some() {
        return None;
    }
    by_content.or_else(|| formats::all().find(|format| start.is_named(format.name)))
}

/// Whether the first bytes of a file are those of a format that is no text, and has no encoding.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let start = Start { bytes, is_whole: false, ending: "" };
    formats::all().any(|format| format.name.is_binary() && (format.fits)(&start))
}

/// Describes a file in an unsupported format.
pub(crate) fn otherwise(start: &Start) -> String {
    if let Some(root) = formats::root_of_xml(start) {
        let root = String::from_utf8_lossy(&root[..root.len().min(LONGEST_NAME)]);
        let root: String =
            root.chars().filter(|&c| c.is_alphanumeric() || "-_.".contains(c)).collect();
        return format!("XML with the root element <{root}>");
    }
    not_read(start.ending).unwrap_or("unknown format").to_owned()
}

/// So much of the name of an element is told.
const LONGEST_NAME: usize = 60;

/// Formats that are known but not supported, by the ending of the file.
const NOT_READ: &[(&str, &[&str])] = &[
    ("unsupported crawl format (ARC, WAT)", &["wat", "arc"]),
    ("unknown XML", &["xml", "xsd", "sgm", "sgml"]),
    ("unsupported archive format", &["zip", "tar", "tgz", "7z"]),
    ("unsupported compression (xz)", &["xz"]),
    ("unsupported document format", &["pdf", "doc", "docx", "rtf", "md"]),
];

/// The ending of a file's name in lower case, without its dot, and without the ending that says how it is compressed.
pub(crate) fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = match name.rsplit_once('.') {
        Some((stem, "gz" | "zst" | "zstd" | "bz2")) => stem,
        _ => &name,
    };
    stem.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned()
}

/// Describes a file by its ending, if that is a known but unsupported format.
pub(crate) fn not_read(ending: &str) -> Option<&'static str> {
    NOT_READ.iter().find(|(_, endings)| endings.contains(&ending)).map(|(words, _)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(bytes: &str, ending: &str) -> Option<&'static str> {
        let start = Start { bytes: bytes.as_bytes(), is_whole: true, ending };
        recognise(&start).map(|format| format.name.name())
    }

    #[test]
    fn content_counts_for_more_than_the_name() {
        for ending in ["jsonl", "json", "txt", "csv", ""] {
            assert_eq!(recognised(" {\"id\": 1}", ending), Some("jsonl"), "{ending}");
            assert_eq!(recognised("\n[{\"id\": 1}]", ending), Some("json"), "{ending}");
        }
    }

    #[test]
    fn a_bracket_at_the_start_of_a_text_makes_no_json() {
        assert_eq!(recognised("[Updated] It rains.", "txt"), Some("text"));
        assert_eq!(recognised("{Rain}", "txt"), Some("text"));
    }

    #[test]
    fn a_page_is_html_whatever_its_file_is_called() {
        for page in [
            "<!DOCTYPE html><title>Rain</title>",
            "\n<HTML lang=en>",
            "<?xml version='1.0'?>\n<!-- cached -->\n<html>",
        ] {
            assert_eq!(recognised(page, ""), Some("html"), "{page}");
            assert_eq!(recognised(page, "txt"), Some("html"), "{page}");
        }
        assert_eq!(recognised("<!-- <html>", ""), None);
        assert_eq!(recognised("<?xml version='1.0'?><recipe>", "xml"), None);
    }

    #[test]
    fn wire_formats_are_told_by_their_outermost_elements() {
        for (file, format) in [
            ("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", "nitf"),
            ("<!-- x --><n:newsMessage xmlns:n='x'>", "newsml-g2"),
            ("<!DOCTYPE NewsML [<!ENTITY a 'b'>]><NewsML>", "newsml"),
            ("<rss version='2.0'>", "feed"),
            ("<rdf:RDF>", "feed"),
        ] {
            assert_eq!(recognised(file, "txt"), Some(format), "{file}");
        }
        assert_eq!(recognised("WARC/1.0\r\n", ""), Some("warc"));
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

    #[test]
    fn the_ending_is_the_one_below_the_compression() {
        let endings = ["a/News.JSONL.gz", "a.csv", "b.tar.bz2", "x.gz", "noise"];
        let endings = endings.map(|path| ending(Path::new(path)));
        assert_eq!(endings, ["jsonl", "csv", "tar", "", ""]);
    }
}
