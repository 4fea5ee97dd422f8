//! What `check` takes.

use std::path::PathBuf;

use clap::Args;

use super::Understanding;

/// Look at the input: format, fields, problems. Writes nothing.
///
/// Tells how the files are understood, shows three articles, and names what a person should know before they are
/// clustered. Looks at the first 10,000 records of files that are read alike. Exits with 1 when `cluster` would refuse them.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Check {
    /// Files, folders, or globs; `-` is standard input. docs/formats.md lists what is read.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: Understanding,
    /// How dates are written that could be read in two ways, as for `cluster`.
    #[arg(long, value_name = "FORMAT …", help_heading = "Reading")]
    pub(crate) date_format: Vec<String>,
    /// Time zone of times that name none, as for `cluster`.
    #[arg(long, value_name = "ZONE", help_heading = "Reading")]
    pub(crate) timezone: Option<String>,
}
