//! A file of the corpus and its format.

use std::ops::Deref;

use super::bytes::decode::Compression;
use super::bytes::office::Office;
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
