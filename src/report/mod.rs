//! Stage 9: writes the tables and the summary.
//!
//! A run writes each table as [JSON Lines](https://jsonlines.org) and, if requested, as CSV and
//! [Parquet](https://parquet.apache.org), with the same columns and values. `run.json` describes
//! the run. Readers can rely on this:
//!
//! - **CSV** is that of RFC 4180 in UTF-8, but with `\n` at the end of a row. An empty cell is a value that there is
//!   none of; a list is one cell with `|` between its elements.
//! - **Text is exact.** Headlines, keys and the rest are written as the corpus has them, control characters and all, so
//!   that the files can be joined with the corpus and with each other. Above all, a cell that begins with `=`, `+`, `-`
//!   or `@` is not changed, though a spreadsheet may take it for a formula: import untrusted articles as text, or use
//!   the JSON Lines.
//! - **Numbers** are the same in all formats; shares and similarities have four decimals at most. Times are in UTC.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};

// The tables, one file each.
mod changes;
mod clusters;
mod edges;
mod families;
mod members;
mod outlet_agency;
mod outlets;
mod pairs;
mod passages;
mod rejects;
mod relations;
mod timeline;
mod versions;

// The cells of tables.
mod cells;
mod cluster_id;
mod column;
mod headline;
mod number;
mod refuse;
mod row;
mod time;

// The run: its folder, its record and its summary.
mod agencies;
mod articles;
mod baseline;
mod finished;
mod folder;
mod identity;
mod run;
mod scores;
mod skipped;
mod stories;
mod summary;
mod table;
mod tables;
mod written;

// Other formats, for other programs.
mod export;

// The report for people.
mod html;

#[cfg(test)]
mod fixtures;

pub use self::agencies::{AgencyCounts, AgencyFacts, AgencyShare};
pub use self::articles::ArticleRow;
pub use self::baseline::Baseline;
pub use self::changes::{Change, ChangeCounts, ChangeRow};
pub use self::cluster_id::{ClusterId, NoClusterId};
pub use self::clusters::{CanonicalRule, ClusterRow, Flag, count_outlets};
pub use self::edges::{EdgeReason, EdgeRow};
pub use self::export::{
    CopiedPassage, Doubtful, Export, LabelSheet, OutletNetwork, PassimExport, Pseudonyms,
};
pub use self::families::{FamilyId, FamilyRow};
pub use self::finished::{FinishedInput, FinishedRun, Members, Stands};
pub use self::folder::{OutputFolder, Overwrite};
pub(crate) use self::headline::{Headline, story_headline};
pub use self::html::{
    CopyPlace, DEFAULT_HTML_BYTES, Edit, HtmlFile, HtmlReport, StoryPlaces, StoryText, StoryTexts,
};
pub use self::identity::{InputIdentity, RunIdentity};
pub use self::members::{MemberRow, Role};
pub use self::number::{Seconds, Share};
pub use self::outlet_agency::OutletAgencyRow;
pub use self::outlets::OutletRow;
pub use self::pairs::PairRow;
pub use self::passages::PassageRow;
pub use self::rejects::{RejectRow, Snippet};
pub use self::relations::{Relation, RelationRow};
pub use self::run::{
    ArchiveRecord, Counts, IndexRecord, InputRecord, LshRecord, RanIn, RecallRecord, RunRecord,
    StageRecord,
};
pub use self::scores::{PairFate, ScoreCounts};
pub use self::skipped::{Skipped, SkippedFacts, SkippedFor};
pub use self::stories::{BySize, CarriedStory, Stories};
pub use self::summary::{ReadFacts, RunFacts, Summary, SummaryFacts};
pub use self::tables::{Format, Formats, LargeTables, StoryRows, Tables};
pub use self::time::{DatePrecision, UtcDay, UtcTime};
pub use self::timeline::TimelineRow;
pub use self::versions::{Status, VersionRow};
pub use self::written::{WrittenFile, WrittenTables};

/// The version of the tables' columns and meanings, as `run.json` states it.
pub const SCHEMA_VERSION: u32 = 3;

/// Makes the error for a file that cannot be written.
fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}
