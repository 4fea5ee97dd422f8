//! `wirecopy index`: builds and updates an index.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand};
use serde_json::json;
use wirecopy::corpus::Corpus;
use wirecopy::date::Day;
use wirecopy::engine::{self, Added, Adding, Extent};
use wirecopy::index::{self, IndexWriter, Tally};
use wirecopy::scratch::Workspace;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::Size;
use crate::options::cleaning::{Cleaning, CleaningFiles};
use crate::options::matching::{self, Matching};
use crate::options::reading::{self, Reading, tolerance};
use crate::stop;
use crate::terminal::{Output, Progress, counted, grouped, harmless};

/// Build and update a searchable index for daily runs.
#[derive(Debug, Subcommand)]
pub(crate) enum Index {
    Build(Box<IndexBuild>),
    Add(Box<IndexAdd>),
    /// Show the contents and settings of an index.
    Info(IndexFile),
    /// Check an index for damage.
    ///
    /// Reads all of it. Exits with 4 if it is damaged.
    Verify(IndexFile),
    /// Compact the index file.
    Compact(IndexFile),
    Prune(IndexPrune),
}

/// Build an index of the articles of all inputs.
///
/// The index holds the stories, and enough of each article to compare it exactly without its text.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexBuild {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Index file to write.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Also keep the texts of the articles.
    #[arg(long, help_heading = "Index")]
    pub(crate) texts: bool,
    /// Replace an existing index.
    #[arg(long, help_heading = "Index")]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) cleaning: CleaningFiles,
}

/// Add articles to an index.
///
/// The stories are the same as in one run over all articles, whatever the order they were added in. Articles that are already
/// in the index are skipped, so an interrupted run can simply be repeated. The index can be read meanwhile.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct IndexAdd {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Files, folders or globs; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// The name of an index.
#[derive(Args, Debug)]
pub(crate) struct IndexFile {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
}

/// Delete articles older than a date.
///
/// Articles without a date are kept. The stories are then the same as in one run over the remaining articles. Run
/// `index compact` to make the file smaller.
#[derive(Args, Debug)]
pub(crate) struct IndexPrune {
    /// The index.
    #[arg(value_name = "FILE")]
    pub(crate) index: PathBuf,
    /// Delete articles published before this day, such as 2026-03-31.
    #[arg(long, value_name = "DATE")]
    pub(crate) before: String,
}

/// Rejected records that are shown.
const REJECTS_SHOWN: usize = 3;

pub(crate) fn run(args: &Index, global: &Global, output: &Output) -> Result<Exit, Failure> {
    match args {
        Index::Build(args) => build(args, global, output),
        Index::Add(args) => add(args, global, output),
        Index::Info(args) => info(&args.index, global, output),
        Index::Verify(args) => verify(&args.index, global, output),
        Index::Compact(args) => compact(&args.index, global, output),
        Index::Prune(args) => prune(args, global, output),
    }
}

fn build(args: &IndexBuild, global: &Global, output: &Output) -> Result<Exit, Failure> {
    if args.output.exists() && !args.force {
        return Err(Failure::usage(format!(
            "{} already exists; use index add to add to it, or --force to replace it",
            args.output.display()
        )));
    }
    let preset = matching::preset(&args.matching);
    let settings = matching::settings(&args.matching, &args.reading, preset)?;
    let cleaning = Cleaning::read(&args.cleaning, args.reading.mask_token.as_deref())?;
    let cleaner = cleaning.cleaner()?;
    let workspace = Workspace::for_file(&args.output)?;
    let body_is = preset.body_is();
    let selection = args.reading.choosing.selection();
    let corpus =
        reading::open(&args.inputs, &args.reading.how, selection, body_is, workspace.path())?;
    check_inputs(&corpus, &args.reading, output)?;

    let parameters =
        engine::index_parameters(&settings, body_is, &cleaning.of_any_path(), extent(args.texts));
    let mut writer = IndexWriter::create(&workspace.path().join(NEW), parameters)?;
    writer.note(cleaning.notes())?;
    let begun = Instant::now();
    let progress = progress(global);
    let tolerance = tolerance(&args.reading);
    let adding = Adding { cleaner: &cleaner, tolerance, observer: &progress };
    let added = engine::build(&mut writer, &corpus, adding);
    progress.finish();
    let added = added?;
    let tally = writer.snapshot()?.tally()?;
    drop(writer);
    workspace.put(NEW, &args.output)?;
    let done = Done { index: &args.output, corpus: &corpus, added: &added, tally, begun };
    done.show(global, output)
}

/// The name of a new index in the folder where it is built.
const NEW: &str = "index";

/// The note when a signal stops a run that changes an index.
fn as_it_was(index: &Path) -> impl Fn() -> String + Send + 'static {
    let index = index.display().to_string();
    move || {
        format!("{index} is intact, with or without this run's changes. Run the same command again")
    }
}

fn extent(texts: bool) -> Extent {
    if texts { Extent::Texts } else { Extent::Profiles }
}

fn add(args: &IndexAdd, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let mut writer = IndexWriter::open(&args.index)?;
    let cleaning = Cleaning::of_index(&writer.snapshot()?, writer.parameters())?;
    let (settings, body_is) = engine::settings_of(writer.parameters())?;
    let extent = engine::extent_of(writer.parameters());
    let asked = Cleaning::of_index(&writer.snapshot()?, writer.parameters())?
        .with(Cleaning::of_mask(args.reading.mask_token.as_deref()));
    let dated = matching::dated(&args.reading, &settings)?;
    let requested = engine::index_parameters(&dated, body_is, &asked.of_any_path(), extent);
    writer.parameters().require(&requested)?;
    let cleaner = cleaning.cleaner()?;
    let spool = Workspace::beside(&args.index)?;
    stop::note(as_it_was(&args.index));
    let selection = args.reading.choosing.selection();
    let corpus = reading::open(&args.inputs, &args.reading.how, selection, body_is, spool.path())?;
    check_inputs(&corpus, &args.reading, output)?;
    let begun = Instant::now();
    let progress = progress(global);
    let tolerance = tolerance(&args.reading);
    let adding = Adding { cleaner: &cleaner, tolerance, observer: &progress };
    let added = engine::add(&mut writer, &corpus, adding);
    progress.finish();
    let added = added?;
    let tally = writer.snapshot()?.tally()?;
    let done = Done { index: &args.index, corpus: &corpus, added: &added, tally, begun };
    done.show(global, output)
}

fn check_inputs(corpus: &Corpus, reading: &Reading, output: &Output) -> Result<(), Failure> {
    for notice in corpus.notices() {
        output.warning(&notice.to_string());
    }
    reading::report_unreadable(corpus, reading.keep_going, output)?;
    reading::show_formats(corpus, output);
    Ok(())
}

fn progress(global: &Global) -> Progress {
    if global.quiet || global.no_progress { Progress::hidden() } else { Progress::visible() }
}

/// Articles that were added to an index.
struct Done<'a> {
    index: &'a Path,
    corpus: &'a Corpus,
    added: &'a Added,
    /// What the index holds now.
    tally: Tally,
    begun: Instant,
}

impl Done<'_> {
    fn show(&self, global: &Global, output: &Output) -> Result<Exit, Failure> {
        let Done { index, corpus, added, tally, begun } = *self;
        for notice in &added.first_pass.notices {
            output.warning(&notice.to_string());
        }
        for reject in added.rejects.iter().take(REJECTS_SHOWN) {
            let file = corpus.file(reject.place.file).path.display();
            output.warning(&format!("{file}:{}: {} — skipped", reject.place.line, reject.message));
        }
        if added.rejects.len() > REJECTS_SHOWN {
            output
                .warning(&format!("{} more records skipped", added.rejects.len() - REJECTS_SHOWN));
        }
        let seconds = begun.elapsed().as_secs_f64();
        if global.json {
            let result = json!({
                "index": index,
                "added": added.articles,
                "already_there": added.repeats,
                "skipped": added.rejects.len(),
                "left_out": added.left_out.total(),
                "seconds": seconds,
                "holds": tally,
            });
            output.result(&format!("{result}\n"))?;
        } else if !global.quiet {
            let left_out = match added.left_out.total() {
                0 => String::new(),
                left_out => format!(", {} left out", grouped(left_out)),
            };
            output.result(&format!(
                "{}: added {} in {seconds:.1} s ({} already present, {} skipped{left_out})\n{}\n",
                index.display(),
                counted(added.articles, "article"),
                grouped(added.repeats),
                grouped(added.rejects.len() as u64),
                held(tally)
            ))?;
        }
        Ok(Exit::Done)
    }
}

fn held(tally: Tally) -> String {
    let placeholders = match tally.placeholders {
        0 => String::new(),
        placeholders => format!(", {} with a placeholder text", grouped(placeholders)),
    };
    format!(
        "Index: {} ({}{placeholders}), {} stories, {}",
        counted(tally.articles, "article"),
        counted(tally.texts, "different text"),
        grouped(tally.stories),
        counted(tally.pairs, "compared pair")
    )
}

fn info(path: &Path, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let index = index::Index::open(path)?;
    let tally = index.snapshot()?.tally()?;
    let bytes = fs::metadata(path).map_or(0, |file| file.len());
    if global.json {
        let result = json!({
            "index": path,
            "format": index.format(),
            "bytes": bytes,
            "holds": tally,
            "parameters": index.parameters(),
        });
        output.result(&format!("{result}\n"))?;
        return Ok(Exit::Done);
    }
    let mut lines = format!(
        "{}: index format {}, {}\n{}\nSettings:\n",
        path.display(),
        index.format(),
        Size(usize::try_from(bytes).unwrap_or(usize::MAX)),
        held(tally)
    );
    for (name, value) in index.parameters().iter() {
        let _ = writeln!(lines, "  {name} {}", harmless(&value.to_string()));
    }
    output.result(&lines)?;
    Ok(Exit::Done)
}

fn verify(path: &Path, global: &Global, output: &Output) -> Result<Exit, Failure> {
    IndexWriter::open(path)?.check()?;
    let index = index::Index::open(path)?;
    let tally = engine::check_index(&index.snapshot()?, index.parameters())?;
    if global.json {
        output.result(&format!("{}\n", json!({ "index": path, "sound": true, "holds": tally })))?;
    } else if !global.quiet {
        output.result(&format!("{}: no damage found\n{}\n", path.display(), held(tally)))?;
    }
    Ok(Exit::Done)
}

fn compact(path: &Path, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let bytes = || fs::metadata(path).map_or(0, |file| file.len());
    let mut writer = IndexWriter::open(path)?;
    let before = bytes();
    stop::note(as_it_was(path));
    writer.compact()?;
    drop(writer);
    let after = bytes();
    if global.json {
        let result = json!({ "index": path, "bytes_before": before, "bytes": after });
        output.result(&format!("{result}\n"))?;
    } else if !global.quiet {
        let [before, after] =
            [before, after].map(|bytes| Size(usize::try_from(bytes).unwrap_or(usize::MAX)));
        output.result(&format!("{}: {before} before, {after} now\n", path.display()))?;
    }
    Ok(Exit::Done)
}

fn prune(args: &IndexPrune, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let before = Day::parse(&args.before).ok_or_else(|| {
        Failure::usage(format!("--before '{}' is not a date such as 2026-03-31", args.before))
    })?;
    let mut writer = IndexWriter::open(&args.index)?;
    let cleaner = Cleaning::of_index(&writer.snapshot()?, writer.parameters())?.cleaner()?;
    stop::note(as_it_was(&args.index));
    let gone = engine::prune(&mut writer, before, &cleaner)?;
    let tally = writer.snapshot()?.tally()?;
    if global.json {
        let result = json!({ "index": args.index, "removed": gone, "holds": tally });
        output.result(&format!("{result}\n"))?;
    } else if !global.quiet {
        output.result(&format!(
            "{}: deleted {}\n{}\n",
            args.index.display(),
            counted(gone, "article"),
            held(tally)
        ))?;
    }
    Ok(Exit::Done)
}
