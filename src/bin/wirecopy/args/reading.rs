//! How the input is understood.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use wirecopy::corpus::FormatName;

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        std::iter::once("auto").chain(FormatName::all().map(FormatName::name)),
    )
}

/// Reads a share in percent.
fn percent(typed: &str) -> Result<f64, String> {
    let percent: Option<f64> = typed.strip_suffix('%').unwrap_or(typed).trim().parse().ok();
    percent
        .filter(|percent| (0.0..=100.0).contains(percent))
        .ok_or_else(|| "a share is a number of percent from 0 to 100, such as 2.5".to_owned())
}

/// How the input is understood, and how much of it may be bad.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    #[command(flatten)]
    pub(crate) how: Understanding,
    /// How dates are written that could be read in two ways, such as `%d/%m/%Y`; several with spaces between.
    ///
    /// In the notation of strftime. The option again for each means the same; commas belong to the format. Dates that fit none
    /// of the formats are read as usual.
    #[arg(long, value_name = "FORMAT …")]
    pub(crate) date_format: Vec<String>,
    /// Time zone of times that name none, such as `Europe/Berlin`; without it they tell the day alone.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Share of bad records, in percent, above which the run stops with exit code 3 [default: 1].
    ///
    /// Unless it is given, fewer than ten bad records are never too many, and a run stops early when the first thousand records
    /// are all bad. Records that have no text are told, and are not bad.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) max_bad: Option<f64>,
    /// Stop at the first bad record, with exit code 3.
    #[arg(long, conflicts_with = "max_bad")]
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
    /// Table that holds the articles, in an SQLite database with several.
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,
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
    /// What makes outlets different ones: their names, or the registered domains of those that are hosts.
    ///
    /// By domain, `amp.gazette.example` and `gazette.example` are one outlet, whose copies count once.
    #[arg(long, value_name = "WHAT", default_value = "name", value_parser = ["name", "domain"])]
    pub(crate) outlets_by: String,
    /// Other names of outlets: a file with a name, a tab, and the outlet that it means on each line.
    #[arg(long, value_name = "FILE")]
    pub(crate) outlet_aliases: Option<PathBuf>,
}
