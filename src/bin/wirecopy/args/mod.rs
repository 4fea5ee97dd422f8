//! What can be typed: a file for each family of commands.

mod check;
mod cluster;
mod dedup;
mod index;
mod labelled;
mod lists;
mod matching;
mod reading;
mod results;

pub(crate) use check::Check;
pub(crate) use cluster::{CleaningFiles, Cluster, Resources};
pub(crate) use dedup::{CopyKind, Dedup, DedupMode, KeepRule};
pub(crate) use index::{Index, IndexAdd, IndexBuild, IndexPrune, Query};
pub(crate) use labelled::{Eval, Synth};
pub(crate) use lists::taken_apart;
pub(crate) use matching::{Finding, Matching, Preset, Scheme};
pub(crate) use reading::{Reading, Understanding};
pub(crate) use results::{Explain, Export, ExportFormat, Report};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Find copies of the same story across outlets.
///
/// Reads articles, groups the copies of each news-agency story, and writes tables and a summary.
///
/// Examples:
///   wirecopy cluster news.jsonl                    groups the copies, writes wirecopy-out/
///   zcat 2026-03-*.jsonl.gz | wirecopy cluster - -o march
///   wirecopy explain wirecopy-out a17 b93          why are these together, or not?
#[derive(Debug, Parser)]
#[command(
    name = "wirecopy",
    version,
    arg_required_else_help = true,
    verbatim_doc_comment,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Print no summary and no warnings; errors, and what was asked for with --json or -n, still show.
    #[arg(short, long, global = true, help_heading = "Global")]
    pub(crate) quiet: bool,
    /// Print the result as one JSON object.
    #[arg(long, global = true, help_heading = "Global")]
    pub(crate) json: bool,
    /// When to colour what is printed. The variable `NO_COLOR` turns it off too.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global"
    )]
    pub(crate) color: Color,
    /// Show no progress.
    #[arg(long, global = true, help_heading = "Global")]
    pub(crate) no_progress: bool,
    /// Threads to use; one for each core unless given.
    #[arg(short = 'j', long, global = true, value_name = "N", help_heading = "Global")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Box<Check>),
    Cluster(Box<Cluster>),
    Report(Report),
    Dedup(Dedup),
    Explain(Explain),
    #[command(subcommand)]
    Index(Index),
    Query(Box<Query>),
    Export(Export),
    Eval(Eval),
    Synth(Synth),
}
