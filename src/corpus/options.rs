//! What the caller says about the input.

use std::path::PathBuf;

use super::bytes::encoding::Encoding;
use super::fields::schema::{FieldNames, OutletFrom, Preset};
use super::format::FormatName;
use crate::article::BodyIs;
use crate::outlet::OutletNames;

/// What the caller names as the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder, or a pattern for the names of files.
    Path(PathBuf),
    /// The standard input.
    Stdin,
}

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of all files; by default each file's is recognised.
    pub format: Option<FormatName>,
    /// The encoding of all text; by default each file's is recognised.
    pub encoding: Option<Encoding>,
    /// The schema of all files; by default each file's is picked by its fields.
    pub schema: Option<&'static Preset>,
    /// Fields that the caller names in place of the schema's.
    pub fields: FieldNames,
    /// The table that is read, in formats that may have several; by default the only one with a text.
    pub table: Option<String>,
    /// Where outlets are taken from; by default as the schema says.
    pub outlet_from: Option<OutletFrom>,
    /// What is known of outlets with several names.
    pub outlet_names: OutletNames,
    /// What the body of an article is made of.
    pub body_is: BodyIs,
    /// The longest record, in bytes; a longer one is rejected without being held in memory.
    pub max_record_bytes: u64,
    /// How much of a file is read at once, in bytes. It changes no result.
    pub chunk_bytes: usize,
}

/// The longest record that is read by default: 64 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: u64 = 64 << 20;

/// How much is read at once by default: 1 MiB.
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
            body_is: BodyIs::default(),
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            chunk_bytes: DEFAULT_CHUNK_BYTES,
        }
    }
}
