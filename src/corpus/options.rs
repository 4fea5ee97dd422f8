//! The options for reading the input.

use std::path::PathBuf;

use super::bytes::encoding::Encoding;
use super::fields::schema::{FieldNames, OutletFrom, Preset};
use super::format::FormatName;
use super::selection::Selection;
use crate::article::BodyIs;
use crate::outlet::OutletNames;

/// An input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder, or a pattern for file names.
    Path(PathBuf),
    /// The standard input.
    Stdin,
}

/// What is made of the first lines of plain text files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextHeads {
    /// Named lines and the headline, date and byline of a saved page are found.
    #[default]
    Found,
    /// They are text like the rest.
    Ignored,
}

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of all files. By default it is recognised for each file.
    pub format: Option<FormatName>,
    /// The encoding of all text. By default it is recognised for each file.
    pub encoding: Option<Encoding>,
    /// The schema of all files. By default it is chosen by the fields of each file.
    pub schema: Option<&'static Preset>,
    /// Field names that override those of the schema.
    pub fields: FieldNames,
    /// The table to read, in formats with tables. By default the only one with a text.
    pub table: Option<String>,
    /// Where outlets come from. By default the schema decides.
    pub outlet_from: Option<OutletFrom>,
    /// Names that mean the same outlet.
    pub outlet_names: OutletNames,
    /// Whether the first lines of a plain text file are looked at for its headline, date and outlet.
    pub text_heads: TextHeads,
    /// What the body of an article is.
    pub body_is: BodyIs,
    /// Which articles are wanted.
    pub selection: Selection,
    /// The longest record, in bytes. A longer one is rejected without being held in memory.
    pub max_record_bytes: u64,
    /// Bytes of a file that are read at a time. Does not change results.
    pub chunk_bytes: usize,
}

/// Default limit for the length of a record: 64 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: u64 = 64 << 20;

/// Default size of a chunk: 256 KiB.
pub const DEFAULT_CHUNK_BYTES: usize = 1 << 18;

impl Default for Options {
    fn default() -> Options {
        Options {
            format: None,
            encoding: None,
            schema: None,
            fields: FieldNames::default(),
            table: None,
            outlet_from: None,
            outlet_names: OutletNames::default(),
            text_heads: TextHeads::default(),
            body_is: BodyIs::default(),
            selection: Selection::default(),
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            chunk_bytes: DEFAULT_CHUNK_BYTES,
        }
    }
}
