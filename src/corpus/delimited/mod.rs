//! CSV and TSV: a row is a record, and its columns are told by a header.

mod cells;
mod dialect;
mod rows;

use self::cells::Cells;
use self::dialect::{Dialect, MOST_COLUMNS, ends_inside_quotes};
use super::blocks::End;
use super::fields;
use super::find::How;
use super::json::{Mended, Values};
use super::notice::Grouped;
use super::recognise::Start;
use super::record::Fault;
use super::reject::RejectCode;
use super::sample::Sample;
use super::schema::Mapping;
use super::sniff::{Asked, Understood};
use super::source::Format;
use super::spans::Scanner;
use crate::error::{ErrorKind, Result};
use crate::hash::HashSet;

pub(super) use self::dialect::{has_text_column, is_tab_separated};

/// How the rows of a file are read.
#[derive(Debug)]
pub struct Table {
    mapping: Mapping,
    dialect: Dialect,
    /// Columns of the header.
    width: usize,
    /// For each wanted field, by its number in the mapping, the column that holds it.
    columns: Vec<Option<usize>>,
}

/// Rows that are looked at to learn what the columns hold.
const SAMPLE_ROWS: usize = 1_000;

/// Learns from the start of a file how to read it.
pub(super) fn understand(asked: &mut Asked, delimiter: Option<u8>) -> Result<Understood> {
    let Start { bytes, is_whole, .. } = asked.start;
    let dialect = Dialect::detect(bytes, is_whole, delimiter);
    let mut rows = dialect.rows(bytes, is_whole);
    let Some(header) = rows.next().or_else(|| bytes.trim_ascii().is_empty().then(Vec::new)) else {
        if asked.how == How::Within {
            return Ok(Understood::NoArticles("CSV without a header"));
        }
        let path = asked.source.path.clone();
        return Err(ErrorKind::EndlessHeader { path, most: MOST_COLUMNS }.into());
    };
    let mut sample = Sample::default();
    for row in rows.take(SAMPLE_ROWS) {
        sample.add_row(header.iter().map(String::as_str).zip(row.iter().map(String::len)));
    }
    if sample.records() == 0 && !header.is_empty() {
        sample.add_row(header.iter().map(|name| (name.as_str(), 0)));
    }
    if !header.is_empty() && !fields::has_text(&sample, asked.options) {
        if asked.how == How::Within {
            return Ok(Understood::NoArticles("CSV without a text column"));
        }
        if !is_header(&header) {
            let path = asked.source.path.clone();
            let first = header.iter().map(|cell| shortened(cell)).collect();
            return Err(ErrorKind::NoHeader { path, first }.into());
        }
    }
    let mapping = fields::mapping(asked, &sample)?;
    let columns = mapping.paths.names().map(|name| header.iter().position(|it| it == name));
    let columns = columns.collect();
    Ok(Understood::As(Format::Csv(Box::new(Table {
        columns,
        mapping,
        dialect,
        width: header.len(),
    }))))
}

impl Table {
    /// Which column is read as what.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The character between two columns.
    pub fn delimiter(&self) -> char {
        char::from(self.dialect.delimiter)
    }

    /// What finds its rows.
    pub(super) fn scanner(&self) -> Box<dyn Scanner> {
        Box::new(rows::Rows::new(self.dialect))
    }

    /// The wanted columns of a row.
    pub(super) fn read<'a>(&self, row: &'a [u8], end: End) -> Result<(Values<'a>, Mended), Fault> {
        let cells = Cells::of(row, self.dialect);
        if end != End::Line && ends_inside_quotes(row, self.dialect) {
            return Err(Fault::new(RejectCode::Truncated, "the file ends inside quotes"));
        }
        let is_surplus = |column: usize| !cells.bytes(column).trim_ascii().is_empty();
        if cells.len() < self.width || (self.width..cells.len()).any(is_surplus) {
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
            column.map(|column| {
                let (text, is_mended) = cells.text(column);
                mended.utf8 |= is_mended;
                text
            })
        });
        Ok((values.collect(), mended))
    }

    fn ragged(&self, cells: &Cells) -> Fault {
        let delimiter = match self.dialect.delimiter {
            b'\t' => "a tab".to_owned(),
            delimiter => format!("'{}'", char::from(delimiter)),
        };
        let message = format!(
            "row has {}, the header {}: a text with {delimiter} or a line end in it needs quotes",
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

/// Whether a row may be a header: short names, no two alike.
fn is_header(row: &[String]) -> bool {
    const LONGEST: usize = 60;
    let mut known = HashSet::default();
    row.iter().all(|name| {
        name.len() <= LONGEST
            && name.trim().parse::<f64>().is_err()
            && (name.is_empty() || known.insert(name))
    })
}

/// A cell, short enough for a message.
fn shortened(cell: &str) -> String {
    const SHOWN: usize = 24;
    let mut characters = cell.chars().filter(|character| !character.is_control());
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
