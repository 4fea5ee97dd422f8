//! The command line.

use clap::{Parser, Subcommand};

use crate::commands::check::Check;
use crate::commands::cluster::Cluster;
use crate::commands::dedup::Dedup;
use crate::commands::eval::Eval;
use crate::commands::explain::Explain;
use crate::commands::export::Export;
use crate::commands::index::Index;
use crate::commands::label::Label;
use crate::commands::query::Query;
use crate::commands::report::Report;
use crate::commands::shell::{Completions, Manual};
use crate::commands::synth::Synth;
#[cfg(feature = "spark")]
use crate::commands::worker::{SparkScript, Worker};
use crate::global::Global;

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
    Label(Label),
    Eval(Eval),
    Synth(Synth),
    #[cfg(feature = "spark")]
    SparkScript(SparkScript),
    #[cfg(feature = "spark")]
    Worker(Worker),
    Completions(Completions),
    Man(Manual),
}
