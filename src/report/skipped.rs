//! Counts of the rejected records.

use std::collections::BTreeMap;

use serde::Serialize;

use super::number::Share;
use super::rejects::RejectRow;

/// The rejected records, counted by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    by_code: BTreeMap<String, u64>,
}

/// A reason for rejection, and the number of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedFor {
    /// The code of their rows in `rejects.jsonl`.
    pub code: String,
    /// Number of records.
    pub records: u64,
}

/// Records that are no part of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SkippedFacts {
    /// The records.
    pub records: u64,
    /// Their share of the records read; none when nothing was read.
    pub share: Option<Share>,
    /// How many by reason, the most frequent first.
    pub reasons: Vec<SkippedFor>,
}

impl SkippedFacts {
    /// Puts the reasons in order. `read` is the number of all records.
    pub fn of(reasons: impl Iterator<Item = (String, u64)>, read: u64) -> SkippedFacts {
        let mut reasons: Vec<SkippedFor> =
            reasons.map(|(code, records)| SkippedFor { code, records }).collect();
        reasons.sort_by_key(|skipped| std::cmp::Reverse(skipped.records));
        let records = reasons.iter().map(|skipped| skipped.records).sum();
        SkippedFacts { records, share: Share::of(records, read), reasons }
    }
}

impl Skipped {
    /// Counts a record.
    pub fn add(&mut self, row: &RejectRow) {
        match self.by_code.get_mut(&*row.code) {
            Some(records) => *records += 1,
            None => _ = self.by_code.insert(row.code.to_string(), 1),
        }
    }

    /// Number of all rejected records.
    pub fn total(&self) -> u64 {
        self.by_code.values().sum()
    }

    /// The counts. `read` is the number of all records.
    pub fn facts(&self, read: u64) -> SkippedFacts {
        SkippedFacts::of(self.by_code.iter().map(|(code, &records)| (code.clone(), records)), read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Snippet;

    #[test]
    fn most_frequent_reason_comes_first() {
        let mut skipped = Skipped::default();
        for code in ["bad_json", "empty_body", "duplicate_id", "empty_body"] {
            skipped.add(&RejectRow {
                file: "news.jsonl".into(),
                line: 1,
                offset: 0,
                code: code.into(),
                message: "".into(),
                snippet: Snippet::default(),
                id: None,
            });
        }
        let order: Vec<_> = skipped
            .facts(9)
            .reasons
            .into_iter()
            .map(|skipped| (skipped.code, skipped.records))
            .collect();
        assert_eq!(
            order,
            [("empty_body".into(), 2), ("bad_json".into(), 1), ("duplicate_id".into(), 1)]
        );
        assert_eq!(skipped.total(), 4);
    }
}
