//! The options of every command.

use clap::{Args, ValueEnum};

/// The options of every command.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Print errors only, and the output of --json or -n.
    #[arg(short, long, global = true, help_heading = "Global", hide_short_help = true)]
    pub(crate) quiet: bool,
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
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
