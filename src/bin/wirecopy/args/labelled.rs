//! What the commands take that have to do with labelled corpora.

use std::path::PathBuf;

use clap::Args;
use wirecopy::synth;

/// Compare a run with labelled clusters.
///
/// Prints pairwise precision, recall and F1, the adjusted Rand index and B-cubed. Scoring is strict: an article whose
/// label is empty is a copy of nothing.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Eval {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// JSON Lines with `id` and `label`; `exclude` as a label leaves the article out.
    #[arg(long, value_name = "FILE")]
    pub(crate) gold: PathBuf,
    /// Tab-separated pairs of ids and their kind; pairs of kind `partial` count as different, all others not at all.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
    /// List up to N wrong pairs of each kind.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) wrong: usize,
    /// Exit with 1 when the pairwise F1 is below this.
    #[arg(long, value_name = "F1", value_parser = |typed: &str| score(typed, 0.0))]
    pub(crate) min_f1: Option<f64>,
    /// Exit with 1 when the adjusted Rand index is below this.
    #[arg(long, value_name = "ARI", value_parser = |typed: &str| score(typed, -1.0))]
    pub(crate) min_ari: Option<f64>,
}

/// Reads a score that is no less than `least`, and no more than 1.
fn score(typed: &str, least: f64) -> Result<f64, String> {
    let score: Option<f64> = typed.trim().parse().ok();
    score
        .filter(|score| (least..=1.0).contains(score))
        .ok_or_else(|| format!("a score is a number from {least} to 1, such as 0.95"))
}

/// Write a labelled corpus of made-up stories, the same for the same seed.
///
/// Fictional agencies send out stories in readable English; fictional outlets carry them with what outlets do to them.
/// For trying wirecopy out, for benches, and for measuring accuracy at any size.
#[derive(Args, Debug)]
pub(crate) struct Synth {
    /// Articles to write.
    #[arg(short = 'n', long, value_name = "N", default_value_t = synth::DEFAULT_ARTICLES)]
    pub(crate) articles: u64,
    /// Seed: another one gives another corpus.
    #[arg(long, default_value_t = synth::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// Write articles of about 80 words.
    #[arg(long)]
    pub(crate) short: bool,
    /// File to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// File for the pairs that are scored neither way, as `eval --ignore` reads it.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
}
