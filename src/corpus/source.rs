//! A file of the corpus and its format.

use std::ops::Deref;

use super::file::File;
use super::format::Format;

/// A file of the corpus: a [`File`] whose format is known.
#[derive(Debug)]
pub struct SourceFile {
    /// The file, whatever its format is.
    pub file: File,
    /// How it is read.
    pub format: Format,
}

impl Deref for SourceFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}
