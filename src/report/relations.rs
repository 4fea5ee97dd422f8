//! The table `relations`: one row for each article that has a story in it, or is a part of one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

/// An article and a story of which one is a part of the other, as the table shows it.
///
/// They were not merged: a digest with a story in it is no copy of that story.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RelationRow<'a> {
    /// The key of the article.
    pub a: Cow<'a, str>,
    /// The key of that article of the story of which, or in which, the most was found.
    pub b: Cow<'a, str>,
    /// What `a` is to `b`.
    pub relation: Relation,
    /// How much of `a` is in `b`.
    pub contained_a_in_b: Share,
    /// How much of `b` is in `a`.
    pub contained_b_in_a: Share,
    /// The shingles that they share.
    pub shared_shingles: u32,
    /// The cluster of `a`; none when the tables tell of no cluster with it.
    pub cluster_id_a: Option<ClusterId>,
    /// The cluster of `b`; none when the tables tell of no cluster with it.
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

/// What an article is to a story that it is no copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// A small part of it.
    ExcerptOf,
    /// A text several times as long, most of the story in it.
    Contains,
}
