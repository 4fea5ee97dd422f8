//! How the input is read: from the command line, or from the settings of a finished run.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wirecopy::article::BodyIs;
#[cfg(feature = "spark")]
use wirecopy::corpus::EarlierFiles;
use wirecopy::corpus::{
    Corpus, Encoding, FieldNames, FormatName, Input, Options, Preset, Selection, SourceFile,
    TextHeads,
};
use wirecopy::engine::Tolerance;
use wirecopy::outlet::{OutletNames, OutletsBy};

use super::selection::Choosing;
use crate::exit::Failure;
use crate::terminal::Output;

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
    #[command(flatten)]
    pub(crate) choosing: Choosing,
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
    /// Field with the text, if it is not recognised; `lead+body` for fields that are one text.
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

/// How the input is read, as typed and as kept in `run.json`.
#[derive(Serialize, Deserialize)]
struct Understood {
    #[serde(default = "auto")]
    format: String,
    #[serde(default = "auto")]
    encoding: String,
    #[serde(default)]
    table: Option<String>,
    schema: String,
    fields: FieldNames,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    no_text_head: bool,
    #[serde(default, skip_serializing_if = "OutletNames::is_default")]
    outlet_names: OutletNames,
    body_is: BodyIs,
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    selection: Selection,
}

/// The value that stands for "recognise it".
pub(crate) const AUTO: &str = "auto";

fn auto() -> String {
    AUTO.to_owned()
}

impl Understood {
    fn typed(
        typed: &Understanding,
        selection: Selection,
        body_is: BodyIs,
    ) -> Result<Understood, Failure> {
        Ok(Understood {
            format: typed.format.clone(),
            encoding: typed.encoding.clone(),
            table: typed.table.clone(),
            schema: typed.schema.clone(),
            fields: FieldNames {
                id: typed.id.clone(),
                text: typed.text.clone(),
                headline: typed.headline.clone(),
                outlet: typed.outlet.clone(),
                date: typed.date.clone(),
                url: typed.url.clone(),
                byline: typed.byline.clone(),
                language: typed.language.clone(),
            },
            no_text_head: typed.no_text_head,
            outlet_names: outlet_names(typed)?,
            body_is,
            selection,
        })
    }

    fn options(self) -> wirecopy::Result<Options> {
        Ok(Options {
            format: unless_auto(&self.format, FormatName::named)?,
            encoding: unless_auto(&self.encoding, Encoding::named)?,
            schema: unless_auto(&self.schema, Preset::named)?,
            table: self.table,
            fields: self.fields,
            outlet_names: self.outlet_names,
            text_heads: if self.no_text_head { TextHeads::Ignored } else { TextHeads::Found },
            body_is: self.body_is,
            selection: self.selection,
            ..Options::default()
        })
    }
}

/// The outlet aliases that were given.
fn outlet_names(typed: &Understanding) -> Result<OutletNames, Failure> {
    let by = if typed.outlets_by == "domain" { OutletsBy::Domain } else { OutletsBy::Name };
    let Some(path) = &typed.outlet_aliases else { return Ok(OutletNames::new(by, None)?) };
    let refuse =
        |reason: &dyn std::fmt::Display| Failure::usage(format!("{}: {reason}", path.display()));
    let table = std::fs::read_to_string(path).map_err(|error| refuse(&error))?;
    OutletNames::new(by, Some(&table)).map_err(|error| refuse(&error))
}

fn unless_auto<T>(
    name: &str,
    named: impl Fn(&str) -> wirecopy::Result<T>,
) -> wirecopy::Result<Option<T>> {
    if name == AUTO { Ok(None) } else { named(name).map(Some) }
}

/// Opens the inputs.
pub(crate) fn open(
    inputs: &[PathBuf],
    typed: &Understanding,
    selection: Selection,
    body_is: BodyIs,
    spool: &Path,
) -> Result<Corpus, Failure> {
    let input = |path: &PathBuf| {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.clone()) }
    };
    let inputs: Vec<Input> = inputs.iter().map(input).collect();
    if inputs.contains(&Input::Stdin) && io::stdin().is_terminal() {
        return Err(Failure::usage(
            "standard input is a terminal; pipe articles in, or name a file".to_owned(),
        ));
    }
    let options = Understood::typed(typed, selection, body_is)?.options()?;
    let corpus = Corpus::open(&inputs, &options, spool, &mut io::stdin().lock())?;
    with_use(typed, corpus)
}

/// Opens copies of inputs: `files` are the files of the inputs, with where their copies are.
#[cfg(feature = "spark")]
pub(crate) fn open_copies(
    inputs: &[PathBuf],
    files: &[(PathBuf, PathBuf)],
    typed: &Understanding,
    selection: Selection,
    body_is: BodyIs,
) -> Result<Corpus, Failure> {
    let base = std::env::current_dir();
    let base = base.map_err(|error| Failure::resources(error.to_string(), None))?;
    let options = Understood::typed(typed, selection, body_is)?.options()?;
    let files = EarlierFiles { named: inputs, base: &base, files };
    with_use(typed, Corpus::open_as_before(files, Path::new(""), &options)?)
}

/// The corpus, unless an option applies to none of its files.
fn with_use(typed: &Understanding, corpus: Corpus) -> Result<Corpus, Failure> {
    match unused(typed, corpus.files()) {
        Some(problem) => Err(Failure::usage(problem)),
        None => Ok(corpus),
    }
}

/// An option that applies to none of the files.
fn unused(typed: &Understanding, files: &[SourceFile]) -> Option<String> {
    if files.is_empty() {
        return None;
    }
    let of_fields = [
        ("--id", typed.id.is_some()),
        ("--text", typed.text.is_some()),
        ("--headline", typed.headline.is_some()),
        ("--outlet", typed.outlet.is_some()),
        ("--date", typed.date.is_some()),
        ("--url", typed.url.is_some()),
        ("--byline", typed.byline.is_some()),
        ("--language", typed.language.is_some()),
        ("--schema", typed.schema != AUTO),
    ];
    let given = of_fields.into_iter().find(|&(_, is_given)| is_given);
    let formats = || files.iter().map(|file| file.format.name());
    if let Some((option, _)) = given
        && files.iter().all(|file| file.format.mapping().is_none())
    {
        let format = files[0].format.name();
        return Some(format!(
            "{option} names a field, but no input has named fields: {} is {format}",
            files[0].path.display()
        ));
    }
    if typed.table.is_some() && formats().all(|format| format.name() != "sqlite") {
        return Some("--table needs an SQLite database, but no input is one".to_owned());
    }
    if typed.no_text_head && formats().all(|format| format.name() != "text") {
        return Some("--no-text-head needs plain text files, but no input is one".to_owned());
    }
    let is_binary = |format: FormatName| matches!(format.name(), "sqlite" | "parquet");
    (typed.encoding != AUTO && formats().all(is_binary)).then(|| {
        "--encoding does not apply to Parquet and SQLite, which store their encoding".to_owned()
    })
}

/// The reading settings, as part of the identity of a run.
pub(crate) fn identity(typed: &Reading, body_is: BodyIs) -> Result<Value, Failure> {
    let reading = Understood::typed(&typed.how, typed.choosing.selection(), body_is)?;
    Ok(serde_json::to_value(reading).expect("it is made of strings"))
}

/// How a finished run read its files, from its settings; or what is wrong with them.
pub(crate) fn of_run(reading: &Value) -> Result<Options, String> {
    let reading: Understood =
        serde_json::from_value(reading.clone()).map_err(|error| error.to_string())?;
    reading.options().map_err(|error| error.to_string())
}

/// Prints which inputs cannot be read. An error unless `keep_going`.
pub(crate) fn report_unreadable(
    corpus: &Corpus,
    keep_going: bool,
    output: &Output,
) -> Result<(), Failure> {
    let unreadable = corpus.unreadable();
    for input in unreadable {
        output.warning(&format!("{}: {}", input.path.display(), input.reason));
    }
    if unreadable.is_empty() || (keep_going && !corpus.files().is_empty()) {
        return Ok(());
    }
    let all = unreadable.len() + corpus.files().len();
    Err(Failure::resources(
        format!("{} of {all} inputs cannot be read", unreadable.len()),
        Some("Use --keep-going to skip them"),
    ))
}

/// Prints how the files are read: once for each layout, or each file if details are wanted.
pub(crate) fn show_formats(corpus: &Corpus, output: &Output) {
    if output.is_verbose() {
        for file in corpus.files() {
            let (format, encoding) = (file.kind(), file.encoding.name());
            let described = file.format.described();
            let bytes = file.bytes;
            let path = file.path.display();
            output.detail(&format!("{path}: {bytes} bytes, {format}, {encoding}, {described}"));
        }
        return;
    }
    let mut layouts: Vec<(String, &SourceFile, usize)> = Vec::new();
    for file in corpus.files() {
        let words = format!("{}, {}", file.kind(), file.format.described());
        match layouts.iter_mut().find(|(known, ..)| *known == words) {
            Some((_, _, files)) => *files += 1,
            None => layouts.push((words, file, 1)),
        }
    }
    for (words, file, files) in layouts {
        let more = if files > 1 { format!(" and {} more", files - 1) } else { String::new() };
        output.note(&format!("{}{more}: {words}", file.path.display()));
    }
}

/// How many bad records are accepted.
pub(crate) fn tolerance(reading: &Reading) -> Tolerance {
    match reading.max_bad {
        _ if reading.strict => Tolerance::Strict,
        None => Tolerance::Usual,
        Some(percent) => Tolerance::Share(percent / 100.0),
    }
}
