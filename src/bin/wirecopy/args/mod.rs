//! The command line: a file for each group of commands.

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
pub(crate) use lists::split_lists;
pub(crate) use matching::{Finding, Matching, Preset};
pub(crate) use reading::{Reading, Understanding};
pub(crate) use results::{Explain, Export, ExportFormat, Report};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Find copies of the same story across outlets.
///
/// Reads articles, groups the copies of each news-agency story, and writes tables and a summary.
///
/// Examples:
///   wirecopy check news.jsonl                      see how the file is read
///   wirecopy cluster news.jsonl                    group the copies, write wirecopy-out/
///   wirecopy report wirecopy-out                   write wirecopy-out/report.html
///   wirecopy explain wirecopy-out a17 b93          show why two articles match, or do not
///   zcat 2026-03-*.jsonl.gz | wirecopy cluster - -o march
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

/// The options of every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Print errors only, and the output of --json or -n.
    #[arg(short, long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) quiet: bool,
    /// Print the result as one JSON object.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) json: bool,
    /// When to use colours. The environment variable `NO_COLOR` also turns them off.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global",
        hide_short_help = true
    )]
    pub(crate) color: Color,
    /// Show no progress bar.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) no_progress: bool,
    /// Number of threads [default: one per core].
    #[arg(
        short = 'j',
        long,
        global = true,
        value_name = "N",
        help_heading = "Global",
        hide_short_help = true
    )]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// When to use colours.
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
