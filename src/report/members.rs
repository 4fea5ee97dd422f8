//! The table `members`: one row for each article in a cluster.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;
use super::time::{DatePrecision, UtcDay, UtcTime};
use crate::article::CreditState;
use crate::similarity::Overlap;

/// A row of `members`.
///
/// Comparisons are with the canonical article, the reference text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRow<'a> {
    /// The id of the cluster.
    pub cluster_id: ClusterId,
    /// The article's key.
    pub id: Cow<'a, str>,
    /// Its rank by time; ties share a rank; none without a date.
    pub position: Option<u32>,
    /// Its role in the cluster.
    pub role: Role,
    /// Its outlet, normalised.
    pub outlet: Option<Cow<'a, str>>,
    /// Its outlet, as given.
    pub outlet_raw: Option<Cow<'a, str>>,
    /// Its URL.
    pub url: Option<Cow<'a, str>>,
    /// Its headline.
    pub headline: Option<Cow<'a, str>>,
    /// Its byline.
    pub byline: Option<Cow<'a, str>>,
    /// Whether the headline differs after normalising; none if one of the two has no headline.
    pub headline_changed: Option<bool>,
    /// The day when it was published; if only the month is known, its first day.
    pub date: Option<UtcDay>,
    /// The time when it was published; none if only the day is known.
    pub published: Option<UtcTime>,
    /// When it was published, as given.
    pub published_raw: Option<Cow<'a, str>>,
    /// The precision of that date.
    pub date_precision: DatePrecision,
    /// Its language, as given.
    pub language: Option<Cow<'a, str>>,
    /// Its words without boilerplate.
    pub n_words: u32,
    /// Its words with boilerplate.
    pub n_words_raw: u32,
    /// The score of the two texts: from the threshold of the run on they match directly.
    pub score: Share,
    /// The Jaccard similarity of the two texts.
    pub jaccard: Share,
    /// The share of this text found in the canonical one.
    pub contained: Share,
    /// The share of the canonical text found in this one.
    pub coverage: Share,
    /// Words that only this text has, by the word difference; none if it was not computed.
    pub words_added: Option<u32>,
    /// Words that only the canonical text has, by the word difference; none if it was not computed.
    pub words_removed: Option<u32>,
    /// The agency of the story.
    pub agency: Option<Cow<'a, str>>,
    /// The agency that the article itself credits.
    pub agency_credit: Option<Cow<'a, str>>,
    /// The text of that credit.
    pub credit_text: Option<Cow<'a, str>>,
    /// Whether it credits the agency of the story; none if the agency is unknown or the article is its own.
    pub credit_kept: Option<bool>,
    /// How it names that agency; none if the agency is unknown or the article is its own.
    pub credit_state: Option<CreditState>,
    /// Whether it is on the site of the agency of the story.
    pub own: bool,
    /// The most similar earlier article of the story, if there is one.
    pub best_source_id: Option<Cow<'a, str>>,
    /// Minutes after the first article; none if only the day of one of them is known, and both are on that day.
    pub lag_minutes: Option<i64>,
    /// The file it was read from.
    pub source_file: Cow<'a, str>,
    /// The first line of its record, counted from 1.
    pub source_line: u64,
    /// Byte offset of its record in the (decompressed) file.
    pub source_offset: u64,
    /// Whether it is only in the index and in no input of the run; its place is then that of an earlier run.
    #[serde(default)]
    pub index_only: bool,
}

impl MemberRow<'_> {
    /// The earliest time at which it can have been published.
    pub fn earliest(&self) -> Option<UtcTime> {
        self.published.or_else(|| Some(UtcTime::of_seconds(self.date?.seconds())))
    }
}

impl Row for MemberRow<'_> {
    const TABLE: &'static str = "members";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("id", Values::Text),
        Column::maybe("position", Values::Int32),
        Column::of("role", Values::Text),
        Column::maybe("outlet", Values::Text),
        Column::maybe("outlet_raw", Values::Text),
        Column::maybe("url", Values::Text),
        Column::maybe("headline", Values::Text),
        Column::maybe("byline", Values::Text),
        Column::maybe("headline_changed", Values::Bool),
        Column::maybe("date", Values::Day),
        Column::maybe("published", Values::Time),
        Column::maybe("published_raw", Values::Text),
        Column::of("date_precision", Values::Text),
        Column::maybe("language", Values::Text),
        Column::of("n_words", Values::Int32),
        Column::of("n_words_raw", Values::Int32),
        Column::of("score", Values::Float32),
        Column::of("jaccard", Values::Float32),
        Column::of("contained", Values::Float32),
        Column::of("coverage", Values::Float32),
        Column::maybe("words_added", Values::Int32),
        Column::maybe("words_removed", Values::Int32),
        Column::maybe("agency", Values::Text),
        Column::maybe("agency_credit", Values::Text),
        Column::maybe("credit_text", Values::Text),
        Column::maybe("credit_kept", Values::Bool),
        Column::maybe("credit_state", Values::Text),
        Column::of("own", Values::Bool),
        Column::maybe("best_source_id", Values::Text),
        Column::maybe("lag_minutes", Values::Int64),
        Column::of("source_file", Values::Text),
        Column::of("source_line", Values::Int64),
        Column::of("source_offset", Values::Int64),
        Column::of("index_only", Values::Bool),
    ];
}

/// The role of an article in its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The reference text.
    Canonical,
    /// The same text after cleaning.
    Verbatim,
    /// The story with words changed or cut.
    Edited,
    /// A part of the canonical text.
    Excerpt,
    /// The whole canonical text and more.
    Extended,
    /// Another version of the agency's story: a different text, with another version mark or on the agency's own site.
    Version,
    /// Another article of an outlet that is already in the cluster.
    SameOutlet,
}

/// Share of a text in the canonical one, or vice versa, from which it counts as contained.
const CONTAINED: f64 = 0.8;

/// Longest part of a text, as a share of its length.
const PART: f64 = 0.8;

impl Role {
    /// The role of a text that differs from the canonical one. The text is the left side of the
    /// overlap.
    pub fn of(overlap: Overlap) -> Role {
        let (this, canonical) = (f64::from(overlap.left), f64::from(overlap.right));
        if overlap.left_in_right() >= CONTAINED && this <= PART * canonical {
            Role::Excerpt
        } else if overlap.right_in_left() >= CONTAINED && canonical <= PART * this {
            Role::Extended
        } else {
            Role::Edited
        }
    }

    /// Like [`of`](Role::of), from the share of this text in the canonical one and vice versa.
    pub fn of_shares(contained: Share, coverage: Share) -> Role {
        let (contained, coverage) = (contained.value(), coverage.value());
        if contained >= CONTAINED && coverage <= PART * contained {
            Role::Excerpt
        } else if coverage >= CONTAINED && contained <= PART * coverage {
            Role::Extended
        } else {
            Role::Edited
        }
    }
}
