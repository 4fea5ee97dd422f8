//! Prints the settings of a command, and where each comes from.

use std::any::TypeId;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use super::apply::Setting;
use super::definitions::{is_flag, is_typed, options, table_of};
use super::files::{Given, Layer, Source};

/// The column of the sources.
const SOURCES: usize = 32;

/// An option with its value.
struct Shown<'a> {
    name: &'a str,
    arg: &'a Arg,
    value: Option<Value>,
    source: String,
}

/// The settings as a file that sets the same.
pub(super) fn toml(
    path: &str,
    command: &Command,
    typed: &ArgMatches,
    settings: &[Setting<'_>],
    layers: &[Layer],
) -> String {
    let files: Vec<String> = layers
        .iter()
        .filter(|layer| matches!(layer.source, Source::File(_)))
        .map(|layer| layer.source.to_string())
        .collect();
    let files = if files.is_empty() { "no file".to_owned() } else { files.join(" and ") };
    let mut text = format!("# wirecopy {}, with {files}\n", path.replace('.', " "));
    let mut tables: Vec<String> = Vec::new();
    let shown = shown(command, typed, settings);
    let home = |it: &Shown<'_>| table_of(it.arg).unwrap_or_else(|| path.to_owned());
    for it in &shown {
        if !tables.contains(&home(it)) {
            tables.push(home(it));
        }
    }
    for table in tables {
        let _ = writeln!(text, "\n[{}]", table.replace('-', "_"));
        for it in shown.iter().filter(|it| home(it) == table) {
            let name = it.name.replace('-', "_");
            let line = match &it.value {
                Some(value) => format!("{name} = {value}"),
                None => format!("# {name}"),
            };
            let _ = writeln!(text, "{line:SOURCES$} # {}", it.source);
        }
    }
    text
}

/// The settings as JSON.
pub(super) fn json(command: &Command, typed: &ArgMatches, settings: &[Setting<'_>]) -> String {
    let shown: Vec<Value> = shown(command, typed, settings)
        .into_iter()
        .map(|it| json!({ "option": it.name, "value": it.value, "source": it.source }))
        .collect();
    format!("{}\n", Value::from(shown))
}

fn shown<'a>(command: &'a Command, typed: &ArgMatches, settings: &[Setting<'_>]) -> Vec<Shown<'a>> {
    let shown = options(command).map(|(name, arg)| {
        let set = settings.iter().find(|setting| setting.arg.get_id() == arg.get_id());
        let (value, source) = match set {
            _ if is_typed(typed, arg) => {
                (Some(value(arg, &typed_values(typed, arg))), "command line".to_owned())
            }
            Some(Setting { entry, .. }) => {
                let value = match &entry.given {
                    Given::Flag(on) => Value::from(*on),
                    Given::Values(values) => value(arg, values),
                };
                (Some(value), entry.from.clone())
            }
            None => {
                let defaults = arg.get_default_values().iter();
                let defaults: Vec<String> =
                    defaults.map(|it| it.to_string_lossy().into_owned()).collect();
                if defaults.is_empty() {
                    (None, "not set".to_owned())
                } else {
                    (Some(value(arg, &defaults)), "default".to_owned())
                }
            }
        };
        Shown { name, arg, value, source }
    });
    shown.collect()
}

fn typed_values(typed: &ArgMatches, arg: &Arg) -> Vec<String> {
    if is_flag(arg) {
        return vec!["true".to_owned()];
    }
    let raw = typed.get_raw(arg.get_id().as_str()).into_iter().flatten();
    raw.map(|it| it.to_string_lossy().into_owned()).collect()
}

/// A value as JSON, which for these is TOML too. Of an option that takes anything, a number is one if it reads the same when it
/// is written again.
fn value(arg: &Arg, texts: &[String]) -> Value {
    let is_number = arg.get_value_parser().type_id() == TypeId::of::<f64>();
    let one = |text: &str| match (text.parse::<i64>(), text.parse::<f64>()) {
        (Ok(number), _) if number.to_string() == text => Value::from(number),
        (_, Ok(number)) if is_number || number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    };
    match texts {
        [text] if is_flag(arg) => Value::from(text == "true"),
        _ if matches!(arg.get_action(), ArgAction::Append) => {
            let parts = texts.iter().flat_map(|text| match arg.get_value_delimiter() {
                Some(delimiter) => text.split(delimiter).map(one).collect(),
                None => vec![one(text)],
            });
            parts.collect()
        }
        [text] => one(text),
        _ => texts.iter().map(|text| one(text)).collect(),
    }
}
