//! The tables of a run, written row by row.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::cells;
use super::clusters::ClusterRow;
use super::families::FamilyRow;
use super::folder::OutputFolder;
use super::members::MemberRow;
use super::pairs::PairRow;
use super::rejects::RejectRow;
use super::relations::RelationRow;
use super::skipped::Skipped;
use super::stories::Stories;
use super::unwritable;
use super::versions::VersionRow;
use crate::error::Result;

/// The file of the records that were left out.
const REJECTS: &str = "rejects.jsonl";

/// Room for the rows that are not yet handed to the system, for each file.
const BUFFER_BYTES: usize = 1 << 16;

/// Every file that a run may write beside `run.json`.
pub(super) const ALL_FILES: [&str; 13] = [
    "clusters.csv",
    "clusters.jsonl",
    "families.csv",
    "families.jsonl",
    "members.csv",
    "members.jsonl",
    "pairs.csv",
    "pairs.jsonl",
    REJECTS,
    "relations.csv",
    "relations.jsonl",
    "versions.csv",
    "versions.jsonl",
];

/// A row of a table that is written as CSV and as JSON Lines.
pub(super) trait Row: Serialize {
    /// The name of the table: its files are this and `.csv`, and this and `.jsonl`.
    const TABLE: &'static str;
    /// The names of the fields as they are serialised, in their order: the header of the CSV file.
    const COLUMNS: &'static [&'static str];
}

/// Whether a run writes the table of verified pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// It does.
    Write,
    /// It does not: the table is far larger than the others.
    Omit,
}

/// The tables of a run while they are being written.
///
/// Rows are written in the order in which they are handed over; this, too, is part of the same run giving the same
/// files, and up to the caller. The files are in the folder's scratch space until [`OutputFolder::finish`] takes the
/// [`WrittenTables`].
#[derive(Debug)]
pub struct Tables {
    clusters: Table,
    members: Table,
    versions: Table,
    families: Table,
    relations: Table,
    pairs: Option<Table>,
    rejects: JsonLines,
    stories: Stories,
    skipped: Skipped,
    related: u64,
}

impl Tables {
    /// Starts the tables of a run.
    pub fn create(folder: &OutputFolder, pairs: Pairs) -> Result<Tables> {
        let scratch = folder.scratch();
        let pairs = match pairs {
            Pairs::Write => Some(Table::create::<PairRow>(scratch)?),
            Pairs::Omit => None,
        };
        Ok(Tables {
            clusters: Table::create::<ClusterRow>(scratch)?,
            members: Table::create::<MemberRow>(scratch)?,
            versions: Table::create::<VersionRow>(scratch)?,
            families: Table::create::<FamilyRow>(scratch)?,
            relations: Table::create::<RelationRow>(scratch)?,
            pairs,
            rejects: JsonLines::create(scratch.join(REJECTS))?,
            stories: Stories::default(),
            skipped: Skipped::default(),
            related: 0,
        })
    }

    /// Writes a row of `clusters`, and counts it for the summary.
    pub fn cluster(&mut self, row: &ClusterRow) -> Result<()> {
        self.stories.add(row);
        self.clusters.write(row)
    }

    /// Writes a row of `members`.
    pub fn member(&mut self, row: &MemberRow) -> Result<()> {
        self.members.write(row)
    }

    /// Writes a row of `versions`.
    pub fn version(&mut self, row: &VersionRow) -> Result<()> {
        self.versions.write(row)
    }

    /// Writes a row of `families`.
    pub fn family(&mut self, row: &FamilyRow) -> Result<()> {
        self.families.write(row)
    }

    /// Writes a row of `relations`, and counts it for the summary.
    pub fn relation(&mut self, row: &RelationRow) -> Result<()> {
        self.related += 1;
        self.relations.write(row)
    }

    /// Writes a row of `pairs`, if this run writes them.
    pub fn pair(&mut self, row: &PairRow) -> Result<()> {
        match &mut self.pairs {
            Some(pairs) => pairs.write(row),
            None => Ok(()),
        }
    }

    /// Writes a row of `rejects.jsonl`, and counts it for the summary.
    pub fn reject(&mut self, row: &RejectRow) -> Result<()> {
        self.skipped.add(row);
        self.rejects.write(row)
    }

    /// Ends the tables; when this returns, they are on the disk.
    pub fn finish(self) -> Result<WrittenTables> {
        let mut files = Vec::new();
        let always = [self.clusters, self.members, self.versions, self.families, self.relations];
        for table in always.into_iter().chain(self.pairs) {
            files.extend(table.finish()?);
        }
        files.push(self.rejects.finish()?);
        Ok(WrittenTables {
            files,
            stories: self.stories,
            skipped: self.skipped,
            related: self.related,
        })
    }
}

/// The tables of a run, whole and on the disk, though not in their place yet.
#[derive(Debug)]
pub struct WrittenTables {
    files: Vec<WrittenFile>,
    stories: Stories,
    skipped: Skipped,
    related: u64,
}

impl WrittenTables {
    /// The files, in the order in which people should hear of them.
    pub fn files(&self) -> &[WrittenFile] {
        &self.files
    }

    /// What the rows of `clusters` come to.
    pub fn stories(&self) -> &Stories {
        &self.stories
    }

    /// How many rows `relations` has.
    pub fn related(&self) -> u64 {
        self.related
    }

    /// What the rows of `rejects.jsonl` come to.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }
}

/// A file of the output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// One table in both formats.
#[derive(Debug)]
struct Table {
    csv: csv::Writer<File>,
    csv_path: PathBuf,
    cell: Vec<u8>,
    json_lines: JsonLines,
}

impl Table {
    fn create<R: Row>(folder: &Path) -> Result<Table> {
        let csv_path = folder.join(R::TABLE).with_extension("csv");
        let file = File::create(&csv_path).map_err(unwritable(&csv_path))?;
        let mut csv = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        csv.write_record(R::COLUMNS).map_err(io::Error::from).map_err(unwritable(&csv_path))?;
        let json_lines = JsonLines::create(folder.join(R::TABLE).with_extension("jsonl"))?;
        Ok(Table { csv, csv_path, cell: Vec::new(), json_lines })
    }

    fn write<R: Row>(&mut self, row: &R) -> Result<()> {
        cells::write_row(&mut self.csv, &mut self.cell, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.csv_path))?;
        self.json_lines.write(row)
    }

    fn finish(mut self) -> Result<[WrittenFile; 2]> {
        self.csv.flush().map_err(unwritable(&self.csv_path))?;
        Ok([secure(self.csv.get_ref(), &self.csv_path)?, self.json_lines.finish()?])
    }
}

/// One file of JSON Lines.
#[derive(Debug)]
struct JsonLines {
    file: BufWriter<File>,
    path: PathBuf,
}

impl JsonLines {
    fn create(path: PathBuf) -> Result<JsonLines> {
        let file = File::create(&path).map_err(unwritable(&path))?;
        Ok(JsonLines { file: BufWriter::with_capacity(BUFFER_BYTES, file), path })
    }

    fn write(&mut self, row: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(io::Error::from)
            .map_err(unwritable(&self.path))?;
        self.file.write_all(b"\n").map_err(unwritable(&self.path))
    }

    fn finish(mut self) -> Result<WrittenFile> {
        self.file.flush().map_err(unwritable(&self.path))?;
        secure(self.file.get_ref(), &self.path)
    }
}

/// Waits until a file is on the disk.
fn secure(file: &File, path: &Path) -> Result<WrittenFile> {
    file.sync_all().map_err(unwritable(path))?;
    let bytes = file.metadata().map_err(unwritable(path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WrittenFile { name, bytes })
}

#[cfg(test)]
mod tests;
