//! Stage 9: writes the tables and the summary.
//!
//! A run writes each table twice, as CSV and as [JSON Lines](https://jsonlines.org), with the same columns and the same
//! values; `run.json` says what the run did. Readers of these files can rely on this:
//!
//! - **CSV** is that of RFC 4180 in UTF-8, but with `\n` at the end of a row. An empty cell is a value that there is
//!   none of; a list is one cell with `|` between its elements.
//! - **Text is exact.** Headlines, keys and the rest are written as the corpus has them, control characters and all, so
//!   that the files can be joined with the corpus and with each other. Above all, a cell that begins with `=`, `+`, `-`
//!   or `@` is not changed, though a spreadsheet may take it for a formula: import untrusted articles as text, or use
//!   the JSON Lines.
//! - **Numbers** are the same in both formats; shares and similarities have four decimals at most.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};

// The tables: a file for each.
mod clusters;
mod families;
mod members;
mod pairs;
mod rejects;
mod relations;
mod versions;

// What their cells are made of.
mod cells;
mod cluster_id;
mod number;

// The run: its folder, its record, and what it comes to.
mod agencies;
mod finished;
mod folder;
mod identity;
mod run;
mod skipped;
mod stories;
mod summary;
mod tables;

// The report for people.
mod html;

#[cfg(test)]
mod fixtures;

pub use self::agencies::{AgencyFacts, AgencyShare};
pub use self::cluster_id::{ClusterId, NoClusterId};
pub use self::clusters::{CanonicalRule, ClusterRow, Flag, count_outlets};
pub use self::families::{FamilyId, FamilyRow};
pub use self::finished::{FinishedInput, FinishedRun, Members};
pub use self::folder::{OutputFolder, Overwrite};
pub use self::html::{
    CopyPlace, DEFAULT_HTML_BYTES, Edit, HtmlFile, HtmlReport, StoryPlaces, StoryText,
};
pub use self::identity::{InputIdentity, RunIdentity};
pub use self::members::{MemberRow, Role};
pub use self::number::{Seconds, Share};
pub use self::pairs::PairRow;
pub use self::rejects::{RejectRow, Snippet};
pub use self::relations::{Relation, RelationRow};
pub use self::run::{Counts, InputRecord, LshRecord, RunRecord, StageRecord};
pub use self::skipped::{Skipped, SkippedFor};
pub use self::stories::{BySize, CarriedStory, Stories};
pub use self::summary::{ReadFacts, RunFacts, SkippedFacts, Summary};
pub use self::tables::{Pairs, Tables, WrittenFile, WrittenTables};
pub use self::versions::{Status, VersionRow};

/// The version of the tables' columns and meanings, as `run.json` states it.
pub const SCHEMA_VERSION: u32 = 1;

/// Makes the error for a file that cannot be written.
fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}
