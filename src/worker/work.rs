//! How workers work.

use std::path::{Path, PathBuf};

use crate::corpus::Options;
use crate::engine::Settings;
use crate::error::{Error, ErrorKind};

/// How all stages of a run work.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The settings of the run.
    pub settings: &'a Settings,
    /// How files are read.
    pub options: &'a Options,
    /// The inputs as they were named.
    pub named: &'a [PathBuf],
    /// The folder in which they were named.
    pub base: &'a Path,
}

/// The stream between Spark and a worker is broken.
#[expect(clippy::needless_pass_by_value, reason = "this is how `map_err` hands it over")]
pub(super) fn broken(problem: impl ToString) -> Error {
    ErrorKind::Stream { problem: problem.to_string() }.into()
}
