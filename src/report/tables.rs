//! The tables of a run, written row by row.

use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::baseline::Baseline;
use super::changes::{ChangeCounts, ChangeRow};
use super::clusters::ClusterRow;
use super::column::Column;
use super::edges::EdgeRow;
use super::families::FamilyRow;
use super::folder::OutputFolder;
use super::members::MemberRow;
use super::outlet_agency::OutletAgencyRow;
use super::outlets::OutletRow;
use super::pairs::PairRow;
use super::rejects::RejectRow;
use super::relations::RelationRow;
use super::skipped::Skipped;
use super::stories::Stories;
use super::timeline::TimelineRow;
use super::unwritable;
use super::versions::VersionRow;
use crate::error::Result;

mod csv_file;
mod json_lines;
mod of_stories;
#[cfg(feature = "parquet")]
mod parquet_file;
mod table;

use self::json_lines::JsonLines;
pub use self::of_stories::StoryRows;
use self::table::Table;

/// The file of the rejected records.
const REJECTS: &str = "rejects.jsonl";

/// Room for the rows that are not yet handed to the system, for each file.
const BUFFER_BYTES: usize = 1 << 16;

/// The tables that are written in several formats.
const TABLES: [&str; 11] = [
    ClusterRow::TABLE,
    MemberRow::TABLE,
    EdgeRow::TABLE,
    OutletRow::TABLE,
    OutletAgencyRow::TABLE,
    TimelineRow::TABLE,
    VersionRow::TABLE,
    FamilyRow::TABLE,
    RelationRow::TABLE,
    PairRow::TABLE,
    ChangeRow::TABLE,
];

/// Every file that a run of this or an earlier version may write beside `run.json`.
pub(super) fn all_files() -> impl Iterator<Item = String> {
    let of_table = |table| ["csv", "jsonl", "parquet"].map(|ending| format!("{table}.{ending}"));
    TABLES.into_iter().flat_map(of_table).chain([REJECTS.to_owned()])
}

/// A row of a table that is written in several formats.
pub(super) trait Row: Serialize {
    /// The name of the table, and of its files but for what says their format.
    const TABLE: &'static str;
    /// The fields as they are serialised, in their order.
    const COLUMNS: &'static [Column];
}

/// A format that tables can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A JSON object on each line.
    #[serde(rename = "jsonl")]
    JsonLines,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: &'static [Format] = &[
        Format::Csv,
        Format::JsonLines,
        #[cfg(feature = "parquet")]
        Format::Parquet,
    ];
}

/// The formats that a run writes its tables in. JSON Lines is always one: they are what later commands read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Formats(Vec<Format>);

impl Formats {
    /// These, each once, and JSON Lines.
    pub fn of(named: &[Format]) -> Formats {
        let is_one = |format: &Format| named.contains(format) || *format == Format::JsonLines;
        Formats(Format::ALL.iter().copied().filter(is_one).collect())
    }

    fn have(&self, format: Format) -> bool {
        self.0.contains(&format)
    }
}

impl Default for Formats {
    fn default() -> Formats {
        Formats::of(Format::ALL)
    }
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
    edges: Table,
    outlets: Table,
    outlet_agency: Table,
    timeline: Table,
    versions: Table,
    families: Table,
    relations: Table,
    pairs: Option<Table>,
    changes: Option<(Baseline, Table)>,
    rejects: JsonLines,
    stories: Stories,
    skipped: Skipped,
    related: u64,
}

impl Tables {
    /// Starts the tables of a run. Against a baseline, there is one of what changed.
    pub fn create(
        folder: &OutputFolder,
        pairs: Pairs,
        baseline: Option<Baseline>,
        formats: &Formats,
    ) -> Result<Tables> {
        let scratch = folder.scratch();
        let changes = match baseline {
            Some(baseline) => Some((baseline, Table::create::<ChangeRow>(scratch, formats)?)),
            None => None,
        };
        let pairs = match pairs {
            Pairs::Write => Some(Table::create::<PairRow>(scratch, formats)?),
            Pairs::Omit => None,
        };
        Ok(Tables {
            clusters: Table::create::<ClusterRow>(scratch, formats)?,
            members: Table::create::<MemberRow>(scratch, formats)?,
            edges: Table::create::<EdgeRow>(scratch, formats)?,
            outlets: Table::create::<OutletRow>(scratch, formats)?,
            outlet_agency: Table::create::<OutletAgencyRow>(scratch, formats)?,
            timeline: Table::create::<TimelineRow>(scratch, formats)?,
            versions: Table::create::<VersionRow>(scratch, formats)?,
            families: Table::create::<FamilyRow>(scratch, formats)?,
            relations: Table::create::<RelationRow>(scratch, formats)?,
            pairs,
            changes,
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

    /// Writes a row of `members`, those of a cluster one after the other, and of `changes` what became of the story before.
    pub fn member(&mut self, row: &MemberRow) -> Result<()> {
        if let Some((baseline, changes)) = &mut self.changes
            && let Some(change) = baseline.next(row.cluster_id, &row.id)
        {
            changes.write(&change)?;
        }
        self.members.write(row)
    }

    /// Writes a row of `edges`.
    pub fn edge(&mut self, row: &EdgeRow) -> Result<()> {
        self.edges.write(row)
    }

    /// Writes a row of `outlets`.
    pub fn outlet(&mut self, row: &OutletRow) -> Result<()> {
        self.outlets.write(row)
    }

    /// Writes a row of `outlet_agency`.
    pub fn outlet_agency(&mut self, row: &OutletAgencyRow) -> Result<()> {
        self.outlet_agency.write(row)
    }

    /// Writes a row of `timeline`.
    pub fn timeline(&mut self, row: &TimelineRow) -> Result<()> {
        self.timeline.write(row)
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

    /// Whether this run writes `pairs`.
    pub fn have_pairs(&self) -> bool {
        self.pairs.is_some()
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
        let always = [
            self.clusters,
            self.members,
            self.edges,
            self.outlets,
            self.outlet_agency,
            self.timeline,
            self.versions,
            self.families,
            self.relations,
        ];
        let tables: Vec<Table> = always.into_iter().chain(self.pairs).collect();
        let finished: Vec<Vec<WrittenFile>> =
            tables.into_par_iter().map(Table::finish).collect::<Result<_>>()?;
        files.extend(finished.into_iter().flatten());
        let mut counts = None;
        if let Some((baseline, mut table)) = self.changes {
            let (rows, changes) = baseline.finish();
            rows.iter().try_for_each(|row| table.write(row))?;
            files.extend(table.finish()?);
            counts = Some(changes);
        }
        files.push(self.rejects.finish()?);
        Ok(WrittenTables {
            files,
            stories: self.stories,
            skipped: self.skipped,
            related: self.related,
            changes: counts,
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
    changes: Option<ChangeCounts>,
}

impl WrittenTables {
    /// The files, in the order of the summary.
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

    /// How many rows of which kind `changes` has, where there is a baseline.
    pub fn changes(&self) -> Option<&ChangeCounts> {
        self.changes.as_ref()
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

/// Runs two closures in parallel.
fn both(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let (one, other) = rayon::join(one, other);
    one.and(other)
}

/// What was written to a file, once it is on the disk.
fn secured(file: &std::fs::File, path: &Path) -> Result<WrittenFile> {
    file.sync_all().map_err(unwritable(path))?;
    let bytes = file.metadata().map_err(unwritable(path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WrittenFile { name, bytes })
}

#[cfg(test)]
mod tests;
