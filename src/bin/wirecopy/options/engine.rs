//! The engine of a run on several machines.

use std::num::NonZeroU32;
use std::path::PathBuf;

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
