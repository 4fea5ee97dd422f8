//! The interface of a format: its name, the layout of its records in a file, and how a record
//! becomes an article; and a file with its format.

use std::fmt;
use std::ops::Deref;

use super::bytes::blocks::End;
use super::bytes::decode::Compression;
use super::bytes::office::Office;
use super::bytes::spans::Scanner;
use super::fields::schema::Mapping;
use super::file::File;
use super::reject::Fault;
use super::rows::RowFile;
use crate::article::Article;

/// A format, by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatName(pub(super) &'static Known);

/// The static properties of a format.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Known {
    /// What is typed after `--format`.
    name: &'static str,
    /// The name in messages.
    words: &'static str,
    /// Filename extensions, without the dot. Several formats may share one.
    endings: &'static [&'static str],
    /// What the bytes of a file are.
    holds: Holds,
}

impl Known {
    pub(super) const fn new(
        name: &'static str,
        words: &'static str,
        endings: &'static [&'static str],
        holds: Holds,
    ) -> Known {
        Known { name, words, endings, holds }
    }
}

/// What the bytes of a file are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Holds {
    /// Text with several articles.
    Text,
    /// The text of one article.
    OneText,
    /// No text, so there is no encoding.
    Binary,
}

impl FormatName {
    /// The name, as typed after `--format`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The name in messages.
    pub fn words(self) -> &'static str {
        self.0.words
    }

    /// Whether a file of this format is one article.
    pub(super) fn is_whole(self) -> bool {
        self.0.holds == Holds::OneText
    }

    /// Whether a file is binary, and has no encoding.
    pub(super) fn is_binary(self) -> bool {
        self.0.holds == Holds::Binary
    }

    /// Whether files of this format may have this extension.
    pub(super) fn has_ending(self, ending: &str) -> bool {
        self.0.endings.contains(&ending)
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

impl fmt::Debug for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FormatName({})", self.name())
    }
}

/// How one file is read.
#[derive(Debug)]
pub struct Format(Box<dyn ReadFile>);

/// Reads the records of one file.
///
/// A record is a line, unless the format says otherwise.
pub(super) trait ReadFile: fmt::Debug + Send + Sync {
    /// The name of its format.
    fn name(&self) -> FormatName;

    /// Which field is read as what, if records have named fields.
    fn mapping(&self) -> Option<&Mapping> {
        None
    }

    /// How it is read, in words, if records have no named fields.
    fn described(&self) -> &'static str {
        ""
    }

    /// Finds the records, if they are byte ranges and not lines.
    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        None
    }

    /// The rows, if records are rows.
    fn rows(&self) -> Option<&RowFile> {
        None
    }

    /// Makes an article of a record's bytes.
    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a>;
}

/// The article that a record holds.
pub(super) type Made<'a> = Result<(Article<'a>, Mended), Fault>;

/// The layout of records in a file, which decides how the file is cut into chunks.
pub(super) enum Layout<'f> {
    /// A record is a line.
    Lines,
    /// A record is a byte range that this scanner finds.
    Spans(Box<dyn Scanner>),
    /// A record is a numbered row.
    Rows(&'f RowFile),
    /// The file is one record.
    Whole,
}

/// Repairs that were needed to read a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mended {
    /// Bytes that are not UTF-8 were replaced by U+FFFD.
    pub(super) utf8: bool,
    /// Halves of surrogate pairs were replaced by U+FFFD.
    pub(super) surrogates: bool,
    /// The text was HTML; only its words were kept.
    pub(super) html: bool,
}

impl Format {
    pub(super) fn new(file: impl ReadFile + 'static) -> Format {
        Format(Box::new(file))
    }

    /// The format's name.
    pub fn name(&self) -> FormatName {
        self.0.name()
    }

    /// Which field is read as what, if records have named fields.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.0.mapping()
    }

    /// How it is read, in words: `schema nela (id, text from content)`.
    pub fn described(&self) -> String {
        match self.mapping() {
            Some(mapping) => format!("schema {} ({})", mapping.preset(), mapping.described()),
            None => self.0.described().to_owned(),
        }
    }

    /// The rows, if records are rows.
    pub(super) fn rows(&self) -> Option<&RowFile> {
        self.0.rows()
    }

    /// The layout of its records.
    pub(super) fn layout(&self) -> Layout<'_> {
        if self.name().is_whole() {
            return Layout::Whole;
        }
        match (self.rows(), self.0.scanner()) {
            (Some(rows), _) => Layout::Rows(rows),
            (None, Some(scanner)) => Layout::Spans(scanner),
            (None, None) => Layout::Lines,
        }
    }

    /// Makes an article of a record's bytes.
    pub(super) fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        self.0.article(file, bytes, end)
    }
}

/// A file of the corpus: a [`File`] whose format is known.
#[derive(Debug)]
pub struct SourceFile {
    /// The file, whatever its format is.
    pub file: File,
    /// How it is read.
    pub format: Format,
}

impl SourceFile {
    /// What it is, for people.
    pub fn kind(&self) -> String {
        let name = self.format.name();
        match self.file.compression {
            Compression::Office(Office::Word) => format!("{name} in a Word document"),
            Compression::Office(Office::Excel(_)) => format!("{name} from an Excel workbook"),
            _ => name.to_string(),
        }
    }
}

impl Deref for SourceFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}
