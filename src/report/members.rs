//! The table `members`: one row for each article in a cluster.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::number::Share;
use super::row::Row;
use super::time::{DatePrecision, UtcTime};
use crate::similarity::Overlap;

/// An article in its cluster, as the table shows it.
///
/// Where a number compares two texts, the other text is that of the canonical article.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberRow<'a> {
    /// The name of the cluster.
    pub cluster_id: ClusterId,
    /// The article's key.
    pub id: Cow<'a, str>,
    /// 1 and the articles of the story that were surely before it, so that a tie shares a number; none without a date.
    pub order: Option<u32>,
    /// What it is in the cluster.
    pub role: Role,
    /// Its outlet, normalised.
    pub outlet: Option<Cow<'a, str>>,
    /// Its outlet, as given.
    pub outlet_raw: Option<Cow<'a, str>>,
    /// Where it was published.
    pub url: Option<Cow<'a, str>>,
    /// Its headline.
    pub headline: Option<Cow<'a, str>>,
    /// The line that names the writer.
    pub byline: Option<Cow<'a, str>>,
    /// Whether the headline differs after normalising; none when one of the two has no headline.
    pub headline_changed: Option<bool>,
    /// When it was published, as far as that is known; of a day, the start.
    pub published: Option<UtcTime>,
    /// When it was published, as given.
    pub published_raw: Option<Cow<'a, str>>,
    /// How exactly that is known.
    pub date_precision: DatePrecision,
    /// Its language, as given.
    pub language: Option<Cow<'a, str>>,
    /// Its words after the furniture is taken off.
    pub n_words: u32,
    /// Its words with the furniture.
    pub n_words_raw: u32,
    /// The Jaccard similarity of the two texts.
    pub sim: Share,
    /// How much of this text is in the canonical one.
    pub contained: Share,
    /// How much of the canonical text is in this one.
    pub coverage: Share,
    /// Words that only this text has, by the word difference; none when it was not made.
    pub words_added: Option<u32>,
    /// Words that only the canonical text has, by the word difference; none when it was not made.
    pub words_removed: Option<u32>,
    /// The agency that the article itself credits.
    pub agency_credit: Option<Cow<'a, str>>,
    /// The words in which it does.
    pub credit_text: Option<Cow<'a, str>>,
    /// Whether it names the agency that the story comes from; none when that is not known or the article is its own.
    pub credit_kept: Option<bool>,
    /// The article of the story before it that is most like it; none for one that has no such article.
    pub best_source_id: Option<Cow<'a, str>>,
    /// Minutes behind the first article; none where the day alone is known of one of them, and it is one day.
    pub lag_minutes: Option<i64>,
    /// The file it was read from.
    pub source_file: Cow<'a, str>,
    /// The first line of its record, counted from 1.
    pub source_line: u64,
    /// Bytes before its record in the (decompressed) file.
    pub source_offset: u64,
    /// Whether no input of the run has it: it is known from the index alone, and its place is that of an earlier day.
    #[serde(default)]
    pub index_only: bool,
}

impl Row for MemberRow<'_> {
    const TABLE: &'static str = "members";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("id", Values::Text),
        Column::maybe("order", Values::Int32),
        Column::of("role", Values::Text),
        Column::maybe("outlet", Values::Text),
        Column::maybe("outlet_raw", Values::Text),
        Column::maybe("url", Values::Text),
        Column::maybe("headline", Values::Text),
        Column::maybe("byline", Values::Text),
        Column::maybe("headline_changed", Values::Bool),
        Column::maybe("published", Values::Time),
        Column::maybe("published_raw", Values::Text),
        Column::of("date_precision", Values::Text),
        Column::maybe("language", Values::Text),
        Column::of("n_words", Values::Int32),
        Column::of("n_words_raw", Values::Int32),
        Column::of("sim", Values::Float32),
        Column::of("contained", Values::Float32),
        Column::of("coverage", Values::Float32),
        Column::maybe("words_added", Values::Int32),
        Column::maybe("words_removed", Values::Int32),
        Column::maybe("agency_credit", Values::Text),
        Column::maybe("credit_text", Values::Text),
        Column::maybe("credit_kept", Values::Bool),
        Column::maybe("best_source_id", Values::Text),
        Column::maybe("lag_minutes", Values::Int64),
        Column::of("source_file", Values::Text),
        Column::of("source_line", Values::Int64),
        Column::of("source_offset", Values::Int64),
        Column::of("index_only", Values::Bool),
    ];
}

/// What an article is in its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The one shown for all of them.
    Canonical,
    /// The same text after cleaning.
    Verbatim,
    /// The same story with words changed or cut.
    Edited,
    /// A part of the canonical text.
    Excerpt,
    /// The canonical text and more.
    Extended,
    /// Another version of the agency's item: of another text, and with another version mark or on the agency's own site.
    Version,
    /// One more article of an outlet that is in the cluster already.
    SameOutlet,
}

/// Share of a text that must stand in the canonical one, or the other way round, for it to be a part of it.
const CONTAINED: f64 = 0.8;

/// Of the canonical text's length, what a part of it has at most.
const PART: f64 = 0.8;

impl Role {
    /// The role of a text that is not the canonical one word for word; it is the left side of the overlap.
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

    /// The same by the shares of this text that is in the canonical one, and of that which is in this one.
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
