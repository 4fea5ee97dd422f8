//! Reads settings, and what the definitions of the command line say of options that can be set.

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::{Table, Value};

use crate::exit::Failure;

/// The file of a project, in the current folder.
const PROJECT: &str = "wirecopy.toml";

/// The file of the user, in the folder of settings.
const USER: &str = "wirecopy/config.toml";

/// How the names of variables begin.
const VARIABLE: &str = "WIRECOPY_";

/// Variables with such a name that are for other programs: the Python package starts this one.
const OF_OTHERS: [&str; 1] = ["WIRECOPY_BIN"];

/// How far a name may be from a known one, to be suggested.
const EDITS: usize = 3;

/// The settings from one source.
pub(super) struct Layer {
    pub(super) source: Source,
    entries: Vec<Entry>,
}

pub(super) enum Source {
    Variables,
    File(PathBuf),
}

/// One setting.
pub(super) struct Entry {
    /// Its full name, for people: the file and the key, or the variable.
    pub(super) name: String,
    /// Its source, in a word or two.
    pub(super) from: String,
    /// The name of the table, with dots between the words of a command; `None` for a variable.
    table: Option<String>,
    /// The long name of the option.
    option: String,
    pub(super) given: Given,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    Flag(bool),
    Values(Vec<String>),
}

/// An option of some command.
struct Known<'a> {
    command: String,
    name: &'a str,
    arg: &'a Arg,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Variables => f.write_str("the environment"),
            Source::File(path) => path.display().fmt(f),
        }
    }
}

/// All settings, the highest layer first. All of them are checked, including those of other commands.
pub(super) fn layers(all: &Command, only: Option<PathBuf>) -> Result<Vec<Layer>, Failure> {
    let known = known(all);
    let mut layers = vec![variables(&known)?];
    if let Some(path) = only {
        let layer = file(&path, &known)?;
        layers.push(layer.ok_or_else(|| unreadable(&path, &io::ErrorKind::NotFound.into()))?);
        return Ok(layers);
    }
    layers.extend(file(Path::new(PROJECT), &known)?);
    if let Some(folder) = folder_of_settings() {
        layers.extend(file(&folder.join(USER), &known)?);
    }
    Ok(layers)
}

/// The options of all commands that can be set.
fn known(all: &Command) -> Vec<Known<'_>> {
    let mut known = Vec::new();
    let mut open: Vec<(String, &Command)> = vec![(String::new(), all)];
    while let Some((path, command)) = open.pop() {
        let below =
            |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        open.extend(command.get_subcommands().map(|it| (below(it.get_name()), it)));
        if !command.has_subcommands() {
            let of_command = options(command);
            known.extend(of_command.map(|(name, arg)| Known { command: path.clone(), name, arg }));
        }
    }
    known
}

impl Known<'_> {
    /// Whether it can be set in a table: that of its heading, or that of its command.
    fn is_in(&self, table: &str) -> bool {
        self.command == table || table_of(self.arg).is_some_and(|heading| heading == table)
    }
}

impl Layer {
    /// What is set for an option of a command: for this command alone, or else for all.
    pub(super) fn entry(&self, name: &str, arg: &Arg, command: &str) -> Option<&Entry> {
        let heading = table_of(arg);
        let tables = [Some(command), heading.as_deref(), None];
        tables.into_iter().find_map(|table| {
            self.entries
                .iter()
                .find(|entry| entry.option == name && entry.table.as_deref() == table)
        })
    }
}

/// The settings in a file; `None` if there is no such file.
fn file(path: &Path, known: &[Known<'_>]) -> Result<Option<Layer>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::resources(
                format!("{}: cannot be read: {error}", path.display()),
                None,
            ));
        }
    };
    let tables: Table = toml::from_str(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let problem = error.message().replace('\n', ", ");
        Failure::usage(format!("{}:{line}: {problem}", path.display()))
    })?;
    let mut reader = Reader { path, known, entries: Vec::new() };
    for (name, value) in &tables {
        let Value::Table(rows) = value else { return Err(reader.outside(name)) };
        reader.table(name, rows)?;
    }
    let (source, entries) = (Source::File(path.to_owned()), reader.entries);
    Ok(Some(Layer { source, entries }))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{}: cannot be read: {error}", path.display()))
}

/// A file that is being read.
struct Reader<'a> {
    path: &'a Path,
    known: &'a [Known<'a>],
    entries: Vec<Entry>,
}

impl Reader<'_> {
    fn table(&mut self, name: &str, rows: &Table) -> Result<(), Failure> {
        let table = dashed(name);
        let has_commands = |known: &Known<'_>| {
            known.command.strip_prefix(&table).is_some_and(|it| it.starts_with('.'))
        };
        if !self.known.iter().any(|known| known.is_in(&table) || has_commands(known)) {
            let headings = self.known.iter().filter_map(|known| table_of(known.arg));
            let commands = self.known.iter().map(|known| known.command.clone());
            let tables: BTreeSet<String> = headings.chain(commands).collect();
            let did_you_mean = suggestion(&table, tables.iter().map(String::as_str));
            return Err(self.refuse(&format!("unknown table [{name}]{did_you_mean}")));
        }
        for (key, value) in rows {
            let full = format!("{name}.{key}");
            if let Value::Table(rows) = value {
                self.table(&full, rows)?;
                continue;
            }
            let option = dashed(key);
            let of_table = || self.known.iter().filter(|known| known.is_in(&table));
            let Some(known) = of_table().find(|known| known.name == option) else {
                let elsewhere =
                    self.home_of(&option).map(|home| format!("; it belongs in [{home}]"));
                let hint =
                    elsewhere.unwrap_or_else(|| suggestion(&option, of_table().map(|it| it.name)));
                return Err(self.refuse(&format!("unknown key {full}{hint}")));
            };
            let given = given(known.arg, value)
                .map_err(|problem| self.refuse(&format!("{full}: {problem}")))?;
            self.entries.push(Entry {
                name: format!("{}: {full}", self.path.display()),
                from: self.path.display().to_string(),
                table: Some(table.clone()),
                option,
                given,
            });
        }
        Ok(())
    }

    /// The error for a value outside a table.
    fn outside(&self, key: &str) -> Failure {
        let known = self.known.iter().map(|known| known.name);
        let hint = self.home_of(&dashed(key)).map_or_else(
            || format!("unknown key {key}{}", suggestion(&dashed(key), known)),
            |home| format!("{key} is outside a table; it belongs in [{home}]"),
        );
        self.refuse(&hint)
    }

    /// The table of an option.
    fn home_of(&self, option: &str) -> Option<String> {
        let known = self.known.iter().find(|known| known.name == option)?;
        Some(table_of(known.arg).unwrap_or_else(|| known.command.clone()).replace('-', "_"))
    }

    fn refuse(&self, problem: &str) -> Failure {
        Failure::usage(format!("{}: {problem}", self.path.display()))
    }
}

/// What a value in a file sets.
fn given(arg: &Arg, value: &Value) -> Result<Given, &'static str> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Datetime(date) => Ok(date.to_string()),
        Value::Boolean(_) => Err("expected a value, not true or false"),
        Value::Array(_) | Value::Table(_) => Err("expected one value"),
    };
    match value {
        Value::Boolean(on) if is_flag(arg) => Ok(Given::Flag(*on)),
        _ if is_flag(arg) => Err("expected true or false"),
        Value::Array(values) if matches!(arg.get_action(), ArgAction::Append) => {
            Ok(Given::Values(values.iter().map(text).collect::<Result<_, _>>()?))
        }
        value => Ok(Given::Values(vec![text(value)?])),
    }
}

/// The settings in variables.
fn variables(known: &[Known<'_>]) -> Result<Layer, Failure> {
    let mut entries = Vec::new();
    for (name, value) in env::vars_os() {
        let Some(name) = name.to_str().filter(|name| !OF_OTHERS.contains(name)) else { continue };
        let Some(option) = name.strip_prefix(VARIABLE) else { continue };
        let refuse = |problem: &str| Failure::usage(format!("{name}: {problem}"));
        if value.is_empty() {
            continue;
        }
        let option = dashed(option);
        let Some(known) = known.iter().find(|known| known.name == option) else {
            let names: Vec<String> = known.iter().map(|known| variable(known.name)).collect();
            let did_you_mean = suggestion(name, names.iter().map(String::as_str));
            return Err(Failure::usage(format!("unknown variable {name}{did_you_mean}")));
        };
        let value = value.into_string().map_err(|_| refuse("not valid UTF-8"))?;
        let given = match &*value.to_lowercase() {
            "1" | "true" | "yes" | "on" if is_flag(known.arg) => Given::Flag(true),
            "0" | "false" | "no" | "off" if is_flag(known.arg) => Given::Flag(false),
            _ if is_flag(known.arg) => return Err(refuse("expected true or false")),
            _ => Given::Values(vec![value]),
        };
        let (from, table) = (name.to_owned(), None);
        entries.push(Entry { name: name.to_owned(), from, table, option, given });
    }
    Ok(Layer { source: Source::Variables, entries })
}

/// The variable that sets an option.
fn variable(option: &str) -> String {
    format!("{VARIABLE}{}", option.to_uppercase().replace('-', "_"))
}

/// `; did you mean …?`, if some name is close.
fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let close = known.map(|it| (strsim::osa_distance(name, it), it)).min();
    let close = close.filter(|&(edits, _)| edits <= EDITS && 2 * edits <= name.len());
    close.map_or_else(String::new, |(_, it)| {
        format!(
            "; did you mean {}?",
            if name.starts_with(VARIABLE) { it.to_owned() } else { it.replace('-', "_") }
        )
    })
}

/// The folder in which a user's programs have their settings.
fn folder_of_settings() -> Option<PathBuf> {
    let folder =
        |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return folder("APPDATA");
    }
    folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
}

/// Options that are not settings.
const NO_SETTINGS: [&str; 5] = ["help", "version", "config", "no-config", "print-config"];

/// The options of a command that can be set, with their long names.
pub(super) fn options(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    command
        .get_arguments()
        .filter_map(|arg| Some((arg.get_long()?, arg)))
        .filter(|(name, _)| !NO_SETTINGS.contains(name))
}

/// Whether an option was typed.
pub(super) fn is_typed(matches: &ArgMatches, arg: &Arg) -> bool {
    let source = matches.try_contains_id(arg.get_id().as_str()).is_ok_and(|is_there| is_there);
    source && matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

/// Whether an option is either there or not, and has no value.
pub(super) fn is_flag(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// A heading of the help as the name of a table: `Finding candidates` is `finding-candidates`.
pub(super) fn table_of(arg: &Arg) -> Option<String> {
    Some(dashed(&arg.get_help_heading()?.replace(' ', "-")))
}

/// A name as options have it.
pub(super) fn dashed(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}
