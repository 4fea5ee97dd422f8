//! The table `relations`: one row for each article that contains a story, or is an extract of one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

/// A row of `relations`: an article and a story, one of which is part of the other.
///
/// They are not merged: a round-up that contains a story is not a copy of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RelationRow<'a> {
    /// The key of the article.
    pub a: Cow<'a, str>,
    /// The key of the story's article that shares the most with it.
    pub b: Cow<'a, str>,
    /// The relation of `a` to `b`.
    pub relation: Relation,
    /// The share of `a` found in `b`.
    pub contained_a_in_b: Share,
    /// The share of `b` found in `a`.
    pub contained_b_in_a: Share,
    /// The shingles that they share.
    pub shared_shingles: u32,
    /// The cluster of `a`; none if the tables list no cluster with it.
    pub cluster_id_a: Option<ClusterId>,
    /// The cluster of `b`; none if the tables list no cluster with it.
    pub cluster_id_b: Option<ClusterId>,
}

impl Row for RelationRow<'_> {
    const TABLE: &'static str = "relations";
    const COLUMNS: &'static [Column] = &[
        Column::of("a", Values::Text),
        Column::of("b", Values::Text),
        Column::of("relation", Values::Text),
        Column::of("contained_a_in_b", Values::Float32),
        Column::of("contained_b_in_a", Values::Float32),
        Column::of("shared_shingles", Values::Int32),
        Column::maybe("cluster_id_a", Values::Text),
        Column::maybe("cluster_id_b", Values::Text),
    ];
}

/// The relation of an article to a story that it is not a copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A short extract of it.
    ExcerptOf,
    /// A text several times as long that contains most of the story.
    Contains,
}
