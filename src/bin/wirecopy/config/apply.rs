//! Decides which settings apply to a command, makes arguments of them, and prints them with where
//! each comes from.

use std::any::TypeId;
use std::ffi::OsString;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use super::files::{Entry, Given, Layer, Source, is_flag, is_typed, options, table_of};

/// A setting that applies.
pub(super) struct Setting<'a> {
    pub(super) arg: &'a Arg,
    pub(super) layer: &'a Layer,
    pub(super) entry: &'a Entry,
}

/// The settings that apply to a command. A setting gives way to what was typed and to higher layers, whether they set the
/// same option or one that excludes it.
pub(super) fn settings<'a>(
    command: &'a Command,
    path: &str,
    typed: &ArgMatches,
    layers: &'a [Layer],
) -> Vec<Setting<'a>> {
    let mut settings: Vec<Setting<'a>> = Vec::new();
    let mut present: Vec<&Arg> =
        command.get_arguments().filter(|arg| is_typed(typed, arg)).collect();
    for layer in layers {
        let before = settings.len();
        for (name, arg) in options(command) {
            let is_decided = is_typed(typed, arg)
                || settings[..before].iter().any(|higher| higher.arg.get_id() == arg.get_id());
            let Some(entry) = layer.entry(name, arg, path).filter(|_| !is_decided) else {
                continue;
            };
            if entry.given == Given::Flag(false)
                || !present.iter().any(|higher| exclude_one_another(command, higher, arg))
            {
                settings.push(Setting { arg, layer, entry });
            }
        }
        let new = settings[before..].iter();
        present.extend(new.filter(|it| it.entry.given != Given::Flag(false)).map(|it| it.arg));
    }
    settings
}

fn exclude_one_another(command: &Command, one: &Arg, other: &Arg) -> bool {
    let excludes = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
    };
    excludes(one, other) || excludes(other, one)
}

/// The words that were typed, and those that set the same as the settings.
pub(super) fn with_settings(typed: &[OsString], settings: &[Setting<'_>]) -> Vec<OsString> {
    let mut words = typed.to_vec();
    // Nothing is an option behind this.
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    words.splice(end..end, settings.iter().flat_map(Setting::words).map(OsString::from));
    words
}

impl Setting<'_> {
    /// The words that would have to be typed.
    fn words(&self) -> Vec<String> {
        let name = self.arg.get_long().expect("only long options can be set");
        match &self.entry.given {
            Given::Flag(true) => vec![format!("--{name}")],
            Given::Flag(false) => Vec::new(),
            Given::Values(values) => {
                values.iter().map(|value| format!("--{name}={value}")).collect()
            }
        }
    }
}

/// What was set, a line for each source.
pub(super) fn described(settings: &[Setting<'_>], layers: &[Layer]) -> Vec<String> {
    let of_layer = |layer: &Layer| {
        let settings = settings.iter().filter(|it| std::ptr::eq(it.layer, layer));
        let words: Vec<String> = settings.flat_map(Setting::words).collect();
        (!words.is_empty()).then(|| format!("{} sets {}", layer.source, words.join(" ")))
    };
    layers.iter().filter_map(of_layer).collect()
}

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
