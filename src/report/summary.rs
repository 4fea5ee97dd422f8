//! What a run tells the person who started it.

use serde::Serialize;

use super::agencies::AgencyFacts;
use super::changes::ChangeCounts;
use super::number::{Seconds, Share};
use super::skipped::SkippedFor;
use super::stories::Stories;
use super::written::{WrittenFile, WrittenTables};

/// The summary of a run: what the program shows, and prints as one object with `--json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The run itself.
    pub run: RunFacts,
    /// What was read.
    pub read: ReadFacts,
    /// What was left out.
    pub skipped: SkippedFacts,
    /// The stories.
    pub stories: Stories,
    /// The articles that have a story in them, or are a part of one, and are no copies: rows of `relations`.
    pub related: u64,
    /// What became of the stories of an earlier run; none where no baseline was named.
    pub changes: Option<ChangeCounts>,
    /// The share of the stories' articles among all articles; none when there is no article.
    pub share_in_stories: Option<Share>,
    /// The agencies.
    pub agencies: AgencyFacts,
    /// The output folder, as the user named it.
    pub folder: String,
    /// The files in it.
    pub files: Vec<WrittenFile>,
}

/// The run itself, as only the program that started it knows it.
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
    /// The threads it worked with.
    pub threads: usize,
    /// The most memory that it held, where the system says so.
    pub peak_memory_bytes: Option<u64>,
    /// What went on in spite of a problem, a sentence each.
    pub warnings: Vec<String>,
    /// Commands to go on with.
    pub next: Vec<String>,
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReadFacts {
    /// The records, those left out included.
    pub records: u64,
    /// The different outlets; articles without one are not counted here.
    pub outlets: u64,
    /// The different languages that the articles say they are in.
    pub languages: u64,
}

/// What was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SkippedFacts {
    /// The records.
    pub records: u64,
    /// Their share of the records read; none when nothing was read.
    pub share: Option<Share>,
    /// How many for which reason, the most frequent first.
    pub reasons: Vec<SkippedFor>,
}

impl Summary {
    /// Puts a summary together; what the tables say is taken from the tables.
    pub fn collect(
        run: RunFacts,
        read: ReadFacts,
        tables: &WrittenTables,
        agencies: AgencyFacts,
        folder: String,
        files: Vec<WrittenFile>,
    ) -> Summary {
        let skipped = tables.skipped();
        let stories = tables.stories();
        Summary {
            run,
            read,
            skipped: SkippedFacts {
                records: skipped.total(),
                share: Share::of(skipped.total(), read.records),
                reasons: skipped.by_code(),
            },
            stories: stories.clone(),
            related: tables.related(),
            changes: tables.changes().cloned(),
            share_in_stories: Share::of(
                stories.articles,
                read.records.saturating_sub(skipped.total()),
            ),
            agencies,
            folder,
            files,
        }
    }
}
