//! `wirecopy cluster`: groups copies and writes tables and a summary.

mod condition;
mod done;
mod options;
#[cfg(feature = "spark")]
mod script;
#[cfg(feature = "spark")]
mod spark;
mod summary;
#[cfg(feature = "spark")]
mod urls;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use wirecopy::Wirecopy;
use wirecopy::article::BodyIs;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, FirstPass, Reject};
use wirecopy::engine::{self, Adding, MeasuredRecall, Run, Settings, Singletons, Totals, Writing};
use wirecopy::index::IndexWriter;
use wirecopy::report::{
    Baseline, FinishedRun, Formats, IndexRecord, InputIdentity, LargeTables, OutputFolder,
    Overwrite, RunIdentity, RunRecord, Summary, Tables, WrittenTables,
};
use wirecopy::scratch::{Scratch, Workspace};
#[cfg(feature = "spark")]
use wirecopy::worker::InParts;

pub(crate) use self::condition::Condition;
use self::done::{Done, tables_in, warnings};
pub(crate) use self::options::{Cluster, TableFormat};
use self::options::{Written, formats};
use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::cleaning::Cleaning;
use crate::options::matching::{self};
use crate::options::reading::{self, tolerance};
use crate::options::resources::{self, Keeping, Work};
use crate::terminal::{Output, Progress};

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
    let corpus = open(args, *body_is, spool.path())?;
    for notice in corpus.notices() {
        output.warning(&notice.to_string());
    }
    reading::report_unreadable(&corpus, args.reading.keep_going, output)?;
    reading::show_formats(&corpus, output);

    matching::show(*preset, settings, output);
    let limit = resources::limit(&args.resources);
    let formats = formats(args);
    let needs = engine::RunPlan::new(&corpus, settings, &formats, limit)?;
    resources::check(&needs, limit)?;
    if args.resources.dry_run {
        return Ok(resources::print(&needs, limit, global, output));
    }
    let identity = plan.identity(args, &corpus)?;
    let overwrite = if args.force { Overwrite::Force } else { Overwrite::Refuse };
    let folder = OutputFolder::claim(&args.output, &identity, overwrite)?;
    resources::show(&needs, limit, output);
    let mut work = Work::new(&args.resources, &folder, &identity, &corpus, keeping(args))?;
    let scratch = work.scratch(&needs, limit, output)?;
    let Written { pairs, articles, passages, .. } = args.tables;
    let large = LargeTables { pairs, articles, passages };
    let doing = Doing {
        args,
        plan: &plan,
        corpus: &corpus,
        cleaner: &cleaner,
        formats: &formats,
        large,
        output,
    };
    let stages = doing.stages(&work, &scratch)?;
    if let Stages::Prepared = stages {
        return Ok(Exit::Done);
    }
    let progress =
        if global.quiet || global.no_progress { Progress::hidden() } else { Progress::visible() };
    let tables = Tables::create(&folder, large, baseline, &formats)?;
    let wirecopy = Wirecopy::builder()
        .settings(settings.clone())
        .cleaner(Arc::clone(&cleaner))
        .tolerance(tolerance(&args.reading))
        .scratch(scratch)
        .observer(&progress)
        .build();
    let outcome = doing.outcome(&wirecopy, (index, stages), tables, &progress)?;
    let Outcome { ran, recall, of_index, tables } = outcome;

    let totals = ran.totals()?;
    let (first_pass, rejects) = (ran.first_pass(), ran.rejects());
    let warnings = warnings(&corpus, &totals, first_pass);
    let stages = progress.finish();
    for (stage, time) in &stages {
        output.detail(&format!("{stage}: {:.2} s", time.as_secs_f64()));
    }
    let done =
        Done { args, corpus: &corpus, totals: &totals, first_pass, rejects, warnings: &warnings };
    let record = RunRecord {
        index: of_index,
        argv: global.words.clone(),
        ..done.record(settings, recall, &stages)?
    };
    work.finish();
    let files = folder.finish(&tables, &record)?;
    done.warn(output);
    let summary = Summary::collect(&tables, done.summary_facts(files, begun.elapsed()));
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
    /// By an engine, which also wrote the tables, in parts.
    #[cfg(feature = "spark")]
    InParts(Box<InParts>),
    /// By an engine, to which the user submits them.
    #[cfg_attr(not(feature = "spark"), expect(dead_code, reason = "no engine is built in"))]
    Prepared,
}

/// What a run gave, and its tables.
struct Outcome {
    ran: Ran,
    recall: Option<MeasuredRecall>,
    of_index: Option<IndexRecord>,
    tables: WrittenTables,
}

/// A run that is done.
enum Ran {
    Here(Box<Run>),
    #[cfg(feature = "spark")]
    InParts(Box<InParts>),
}

impl Ran {
    fn totals(&self) -> Result<Totals, Failure> {
        match self {
            Ran::Here(run) => Ok(run.totals(Timestamp::now().as_second())?),
            #[cfg(feature = "spark")]
            Ran::InParts(parts) => Ok(parts.totals().clone()),
        }
    }

    fn first_pass(&self) -> &FirstPass {
        match self {
            Ran::Here(run) => run.first_pass(),
            #[cfg(feature = "spark")]
            Ran::InParts(parts) => parts.first_pass(),
        }
    }

    fn rejects(&self) -> &[Reject] {
        match self {
            Ran::Here(run) => run.rejects(),
            #[cfg(feature = "spark")]
            Ran::InParts(parts) => parts.rejects(),
        }
    }
}

/// Opens the inputs. `spool` is for copies of those that cannot be read where they are.
fn open(args: &Cluster, body_is: BodyIs, spool: &Path) -> Result<Corpus, Failure> {
    let selection = args.reading.choosing.selection();
    #[cfg(feature = "spark")]
    if let Some(copies) = urls::copied(&args.inputs, &args.engine, spool)? {
        return reading::open_copies(&args.inputs, &copies, &args.reading.how, selection, body_is);
    }
    reading::open(&args.inputs, &args.reading.how, selection, body_is, spool)
}

/// Which finished stages are kept.
#[cfg(feature = "spark")]
fn keeping(args: &Cluster) -> Keeping {
    if args.engine.engine.is_some() { Keeping::AllRuns } else { Keeping::LongRuns }
}

#[cfg(not(feature = "spark"))]
fn keeping(_: &Cluster) -> Keeping {
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
    formats: &'a Formats,
    large: LargeTables,
    output: &'a Output,
}

impl Doing<'_> {
    #[cfg(not(feature = "spark"))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as where there are engines")]
    fn stages(self, _: &Work, _: &Scratch) -> Result<Stages, Failure> {
        Ok(Stages::Here)
    }

    /// Does what no engine did, and writes the tables.
    fn outcome(
        self,
        wirecopy: &Wirecopy<'_>,
        (index, stages): (Option<IndexWriter>, Stages),
        mut tables: Tables,
        observer: &Progress,
    ) -> Result<Outcome, Failure> {
        let Doing { args, corpus, .. } = self;
        let cleaner = wirecopy.cleaner();
        let singletons =
            if args.tables.singletons { Singletons::Included } else { Singletons::LeftOut };
        let writing = Writing { corpus, cleaner, singletons, observer };
        let (mut recall, mut of_index) = (None, None);
        let run = match (index, stages) {
            #[cfg(feature = "spark")]
            (None, Stages::InParts(parts)) => {
                let tables = parts.write_tables(corpus, tables)?;
                return Ok(Outcome { ran: Ran::InParts(parts), recall, of_index, tables });
            }
            (None, stages) => {
                let run = match stages {
                    Stages::Done(run) => *run,
                    _ => wirecopy.run_corpus(corpus)?,
                };
                let sample = args.measure_recall;
                let measured =
                    sample.map(|sample| wirecopy.measure_recall(&run, corpus, sample.get()));
                recall = measured.transpose()?;
                run.write_tables(writing, &mut tables)?;
                run
            }
            (Some(mut index), _) => {
                let adding = Adding { cleaner, tolerance: tolerance(&args.reading), observer };
                let added = engine::add_and_list(&mut index, corpus, adding)?;
                let snapshot = index.snapshot()?;
                let (run, known) =
                    engine::known_run(&snapshot, index.parameters(), cleaner, added)?;
                of_index = Some(known.record());
                run.write_known_tables(&known, writing, &mut tables)?;
                run
            }
        };
        Ok(Outcome { ran: Ran::Here(Box::new(run)), recall, of_index, tables: tables.finish()? })
    }

    /// Has the stages done by the engine, if one is named.
    #[cfg(feature = "spark")]
    fn stages(self, work: &Work, scratch: &Scratch) -> Result<Stages, Failure> {
        let Some(engine) = self.args.engine.engine else { return Ok(Stages::Here) };
        let (identity, kept) = work.kept();
        let identity = identity.ok_or_else(|| {
            Failure::usage("--engine needs inputs that workers can find again".to_owned())
        })?;
        let Doing { args, plan, corpus, cleaner, formats, large, output } = self;
        let distributed = spark::Distributed {
            engine,
            options: &args.engine,
            inputs: &args.inputs,
            results: &args.output,
            reading: &args.reading,
            body_is: plan.body_is,
            settings: &plan.settings,
            cleaning: &plan.cleaning,
            corpus,
            cleaner,
            identity,
            fresh: args.resources.fresh,
            replace: args.force,
            folder: kept.join(engine.name()),
            formats,
            large,
            output,
        };
        Ok(match distributed.run(scratch)? {
            None => Stages::Prepared,
            Some(spark::Staged::Run(run)) => Stages::Done(run),
            Some(spark::Staged::InParts(parts)) => Stages::InParts(parts),
        })
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
        let mut config = serde_json::json!({
            "preset": self.preset,
            "matching": self.settings,
            "cleaning": self.cleaning.identity(),
            "reading": reading,
            "index": args.index,
            "output": { "pairs": args.tables.pairs, "articles": args.tables.articles, "passages": args.tables.passages, "singletons": args.tables.singletons, "formats": formats(args), "baseline": args.baseline },
        });
        if let Some(place) = tables_in(args) {
            config["output"]["tables_in"] = place.into();
        }
        Ok(RunIdentity { config, inputs })
    }
}
