//! The table `outlets`: one row for each outlet.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

/// An outlet and what it carries, as the table shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutletRow<'a> {
    /// Its name, normalised.
    pub outlet: Cow<'a, str>,
    /// All its articles.
    pub articles: u64,
    /// Those in a cluster with others.
    pub in_stories: u64,
    /// Those that come from an agency that is known.
    pub wire_articles: u64,
    /// Their share of all its articles.
    pub wire_share: Share,
    /// Of its copies the share that have the same words as the canonical article; none without a copy.
    pub verbatim_share: Option<Share>,
    /// Of its articles that come from an agency the share that name it; none without such articles in stories.
    pub credit_kept_share: Option<Share>,
    /// Stories of two outlets or more that it surely had before all others with a date.
    pub first_count: u32,
    /// The middle one of its `lag_minutes`, of two the lower; none where none is known.
    pub median_lag_minutes: Option<i64>,
}

impl Row for OutletRow<'_> {
    const TABLE: &'static str = "outlets";
    const COLUMNS: &'static [Column] = &[
        Column::of("outlet", Values::Text),
        Column::of("articles", Values::Int64),
        Column::of("in_stories", Values::Int64),
        Column::of("wire_articles", Values::Int64),
        Column::of("wire_share", Values::Float32),
        Column::maybe("verbatim_share", Values::Float32),
        Column::maybe("credit_kept_share", Values::Float32),
        Column::of("first_count", Values::Int32),
        Column::maybe("median_lag_minutes", Values::Int64),
    ];
}
