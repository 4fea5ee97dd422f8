//! The table `timeline`: how each story spread.

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;
use super::time::UtcTime;

/// An hour or day in which articles of a story were published.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimelineRow {
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Its start.
    pub bucket_start: UtcTime,
    /// Its length: an hour, or a day if an article has only a day or the story ran for long.
    pub bucket_minutes: u32,
    /// Articles published in it.
    pub new_copies: u32,
    /// Articles published up to its end.
    pub cumulative: u32,
}

impl Row for TimelineRow {
    const TABLE: &'static str = "timeline";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("bucket_start", Values::Time),
        Column::of("bucket_minutes", Values::Int32),
        Column::of("new_copies", Values::Int32),
        Column::of("cumulative", Values::Int32),
    ];
}
