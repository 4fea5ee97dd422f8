//! A file of the corpus, as it was found.

use std::io;
use std::path::PathBuf;

use super::bytes::decode::{Compression, Decoder, Hashing};
use super::bytes::encoding::Encoding;
use super::fields::schema::Field;
use crate::article::BodyIs;

/// What is known of a file whatever its format is.
#[derive(Debug)]
pub struct File {
    /// Its path as the caller named it, or as it was found in a folder; `-` for the standard input.
    pub path: PathBuf,
    /// Bytes on disk when it was found.
    pub bytes: u64,
    /// How it is compressed.
    pub compression: Compression,
    /// The encoding of its text.
    pub encoding: Encoding,
    /// What the bodies of its articles are.
    pub body_is: BodyIs,
    /// The name of the folder in which it lies.
    pub folder: Option<String>,
    /// What the folders above it say in their names, as Hive writes them: `outlet=gazette/date=2026-03-04/`.
    pub(super) in_folders: Vec<(Field, String)>,
    /// The path below the folder that was named: the article's key, where the file is one.
    pub key: String,
    /// Where it is read from: the same as `path`, but for the standard input.
    pub(super) location: PathBuf,
}

impl File {
    /// What the folders say of a field of all articles in the file.
    pub(super) fn said_by_folders(&self, field: Field) -> Option<&str> {
        self.in_folders.iter().find(|(said, _)| *said == field).map(|(_, value)| value.as_str())
    }

    /// Opens the file for reading: decompressed, and in UTF-8.
    pub(super) fn open(&self, hashing: Hashing) -> io::Result<Decoder> {
        Decoder::open(&self.location, self.compression, self.encoding, hashing)
    }
}
