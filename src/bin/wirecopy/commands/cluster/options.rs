//! What is typed behind `wirecopy cluster`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use wirecopy::report::{Format, Formats};

use crate::options::cleaning::CleaningFiles;
#[cfg(feature = "spark")]
use crate::options::engine::OnEngine;
use crate::options::matching::Matching;
use crate::options::reading::Reading;
use crate::options::resources::Resources;
use crate::options::selection::Comparing;

use super::condition::Condition;

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
    /// docs/formats.md lists the formats. With --engine also URLs, such as `s3://bucket/news/*.jsonl.gz`.
    #[arg(
        required = true,
        value_name = "INPUT",
        value_parser = PathBufValueParser::new().map(without_scheme)
    )]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, value_name = "DIR", default_value = "wirecopy-out")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) comparing: Comparing,
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
    #[cfg(feature = "spark")]
    #[command(flatten)]
    pub(crate) engine: OnEngine,

    #[command(flatten)]
    pub(crate) tables: Written,
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

/// The path of a `file://` URL, or the path or other URL as it is.
fn without_scheme(typed: PathBuf) -> PathBuf {
    match typed.to_str().and_then(|typed| typed.strip_prefix("file://")) {
        Some(path) => PathBuf::from(path),
        None => typed,
    }
}

/// The tables that are written.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(crate) struct Written {
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
    /// Also write a table of all articles that were read.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) articles: bool,
    /// Also write the passages that each copy has in common with the reference text.
    ///
    /// With their offsets in both texts. Reads the articles of all stories again.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) passages: bool,
    /// Also list the articles without a copy.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) singletons: bool,
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

impl From<TableFormat> for Format {
    fn from(format: TableFormat) -> Format {
        match format {
            TableFormat::Csv => Format::Csv,
            TableFormat::Jsonl => Format::JsonLines,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Format::Parquet,
        }
    }
}

/// The formats of the tables.
pub(super) fn formats(args: &Cluster) -> Formats {
    Formats::of(&args.tables.write.iter().copied().map(Format::from).collect::<Vec<_>>())
}
