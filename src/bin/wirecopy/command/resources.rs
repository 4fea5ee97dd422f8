//! What a run may take of the machine, and where it works.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use wirecopy::engine::RunPlan;
use wirecopy::hash;
use wirecopy::report::{OutputFolder, RunIdentity};
use wirecopy::scratch::{Checkpoints, Scratch, Workspace};

use crate::args::{Global, Resources};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Output};
use crate::size::Size;
use crate::stop;
use crate::summary::grouped;

/// Articles from which a run is long enough for its plan to be told unasked.
const LONG_RUN: u64 = 250_000;

/// Bytes of input from which finished stages are kept.
const WORTH_KEEPING: u64 = 1_000_000_000;

/// What of the least memory of a run is room for what it gathers; the rest is held beside that.
const LEAST_ROOM: u64 = 24_000_000;

/// The limit that was typed.
pub(super) fn limit(resources: &Resources) -> Option<u64> {
    resources.memory.map(|memory| memory.0 as u64)
}

/// Refuses a limit that the run would not keep to.
pub(super) fn check(plan: &RunPlan, limit: Option<u64>) -> Result<(), Failure> {
    let Some(limit) = limit.filter(|&limit| limit < plan.least_bytes) else { return Ok(()) };
    Err(Failure::usage(format!(
        "--memory {} is too little: this run takes {} in any case, for the tables by which texts are cleaned, for what each \
         of {} threads works with (-j sets how many), and for {} articles",
        size(limit),
        size(plan.least_bytes),
        rayon::current_num_threads(),
        grouped(plan.articles),
    )))
}

/// Tells what a long run will take, or one with a limit.
pub(super) fn tell(plan: &RunPlan, limit: Option<u64>, output: &Output) {
    if limit.is_some() || plan.articles >= LONG_RUN {
        output.note(&described(plan));
    }
    if let Some(passes) = passes(plan, limit) {
        output.note(&passes);
    }
}

/// Prints what a run would take.
pub(super) fn print(plan: &RunPlan, limit: Option<u64>, global: &Global, output: &Output) -> Exit {
    let text = if global.json {
        serde_json::to_string(plan).expect("a plan is a few numbers")
    } else {
        let lines = [Some(described(plan)), passes(plan, limit)];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    output::ended(output.result(&format!("{text}\n")))
}

fn described(plan: &RunPlan) -> String {
    let disk = if plan.is_on_disk() {
        format!("{} of disk while it works", size(plan.disk_bytes))
    } else {
        "nothing on disk but the results".to_owned()
    };
    format!(
        "about {} articles in {} of text, which are read once, and again where they may be copies; {} of memory, {disk}",
        grouped(plan.articles),
        size(plan.text_bytes),
        size(plan.memory_bytes),
    )
}

fn passes(plan: &RunPlan, limit: Option<u64>) -> Option<String> {
    let limit = limit.filter(|_| plan.is_on_disk())?;
    Some(format!(
        "plan needs {}, --memory is {}: using {} passes on disk",
        size(plan.memory_bytes),
        size(limit),
        grouped(plan.passes),
    ))
}

fn size(bytes: u64) -> Size {
    Size(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Where a run keeps what it gathers, and the stages that it has finished.
pub(super) struct Work {
    /// The folder that was named, or a folder of the run's own.
    place: PathBuf,
    /// The folder of this run in the one that was named.
    of_run: Option<PathBuf>,
    spools: Option<Workspace>,
    kept: PathBuf,
    identity: Option<String>,
}

impl Work {
    /// Makes room for a run in its output folder or the one that was named.
    pub(super) fn new(
        resources: &Resources,
        folder: &OutputFolder,
        identity: &RunIdentity,
    ) -> Result<Work, Failure> {
        let of_run = resources.tmp.as_deref().map(|tmp| {
            let output = fs::canonicalize(folder.path()).unwrap_or(folder.path().to_owned());
            let number = hash::bytes(output.to_string_lossy().as_bytes());
            tmp.join(format!("wirecopy-{number:016x}"))
        });
        let kept = of_run.as_ref().map_or_else(|| folder.kept(), |of_run| of_run.join("kept"));
        let bytes: Option<u64> = identity.inputs.iter().map(|input| input.bytes).sum();
        let is_kept = resources.memory.is_some() || bytes.is_some_and(|all| all >= WORTH_KEEPING);
        let identity = stages(identity).filter(|_| is_kept);
        // Nobody else has files there: the output folder is locked.
        if (resources.fresh || identity.is_none()) && kept.exists() {
            fs::remove_dir_all(&kept).map_err(unusable(&kept))?;
        }
        let place = resources.tmp.as_deref().unwrap_or(folder.scratch()).to_owned();
        let work = Work { place, of_run, spools: None, kept, identity };
        stop::note({
            let (kept, of_run) = (work.kept.clone(), work.of_run.clone());
            move || said_when_stopped(&kept, of_run.as_deref())
        });
        Ok(work)
    }

    /// The scratch of a run.
    pub(super) fn scratch(
        &mut self,
        plan: &RunPlan,
        limit: Option<u64>,
    ) -> Result<Scratch, Failure> {
        let scratch = match limit.filter(|_| plan.is_on_disk()) {
            None => Scratch::in_memory(),
            Some(limit) => {
                fs::create_dir_all(&self.place).map_err(unusable(&self.place))?;
                let spools = self.spools.insert(Workspace::in_folder(&self.place)?);
                let room = (limit + LEAST_ROOM).saturating_sub(plan.least_bytes);
                Scratch::in_folder(spools.path(), room)
            }
        };
        Ok(match &self.identity {
            None => scratch,
            Some(identity) => {
                let kept = Checkpoints::in_folder(&self.kept, identity.clone())?;
                scratch.with_checkpoints(kept)
            }
        })
    }

    /// Takes away what was in the folder that was named. What is in the output folder goes with the end of the run.
    pub(super) fn finish(&mut self) {
        self.spools = None;
        if let Some(of_run) = &self.of_run {
            // The results are there whether this folder goes or not.
            _ = fs::remove_dir_all(of_run);
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        remove_if_empty(&self.kept, self.of_run.as_deref());
    }
}

/// What is said when the run is told to stop, once all but its finished stages is gone.
fn said_when_stopped(kept: &Path, of_run: Option<&Path>) -> String {
    remove_if_empty(kept, of_run);
    if kept.exists() {
        format!(
            "Finished stages are kept in {}: run the same command to go on from there, or with --fresh to start over",
            kept.display()
        )
    } else {
        "The output folder is as it was: run the same command again".to_owned()
    }
}

/// Removes the folder of finished stages if there are none, and the one in which it is.
fn remove_if_empty(kept: &Path, of_run: Option<&Path>) {
    _ = fs::remove_dir(kept);
    if let Some(of_run) = of_run {
        _ = fs::remove_dir(of_run);
    }
}

/// All that decides what the stages find; none where an input cannot be told from another before it is read.
fn stages(RunIdentity { config, inputs }: &RunIdentity) -> Option<String> {
    let mut parts = vec![env!("CARGO_PKG_VERSION").to_owned()];
    parts
        .extend(["preset", "matching", "cleaning", "reading"].map(|part| config[part].to_string()));
    for input in inputs {
        let file = fs::metadata(&input.path).ok().filter(fs::Metadata::is_file)?;
        let written = file.modified().ok()?;
        let written = written.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        parts.push(format!("{} {} {written}", input.path, input.bytes?));
    }
    Some(parts.join("\n"))
}

fn unusable(folder: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |error| Failure::resources(format!("{}: cannot be used: {error}", folder.display()), None)
}
