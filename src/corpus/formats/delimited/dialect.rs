//! What parts the columns of a file, and whether quotes mean anything in it.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::corpus::fields::schema::{Field, PRESETS};
use crate::corpus::look::Start;

/// How the rows of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quotes: Quotes,
}

/// What a quote at the start of a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// The sign that delimiters and line ends up to the next one belong to the cell; two are one quote.
    Marks,
    /// A character like others.
    Literal,
}

/// What parts columns, by how common it is.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Bytes by which dialects are compared.
const COMPARED: usize = 256 << 10;

impl Dialect {
    /// The dialect in which the rows of a file have the header's columns; commas and quotes where none is better.
    pub(super) fn detect(start: &[u8], is_whole: bool, delimiter: Option<u8>) -> Dialect {
        let delimiters = delimiter.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
        let dialects = [Quotes::Marks, Quotes::Literal].into_iter().flat_map(|quotes| {
            delimiters.iter().map(move |&delimiter| Dialect { delimiter, quotes })
        });
        let mut best: Option<(Fit, Dialect)> = None;
        for dialect in dialects {
            let fit = dialect.fit(start, is_whole);
            if best.is_none_or(|(known, _)| fit > known) {
                best = Some((fit, dialect));
            }
        }
        best.expect("there is at least one dialect").1
    }

    /// The rows at the start of a file, as far as they are whole.
    pub(super) fn rows(self, start: &[u8], is_whole: bool) -> impl Iterator<Item = Vec<String>> {
        let mut reader = self.reader();
        let mut at = 0;
        // No row grows by losing its quotes.
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
                    // What is left is the beginning of a row.
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
        // Behind a row that is not whole, or has too many columns, the reader is in the midst of it.
        rows.fuse()
    }

    /// A reader of rows in this dialect.
    pub(super) fn reader(self) -> Reader {
        ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.quotes == Quotes::Marks)
            .terminator(Terminator::CRLF)
            .build()
    }

    fn fit(self, start: &[u8], is_whole: bool) -> Fit {
        let is_whole = is_whole && start.len() <= COMPARED;
        let mut rows = self.rows(&start[..start.len().min(COMPARED)], is_whole);
        let header = rows.next().unwrap_or_default();
        let (mut compared, mut even) = (0, 0);
        for row in rows {
            compared += 1;
            even += usize::from(row.len() == header.len());
        }
        Fit {
            names_text: header.len() > 1 && header.iter().any(|name| is_text_name(name)),
            parts: header.len() > 1,
            share: (even * 100).checked_div(compared).unwrap_or(0),
            even,
            width: header.len(),
        }
    }
}

/// More columns than any table of articles has.
pub(super) const MOST_COLUMNS: usize = 1 << 14;

/// How well a dialect fits; what is compared first stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    names_text: bool,
    parts: bool,
    /// Rows that have as many columns as the header, in percent.
    share: usize,
    /// How many they are: a quote that means nothing joins rows.
    even: usize,
    width: usize,
}

/// Whether a schema keeps texts under this name.
fn is_text_name(name: &str) -> bool {
    PRESETS.iter().any(|preset| preset.paths(Field::Text).contains(&name))
}

/// What parts the columns in the first row of a file, if it names several columns and a text among them.
pub(super) fn of_header(start: &Start) -> Option<u8> {
    let (delimiter, names) = header(start)?;
    names.iter().any(|name| is_text_name(name)).then_some(delimiter)
}

/// The names in the first line, and what parts them: nothing else than names may stand there.
fn header<'a>(start: &Start<'a>) -> Option<(u8, Vec<&'a str>)> {
    const LONGEST: usize = 4 << 10;
    let line = &start.bytes[..start.bytes.len().min(LONGEST)];
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line.trim_ascii_end()).ok()?;
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
