//! The files of a part of the tables, as they are handed to the driver.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, Read, Write};

use super::columns::{Row, Type, Value, Writer, each_row};
use super::work::{Work, broken};
use crate::error::{ErrorKind, Result};
use crate::report::{LargeTables, Tables, WrittenTables};
use crate::scratch::Workspace;

/// A row has some bytes of a file, the next ones in the order of the rows; or what was counted of the part.
const COLUMNS: &[(&str, Type)] =
    &[("part", Type::Number), ("file", Type::Text), ("bytes", Type::Bytes), ("facts", Type::Text)];

/// The tables that a part may have, apart from those that every run has.
const LARGE: LargeTables = LargeTables { pairs: true, articles: true, passages: false };

/// Bytes of a file that are handed over at a time.
const AT_ONCE: usize = 1 << 20;

/// Writes parts of tables.
pub(super) struct PartWriter<'a, W: Write> {
    work: Work<'a>,
    writer: Writer<W>,
}

impl<'a, W: Write> PartWriter<'a, W> {
    pub(super) fn new(work: Work<'a>, output: W) -> Result<PartWriter<'a, W>> {
        Ok(PartWriter { work, writer: Writer::new(output, COLUMNS)? })
    }

    /// Writes the rows that `fill` gives to some of the tables of a part, and what it says of them.
    pub(super) fn part(
        &mut self,
        part: u32,
        tables: &[&str],
        fill: impl FnOnce(Tables) -> Result<(WrittenTables, String)>,
    ) -> Result<()> {
        let folder = Workspace::in_folder(&std::env::temp_dir())?;
        let formats = &self.work.parts()?.formats;
        let filled = Tables::in_folder(folder.path(), LARGE, None, formats)?;
        let (written, facts) = fill(filled)?;
        let mut bytes = vec![0; AT_ONCE];
        for file in written.files_of(tables) {
            let path = folder.path().join(&file.name);
            let unreadable = |source| ErrorKind::Read { path: path.clone(), source };
            let mut opened = File::open(&path).map_err(unreadable)?;
            let mut is_begun = false;
            loop {
                let read = opened.read(&mut bytes).map_err(unreadable)?;
                if read == 0 && is_begun {
                    break;
                }
                is_begun = true;
                self.row(part, Some(&file.name), Some(&bytes[..read]), None)?;
            }
        }
        self.row(part, None, None, Some(&facts))
    }

    fn row(
        &mut self,
        part: u32,
        file: Option<&str>,
        bytes: Option<&[u8]>,
        facts: Option<&str>,
    ) -> Result<()> {
        self.writer.push([
            Value::Number(Some(part)),
            Value::Text(file),
            Value::Bytes(bytes),
            Value::Text(facts),
        ])
    }

    pub(super) fn finish(self) -> Result<()> {
        self.writer.finish()
    }
}

/// The rows of a stream by their parts, in the order of these.
pub(super) fn parts<P: Default>(
    input: impl BufRead,
    push: impl Fn(&mut P, Row<'_>) -> Result<()>,
) -> Result<BTreeMap<u32, P>> {
    let mut parts: BTreeMap<u32, P> = BTreeMap::new();
    each_row(input, |row| push(parts.entry(row.number("part")?).or_default(), row))?;
    Ok(parts)
}

/// What is said of a part, in JSON.
pub(super) fn said(facts: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(facts).map_err(broken)
}
