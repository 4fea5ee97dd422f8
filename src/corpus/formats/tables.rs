//! The common part of formats whose records are rows, which become JSON objects: Parquet, SQLite.

use super::json;
use crate::corpus::bytes::blocks::End;
use crate::corpus::fields::schema::Mapping;
use crate::corpus::file::File;
use crate::corpus::format::{FormatName, Made, ReadFile};
use crate::corpus::rows::RowFile;

/// A file that is read row by row.
#[derive(Debug)]
pub(super) struct TableFile {
    pub(super) name: FormatName,
    pub(super) rows: RowFile,
}

impl ReadFile for TableFile {
    fn name(&self) -> FormatName {
        self.name
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(self.rows.mapping())
    }

    fn rows(&self) -> Option<&RowFile> {
        Some(&self.rows)
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        json::object(self.rows.mapping(), file, bytes, end)
    }
}
