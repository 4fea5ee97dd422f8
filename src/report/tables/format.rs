//! The formats that tables are written in.

use serde::Serialize;

/// A format that tables can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
}

/// The formats of a run's tables. JSON Lines is always included, because later commands read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Formats(Vec<Format>);

impl Formats {
    /// These formats without duplicates, and JSON Lines.
    pub fn of(named: &[Format]) -> Formats {
        let is_one = |format: &Format| named.contains(format) || *format == Format::JsonLines;
        Formats(Format::ALL.iter().copied().filter(is_one).collect())
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
