//! What the commands take that show or hand on a finished run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wirecopy::report;

use crate::size::Size;

/// Make the report: one HTML file that opens by double click, with nothing fetched.
///
/// Shows the stories of a finished run, with search, plots, outlets and, for each copy, the words that were changed. The
/// articles are read again, so their files should be where they were, or below --corpus, and unchanged; without them the
/// report has all but the texts.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Report {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// File to write [default: report.html in the folder].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Leave texts out of the file when it would be larger than this.
    ///
    /// Stories with a flag come first, then those that the most outlets carry; the report says how many have no text.
    #[arg(long, value_name = "SIZE", default_value_t = Size(report::DEFAULT_HTML_BYTES))]
    pub(crate) html_max: Size,
    /// Folder below which the inputs are now, if they have moved: each is found by its name, and must be the same to the byte.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Show why two articles are one story, or are not.
///
/// Reads both articles again and shows what they have in common, the guard or the links that decided, and the words in
/// which they differ. The articles' files must be where they were, or below --corpus, and unchanged. Of articles that are known
/// from an index alone the text is at hand only if the index was built with --texts.
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
    /// Show every word of the difference.
    #[arg(long)]
    pub(crate) full: bool,
    /// Folder below which the inputs are now, if they have moved: each is found by its name, and must be the same to the byte.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Write a run in the format of another program.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Export {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Format to write.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: ExportFormat,
    /// File to write, for gephi the folder [default: standard output; for gephi DIR].
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Count edges between outlets too of which the dates do not tell which way they go.
    #[arg(long)]
    pub(crate) ambiguous: bool,
    /// Folder below which the inputs are now, if they have moved: each is found by its name, and must be the same to the byte.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// A format of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The network of outlets as two files: `outlet_nodes.csv` and `outlet_edges.csv`.
    Gephi,
    /// The same network as one file that networkx reads too.
    Graphml,
    /// `minhash_cluster_id` and `minhash_cluster_size` for each article, as JSON Lines.
    Datatrove,
    /// Two columns, duplicate and reference: each copy and the canonical article.
    DupRef,
    /// One object for each story, with its articles and edges in it.
    Json,
    /// The copied passage of each article as a row of passim's `out.json`, its offsets in characters; reads the inputs again.
    Passim,
}
