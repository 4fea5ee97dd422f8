//! The options of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The options of every command.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(crate) struct Global {
    /// Print errors only, and the output of --json or -n.
    #[arg(short, long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) quiet: bool,
    /// Print what is found and chosen, on standard error.
    #[arg(short, long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) verbose: bool,
    /// Print the result as one JSON object.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) json: bool,
    /// When to use colours. The environment variable `NO_COLOR` also turns them off.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global",
        hide_short_help = true
    )]
    pub(crate) color: Color,
    /// Show no progress bar.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) no_progress: bool,
    /// Number of threads [default: one per core].
    #[arg(
        short = 'j',
        long,
        global = true,
        value_name = "N",
        help_heading = "Global",
        hide_short_help = true
    )]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    /// Read settings from this file only, not from `wirecopy.toml` and the user's file.
    ///
    /// docs/shell.md describes the files, and the variables `WIRECOPY_…`.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "no_config",
        help_heading = "Global",
        hide_short_help = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// Ignore all files with settings, and the variables `WIRECOPY_…`.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) no_config: bool,
    /// Print each setting of the command and where it comes from, then stop.
    #[arg(long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) print_config: bool,
    /// The command line, with the settings from files and variables.
    #[arg(skip)]
    pub(crate) words: Vec<String>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
