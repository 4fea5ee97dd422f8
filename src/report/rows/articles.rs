//! The tables with rows of articles: `articles`, `members` and `versions`, and the file `rejects.jsonl`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Column, Row, Values};
use crate::article::CreditState;
use crate::report::cluster_id::ClusterId;
use crate::report::number::Share;
use crate::report::time::{DatePrecision, UtcDay, UtcTime};
use crate::similarity::Overlap;

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

/// A row of `versions`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VersionRow<'a> {
    /// The cluster of the article.
    pub cluster_id: ClusterId,
    /// The agency of the story.
    pub agency: Option<Cow<'a, str>>,
    /// The number in the article's mark: 2 for `UPDATE 2-`.
    pub version: Option<u32>,
    /// The article's key.
    pub id: Cow<'a, str>,
    /// The day when it was published.
    pub date: Option<UtcDay>,
    /// The time when it was published; none if only the day is known.
    pub published: Option<UtcTime>,
    /// When it was published, as given.
    pub published_raw: Option<Cow<'a, str>>,
    /// The meaning of its mark.
    pub status: Status,
    /// The mark as written in the article; none for an unmarked article on the agency's own site.
    pub marker: Option<Cow<'a, str>>,
}

impl Row for VersionRow<'_> {
    const TABLE: &'static str = "versions";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::maybe("agency", Values::Text),
        Column::maybe("version", Values::Int32),
        Column::of("id", Values::Text),
        Column::maybe("date", Values::Day),
        Column::maybe("published", Values::Time),
        Column::maybe("published_raw", Values::Text),
        Column::of("status", Values::Text),
        Column::maybe("marker", Values::Text),
    ];
}

/// The status of a text according to the agency, from harmless to serious.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Valid as sent.
    #[default]
    Ok,
    /// Replaces an earlier version.
    Updated,
    /// Corrects an earlier version.
    Corrected,
    /// Withdrawn: must not be published.
    Killed,
}

impl Status {
    /// The status of a story with articles of these statuses: corrected or killed if one of them
    /// is. Updates do not change it.
    pub fn of_story(articles: impl IntoIterator<Item = Status>) -> Status {
        match articles.into_iter().max() {
            Some(gravest @ (Status::Corrected | Status::Killed)) => gravest,
            Some(Status::Ok | Status::Updated) | None => Status::Ok,
        }
    }
}

/// Characters of a record that the file shows.
const SNIPPET_CHARACTERS: usize = 200;

/// A rejected record, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RejectRow<'a> {
    /// The file it is in.
    pub file: Cow<'a, str>,
    /// Its first line, counted from 1.
    pub line: u64,
    /// Its byte offset in the (decompressed) file.
    pub offset: u64,
    /// The reason, as a code for programs.
    pub code: Cow<'a, str>,
    /// The reason, as a message.
    pub message: Cow<'a, str>,
    /// The start of the record.
    pub snippet: Snippet,
    /// Its id, for a record that is rejected because another one has the same id and text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
}

/// The start of a record, at most 200 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snippet(String);

impl Snippet {
    /// The start of a record. Bytes that are not UTF-8 become U+FFFD.
    pub fn of(record: &[u8]) -> Snippet {
        // A character has at most four bytes, so only the start of a record of 200 MB is decoded.
        let beginning = &record[..record.len().min(SNIPPET_CHARACTERS * 4)];
        Snippet(String::from_utf8_lossy(beginning).chars().take(SNIPPET_CHARACTERS).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn story_has_the_most_serious_status_of_its_articles() {
        assert_eq!(Status::of_story([]), Status::Ok);
        assert_eq!(Status::of_story([Status::Updated, Status::Ok]), Status::Ok);
        assert_eq!(Status::of_story([Status::Updated, Status::Corrected]), Status::Corrected);
        assert_eq!(Status::of_story([Status::Killed, Status::Corrected]), Status::Killed);
    }

    #[test]
    fn short_record_is_its_own_snippet() {
        assert_eq!(
            Snippet::of("{\"text\": \"Überfall".as_bytes()).as_str(),
            "{\"text\": \"Überfall"
        );
    }

    #[test]
    fn snippet_of_a_long_record_has_two_hundred_characters() {
        for letter in ["a", "ü", "語", "🦊"] {
            let snippet = Snippet::of(letter.repeat(1_000).as_bytes());
            assert_eq!(snippet.as_str(), letter.repeat(200));
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(Snippet::of(b"caf\xe9").as_str(), "caf\u{fffd}");
    }
}
