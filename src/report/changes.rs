//! The table `changes`: how the stories changed since an earlier run.

use serde::Serialize;

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;

/// A row of `changes`: a story that is new, changed or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// The change.
    pub change: Change,
    /// The id of the story in this run; none if it is gone.
    pub cluster_id: Option<ClusterId>,
    /// The ids of the earlier stories that it shares articles with, in the order of the earlier
    /// run.
    pub baseline_ids: Vec<String>,
    /// Its articles.
    pub articles: u32,
    /// The articles of the earlier stories.
    pub baseline_articles: u32,
    /// Its articles that are in none of the earlier stories.
    pub added: u32,
    /// Articles of the earlier stories that it lacks.
    pub removed: u32,
}

impl Row for ChangeRow {
    const TABLE: &'static str = "changes";
    const COLUMNS: &'static [Column] = &[
        Column::of("change", Values::Text),
        Column::maybe("cluster_id", Values::Text),
        Column::of("baseline_ids", Values::Texts),
        Column::of("articles", Values::Int32),
        Column::of("baseline_articles", Values::Int32),
        Column::of("added", Values::Int32),
        Column::of("removed", Values::Int32),
    ];
}

/// How a story changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// None of its articles was in a story.
    New,
    /// It has all the articles of an earlier story, and more.
    Grown,
    /// It has articles of two or more earlier stories.
    Merged,
    /// It lacks articles of the earlier story. They are gone, single or in another story.
    Shrunk,
    /// None of its articles is in a story any more.
    Gone,
}

/// Number of stories by change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// The folder of the earlier run, as the user named it.
    pub baseline: String,
    /// Stories with the same articles as before.
    pub same: u64,
    /// Stories without an article that was in an earlier story.
    pub new: u64,
    /// Stories with more articles.
    pub grown: u64,
    /// Stories that were two or more before.
    pub merged: u64,
    /// Stories that lack articles.
    pub shrunk: u64,
    /// Stories that are gone.
    pub gone: u64,
}

impl ChangeCounts {
    /// Counts a story.
    pub(super) fn add(&mut self, change: Option<Change>) {
        let count = match change {
            None => &mut self.same,
            Some(Change::New) => &mut self.new,
            Some(Change::Grown) => &mut self.grown,
            Some(Change::Merged) => &mut self.merged,
            Some(Change::Shrunk) => &mut self.shrunk,
            Some(Change::Gone) => &mut self.gone,
        };
        *count += 1;
    }
}
