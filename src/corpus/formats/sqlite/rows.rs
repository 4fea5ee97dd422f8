//! SQLite databases: the rows of one table are records, numbered by rowid.

use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::corpus::bytes::decode::Trouble;
use crate::corpus::fields::paths::Paths;
use crate::corpus::fields::sample::Sample;
use crate::corpus::format::{Format, FormatName};
use crate::corpus::formats::record::Guess;
use crate::corpus::formats::tables::TableFile;
use crate::corpus::look::{Asked, How, Understood};
use crate::corpus::rows::{Batch, OpenRows, RowFile, Rows, write_float, write_text};
use crate::error;
use crate::error::{ErrorKind, Result};

/// A table of the database, and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<String>,
}

/// Finds out which table has the articles, and which of its columns holds what.
pub(super) fn understand(asked: &mut Asked, format: FormatName) -> Result<Understood> {
    let path = asked.file.path.clone();
    let tables =
        tables(&asked.file.location.path).map_err(|error| unreadable(path.clone(), &error))?;
    let sample = |table: &Table| {
        let mut sample = Sample::default();
        sample.add_row(table.columns.iter().map(|column| (column.as_str(), 0)));
        sample
    };
    let table = if let Some(name) = &asked.options.table {
        named(&tables, name, path)?
    } else {
        let has_text = |table: &&Table| Guess::of(&sample(table), asked.options).has_text;
        let fitting: Vec<&Table> = tables.iter().filter(has_text).collect();
        match (&fitting[..], &tables[..]) {
            ([table], _) => (*table).clone(),
            ([], [table]) if asked.how == How::Named => table.clone(),
            ([], [_, ..]) if asked.how == How::Within => {
                return Ok(Understood::NotRead("SQLite without a text column"));
            }
            ([], []) => return Err(ErrorKind::NoTable { path }.into()),
            (several, _) => {
                let tables = if several.is_empty() { tables.iter().collect() } else { fitting };
                let tables = tables.into_iter().map(Table::described).collect();
                return Err(ErrorKind::WhichTable { path, tables }.into());
            }
        }
    };
    let sample = sample(&table);
    let mapping = Guess::of(&sample, asked.options).settle(asked, &sample)?;
    let rows = RowFile::new(mapping, table);
    Ok(Understood::As(Format::new(TableFile { name: format, rows })))
}

fn named(tables: &[Table], name: &str, path: PathBuf) -> Result<Table> {
    tables.iter().find(|table| table.name == name).cloned().ok_or_else(|| {
        let known = tables.iter().map(|table| table.name.as_str());
        ErrorKind::UnknownTable {
            path,
            name: name.to_owned(),
            suggestion: error::closest(name, known.clone()).map(str::to_owned),
            known: known.collect::<Vec<_>>().join(", "),
        }
        .into()
    })
}

fn unreadable(path: PathBuf, error: &rusqlite::Error) -> crate::Error {
    ErrorKind::BrokenTable { path, problem: error.to_string() }.into()
}

/// The user's tables.
fn tables(path: &Path) -> rusqlite::Result<Vec<Table>> {
    let connection = connect(path)?;
    let mut names = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    names
        .into_iter()
        .map(|name| {
            let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
            let columns =
                columns.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(Table { name, columns })
        })
        .collect()
}

/// Opens a database without creating files next to it, unless it has a write-ahead log to be read.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let has_changes = std::fs::metadata(log).is_ok_and(|log| log.len() > 0);
    let uri = path.to_str().filter(|_| !has_changes).map(|path| {
        let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        format!("file:{path}?immutable=1")
    });
    match uri {
        Some(uri) => Connection::open_with_flags(
            uri,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        ),
        None => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY),
    }
}

impl Table {
    /// Its name and columns, for people.
    fn described(&self) -> String {
        format!("{} ({})", self.name, self.columns.join(", "))
    }

    /// A name for the rowid that no column has taken.
    fn rowid(&self) -> &'static str {
        let is_free = |name: &&str| !self.columns.iter().any(|it| it.eq_ignore_ascii_case(name));
        ["rowid", "_rowid_", "oid"].into_iter().find(is_free).unwrap_or("rowid")
    }
}

impl OpenRows for Table {
    fn open(&self, path: &Path, wanted: &Paths) -> Result<Box<dyn Rows>, Trouble> {
        let connection = connect(path).map_err(|error| Trouble::Broken(error.to_string()))?;
        let columns = self.columns.iter().filter(|column| wanted.number(column).is_some());
        let columns: Vec<String> = columns.cloned().collect();
        let rowid = self.rowid();
        let selected: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        let query = format!(
            "SELECT {rowid}, {} FROM {} WHERE {rowid} >= ?1 ORDER BY {rowid}",
            selected.join(", "),
            quoted(&self.name)
        );
        let columns = columns.into_iter().map(|column| {
            let mut name = Vec::new();
            write_text(column.as_bytes(), &mut name);
            name
        });
        let columns = columns.collect();
        Ok(Box::new(TableRows { connection, query, columns, next: Some(i64::MIN) }))
    }
}

/// Quotes a name for SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The rows of one table.
struct TableRows {
    connection: Connection,
    query: String,
    /// The names of its columns, as JSON.
    columns: Vec<Vec<u8>>,
    /// The smallest rowid of the next row; `None` at the end.
    next: Option<i64>,
}

impl Rows for TableRows {
    fn read(&mut self, batch: &mut Batch) -> Result<(), Trouble> {
        let Some(first) = self.next else { return Ok(()) };
        self.next = read(&self.connection, &self.query, &self.columns, first, batch)?;
        Ok(())
    }

    fn seek(&mut self, number: u64) -> Result<(), Trouble> {
        self.next = Some(number.cast_signed());
        Ok(())
    }
}

/// Adds rows to a batch. Returns the rowid of the first row that is left.
///
/// In a damaged database the same rows may come again and again, so their numbers must ascend.
fn read(
    connection: &Connection,
    query: &str,
    columns: &[Vec<u8>],
    first: i64,
    batch: &mut Batch,
) -> Result<Option<i64>, Trouble> {
    let broken = |error: rusqlite::Error| Trouble::Broken(error.to_string());
    let mut statement = connection.prepare(query).map_err(broken)?;
    let mut rows = statement.query([first]).map_err(broken)?;
    let mut least = first;
    while let Some(row) = rows.next().map_err(broken)? {
        let number: i64 = row.get(0).map_err(broken)?;
        if number < least {
            return Err(Trouble::Broken("the rows are not in rowid order".to_owned()));
        }
        if batch.is_full() {
            return Ok(Some(number));
        }
        let values: Vec<ValueRef> = (1..=columns.len())
            .map(|column| row.get_ref(column))
            .collect::<Result<_, _>>()
            .map_err(broken)?;
        let place = number.cast_unsigned();
        batch.push(place, place, |json| {
            for (at, (column, value)) in columns.iter().zip(values).enumerate() {
                json.push(if at == 0 { b'{' } else { b',' });
                json.extend_from_slice(column);
                json.push(b':');
                write(value, json);
            }
            json.push(b'}');
        });
        match number.checked_add(1) {
            Some(next) => least = next,
            None => break,
        }
    }
    Ok(None)
}

fn write(value: ValueRef, json: &mut Vec<u8>) {
    match value {
        ValueRef::Null => json.extend_from_slice(b"null"),
        ValueRef::Integer(number) => json.extend_from_slice(number.to_string().as_bytes()),
        ValueRef::Real(number) => write_float(number, json),
        ValueRef::Text(text) | ValueRef::Blob(text) => write_text(text, json),
    }
}
