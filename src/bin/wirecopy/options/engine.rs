//! The engine of a run on several machines.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

/// Where the stages of a run are done, other than in this process.
#[derive(Args, Debug)]
#[command(next_help_heading = "Several machines")]
pub(crate) struct OnEngine {
    /// Run the stages on this engine, with the program as its worker; the results are the same.
    ///
    /// Needs Python with the engine, pyarrow and pandas. The input must be at the same path on every worker. docs/spark.md says how to start it.
    #[arg(long, value_name = "ENGINE", conflicts_with = "index", hide_short_help = true)]
    pub(crate) engine: Option<EngineName>,
    /// The engine's master, such as `spark://host:7077`, `local[4]` or `sc://host:50051` [default: the engine's own, or this machine].
    #[arg(long, value_name = "URL", requires = "engine", hide_short_help = true)]
    pub(crate) master: Option<String>,
    /// Folder or URL for the stages, which all machines can write and read, such as `s3a://bucket/stages` [default: `.work` in the output folder].
    ///
    /// In another folder than the default they stay when the run is done.
    #[arg(long, value_name = "PLACE", requires = "engine", hide_short_help = true)]
    pub(crate) stages: Option<String>,
    /// Have the workers write the tables of stories below this folder or URL, each in many files, such as `s3a://bucket/tables`.
    ///
    /// All machines must be able to write there. The output folder then has `run.json` and the tables of outlets, families and rejected records. The commands that read a run read these tables too, if they are in a folder. docs/spark.md has more.
    #[arg(
        long,
        value_name = "PLACE",
        requires = "engine",
        conflicts_with_all = ["passages", "singletons", "baseline", "measure_recall"],
        hide_short_help = true
    )]
    pub(crate) tables_in: Option<String>,
    /// Parts of each stage; a process holds one in memory [default: one for each 64 MB of input, at least 8].
    #[arg(long, value_name = "N", requires = "engine", hide_short_help = true)]
    pub(crate) partitions: Option<NonZeroU32>,
    /// Python that has the engine, or `spark-submit`.
    #[arg(
        long,
        value_name = "PROGRAM",
        default_value = "python3",
        requires = "engine",
        hide_short_help = true
    )]
    pub(crate) python: PathBuf,
    /// Write the job for a submission by hand, say how, and stop. The same command with the stages done writes the tables.
    #[arg(long, requires = "engine", hide_short_help = true)]
    pub(crate) prepare: bool,
}

impl OnEngine {
    /// Where workers write tables: a URL, or an absolute path.
    pub(crate) fn tables_place(&self) -> Option<String> {
        let place = self.tables_in.as_deref()?;
        if place.contains("://") && !place.starts_with(OF_FILES) {
            return Some(place.trim_end_matches('/').to_owned());
        }
        let path = Path::new(place.strip_prefix(OF_FILES).unwrap_or(place));
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Some(path.to_string_lossy().into_owned())
    }
}

/// How URLs of files begin.
const OF_FILES: &str = "file://";

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineName {
    /// Apache Spark.
    Spark,
    /// Sail, without a JVM.
    Sail,
}

impl EngineName {
    pub(crate) fn name(self) -> &'static str {
        match self {
            EngineName::Spark => "spark",
            EngineName::Sail => "sail",
        }
    }
}
