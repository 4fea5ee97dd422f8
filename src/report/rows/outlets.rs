//! The tables with rows of outlets: `outlets` and `outlet_agency`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Column, Row, Values};
use crate::report::number::Share;

/// A row of `outlets`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutletRow<'a> {
    /// Its name, normalised.
    pub outlet: Cow<'a, str>,
    /// All its articles.
    pub articles: u64,
    /// Those in a cluster with others.
    pub in_stories: u64,
    /// Its articles from a known agency.
    pub wire_articles: u64,
    /// Their share of all its articles.
    pub wire_share: Share,
    /// The share of its copies with the same words as the canonical article; none without copies.
    pub verbatim_share: Option<Share>,
    /// The share of its agency articles in stories that credit the agency; none without such articles.
    pub credit_kept_share: Option<Share>,
    /// Stories of two or more outlets that it certainly published before every other dated copy.
    pub first_count: u32,
    /// The median of its `lag_minutes` (lower of two); none if none is known.
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

/// A row of `outlet_agency`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutletAgencyRow<'a> {
    /// The outlet.
    pub outlet: Cow<'a, str>,
    /// The agency.
    pub agency: Cow<'a, str>,
    /// Articles of the outlet from the agency.
    pub articles: u64,
    /// Their share of all articles of the outlet.
    pub share: Share,
}

impl Row for OutletAgencyRow<'_> {
    const TABLE: &'static str = "outlet_agency";
    const COLUMNS: &'static [Column] = &[
        Column::of("outlet", Values::Text),
        Column::of("agency", Values::Text),
        Column::of("articles", Values::Int64),
        Column::of("share", Values::Float32),
    ];
}
