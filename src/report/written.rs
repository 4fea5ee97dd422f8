//! The files that a run writes.

use serde::Serialize;

use super::counts::{Skipped, Stories};
use super::rows::Row;
use super::rows::articles::{ArticleRow, MemberRow, VersionRow};
use super::rows::links::{EdgeRow, PairRow, PassageRow, RelationRow};
use super::rows::outlets::{OutletAgencyRow, OutletRow};
use super::rows::stories::{ChangeCounts, ChangeRow, ClusterRow, FamilyRow, TimelineRow};

/// The file with the rejected records.
pub(super) const REJECTS: &str = "rejects.jsonl";

/// The tables that are written in several formats.
pub(super) const TABLES: [&str; 13] = [
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
    ArticleRow::TABLE,
    PassageRow::TABLE,
    ChangeRow::TABLE,
];

/// Every file that a run of this or an earlier version may write beside `run.json`.
pub(super) fn all_files() -> impl Iterator<Item = String> {
    let of_table = |table| ["csv", "jsonl", "parquet"].map(|ending| format!("{table}.{ending}"));
    TABLES.into_iter().flat_map(of_table).chain([REJECTS.to_owned()])
}

/// A file of the output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// The tables of a run, complete and on disk, but not yet in place.
#[derive(Debug)]
pub struct WrittenTables {
    pub(super) files: Vec<WrittenFile>,
    pub(super) stories: Stories,
    pub(super) skipped: Skipped,
    pub(super) related: u64,
    pub(super) changes: Option<ChangeCounts>,
}

impl WrittenTables {
    /// The files, in the order of the summary.
    pub fn files(&self) -> &[WrittenFile] {
        &self.files
    }

    /// The counts over `clusters`.
    pub fn stories(&self) -> &Stories {
        &self.stories
    }

    /// Number of rows in `relations`.
    pub fn related(&self) -> u64 {
        self.related
    }

    /// The counts over `changes`, if there is a baseline.
    pub fn changes(&self) -> Option<&ChangeCounts> {
        self.changes.as_ref()
    }

    /// The counts over `rejects.jsonl`.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }
}
