//! Files that are read row by row through a library that knows where the rows are: Parquet, SQLite.
//!
//! A row becomes a JSON object of its wanted columns, so that nested fields, lists and numbers mean the same in all
//! formats. Its number stands for its place in the file.

use std::fmt;
use std::io;
use std::path::Path;

use super::bytes::blocks::End;
use super::bytes::decode::{Hashing, RawFacts, Trouble, is_bomb};
use super::bytes::spans::{Block, Piece};
use super::fields::paths::Paths;
use super::fields::schema::Mapping;
use super::file::File;

/// What was understood of a file that is read row by row.
#[derive(Debug)]
pub(super) struct RowFile {
    mapping: Mapping,
    rows: Box<dyn OpenRows>,
}

/// What opens a file of one format for reading rows.
pub(super) trait OpenRows: fmt::Debug + Send + Sync {
    /// Opens it to read the columns that are wanted.
    fn open(&self, path: &Path, wanted: &Paths) -> Result<Box<dyn Rows>, Trouble>;
}

/// Rows, one after the other.
pub(super) trait Rows: Send {
    /// Adds rows to a batch until it is full; none when all have been read.
    fn read(&mut self, batch: &mut Batch) -> Result<(), Trouble>;

    /// Goes to the row of this number, which is to be read next.
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

/// What of a row is kept that is longer than allowed.
const HEAD: usize = 1 << 10;

impl Batch {
    /// A batch of about this size: of at least one row.
    pub(super) fn new(target: usize, max_record: u64) -> Batch {
        Batch { bytes: Vec::new(), rows: Vec::new(), target, max_record }
    }

    /// Whether it wants no more rows.
    pub(super) fn is_full(&self) -> bool {
        !self.rows.is_empty() && self.bytes.len() >= self.target
    }

    /// Adds the row of this number, which people count as that one; `write` appends its JSON.
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

    /// What kept the file from being read to its end, and where it did.
    pub(super) fn take_trouble(&mut self) -> Option<(Trouble, u64)> {
        self.trouble.take()
    }
}

/// The facts of a file on disk: it is read once more for its hash's sake.
pub(super) fn facts(source: &File) -> io::Result<RawFacts> {
    source.open(Hashing::On)?.into_facts()
}

/// Appends a text as a JSON string. Bytes that are not UTF-8 stay as they are, for the reader of records to mend.
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

/// Appends a number with a fraction; what is no number is nothing.
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
        fn text_comes_back_as_it_was(text in ".{0,40}") {
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
    fn what_is_no_number_is_null() {
        let written = |number| {
            let mut json = Vec::new();
            write_float(number, &mut json);
            String::from_utf8(json).unwrap()
        };
        assert_eq!([written(1.5), written(2.0), written(f64::NAN)], ["1.5", "2.0", "null"]);
    }
}
