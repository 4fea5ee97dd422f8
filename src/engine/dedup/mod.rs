//! Writes a corpus without the copies that a finished run found.

mod lines;
mod plan;
mod write;

use std::path::PathBuf;

use serde::Serialize;

pub use self::plan::{Plan, Removal};
use crate::report::Role;

/// Which article of a story is kept. Ties: the longest, then the smallest id.
///
/// No rule keeps a fragment for a whole text: only articles with at least four fifths of the words
/// of the longest can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The first one that was published; those without a date come last.
    Earliest,
    /// The one with the most words.
    Longest,
    /// The agency's own, or else one that credits the agency.
    Agency,
    /// The first in the corpus: by the paths of the files, then by the place in the file.
    First,
    /// One of the first of these outlets.
    Preferred(Vec<String>),
}

/// What to do with the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DedupMode {
    /// They are removed.
    Drop,
    /// They are kept, and every article of a story is annotated.
    Annotate,
    /// Only their list is written.
    List,
}

/// What to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DedupSettings {
    /// Which article is kept.
    pub keep: Keep,
    /// The roles of the copies that are removed. The canonical article may always be removed in favour of one of them.
    pub only: Vec<Role>,
    /// Whether the article that would be kept is removed too, so that nothing is left that other
    /// articles copy.
    pub drop_all: bool,
    /// A file or folder of the inputs: copies of its articles are removed from the others, and it is not written.
    pub against: Option<PathBuf>,
}

/// Counts of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DedupFacts {
    /// Records read, without those of the base.
    pub read: u64,
    /// Those that were kept.
    pub kept: u64,
    /// Those that were removed; with [`DedupMode::Annotate`] those that would have been.
    pub removed: u64,
    /// Those of them that were removed for an article that the index of the run already had.
    pub already_had: u64,
    /// Stories that lost an article.
    pub stories: u64,
    /// Articles of stories that were kept beside the one that stands for the story, by their role.
    pub left: Left,
}

/// Articles that were kept although another one of their story was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Copies with the same words, and edited ones.
    pub copies: u64,
    /// Excerpts.
    pub excerpts: u64,
    /// Articles with the whole story and more.
    pub extended: u64,
    /// Other versions of the agency's story.
    pub versions: u64,
}
