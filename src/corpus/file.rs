//! A file of the corpus, independent of its format.

use std::io;
use std::path::{Path, PathBuf};

use super::bytes::decode::{Compression, Decoder, Hashing};
use super::bytes::encoding::Encoding;
use super::bytes::source::Location;
use super::fields::schema::Field;
use crate::article::BodyIs;

/// The properties of a file that do not depend on its format.
#[derive(Debug)]
pub struct File {
    /// Its path as named or found; `-` for standard input.
    pub path: PathBuf,
    /// Bytes on disk when it was found.
    pub bytes: u64,
    /// How it is compressed.
    pub compression: Compression,
    /// The encoding of its text.
    pub encoding: Encoding,
    /// What the bodies of its articles are.
    pub body_is: BodyIs,
    /// The name of its folder.
    pub folder: Option<String>,
    /// Fields in the names of the folders above it, in Hive style:
    /// `outlet=gazette/date=2026-03-04/`.
    pub(super) in_folders: Vec<(Field, String)>,
    /// The path below the named folder: the article's key, if the file is one article.
    pub key: String,
    /// The archive that it is in, if it is in one.
    pub within: Option<PathBuf>,
    /// Where it is read from. Differs from `path` for standard input and in archives.
    pub(super) location: Location,
}

impl File {
    /// The value that the names of the folders give for a field.
    pub(super) fn said_by_folders(&self, field: Field) -> Option<&str> {
        self.in_folders.iter().find(|(said, _)| *said == field).map(|(_, value)| value.as_str())
    }

    /// Where it is read from: another file than its path names if that is a URL or standard input, or in an archive.
    pub fn read_from(&self) -> &Path {
        &self.location.path
    }

    /// Whether its bytes on disk differ from its text.
    pub fn is_packed(&self) -> bool {
        self.compression != Compression::None || self.location.is_deflated()
    }

    /// Whether it is a file of its own and is not compressed, which some formats require.
    pub(super) fn is_plain(&self) -> bool {
        self.compression == Compression::None && self.location.member.is_none()
    }

    /// Opens the file, decompressed and in UTF-8.
    pub(super) fn open(&self, hashing: Hashing) -> io::Result<Decoder> {
        Decoder::open(&self.location, self.compression, self.encoding, hashing)
    }
}
