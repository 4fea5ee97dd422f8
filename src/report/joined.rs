//! Reads a table, also one in parts, as one file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::error::{ErrorKind, Result};

/// How the names of the parts of a table begin.
pub(super) const PART: &str = "part-";

/// Bytes that are read at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// Opens the file of a table, or the folder of its parts.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path.is_dir() {
        return Ok(Box::new(Parts::in_folder(path)?));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, file))),
        Err(source) => Err(ErrorKind::Read { path: path.to_owned(), source }.into()),
    }
}

/// The parts of a table, one after the other.
struct Parts {
    open: Option<BufReader<File>>,
    later: std::vec::IntoIter<PathBuf>,
}

impl Parts {
    /// The parts in a folder, in the order of their names. A worker that was killed leaves other files.
    fn in_folder(folder: &Path) -> Result<Parts> {
        let files = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
        let is_part = |file: &DirEntry| file.file_name().to_string_lossy().starts_with(PART);
        let files = files.into_iter().filter(|file| file.as_ref().map_or(true, is_part));
        let files: std::result::Result<Vec<PathBuf>, _> =
            files.map(|file| file.map(DirEntry::into_path)).collect();
        let files = files
            .map_err(|error| ErrorKind::Read { path: folder.to_owned(), source: error.into() })?;
        Ok(Parts { open: None, later: files.into_iter() })
    }
}

impl Read for Parts {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(bytes)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Parts {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.open.as_mut().is_none_or(|part| part.fill_buf().is_ok_and(<[u8]>::is_empty)) {
            let Some(next) = self.later.next() else { return Ok(&[]) };
            self.open = Some(BufReader::with_capacity(BUFFER_BYTES, File::open(next)?));
        }
        self.open.as_mut().map_or(Ok(&[]), BufReader::fill_buf)
    }

    fn consume(&mut self, bytes: usize) {
        if let Some(part) = &mut self.open {
            part.consume(bytes);
        }
    }
}
