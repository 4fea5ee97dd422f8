//! A file of the corpus, as it was found and understood.

use std::io;
use std::path::PathBuf;

use super::decode::{Compression, Decoder, Hashing};
use super::delimited::Table;
use super::encoding::Encoding;
use super::format::FormatName;
use super::json_values::{Values, Within};
use super::rows::RowFile;
use super::schema::Mapping;
use super::spans::Scanner;
use super::warc::records::Records;
use super::wire::{self, bulletin::Bulletins, elements::Elements};
use crate::article::BodyIs;

/// A file of the corpus.
#[derive(Debug)]
pub struct SourceFile {
    /// Its path as the caller named it, or as it was found in a folder; `-` for the standard input.
    pub path: PathBuf,
    /// Bytes on disk when it was found.
    pub bytes: u64,
    /// How it is compressed.
    pub compression: Compression,
    /// The encoding of its text.
    pub encoding: Encoding,
    /// What is in it.
    pub format: Format,
    /// What the bodies of its articles are.
    pub body_is: BodyIs,
    /// The name of the folder in which it lies.
    pub folder: Option<String>,
    /// The path below the folder that was named: the article's key, where the file is one.
    pub key: String,
    /// Where it is read from: the same as `path`, but for the standard input.
    pub(super) location: PathBuf,
}

/// What is in a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Format {
    /// A JSON object on each line.
    JsonLines(Box<Mapping>),
    /// JSON objects in an array, or one after the other, over any lines.
    Json {
        /// Which field is read as what.
        mapping: Box<Mapping>,
        /// What the objects stand in.
        within: Within,
    },
    /// Rows of cells, below a header.
    Csv(Box<Table>),
    /// Rows of a table, read by their numbers.
    Rows {
        /// What the file is.
        name: FormatName,
        /// What was understood of it.
        file: Box<RowFile>,
    },
    /// A web page with one article on it.
    Html,
    /// Pages as a crawler stores them.
    Warc,
    /// Elements, each an item of a wire format or a feed.
    Elements(FormatName),
    /// Bulletins of an agency.
    Bulletin,
    /// The text of one article.
    Text,
}

/// How the records of a format lie in a file, and so how the file is cut into chunks.
pub(super) enum Layout<'f> {
    /// A record is a line.
    Lines,
    /// A record is a run of bytes that this scanner finds.
    Spans(Box<dyn Scanner>),
    /// A record is a row, which has a number.
    Rows(&'f RowFile),
    /// The file is one record.
    Whole,
}

impl Format {
    /// The format's name.
    pub fn name(&self) -> FormatName {
        match self {
            Format::JsonLines(_) => FormatName::JsonLines,
            Format::Json { .. } => FormatName::Json,
            Format::Csv(table) if table.delimiter() == '\t' => FormatName::Tsv,
            Format::Csv(_) => FormatName::Csv,
            Format::Rows { name, .. } | Format::Elements(name) => *name,
            Format::Html => FormatName::Html,
            Format::Warc => FormatName::Warc,
            Format::Bulletin => FormatName::Bulletin,
            Format::Text => FormatName::Text,
        }
    }

    /// Which field is read as what, in formats whose records have named fields.
    pub fn mapping(&self) -> Option<&Mapping> {
        match self {
            Format::JsonLines(mapping) | Format::Json { mapping, .. } => Some(mapping),
            Format::Csv(table) => Some(table.mapping()),
            Format::Rows { file, .. } => Some(file.mapping()),
            Format::Html | Format::Warc | Format::Elements(_) | Format::Bulletin | Format::Text => {
                None
            }
        }
    }

    /// How it is read, in words: `schema nela (id, text from content)`.
    pub fn described(&self) -> String {
        match (self, self.mapping()) {
            (_, Some(mapping)) => format!("schema {} ({})", mapping.preset(), mapping.described()),
            (Format::Html, None) => {
                "one article to a page, outlet from its site name, its address or the folder"
                    .to_owned()
            }
            (Format::Warc, None) => {
                "a record to a page, outlet from its site name or its address".to_owned()
            }
            (Format::Elements(_), None) => {
                "an element to an item, outlet from who provides it or its address".to_owned()
            }
            (Format::Bulletin, None) => "a bulletin to an item, outlet from its header".to_owned(),
            (_, None) => "one article to a file, outlet from the folder".to_owned(),
        }
    }

    /// How its records lie in the file.
    pub(super) fn layout(&self) -> Layout<'_> {
        match self {
            Format::JsonLines(_) => Layout::Lines,
            Format::Json { within, .. } => Layout::Spans(Box::new(Values::new(within))),
            Format::Csv(table) => Layout::Spans(table.scanner()),
            Format::Rows { file, .. } => Layout::Rows(file),
            Format::Warc => Layout::Spans(Box::new(Records::default())),
            Format::Elements(name) => {
                Layout::Spans(Box::new(Elements::new(wire::records_of(*name))))
            }
            Format::Bulletin => Layout::Spans(Box::new(Bulletins::default())),
            Format::Html | Format::Text => Layout::Whole,
        }
    }
}

impl SourceFile {
    /// Opens the file for reading: decompressed, and in UTF-8.
    pub(super) fn open(&self, hashing: Hashing) -> io::Result<Decoder> {
        Decoder::open(&self.location, self.compression, self.encoding, hashing)
    }
}
