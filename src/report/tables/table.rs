//! One table in all its formats.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{CsvFile, JsonLines, both};
#[cfg(feature = "parquet")]
use super::parquet_file::ParquetFile;
use crate::error::Result;
use crate::report::WrittenFile;
use crate::report::rows::Row;

/// A format that tables can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// One JSON object per line.
    #[serde(rename = "jsonl")]
    JsonLines,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] = &[
        Format::Csv,
        Format::JsonLines,
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];

    fn gathers_rows(self) -> bool {
        match self {
            Format::Csv | Format::JsonLines => false,
            #[cfg(feature = "parquet")]
            Format::Parquet => true,
        }
    }
}

/// The formats of a run's tables. JSON Lines is always included, because later commands read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Formats(Vec<Format>);

impl Formats {
    /// These formats without duplicates, and JSON Lines.
    pub fn of(named: &[Format]) -> Formats {
        let is_one = |format: &Format| named.contains(format) || *format == Format::JsonLines;
        Formats(Format::ALL.iter().copied().filter(is_one).collect())
    }

    /// Whether rows are gathered in memory before they are written.
    pub(crate) fn gather_rows(&self) -> bool {
        self.0.iter().any(|format| format.gathers_rows())
    }

    pub(super) fn have(&self, format: Format) -> bool {
        self.0.contains(&format)
    }
}

impl Default for Formats {
    fn default() -> Formats {
        Formats::of(Format::ALL)
    }
}

/// One table in all its formats.
#[derive(Debug)]
pub(super) struct Table {
    csv: Option<CsvFile>,
    json_lines: JsonLines,
    #[cfg(feature = "parquet")]
    parquet: Option<ParquetFile>,
}

impl Table {
    pub(super) fn create<R: Row>(folder: &Path, formats: &Formats) -> Result<Table> {
        let path = |ending| folder.join(R::TABLE).with_extension(ending);
        let csv = formats.have(Format::Csv).then(|| CsvFile::create(path("csv"), R::COLUMNS));
        let json_lines = JsonLines::create(path("jsonl"))?;
        #[cfg(feature = "parquet")]
        let parquet = formats
            .have(Format::Parquet)
            .then(|| ParquetFile::create(path("parquet"), R::TABLE, R::COLUMNS))
            .transpose()?;
        Ok(Table {
            csv: csv.transpose()?,
            json_lines,
            #[cfg(feature = "parquet")]
            parquet,
        })
    }

    pub(super) fn write<R: Row>(&mut self, row: &R) -> Result<()> {
        if let Some(csv) = &mut self.csv {
            csv.write(row)?;
        }
        #[cfg(feature = "parquet")]
        if let Some(parquet) = &mut self.parquet {
            parquet.write(row)?;
        }
        self.json_lines.write(row)
    }

    /// Writes many rows, formats in parallel.
    pub(super) fn write_all<R: Row + Sync>(&mut self, parts: &[&[R]]) -> Result<()> {
        let rows = || parts.iter().copied().flatten();
        if parts.is_empty() {
            return Ok(());
        }
        let csv = || match &mut self.csv {
            Some(csv) => rows().try_for_each(|row| csv.write(row)),
            None => Ok(()),
        };
        let json_lines = || rows().try_for_each(|row| self.json_lines.write(row));
        #[cfg(feature = "parquet")]
        let json_lines = || {
            let parquet = || match &mut self.parquet {
                Some(parquet) => rows().try_for_each(|row| parquet.write(row)),
                None => Ok(()),
            };
            both(json_lines, parquet)
        };
        both(csv, json_lines)
    }

    pub(super) fn finish(self) -> Result<Vec<WrittenFile>> {
        let mut files = Vec::new();
        if let Some(csv) = self.csv {
            files.push(csv.finish()?);
        }
        files.push(self.json_lines.finish()?);
        #[cfg(feature = "parquet")]
        if let Some(parquet) = self.parquet {
            files.push(parquet.finish()?);
        }
        Ok(files)
    }
}
