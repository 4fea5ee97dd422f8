//! The arguments of `cluster`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wirecopy::report;

use super::{Matching, Reading};
use crate::condition::Condition;
use crate::size::Size;

/// Group copies of the same story; write tables and a summary.
///
/// Reads all inputs, groups the articles that are copies of one story, and writes tables of stories, articles, outlets and more
/// to the output folder. Skipped records go to `rejects.jsonl`. `run.json` is written last. docs/tables.md describes every
/// column.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Cluster {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
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

    /// Add the articles to this index, and report every story in it.
    ///
    /// Uses the matching and cleaning settings of the index; options that contradict them are an error.
    #[arg(long, value_name = "FILE", help_heading = "Index", hide_short_help = true)]
    pub(crate) index: Option<PathBuf>,

    /// Compare N sampled articles with all others, to measure how many copies the candidate search finds.
    ///
    /// The result is in `run.json`. Reads the corpus once more.
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "index",
        help_heading = "Finding candidates",
        hide_short_help = true
    )]
    pub(crate) measure_recall: Option<NonZeroUsize>,

    #[command(flatten)]
    pub(crate) resources: Resources,

    /// Formats of the tables, such as `csv,parquet`.
    ///
    /// JSON Lines are always written, because the other commands read them.
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(
        long,
        value_name = "FORMAT,…",
        value_delimiter = ',',
        default_value = ALL_FORMATS,
        help_heading = "Output",
        hide_short_help = true
    )]
    pub(crate) write: Vec<TableFormat>,
    /// Also write the pairs of copies, with their scores.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) pairs: bool,
    /// Also list the articles without a copy.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) singletons: bool,
    /// Compare with an earlier run.
    ///
    /// Reports which stories are new, grown, merged, shrunk or gone, and adds the table `changes`. Stories are matched by the ids of their articles, so both runs must read ids from the same field.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit with 1 if one of these conditions is true, such as `wire_share>0.4,gone>0`.
    ///
    /// All results are still written. The numbers are stories, articles, copies, flagged, skipped, `skipped_share`,
    /// `story_share` (share of all articles that are in stories), `wire_share` (share of all articles from a known agency) and
    /// `credit_missing_share`; with --baseline also new, grown, merged, shrunk and gone.
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(
        long,
        value_name = "CONDITION,…",
        value_delimiter = ',',
        help_heading = "Output",
        hide_short_help = true
    )]
    pub(crate) fail_if: Vec<Condition>,
    /// Replace another run's results in the output folder.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
}

/// Limits on the memory and disk of a run.
#[derive(Args, Debug)]
#[command(next_help_heading = "Resources")]
pub(crate) struct Resources {
    /// Memory budget, such as 4G; the rest spills to disk.
    ///
    /// The results are the same. The run takes longer, and needs about 1.2 KB of disk per article. The least that a run can work
    /// with is 80 MB, up to 18 MB per thread, and 60 bytes per article; a smaller budget is refused.
    #[arg(long, value_name = "SIZE", conflicts_with = "index")]
    pub(crate) memory: Option<Size>,
    /// Folder for temporary files [default: `.work` in the output folder].
    #[arg(long, value_name = "DIR", conflicts_with = "index", hide_short_help = true)]
    pub(crate) tmp: Option<PathBuf>,
    /// Ignore the finished stages of an interrupted run, and start over.
    ///
    /// Finished stages are kept in runs with --memory and in runs over more than 1 GB of input. Standard input is always read
    /// again.
    #[arg(long, conflicts_with = "index", hide_short_help = true)]
    pub(crate) fresh: bool,
    /// Estimate articles, memory and disk, then stop.
    #[arg(short = 'n', long, conflicts_with = "index")]
    pub(crate) dry_run: bool,
}

/// Files that extend the built-in tables of agencies and boilerplate.
#[derive(Args, Debug)]
pub(crate) struct CleaningFiles {
    /// File with more agencies, and the names under which articles credit them
    ///
    /// One row per name, with tabs between the columns. Empty lines and lines that start with # are skipped:
    ///   agency    its name in the tables
    ///   role      source (writes stories) or carrier (distributes stories by others)
    ///   name      as articles write it; also matched in capitals
    ///   places    where the name counts as a credit, separated by commas: dateline, byline, line (alone on a line),
    ///             tail (after the story); or outlet, for the name or host of the agency's own site
    ///   example   words that credit the name
    /// Built-in names win over the file.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Cleaning",
        verbatim_doc_comment,
        hide_short_help = true
    )]
    pub(crate) agencies: Option<PathBuf>,
    /// File with more boilerplate patterns: lines of pages that are not part of a story
    ///
    /// One row per pattern, with tabs between the columns. Empty lines and lines that start with # are skipped:
    ///   kind       line (dropped), or heading (dropped together with the boilerplate that follows)
    ///   pattern    a regular expression that matches a whole block of under 25 words; ignores case
    ///   example    a line that the pattern matches
    ///   near miss  a line that it must not match (optional)
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Cleaning",
        verbatim_doc_comment,
        hide_short_help = true
    )]
    pub(crate) boilerplate: Option<PathBuf>,
}

/// A format for the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Every format, as it is typed.
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
