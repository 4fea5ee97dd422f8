//! Reads the records of a corpus: all of them in chunks, or some of them again.

pub(super) mod chunk;
pub(super) mod chunks;
pub(super) mod reread;
mod trouble;
mod whole;
