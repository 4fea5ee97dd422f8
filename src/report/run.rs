//! `run.json`: the record of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::SCHEMA_VERSION;
use super::counts::{ScoreCounts, SkippedFacts};
use super::identity::TOOL;
use super::number::{Seconds, Share};
use super::written::WrittenFile;
use crate::error::{ErrorKind, Result};

/// The record of a run: the content of `run.json`.
///
/// The library reads neither the clock nor the environment, so the caller passes these in. The
/// settings are not here: the file has those that the output folder was claimed with, which a later
/// run is compared with.
#[derive(Clone, Debug, Serialize)]
pub struct RunRecord {
    /// The version of the program.
    pub version: String,
    /// The command line.
    pub argv: Vec<String>,
    /// The inputs as the user named them: files, folders, patterns.
    pub named_inputs: Vec<String>,
    /// The folder it ran in, so that its files are found from any folder.
    pub ran_in: RanIn,
    /// The inputs, in the order of their paths. They are those that the output folder was claimed
    /// with.
    pub inputs: Vec<InputRecord>,
    /// The index that it used, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexRecord>,
    /// The folder or URL of the tables that workers wrote in parts, if they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tables_in: Option<String>,
    /// The counts of the records.
    pub counts: Counts,
    /// The articles that the selection left out, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<SkippedFacts>,
    /// How long each stage took, in the order of the stages.
    #[serde(rename = "seconds", serialize_with = "by_stage")]
    pub stages: Vec<StageRecord>,
    /// The peak memory of the run, if the system reports it.
    pub peak_memory_bytes: Option<u64>,
    /// How candidate pairs were found.
    pub lsh: LshRecord,
    /// The scores of the compared pairs.
    pub scores: ScoreCounts,
    /// Problems that did not stop the run, a sentence each.
    pub warnings: Vec<String>,
    /// How to cite the program.
    pub citation: String,
}

/// The folder in which a run was started. Its paths are relative to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RanIn {
    /// Its absolute path.
    pub folder: String,
    /// Its path relative to the folder of the results, which stays valid if both are moved
    /// together; none if there is no such path.
    pub from_results: Option<String>,
}

/// The index that a run added its articles to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRecord {
    /// Its path.
    pub path: String,
    /// All articles of the index, which are those of the tables.
    pub articles: u64,
    /// Articles that are in the inputs of the run; the others are only in the index.
    pub of_this_run: u64,
    /// Records of the inputs that the index already had, with the same id and text; they are in `rejects.jsonl`.
    pub already_there: u64,
}

/// An input file.
#[derive(Clone, Debug, Serialize)]
pub struct InputRecord {
    /// Its path; `-` for standard input.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// The XXH3 of these bytes (64 bits, seed 0), written as sixteen hexadecimal digits.
    #[serde(serialize_with = "sixteen_digits")]
    pub xxh3: u64,
    /// The records read from it, including rejected ones.
    pub records: u64,
    /// The rejected records.
    pub rejects: u64,
    /// Its format.
    pub format: String,
    /// The encoding of its text.
    pub encoding: String,
    /// How its fields were read.
    pub schema: String,
    /// The archive that it is in, if it is in one; then its bytes are those that it has there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<ArchiveRecord>,
}

/// An archive of which a run read the files.
#[derive(Clone, Debug, Serialize)]
pub struct ArchiveRecord {
    /// Its path.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// The XXH3 of these bytes, like that of an input file.
    #[serde(serialize_with = "sixteen_digits")]
    pub xxh3: u64,
}

/// The counts of the records. Every record is counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    read: u64,
    clustered: u64,
    single: u64,
    rejected: u64,
    #[serde(skip_serializing_if = "is_none")]
    left_out: u64,
    /// Those of the single articles whose text is a placeholder.
    #[serde(skip_serializing_if = "is_none")]
    placeholders: u64,
}

/// What became of the records that were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounted {
    /// Articles in a cluster with others.
    pub clustered: u64,
    /// Articles in no such cluster.
    pub single: u64,
    /// Rejected records.
    pub rejected: u64,
    /// Articles that the selection left out.
    pub left_out: u64,
    /// Those of the single articles whose text is a placeholder.
    pub placeholders: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde hands it over")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Counts {
    /// Checks that every record is accounted for: `read = clustered + single + rejected + left_out`.
    pub fn new(read: u64, accounted: Accounted) -> Result<Counts> {
        let Accounted { clustered, single, rejected, left_out, placeholders } = accounted;
        let parts = [clustered, single, rejected, left_out];
        if parts.into_iter().try_fold(0_u64, u64::checked_add) != Some(read) {
            let lost = ErrorKind::LostRecords { read, clustered, single, rejected, left_out };
            return Err(lost.into());
        }
        Ok(Counts { read, clustered, single, rejected, left_out, placeholders })
    }

    /// Records read.
    pub fn read(self) -> u64 {
        self.read
    }

    /// Articles in a cluster with others.
    pub fn clustered(self) -> u64 {
        self.clustered
    }

    /// Articles in no such cluster.
    pub fn single(self) -> u64 {
        self.single
    }

    /// Rejected records.
    pub fn rejected(self) -> u64 {
        self.rejected
    }

    /// Articles that the selection left out.
    pub fn left_out(self) -> u64 {
        self.left_out
    }

    /// Single articles whose text is a placeholder, and was not compared.
    pub fn placeholders(self) -> u64 {
        self.placeholders
    }
}

/// How long a stage took.
#[derive(Clone, Debug)]
pub struct StageRecord {
    /// The stage.
    pub stage: String,
    /// How long it took.
    pub seconds: Seconds,
}

/// How candidate pairs were found.
#[derive(Clone, Debug, Serialize)]
pub struct LshRecord {
    /// The signature scheme.
    pub scheme: String,
    /// The scheme's parameters.
    pub parameters: BTreeMap<String, u64>,
    /// The threshold of the run.
    pub threshold: Share,
    /// The expected share of pairs found at a Jaccard similarity; none if it was not computed.
    pub estimated_recall: Option<Share>,
    /// The Jaccard similarity at which the recall is estimated.
    pub estimated_at_jaccard: Option<Share>,
    /// The share of the copies of a sample that were candidates; none if it was not measured.
    pub measured_recall: Option<RecallRecord>,
}

/// The recall, measured by comparing a sample of the articles with all others.
#[derive(Clone, Debug, Serialize)]
pub struct RecallRecord {
    /// The articles of the sample.
    pub articles: u64,
    /// The pairs with one of them that are copies of different texts.
    pub copies: u64,
    /// Copies that were candidates.
    pub found: u64,
    /// Their share; none without copies.
    pub recall: Option<Share>,
}

/// The whole content of `run.json`.
#[derive(Serialize)]
struct RunFile<'a> {
    tool: &'static str,
    schema_version: u32,
    #[serde(flatten)]
    record: &'a RunRecord,
    config: &'a serde_json::Value,
    files: &'a [WrittenFile],
}

impl RunRecord {
    /// The text of `run.json`.
    pub(super) fn to_json(&self, config: &serde_json::Value, files: &[WrittenFile]) -> Vec<u8> {
        let file =
            RunFile { tool: TOOL, schema_version: SCHEMA_VERSION, record: self, config, files };
        let mut json = serde_json::to_vec_pretty(&file)
            .expect("every key is a string and memory takes any text");
        json.push(b'\n');
        json
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde hands it over")]
fn sixteen_digits<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{hash:016x}"))
}

fn by_stage<S: Serializer>(stages: &[StageRecord], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(stages.iter().map(|record| (&record.stage, record.seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::record;

    #[test]
    fn lost_record_is_an_error() {
        let accounted = Accounted { clustered: 4, single: 1, rejected: 1, ..Accounted::default() };
        let error = Counts::new(7, accounted).unwrap_err();
        assert_eq!(
            error.to_string(),
            "7 records read, but 4 in stories + 1 single + 1 rejected + 0 left out"
        );
        let overflowing = Accounted { clustered: u64::MAX, single: 1, ..Accounted::default() };
        assert!(Counts::new(0, overflowing).is_err());
    }

    #[test]
    fn run_json_records_the_whole_run() {
        let config = serde_json::json!({ "threshold": 0.36 });
        let files = [WrittenFile { name: "clusters.csv".into(), bytes: 240 }];
        let json = String::from_utf8(record().to_json(&config, &files)).unwrap();
        assert_eq!(json, include_str!("run.expected.json"));
    }
}
