//! The articles of each story of a finished run.

use std::io::BufRead;

use serde::Deserialize;

use crate::error::{ErrorKind, Result};
use crate::hash::HashMap;

/// The table with the articles of each story.
pub(super) const MEMBERS: &str = "members.jsonl";

/// The clusters of a finished run and the keys of their articles.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The place of each article's cluster.
    place_of: HashMap<String, usize>,
    /// The places of the clusters by id.
    places: HashMap<String, usize>,
    /// The clusters and their articles, in the order of the table.
    clusters: Vec<(String, Vec<String>)>,
    /// The places of the articles, in a run with an index. There the keys cannot
    /// be found from the files alone.
    stands: HashMap<String, Stands>,
}

/// The place of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The file, as the run or the index named it.
    pub file: String,
    /// Byte offset of its record in the (decompressed) file.
    pub offset: u64,
    /// Whether it is only in the index, and in no input of the run.
    pub index_only: bool,
}

#[derive(Deserialize)]
struct Row {
    cluster_id: String,
    id: String,
    #[serde(default)]
    source_file: String,
    #[serde(default)]
    source_offset: u64,
    #[serde(default)]
    index_only: bool,
}

impl Members {
    pub(super) fn read(reader: &mut dyn BufRead, keeps_places: bool) -> Result<Members> {
        let mut members = Members::default();
        for (number, line) in (1..).zip(reader.lines()) {
            let line = line.map_err(|source| ErrorKind::ReadTable { what: MEMBERS, source })?;
            let mut row: Row = serde_json::from_str(&line).map_err(|error| {
                ErrorKind::MalformedRow { what: MEMBERS, line: number, problem: error.to_string() }
            })?;
            if keeps_places {
                let file = std::mem::take(&mut row.source_file);
                let (offset, index_only) = (row.source_offset, row.index_only);
                members.stands.insert(row.id.clone(), Stands { file, offset, index_only });
            }
            members.add(row);
        }
        Ok(members)
    }

    /// The place of an article, if the run used an index.
    pub fn stands(&self, id: &str) -> Option<&Stands> {
        self.stands.get(id)
    }

    fn add(&mut self, Row { cluster_id, id, .. }: Row) {
        let next = self.clusters.len();
        let place = *self.places.entry(cluster_id).or_insert_with_key(|name| {
            self.clusters.push((name.clone(), Vec::new()));
            next
        });
        self.clusters[place].1.push(id.clone());
        self.place_of.insert(id, place);
    }

    /// The cluster of an article; `None` if the table does not list the article.
    pub fn cluster_of(&self, id: &str) -> Option<&str> {
        Some(&self.clusters[self.place_of(id)?].0)
    }

    /// The place of that cluster in the table.
    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.place_of.get(id).copied()
    }

    /// The clusters and their articles, in the order of the table.
    pub(super) fn clusters(&self) -> &[(String, Vec<String>)] {
        &self.clusters
    }

    /// The articles of a cluster, in the order of the table.
    pub fn of_cluster(&self, cluster_id: &str) -> &[String] {
        self.places.get(cluster_id).map_or(&[], |&place| &self.clusters[place].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_by_article_and_by_cluster() {
        let table = "{\"cluster_id\":\"c1\",\"id\":\"a\",\"role\":\"canonical\"}\n\
                     {\"cluster_id\":\"c1\",\"id\":\"b\",\"role\":\"edited\"}\n";
        let members = Members::read(&mut table.as_bytes(), false).unwrap();
        assert_eq!(members.cluster_of("b"), Some("c1"));
        assert_eq!(members.cluster_of("x"), None);
        assert_eq!(members.of_cluster("c1"), ["a", "b"]);
        assert!(Members::read(&mut "{}\n".as_bytes(), false).is_err());
    }
}
