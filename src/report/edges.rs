//! The table `edges`: for each article, the most similar earlier one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::tables::Row;

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
