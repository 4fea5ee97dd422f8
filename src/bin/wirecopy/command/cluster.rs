//! `wirecopy cluster`: groups copies and writes tables and a summary.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use wirecopy::Wirecopy;
use wirecopy::article::BodyIs;
use wirecopy::corpus::Corpus;
use wirecopy::engine::{self, Adding, MeasuredRecall, Run, Settings, Singletons, Tolerance};
use wirecopy::index::IndexWriter;
use wirecopy::lsh::{Parameters, REFERENCE_JACCARD};
use wirecopy::report::{
    Baseline, FinishedRun, Format, Formats, InputIdentity, InputRecord, LshRecord, OutputFolder,
    Overwrite, Pairs, RanIn, ReadFacts, RecallRecord, RunFacts, RunIdentity, RunRecord,
    SCHEMA_VERSION, Seconds, Share, StageRecord, Summary, Tables, WrittenTables,
};
use wirecopy::scratch::Workspace;

use super::cleaning::Cleaning;
use super::resources::{self, Work};
use super::{matching, reading};
use crate::args::{Cluster, Global, Reading};
use crate::condition::Condition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::memory;
use crate::output::Output;
use crate::progress::Progress;
use crate::summary::{self, counted};

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
    let cleaner = cleaning.cleaner()?;
    let spool = Workspace::beside(&args.output)?;
    let corpus = reading::open(&args.inputs, &args.reading.how, *body_is, spool.path())?;
    for notice in corpus.notices() {
        output.warning(&notice.to_string());
    }
    reading::report_unreadable(&corpus, args.reading.keep_going, output)?;
    reading::show_formats(&corpus, output);

    let limit = resources::limit(&args.resources);
    let needs = engine::RunPlan::new(&corpus, settings, limit)?;
    resources::check(&needs, limit)?;
    if args.resources.dry_run {
        return Ok(resources::print(&needs, limit, global, output));
    }
    let identity = identity(args, *preset, settings, cleaning, &corpus)?;
    let overwrite = if args.force { Overwrite::Force } else { Overwrite::Refuse };
    let folder = OutputFolder::claim(&args.output, &identity, overwrite)?;
    resources::show(&needs, limit, output);
    let mut work = Work::new(&args.resources, &folder, &identity)?;
    let scratch = work.scratch(&needs, limit)?;
    let progress =
        if global.quiet || global.no_progress { Progress::hidden() } else { Progress::visible() };
    let pairs = if args.pairs { Pairs::Write } else { Pairs::Omit };
    let mut tables = Tables::create(&folder, pairs, baseline, &formats(args))?;
    let singletons = if args.singletons { Singletons::Included } else { Singletons::LeftOut };
    let tolerance = tolerance(&args.reading);
    let wirecopy = Wirecopy::builder()
        .settings(settings.clone())
        .cleaner(cleaner)
        .tolerance(tolerance)
        .scratch(scratch)
        .observer(&progress)
        .build();
    let cleaner = wirecopy.cleaner();
    let mut of_index = None;
    let (run, recall) = match index {
        None => {
            let run = wirecopy.run_corpus(&corpus)?;
            let recall = args
                .measure_recall
                .map(|sample| wirecopy.measure_recall(&run, &corpus, sample.get()));
            run.write_tables(&corpus, singletons, &mut tables, &progress)?;
            (run, recall.transpose()?)
        }
        Some(mut index) => {
            let adding = Adding { cleaner, tolerance, observer: &progress };
            let added = engine::add_and_list(&mut index, &corpus, adding)?;
            let snapshot = index.snapshot()?;
            let (run, known) = engine::known_run(&snapshot, index.parameters(), cleaner, added)?;
            of_index = Some(known.record());
            run.write_known_tables(&known, &corpus, singletons, &mut tables, &progress)?;
            (run, None)
        }
    };
    let tables = tables.finish()?;

    let warnings = warnings(&corpus, &run)?;
    let record = RunRecord {
        index: of_index,
        ..record(args, &corpus, &run, settings, recall, &progress.finish(), &warnings)?
    };
    work.finish();
    let files = folder.finish(&tables, &record)?;
    warn(&corpus, &run, &warnings, &args.output, output);
    let summary = summary_of(args, &run, &tables, files, begun.elapsed(), warnings)?;
    if global.json {
        let json = serde_json::to_string(&summary).expect("every key of the summary is a string");
        output.result(&format!("{json}\n"))?;
    } else if !global.quiet {
        output.result(&summary::render(&summary, output.summary_style()))?;
    }
    Ok(verdict(&args.fail_if, &summary, output))
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
    Formats::of(&args.write.iter().copied().map(Format::from).collect::<Vec<_>>())
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
            settings: matching::settings(&args.matching, &args.reading, preset)?,
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
}

fn identity(
    args: &Cluster,
    preset: engine::Preset,
    settings: &Settings,
    cleaning: &Cleaning,
    corpus: &Corpus,
) -> Result<RunIdentity, Failure> {
    let inputs = corpus
        .files()
        .iter()
        .map(|file| InputIdentity {
            path: file.path.to_string_lossy().into_owned(),
            bytes: (file.path.as_os_str() != "-").then_some(file.bytes),
        })
        .collect();
    let reading = reading::identity(&args.reading.how, corpus.body_is())?;
    let config = serde_json::json!({
        "preset": preset,
        "matching": settings,
        "cleaning": cleaning.identity(),
        "reading": reading,
        "index": args.index,
        "output": { "pairs": args.pairs, "singletons": args.singletons, "formats": formats(args), "baseline": args.baseline },
    });
    Ok(RunIdentity { config, inputs })
}

pub(super) fn tolerance(reading: &Reading) -> Tolerance {
    match reading.max_bad {
        _ if reading.strict => Tolerance::Strict,
        None => Tolerance::Usual,
        Some(percent) => Tolerance::Share(percent / 100.0),
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
    warnings.extend(date_warnings(run)?);
    Ok(warnings)
}

/// Problems with the dates.
fn date_warnings(run: &Run) -> Result<Vec<String>, Failure> {
    let dates = run.dates(Timestamp::now().as_second())?;
    let mut warnings = Vec::new();
    if let Some(example) = &dates.unread_example {
        warnings.push(format!(
            "{} could not be read, such as '{example}': not a date, or ambiguous (day/month). See --date-format",
            counted(dates.unread, "date")
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

fn record(
    args: &Cluster,
    corpus: &Corpus,
    run: &Run,
    settings: &Settings,
    recall: Option<MeasuredRecall>,
    stages: &[(&'static str, Duration)],
    warnings: &[String],
) -> Result<RunRecord, Failure> {
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
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let parameters = settings.lsh.parameters;
    Ok(RunRecord {
        version: version.to_owned(),
        argv: std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect(),
        named_inputs: args
            .inputs
            .iter()
            .map(|input| input.to_string_lossy().into_owned())
            .collect(),
        ran_in: ran_in(&args.output),
        inputs,
        index: None,
        counts: run.counts()?,
        stages: stages
            .iter()
            .map(|&(stage, time)| StageRecord {
                stage: stage.to_owned(),
                seconds: Seconds::from(time),
            })
            .collect(),
        peak_memory_bytes: memory::peak(),
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
        warnings: warnings.to_vec(),
        citation: format!("wirecopy {version}, schema version {SCHEMA_VERSION}"),
    })
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

fn warn(corpus: &Corpus, run: &Run, warnings: &[String], folder: &Path, output: &Output) {
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
            folder.join("rejects.jsonl").display()
        ));
    }
    if run.short_articles() > 0 {
        output.note(&format!(
            "{} too few words to be compared (--min-words)",
            have(run.short_articles() as u64, "article")
        ));
    }
}

fn summary_of(
    args: &Cluster,
    run: &Run,
    tables: &WrittenTables,
    files: Vec<wirecopy::report::WrittenFile>,
    time: Duration,
    warnings: Vec<String>,
) -> Result<Summary, Failure> {
    let folder = args.output.display().to_string();
    let facts = RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: "cluster".to_owned(),
        inputs: args.inputs.iter().map(|input| input.display().to_string()).collect(),
        seconds: Seconds::from(time),
        threads: rayon::current_num_threads(),
        peak_memory_bytes: memory::peak(),
        warnings,
        next: vec![
            format!("wirecopy explain {folder} ID ID"),
            format!("wirecopy eval {folder} --gold FILE"),
        ],
    };
    let read =
        ReadFacts { records: run.counts()?.read(), outlets: run.outlets() as u64, languages: 0 };
    Ok(Summary::collect(facts, read, tables, run.agencies()?, folder, files))
}
