//! How workers work.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::Options;
use crate::engine::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Formats;

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
    /// How the tables are written in parts, if they are.
    pub parts: Option<&'a Parts>,
}

/// How workers write tables in parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parts {
    /// The formats.
    pub formats: Formats,
    /// Articles of the stories of a part: its last story may have more.
    pub articles: NonZeroU32,
    /// When the run began, in seconds since 1970.
    pub now: i64,
    /// The items that agencies killed.
    #[serde(default)]
    pub killed: Vec<String>,
}

impl<'a> Work<'a> {
    /// How tables are written in parts.
    pub(super) fn parts(self) -> Result<&'a Parts> {
        self.parts.ok_or_else(|| broken("this run has no tables in parts"))
    }
}

/// The stream between Spark and a worker is broken.
#[expect(clippy::needless_pass_by_value, reason = "this is how `map_err` hands it over")]
pub(super) fn broken(problem: impl ToString) -> Error {
    ErrorKind::Stream { problem: problem.to_string() }.into()
}
