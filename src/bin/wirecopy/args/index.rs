//! What `index` and `query` take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CleaningFiles, Matching, Reading, Understanding};

/// Keep articles and stories in a file, to ask it and to add to it day by day.
#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    Build(Box<IndexBuild>),
    Add(Box<IndexAdd>),
    /// Show what an index holds, and what it was built with.
    Info(IndexFile),
    /// Read every part of an index, and check it.
    ///
    /// Exits with 4 when it is damaged.
    Verify(IndexFile),
    /// Make the file of an index as small as it can be.
    Compact(IndexFile),
    Prune(IndexPrune),
}

/// Make an index of the articles of all inputs.
///
/// The index holds what it takes to measure articles exactly without their texts, and the stories that they are.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexBuild {
    /// Files, folders, or globs; `-` is standard input. docs/formats.md lists what is read.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// File for the index.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Keep the texts of the articles too.
    #[arg(long, help_heading = "Index")]
    pub(crate) texts: bool,
    /// Replace the index that is there.
    #[arg(long, help_heading = "Index")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) cleaning: CleaningFiles,
}

/// Add articles to an index.
///
/// The stories are then those that one run over all articles would find, in whatever order and portions they came. Articles
/// that are there already are passed over, so that a run which was broken off can be started again. Others can read the
/// index meanwhile.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexAdd {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Files, folders, or globs; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// An index, and nothing else.
#[derive(Args, Debug)]
pub(crate) struct IndexFile {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
}

/// Let the articles of earlier days go.
///
/// Articles without a date stay. The stories are then those that one run over the articles that are left would find. The
/// file becomes smaller with `index compact`.
#[derive(Args, Debug)]
pub(crate) struct IndexPrune {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Let articles go that were published before this day.
    #[arg(long, value_name = "DATE")]
    pub(crate) before: String,
}

/// Ask an index which stories an article is a copy of.
///
/// Prints each story with its outlets, when it was first and last seen, and how much of the article is in its closest copy
/// and the other way round. Exits with 1 when no article matches any story.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Query {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// A text, or a feed with many articles, in any format that is read; `-` is standard input.
    #[arg(required = true, value_name = "ARTICLE")]
    pub(crate) articles: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: Understanding,
}
