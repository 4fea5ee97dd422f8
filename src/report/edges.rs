//! The table `edges`: who may have taken a story from whom.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

/// An article, and the article before it in its story that it is most like.
///
/// It says whose text it is most like, not who copied: both may have it from the agency.
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
    /// Minutes between them; none where the day alone is known of one of them, and it is one day.
    pub lag_minutes: Option<i64>,
    /// The Jaccard similarity of the two texts.
    pub similarity: Share,
    /// Whether it could be otherwise: their dates do not tell which was first, or another one is as like.
    pub ambiguous: bool,
    /// Why this one and no other.
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
        Column::of("similarity", Values::Float32),
        Column::of("ambiguous", Values::Bool),
        Column::of("reason", Values::Text),
    ];
}

/// Why an article is held for the source of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeReason {
    /// None before it is as like.
    MostAlike,
    /// It has the same words; of several it was the first.
    SameText,
    /// It stands on the agency's own site, and no other is more like.
    AgencyItem,
}
