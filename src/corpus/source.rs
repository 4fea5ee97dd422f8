//! A file of the corpus, as it was found and understood.

use std::path::PathBuf;

use super::decode::Compression;
use super::schema::Mapping;
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
    /// What is in it.
    pub format: Format,
    /// What the bodies of its articles are.
    pub body_is: BodyIs,
    /// The name of the folder in which it lies.
    pub folder: Option<String>,
    /// Where it is read from: the same as `path`, but for the standard input.
    pub(super) location: PathBuf,
}

/// What is in a file.
#[derive(Debug)]
pub enum Format {
    /// A JSON object on each line.
    JsonLines(Box<Mapping>),
    /// The text of one article.
    Text {
        /// The article's key: the file's path below the folder that was named.
        key: String,
    },
}
