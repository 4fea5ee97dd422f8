//! How the input is read: from the command line, or from the settings of a finished run.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wirecopy::article::BodyIs;
use wirecopy::corpus::{
    Corpus, Encoding, FieldNames, FormatName, Input, Options, Preset, SourceFile, TextHeads,
};
use wirecopy::outlet::{OutletNames, OutletsBy};

use crate::args::Understanding;
use crate::failure::Failure;
use crate::output::Output;

/// How the input is read, as typed and as kept in `run.json`.
#[derive(Serialize, Deserialize)]
struct Reading {
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
}

/// The value that stands for "recognise it".
pub(super) const AUTO: &str = "auto";

fn auto() -> String {
    AUTO.to_owned()
}

impl Reading {
    fn typed(typed: &Understanding, body_is: BodyIs) -> Result<Reading, Failure> {
        Ok(Reading {
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
pub(super) fn open(
    inputs: &[PathBuf],
    typed: &Understanding,
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
    let options = Reading::typed(typed, body_is)?.options()?;
    let corpus = Corpus::open(&inputs, &options, spool, &mut io::stdin().lock())?;
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
pub(super) fn identity(typed: &Understanding, body_is: BodyIs) -> Result<Value, Failure> {
    let reading = Reading::typed(typed, body_is)?;
    Ok(serde_json::to_value(reading).expect("it is made of strings"))
}

/// How a finished run read its files, from its settings; or what is wrong with them.
pub(super) fn of_run(reading: &Value) -> Result<Options, String> {
    let reading: Reading =
        serde_json::from_value(reading.clone()).map_err(|error| error.to_string())?;
    reading.options().map_err(|error| error.to_string())
}

/// Prints which inputs cannot be read. An error unless `keep_going`.
pub(super) fn report_unreadable(
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

/// Prints how the files are read, once for each layout.
pub(super) fn show_formats(corpus: &Corpus, output: &Output) {
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
