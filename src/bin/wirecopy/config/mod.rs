//! Settings from files and variables.
//!
//! Every option of every command can be set. Nothing here knows an option by its name: the definitions of the command line
//! say which options there are, under which heading, and which exclude one another. A setting becomes an argument behind
//! those that were typed, so a command cannot tell the two apart.

mod apply;
mod files;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command};

use self::apply::{Setting, described, settings, with_settings};
use crate::exit::Failure;

/// Commands without settings: a shell runs them when it starts, in any folder.
const NO_SETTINGS: [&str; 2] = ["completions", "man"];

/// What to do, after all that was typed and set.
pub(crate) enum Asked {
    /// Run the command.
    Run {
        matches: ArgMatches,
        /// The command line, with the settings that apply.
        words: Vec<OsString>,
        /// What was set, by source; for a note.
        set: Vec<String>,
    },
    /// Print this.
    Print(String),
}

/// Why there is nothing to do.
pub(crate) enum Refusal {
    /// What was typed is wrong, or is a request for help.
    Typed(clap::Error),
    /// What was set is wrong.
    Set(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Refusal {
        Refusal::Set(failure)
    }
}

/// Combines what was typed with the settings that apply to the command.
pub(crate) fn resolve(command: &Command, typed: &[OsString]) -> Result<Asked, Refusal> {
    let of_typed = match command.clone().try_get_matches_from(typed) {
        Ok(matches) => matches,
        // What is missing may be set.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let lenient = command.clone().ignore_errors(true);
            lenient.try_get_matches_from(typed).map_err(|_| Refusal::Typed(error))?
        }
        Err(error) => return Err(Refusal::Typed(error)),
    };
    let mut all = command.clone().disable_help_subcommand(true);
    all.build();
    let (path, chosen, of_chosen) = chosen(&all, &of_typed);
    let is_on = |name: &str| of_chosen.try_get_one::<bool>(name).is_ok_and(|on| on == Some(&true));
    let layers = if is_on("no_config") || NO_SETTINGS.contains(&&*path) {
        Vec::new()
    } else {
        files::layers(&all, of_chosen.try_get_one("config").ok().flatten().cloned())?
    };
    let settings = settings(chosen, &path, of_chosen, &layers);
    let words = with_settings(typed, &settings);
    let matches = command.clone().try_get_matches_from(&words);
    if is_on("print_config") {
        return match matches {
            Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => {
                Err(blame(error, &settings))
            }
            _ if is_on("json") => Ok(Asked::Print(apply::json(chosen, of_chosen, &settings))),
            _ => Ok(Asked::Print(apply::toml(&path, chosen, of_chosen, &settings, &layers))),
        };
    }
    match matches {
        Ok(matches) => Ok(Asked::Run { matches, words, set: described(&settings, &layers) }),
        Err(error) => Err(blame(error, &settings)),
    }
}

/// The command that was chosen, its name with dots, and what was typed for it.
fn chosen<'a>(all: &'a Command, typed: &'a ArgMatches) -> (String, &'a Command, &'a ArgMatches) {
    let (mut names, mut command, mut matches) = (Vec::new(), all, typed);
    while let Some((name, of_subcommand)) = matches.subcommand()
        && let Some(subcommand) = command.find_subcommand(name)
    {
        names.push(name);
        (command, matches) = (subcommand, of_subcommand);
    }
    (names.join("."), command, matches)
}

/// The error of a command line with settings: which of them it is about.
fn blame(error: clap::Error, settings: &[Setting<'_>]) -> Refusal {
    let named: Vec<&String> = [ContextKind::InvalidArg, ContextKind::PriorArg]
        .into_iter()
        .filter_map(|kind| match error.get(kind) {
            Some(ContextValue::String(name)) => Some(vec![name]),
            Some(ContextValue::Strings(names)) => Some(names.iter().collect()),
            _ => None,
        })
        .flatten()
        .collect();
    let is_named = |it: &&Setting<'_>| named.iter().any(|name| **name == it.arg.to_string());
    let Some(setting) = settings.iter().find(is_named) else { return Refusal::Typed(error) };
    let text = error.to_string();
    let lines = text.trim_start_matches("error: ").lines().map(str::trim);
    let is_about_it =
        |line: &&str| !line.starts_with("Usage:") && !line.starts_with("For more information");
    let problem: Vec<&str> =
        lines.take_while(|line| is_about_it(line)).filter(|line| !line.is_empty()).collect();
    Refusal::Set(Failure::usage(format!("{}: {}", setting.entry.name, problem.join(" "))))
}
