//! Writes a corpus again without the copies that a finished run found in it.

mod lines;
mod plan;
mod write;

use std::path::PathBuf;

use serde::Serialize;

pub use self::plan::{Plan, Removal};
use crate::report::Role;

/// Which article of a story stays. Of equals it is the longest, then the one whose id comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The first one that was published; those without a date come last.
    Earliest,
    /// The one with the most words.
    Longest,
    /// The agency's own, or else one that names the agency.
    Agency,
    /// The first in the corpus: by the paths of the files, then by the place in the file.
    First,
    /// One of the outlet that comes first among these.
    Preferred(Vec<String>),
}

/// What becomes of the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DedupMode {
    /// They are removed.
    Drop,
    /// They stay, and each article of a story says what it is.
    Annotate,
    /// Nothing is written but the list of them.
    List,
}

/// What to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DedupSettings {
    /// Which article stays.
    pub keep: Keep,
    /// The roles of the copies that are removed. The canonical article may always be removed in favour of one of them.
    pub only: Vec<Role>,
    /// A file or folder of the inputs: copies of its articles are removed from the others, and it is not written.
    pub against: Option<PathBuf>,
}

/// How many records came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DedupFacts {
    /// Records read, without those of the base.
    pub read: u64,
    /// Those that stayed.
    pub kept: u64,
    /// Those that were removed; with [`DedupMode::Annotate`] those that would have been.
    pub removed: u64,
    /// Those of them that were removed for an article that the index of the run already had.
    pub already_had: u64,
    /// Stories that lost an article.
    pub stories: u64,
}
