//! Files that a library reads row by row: Parquet, SQLite.
//!
//! A row becomes a JSON object of its wanted columns, so that nested fields, lists and numbers mean
//! the same in all formats. The place of a row is its number.

use std::fmt;
use std::io;
use std::path::Path;

use super::bytes::blocks::End;
use super::bytes::decode::{Hashing, RawFacts, Trouble, is_bomb};
use super::bytes::spans::{Block, Piece};
use super::fields::paths::Paths;
use super::fields::schema::Mapping;
use super::file::File;

/// A file that is read row by row.
#[derive(Debug)]
pub(super) struct RowFile {
    mapping: Mapping,
    rows: Box<dyn OpenRows>,
}

/// Opens files of one format for reading rows.
pub(super) trait OpenRows: fmt::Debug + Send + Sync {
    /// Opens a file to read the wanted columns.
    fn open(&self, path: &Path, wanted: &Paths) -> Result<Box<dyn Rows>, Trouble>;
}

/// Reads rows in order.
pub(super) trait Rows: Send {
    /// Adds rows to a batch until it is full; adds none at the end.
    fn read(&mut self, batch: &mut Batch) -> Result<(), Trouble>;

    /// Moves to the row with this number, to read it next.
    fn seek(&mut self, number: u64) -> Result<(), Trouble>;
}

impl RowFile {
    pub(super) fn new(mapping: Mapping, rows: impl OpenRows + 'static) -> RowFile {
        RowFile { mapping, rows: Box::new(rows) }
    }

    /// Which column is read as what.
    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub(super) fn open(&self, path: &Path) -> Result<Box<dyn Rows>, Trouble> {
        self.rows.open(path, &self.mapping.paths)
    }
}

/// Rows that were read.
pub(super) struct Batch {
    bytes: Vec<u8>,
    rows: Vec<Piece>,
    target: usize,
    max_record: u64,
}

/// Bytes that are kept of a row that is too long.
const HEAD: usize = 1 << 10;

impl Batch {
    /// A batch of about this size, with at least one row.
    pub(super) fn new(target: usize, max_record: u64) -> Batch {
        Batch { bytes: Vec::new(), rows: Vec::new(), target, max_record }
    }

    /// Whether it takes no more rows.
    pub(super) fn is_full(&self) -> bool {
        !self.rows.is_empty() && self.bytes.len() >= self.target
    }

    /// Adds the row with this number; `counted` is its number for people. `write` appends its JSON.
    pub(super) fn push(&mut self, number: u64, counted: u64, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        let bytes = (self.bytes.len() - start) as u64;
        if bytes > self.max_record {
            self.bytes.truncate(start + HEAD);
        }
        let kept = self.bytes.len() - start;
        self.rows.push(Piece { start, kept, offset: number, bytes, line: counted, end: End::Line });
    }

    /// The bytes of all its rows.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The rows of one file in batches.
pub(super) struct Batches {
    rows: Box<dyn Rows>,
    batch_bytes: usize,
    max_record: u64,
    /// Bytes on disk, and bytes given.
    packed: u64,
    given: u64,
    records: u64,
    trouble: Option<(Trouble, u64)>,
}

impl Batches {
    pub(super) fn new(
        rows: Box<dyn Rows>,
        packed: u64,
        batch_bytes: usize,
        max_record: u64,
    ) -> Batches {
        Batches { rows, batch_bytes, max_record, packed, given: 0, records: 0, trouble: None }
    }

    /// The next rows; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Option<Block> {
        if self.trouble.is_some() {
            return None;
        }
        let mut batch = Batch::new(self.batch_bytes, self.max_record);
        if let Err(trouble) = self.rows.read(&mut batch) {
            self.trouble = Some((trouble, 0));
        }
        self.given += batch.bytes.len() as u64;
        self.records += batch.rows.len() as u64;
        if is_bomb(self.given, self.packed) {
            self.trouble = Some((Trouble::Bomb(self.given), self.packed));
            return None;
        }
        (!batch.rows.is_empty()).then_some(Block { bytes: batch.bytes, spans: batch.rows })
    }

    /// Rows so far.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// Why and where the file could not be read further.
    pub(super) fn take_trouble(&mut self) -> Option<(Trouble, u64)> {
        self.trouble.take()
    }
}

/// The facts of a file on disk. Reads the file once more for the hash.
pub(super) fn facts(source: &File) -> io::Result<RawFacts> {
    source.open(Hashing::On)?.into_facts()
}

/// Appends a text as a JSON string. Bytes that are not UTF-8 are kept, for the record reader to
/// replace.
pub(super) fn write_text(text: &[u8], buffer: &mut Vec<u8>) {
    buffer.push(b'"');
    let mut from = 0;
    for (at, &byte) in text.iter().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        buffer.extend_from_slice(&text[from..at]);
        from = at + 1;
        match byte {
            b'"' => buffer.extend_from_slice(b"\\\""),
            b'\\' => buffer.extend_from_slice(b"\\\\"),
            b'\n' => buffer.extend_from_slice(b"\\n"),
            control => buffer.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
        }
    }
    buffer.extend_from_slice(&text[from..]);
    buffer.push(b'"');
}

/// Appends a float; NaN and infinities become null.
pub(super) fn write_float(number: f64, buffer: &mut Vec<u8>) {
    let shown = serde_json::Number::from_f64(number).map(|number| number.to_string());
    buffer.extend_from_slice(shown.as_deref().unwrap_or("null").as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_survives_encoding(text in ".{0,40}") {
            let mut json = Vec::new();
            write_text(text.as_bytes(), &mut json);
            prop_assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        let mut json = Vec::new();
        write_text(b"a\0\n\t\x1f\"\\b", &mut json);
        assert_eq!(String::from_utf8(json).unwrap(), r#""a\u0000\n\u0009\u001f\"\\b""#);
    }

    #[test]
    fn nan_is_null() {
        let written = |number| {
            let mut json = Vec::new();
            write_float(number, &mut json);
            String::from_utf8(json).unwrap()
        };
        assert_eq!([written(1.5), written(2.0), written(f64::NAN)], ["1.5", "2.0", "null"]);
    }
}
