//! The table `pairs`: one row for each verified pair.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

/// A verified pair, as the table shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PairRow<'a> {
    /// The key of one article: the one that comes first.
    pub a: Cow<'a, str>,
    /// The key of the other article.
    pub b: Cow<'a, str>,
    /// The Jaccard similarity of their shingle sets.
    pub jaccard: Share,
    /// How much of `a` is in `b`.
    pub contained_a_in_b: Share,
    /// How much of `b` is in `a`.
    pub contained_b_in_a: Share,
    /// The shingles that they share.
    pub shared_shingles: u32,
    /// Minutes between them; none where the day alone is known of one of them, and it is one day.
    pub minutes_apart: Option<i64>,
    /// Whether they are of one outlet; two articles without an outlet are not.
    pub same_outlet: bool,
    /// The cluster that has both; none when they are not in one cluster.
    pub cluster_id: Option<ClusterId>,
    /// The cosine of their shingle sets.
    pub cosine: Share,
    /// How surely they are copies: what the threshold is held against.
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
