//! Finds the copies of a news-agency story.
//!
//! An agency sends a story out once; hundreds of outlets run it, each with its own headline, dateline, cuts from the
//! bottom, inserted paragraphs and page furniture around it. wirecopy reads a corpus of such pages, and reports which
//! articles are copies of one story.
//!
//! # The way of the data
//!
//! ```text
//! corpus → clean → shingle → signature → lsh → verify → cluster → agency → report
//! ```
//!
//! Each stage is a module, declared below in the order of the data. [`engine`] runs them all; start there to cluster a
//! corpus, or at a stage to use that stage alone. Nothing in the library prints, reads the clock or the environment.

#![warn(clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

// The ground floor: what every stage may use.
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

// What a run can keep on disk.
pub mod index;

// What runs the stages.
pub mod engine;

// Beside the way of the data: how well it works, and corpora to try it on.
pub mod eval;

pub mod synth;

pub use crate::error::{Error, ErrorKind, Result};
