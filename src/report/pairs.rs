//! The table `pairs`: one row for each verified pair.

use std::borrow::Cow;

use serde::Serialize;

use super::cluster_id::ClusterId;
use super::number::Share;
use super::tables::Row;

/// A verified pair, as the table shows it.
#[derive(Clone, Debug, Serialize)]
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
    const COLUMNS: &'static [&'static str] = &[
        "a",
        "b",
        "jaccard",
        "contained_a_in_b",
        "contained_b_in_a",
        "shared_shingles",
        "same_outlet",
        "cluster_id",
        "cosine",
        "score",
    ];
}
