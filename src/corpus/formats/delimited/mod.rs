//! CSV and TSV: each row is a record, and a header names the columns.

mod cells;
mod dialect;
mod rows;

use std::borrow::Cow;

use self::cells::Cells;
use self::dialect::{Dialect, MOST_COLUMNS};
use self::rows::ends_inside_quotes;
use super::record::{Guess, Values, from_values};
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::spans::Scanner;
use crate::corpus::fields::sample::Sample;
use crate::corpus::fields::schema::Mapping;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{Asked, How, ReadFormat, Start, Understood};
use crate::corpus::notice::Grouped;
use crate::corpus::reject::{Fault, RejectCode};
use crate::error::{ErrorKind, Result};
use crate::hash::HashSet;

pub(super) const CSV: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("csv", "CSV", &["csv"], Holds::Text)),
    fits: |start| dialect::of_header(start).is_some_and(|delimiter| delimiter != b'\t'),
    understand: |asked| Ok(understand(asked, None)),
};

pub(super) const TSV: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("tsv", "TSV", &["tsv", "tab"], Holds::Text)),
    fits: |start| dialect::of_header(start) == Some(b'\t'),
    understand: |asked| Ok(understand(asked, Some(b'\t'))),
};

/// How the rows of a file are read.
#[derive(Debug)]
struct Table {
    mapping: Mapping,
    dialect: Dialect,
    /// Rows above the header.
    above: usize,
    /// Columns of the header.
    width: usize,
    /// Whether line ends, tabs and backslashes in cells are escaped with a backslash.
    is_escaped: bool,
    /// The column of each wanted field, by the number of the field in the mapping.
    columns: Vec<Option<usize>>,
}

/// Rows that are sampled to see what the columns hold.
const SAMPLE_ROWS: usize = 1_000;

/// Finds out from the start of a file how to read it.
fn understand(asked: &mut Asked, delimiter: Option<u8>) -> Result<Understood> {
    let Start { bytes, is_whole, .. } = asked.start;
    let text = asked.options.fields.text.as_deref();
    let (dialect, above) = Dialect::detect(bytes, is_whole, delimiter, text);
    let mut rows = dialect.rows(bytes, is_whole).skip(above);
    let Some(mut header) = rows.next().or_else(|| bytes.trim_ascii().is_empty().then(Vec::new))
    else {
        if asked.how == How::Within {
            return Ok(Understood::NotRead("CSV without a header"));
        }
        let path = asked.file.path.clone();
        return Err(ErrorKind::EndlessHeader { path, most: MOST_COLUMNS }.into());
    };
    // A script may have put a UTF-8 byte order mark before text in another encoding.
    if let Some(name) = header.first_mut().filter(|name| name.starts_with("ï»¿")) {
        *name = name["ï»¿".len()..].trim_matches('"').to_owned();
    }
    let mut sample = Sample::default();
    let mut escapes = Escapes::default();
    for row in rows.take(SAMPLE_ROWS) {
        escapes.note(&row);
        sample.add_cells(header.iter().map(String::as_str).zip(row.iter().map(String::as_str)));
    }
    // Columns exist even if no row reaches them.
    if !header.is_empty() {
        sample.name(header.iter().map(String::as_str));
    }
    if sample.records() == 0 && !header.is_empty() {
        sample.add_row(header.iter().map(|name| (name.as_str(), 0)));
    }
    let guess = Guess::of(&sample, asked.options);
    if !header.is_empty() && !guess.has_text {
        if asked.how == How::Within {
            return Ok(Understood::NotRead("CSV without a text column"));
        }
        if !is_header(&header) {
            let path = asked.file.path.clone();
            let first = header.iter().map(|cell| shortened(cell)).collect();
            return Err(ErrorKind::NoHeader { path, first }.into());
        }
    }
    let mapping = guess.settle(asked, &sample)?;
    let columns = mapping.paths.names().map(|name| header.iter().position(|it| it == name));
    let columns = columns.collect();
    let (width, is_escaped) = (header.len(), dialect.delimiter == b'\t' && escapes.are_meant());
    Ok(Understood::As(Format::new(Table { mapping, dialect, above, width, is_escaped, columns })))
}

/// What backslashes stand before in the rows of a sample.
#[derive(Default)]
struct Escapes {
    /// Rows with a line end or a missing value written with a backslash, as database programs do.
    rows: usize,
    /// Other backslashes, which are of the texts.
    others: usize,
}

impl Escapes {
    fn note(&mut self, row: &[String]) {
        let mut has_escape = false;
        for cell in row {
            let mut characters = cell.chars();
            while let Some(character) = characters.next() {
                if character != '\\' {
                    continue;
                }
                match characters.next() {
                    Some('n' | 'N') => has_escape = true,
                    Some('t' | 'r' | '0' | 'b' | '\\') => {}
                    _ => self.others += 1,
                }
            }
        }
        self.rows += usize::from(has_escape);
    }

    fn are_meant(&self) -> bool {
        self.rows > self.others
    }
}

/// The text of a cell without escapes. A missing value stays as it is written.
fn unescaped(cell: Cow<'_, str>) -> Cow<'_, str> {
    if !cell.contains('\\') || &*cell == "\\N" {
        return cell;
    }
    let mut text = String::with_capacity(cell.len());
    let mut characters = cell.chars();
    while let Some(character) = characters.next() {
        match (character == '\\').then(|| characters.next()) {
            None => text.push(character),
            Some(Some('n')) => text.push('\n'),
            Some(Some('t')) => text.push('\t'),
            Some(Some('r' | '0' | 'b')) => text.push(' '),
            Some(Some(escaped)) => text.push(escaped),
            Some(None) => text.push('\\'),
        }
    }
    Cow::Owned(text)
}

impl ReadFile for Table {
    fn name(&self) -> FormatName {
        if self.dialect.delimiter == b'\t' { TSV.name } else { CSV.name }
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.mapping)
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(Box::new(rows::Rows::new(self.dialect, self.above)))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        let (values, mended) = self.read(bytes, end)?;
        from_values(file, &self.mapping, values, bytes, mended)
    }
}

impl Table {
    /// The wanted columns of a row.
    fn read<'a>(&self, row: &'a [u8], end: End) -> Result<(Values<'a>, Mended), Fault> {
        let cells = Cells::of(row, self.dialect);
        if end != End::Line && ends_inside_quotes(row, self.dialect) {
            return Err(Fault::new(RejectCode::Truncated, "the file ends inside quotes"));
        }
        let is_surplus = |column: usize| !cells.bytes(column).trim_ascii().is_empty();
        let is_cut = cells.len() < self.width && !self.is_complete(cells.len());
        if is_cut || (self.width..cells.len()).any(is_surplus) {
            return Err(match end {
                End::Cut => {
                    Fault::new(RejectCode::Truncated, "the data ends in the middle of this record")
                }
                End::File | End::Line => self.ragged(&cells),
            });
        }
        if memchr::memchr(0, row).is_some() {
            return Err(Fault::new(
                RejectCode::BadRow,
                "NUL byte in a row: damaged, or in another encoding (--encoding)",
            ));
        }
        let mut mended = Mended::default();
        let values = self.columns.iter().map(|column| {
            column.filter(|column| *column < cells.len()).map(|column| {
                let (text, is_mended) = cells.text(column);
                mended.utf8 |= is_mended;
                if self.is_escaped { unescaped(text) } else { text }
            })
        });
        Ok((values.collect(), mended))
    }

    /// Whether a row with too few columns only lacks empty ones at its end. The text must come
    /// before the last column, which may be cut off.
    fn is_complete(&self, columns: usize) -> bool {
        let texts = self.mapping.texts().iter().flatten();
        let mut texts = texts.filter_map(|&number| self.columns[number]);
        // In TSV, cells have no line ends.
        let last = usize::from(self.dialect.delimiter != b'\t');
        texts.any(|text| text + last < columns)
    }

    fn ragged(&self, cells: &Cells) -> Fault {
        let delimiter = match self.dialect.delimiter {
            b'\t' => "a tab".to_owned(),
            delimiter => format!("'{}'", char::from(delimiter)),
        };
        let message = format!(
            "row has {}, the header {}: quote texts that contain {delimiter} or a line end",
            counted(cells.len()),
            Grouped(self.width as u64),
        );
        Fault::new(RejectCode::BadRow, message)
    }
}

fn counted(columns: usize) -> String {
    if columns == 1 {
        "1 column".to_owned()
    } else {
        format!("{} columns", Grouped(columns as u64))
    }
}

/// Whether a row may be a header: short, distinct names.
fn is_header(row: &[String]) -> bool {
    const LONGEST: usize = 60;
    let mut known = HashSet::default();
    row.iter().all(|name| {
        name.len() <= LONGEST
            && name.trim().parse::<f64>().is_err()
            && (name.is_empty() || known.insert(name))
    })
}

/// A cell, shortened for a message.
fn shortened(cell: &str) -> String {
    const SHOWN: usize = 24;
    let mut characters = cell.chars().filter(|character| !character.is_control());
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
