//! The table `passages`: one row for each passage that a copy has in common with the canonical article.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;

/// A row of `passages`.
///
/// Offsets are in characters (Unicode code points), from 0, in the text as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageRow<'a> {
    /// The id of the cluster.
    pub cluster_id: ClusterId,
    /// The copy's key.
    pub id: Cow<'a, str>,
    /// The number of the passage within the copy, from 1.
    pub passage: u32,
    /// Where it starts in the text of the copy.
    pub start_char: u32,
    /// The character after its last one.
    pub end_char: u32,
    /// The canonical article's key.
    pub canonical_id: Cow<'a, str>,
    /// Where it starts in the canonical text.
    pub canonical_start_char: u32,
    /// The character after its last one there.
    pub canonical_end_char: u32,
    /// Words that both have.
    pub words: u32,
    /// The passage in the text of the copy.
    pub text: Cow<'a, str>,
}

impl Row for PassageRow<'_> {
    const TABLE: &'static str = "passages";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("id", Values::Text),
        Column::of("passage", Values::Int32),
        Column::of("start_char", Values::Int32),
        Column::of("end_char", Values::Int32),
        Column::of("canonical_id", Values::Text),
        Column::of("canonical_start_char", Values::Int32),
        Column::of("canonical_end_char", Values::Int32),
        Column::of("words", Values::Int32),
        Column::of("text", Values::Text),
    ];
}
