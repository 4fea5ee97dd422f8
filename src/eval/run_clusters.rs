//! The clusters of a run.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use crate::hash::HashMap;
use crate::{ErrorKind, Result};

use super::{for_each_line, malformed};

const MEMBERS: &str = "members";

/// The clusters of a run, from its table of members.
///
/// An article that is missing from the table, or has no cluster in it, is alone.
#[derive(Clone, Debug, Default)]
pub struct RunClusters {
    cluster_of: HashMap<Box<str>, u32>,
    /// The cluster ids, by number.
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

#[derive(Deserialize)]
struct MemberRow<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    cluster_id: Option<Cow<'a, str>>,
}

impl RunClusters {
    /// Takes clusters, each given by the ids of its articles.
    pub fn of<'a>(
        clusters: impl IntoIterator<Item = impl IntoIterator<Item = &'a str>>,
    ) -> RunClusters {
        let mut run = RunClusters::default();
        for (number, cluster) in (0..).zip(clusters) {
            run.cluster_of.extend(cluster.into_iter().map(|id| (id.into(), number)));
        }
        run
    }

    /// Reads the columns `cluster_id` and `id` from `members.jsonl`.
    pub fn read_jsonl(reader: &mut dyn BufRead) -> Result<RunClusters> {
        let mut clusters = RunClusters::default();
        for_each_line(MEMBERS, reader, |line, text| {
            let row: MemberRow = serde_json::from_slice(text)
                .map_err(|error| malformed(MEMBERS, line, error.to_string()))?;
            clusters.add(line, &row.id, row.cluster_id.as_deref().unwrap_or(""))
        })?;
        Ok(clusters)
    }

    /// Reads the columns `cluster_id` and `id` from `members.csv`.
    pub fn read_csv(reader: &mut dyn BufRead) -> Result<RunClusters> {
        let mut rows = csv::Reader::from_reader(reader);
        let header = rows.headers().map_err(csv_error)?;
        let column = |name: &str| {
            let place = header.iter().position(|column| column == name);
            place.ok_or_else(|| malformed(MEMBERS, 1, format!("no column {name:?}")))
        };
        let (id, cluster_id) = (column("id")?, column("cluster_id")?);
        let mut clusters = RunClusters::default();
        for row in rows.records() {
            let row = row.map_err(csv_error)?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |column: usize| {
                row.get(column).expect("the csv reader rejects rows of another length")
            };
            clusters.add(line, cell(id), cell(cluster_id))?;
        }
        Ok(clusters)
    }

    /// The number of articles in clusters.
    pub fn articles(&self) -> usize {
        self.cluster_of.len()
    }

    /// The number of the article's cluster.
    pub(super) fn cluster_of(&self, id: &str) -> Option<u32> {
        self.cluster_of.get(id).copied()
    }

    fn add(&mut self, line: u64, id: &str, cluster_id: &str) -> Result<()> {
        if cluster_id.is_empty() {
            return Ok(());
        }
        let fresh = u32::try_from(self.names.len()).expect("clusters are numbered with 32 bits");
        let number = *self.numbers.entry(cluster_id.into()).or_insert(fresh);
        if number == fresh {
            self.names.push(cluster_id.into());
        }
        if let Some(other) = self.cluster_of.insert(id.into(), number) {
            let other = &self.names[other as usize];
            return Err(malformed(
                MEMBERS,
                line,
                format!("article {id:?} is in both {cluster_id:?} and {other:?}"),
            ));
        }
        Ok(())
    }
}

fn csv_error(error: csv::Error) -> crate::Error {
    let line = error.position().map_or(0, csv::Position::line);
    let problem = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => ErrorKind::ReadTable { what: MEMBERS, source }.into(),
        _ => malformed(MEMBERS, line, problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_lines_of_one_run_give_the_same_clusters() {
        let csv = "story_rank,cluster_id,id\n1,c1,\"a, b\"\n1,c1,c\n,,alone\n2,c2,d\n";
        let jsonl = r#"{"cluster_id":"c1","id":"a, b","position":1}
{"cluster_id":"c1","id":"c"}
{"cluster_id":null,"id":"alone"}
{"cluster_id":"c2","id":"d"}"#;
        for clusters in [
            RunClusters::read_csv(&mut csv.as_bytes()).unwrap(),
            RunClusters::read_jsonl(&mut jsonl.as_bytes()).unwrap(),
        ] {
            let found = ["a, b", "c", "alone", "d"].map(|id| clusters.cluster_of(id));
            assert_eq!(found, [Some(0), Some(0), None, Some(1)]);
        }
    }

    #[test]
    fn an_article_in_two_clusters_is_refused() {
        let refused =
            RunClusters::read_csv(&mut "cluster_id,id\nc1,a\nc2,a\n".as_bytes()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "members, line 3: article \"a\" is in both \"c2\" and \"c1\""
        );
    }

    #[test]
    fn a_table_without_the_column_id_is_refused() {
        let refused = RunClusters::read_csv(&mut "cluster_id,key\nc1,a\n".as_bytes()).unwrap_err();
        assert_eq!(refused.to_string(), "members, line 1: no column \"id\"");
    }

    #[test]
    fn a_row_with_a_missing_cell_is_refused() {
        let refused = RunClusters::read_csv(&mut "cluster_id,id\nc1\n".as_bytes()).unwrap_err();
        assert!(refused.to_string().starts_with("members, line 2: "), "{refused}");
    }
}
