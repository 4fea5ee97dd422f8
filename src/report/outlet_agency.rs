//! The table `outlet_agency`: one row for each pair of an outlet and an agency that it carries.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;

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
