//! The index on disk: everything that matching needs to know about the articles read so far, and the stories that they
//! are.
//!
//! This is storage only. [`engine`](crate::engine) decides what is stored, and keeps the stories right as articles come
//! and go. One process writes an index at a time; any number of others read it meanwhile, each the state that it opened.

mod buckets;
mod changes;
mod entry;
mod file;
mod format;
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

/// The number of an article in an index, in the order in which articles came in; no other article ever gets it.
pub type Number = u32;
