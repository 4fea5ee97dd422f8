//! Finds the copies of a news-agency story.
//!
//! An agency sends a story out once. Hundreds of outlets run it, each under its own headline, with its own cuts and
//! additions, inside its own page layout. wirecopy reads such articles and reports which of them are copies of one
//! story.
//!
//! ```
//! use wirecopy::{Article, Wirecopy};
//!
//! fn main() -> wirecopy::Result<()> {
//!     let text = "A ferry with 212 people on board ran aground off the island of Tarn on Tuesday \
//!         morning, and all of them were brought ashore by noon, the coast guard said.";
//!     let longer = format!("{text} Nobody was hurt, but two schools stayed closed.");
//!     let run = Wirecopy::builder().threshold(0.53).build().run([
//!         Article::new("gazette", text),
//!         Article::new("herald", longer),
//!     ])?;
//!     for story in run.stories() {
//!         assert!(story?.ids().eq(["herald", "gazette"]));
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Where to start
//!
//! | to | see |
//! | --- | --- |
//! | cluster articles in memory | [`Wirecopy::run`], and `examples/cluster.rs` |
//! | cluster files of any format and size | [`Corpus::of_files`], [`Wirecopy::run_corpus`], and `examples/files.rs` |
//! | go through the stories, or serialize them | [`Run::stories`] and [`Story`] |
//! | write the tables that the program writes | [`Run::write_tables`] and [`report`] |
//! | keep an index, and ask it | [`engine::build`], [`engine::add`], [`engine::Query`], and `examples/query.rs` |
//! | use one stage alone | the modules below, and `examples/compare.rs` |
//!
//! # The pipeline
//!
//! ```text
//! corpus → clean → shingle → signature → lsh → verify → cluster → agency → report
//! ```
//!
//! Each stage is a module, and [`engine`] runs them all. [`eval`] scores a run against labels, and
//! [`synth`] makes corpora to try it on. The library prints nothing, and reads neither the clock nor
//! the environment.
//!
//! # Features
//!
//! `parquet` and `sqlite`, both on by default, read and write these formats. `spark`, on by default too, is for workers of
//! the program on Apache Spark. `cli`, also on by default, is for the
//! program alone: turn it off with `default-features = false`.

#![warn(clippy::print_stderr, clippy::print_stdout, clippy::unwrap_used)]

// Shared by all stages.
pub mod article;
pub mod date;
pub mod error;
// Not for users: the program and the measuring programs share it with the library. It may change in any release.
#[doc(hidden)]
pub mod hash;
pub mod outlet;
pub mod pair;
// Not for users, like `hash`.
#[doc(hidden)]
pub mod scratch;
mod simd;
pub mod similarity;
mod span;

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

// What workers of a run on Apache Spark do. For the program, like `hash`.
#[cfg(feature = "spark")]
#[doc(hidden)]
pub mod worker;

// Evaluation, and synthetic corpora for it.
pub mod eval;

pub mod synth;

pub use crate::article::Article;
pub use crate::corpus::Corpus;
pub use crate::engine::{Builder, Member, Run, Stories, Story, Wirecopy};
pub use crate::error::{Error, ErrorKind, Result};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
