//! The index on disk: everything that matching needs of the articles so far, and their stories.
//!
//! This is storage only: [`build`](crate::engine::build), [`add`](crate::engine::add) and
//! [`prune`](crate::engine::prune) decide what is stored and update the stories, and
//! [`Query`](crate::engine::Query) asks it. One process at a time writes an index. Any number of
//! others can read it meanwhile; each sees the state that it opened.

mod changes;
mod entry;
mod file;
mod format;
mod store;
mod tables;

pub(crate) use changes::{Addition, Changes};
pub(crate) use entry::{Entry, EntryAgencies, EntryCredit, Identity, Place, Shown};
pub use format::{FORMAT_VERSION, Parameters};
pub(crate) use format::{decode, encode};
pub use store::{Index, IndexWriter};
pub use tables::{Snapshot, Tally};
pub(crate) use tables::{StoredLink, StoredStory, StoredTaken};

/// The number of an article in an index, in the order of addition. Numbers are never reused.
pub(crate) type Number = u32;
