//! Tables that workers write in parts.

use super::counts::Stories;
use super::rows::Row;
use super::rows::articles::{ArticleRow, MemberRow, VersionRow};
use super::rows::links::{EdgeRow, PairRow, RelationRow};
use super::rows::stories::{ClusterRow, TimelineRow};
use super::written::{WrittenFile, WrittenTables};

/// The tables of stories and their articles.
pub(crate) const OF_STORIES: [&str; 5] =
    [ClusterRow::TABLE, MemberRow::TABLE, EdgeRow::TABLE, TimelineRow::TABLE, VersionRow::TABLE];

/// The table of relations.
pub(crate) const RELATIONS: [&str; 1] = [RelationRow::TABLE];

/// The table of all articles.
pub(crate) const ARTICLES: [&str; 1] = [ArticleRow::TABLE];

/// The table of pairs.
pub(crate) const PAIRS: [&str; 1] = [PairRow::TABLE];

/// Whether workers write a table.
fn is_in_parts(table: &str) -> bool {
    [&OF_STORIES[..], &RELATIONS, &ARTICLES, &PAIRS].concat().contains(&table)
}

impl WrittenFile {
    /// The table that it has.
    fn table(&self) -> &str {
        self.name.split_once('.').map_or(&*self.name, |(table, _)| table)
    }
}

impl WrittenTables {
    /// The files of some tables.
    pub(crate) fn files_of(&self, tables: &[&str]) -> impl Iterator<Item = &WrittenFile> {
        self.files.iter().filter(|file| tables.contains(&file.table()))
    }

    /// Without the tables that are in parts elsewhere. Those had these stories, and so many relations.
    pub(crate) fn beside_parts(mut self, stories: Stories, related: u64) -> WrittenTables {
        self.files.retain(|file| !is_in_parts(file.table()));
        WrittenTables { stories, related, ..self }
    }
}
