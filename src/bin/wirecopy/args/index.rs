//! The arguments of `index` and `query`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CleaningFiles, Matching, Reading, Understanding};

/// Build and update a searchable index for daily runs.
#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    Build(Box<IndexBuild>),
    Add(Box<IndexAdd>),
    /// Show the contents and settings of an index.
    Info(IndexFile),
    /// Check an index for damage.
    ///
    /// Reads all of it. Exits with 4 if it is damaged.
    Verify(IndexFile),
    /// Compact the index file.
    Compact(IndexFile),
    Prune(IndexPrune),
}

/// Build an index of the articles of all inputs.
///
/// The index holds the stories, and enough of each article to compare it exactly without its text.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexBuild {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Index file to write.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Also keep the texts of the articles.
    #[arg(long, help_heading = "Index")]
    pub(crate) texts: bool,
    /// Replace an existing index.
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
/// The stories are the same as in one run over all articles, whatever the order they were added in. Articles that are already
/// in the index are skipped, so an interrupted run can simply be repeated. The index can be read meanwhile.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexAdd {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Files, folders or globs; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// The name of an index.
#[derive(Args, Debug)]
pub(crate) struct IndexFile {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
}

/// Delete articles older than a date.
///
/// Articles without a date are kept. The stories are then the same as in one run over the remaining articles. Run
/// `index compact` to make the file smaller.
#[derive(Args, Debug)]
pub(crate) struct IndexPrune {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Delete articles published before this day, such as 2026-03-31.
    #[arg(long, value_name = "DATE")]
    pub(crate) before: String,
}

/// Find the stories that a text matches.
///
/// Prints each story with its outlets, when it was first and last seen, and the share of the text shared with its closest
/// copy, both ways. Exits with 1 if no article matches any story.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Query {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// A text, or a file with many articles in any supported format; `-` is standard input.
    #[arg(required = true, value_name = "ARTICLE")]
    pub(crate) articles: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: Understanding,
}
