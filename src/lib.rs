//! Finds the copies of a news-agency story.
//!
//! An agency sends a story out once. Hundreds of outlets run it, each under its own headline, with its own cuts and
//! additions, inside its own page layout. wirecopy reads a corpus of such pages, and reports which
//! articles are copies of one story.
//!
//! # The pipeline
//!
//! ```text
//! corpus → clean → shingle → signature → lsh → verify → cluster → agency → report
//! ```
//!
//! Each stage is a module, declared below in the order of the data. [`engine`] runs them all: start
//! there to cluster a corpus, or use a stage on its own. The library prints nothing, and reads
//! neither the clock nor the environment.

#![warn(clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

// Shared by all stages.
pub mod article;
pub mod date;
pub mod error;
pub mod hash;
pub mod outlet;
pub mod pair;
pub mod scratch;
mod simd;
pub mod similarity;

// The stages, in the order of the data.
pub mod corpus;

pub mod clean;

pub mod shingle;

pub mod signature;

pub mod lsh;

pub mod verify;

pub mod cluster;

pub mod agency;

pub mod report;

// The index on disk.
pub mod index;

// Runs the stages.
pub mod engine;

// Evaluation, and synthetic corpora for it.
pub mod eval;

pub mod synth;

pub use crate::error::{Error, ErrorKind, Result};
