//! How the input is read.

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
        .ok_or_else(|| "expected a percentage from 0 to 100, such as 2.5".to_owned())
}

/// How the input is read, and how many bad records are accepted.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    #[command(flatten)]
    pub(crate) how: Understanding,
    /// Format of ambiguous dates, such as `%d/%m/%Y`.
    ///
    /// Uses strftime notation. Separate several formats by spaces, or repeat the option; a comma is part of the format. Dates that
    /// match none of the formats are read as usual.
    #[arg(long, value_name = "FORMAT …", hide_short_help = true)]
    pub(crate) date_format: Vec<String>,
    /// Time zone for times without one, such as `Europe/Berlin`; otherwise only the day is used.
    #[arg(long, value_name = "ZONE", hide_short_help = true)]
    pub(crate) timezone: Option<String>,
    /// Stop with exit code 3 if more than this percentage of the records is bad [default: 1].
    ///
    /// By default, fewer than ten bad records are always accepted, and a run stops early if its first thousand records are all
    /// bad. Records without a text are reported, but do not count as bad.
    #[arg(long, value_name = "PERCENT", value_parser = percent, hide_short_help = true)]
    pub(crate) max_bad: Option<f64>,
    /// Stop at the first bad record, with exit code 3.
    #[arg(long, conflicts_with = "max_bad", hide_short_help = true)]
    pub(crate) strict: bool,
    /// Continue if a file cannot be read.
    #[arg(long, hide_short_help = true)]
    pub(crate) keep_going: bool,
    /// Placeholder for redacted words, such as `@` in NELA-GT.
    ///
    /// Redacted words are ignored.
    #[arg(
        long,
        value_name = "TOKEN",
        value_parser = clap::builder::NonEmptyStringValueParser::new(),
        hide_short_help = true
    )]
    pub(crate) mask_token: Option<String>,
}

/// How the input is read.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Understanding {
    /// Format of the files; `auto` recognises it from the content.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "auto",
        value_parser = format_names(),
        hide_short_help = true
    )]
    pub(crate) format: String,
    /// Encoding of the text, such as `windows-1252`; `auto` recognises it.
    #[arg(long, value_name = "NAME", default_value = "auto", hide_short_help = true)]
    pub(crate) encoding: String,
    /// Table with the articles, for an SQLite database with several tables.
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub(crate) table: Option<String>,
    /// Names of the fields: a known layout, such as `nela`; `auto` recognises it.
    #[arg(long, value_name = "NAME", default_value = "auto", hide_short_help = true)]
    pub(crate) schema: String,
    /// Field with the article's id; dots reach into nested objects.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) id: Option<String>,
    /// Field with the text, if it is not recognised.
    #[arg(long, value_name = "FIELD")]
    pub(crate) text: Option<String>,
    /// Field with the headline.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) headline: Option<String>,
    /// Field with the outlet.
    #[arg(long, value_name = "FIELD")]
    pub(crate) outlet: Option<String>,
    /// Field with the date.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) date: Option<String>,
    /// Field with the URL.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) url: Option<String>,
    /// Field with the byline.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) byline: Option<String>,
    /// Field with the language.
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub(crate) language: Option<String>,
    /// Take plain text files as they are, without looking for a headline, date or outlet in their first lines.
    #[arg(long, hide_short_help = true)]
    pub(crate) no_text_head: bool,
    /// Tell outlets apart by name or by registered domain.
    ///
    /// By domain, `amp.gazette.example` and `gazette.example` are one outlet, and its copies count once.
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "name",
        value_parser = ["name", "domain"],
        hide_short_help = true
    )]
    pub(crate) outlets_by: String,
    /// File of outlet aliases, one `NAME<tab>OUTLET` per line.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub(crate) outlet_aliases: Option<PathBuf>,
}
