//! The summary of a run.

use serde::Serialize;

use super::counts::{AgencyFacts, SkippedFacts, Stories};
use super::number::{Seconds, Share};
use super::rows::stories::ChangeCounts;
use super::written::{WrittenFile, WrittenTables};

/// The summary of a run: what the program shows, and prints as one object with `--json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The run itself.
    pub run: RunFacts,
    /// What was read.
    pub read: ReadFacts,
    /// What was rejected.
    pub skipped: SkippedFacts,
    /// The articles that the selection left out.
    pub left_out: SkippedFacts,
    /// The stories.
    pub stories: Stories,
    /// Articles that contain a story or are an extract of one, without being copies: the rows of
    /// `relations`.
    pub related: u64,
    /// The changes since an earlier run; none without a baseline.
    pub changes: Option<ChangeCounts>,
    /// The share of all articles that are in stories; none without articles.
    pub share_in_stories: Option<Share>,
    /// The agencies.
    pub agencies: AgencyFacts,
    /// The output folder, as the user named it.
    pub folder: String,
    /// The files in it.
    pub files: Vec<WrittenFile>,
}

/// Facts about the run that only the program knows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunFacts {
    /// The version of the program.
    pub version: String,
    /// The command.
    pub command: String,
    /// The inputs, as the user named them.
    pub inputs: Vec<String>,
    /// How long it took.
    pub seconds: Seconds,
    /// The number of threads.
    pub threads: usize,
    /// Its peak memory, if the system reports it.
    pub peak_memory_bytes: Option<u64>,
    /// Problems that did not stop the run, a sentence each.
    pub warnings: Vec<String>,
    /// The next commands.
    pub next: Vec<String>,
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadFacts {
    /// The records, including rejected ones.
    pub records: u64,
    /// Number of outlets. Articles without one are not counted.
    pub outlets: u64,
}

/// The facts of a summary that are not in the tables. The fields are those of [`Summary`].
#[derive(Clone, Debug)]
pub struct SummaryFacts {
    /// The run itself.
    pub run: RunFacts,
    /// What was read.
    pub read: ReadFacts,
    /// The articles that the selection left out.
    pub left_out: SkippedFacts,
    /// The agencies.
    pub agencies: AgencyFacts,
    /// The output folder, as the user named it.
    pub folder: String,
    /// The files in it.
    pub files: Vec<WrittenFile>,
}

impl Summary {
    /// Assembles a summary from the tables and the other facts.
    pub fn collect(tables: &WrittenTables, facts: SummaryFacts) -> Summary {
        let SummaryFacts { run, read, left_out, agencies, folder, files } = facts;
        let skipped = tables.skipped();
        let stories = tables.stories();
        let articles = read.records.saturating_sub(skipped.total() + left_out.records);
        Summary {
            run,
            read,
            skipped: skipped.facts(read.records),
            left_out,
            stories: stories.clone(),
            related: tables.related(),
            changes: tables.changes().cloned(),
            share_in_stories: Share::of(stories.articles, articles),
            agencies,
            folder,
            files,
        }
    }
}
