//! What `dedup` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Write the corpus again without the copies.
///
/// Of each story one article stays, with all that are no copies of it; what stays is the same to the byte, in files of the
/// same names and compression. `removed.csv` says for each article that was left out which one stayed. JSON Lines and
/// folders of text can be written so. In a run that used an index, what the index knew from elsewhere is there already: it is
/// not written, and copies of it are left out.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Dedup {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Folder to write; it must be empty, or not there.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// Which article of a story stays; of equals the longest, then the one whose id comes first.
    ///
    /// `preferred` takes the outlets that a file lists, one on each line, the best first: preferred=outlets.txt.
    #[arg(long, value_name = "RULE", default_value = "earliest", value_parser = keep_rule)]
    pub(crate) keep: KeepRule,
    /// What becomes of the copies.
    #[arg(long, value_name = "MODE", default_value = "drop")]
    pub(crate) mode: DedupMode,
    /// Kinds of copies that are left out, such as `verbatim,edited`; the others stay.
    ///
    /// Spaces in place of the commas, or the option again for each, mean the same.
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', default_value = "verbatim,edited")]
    pub(crate) only: Vec<CopyKind>,
    /// Leave out what this file or folder has too, and nothing else; it must be an input of the run, and is not written.
    #[arg(long, value_name = "BASE")]
    pub(crate) against: Option<PathBuf>,
    /// Folder below which the inputs are now, if they have moved: each is found by its name, and must be the same to the byte.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// Which article of a story stays.
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
        _ => Err("it is earliest, longest, agency, first or preferred=FILE".to_owned()),
    }
}

/// What becomes of the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DedupMode {
    /// They are left out.
    Drop,
    /// They stay, and every article of a story has a field `wirecopy` that says what it is; JSON Lines alone.
    Annotate,
    /// No article is written, only `removed.csv`.
    List,
}

/// A kind of copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopyKind {
    /// The same words.
    Verbatim,
    /// The same story with words changed or cut.
    Edited,
    /// A part of the story.
    Excerpt,
    /// The story and more.
    Extended,
    /// Another version of the agency's item.
    Version,
}
