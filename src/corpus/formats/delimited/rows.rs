//! Finds the rows of a file. Line ends inside quotes do not end a row.

use memchr::{memchr, memchr2, memchr3};

use super::dialect::{Dialect, Quotes};
use crate::corpus::bytes::spans::{Event, Scanner, Step};

/// Finds the rows below the header.
pub(super) struct Rows {
    dialect: Dialect,
    place: Place,
    row: Row,
}

/// The state of the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between rows.
    Between,
    /// At the start of a cell.
    Start,
    /// In an unquoted cell, or after the closing quote.
    Bare,
    /// Inside quotes.
    Quoted,
    /// After a quote that ends the cell, unless another quote follows.
    Closed,
    /// After a backslash inside quotes.
    Escape,
}

/// The kind of row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    /// The header, or a row above it, with the number of rows left before the header.
    Header(usize),
    Record,
}

impl Rows {
    /// `above` is the number of rows above the header.
    pub(super) fn new(dialect: Dialect, above: usize) -> Rows {
        Rows { dialect, place: Place::Between, row: Row::Header(above) }
    }

    /// Starts after the header.
    fn below_header(dialect: Dialect) -> Rows {
        Rows { row: Row::Record, ..Rows::new(dialect, 0) }
    }

    fn is_inside_quotes(&self) -> bool {
        matches!(self.place, Place::Quoted | Place::Escape)
    }

    /// The state after the first byte of a cell.
    fn begin_cell(&self, byte: u8) -> Place {
        match byte {
            b'"' if self.dialect.quotes != Quotes::Literal => Place::Quoted,
            byte if byte == self.dialect.delimiter => Place::Start,
            _ => Place::Bare,
        }
    }

    /// The next quote inside a quoted cell, or backslash that may escape one.
    fn end_of_quoted(&self, bytes: &[u8]) -> Option<usize> {
        match self.dialect.quotes {
            Quotes::Escaped => memchr2(b'"', b'\\', bytes),
            Quotes::Marks | Quotes::Literal => memchr(b'"', bytes),
        }
    }

    fn end_row(&mut self, used: usize) -> Option<Step> {
        self.place = Place::Between;
        match self.row {
            Row::Header(above) => {
                self.row = above.checked_sub(1).map_or(Row::Record, Row::Header);
                None
            }
            Row::Record => Some(Step { used, event: Event::End }),
        }
    }
}

impl Scanner for Rows {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match (self.place, byte) {
                (Place::Between, b'\n' | b'\r') => at += 1,
                (Place::Between, _) => {
                    self.place = Place::Start;
                    if self.row == Row::Record {
                        return Step { used: at, event: Event::Begin };
                    }
                }
                (Place::Escape, _) | (Place::Closed, b'"') => {
                    self.place = Place::Quoted;
                    at += 1;
                }
                (Place::Quoted, _) => match self.end_of_quoted(&bytes[at..]) {
                    Some(found) => {
                        let is_escape = bytes[at + found] == b'\\';
                        self.place = if is_escape { Place::Escape } else { Place::Closed };
                        at += found + 1;
                    }
                    None => at = bytes.len(),
                },
                // A carriage return also ends a row, as in the csv crate.
                (_, b'\n' | b'\r') => match self.end_row(at) {
                    Some(step) => return step,
                    None => at += 1,
                },
                (Place::Start, _) => {
                    self.place = self.begin_cell(byte);
                    at += 1;
                }
                (Place::Closed | Place::Bare, _) => {
                    let rest = &bytes[at..];
                    match memchr3(self.dialect.delimiter, b'\n', b'\r', rest) {
                        Some(found) if rest[found] == self.dialect.delimiter => {
                            self.place = Place::Start;
                            at += found + 1;
                        }
                        Some(found) => {
                            self.place = Place::Bare;
                            at += found;
                        }
                        None => {
                            self.place = Place::Bare;
                            at = bytes.len();
                        }
                    }
                }
            }
        }
        Step { used: at, event: Event::More }
    }
}

/// Whether a row ends inside quotes.
pub(super) fn ends_inside_quotes(row: &[u8], dialect: Dialect) -> bool {
    let mut rows = Rows::below_header(dialect);
    let mut at = 0;
    while at < row.len() {
        let Step { used, event } = rows.scan(&row[at..]);
        at += used;
        if event == Event::More {
            break;
        }
    }
    rows.is_inside_quotes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMMAS: Dialect = Dialect { delimiter: b',', quotes: Quotes::Marks };

    /// The rows that the scanner finds if it gets the bytes in pieces.
    fn rows(bytes: &[u8], piece: usize) -> Vec<Vec<u8>> {
        let mut scanner = Rows::new(COMMAS, 0);
        let mut rows: Vec<Vec<u8>> = Vec::new();
        let mut is_open = false;
        for piece in bytes.chunks(piece) {
            let mut at = 0;
            while at < piece.len() {
                let Step { used, event } = scanner.scan(&piece[at..]);
                if is_open {
                    rows.last_mut().unwrap().extend_from_slice(&piece[at..at + used]);
                }
                at += used;
                match event {
                    Event::Begin => {
                        rows.push(Vec::new());
                        is_open = true;
                    }
                    Event::End => is_open = false,
                    _ => break,
                }
            }
        }
        rows
    }

    /// The rows according to the csv crate.
    fn rows_of_the_csv_crate(bytes: &[u8]) -> Vec<csv::ByteRecord> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        reader.byte_records().map(Result::unwrap).collect()
    }

    #[test]
    fn line_ends_inside_quotes_belong_to_the_row() {
        let found = rows(b"id,body\r\na,\"Rain,\n\"\"all\"\" day\"\r\n\r\nb,Sun \"high\"\n", 1000);
        assert_eq!(found, [&b"a,\"Rain,\n\"\"all\"\" day\""[..], b"b,Sun \"high\""]);
    }

    #[test]
    fn a_line_end_within_the_header_belongs_to_the_header() {
        assert_eq!(rows(b"id,\"bo\ndy\"\na,Rain\n", 3), [b"a,Rain"]);
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,\"\n\r]{0,40}", piece in 1_usize..50) {
            let bytes = ["h\n", &text].concat().into_bytes();
            let found = rows(&bytes, piece);
            let cells: Vec<csv::ByteRecord> = found
                .iter()
                .map(|row| {
                    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&row[..]);
                    reader.byte_records().next().unwrap().unwrap()
                })
                .collect();
            prop_assert_eq!(cells, rows_of_the_csv_crate(&bytes));
        }
    }
}
