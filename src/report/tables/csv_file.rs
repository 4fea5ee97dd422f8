//! A table as CSV.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::super::cells;
use super::super::column::Column;
use super::file::{BUFFER_BYTES, secured};
use crate::error::Result;
use crate::report::{WrittenFile, unwritable};

/// One file of comma-separated values.
#[derive(Debug)]
pub(super) struct CsvFile {
    csv: csv::Writer<File>,
    path: PathBuf,
    cell: Vec<u8>,
}

impl CsvFile {
    pub(super) fn create(path: PathBuf, columns: &[Column]) -> Result<CsvFile> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        let mut csv = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        csv.write_record(columns.iter().map(|column| column.name))
            .map_err(io::Error::from)
            .map_err(unwritable(&path))?;
        Ok(CsvFile { csv, path, cell: Vec::new() })
    }

    pub(super) fn write(&mut self, row: &impl Serialize) -> Result<()> {
        cells::write_row(&mut self.csv, &mut self.cell, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.path))
    }

    pub(super) fn finish(mut self) -> Result<WrittenFile> {
        self.csv.flush().map_err(unwritable(&self.path))?;
        secured(self.csv.get_ref(), &self.path)
    }
}
