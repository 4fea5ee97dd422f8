//! Detects the delimiter of a file, and whether quotes have a meaning in it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::corpus::fields::names;
use crate::corpus::fields::schema::{Field, PRESETS};
use crate::corpus::look::Start;

/// How the rows of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quotes: Quotes,
}

/// The meaning of a quote at the start of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// It quotes the cell: delimiters and line ends up to the closing quote belong to the cell, and
    /// two quotes are one.
    Marks,
    /// The same, and a backslash escapes a quote.
    Escaped,
    /// An ordinary character.
    Literal,
}

/// Delimiters, most common first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Bytes that are parsed to compare dialects.
const COMPARED: usize = 256 << 10;

impl Dialect {
    /// The dialect in which most rows have the columns of the header; commas and quotes if none is
    /// better. Also returns the number of rows above the header.
    pub(super) fn detect(
        start: &[u8],
        is_whole: bool,
        delimiter: Option<u8>,
        text: Option<&str>,
    ) -> (Dialect, usize) {
        let delimiter = named_by_excel(start).or(delimiter);
        let delimiters = delimiter.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
        let quotes = [Quotes::Marks, Quotes::Escaped, Quotes::Literal];
        let dialects = quotes.into_iter().flat_map(|quotes| {
            delimiters.iter().map(move |&delimiter| Dialect { delimiter, quotes })
        });
        let mut best: Option<(Fit, Dialect, usize)> = None;
        for dialect in dialects {
            let (fit, above) = dialect.fit(start, is_whole, text);
            if best.is_none_or(|(known, ..)| fit > known) {
                best = Some((fit, dialect, above));
            }
        }
        let (_, dialect, above) = best.expect("there is at least one dialect");
        (dialect, above)
    }

    /// The complete rows at the start of a file.
    pub(super) fn rows(self, start: &[u8], is_whole: bool) -> impl Iterator<Item = Vec<String>> {
        let mut reader = self.reader();
        let mut at = 0;
        // Removing quotes never makes a row longer.
        let mut bytes = vec![0; start.len() + 1];
        let mut ends = vec![0; 1 << 10];
        let rows = std::iter::from_fn(move || {
            let (mut written, mut ended) = (0, 0);
            loop {
                let (result, used, output, found) =
                    reader.read_record(&start[at..], &mut bytes[written..], &mut ends[ended..]);
                at += used;
                written += output;
                ended += found;
                match result {
                    ReadRecordResult::InputEmpty if is_whole => {}
                    ReadRecordResult::Record => break,
                    ReadRecordResult::OutputEndsFull if ends.len() < MOST_COLUMNS => {
                        ends.resize(ends.len() * 2, 0);
                    }
                    // The rest is an incomplete row.
                    _ => return None,
                }
            }
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let cells = starts.zip(&ends).take(ended);
            Some(
                cells
                    .map(|(start, &end)| String::from_utf8_lossy(&bytes[start..end]).into_owned())
                    .collect(),
            )
        });
        // After a row that is incomplete or has too many columns, the reader is in the middle of
        // it.
        rows.fuse()
    }

    /// A reader of rows in this dialect.
    pub(super) fn reader(self) -> Reader {
        ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.quotes != Quotes::Literal)
            .escape((self.quotes == Quotes::Escaped).then_some(b'\\'))
            .terminator(Terminator::CRLF)
            .build()
    }

    fn fit(self, start: &[u8], is_whole: bool, text: Option<&str>) -> (Fit, usize) {
        let is_whole = is_whole && start.len() <= COMPARED;
        let mut rows = self.rows(&start[..start.len().min(COMPARED)], is_whole);
        let first: Vec<Vec<String>> = rows.by_ref().take(MOST_ABOVE + 1).collect();
        let is_text = |name: &String| is_text_name(name) || Some(name.as_str()) == text;
        let is_first = |row: &Vec<String>| row.len() > 1 && row.iter().any(is_text);
        let above = if first.first().is_some_and(|row| is_first(row) || known(row) > 1) {
            0
        } else {
            let names = first.iter().position(|row| is_first(row) && known(row) > 1);
            names.unwrap_or(usize::from(named_by_excel(start).is_some()))
        };
        let mut rows = first.into_iter().skip(above).chain(rows);
        let header = rows.next().unwrap_or_default();
        let (mut compared, mut even) = (0, 0);
        for row in rows {
            compared += 1;
            even += usize::from(row.len() == header.len());
        }
        let fit = Fit {
            names_text: header.len() > 1 && header.iter().any(is_text),
            parts: header.len() > 1,
            share: (even * 100).checked_div(compared).unwrap_or(0),
            even,
            width: header.len(),
        };
        (fit, above)
    }
}

/// Most columns that a table may have.
pub(super) const MOST_COLUMNS: usize = 1 << 14;

/// How well a dialect fits. Fields are in the order of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    names_text: bool,
    parts: bool,
    /// Percentage of rows with as many columns as the header.
    share: usize,
    /// The number of these rows: misread quotes join rows.
    even: usize,
    width: usize,
}

/// Rows that may be above the header, such as the search and its date.
const MOST_ABOVE: usize = 12;

/// Whether this is the name of a text in a schema, or a usual one.
fn is_text_name(name: &str) -> bool {
    PRESETS.iter().any(|preset| preset.paths(Field::Text).contains(&name))
        || names::is_name_of(Field::Text, name)
}

/// Number of distinct fields that the names in a row stand for.
fn known(row: &[impl AsRef<str>]) -> usize {
    const LONGEST: usize = 60;
    let names = row.iter().map(AsRef::as_ref).filter(|name| name.len() <= LONGEST);
    let mut fields: Vec<Field> = names.filter_map(names::field_of).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

/// The delimiter from a first line for Excel: `sep=;`.
fn named_by_excel(start: &[u8]) -> Option<u8> {
    let line = start.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    match line.get(..4)?.eq_ignore_ascii_case(b"sep=").then_some(&line[4..])? {
        [delimiter] | [delimiter, b'"'] if DELIMITERS.contains(delimiter) => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter of the first row of a file, if that is a header with several columns, one of them
/// a text.
pub(super) fn of_header(start: &Start) -> Option<u8> {
    if let Some(delimiter) = named_by_excel(start.bytes) {
        return Some(delimiter);
    }
    let (delimiter, names) = header(start)?;
    let of_schema =
        |name: &&str| PRESETS.iter().any(|known| known.paths(Field::Text).contains(name));
    let is_header = names.iter().any(of_schema)
        || (names.iter().any(|name| is_text_name(name)) && known(&names) > 1);
    is_header.then_some(delimiter)
}

/// The names in the first line and their delimiter. The line must have only names.
fn header<'a>(start: &Start<'a>) -> Option<(u8, Vec<&'a str>)> {
    const LONGEST: usize = 4 << 10;
    let line = &start.bytes[..start.bytes.len().min(LONGEST)];
    let line = line.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let line = std::str::from_utf8(line.trim_ascii_end()).ok()?;
    let may_be = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '-' | '.' | ' ' | ':' | '"' | ',' | '\t' | ';' | '|')
    };
    if !line.chars().all(may_be) {
        return None;
    }
    let names = |delimiter: u8| -> Vec<&str> {
        line.split(char::from(delimiter)).map(|name| name.trim_matches('"')).collect()
    };
    let is_name = |name: &&str| {
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | ':'))
    };
    let delimiters = DELIMITERS.into_iter().map(|delimiter| (delimiter, names(delimiter)));
    delimiters
        .filter(|(_, names)| names.len() > 1 && names.iter().all(is_name))
        .max_by_key(|(_, names)| names.len())
}
