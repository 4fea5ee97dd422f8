//! A run whose stages are done by an engine on several machines.

use std::fs;
use std::io;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};
use wirecopy::article::BodyIs;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, Wanted};
use wirecopy::engine::{Run, Settings};
use wirecopy::report::{Formats, LargeTables};
use wirecopy::scratch::Scratch;
use wirecopy::similarity::Score;
use wirecopy::worker::{FEWEST_STORIES, InParts, Parts};
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

/// Articles of the stories in a part of the tables, about 50 MB of rows in JSON Lines.
const ARTICLES_OF_A_PART: NonZeroU32 = NonZeroU32::new(1 << 16).expect("it is not 0");

/// The file beside tables in parts that names their run.
const OF_RUN: &str = "_wirecopy";

/// Characters that engines take for a pattern in the path of a folder that they read.
const OF_PATTERNS: [char; 7] = ['[', ']', '{', '}', '*', '?', '\\'];

/// A run on an engine.
pub(super) struct Distributed<'a> {
    pub(super) engine: EngineName,
    pub(super) options: &'a OnEngine,
    pub(super) inputs: &'a [PathBuf],
    /// The output folder.
    pub(super) results: &'a Path,
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
    /// The tables of another run are replaced.
    pub(super) replace: bool,
    /// Where the job and the results of its stages are kept.
    pub(super) folder: PathBuf,
    /// The formats of tables in parts.
    pub(super) formats: &'a Formats,
    pub(super) large: LargeTables,
    pub(super) output: &'a Output,
}

/// What the stages of a run gave.
pub(super) enum Staged {
    /// All but the tables.
    Run(Box<Run>),
    /// Tables in parts.
    InParts(Box<InParts>),
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
    pub(super) fn run(&self, scratch: &Scratch) -> Result<Option<Staged>, Failure> {
        self.check()?;
        let Distributed { options, output, .. } = self;
        let tables = self.tables()?;
        let identity = match &tables {
            None => self.identity.to_owned(),
            Some(place) => {
                format!("{}\n{place} {:?} {:?}", self.identity, self.formats, self.large)
            }
        };
        let fingerprint = format!("{:016x}", hash::bytes(identity.as_bytes()));
        let results = self.folder.join(&fingerprint);
        let job = self.folder.join("job.json");
        let is_done = fs::read_to_string(results.join("done")).is_ok_and(|of| of == fingerprint);
        if !is_done {
            let asked = serde_json::to_vec(&self.job(&fingerprint, &results, tables.as_deref())?)
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
        if let Some(place) = tables.as_deref().filter(|place| !place.contains("://")) {
            let of_run = fs::read_to_string(Path::new(place).join(OF_RUN)).unwrap_or_default();
            if of_run != fingerprint {
                let problem = format!("{place}: the tables of this run are no longer there");
                return Err(Failure::resources(problem, Some("Run the same command with --fresh")));
            }
        }
        let collecting = worker::Collecting {
            corpus: self.corpus,
            cleaner: self.cleaner,
            settings: self.settings,
            tolerance: tolerance(self.reading),
            scratch,
        };
        Ok(Some(if tables.is_some() {
            Staged::InParts(Box::new(worker::gather(&results, collecting)?))
        } else {
            Staged::Run(Box::new(worker::collect(&results, collecting)?))
        }))
    }

    /// The tables that workers only write if asked for.
    fn large(&self) -> Vec<&'static str> {
        let LargeTables { pairs, articles, .. } = self.large;
        let named = [(articles, "articles"), (pairs, "pairs")];
        named.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, name)| name).collect()
    }

    /// Where the tables are written in parts.
    fn tables(&self) -> Result<Option<String>, Failure> {
        let Some(place) = self.options.tables_place() else { return Ok(None) };
        // The output folder is only filled when a run is done.
        if resolved(Path::new(&place)).starts_with(resolved(self.results)) {
            let problem =
                format!("--tables-in {place}: not in the output folder; name another one");
            return Err(Failure::usage(problem));
        }
        Ok(Some(place))
    }

    fn job(
        &self,
        fingerprint: &str,
        results: &Path,
        tables: Option<&str>,
    ) -> Result<Value, Failure> {
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
            parts: tables.map(|_| Parts {
                formats: self.formats.clone(),
                articles: ARTICLES_OF_A_PART,
                now: Timestamp::now().as_second(),
                killed: Vec::new(),
            }),
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
            "tables": tables,
            "replace": self.replace,
            "large": self.large(),
            "results": absolute(results)?,
            "fingerprint": fingerprint,
            "fresh": self.fresh,
            "least_of_a_heading": FEWEST_STORIES,
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
                "Run the same command without --fresh to go on after the last finished stage"
            } else {
                "Run the same command again to go on after the last finished stage"
            };
            Failure::resources(format!("{problem} (log: {})", script.log.display()), Some(hint))
        })
    }
}

/// A path without links, of which the last folders need not exist.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|above| {
        let rest = path.strip_prefix(above).ok()?;
        Some(fs::canonicalize(above).ok()?.join(rest))
    });
    found.unwrap_or(path)
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
