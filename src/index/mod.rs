//! The index on disk: everything that matching needs of the articles so far, and their stories.
//!
//! This is storage only. [`engine`](crate::engine) decides what is stored, and updates the stories
//! when articles are added or removed. One process at a time writes an index. Any number of others
//! can read it meanwhile; each sees the state that it opened.

mod buckets;
mod changes;
mod entry;
mod file;
mod format;
mod origin;
mod parameters;
mod store;
mod tables;

pub use changes::{Addition, Changes};
pub use entry::{Entry, EntryAgencies, EntryCredit, Identity, Place, Shown};
pub use format::FORMAT_VERSION;
pub(crate) use format::{decode, encode};
pub use parameters::Parameters;
pub use store::{Index, IndexWriter};
pub use tables::{Snapshot, StoredLink, StoredStory, StoredTaken, Tally};

/// The number of an article in an index, in the order of addition. Numbers are never reused.
pub type Number = u32;
