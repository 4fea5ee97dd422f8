//! The arguments of `check`.

use std::path::PathBuf;

use clap::Args;

use super::Understanding;

/// Look at the input: format, fields, problems. Writes nothing.
///
/// Shows how the files are read, three sample articles, and warnings. Looks at the first 10,000 records of each kind of file.
/// Exits with 1 if `cluster` would refuse the input.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Check {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
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
