//! What is recorded and said of a run that is done.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wirecopy::corpus::{Corpus, Decompressed, FirstPass, Reject, decompressed};
use wirecopy::date::Unread;
use wirecopy::engine::{MeasuredRecall, OddDates, Settings, Totals};
use wirecopy::lsh::{Parameters, REFERENCE_JACCARD};
use wirecopy::report::{
    ArchiveRecord, InputRecord, LshRecord, RanIn, ReadFacts, RecallRecord, RunFacts, RunRecord,
    Seconds, Share, StageRecord, SummaryFacts, WrittenFile,
};

use crate::exit::Failure;
use crate::options::resources::{self};
use crate::terminal::{Output, counted};

use super::options::Cluster;

/// Rejected records shown on screen; all of them are in `rejects.jsonl`.
const REJECTS_SHOWN: usize = 3;

/// Problems that did not stop the run.
pub(super) fn warnings(corpus: &Corpus, totals: &Totals, first_pass: &FirstPass) -> Vec<String> {
    let mut warnings: Vec<String> = corpus
        .unreadable()
        .iter()
        .map(|input| format!("{}: {}", input.path.display(), input.reason))
        .collect();
    warnings.extend(corpus.notices().iter().chain(&first_pass.notices).map(ToString::to_string));
    if totals.renamed > 0 {
        warnings.push(format!(
            "{} with different texts: renamed to id#2, id#3. Is --id the right field?",
            counted(totals.renamed, "duplicate id")
        ));
    }
    if totals.placeholders > 0 {
        warnings.push(format!(
            "{} a text that their outlet has under headlines of other stories too (a paywall, a consent page?): not compared",
            have(totals.placeholders, "article")
        ));
    }
    warnings.extend(date_warnings(&totals.dates));
    let counts = totals.counts;
    if counts.left_out() > 0 && counts.clustered() + counts.single() == 0 {
        warnings.push("the selection leaves out every article".to_owned());
    }
    warnings
}

/// Problems with the dates.
fn date_warnings(dates: &OddDates) -> Vec<String> {
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
    warnings
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

/// Where the tables of stories are, if they are in parts.
#[cfg(feature = "spark")]
pub(super) fn tables_in(args: &Cluster) -> Option<String> {
    args.engine.tables_place()
}

#[cfg(not(feature = "spark"))]
pub(super) fn tables_in(_: &Cluster) -> Option<String> {
    None
}

/// A run that is done.
#[derive(Clone, Copy)]
pub(super) struct Done<'a> {
    pub(super) args: &'a Cluster,
    pub(super) corpus: &'a Corpus,
    pub(super) totals: &'a Totals,
    pub(super) first_pass: &'a FirstPass,
    pub(super) rejects: &'a [Reject],
    pub(super) warnings: &'a [String],
}

impl Done<'_> {
    pub(super) fn record(
        &self,
        settings: &Settings,
        recall: Option<MeasuredRecall>,
        stages: &[(&'static str, Duration)],
    ) -> Result<RunRecord, Failure> {
        let Done { args, corpus, totals, first_pass, warnings, .. } = *self;
        let archives = archives(corpus)?;
        let inputs = corpus
            .files()
            .iter()
            .zip(&first_pass.files)
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
            tables_in: tables_in(args),
            counts: totals.counts,
            left_out: Some(totals.left_out.clone()).filter(|left_out| left_out.records > 0),
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
            scores: totals.scores.clone(),
            warnings: warnings.to_vec(),
            citation: citation(),
        })
    }

    /// Prints what the reader should know of the run.
    pub(super) fn warn(&self, output: &Output) {
        let Done { args, corpus, totals, rejects, warnings, .. } = *self;
        let already_said = corpus.unreadable().len() + corpus.notices().len();
        for warning in &warnings[already_said..] {
            output.warning(warning);
        }
        for reject in rejects.iter().take(REJECTS_SHOWN) {
            let file = corpus.file(reject.place.file).path.display();
            let column = reject.column.map_or_else(String::new, |column| format!(":{column}"));
            output.warning(&format!(
                "{file}:{}{column}: {} — skipped",
                reject.place.line, reject.message
            ));
        }
        if rejects.len() > REJECTS_SHOWN {
            output.warning(&format!(
                "{} skipped: see {}",
                counted((rejects.len() - REJECTS_SHOWN) as u64, "more record"),
                args.output.join("rejects.jsonl").display()
            ));
        }
        if let Some(place) = tables_in(args) {
            output.note(&format!("the tables of stories and their articles are in {place}"));
        }
        if totals.short > 0 {
            output.note(&format!(
                "{} too few words to be compared (--min-words)",
                have(totals.short, "article")
            ));
        }
    }

    pub(super) fn summary_facts(&self, files: Vec<WrittenFile>, time: Duration) -> SummaryFacts {
        let Done { args, totals, warnings, .. } = *self;
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
        SummaryFacts {
            run: facts,
            read: ReadFacts { records: totals.counts.read(), outlets: totals.outlets },
            left_out: totals.left_out.clone(),
            agencies: totals.agencies.clone(),
            folder,
            files,
        }
    }
}
