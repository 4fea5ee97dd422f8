//! The memory and disk of a run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use clap::Args;
use wirecopy::corpus::{Corpus, is_url};
use wirecopy::engine::RunPlan;
use wirecopy::hash;
use wirecopy::report::{OutputFolder, RunIdentity};
use wirecopy::scratch::{Checkpoints, Scratch, Workspace, make_folder};

use super::Size;
use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::stop;
use crate::terminal::{Output, ended, grouped};

/// Limits on the memory and disk of a run.
#[derive(Args, Debug)]
#[command(next_help_heading = "Resources")]
pub(crate) struct Resources {
    /// Memory budget, such as 4G; the rest spills to disk.
    ///
    /// The results are the same. The run takes longer, and needs about 1.2 KB of disk per article. The least that a run can work
    /// with is 80 MB, up to 18 MB per thread, and 60 bytes per article; a smaller budget is refused.
    #[arg(long, value_name = "SIZE", conflicts_with = "index")]
    pub(crate) memory: Option<Size>,
    /// Folder for temporary files [default: `.work` in the output folder].
    #[arg(long, value_name = "DIR", conflicts_with = "index", hide_short_help = true)]
    pub(crate) tmp: Option<PathBuf>,
    /// Ignore the finished stages of an interrupted run, and start over.
    ///
    /// Finished stages are kept in runs with --memory and in runs over more than 1 GB of input. Standard input is always read
    /// again.
    #[arg(long, conflicts_with = "index", hide_short_help = true)]
    pub(crate) fresh: bool,
    /// Estimate articles, memory and disk, then stop.
    #[arg(short = 'n', long, conflicts_with = "index")]
    pub(crate) dry_run: bool,
}

/// Runs with at least this many articles print their estimate unasked.
const LONG_RUN: u64 = 250_000;

/// Bytes of input from which on finished stages are kept.
const WORTH_KEEPING: u64 = 1_000_000_000;

/// The part of the least memory that holds the data of the run.
const LEAST_ROOM: u64 = 24_000_000;

/// The limit of `--memory`.
pub(crate) fn limit(resources: &Resources) -> Option<u64> {
    resources.memory.map(|memory| memory.0 as u64)
}

/// Refuses a limit that the run could not keep.
pub(crate) fn check(plan: &RunPlan, limit: Option<u64>) -> Result<(), Failure> {
    let Some(limit) = limit.filter(|&limit| limit < plan.least_bytes) else { return Ok(()) };
    Err(Failure::usage(format!(
        "--memory {} is too little: this run needs at least {}, for the cleaning tables, {} threads (see -j), the tables it writes (see --write), and {} articles",
        size(limit),
        size(plan.least_bytes),
        rayon::current_num_threads(),
        grouped(plan.articles),
    )))
}

/// Prints the estimate for a long run, or one with a limit.
pub(crate) fn show(plan: &RunPlan, limit: Option<u64>, output: &Output) {
    if limit.is_some() || plan.articles >= LONG_RUN {
        output.note(&described(plan));
    } else {
        output.detail(&described(plan));
    }
    output.detail(&format!("threads: {}", rayon::current_num_threads()));
    if let Some(passes) = passes(plan, limit) {
        output.note(&passes);
    }
}

/// Prints the estimate.
pub(crate) fn print(plan: &RunPlan, limit: Option<u64>, global: &Global, output: &Output) -> Exit {
    let text = if global.json {
        serde_json::to_string(plan).expect("a plan is a few numbers")
    } else {
        let lines = [Some(described(plan)), passes(plan, limit)];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    ended(output.result(&format!("{text}\n")))
}

fn described(plan: &RunPlan) -> String {
    let disk = if plan.is_on_disk() {
        format!("{} of temporary disk space", size(plan.disk_bytes))
    } else {
        "no temporary disk space".to_owned()
    };
    format!(
        "estimate: {} articles, {} of text; {} of memory, {disk}",
        grouped(plan.articles),
        size(plan.text_bytes),
        size(plan.memory_bytes),
    )
}

fn passes(plan: &RunPlan, limit: Option<u64>) -> Option<String> {
    let limit = limit.filter(|_| plan.is_on_disk())?;
    let passes = match plan.passes {
        1 => "1 pass".to_owned(),
        passes => format!("{} passes", grouped(passes)),
    };
    Some(format!(
        "needs {} in memory, --memory is {}: working on disk in {passes}",
        size(plan.memory_bytes),
        size(limit),
    ))
}

fn size(bytes: u64) -> Size {
    Size(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// The temporary files of a run, and its finished stages.
pub(crate) struct Work {
    /// The folder of `--tmp`, or one in the output folder.
    place: PathBuf,
    /// The folder of this run in the folder of `--tmp`.
    of_run: Option<PathBuf>,
    spools: Option<Workspace>,
    kept: PathBuf,
    identity: Option<String>,
}

/// Which runs keep their finished stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// Those that take long.
    LongRuns,
    /// All of them.
    AllRuns,
}

impl Work {
    /// Prepares the output folder, or the folder of `--tmp`.
    pub(crate) fn new(
        resources: &Resources,
        folder: &OutputFolder,
        identity: &RunIdentity,
        corpus: &Corpus,
        keeping: Keeping,
    ) -> Result<Work, Failure> {
        let of_run = resources.tmp.as_deref().map(|tmp| {
            let output = fs::canonicalize(folder.path()).unwrap_or(folder.path().to_owned());
            let number = hash::bytes(output.to_string_lossy().as_bytes());
            tmp.join(format!("wirecopy-{number:016x}"))
        });
        let kept = of_run.as_ref().map_or_else(|| folder.kept(), |of_run| of_run.join("kept"));
        let bytes: Option<u64> = identity.inputs.iter().map(|input| input.bytes).sum();
        let is_kept = keeping == Keeping::AllRuns
            || resources.memory.is_some()
            || bytes.is_some_and(|all| all >= WORTH_KEEPING);
        let identity = is_kept.then(|| stages(identity, corpus)).flatten();
        // No other run has files there: the output folder is locked.
        if (resources.fresh || identity.is_none()) && kept.exists() {
            fs::remove_dir_all(&kept).map_err(unusable(&kept))?;
        }
        let place = resources.tmp.as_deref().unwrap_or(folder.scratch()).to_owned();
        let work = Work { place, of_run, spools: None, kept, identity };
        stop::note({
            let (kept, of_run) = (work.kept.clone(), work.of_run.clone());
            let (is_complete, results) = (folder.completion(), folder.path().display().to_string());
            move || {
                if is_complete() {
                    format!("The results in {results} are complete")
                } else {
                    said_when_stopped(&kept, of_run.as_deref())
                }
            }
        });
        Ok(work)
    }

    /// Everything that the results of the stages depend on, if it is known, and the folder for finished stages.
    #[cfg(feature = "spark")]
    pub(crate) fn kept(&self) -> (Option<&str>, &Path) {
        (self.identity.as_deref(), &self.kept)
    }

    /// The scratch of a run.
    pub(crate) fn scratch(
        &mut self,
        plan: &RunPlan,
        limit: Option<u64>,
        output: &Output,
    ) -> Result<Scratch, Failure> {
        let scratch = match limit.filter(|_| plan.is_on_disk()) {
            None => Scratch::in_memory(),
            Some(limit) => {
                make_folder(&self.place).map_err(unusable(&self.place))?;
                let spools = self.spools.insert(Workspace::in_folder(&self.place)?);
                let room = (limit + LEAST_ROOM).saturating_sub(plan.least_bytes);
                Scratch::in_folder(spools.path(), room)
            }
        };
        Ok(match &self.identity {
            None => scratch,
            Some(identity) => {
                if self.kept.exists() {
                    output.detail(&format!("finished stages in {}", self.kept.display()));
                }
                let kept = Checkpoints::in_folder(&self.kept, identity.clone())?;
                scratch.with_checkpoints(kept)
            }
        })
    }

    /// Removes the temporary files in the folder of `--tmp`. Those in the output folder are removed when the run ends.
    pub(crate) fn finish(&mut self) {
        self.spools = None;
        if let Some(of_run) = &self.of_run {
            // The results are complete even if this folder stays.
            _ = fs::remove_dir_all(of_run);
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        remove_if_empty(&self.kept, self.of_run.as_deref());
    }
}

/// The note when a signal stops the run. Everything but its finished stages is removed by then.
fn said_when_stopped(kept: &Path, of_run: Option<&Path>) -> String {
    remove_if_empty(kept, of_run);
    if kept.exists() {
        format!(
            "Finished stages are kept in {}. Run the same command to resume, or add --fresh to start over",
            kept.display()
        )
    } else {
        "The output folder is unchanged. Run the same command again to start over".to_owned()
    }
}

/// Removes the folder of finished stages if it is empty, and its parent likewise.
fn remove_if_empty(kept: &Path, of_run: Option<&Path>) {
    _ = fs::remove_dir(kept);
    if let Some(of_run) = of_run {
        _ = fs::remove_dir(of_run);
    }
}

/// Everything that the results of the stages depend on; `None` if an input has no identity before it is read.
fn stages(RunIdentity { config, inputs }: &RunIdentity, corpus: &Corpus) -> Option<String> {
    let mut parts = vec![env!("CARGO_PKG_VERSION").to_owned()];
    parts
        .extend(["preset", "matching", "cleaning", "reading"].map(|part| config[part].to_string()));
    for (input, file) in inputs.iter().zip(corpus.files()) {
        let path = Path::new(&input.path);
        // What is in an archive was written when the archive was, and a copy of a URL when its file was.
        let mut paths = if is_url(path) { file.read_from() } else { path }.ancestors();
        let file = paths.find_map(|path| fs::metadata(path).ok().filter(fs::Metadata::is_file))?;
        let written = file.modified().ok()?;
        let written = written.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        parts.push(format!("{} {} {written}", input.path, input.bytes?));
    }
    Some(parts.join("\n"))
}

fn unusable(folder: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |error| Failure::resources(format!("{}: cannot use it: {error}", folder.display()), None)
}

/// The most bytes that were resident at once, where the system says so.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
