//! `wirecopy cluster`: groups copies and writes tables and a summary.

use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use wirecopy::corpus::Corpus;
use wirecopy::engine::{self, Run, Settings, Singletons, Tolerance};
use wirecopy::lsh::{self, Parameters, RECALLS, REFERENCE_JACCARD};
use wirecopy::report::{
    InputIdentity, InputRecord, LshRecord, OutputFolder, Overwrite, Pairs, ReadFacts, RunFacts,
    RunIdentity, RunRecord, Seconds, Share, StageRecord, Summary, Tables, WrittenTables,
};
use wirecopy::signature::{self, MAX_MINIMA};
use wirecopy::verify::{Rule, Rules};

use super::cleaning::Cleaning;
use super::reading;
use crate::args::{self, Cluster, Finding, Global, Reading, Scheme};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::memory;
use crate::output::Output;
use crate::progress::Progress;
use crate::summary;

/// Rejected records that are shown; the others are in `rejects.jsonl`.
const REJECTS_SHOWN: usize = 3;

pub(crate) fn run(args: &Cluster, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let preset = preset(args);
    let settings = settings(args, preset)?;
    let cleaning = Cleaning::read(args)?;
    let cleaner = cleaning.cleaner()?;
    let spool = spool(&args.output)?;
    let body_is = preset.body_is();
    let corpus = reading::open(&args.inputs, &args.reading.how, body_is, spool.path())?;
    for notice in corpus.notices() {
        output.warning(&notice.to_string());
    }
    reading::report_unreadable(&corpus, args.reading.keep_going, output)?;
    reading::tell_formats(&corpus, output);

    let folder = claim(args, preset, &settings, &cleaning, &corpus)?;
    let progress =
        if global.quiet || global.no_progress { Progress::hidden() } else { Progress::visible() };
    let run = engine::cluster(&corpus, &cleaner, &settings, tolerance(&args.reading), &progress)?;
    let mut tables = Tables::create(&folder, if args.pairs { Pairs::Write } else { Pairs::Omit })?;
    let singletons = if args.singletons { Singletons::Included } else { Singletons::LeftOut };
    run.write_tables(&corpus, singletons, &mut tables, &progress)?;
    let tables = tables.finish()?;

    let warnings = warnings(&corpus, &run);
    let record = record(args, &corpus, &run, &settings, &progress.finish(), &warnings)?;
    let files = folder.finish(&tables, &record)?;
    warn(&corpus, &run, &warnings, &args.output, output);
    print(args, global, &run, &tables, files, begun.elapsed(), warnings, output)?;
    Ok(Exit::Done)
}

fn preset(args: &Cluster) -> engine::Preset {
    match args.preset {
        args::Preset::Default => engine::Preset::Default,
        args::Preset::Strict => engine::Preset::Strict,
        args::Preset::Ocr => engine::Preset::Ocr,
        args::Preset::Headlines => engine::Preset::Headlines,
    }
}

/// The settings of a preset, with those in their place that were given.
fn settings(args: &Cluster, preset: engine::Preset) -> Result<Settings, Failure> {
    let preset = preset.settings();
    let threshold = args.threshold.unwrap_or(preset.threshold);
    for (option, score) in
        [("--threshold", threshold), ("--family-threshold", args.family_threshold)]
    {
        if !(0.0..=1.0).contains(&score) {
            return Err(Failure::usage(format!("{option} is {score}, but a score is from 0 to 1")));
        }
    }
    Ok(Settings {
        threshold,
        min_words: args.min_words.unwrap_or(preset.min_words),
        family_threshold: args.family_threshold,
        rules: rules(&args.without),
        lsh: lsh::Settings { parameters: parameters(&args.finding)?, ..preset.lsh },
        ..preset
    })
}

/// All rules but those of these names.
fn rules(without: &[String]) -> Rules {
    let left_out = Rule::NAMED.into_iter().filter(|&(name, _)| without.iter().any(|it| it == name));
    left_out.map(|(_, rule)| rule).collect::<Vec<Rule>>().into()
}

/// How candidate pairs are to be found.
fn parameters(finding: &Finding) -> Result<Parameters, Failure> {
    if let (Some(bands), Some(rows)) = (finding.bands, finding.rows) {
        if finding.scheme == Some(Scheme::BottomK) {
            return Err(Failure::usage(
                "--bands and --rows cut banded signatures, but --scheme is bottom-k".to_owned(),
            ));
        }
        let (bands, rows) = (bands.get(), rows.get());
        if u64::from(bands) * u64::from(rows) > MAX_MINIMA as u64 {
            return Err(Failure::usage(format!(
                "{bands} bands of {rows} rows are more minima than the {MAX_MINIMA} of a signature"
            )));
        }
        return Ok(Parameters::Banded { bands, rows });
    }
    let scheme = match finding.scheme {
        Some(Scheme::Banded) => signature::Scheme::Banded,
        Some(Scheme::BottomK) | None => signature::Scheme::BottomK,
    };
    match finding.recall {
        Some(recall) if !RECALLS.contains(&recall) => Err(Failure::usage(format!(
            "--recall is {recall}, but can be from {} to {}",
            RECALLS.start(),
            RECALLS.end()
        ))),
        Some(recall) => Ok(Parameters::for_recall(scheme, recall)),
        None => Ok(Parameters::default_of(scheme)),
    }
}

/// A folder beside the output for what comes in by standard input; it is gone when this value is.
fn spool(output: &Path) -> Result<TempDir, Failure> {
    let beside =
        output.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    TempDir::with_prefix_in(".wirecopy-", beside).map_err(|error| {
        Failure::resources(format!("{}: cannot be written: {error}", beside.display()), None)
    })
}

fn claim(
    args: &Cluster,
    preset: engine::Preset,
    settings: &Settings,
    cleaning: &Cleaning,
    corpus: &Corpus,
) -> Result<OutputFolder, Failure> {
    let inputs = corpus
        .files()
        .iter()
        .map(|file| InputIdentity {
            path: file.path.to_string_lossy().into_owned(),
            bytes: (file.path.as_os_str() != "-").then_some(file.bytes),
        })
        .collect();
    let config = serde_json::json!({
        "preset": preset,
        "matching": settings,
        "cleaning": cleaning.identity(),
        "reading": reading::identity(&args.reading.how, corpus.body_is()),
        "output": { "pairs": args.pairs, "singletons": args.singletons },
    });
    let overwrite = if args.force { Overwrite::Force } else { Overwrite::Refuse };
    Ok(OutputFolder::claim(&args.output, &RunIdentity { config, inputs }, overwrite)?)
}

fn tolerance(reading: &Reading) -> Tolerance {
    Tolerance { max_bad: if reading.strict { 0.0 } else { reading.max_bad / 100.0 } }
}

/// What went on in spite of a problem.
fn warnings(corpus: &Corpus, run: &Run) -> Vec<String> {
    let mut warnings: Vec<String> = corpus
        .unreadable()
        .iter()
        .map(|input| format!("{}: {}", input.path.display(), input.reason))
        .collect();
    warnings
        .extend(corpus.notices().iter().chain(&run.first_pass().notices).map(ToString::to_string));
    if run.renamed_articles() > 0 {
        warnings.push(format!(
            "{} ids occur with different texts: treated as versions (id#2, id#3). Wrong? use --id",
            run.renamed_articles()
        ));
    }
    warnings
}

fn record(
    args: &Cluster,
    corpus: &Corpus,
    run: &Run,
    settings: &Settings,
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
        inputs,
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
            scheme: parameters.scheme().name().to_owned(),
            parameters: parameters
                .named()
                .map(|(name, value)| (name.to_owned(), u64::from(value)))
                .into(),
            threshold: Share::new(settings.threshold),
            estimated_recall: Some(Share::new(parameters.estimate_recall(REFERENCE_JACCARD))),
            estimated_at_jaccard: Some(Share::new(REFERENCE_JACCARD)),
        },
        warnings: warnings.to_vec(),
        citation: format!("wirecopy {version}, schema version 1"),
    })
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
            "{} more records skipped: see {}",
            run.rejects().len() - REJECTS_SHOWN,
            folder.join("rejects.jsonl").display()
        ));
    }
    if run.short_articles() > 0 {
        output.note(&format!(
            "{} articles have too few words to be compared (--min-words)",
            run.short_articles()
        ));
    }
}

#[expect(clippy::too_many_arguments, reason = "the summary is where everything comes together")]
fn print(
    args: &Cluster,
    global: &Global,
    run: &Run,
    tables: &WrittenTables,
    files: Vec<wirecopy::report::WrittenFile>,
    time: Duration,
    warnings: Vec<String>,
    output: &Output,
) -> Result<(), Failure> {
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
    let summary = Summary::collect(facts, read, tables, run.agencies(), folder, files);
    if global.json {
        let json = serde_json::to_string(&summary).expect("every key of the summary is a string");
        output.result(&format!("{json}\n"))?;
    } else if !global.quiet {
        output.result(&summary::render(&summary, output.summary_style()))?;
    }
    Ok(())
}
