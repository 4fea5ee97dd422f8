//! `wirecopy cluster`: groups copies and writes tables and a summary.

mod condition;
#[cfg(feature = "spark")]
mod spark;
mod summary;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use wirecopy::Wirecopy;
use wirecopy::article::BodyIs;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, Decompressed, decompressed};
use wirecopy::date::Unread;
use wirecopy::engine::{self, Adding, MeasuredRecall, Run, Settings, Singletons, Writing};
use wirecopy::index::IndexWriter;
use wirecopy::lsh::{Parameters, REFERENCE_JACCARD};
use wirecopy::report::{
    ArchiveRecord, Baseline, FinishedRun, Format, Formats, InputIdentity, InputRecord, LargeTables,
    LshRecord, OutputFolder, Overwrite, RanIn, ReadFacts, RecallRecord, RunFacts, RunIdentity,
    RunRecord, Seconds, Share, StageRecord, Summary, SummaryFacts, Tables, WrittenFile,
};
use wirecopy::scratch::{Scratch, Workspace};

pub(crate) use self::condition::Condition;
use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::cleaning::{Cleaning, CleaningFiles};
#[cfg(feature = "spark")]
use crate::options::engine::OnEngine;
use crate::options::matching::{self, Matching};
use crate::options::reading::{self, Reading, tolerance};
use crate::options::resources::{self, Keeping, Resources, Work};
use crate::options::selection::Comparing;
use crate::terminal::{Output, Progress, counted};

/// Group copies of the same story; write tables and a summary.
///
/// Reads all inputs, groups the articles that are copies of one story, and writes tables of stories, articles, outlets and more
/// to the output folder. Skipped records go to `rejects.jsonl`. `run.json` is written last. docs/tables.md describes every
/// column.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Cluster {
    /// Files, folders or globs; `-` is standard input.
    ///
    /// docs/formats.md lists the formats.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder for the results.
    #[arg(short, long, value_name = "DIR", default_value = "wirecopy-out")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) comparing: Comparing,
    #[command(flatten)]
    pub(crate) matching: Matching,
    #[command(flatten)]
    pub(crate) cleaning: CleaningFiles,

    /// Add the articles to this index, and report every story in it.
    ///
    /// Uses the matching and cleaning settings of the index; options that contradict them are an error.
    #[arg(long, value_name = "FILE", help_heading = "Index", hide_short_help = true)]
    pub(crate) index: Option<PathBuf>,

    /// Compare N sampled articles with all others, to measure how many copies the candidate search finds.
    ///
    /// The result is in `run.json`. Reads the corpus once more.
    #[arg(
        long,
        value_name = "N",
        conflicts_with = "index",
        help_heading = "Finding candidates",
        hide_short_help = true
    )]
    pub(crate) measure_recall: Option<NonZeroUsize>,

    #[command(flatten)]
    pub(crate) resources: Resources,
    #[cfg(feature = "spark")]
    #[command(flatten)]
    pub(crate) engine: OnEngine,

    #[command(flatten)]
    pub(crate) tables: Written,
    /// Compare with an earlier run.
    ///
    /// Reports which stories are new, grown, merged, shrunk or gone, and adds the table `changes`. Stories are matched by the ids of their articles, so both runs must read ids from the same field.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(crate) baseline: Option<PathBuf>,
    /// Exit with 1 if one of these conditions is true, such as `wire_share>0.4,gone>0`.
    ///
    /// All results are still written. The numbers are stories, articles, copies, flagged, skipped, `skipped_share`,
    /// `story_share` (share of all articles that are in stories), `wire_share` (share of all articles from a known agency) and
    /// `credit_missing_share`; with --baseline also new, grown, merged, shrunk and gone.
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(
        long,
        value_name = "CONDITION,…",
        value_delimiter = ',',
        help_heading = "Output",
        hide_short_help = true
    )]
    pub(crate) fail_if: Vec<Condition>,
    /// Replace another run's results in the output folder.
    #[arg(long, help_heading = "Output")]
    pub(crate) force: bool,
}

/// The tables that are written.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(crate) struct Written {
    /// Formats of the tables, such as `csv,parquet`.
    ///
    /// JSON Lines are always written, because the other commands read them.
    /// Separate values by commas or spaces, or repeat the option.
    #[arg(
        long,
        value_name = "FORMAT,…",
        value_delimiter = ',',
        default_value = ALL_FORMATS,
        help_heading = "Output",
        hide_short_help = true
    )]
    pub(crate) write: Vec<TableFormat>,
    /// Also write the pairs of copies, with their scores.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) pairs: bool,
    /// Also write a table of all articles that were read.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) articles: bool,
    /// Also write the passages that each copy has in common with the reference text.
    ///
    /// With their offsets in both texts. Reads the articles of all stories again.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) passages: bool,
    /// Also list the articles without a copy.
    #[arg(long, help_heading = "Output", hide_short_help = true)]
    pub(crate) singletons: bool,
}

/// A format for the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// Apache Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Every format, as it is typed.
const ALL_FORMATS: &str = if cfg!(feature = "parquet") { "csv,jsonl,parquet" } else { "csv,jsonl" };

impl From<TableFormat> for Format {
    fn from(format: TableFormat) -> Format {
        match format {
            TableFormat::Csv => Format::Csv,
            TableFormat::Jsonl => Format::JsonLines,
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => Format::Parquet,
        }
    }
}

/// Rejected records shown on screen; all of them are in `rejects.jsonl`.
const REJECTS_SHOWN: usize = 3;

pub(crate) fn run(args: &Cluster, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let baseline = baseline(args)?;
    let index = args.index.as_deref().map(IndexWriter::open).transpose()?;
    let plan = match &index {
        None => Plan::typed(args)?,
        Some(index) => Plan::of_index(args, index)?,
    };
    let Plan { preset, settings, body_is, cleaning } = &plan;
    let cleaner = Arc::new(cleaning.cleaner()?);
    let spool = Workspace::beside(&args.output)?;
    let selection = args.reading.choosing.selection();
    let corpus = reading::open(&args.inputs, &args.reading.how, selection, *body_is, spool.path())?;
    for notice in corpus.notices() {
        output.warning(&notice.to_string());
    }
    reading::report_unreadable(&corpus, args.reading.keep_going, output)?;
    reading::show_formats(&corpus, output);

    matching::show(*preset, settings, output);
    let limit = resources::limit(&args.resources);
    let needs = engine::RunPlan::new(&corpus, settings, limit)?;
    resources::check(&needs, limit)?;
    if args.resources.dry_run {
        return Ok(resources::print(&needs, limit, global, output));
    }
    let identity = plan.identity(args, &corpus)?;
    let overwrite = if args.force { Overwrite::Force } else { Overwrite::Refuse };
    let folder = OutputFolder::claim(&args.output, &identity, overwrite)?;
    resources::show(&needs, limit, output);
    let mut work = Work::new(&args.resources, &folder, &identity, keeping(args))?;
    let scratch = work.scratch(&needs, limit, output)?;
    let doing = Doing { args, plan: &plan, corpus: &corpus, cleaner: &cleaner, output };
    let stages = doing.stages(&work, &scratch)?;
    if let Stages::Prepared = stages {
        return Ok(Exit::Done);
    }
    let progress =
        if global.quiet || global.no_progress { Progress::hidden() } else { Progress::visible() };
    let Written { pairs, articles, passages, .. } = args.tables;
    let large = LargeTables { pairs, articles, passages };
    let mut tables = Tables::create(&folder, large, baseline, &formats(args))?;
    let singletons =
        if args.tables.singletons { Singletons::Included } else { Singletons::LeftOut };
    let tolerance = tolerance(&args.reading);
    let wirecopy = Wirecopy::builder()
        .settings(settings.clone())
        .cleaner(cleaner)
        .tolerance(tolerance)
        .scratch(scratch)
        .observer(&progress)
        .build();
    let cleaner = wirecopy.cleaner();
    let writing = Writing { corpus: &corpus, cleaner, singletons, observer: &progress };
    let mut of_index = None;
    let (run, recall) = match index {
        None => {
            let run = match stages {
                Stages::Done(run) => *run,
                Stages::Here | Stages::Prepared => wirecopy.run_corpus(&corpus)?,
            };
            let recall = args
                .measure_recall
                .map(|sample| wirecopy.measure_recall(&run, &corpus, sample.get()));
            run.write_tables(writing, &mut tables)?;
            (run, recall.transpose()?)
        }
        Some(mut index) => {
            let adding = Adding { cleaner, tolerance, observer: &progress };
            let added = engine::add_and_list(&mut index, &corpus, adding)?;
            let snapshot = index.snapshot()?;
            let (run, known) = engine::known_run(&snapshot, index.parameters(), cleaner, added)?;
            of_index = Some(known.record());
            run.write_known_tables(&known, writing, &mut tables)?;
            (run, None)
        }
    };
    let tables = tables.finish()?;

    let warnings = warnings(&corpus, &run)?;
    let stages = progress.finish();
    for (stage, time) in &stages {
        output.detail(&format!("{stage}: {:.2} s", time.as_secs_f64()));
    }
    let done = Done { args, corpus: &corpus, run: &run, warnings: &warnings };
    let record = RunRecord {
        index: of_index,
        argv: global.words.clone(),
        ..done.record(settings, recall, &stages)?
    };
    work.finish();
    let files = folder.finish(&tables, &record)?;
    done.warn(output);
    let summary = Summary::collect(&tables, done.summary_facts(files, begun.elapsed())?);
    if global.json {
        let json = serde_json::to_string(&summary).expect("every key of the summary is a string");
        output.result(&format!("{json}\n"))?;
    } else if !global.quiet {
        output.result(&summary::render(&summary, output.summary_style()))?;
    }
    Ok(verdict(&args.fail_if, &summary, output))
}

/// Where the stages of a run are done.
enum Stages {
    /// In this process.
    Here,
    /// By an engine, which has done them.
    #[cfg_attr(not(feature = "spark"), expect(dead_code, reason = "no engine is built in"))]
    Done(Box<Run>),
    /// By an engine, to which the user submits them.
    #[cfg_attr(not(feature = "spark"), expect(dead_code, reason = "no engine is built in"))]
    Prepared,
}

/// Which finished stages are kept.
fn keeping(args: &Cluster) -> Keeping {
    #[cfg(feature = "spark")]
    if args.engine.engine.is_some() {
        return Keeping::AllRuns;
    }
    Keeping::LongRuns
}

/// What a run does.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "spark"), expect(dead_code, reason = "no engine is built in"))]
struct Doing<'a> {
    args: &'a Cluster,
    plan: &'a Plan,
    corpus: &'a Corpus,
    cleaner: &'a Cleaner,
    output: &'a Output,
}

impl Doing<'_> {
    #[cfg(not(feature = "spark"))]
    fn stages(self, _: &Work, _: &Scratch) -> Result<Stages, Failure> {
        Ok(Stages::Here)
    }

    /// Has the stages done by the engine, if one is named.
    #[cfg(feature = "spark")]
    fn stages(self, work: &Work, scratch: &Scratch) -> Result<Stages, Failure> {
        let Some(engine) = self.args.engine.engine else { return Ok(Stages::Here) };
        let (identity, kept) = work.kept();
        let identity = identity.ok_or_else(|| {
            Failure::usage("--engine needs inputs that workers can find again".to_owned())
        })?;
        let Doing { args, plan, corpus, cleaner, output } = self;
        let distributed = spark::Distributed {
            engine,
            options: &args.engine,
            inputs: &args.inputs,
            reading: &args.reading,
            body_is: plan.body_is,
            settings: &plan.settings,
            cleaning: &plan.cleaning,
            corpus,
            cleaner,
            identity,
            folder: kept.join(engine.name()),
            output,
        };
        let run = distributed.run(scratch)?;
        Ok(run.map_or(Stages::Prepared, |run| Stages::Done(Box::new(run))))
    }
}

/// The stories of the earlier run.
fn baseline(args: &Cluster) -> Result<Option<Baseline>, Failure> {
    let Some(folder) = &args.baseline else {
        return match args.fail_if.iter().find(|condition| condition.needs_a_baseline()) {
            Some(condition) => {
                Err(Failure::usage(format!("--fail-if {condition} needs --baseline")))
            }
            None => Ok(None),
        };
    };
    Ok(Some(Baseline::read(&FinishedRun::open(folder)?)?))
}

/// The exit code, by the conditions of --fail-if.
fn verdict(conditions: &[Condition], summary: &Summary, output: &Output) -> Exit {
    let mut exit = Exit::Done;
    for condition in conditions {
        if let Some(number) = condition.holds(summary) {
            output.error(&format!("--fail-if {condition}: true ({number})"), None);
            exit = Exit::No;
        }
    }
    exit
}

/// The formats of the tables.
fn formats(args: &Cluster) -> Formats {
    Formats::of(&args.tables.write.iter().copied().map(Format::from).collect::<Vec<_>>())
}

/// How articles are cleaned and matched.
struct Plan {
    preset: engine::Preset,
    settings: Settings,
    body_is: BodyIs,
    cleaning: Cleaning,
}

impl Plan {
    /// From the command line.
    fn typed(args: &Cluster) -> Result<Plan, Failure> {
        let preset = matching::preset(&args.matching);
        Ok(Plan {
            preset,
            settings: Settings {
                pairing: args.comparing.pairing(),
                ..matching::settings(&args.matching, &args.reading, preset)?
            },
            body_is: preset.body_is(),
            cleaning: Cleaning::read(&args.cleaning, args.reading.mask_token.as_deref())?,
        })
    }

    /// From an index. The command line must not contradict it.
    fn of_index(args: &Cluster, index: &IndexWriter) -> Result<Plan, Failure> {
        let (built, body_is) = engine::settings_of(index.parameters())?;
        let typed = Plan::typed(args)?;
        let preset = typed.preset;
        let asked_body = if args.matching.preset.is_none() { body_is } else { typed.body_is };
        let asked = matching::asked_of(&args.matching, &args.reading, &built)?;
        let cleaning =
            Cleaning::of_index(&index.snapshot()?, index.parameters())?.with(typed.cleaning);
        let extent = engine::extent_of(index.parameters());
        let asked = engine::index_parameters(&asked, asked_body, &cleaning.of_any_path(), extent);
        index.parameters().require(&asked)?;
        Ok(Plan { preset, settings: built, body_is, cleaning })
    }

    /// The settings and inputs, which must be the same for a run to be continued.
    fn identity(&self, args: &Cluster, corpus: &Corpus) -> Result<RunIdentity, Failure> {
        let inputs = corpus
            .files()
            .iter()
            .map(|file| InputIdentity {
                path: file.path.to_string_lossy().into_owned(),
                bytes: (file.path.as_os_str() != "-").then_some(file.bytes),
            })
            .collect();
        let reading = reading::identity(&args.reading, corpus.body_is())?;
        let config = serde_json::json!({
            "preset": self.preset,
            "matching": self.settings,
            "cleaning": self.cleaning.identity(),
            "reading": reading,
            "index": args.index,
            "output": { "pairs": args.tables.pairs, "articles": args.tables.articles, "passages": args.tables.passages, "singletons": args.tables.singletons, "formats": formats(args), "baseline": args.baseline },
        });
        Ok(RunIdentity { config, inputs })
    }
}

/// Problems that did not stop the run.
fn warnings(corpus: &Corpus, run: &Run) -> Result<Vec<String>, Failure> {
    let mut warnings: Vec<String> = corpus
        .unreadable()
        .iter()
        .map(|input| format!("{}: {}", input.path.display(), input.reason))
        .collect();
    warnings
        .extend(corpus.notices().iter().chain(&run.first_pass().notices).map(ToString::to_string));
    if run.renamed_articles() > 0 {
        warnings.push(format!(
            "{} with different texts: renamed to id#2, id#3. Is --id the right field?",
            counted(run.renamed_articles() as u64, "duplicate id")
        ));
    }
    if run.placeholders() > 0 {
        warnings.push(format!(
            "{} a text that their outlet has under headlines of other stories too (a paywall, a consent page?): not compared",
            have(run.placeholders() as u64, "article")
        ));
    }
    warnings.extend(date_warnings(run)?);
    let counts = run.counts()?;
    if counts.left_out() > 0 && counts.clustered() + counts.single() == 0 {
        warnings.push("the selection leaves out every article".to_owned());
    }
    Ok(warnings)
}

/// Problems with the dates.
fn date_warnings(run: &Run) -> Result<Vec<String>, Failure> {
    let dates = run.dates(Timestamp::now().as_second())?;
    let mut warnings = Vec::new();
    if let Some(example) = &dates.unread_example {
        warnings.push(format!(
            "{} could not be read, such as '{example}': such dates {}",
            counted(dates.unread, "date"),
            Unread::of(example).advice()
        ));
    }
    if dates.without_zone > 0 {
        warnings.push(format!(
            "{} no time zone; only the day is used. See --timezone",
            have(dates.without_zone, "time")
        ));
    }
    if dates.in_the_future > 0 {
        warnings.push(format!("{} in the future", are(dates.in_the_future, "date")));
    }
    Ok(warnings)
}

/// `1 date is`, `2 dates are`.
fn are(count: u64, what: &str) -> String {
    format!("{} {}", counted(count, what), if count == 1 { "is" } else { "are" })
}

/// `1 time has`, `2 times have`.
fn have(count: u64, what: &str) -> String {
    format!("{} {}", counted(count, what), if count == 1 { "has" } else { "have" })
}

/// The year and the title of this version, as CITATION.cff has them too.
const YEAR: u16 = 2026;
const TITLE: &str = "wirecopy: finds the copies of a news-agency story";

/// How to cite the program: author, year, title, version, URL.
fn citation() -> String {
    format!(
        "{} ({YEAR}). {TITLE}. Version {}. {}",
        env!("CARGO_PKG_AUTHORS"),
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_REPOSITORY")
    )
}

/// The archives whose files were read.
fn archives<'c>(corpus: &'c Corpus) -> Result<BTreeMap<&'c Path, ArchiveRecord>, Failure> {
    let record = |path: &'c Path| {
        // Standard input cannot be read again, now or later.
        let facts = match path.to_str() {
            Some("-") => Ok((0, 0)),
            _ => decompressed(path).and_then(Decompressed::into_facts),
        };
        let (bytes, xxh3) = facts
            .map_err(|error| Failure::resources(format!("{}: {error}", path.display()), None))?;
        Ok((path, ArchiveRecord { path: path.to_string_lossy().into_owned(), bytes, xxh3 }))
    };
    corpus.archives().into_iter().map(record).collect()
}

/// The current folder, and its path relative to the results.
fn ran_in(output: &Path) -> RanIn {
    let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
    let results = std::fs::canonicalize(output).unwrap_or_default();
    let shared = here.components().zip(results.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    // With only the root in common, they would not be moved together.
    let from_results = (shared > 1).then(|| {
        let up = results.components().skip(shared).map(|_| Path::new(".."));
        let down = here.components().skip(shared).map(|name| Path::new(name.as_os_str()));
        let way: PathBuf = up.chain(down).collect();
        way.to_string_lossy().into_owned()
    });
    RanIn { folder: here.to_string_lossy().into_owned(), from_results }
}

/// A run that is done.
#[derive(Clone, Copy)]
struct Done<'a> {
    args: &'a Cluster,
    corpus: &'a Corpus,
    run: &'a Run,
    warnings: &'a [String],
}

impl Done<'_> {
    fn record(
        &self,
        settings: &Settings,
        recall: Option<MeasuredRecall>,
        stages: &[(&'static str, Duration)],
    ) -> Result<RunRecord, Failure> {
        let Done { args, corpus, run, warnings } = *self;
        let archives = archives(corpus)?;
        let inputs = corpus
            .files()
            .iter()
            .zip(&run.first_pass().files)
            .map(|(file, facts)| InputRecord {
                path: file.path.to_string_lossy().into_owned(),
                bytes: facts.bytes,
                xxh3: facts.xxh3,
                records: facts.records,
                rejects: facts.rejects,
                format: file.format.name().name().to_owned(),
                encoding: file.encoding.name().to_owned(),
                schema: file.format.described(),
                within: file.within.as_ref().and_then(|path| archives.get(path.as_path()).cloned()),
            })
            .collect();
        let version = env!("CARGO_PKG_VERSION");
        let parameters = settings.lsh.parameters;
        Ok(RunRecord {
            version: version.to_owned(),
            argv: Vec::new(),
            named_inputs: args
                .inputs
                .iter()
                .map(|input| input.to_string_lossy().into_owned())
                .collect(),
            ran_in: ran_in(&args.output),
            inputs,
            index: None,
            counts: run.counts()?,
            left_out: Some(run.left_out()).filter(|left_out| left_out.records > 0),
            stages: stages
                .iter()
                .map(|&(stage, time)| StageRecord {
                    stage: stage.to_owned(),
                    seconds: Seconds::from(time),
                })
                .collect(),
            peak_memory_bytes: resources::peak_memory(),
            lsh: LshRecord {
                scheme: Parameters::SCHEME.to_owned(),
                parameters: parameters
                    .named()
                    .map(|(name, value)| (name.to_owned(), u64::from(value)))
                    .into(),
                threshold: Share::new(settings.threshold),
                estimated_recall: Some(Share::new(parameters.estimate_recall(REFERENCE_JACCARD))),
                estimated_at_jaccard: Some(Share::new(REFERENCE_JACCARD)),
                measured_recall: recall.map(|MeasuredRecall { articles, copies, found }| {
                    RecallRecord { articles, copies, found, recall: Share::of(found, copies) }
                }),
            },
            scores: run.scores()?,
            warnings: warnings.to_vec(),
            citation: citation(),
        })
    }

    /// Prints what the reader should know of the run.
    fn warn(&self, output: &Output) {
        let Done { args, corpus, run, warnings } = *self;
        let already_said = corpus.unreadable().len() + corpus.notices().len();
        for warning in &warnings[already_said..] {
            output.warning(warning);
        }
        for reject in run.rejects().iter().take(REJECTS_SHOWN) {
            let file = corpus.file(reject.place.file).path.display();
            let column = reject.column.map_or_else(String::new, |column| format!(":{column}"));
            output.warning(&format!(
                "{file}:{}{column}: {} — skipped",
                reject.place.line, reject.message
            ));
        }
        if run.rejects().len() > REJECTS_SHOWN {
            output.warning(&format!(
                "{} skipped: see {}",
                counted((run.rejects().len() - REJECTS_SHOWN) as u64, "more record"),
                args.output.join("rejects.jsonl").display()
            ));
        }
        if run.short_articles() > 0 {
            output.note(&format!(
                "{} too few words to be compared (--min-words)",
                have(run.short_articles() as u64, "article")
            ));
        }
    }

    fn summary_facts(
        &self,
        files: Vec<WrittenFile>,
        time: Duration,
    ) -> Result<SummaryFacts, Failure> {
        let Done { args, run, warnings, .. } = *self;
        let folder = args.output.display().to_string();
        let facts = RunFacts {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: "cluster".to_owned(),
            inputs: args.inputs.iter().map(|input| input.display().to_string()).collect(),
            seconds: Seconds::from(time),
            threads: rayon::current_num_threads(),
            peak_memory_bytes: resources::peak_memory(),
            warnings: warnings.to_vec(),
            next: vec![
                format!("wirecopy report {folder}"),
                format!("wirecopy explain {folder} ID ID"),
            ],
        };
        let read = ReadFacts { records: run.counts()?.read(), outlets: run.outlets() as u64 };
        Ok(SummaryFacts {
            run: facts,
            read,
            left_out: run.left_out(),
            agencies: run.agencies()?,
            folder,
            files,
        })
    }
}
