//! Recognises the format of a file by its first bytes and, if they are not enough, by its
//! extension.

use std::path::Path;

use crate::corpus::formats;
use crate::corpus::look::{ReadFormat, Start};

/// The format of a file; `None` if it is unknown.
pub(crate) fn recognise(start: &Start) -> Option<&'static ReadFormat> {
    // A text may start with anything, so binary formats come first.
    let mut binary = formats::all().filter(|format| format.name.is_binary());
    let mut texts = formats::all().filter(|format| !format.name.is_binary());
    let by_content = binary.find(|format| (format.fits)(start));
    if by_content.is_none() && is_foreign_binary(start.bytes) {
        return None;
    }
    let root = formats::root_of_xml(start);
    let is_of = |root: &[u8]| FOREIGN.iter().any(|foreign| foreign.roots.contains(&root));
    if root.is_some_and(is_of) {
        return None;
    }
    let by_content = by_content.or_else(|| texts.find(|format| (format.fits)(start)));
    if by_content.is_none() && root.is_some() {
        // A page may start with any element, if a server or an API returned only a part of it.
        // So may a text in Markdown.
        let may_begin_so = |name: &str| matches!(name, "html" | "markdown");
        let mut pages = formats::all().filter(|format| may_begin_so(format.name.name()));
        return pages.find(|format| start.is_named(format.name));
    }
    if by_content.is_none() && foreign(start).is_some() {
        return None;
    }
    by_content.or_else(|| formats::all().find(|format| start.is_named(format.name)))
}

/// Whether the first bytes are those of a binary format, which has no encoding.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let start = Start { bytes, is_whole: false, ending: "" };
    formats::all().any(|format| format.name.is_binary() && (format.fits)(&start))
}

/// Describes a file in an unsupported format.
pub(crate) fn otherwise(start: &Start) -> String {
    if let Some(root) = formats::root_of_xml(start) {
        if let Some(foreign) = FOREIGN.iter().find(|foreign| foreign.roots.contains(&root)) {
            return foreign.words.to_owned();
        }
        let root = String::from_utf8_lossy(&root[..root.len().min(LONGEST_NAME)]);
        let root: String =
            root.chars().filter(|&c| c.is_alphanumeric() || "-_.".contains(c)).collect();
        return format!("{OF_ROOT} <{root}>");
    }
    let foreign = foreign(start).or_else(|| of_ending(start.ending));
    foreign.map_or("unknown format", |foreign| foreign.words).to_owned()
}

/// What to do with a file of this kind.
pub(crate) fn advice(words: &str) -> Option<&'static str> {
    if words.starts_with(OF_ROOT) {
        return Some(
            "Articles in XML are read if each is an element with children such as title, date and text; convert it to that, or to JSON Lines",
        );
    }
    let foreign = FOREIGN.iter().find(|foreign| foreign.words == words)?;
    Some(foreign.advice).filter(|advice| !advice.is_empty())
}

/// How XML of other kinds is called.
const OF_ROOT: &str = "XML with the root element";

/// Characters that are shown of an element's name.
const LONGEST_NAME: usize = 60;

/// A format that is recognised but not supported.
struct Foreign {
    words: &'static str,
    endings: &'static [&'static str],
    /// The first bytes; for a text, the start of one of its first lines.
    begins: &'static [&'static [u8]],
    /// The outermost elements.
    roots: &'static [&'static [u8]],
    advice: &'static str,
}

/// Whether a file begins like one of those formats that no text begins like.
fn is_foreign_binary(bytes: &[u8]) -> bool {
    let begins = || FOREIGN.iter().flat_map(|foreign| foreign.begins);
    is_utf32(bytes) || begins().any(|begin| begin.contains(&0) && bytes.starts_with(begin))
}

/// What is read as UTF-16 has a NUL at every other place.
const UTF_32: &str = "text in UTF-32";

/// The tables of GDELT: themes (GKG), mentions, and events.
const GDELT: &str = "GDELT table, without a header and without texts";

/// Tables as the commands that fill them.
const DUMP: &str = "SQL dump of a database";

const TO_PARQUET: &str = "Write it as Parquet or JSON Lines";

const WISO: &str = "several WISO or Genios documents in one text";
const EBSCO: &str = "several EBSCO records in one text";

/// Lines that each document of a database has: what they start with, and the format.
const IN_EACH: &[(&[u8], &str)] = &[
    (b"Dauerhafte Adresse des Dokuments:", WISO),
    (b"Dokumentnummer:", WISO),
    (b"Accession Number:", EBSCO),
];

/// Formats that are recognised but not supported. Among those with the same first bytes the
/// extension decides, or else the first one is taken.
#[rustfmt::skip]
const FOREIGN: &[Foreign] = &[
    Foreign { words: "packed document of an unknown kind", endings: &[], begins: &[b"PK\x03\x04"], roots: &[], advice: "Save its text as plain text (.txt)" },
    Foreign { words: "PowerPoint presentation", endings: &["pptx"], begins: &[b"PK\x03\x04"], roots: &[], advice: "Save its text as plain text (.txt)" },
    Foreign { words: "binary Excel workbook (xlsb)", endings: &["xlsb"], begins: &[b"PK\x03\x04"], roots: &[], advice: "Save it as .xlsx or as 'CSV UTF-8'" },
    Foreign { words: "OpenDocument file", endings: &["odt", "ods"], begins: &[b"PK\x03\x04"], roots: &[], advice: "Save a text as .txt, and a sheet as .csv" },
    Foreign { words: "EPUB book", endings: &["epub"], begins: &[b"PK\x03\x04"], roots: &[], advice: "Unpack it (unzip FILE -d FOLDER) and name the folder with its pages" },
    Foreign { words: "picture (SVG)", endings: &["svg"], begins: &[], roots: &[b"svg"], advice: "" },
    Foreign { words: "subtitles (TTML)", endings: &["ttml"], begins: &[], roots: &[b"tt"], advice: "Convert them to text" },
    Foreign { words: "7z archive", endings: &["7z"], begins: &[b"7z\xbc\xaf\x27\x1c"], roots: &[], advice: "Unpack it (7z x FILE) and name the folder" },
    Foreign { words: "RAR archive", endings: &["rar"], begins: &[b"Rar!\x1a\x07"], roots: &[], advice: "Unpack it and name the folder" },
    Foreign { words: "PDF document", endings: &["pdf"], begins: &[b"%PDF-"], roots: &[], advice: "Convert it to text (pdftotext FILE), or download the articles as text or HTML" },
    Foreign { words: "RTF document", endings: &["rtf"], begins: &[b"{\\rtf"], roots: &[], advice: "Save it as plain text (.txt), or download the articles as text or HTML" },
    Foreign { words: "legacy Word or Excel document (before 2007), or one with a password", endings: &["doc", "xls", "msg", "ppt"], begins: &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], roots: &[], advice: "Save it as plain text (.txt) or as CSV UTF-8" },
    Foreign { words: "saved web page (MHTML)", endings: &["mhtml", "mht"], begins: &[b"From: <Saved by", b"MIME-Version:"], roots: &[], advice: "Save the page as 'HTML only'" },
    Foreign { words: "email", endings: &["eml", "mbox"], begins: &[b"Received:", b"Return-Path:", b"Delivered-To:"], roots: &[], advice: "Save the messages as text (.txt) or HTML" },
    Foreign { words: "ARC or WAT", endings: &["wat", "arc"], begins: &[], roots: &[], advice: "Name the WARC or WET files of the same crawl" },
    Foreign { words: "ALTO (scanned newspaper pages)", endings: &[], begins: &[], roots: &[b"alto"], advice: "Export the articles as text or JSON first; support for ALTO is planned" },
    Foreign { words: "METS (a digitised newspaper issue)", endings: &[], begins: &[], roots: &[b"mets"], advice: "Export the articles as text or JSON first; support for METS/ALTO is planned" },
    Foreign { words: "PAGE XML (scanned pages)", endings: &[], begins: &[], roots: &[b"PcGts"], advice: "Export the articles as text or JSON first" },
    Foreign { words: "TEI", endings: &[], begins: &[], roots: &[b"TEI", b"teiCorpus", b"TEI.2"], advice: "Export the articles as text or JSON first; support for TEI is planned" },
    Foreign { words: "MediaWiki dump", endings: &[], begins: &[], roots: &[b"mediawiki"], advice: "Extract the pages first (with wikiextractor --json) and name its output" },
    Foreign { words: "OPML (a list of feeds)", endings: &["opml"], begins: &[], roots: &[b"opml"], advice: "It holds no articles: name the feeds' own files" },
    Foreign { words: "sitemap", endings: &[], begins: &[], roots: &[b"urlset", b"sitemapindex"], advice: "It holds no articles: name the pages that it lists" },
    Foreign { words: GDELT, endings: &[], begins: &[], roots: &[], advice: "It lists pages: download those, and name their folder" },
    Foreign { words: "several ProQuest documents in one text", endings: &[], begins: &[b"Document 1 of "], roots: &[], advice: "Export them from ProQuest as CSV or XLS (saved as CSV UTF-8), or one file to a document" },
    Foreign { words: WISO, endings: &[], begins: &[b"Dokument 1 von "], roots: &[], advice: "Save them one file to a document, or as a table (CSV)" },
    Foreign { words: EBSCO, endings: &[], begins: &[], roots: &[], advice: "Export them as CSV, or one file to a document" },
    Foreign { words: DUMP, endings: &["sql"], begins: &[b"-- MySQL dump ", b"-- MariaDB dump ", b"-- phpMyAdmin SQL Dump", b"-- PostgreSQL database dump", b"PRAGMA foreign_keys="], roots: &[], advice: "Load it into its database and export the table as CSV or JSON, or into SQLite and name that file" },
    Foreign { words: UTF_32, endings: &[], begins: &[], roots: &[], advice: "Convert it to UTF-8 (iconv -f UTF-32 -t UTF-8 FILE)" },
    Foreign { words: "Arrow or Feather file", endings: &["feather", "arrow"], begins: &[b"ARROW1\0\0"], roots: &[], advice: TO_PARQUET },
    Foreign { words: "Avro file", endings: &["avro"], begins: &[b"Obj\x01"], roots: &[], advice: TO_PARQUET },
    Foreign { words: "ORC file", endings: &["orc"], begins: &[], roots: &[], advice: TO_PARQUET },
    Foreign { words: "pickled Python object", endings: &["pkl", "pickle"], begins: &[], roots: &[], advice: TO_PARQUET },
    Foreign { words: "R data", endings: &["rds", "rda", "rdata"], begins: &[b"X\n\0\0\0", b"RDX2\n", b"RDX3\n"], roots: &[], advice: "Write it as CSV (write.csv) or Parquet" },
    Foreign { words: "Stata file", endings: &["dta"], begins: &[], roots: &[b"stata_dta"], advice: "Write it as CSV (export delimited)" },
    Foreign { words: "SPSS file", endings: &["sav", "zsav"], begins: &[b"$FL2@(#)", b"$FL3@(#)"], roots: &[], advice: "Save it as CSV" },
    Foreign { words: "Access database", endings: &["mdb", "accdb"], begins: &[b"\0\x01\0\0Standard "], roots: &[], advice: "Export the table as CSV" },
    Foreign { words: "DuckDB database", endings: &["duckdb"], begins: &[], roots: &[], advice: "Export the table (COPY table TO 'articles.parquet')" },
    Foreign { words: "JSON with rows that do not name their columns, as of pandas with orient='values'", endings: &[], begins: &[], roots: &[], advice: "Write it with to_json(…, orient='records', lines=True)" },
    Foreign { words: "YAML", endings: &["yaml", "yml"], begins: &[], roots: &[], advice: "Convert it to JSON" },
    Foreign { words: "program in JavaScript", endings: &["js", "mjs"], begins: &[], roots: &[], advice: "If it assigns a list to a variable, save the list alone as .json" },
    Foreign { words: "annotated words, one to a line", endings: &["conllu", "conll", "vert", "vrt"], begins: &[], roots: &[], advice: "Export the running text, as JSON or one file to an article" },
    Foreign { words: "table in XML, from a database", endings: &[], begins: &[], roots: &[b"resultset", b"mysqldump", b"pma_xml_export"], advice: "Export it as CSV or JSON" },
    Foreign { words: "unknown XML", endings: &["xml", "xsd", "sgm", "sgml"], begins: &[], roots: &[], advice: "" },
];

/// Bytes that are searched for the first lines of a text.
const FIRST_LINES: usize = 2 << 10;

/// The unsupported format with these first bytes.
fn foreign(start: &Start) -> Option<&'static Foreign> {
    if is_gdelt(start.bytes) {
        return FOREIGN.iter().find(|foreign| foreign.words == GDELT);
    }
    let lines = || start.bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_start);
    let is_repeated =
        |begin: &[u8]| lines().filter(|line| line.starts_with(begin)).nth(1).is_some();
    if is_utf32(start.bytes) {
        return FOREIGN.iter().find(|foreign| foreign.words == UTF_32);
    }
    if begins_as_sql(start.words()) && lines().any(is_sql) {
        return FOREIGN.iter().find(|foreign| foreign.words == DUMP);
    }
    if let Some((_, words)) = IN_EACH.iter().find(|(begin, _)| is_repeated(begin)) {
        return FOREIGN.iter().find(|foreign| foreign.words == *words);
    }
    let first = &start.bytes[..start.bytes.len().min(FIRST_LINES)];
    let fits = |foreign: &&Foreign| {
        foreign.begins.iter().any(|begin| {
            let is_of_text = begin.ends_with(b" ");
            let mut lines = first.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
            start.bytes.starts_with(begin)
                || (is_of_text && lines.any(|line| is_count(line, begin)))
        })
    };
    let fitting = || FOREIGN.iter().filter(fits);
    fitting().find(|foreign| foreign.endings.contains(&start.ending)).or_else(|| fitting().next())
}

/// Whether at least every other byte of a text is NUL.
fn is_utf32(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 64;
    let first = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = memchr::memchr_iter(0, first).count();
    let is_text = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace() || *byte == 0;
    first.len() >= LOOKED_AT / 4 && zeros * 5 >= first.len() * 2 && first.iter().all(is_text)
}

/// Whether a line is a command that fills or makes a table.
fn is_sql(line: &[u8]) -> bool {
    let begins =
        |words: &[u8]| line.get(..words.len()).is_some_and(|s| s.eq_ignore_ascii_case(words));
    (begins(b"COPY ") && line.trim_ascii_end().ends_with(b"FROM stdin;"))
        || (begins(b"INSERT INTO ")
            && memchr::memmem::find(line, b"VALUES").is_some_and(|at| at < LONGEST_COMMAND))
        || (begins(b"CREATE TABLE ") && line.trim_ascii_end().ends_with(b"("))
}

/// Whether a file begins with a comment or a command of a dump.
fn begins_as_sql(bytes: &[u8]) -> bool {
    const WORDS: [&[u8]; 10] = [
        b"--", b"/*", b"SET ", b"DROP ", b"CREATE ", b"INSERT ", b"COPY ", b"BEGIN", b"PRAGMA ",
        b"USE ",
    ];
    let begins =
        |words: &[u8]| bytes.get(..words.len()).is_some_and(|s| s.eq_ignore_ascii_case(words));
    WORDS.into_iter().any(begins)
}

/// Bytes of a command before its values.
const LONGEST_COMMAND: usize = 2 << 10;

/// Whether the first row is one of GDELT: the moment of the list stands in one of its first cells.
fn is_gdelt(bytes: &[u8]) -> bool {
    let row = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let cells: Vec<&[u8]> = row.split(|&byte| byte == b'\t').collect();
    let is_number =
        |cell: &[u8], digits: usize| cell.len() == digits && cell.iter().all(u8::is_ascii_digit);
    match &cells[..] {
        // 27 columns, 16 columns, and 58 or 61 columns.
        [id, moment, ..] if cells.len() == 27 => is_number(moment, 14) && id.starts_with(moment),
        [_, event, moment, ..] if cells.len() == 16 => {
            is_number(event, 14) && is_number(moment, 14)
        }
        [_, day, month, year, ..] if matches!(cells.len(), 58 | 61) => {
            is_number(day, 8) && is_number(month, 6) && is_number(year, 4)
        }
        _ => false,
    }
}

/// Whether a line consists of these words and a number.
fn is_count(line: &[u8], words: &[u8]) -> bool {
    let number = line.strip_prefix(words);
    number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

fn of_ending(ending: &str) -> Option<&'static Foreign> {
    FOREIGN.iter().find(|foreign| foreign.endings.contains(&ending))
}

/// The extension of a file in lower case, without the dot and without that of compression.
pub(crate) fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = match name.rsplit_once('.') {
        Some((stem, "gz" | "zst" | "zstd" | "bz2" | "xz")) => stem,
        _ => &name,
    };
    stem.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned()
}

/// Describes a file by its extension, if that of a known but unsupported format.
pub(crate) fn not_read(ending: &str) -> Option<&'static str> {
    of_ending(ending).map(|foreign| foreign.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(bytes: &str, ending: &str) -> Option<&'static str> {
        let start = Start { bytes: bytes.as_bytes(), is_whole: true, ending };
        recognise(&start).map(|format| format.name.name())
    }

    #[test]
    fn content_overrides_the_extension() {
        for ending in ["jsonl", "json", "txt", "csv", ""] {
            assert_eq!(recognised(" {\"id\": 1}", ending), Some("jsonl"), "{ending}");
            assert_eq!(recognised("\n[{\"id\": 1}]", ending), Some("json"), "{ending}");
        }
    }

    #[test]
    fn a_text_that_starts_with_a_bracket_is_not_json() {
        assert_eq!(recognised("[Updated] It rains.", "txt"), Some("text"));
        assert_eq!(recognised("{Rain}", "txt"), Some("text"));
    }

    #[test]
    fn a_page_is_html_whatever_its_extension() {
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
    fn wire_formats_are_recognised_by_their_root_elements() {
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
    fn files_without_a_sign_of_their_format_are_unknown() {
        assert_eq!(recognised("It rains.", "yaml"), None);
        assert_eq!(otherwise(&Start { bytes: b"", is_whole: true, ending: "yaml" }), "YAML");
        assert_eq!(otherwise(&Start { bytes: b"", is_whole: true, ending: "" }), "unknown format");
        for (bytes, ending, words) in [
            (&b"-- x\nINSERT INTO `a` VALUES (1,'Rain');\n"[..], "txt", DUMP),
            (b"COPY public.a (id, body) FROM stdin;\n1\tRain\n", "", DUMP),
            (b"\0{\0\"\0i\0d\0\"\0:\0 \x001\0}", "jsonl", UTF_32),
            (b"\0\x01\0\0Standard ACE DB\0\x02\x01", "db", "Access database"),
            (b"<stata_dta><header>", "dta", "Stata file"),
            (b"<svg><title>Rain</title><text>Source</text></svg>", "svg", "picture (SVG)"),
            (b"<tt><head/><body><p>Rain</p></body></tt>", "xml", "subtitles (TTML)"),
        ] {
            let start = Start { bytes, is_whole: true, ending };
            assert!(recognise(&start).is_none(), "{words}");
            assert_eq!(otherwise(&start), words);
        }
        assert_eq!(recognised("<p>Rain</p>\n\n# Ferry", "md"), Some("markdown"));
        assert_eq!(
            recognised("Insert into the slot, he said: values matter.", "txt"),
            Some("text")
        );
    }

    #[test]
    fn the_extension_of_compression_is_ignored() {
        let endings = ["a/News.JSONL.gz", "a.csv", "b.tar.bz2", "x.gz", "noise"];
        let endings = endings.map(|path| ending(Path::new(path)));
        assert_eq!(endings, ["jsonl", "csv", "tar", "", ""]);
    }
}
