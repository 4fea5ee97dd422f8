//! `wirecopy worker`, which Spark starts, and `wirecopy spark-script`.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wirecopy::engine::Settings;
use wirecopy::worker::{Parts, Stage, Work};

use crate::exit::{Exit, Failure};
use crate::options::cleaning::Cleaning;
use crate::options::reading;

/// The script that runs the stages.
pub(crate) const SCRIPT: &str = include_str!("../../../../spark/wirecopy_spark.py");

/// Do one stage of a run on Apache Spark.
///
/// Reads a line of JSON and an Arrow stream from standard input, and writes an Arrow stream. The driver script starts it.
#[derive(Args, Debug)]
#[command(hide = true)]
pub(crate) struct Worker {
    /// The stage.
    #[arg(value_parser = Stage::ALL.map(|(name, _)| name))]
    stage: String,
}

/// Print the driver script for Apache Spark, to submit it by hand.
///
/// docs/spark.md says how. It is the script that `wirecopy cluster --engine spark` runs.
#[derive(Args, Debug)]
pub(crate) struct SparkScript {}

/// What a worker is told, in one line.
#[derive(Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) version: String,
    pub(crate) matching: Settings,
    pub(crate) reading: Value,
    pub(crate) cleaning: Cleaning,
    pub(crate) named: Vec<PathBuf>,
    pub(crate) base: PathBuf,
    #[serde(default)]
    pub(crate) parts: Option<Parts>,
}

pub(crate) fn run(args: &Worker) -> Result<Exit, Failure> {
    let mut input = io::stdin().lock();
    let mut line = String::new();
    input.read_line(&mut line).map_err(Failure::from)?;
    let unusable = |problem: String| Failure::usage(format!("worker: {problem}"));
    // The version comes first: another one may mean something else by the rest.
    let asked: Value = serde_json::from_str(&line).map_err(|error| unusable(error.to_string()))?;
    let version = env!("CARGO_PKG_VERSION");
    let of_run = asked["version"].as_str().unwrap_or("unknown");
    if of_run != version {
        return Err(unusable(format!(
            "the run is of wirecopy {of_run}, and this worker has wirecopy {version}"
        )));
    }
    let asked: Asked =
        serde_json::from_value(asked).map_err(|error| unusable(error.to_string()))?;
    let options = reading::of_run(&asked.reading).map_err(unusable)?;
    let stages = Stage::ALL.into_iter();
    let stage = stages.filter(|(name, _)| *name == args.stage).map(|(_, stage)| stage).next();
    let stage = stage.expect("the command line takes the names of stages alone");
    let work = Work {
        settings: &asked.matching,
        options: &options,
        named: &asked.named,
        base: &asked.base,
        parts: asked.parts.as_ref(),
    };
    let mut output = BufWriter::new(io::stdout().lock());
    stage.run(work, || asked.cleaning.cleaner(), input, &mut output)?;
    output.flush()?;
    Ok(Exit::Done)
}

pub(crate) fn script() -> Result<Exit, Failure> {
    io::stdout().lock().write_all(SCRIPT.as_bytes())?;
    Ok(Exit::Done)
}
