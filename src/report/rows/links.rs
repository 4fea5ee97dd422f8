//! The tables with rows that link two articles, or an article and a story: `edges`, `pairs`, `passages` and `relations`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Column, Row, Values};
use crate::report::cluster_id::ClusterId;
use crate::report::number::Share;

/// An article, and the most similar earlier article of its story.
///
/// A similarity, not a proof of copying: both may have the text from the agency.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EdgeRow<'a> {
    /// The key of the earlier article.
    pub source_id: Cow<'a, str>,
    /// The key of the later one.
    pub target_id: Cow<'a, str>,
    /// The outlet of the earlier article.
    pub source_outlet: Option<Cow<'a, str>>,
    /// The outlet of the later one.
    pub target_outlet: Option<Cow<'a, str>>,
    /// The cluster that has both.
    pub cluster_id: ClusterId,
    /// Minutes between them; none if only the day of one of them is known, and both are on that day.
    pub lag_minutes: Option<i64>,
    /// The Jaccard similarity of the two texts.
    pub jaccard: Share,
    /// Whether the dates do not settle the order, or another article is as similar.
    pub ambiguous: bool,
    /// Why this one.
    pub reason: EdgeReason,
}

impl Row for EdgeRow<'_> {
    const TABLE: &'static str = "edges";
    const COLUMNS: &'static [Column] = &[
        Column::of("source_id", Values::Text),
        Column::of("target_id", Values::Text),
        Column::maybe("source_outlet", Values::Text),
        Column::maybe("target_outlet", Values::Text),
        Column::of("cluster_id", Values::Text),
        Column::maybe("lag_minutes", Values::Int64),
        Column::of("jaccard", Values::Float32),
        Column::of("ambiguous", Values::Bool),
        Column::of("reason", Values::Text),
    ];
}

/// Why an article counts as the source of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeReason {
    /// It is the most similar earlier one.
    MostAlike,
    /// It has the same words, and was the first with them.
    SameText,
    /// It is on the agency's own site, and no other is more similar.
    AgencyItem,
}

/// A row of `pairs`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PairRow<'a> {
    /// The smaller of the two keys.
    pub a: Cow<'a, str>,
    /// The key of the other article.
    pub b: Cow<'a, str>,
    /// The Jaccard similarity of their shingle sets.
    pub jaccard: Share,
    /// The share of `a` found in `b`.
    pub contained_a_in_b: Share,
    /// The share of `b` found in `a`.
    pub contained_b_in_a: Share,
    /// The shingles that they share.
    pub shared_shingles: u32,
    /// Minutes between them; none if only the day of one of them is known, and both are on that day.
    pub minutes_apart: Option<i64>,
    /// Whether both are from one outlet; not if neither has an outlet.
    pub same_outlet: bool,
    /// The cluster with both; none if they are in different clusters.
    pub cluster_id: Option<ClusterId>,
    /// The cosine of their shingle sets.
    pub cosine: Share,
    /// The score, which is compared with the threshold.
    pub score: Share,
}

impl Row for PairRow<'_> {
    const TABLE: &'static str = "pairs";
    const COLUMNS: &'static [Column] = &[
        Column::of("a", Values::Text),
        Column::of("b", Values::Text),
        Column::of("jaccard", Values::Float32),
        Column::of("contained_a_in_b", Values::Float32),
        Column::of("contained_b_in_a", Values::Float32),
        Column::of("shared_shingles", Values::Int32),
        Column::maybe("minutes_apart", Values::Int64),
        Column::of("same_outlet", Values::Bool),
        Column::maybe("cluster_id", Values::Text),
        Column::of("cosine", Values::Float32),
        Column::of("score", Values::Float32),
    ];
}

/// A row of `passages`.
///
/// Offsets are in characters (Unicode code points), from 0, in the text as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageRow<'a> {
    /// The id of the cluster.
    pub cluster_id: ClusterId,
    /// The copy's key.
    pub id: Cow<'a, str>,
    /// The number of the passage within the copy, from 1.
    pub passage: u32,
    /// Where it starts in the text of the copy.
    pub start_char: u32,
    /// The character after its last one.
    pub end_char: u32,
    /// The canonical article's key.
    pub canonical_id: Cow<'a, str>,
    /// Where it starts in the canonical text.
    pub canonical_start_char: u32,
    /// The character after its last one there.
    pub canonical_end_char: u32,
    /// Words that both have.
    pub words: u32,
    /// The passage in the text of the copy.
    pub text: Cow<'a, str>,
}

impl Row for PassageRow<'_> {
    const TABLE: &'static str = "passages";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("id", Values::Text),
        Column::of("passage", Values::Int32),
        Column::of("start_char", Values::Int32),
        Column::of("end_char", Values::Int32),
        Column::of("canonical_id", Values::Text),
        Column::of("canonical_start_char", Values::Int32),
        Column::of("canonical_end_char", Values::Int32),
        Column::of("words", Values::Int32),
        Column::of("text", Values::Text),
    ];
}

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
