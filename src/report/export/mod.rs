//! Exports a finished run to the formats of other programs.

mod gexf;
mod graphml;
mod network;
mod passim;
mod pseudonyms;
mod rows;
mod sheet;
mod xml;

use std::io::Write;

pub use self::network::{Doubtful, OutletNetwork};
pub use self::passim::{CopiedPassage, PassimExport};
pub use self::pseudonyms::Pseudonyms;
pub use self::sheet::LabelSheet;
use super::finished::FinishedRun;
use crate::error::Result;

/// An export format that is a single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// One object for each story, with its articles and their sources.
    Json,
    /// Two columns: each copy, and the canonical article of its story.
    DupRef,
    /// The fields that datatrove's `MinHash` deduplication adds: JSON Lines with the id of each article.
    Datatrove,
}

impl Export {
    /// Writes a run in this format.
    pub fn write(self, run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
        match self {
            Export::Json => rows::json(run, out),
            Export::DupRef => rows::dup_ref(run, out),
            Export::Datatrove => rows::datatrove(run, out),
        }
    }
}
