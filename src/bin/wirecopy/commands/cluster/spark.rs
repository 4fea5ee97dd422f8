//! A run whose stages are done by an engine on several machines.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wirecopy::article::BodyIs;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, Wanted};
use wirecopy::engine::{Run, Settings};
use wirecopy::scratch::Scratch;
use wirecopy::similarity::Score;
use wirecopy::{hash, worker};

use super::script::Script;
use crate::commands::worker::Asked;
use crate::exit::Failure;
use crate::options::cleaning::Cleaning;
use crate::options::engine::{EngineName, OnEngine};
use crate::options::reading::{self, Reading, tolerance};
use crate::terminal::{Output, grouped, quoted};

/// Bytes of input in a partition, and the fewest partitions.
const PARTITION_BYTES: u64 = 64 << 20;
const LEAST_PARTITIONS: u64 = 8;

/// Bytes of input that are read by one task.
const TASK_BYTES: u64 = 16 << 20;

/// Characters that engines take for a pattern in the path of a folder that they read.
const OF_PATTERNS: [char; 7] = ['[', ']', '{', '}', '*', '?', '\\'];

/// A run on an engine.
pub(super) struct Distributed<'a> {
    pub(super) engine: EngineName,
    pub(super) options: &'a OnEngine,
    pub(super) inputs: &'a [PathBuf],
    pub(super) reading: &'a Reading,
    pub(super) body_is: BodyIs,
    pub(super) settings: &'a Settings,
    pub(super) cleaning: &'a Cleaning,
    pub(super) corpus: &'a Corpus,
    pub(super) cleaner: &'a Cleaner,
    /// Everything that the results depend on.
    pub(super) identity: &'a str,
    /// Finished stages are not used.
    pub(super) fresh: bool,
    /// Where the job and the results of its stages are kept.
    pub(super) folder: PathBuf,
    pub(super) output: &'a Output,
}

impl Distributed<'_> {
    /// Refuses what the stages cannot do.
    fn check(&self) -> Result<(), Failure> {
        let number = self.reading.choosing.selection().number;
        let refused = if !self.settings.pairing.is_all() {
            "--window and --across do"
        } else if matches!(number, Some(Wanted::First(_) | Wanted::Sample(_))) {
            "--limit and --sample with a number do"
        } else {
            return Ok(());
        };
        Err(Failure::usage(format!("{refused} not work with --engine")))
    }

    /// Writes the job, and runs its stages unless they are done. `None` if the job is to be submitted by hand.
    pub(super) fn run(&self, scratch: &Scratch) -> Result<Option<Run>, Failure> {
        self.check()?;
        let Distributed { options, output, .. } = self;
        let fingerprint = format!("{:016x}", hash::bytes(self.identity.as_bytes()));
        let results = self.folder.join(&fingerprint);
        let job = self.folder.join("job.json");
        let is_done = fs::read_to_string(results.join("done")).is_ok_and(|of| of == fingerprint);
        if !is_done {
            let asked = serde_json::to_vec(&self.job(&fingerprint, &results)?)
                .expect("a job has names for keys");
            let written = Script::write(&self.folder);
            let written = written.and_then(|script| fs::write(&job, asked).map(|()| script));
            let script = written.map_err(|error| {
                let folder = self.folder.display();
                Failure::resources(format!("{folder}: cannot be written: {error}"), None)
            })?;
            if options.prepare {
                output.note(&format!(
                    "submit it with: spark-submit {} {}",
                    quoted(script.path.display().to_string()),
                    quoted(job.display().to_string())
                ));
                let fresh = if self.fresh { " and --fresh" } else { "" };
                output.note(&format!("then run this command again, without --prepare{fresh}"));
                return Ok(None);
            }
            self.submit(&script, &job)?;
        } else if options.prepare {
            output.note("its stages are done; run this command again, without --prepare");
            return Ok(None);
        }
        let collecting = worker::Collecting {
            corpus: self.corpus,
            cleaner: self.cleaner,
            settings: self.settings,
            tolerance: tolerance(self.reading),
            scratch,
        };
        let run = worker::collect(&results, collecting)?;
        Ok(Some(run))
    }

    fn job(&self, fingerprint: &str, results: &Path) -> Result<Value, Failure> {
        let Distributed { corpus, settings, .. } = self;
        let OnEngine { master, stages, partitions, .. } = self.options;
        let here = |error: io::Error| Failure::resources(error.to_string(), None);
        let bytes: u64 = corpus.files().iter().map(|file| file.bytes).sum();
        let partitions = partitions.map_or_else(
            || u64::from(u32::MAX).min(bytes.div_ceil(PARTITION_BYTES).max(LEAST_PARTITIONS)),
            |partitions| partitions.get().into(),
        );
        let each = TASK_BYTES.min(bytes.div_ceil(partitions)).max(1 << 16);
        let tasks = worker::tasks(corpus, each).map_err(|what| {
            Failure::usage(format!("--engine does not read {what}: workers cannot find it again"))
        })?;
        let asked = Asked {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            matching: (*settings).clone(),
            reading: reading::identity(self.reading, self.body_is)?,
            cleaning: self.cleaning.clone(),
            named: self.inputs.to_vec(),
            base: std::env::current_dir().map_err(here)?,
        };
        let stages = match stages {
            Some(stages) if stages.contains("://") => stages.clone(),
            Some(stages) => absolute(Path::new(stages))?,
            None => absolute(&self.folder.join("stages"))?,
        };
        let is_of_pattern = |c| OF_PATTERNS.contains(&c) && c != std::path::MAIN_SEPARATOR;
        if stages.contains(is_of_pattern) {
            return Err(Failure::usage(format!(
                "the stages cannot be in {stages}: engines take [ ] {{ }} * ? and \\ for patterns; name another folder with --stages"
            )));
        }
        // Paths that are not Unicode cannot be handed over.
        let program = absolute(&std::env::current_exe().map_err(here)?)?;
        let work = serde_json::to_value(asked)
            .map_err(|error| Failure::usage(format!("--engine: {error}")))?;
        Ok(json!({
            "engine": self.engine.name(),
            "master": master,
            "program": program,
            "partitions": partitions,
            "stages": stages,
            "results": absolute(results)?,
            "fingerprint": fingerprint,
            "fresh": self.fresh,
            "copy_score": Score::from_share(settings.threshold).units(),
            "tasks": tasks,
            "work": work,
        }))
    }

    /// Runs the script, and waits until its stages are done.
    fn submit(&self, script: &Script, job: &Path) -> Result<(), Failure> {
        let Distributed { options: OnEngine { python, master, .. }, output, .. } = self;
        let ran = script.run(python, master.as_deref(), [job], |facts| {
            if let Some(engine) = facts["engine"].as_str() {
                output.note(&format!("stages run on {engine}"));
            } else if let Some(stage) = facts["stage"].as_str() {
                output.note(&told(stage, facts));
            }
        });
        ran.map_err(|problem| {
            let hint = if self.fresh {
                "Run the same command without --fresh to go on behind the last finished stage"
            } else {
                "Run the same command again to go on behind the last finished stage"
            };
            Failure::resources(format!("{problem} (log: {})", script.log.display()), Some(hint))
        })
    }
}

fn told(stage: &str, facts: &Value) -> String {
    let rows = grouped(facts["rows"].as_u64().unwrap_or_default());
    if facts["was_done"].as_bool() == Some(true) {
        return format!("{stage}: {rows} rows, done before");
    }
    format!("{stage}: {rows} rows, {} s", facts["seconds"])
}

fn absolute(path: &Path) -> Result<String, Failure> {
    let unusable =
        |problem: String| Failure::resources(format!("{}: {problem}", path.display()), None);
    let absolute = std::path::absolute(path).map_err(|error| unusable(error.to_string()))?;
    let absolute = absolute.into_os_string().into_string();
    absolute.map_err(|_| unusable("its name is not Unicode".to_owned()))
}
