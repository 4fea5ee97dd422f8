//! Decides which settings apply to a command, and makes arguments of them.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, Command};

use super::definitions::{is_typed, options};
use super::files::{Entry, Given, Layer};

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
