//! The arguments of the commands that read a finished run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wirecopy::report;

use crate::size::Size;

/// Write the HTML report (one self-contained file).
///
/// Shows the stories of a finished run, with search, charts, outlets, and the changed words of each copy. Opens with a double
/// click and works offline. Reads the articles again: their files must be unchanged, in the same place or below --corpus.
/// Without them the report has everything but the texts.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Report {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// File to write [default: `report.html` in the folder].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Size limit of the file; texts beyond it are omitted.
    ///
    /// Flagged stories get their texts first, then the stories with the most outlets. The report says how many have no text.
    #[arg(long, value_name = "SIZE", default_value_t = Size(report::DEFAULT_HTML_BYTES))]
    pub(crate) html_max: Size,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Show why two articles are in one story, or are not.
///
/// Reads both articles again. Shows their score, what decided, and the words in which they differ. The files must be
/// unchanged, in the same place or below --corpus. For articles that are only in an index, the index must have been built with
/// --texts.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Explain {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Id of one article.
    #[arg(value_name = "ID")]
    pub(crate) one: String,
    /// Id of the other.
    #[arg(value_name = "ID")]
    pub(crate) other: String,
    /// Show the whole difference.
    #[arg(long)]
    pub(crate) full: bool,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Write a run in another program's format.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Export {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Format to write.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: ExportFormat,
    /// File to write; for gephi, the folder [default: standard output; for gephi, DIR].
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Also count edges whose direction the dates do not settle (gephi, graphml).
    #[arg(long)]
    pub(crate) ambiguous: bool,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// A format of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The outlet network, as `outlet_nodes.csv` and `outlet_edges.csv`.
    Gephi,
    /// The outlet network as one file, for networkx and others.
    Graphml,
    /// `minhash_cluster_id` and `minhash_cluster_size` of each article, as JSON Lines.
    Datatrove,
    /// Two columns, duplicate and reference.
    DupRef,
    /// One JSON object per story, with its articles and edges.
    Json,
    /// The copied passage of each article, as in passim's `out.json` with character offsets; reads the inputs again.
    Passim,
}
