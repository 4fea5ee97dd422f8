//! The commands: a file each, with its arguments, its work and what it prints.

pub(crate) mod check;
pub(crate) mod cluster;
pub(crate) mod dedup;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod index;
pub(crate) mod label;
pub(crate) mod query;
pub(crate) mod report;
pub(crate) mod shell;
pub(crate) mod synth;
#[cfg(feature = "spark")]
pub(crate) mod worker;
