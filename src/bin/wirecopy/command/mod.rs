//! The commands: each turns what was typed into settings, calls the library, and writes.

pub(crate) mod check;
mod cleaning;
pub(crate) mod cluster;
pub(crate) mod dedup;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod export;
mod finished;
pub(crate) mod index;
mod matching;
pub(crate) mod query;
mod reading;
pub(crate) mod report;
mod resources;
pub(crate) mod synth;
