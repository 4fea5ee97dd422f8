//! A table as JSON Lines.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::file::{BUFFER_BYTES, secured};
use crate::error::Result;
use crate::report::{WrittenFile, unwritable};

/// One file of JSON Lines.
#[derive(Debug)]
pub(super) struct JsonLines {
    file: BufWriter<File>,
    path: PathBuf,
}

impl JsonLines {
    pub(super) fn create(path: PathBuf) -> Result<JsonLines> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        Ok(JsonLines { file: BufWriter::with_capacity(BUFFER_BYTES, file), path })
    }

    pub(super) fn write(&mut self, row: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.path))?;
        self.file.write_all(b"\n").map_err(unwritable(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<WrittenFile> {
        self.file.flush().map_err(unwritable(&self.path))?;
        secured(self.file.get_ref(), &self.path)
    }
}
