//! What can be typed.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use wirecopy::corpus::FormatName;
use wirecopy::verify::Rule;
use wirecopy::{engine, report, synth};

use crate::size::Size;

/// Find copies of the same story across outlets.
///
/// Reads articles, groups the copies of each news-agency story, and writes tables and a summary.
///
/// Examples:
///   wirecopy cluster news.jsonl                    groups the copies, writes wirecopy-out/
///   zcat 2026-03-*.jsonl.gz | wirecopy cluster - -o march
///   wirecopy explain wirecopy-out a17 b93          why are these together, or not?
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

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Print no summary and no warnings; errors still show.
    #[arg(short, long, global = true, help_heading = "Global")]
    pub(crate) quiet: bool,
    /// Print the result as one JSON object.
    #[arg(long, global = true, help_heading = "Global")]
    pub(crate) json: bool,
    /// When to colour what is printed. The variable `NO_COLOR` turns it off too.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global"
    )]
    pub(crate) color: Color,
    /// Show no progress.
    #[arg(long, global = true, help_heading = "Global")]
    pub(crate) no_progress: bool,
    /// Threads to use; one for each core unless given.
    #[arg(short = 'j', long, global = true, value_name = "N", help_heading = "Global")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Cluster(Box<Cluster>),
    Report(Report),
    Explain(Explain),
    #[command(subcommand)]
    Index(Index),
    Query(Query),
    Eval(Eval),
    Synth(Synth),
}

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

    /// Write the tables in these formats; JSON Lines are always written, for other commands read them.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', default_values_t = TableFormat::ALL.to_vec(), help_heading = "Output")]
    pub(crate) write: Vec<TableFormat>,
    /// Write the measured pairs too.
    #[arg(long, help_heading = "Output")]
    pub(crate) pairs: bool,
    /// List the articles that have no copy too.
    #[arg(long, help_heading = "Output")]
    pub(crate) singletons: bool,
    /// Replace the results of another run in the output folder.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
}

/// When articles are one story.
#[derive(Args, Debug)]
pub(crate) struct Matching {
    /// Match as is best for this sort of corpus; options that are given go before.
    #[arg(long, value_name = "NAME", default_value = "default", help_heading = "Matching")]
    pub(crate) preset: Preset,
    /// Group articles into one story when their average score is at least this, from 0 to 1 [default: by preset].
    ///
    /// Lower it to find heavier rewrites, at the price of more false alarms.
    #[arg(short, long, value_name = "SCORE", help_heading = "Matching")]
    pub(crate) threshold: Option<f64>,
    /// Call two stories takes of one running story when a fifth of the pairs between them score at least this.
    #[arg(long, value_name = "SCORE", default_value_t = engine::DEFAULT_FAMILY_THRESHOLD, help_heading = "Matching")]
    pub(crate) family_threshold: f64,
    /// Match articles with fewer words than this only when their texts are equal [default: by preset].
    ///
    /// Headlines with fewer words are not matched at all, for many outlets have the same few words above every story.
    #[arg(long, value_name = "N", help_heading = "Matching")]
    pub(crate) min_words: Option<u32>,
    /// Leave out a rule of the measure, to see what it is worth; can be given more than once.
    ///
    /// docs/accuracy.md says what each rule is for, and what it earns.
    #[arg(long, value_name = "RULE", value_parser = rule_names(), help_heading = "Matching")]
    pub(crate) without: Vec<String>,
    #[command(flatten)]
    pub(crate) finding: Finding,
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

/// Keep articles and stories in a file, to ask it and to add to it day by day.
#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    Build(Box<IndexBuild>),
    Add(Box<IndexAdd>),
    /// Show what an index holds, and what it was built with.
    Info(IndexFile),
    /// Read every part of an index, and check it.
    ///
    /// Exits with 4 when it is damaged.
    Verify(IndexFile),
    /// Make the file of an index as small as it can be.
    Compact(IndexFile),
    Prune(IndexPrune),
}

/// Make an index of the articles of all inputs.
///
/// The index holds what it takes to measure articles exactly without their texts, and the stories that they are.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexBuild {
    /// Files, folders, or globs; `-` is standard input. docs/formats.md lists what is read.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// File for the index.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Keep the texts of the articles too.
    #[arg(long, help_heading = "Index")]
    pub(crate) texts: bool,
    /// Replace the index that is there.
    #[arg(long, help_heading = "Index")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) cleaning: CleaningFiles,
}

/// Add articles to an index.
///
/// The stories are then those that one run over all articles would find, in whatever order and portions they came. Articles
/// that are there already are passed over, so that a run which was broken off can be started again. Others can read the
/// index meanwhile.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexAdd {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Files, folders, or globs; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// An index, and nothing else.
#[derive(Args, Debug)]
pub(crate) struct IndexFile {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
}

/// Let the articles of earlier days go.
///
/// Articles without a date stay. The stories are then those that one run over the articles that are left would find. The
/// file becomes smaller with `index compact`.
#[derive(Args, Debug)]
pub(crate) struct IndexPrune {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Let articles go that were published before this day.
    #[arg(long, value_name = "DATE")]
    pub(crate) before: String,
}

/// Ask an index which stories an article is a copy of.
///
/// Prints each story with its outlets, when it was first and last seen, and how much of the article is in its closest copy
/// and the other way round. Exits with 1 when no article matches any story.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Query {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// A text, or a feed with many articles, in any format that is read; `-` is standard input.
    #[arg(required = true, value_name = "ARTICLE")]
    pub(crate) articles: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: Understanding,
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

impl TableFormat {
    const ALL: &'static [TableFormat] = &[
        TableFormat::Csv,
        TableFormat::Jsonl,
        #[cfg(feature = "parquet")]
        TableFormat::Parquet,
    ];
}

impl std::fmt::Display for TableFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.to_possible_value().expect("no format is hidden");
        f.write_str(value.get_name())
    }
}

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

fn rule_names() -> PossibleValuesParser {
    PossibleValuesParser::new(Rule::NAMED.map(|(name, _)| name))
}

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        std::iter::once("auto").chain(FormatName::all().map(FormatName::name)),
    )
}

/// Settings that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    /// Articles with their texts.
    Default,
    /// The same, where a wrong merge is much worse than a miss.
    Strict,
    /// Texts that a machine read from printed pages, with wrong letters and broken words.
    Ocr,
    /// Headlines, with a blurb or without; articles need no text.
    Headlines,
}

/// How candidate pairs are found.
#[derive(Args, Debug)]
#[command(next_help_heading = "Finding candidates")]
pub(crate) struct Finding {
    /// Find candidates by these minima of each article [default: bottom-k].
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<Scheme>,
    /// Cut banded signatures into N bands; needs --rows.
    ///
    /// More bands find more copies and take more time and memory.
    #[arg(long, value_name = "N", requires = "rows", conflicts_with = "recall")]
    pub(crate) bands: Option<NonZeroU32>,
    /// Take N minima to a band; needs --bands.
    ///
    /// More rows give fewer candidates that are no copies, and miss more copies that were changed much.
    #[arg(long, value_name = "N", requires = "bands", conflicts_with = "recall")]
    pub(crate) rows: Option<NonZeroU32>,
    /// Keep as few minima as find this share of the pairs with a Jaccard similarity of 0.2.
    ///
    /// Of true copies nineteen in twenty are more alike than that, so that more of them are found. `run.json` has the
    /// estimate for whatever is set.
    #[arg(long, value_name = "SHARE")]
    pub(crate) recall: Option<f64>,
    /// Compare N articles with all others, and say in `run.json` how many of their copies were candidates.
    ///
    /// It reads the corpus once more.
    #[arg(long, value_name = "N")]
    pub(crate) measure_recall: Option<NonZeroUsize>,
}

/// Which minima of an article are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scheme {
    /// The smallest; two in common make a candidate.
    BottomK,
    /// Independent ones in bands; one band in common makes a candidate.
    Banded,
}

/// How the input is understood, and how much of it may be bad.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    #[command(flatten)]
    pub(crate) how: Understanding,
    /// How dates are written that could be read in two ways, such as `%d/%m/%Y`; can be given more than once.
    ///
    /// In the notation of strftime. Dates that fit none of the formats are read as usual.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) date_format: Vec<String>,
    /// Time zone of times that name none, such as `Europe/Berlin`; without it they tell the day alone.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Share of bad records, in percent, above which the run stops with exit code 3.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    pub(crate) max_bad: f64,
    /// Stop at the first bad record.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Go on when a file cannot be read.
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// What stands for words that were taken out of the texts, such as `@` in NELA-GT.
    ///
    /// Words that were taken out then count neither for nor against a copy.
    #[arg(long, value_name = "TOKEN", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) mask_token: Option<String>,
}

/// How the input is understood.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Understanding {
    /// Format of the files, or `auto` to recognise each one's from what is in it.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = format_names())]
    pub(crate) format: String,
    /// Encoding of the text, such as `windows-1252`, or `auto` to recognise each file's.
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) encoding: String,
    /// Names of the fields: a known layout, or `auto` to recognise one in each file.
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) schema: String,
    /// Field that holds the article's id. Dots reach into nested objects.
    #[arg(long, value_name = "FIELD")]
    pub(crate) id: Option<String>,
    /// Field that holds the text.
    #[arg(long, value_name = "FIELD")]
    pub(crate) text: Option<String>,
    /// Field that holds the headline.
    #[arg(long, value_name = "FIELD")]
    pub(crate) headline: Option<String>,
    /// Field that holds the outlet.
    #[arg(long, value_name = "FIELD")]
    pub(crate) outlet: Option<String>,
    /// Field that holds the date.
    #[arg(long, value_name = "FIELD")]
    pub(crate) date: Option<String>,
    /// Field that holds the address.
    #[arg(long, value_name = "FIELD")]
    pub(crate) url: Option<String>,
    /// Field that holds the by-line.
    #[arg(long, value_name = "FIELD")]
    pub(crate) byline: Option<String>,
    /// Field that holds the language.
    #[arg(long, value_name = "FIELD")]
    pub(crate) language: Option<String>,
}

/// Make the report: one HTML file that opens by double click, with nothing fetched.
///
/// Shows the stories of a finished run, with search, plots, outlets and, for each copy, the words that were changed. The
/// articles are read again, so their files should be where they were, and unchanged; without them the report has all but
/// the texts.
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
}

/// Show why two articles are one story, or are not.
///
/// Reads both articles again and shows what they have in common, the guard or the links that decided, and the words in
/// which they differ. The articles' files must be where they were, and unchanged.
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
}

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
    #[arg(long, value_name = "F1")]
    pub(crate) min_f1: Option<f64>,
    /// Exit with 1 when the adjusted Rand index is below this.
    #[arg(long, value_name = "ARI")]
    pub(crate) min_ari: Option<f64>,
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
