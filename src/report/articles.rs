//! The table `articles`: one row for each article that was read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;
use super::time::{DatePrecision, UtcDay, UtcTime};
use crate::article::CreditState;

/// A row of `articles`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ArticleRow<'a> {
    /// The article's key.
    pub id: Cow<'a, str>,
    /// Its story; none if it has no copy.
    pub cluster_id: Option<ClusterId>,
    /// Its outlet, normalised.
    pub outlet: Option<Cow<'a, str>>,
    /// The day when it was published; if only the month is known, its first day.
    pub date: Option<UtcDay>,
    /// The time when it was published; none if only the day is known.
    pub published: Option<UtcTime>,
    /// How precisely that is known.
    pub date_precision: DatePrecision,
    /// Its words without boilerplate.
    pub n_words: u32,
    /// The agency that it comes from: that of its story, or else the one that it credits.
    pub agency: Option<Cow<'a, str>>,
    /// How it names that agency; none if the agency is unknown or the article is its own.
    pub credit_state: Option<CreditState>,
    /// Whether it is on the site of that agency.
    pub own: bool,
    /// The file it was read from.
    pub source_file: Cow<'a, str>,
    /// The first line of its record, counted from 1.
    pub source_line: u64,
    /// Byte offset of its record in the (decompressed) file.
    pub source_offset: u64,
}

impl Row for ArticleRow<'_> {
    const TABLE: &'static str = "articles";
    const COLUMNS: &'static [Column] = &[
        Column::of("id", Values::Text),
        Column::maybe("cluster_id", Values::Text),
        Column::maybe("outlet", Values::Text),
        Column::maybe("date", Values::Day),
        Column::maybe("published", Values::Time),
        Column::of("date_precision", Values::Text),
        Column::of("n_words", Values::Int32),
        Column::maybe("agency", Values::Text),
        Column::maybe("credit_state", Values::Text),
        Column::of("own", Values::Bool),
        Column::of("source_file", Values::Text),
        Column::of("source_line", Values::Int64),
        Column::of("source_offset", Values::Int64),
    ];
}
