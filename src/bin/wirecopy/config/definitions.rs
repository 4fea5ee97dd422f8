//! What the definitions of the command line say of options that can be set.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

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
