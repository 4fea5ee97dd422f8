//! The arguments of `dedup`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Write the corpus without the copies.
///
/// Keeps one article per story, and every article that is not a copy. Kept records are byte-identical, in files with the
/// same names and compression. `removed.csv` lists each removed article with the one that was kept. Works on JSON Lines and
/// folders of text. After a run with --index, articles that the index had from earlier runs count as present: they are not
/// written, and their copies are removed.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Dedup {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Folder to write; must be empty or not exist.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// Which article to keep; ties: the longest, then the smallest id.
    ///
    /// `preferred=outlets.txt` reads outlets from a file, one per line, best first.
    #[arg(long, value_name = "RULE", default_value = "earliest", value_parser = keep_rule)]
    pub(crate) keep: KeepRule,
    /// What to do with the copies.
    #[arg(long, value_name = "MODE", default_value = "drop")]
    pub(crate) mode: DedupMode,
    /// Kinds of copies to remove; the others are kept.
    ///
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', default_value = "verbatim,edited")]
    pub(crate) remove: Vec<CopyKind>,
    /// Remove only copies of articles in this file or folder, which is not written.
    ///
    /// It must be an input of the run.
    #[arg(long, value_name = "BASE")]
    pub(crate) against: Option<PathBuf>,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Which article of a story is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepRule {
    Earliest,
    Longest,
    Agency,
    First,
    Preferred(PathBuf),
}

fn keep_rule(typed: &str) -> Result<KeepRule, String> {
    match typed.split_once('=') {
        Some(("preferred", file)) if !file.is_empty() => Ok(KeepRule::Preferred(file.into())),
        None if typed == "earliest" => Ok(KeepRule::Earliest),
        None if typed == "longest" => Ok(KeepRule::Longest),
        None if typed == "agency" => Ok(KeepRule::Agency),
        None if typed == "first" => Ok(KeepRule::First),
        _ => Err("expected earliest, longest, agency, first or preferred=FILE".to_owned()),
    }
}

/// What to do with the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DedupMode {
    /// Remove them.
    Drop,
    /// Keep them, and add a field `wirecopy` to every article of a story (JSON Lines only).
    Annotate,
    /// Write only `removed.csv`.
    List,
}

/// A kind of copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopyKind {
    /// The same words.
    Verbatim,
    /// The story with words changed or cut.
    Edited,
    /// Part of the story.
    Excerpt,
    /// The whole story and more.
    Extended,
    /// Another version of the agency's story.
    Version,
}
