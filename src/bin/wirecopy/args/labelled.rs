//! The arguments of the commands for labelled corpora.

use std::path::PathBuf;

use clap::Args;
use wirecopy::synth;

/// Compare a run with labelled clusters.
///
/// Prints pairwise precision, recall and F1, the adjusted Rand index and B-cubed. An article with an empty label counts as
/// having no copy.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Eval {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Labels: JSON Lines with `id` and `label`; the label `exclude` ignores the article.
    #[arg(long, value_name = "FILE")]
    pub(crate) gold: PathBuf,
    /// Tab-separated pairs of ids with a kind: `partial` pairs count as different, other kinds are ignored.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
    /// List up to N wrong merges and N missed pairs.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) wrong: usize,
    /// Exit with 1 if the pairwise F1 is below this.
    #[arg(long, value_name = "F1", value_parser = |typed: &str| score(typed, 0.0))]
    pub(crate) min_f1: Option<f64>,
    /// Exit with 1 if the adjusted Rand index is below this.
    #[arg(long, value_name = "ARI", value_parser = |typed: &str| score(typed, -1.0))]
    pub(crate) min_ari: Option<f64>,
}

/// Reads a score from `least` to 1.
fn score(typed: &str, least: f64) -> Result<f64, String> {
    let score: Option<f64> = typed.trim().parse().ok();
    score
        .filter(|score| (least..=1.0).contains(score))
        .ok_or_else(|| format!("expected a number from {least} to 1, such as 0.95"))
}

/// Generate a labelled synthetic corpus (deterministic by seed).
///
/// Invented agencies send out stories in readable English, and invented outlets carry them as real outlets do: cut, edited,
/// extended, with boilerplate around them. Use it to try wirecopy out, to benchmark it, and to measure accuracy at any size.
#[derive(Args, Debug)]
pub(crate) struct Synth {
    /// Articles to write.
    #[arg(short = 'n', long, value_name = "N", default_value_t = synth::DEFAULT_ARTICLES)]
    pub(crate) articles: u64,
    /// Seed of the random numbers; the same seed gives the same corpus.
    #[arg(long, default_value_t = synth::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// Write articles of about 80 words.
    #[arg(long)]
    pub(crate) short: bool,
    /// File to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// File for the pairs that count neither as right nor as wrong, for `eval --ignore`.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
}
