//! What `cluster` takes.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wirecopy::report;

use super::{Matching, Reading};
use crate::condition::Condition;
use crate::size::Size;

/// Group copies of the same story; write tables and a summary.
///
/// Reads the articles of all inputs, groups those that are copies of one story, and writes tables of the stories, their
/// articles, outlets and more into the output folder, with `rejects.jsonl` and, last of all, `run.json`. docs/tables.md says what
/// is in each column.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Cluster {
    /// Files, folders, or globs; `-` is standard input. docs/formats.md lists what is read.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, value_name = "DIR", default_value = "wirecopy-out")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) cleaning: CleaningFiles,

    /// Add the articles to this index, and tell all the stories that it knows.
    ///
    /// Matching and cleaning are those that the index was built with; options that ask for others are refused.
    #[arg(long, value_name = "FILE", help_heading = "Index")]
    pub(crate) index: Option<PathBuf>,

    /// Compare N articles with all others, and say in `run.json` how many of their copies were candidates.
    ///
    /// It reads the corpus once more.
    #[arg(long, value_name = "N", conflicts_with = "index", help_heading = "Finding candidates")]
    pub(crate) measure_recall: Option<NonZeroUsize>,

    #[command(flatten)]
    pub(crate) resources: Resources,

    /// Write the tables in these formats, such as `csv,parquet`; JSON Lines are always written, for other commands read them.
    ///
    /// Spaces in place of the commas, or the option again for each, mean the same.
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',', default_value = ALL_FORMATS, help_heading = "Output")]
    pub(crate) write: Vec<TableFormat>,
    /// Write the measured pairs too.
    #[arg(long, help_heading = "Output")]
    pub(crate) pairs: bool,
    /// List the articles that have no copy too.
    #[arg(long, help_heading = "Output")]
    pub(crate) singletons: bool,
    /// Tell what became of the stories of an earlier run: which are new, grown, merged, reduced or gone.
    ///
    /// The table `changes` has a row for each. Stories are followed by the ids of their articles, so both runs must take them from the same field.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) baseline: Option<PathBuf>,
    /// End with exit code 1 if this holds of the results, such as `wire_share>0.4,gone>0`: if one of them does.
    ///
    /// Spaces in place of the commas, or the option again for each, mean the same.
    /// Everything is written nevertheless. The numbers are stories, articles, copies, flagged, skipped, `skipped_share`, `story_share` (of all articles,
    /// those in stories), `wire_share` (those of a known agency), `credit_missing_share`; with --baseline also new, grown, merged, reduced, gone.
    #[arg(long, value_name = "CONDITION,…", value_delimiter = ',', help_heading = "Output")]
    pub(crate) fail_if: Vec<Condition>,
    /// Replace the results of another run in the output folder.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
}

/// What a run may take of the machine.
#[derive(Args, Debug)]
#[command(next_help_heading = "Resources")]
pub(crate) struct Resources {
    /// Hold no more than about this much in memory, such as `4G`; what is more goes to the disk.
    ///
    /// The results are the same. It takes longer, and about 1.2 KB of disk for each article. Less than a run takes in any case is
    /// refused: 80 MB, up to 18 MB for each thread, and 60 bytes for each article.
    #[arg(long, value_name = "SIZE", conflicts_with = "index")]
    pub(crate) memory: Option<Size>,
    /// Folder for what does not fit into memory [default: `.work` in the output folder].
    #[arg(long, value_name = "DIR", conflicts_with = "index")]
    pub(crate) tmp: Option<PathBuf>,
    /// Start over, though a run that was killed has finished stages to go on from.
    ///
    /// Stages are kept in runs with --memory, and in those that read more than 1 GB; what comes in by standard input
    /// is read anew each time.
    #[arg(long, conflicts_with = "index")]
    pub(crate) fresh: bool,
    /// Say what the run would take, and stop.
    #[arg(short = 'n', long, conflicts_with = "index")]
    pub(crate) dry_run: bool,
}

/// Files that extend the tables by which articles are cleaned.
#[derive(Args, Debug)]
pub(crate) struct CleaningFiles {
    /// File with more agencies: names under which articles credit them.
    ///
    /// One row a name, columns parted by one tab; lines that are empty or start with # are passed over:
    ///   agency    what the tables call it
    ///   role      source, which writes stories, or carrier, which passes on those of others
    ///   name      as articles write it; in capitals it counts as well
    ///   places    where the name is a credit, with commas between: dateline, byline, line (alone in a line), tail
    ///             (behind the story); or outlet, when it is the name or host of the agency's own site
    ///   example   words that credit the name
    /// The built-in names come first: a name that is among them stays as it is.
    #[arg(long, value_name = "FILE", help_heading = "Cleaning", verbatim_doc_comment)]
    pub(crate) agencies: Option<PathBuf>,
    /// File with more furniture: lines of pages that are no part of a story.
    ///
    /// One row a pattern, columns parted by one tab; lines that are empty or start with # are passed over:
    ///   kind       line, which is dropped, or heading, which is dropped with all behind it that is no story
    ///   pattern    a regular expression that fits a whole block of under 25 words; capitals do not matter
    ///   example    a line that the pattern fits
    ///   near miss  a line that it must not fit; may be left out
    #[arg(long, value_name = "FILE", help_heading = "Cleaning", verbatim_doc_comment)]
    pub(crate) furniture: Option<PathBuf>,
}

/// A format for the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// A JSON object on each line.
    Jsonl,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// All formats, as they can be typed.
const ALL_FORMATS: &str = if cfg!(feature = "parquet") { "csv,jsonl,parquet" } else { "csv,jsonl" };

impl From<TableFormat> for report::Format {
    fn from(format: TableFormat) -> report::Format {
        match format {
            TableFormat::Csv => report::Format::Csv,
            TableFormat::Jsonl => report::Format::JsonLines,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => report::Format::Parquet,
        }
    }
}
