//! The formats that are read, and the names they go by.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::suggest;
use crate::error::{ErrorKind, Result};

/// A format, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum FormatName {
    /// A JSON object on each line.
    JsonLines,
    /// JSON that is not in lines: an array, or objects over many lines.
    Json,
    /// Rows of cells that commas, semicolons, tabs or bars part.
    Csv,
    /// The same with tabs.
    Tsv,
    /// Parquet.
    Parquet,
    /// A table of an SQLite database.
    Sqlite,
    /// A web page with one article on it.
    Html,
    /// Web pages as a crawler stores them, or their texts (WET).
    Warc,
    /// NITF.
    Nitf,
    /// `NewsML` 1.
    Newsml,
    /// NewsML-G2.
    #[serde(rename = "newsml-g2")]
    NewsmlG2,
    /// RSS or Atom.
    Feed,
    /// IPTC 7901 or ANPA 1312.
    Bulletin,
    /// The text of one article.
    Text,
}

/// What is known of a format.
struct Known {
    format: FormatName,
    /// What is typed after `--format`.
    name: &'static str,
    /// What it is called in messages.
    words: &'static str,
    /// Endings of files, without the dot. One that several formats have says nothing about which of them it is.
    endings: &'static [&'static str],
}

#[rustfmt::skip]
const KNOWN: &[Known] = &[
    Known { format: FormatName::JsonLines, name: "jsonl", words: "JSON Lines", endings: &["jsonl", "ndjson", "jsonlines", "jl", "json"] },
    Known { format: FormatName::Json, name: "json", words: "JSON", endings: &["json"] },
    Known { format: FormatName::Csv, name: "csv", words: "CSV", endings: &["csv"] },
    Known { format: FormatName::Tsv, name: "tsv", words: "TSV", endings: &["tsv", "tab"] },
    Known { format: FormatName::Parquet, name: "parquet", words: "Parquet", endings: &["parquet", "pq"] },
    Known { format: FormatName::Sqlite, name: "sqlite", words: "SQLite", endings: &["db", "sqlite", "sqlite3"] },
    Known { format: FormatName::Html, name: "html", words: "HTML", endings: &["html", "htm", "xhtml"] },
    Known { format: FormatName::Warc, name: "warc", words: "WARC", endings: &["warc", "wet"] },
    Known { format: FormatName::Nitf, name: "nitf", words: "NITF", endings: &["nitf", "xml"] },
    Known { format: FormatName::Newsml, name: "newsml", words: "NewsML 1", endings: &["newsml", "xml"] },
    Known { format: FormatName::NewsmlG2, name: "newsml-g2", words: "NewsML-G2", endings: &["newsml", "xml"] },
    Known { format: FormatName::Feed, name: "feed", words: "RSS or Atom", endings: &["rss", "atom", "rdf", "xml"] },
    Known { format: FormatName::Bulletin, name: "bulletin", words: "IPTC 7901 or ANPA 1312", endings: &["tst", "iptc", "anpa"] },
    Known { format: FormatName::Text, name: "text", words: "text", endings: &["txt", "text"] },
];

/// Formats that are known but not read, by the ending of the file's name.
const NOT_READ: &[(&str, &[&str])] = &[
    ("unsupported crawl format (ARC, WAT)", &["wat", "arc"]),
    ("unknown XML", &["xml", "xsd", "sgm", "sgml"]),
    ("unsupported archive format", &["zip", "tar", "tgz", "7z"]),
    ("unsupported compression (xz)", &["xz"]),
    ("unsupported document format", &["pdf", "doc", "docx", "rtf", "md"]),
];

impl FormatName {
    /// All formats that are read.
    pub fn all() -> impl Iterator<Item = FormatName> {
        KNOWN.iter().map(|known| known.format)
    }

    /// The format of that name.
    pub fn named(name: &str) -> Result<FormatName> {
        KNOWN.iter().find(|known| known.name == name).map(|known| known.format).ok_or_else(|| {
            let names = KNOWN.iter().map(|known| known.name);
            ErrorKind::UnknownFormatName {
                name: name.to_owned(),
                suggestion: suggest::closest(name, names.clone()).map(str::to_owned),
                known: names.collect::<Vec<_>>().join(", "),
            }
            .into()
        })
    }

    /// The name, as typed after `--format`.
    pub fn name(self) -> &'static str {
        self.known().name
    }

    /// What the format is called in messages.
    pub fn words(self) -> &'static str {
        self.known().words
    }

    /// Whether a file of this format is one article.
    pub(super) fn is_whole(self) -> bool {
        matches!(self, FormatName::Html | FormatName::Text)
    }

    /// Whether files of this format may have the ending.
    pub(super) fn has_ending(self, ending: &str) -> bool {
        self.known().endings.contains(&ending)
    }

    fn known(self) -> &'static Known {
        KNOWN.iter().find(|known| known.format == self).expect("every format is in the table")
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// The ending of a file's name in lower case, without its dot, and without the ending that says how it is compressed.
pub(super) fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = match name.rsplit_once('.') {
        Some((stem, "gz" | "zst" | "zstd" | "bz2")) => stem,
        _ => &name,
    };
    stem.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned()
}

/// What a file is by the ending of its name, if that is a format which is not read.
pub(super) fn not_read(ending: &str) -> Option<&'static str> {
    NOT_READ.iter().find(|(_, endings)| endings.contains(&ending)).map(|(words, _)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_goes_by_its_name() {
        for format in FormatName::all() {
            assert_eq!(FormatName::named(format.name()).unwrap(), format);
        }
    }

    #[test]
    fn an_unknown_format_is_answered_with_the_closest_one() {
        let message = FormatName::named("tex").unwrap_err().to_string();
        assert!(message.ends_with("— did you mean 'text'?"), "{message}");
    }

    #[test]
    fn the_ending_is_the_one_below_the_compression() {
        let endings = ["a/News.JSONL.gz", "a.csv", "b.tar.bz2", "x.gz", "noise"];
        let endings = endings.map(|path| ending(Path::new(path)));
        assert_eq!(endings, ["jsonl", "csv", "tar", "", ""]);
    }
}
