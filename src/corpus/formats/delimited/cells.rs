//! The cells of a row, without quotes.

use std::borrow::Cow;
use std::cell::RefCell;

use csv_core::{ReadRecordResult, Reader};
use memchr::memchr;

use super::dialect::{Dialect, Quotes};

/// The cells of a row.
pub(super) enum Cells<'r> {
    /// Slices of the row.
    Borrowed(Vec<&'r [u8]>),
    /// Concatenated, with the end of each.
    Owned { bytes: Vec<u8>, ends: Vec<usize> },
}

impl<'r> Cells<'r> {
    /// The cells of a row that is not empty.
    pub(super) fn of(row: &'r [u8], dialect: Dialect) -> Cells<'r> {
        borrowed(row, dialect).map_or_else(|| owned(row, dialect), Cells::Borrowed)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Cells::Borrowed(cells) => cells.len(),
            Cells::Owned { ends, .. } => ends.len(),
        }
    }

    pub(super) fn bytes(&self, column: usize) -> &[u8] {
        match self {
            Cells::Borrowed(cells) => cells[column],
            Cells::Owned { bytes, ends } => {
                let start = column.checked_sub(1).map_or(0, |before| ends[before]);
                &bytes[start..ends[column]]
            }
        }
    }

    /// The text of a cell, and whether some of its bytes were not UTF-8.
    pub(super) fn text(&self, column: usize) -> (Cow<'r, str>, bool) {
        let (text, is_mended) = match self {
            Cells::Borrowed(cells) => return mended(cells[column]),
            Cells::Owned { .. } => mended(self.bytes(column)),
        };
        (Cow::Owned(text.into_owned()), is_mended)
    }
}

/// The text of some bytes, and whether some of them were not UTF-8.
fn mended(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (String::from_utf8_lossy(bytes), true),
    }
}

/// The cells of a row that has quotes only around whole cells; `None` for any other row.
fn borrowed(row: &[u8], dialect: Dialect) -> Option<Vec<&[u8]>> {
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let quoted = rest.strip_prefix(b"\"").filter(|_| dialect.quotes != Quotes::Literal);
        let (cell, behind) = if let Some(inside) = quoted {
            let (cell, behind) = inside.split_at_checked(memchr(b'"', inside)?)?;
            if dialect.quotes == Quotes::Escaped && cell.contains(&b'\\') {
                return None;
            }
            (cell, behind)
        } else {
            rest.split_at(memchr(dialect.delimiter, rest).unwrap_or(rest.len()))
        };
        cells.push(cell);
        let behind = behind.strip_prefix(b"\"").filter(|_| quoted.is_some()).unwrap_or(behind);
        match behind.split_first() {
            None => return Some(cells),
            Some((byte, behind)) if *byte == dialect.delimiter => rest = behind,
            Some(_) => return None,
        }
    }
}

thread_local! {
    /// The reader of the last row. To build one takes longer than to read a row.
    static READER: RefCell<Option<(Dialect, Reader)>> = const { RefCell::new(None) };
}

/// The cells of any row.
fn owned<'r>(row: &[u8], dialect: Dialect) -> Cells<'r> {
    READER.with_borrow_mut(|last| {
        let reader = match last {
            Some((known, reader)) if *known == dialect => reader,
            _ => &mut last.insert((dialect, dialect.reader())).1,
        };
        reader.reset();
        owned_by(reader, row)
    })
}

fn owned_by<'r>(reader: &mut Reader, row: &[u8]) -> Cells<'r> {
    // Removing quotes never makes a cell longer.
    let mut bytes = vec![0; row.len() + 1];
    let mut ends = vec![0; 16];
    let (mut read, mut written, mut ended) = (0, 0, 0);
    loop {
        let (result, used, output, found) =
            reader.read_record(&row[read..], &mut bytes[written..], &mut ends[ended..]);
        read += used;
        written += output;
        ended += found;
        match result {
            ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
            ReadRecordResult::OutputFull => bytes.resize(bytes.len() * 2, 0),
            // The end of the input. The next call gets no bytes and closes the last cell.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record | ReadRecordResult::End => break,
        }
    }
    ends.truncate(ended);
    bytes.truncate(written);
    Cells::Owned { bytes, ends }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told<'c>(cells: &'c Cells<'_>) -> Vec<&'c [u8]> {
        (0..cells.len()).map(|column| cells.bytes(column)).collect()
    }

    #[test]
    fn a_text_in_quotes_is_borrowed_unless_it_has_quotes_itself() {
        let commas = Dialect { delimiter: b',', quotes: Quotes::Marks };
        let cells = Cells::of(b"a,\"Rain, all day\",", commas);
        assert_eq!(told(&cells), [&b"a"[..], b"Rain, all day", b""]);
        assert!(matches!(cells, Cells::Borrowed(_)));
        let cells = Cells::of(b"a,\"Rain, \"\"all\"\" day\"", commas);
        assert_eq!(told(&cells), [&b"a"[..], b"Rain, \"all\" day"]);
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_csv_crate(row in "[ab,\"é]{1,24}", marks in any::<bool>()) {
            let quotes = if marks { Quotes::Marks } else { Quotes::Literal };
            let dialect = Dialect { delimiter: b',', quotes };
            let cells = Cells::of(row.as_bytes(), dialect);
            let slowly = owned(row.as_bytes(), dialect);
            prop_assert_eq!(told(&cells), told(&slowly));
        }
    }
}
