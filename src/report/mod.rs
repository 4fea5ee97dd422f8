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

// The rows of the tables, and their cells.
mod rows;

mod cluster_id;
mod headline;
mod number;
mod refuse;
mod time;

// The run: its folder, its record and its summary.
mod baseline;
mod counts;
mod finished;
mod finished_input;
mod folder;
mod identity;
mod joined;
mod members;
#[cfg(feature = "spark")]
mod parts;
mod run;
mod summary;
mod tables;
mod written;

// Other formats, for other programs.
mod export;

// The report for people.
mod html;

#[cfg(test)]
mod fixtures;

pub use self::baseline::Baseline;
pub use self::cluster_id::{ClusterId, NoClusterId};
pub use self::counts::{
    AgencyCounts, AgencyFacts, AgencyShare, BySize, CarriedStory, PairFate, ScoreCounts, Skipped,
    SkippedFacts, SkippedFor, Stories,
};
pub use self::export::{
    CopiedPassage, Doubtful, Export, LabelSheet, OutletNetwork, PassimExport, Pseudonyms,
};
pub use self::finished::FinishedRun;
pub use self::finished_input::FinishedInput;
pub use self::folder::{OutputFolder, Overwrite};
pub(crate) use self::headline::{Headline, story_headline};
pub use self::html::{
    CopyPlace, DEFAULT_HTML_BYTES, Edit, HtmlFile, HtmlReport, StoryPlaces, StoryText, StoryTexts,
};
pub use self::identity::{InputIdentity, RunIdentity};
pub use self::members::{Members, Stands};
pub use self::number::{Seconds, Share};
#[cfg(feature = "spark")]
pub(crate) use self::parts::{ARTICLES, OF_STORIES, PAIRS, RELATIONS};
pub use self::rows::articles::{
    ArticleRow, MemberRow, RejectRow, Role, Snippet, Status, VersionRow,
};
pub use self::rows::links::{EdgeReason, EdgeRow, PairRow, PassageRow, Relation, RelationRow};
pub use self::rows::outlets::{OutletAgencyRow, OutletRow};
pub use self::rows::stories::{
    CanonicalRule, Change, ChangeCounts, ChangeRow, ClusterRow, FamilyId, FamilyRow, Flag,
    TimelineRow, count_outlets,
};
pub use self::run::{
    Accounted, ArchiveRecord, Counts, IndexRecord, InputRecord, LshRecord, RanIn, RecallRecord,
    RunRecord, StageRecord,
};
pub use self::summary::{ReadFacts, RunFacts, Summary, SummaryFacts};
pub use self::tables::{Format, Formats, LargeTables, StoryRows, Tables};
pub use self::time::{DatePrecision, UtcDay, UtcTime};
pub use self::written::{WrittenFile, WrittenTables};

/// The version of the tables' columns and meanings, as `run.json` states it.
pub const SCHEMA_VERSION: u32 = 3;

/// Makes the error for a file that cannot be written.
fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}
