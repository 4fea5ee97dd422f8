//! Reads the records of a corpus: all in chunks, or single ones again.

pub(super) mod chunk;
pub(super) mod chunks;
pub(super) mod reread;
pub(super) mod select;
mod whole;
