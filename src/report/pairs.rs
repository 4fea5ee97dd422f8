//! The table `pairs`: one row for each verified pair.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

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
