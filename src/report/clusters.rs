//! The table `clusters`: one row for each cluster.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::families::FamilyId;
use super::number::Share;
use super::row::Row;
use super::time::{DatePrecision, UtcDay, UtcTime};
use super::versions::Status;
use crate::hash::HashSet;

/// A row of `clusters`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClusterRow<'a> {
    /// The id of the cluster.
    pub cluster_id: ClusterId,
    /// 1 for the cluster with the most outlets.
    pub story_rank: u32,
    /// Its articles.
    pub articles: u32,
    /// Its outlets, as [`count_outlets`] counts them.
    pub outlets: u32,
    /// The key of the canonical article.
    pub canonical_id: Cow<'a, str>,
    /// The outlet of the canonical article.
    pub canonical_outlet: Option<Cow<'a, str>>,
    /// Why this article is the canonical one.
    pub canonical_rule: CanonicalRule,
    /// The headline of the canonical article.
    pub headline: Option<Cow<'a, str>>,
    /// The agency that the copies credit; none if they credit none or disagree.
    pub agency: Option<Cow<'a, str>>,
    /// 0 to 1, by how many credits there are and how far they agree.
    pub agency_confidence: Option<Share>,
    /// Articles that credit the agency, by where they do: `dateline:41 byline:12`.
    pub agency_evidence: Option<String>,
    /// The language of the canonical article.
    pub language: Option<Cow<'a, str>>,
    /// The day of its first article, as far as known.
    pub first_date: Option<UtcDay>,
    /// The day of its last article.
    pub last_date: Option<UtcDay>,
    /// The time of its first article; none if only the day of that article is known.
    pub first_seen: Option<UtcTime>,
    /// The time of its last article; none if only the day of that article is known.
    pub last_seen: Option<UtcTime>,
    /// The precision of its dates.
    pub date_precision: DatePrecision,
    /// Minutes from the first article to the last; none if only the day is known, and it is the same day.
    pub span_minutes: Option<i64>,
    /// The lowest Jaccard similarity of its verified pairs; none for a single article.
    pub jaccard_min: Option<Share>,
    /// The mean Jaccard similarity of its verified pairs; none for a single article.
    pub jaccard_mean: Option<Share>,
    /// Its verified pairs over all its pairs; none for a single article.
    pub cohesion: Option<Share>,
    /// Whether the cohesion is from a sample of the pairs, as in very large clusters.
    pub cohesion_sampled: bool,
    /// Members with the role [`Verbatim`](super::Role::Verbatim).
    pub verbatim: u32,
    /// Members with the role [`Edited`](super::Role::Edited).
    pub edited: u32,
    /// Members with the role [`Excerpt`](super::Role::Excerpt).
    pub excerpts: u32,
    /// Members with the role [`Extended`](super::Role::Extended).
    pub extended: u32,
    /// Members with the role [`Version`](super::Role::Version).
    pub versions: u32,
    /// Whether the story was corrected or killed, by the marks of its articles.
    pub status: Status,
    /// The family of the story; none if it is not part of a developing story.
    pub family_id: Option<FamilyId>,
    /// Excluding the agency's own pages, the share of the articles that credit it.
    pub credit_kept: Option<Share>,
    /// Why to review it.
    pub review_flags: Vec<Flag>,
}

impl ClusterRow<'_> {
    /// The members that are copies: those that are neither the canonical article nor a same-outlet repeat.
    pub fn copies(&self) -> u32 {
        self.verbatim + self.edited + self.excerpts + self.extended + self.versions
    }

    /// The members that repeat an outlet of the cluster.
    pub fn same_outlet(&self) -> u32 {
        self.articles.saturating_sub(1 + self.copies())
    }
}

impl Row for ClusterRow<'_> {
    const TABLE: &'static str = "clusters";
    const COLUMNS: &'static [Column] = &[
        Column::of("cluster_id", Values::Text),
        Column::of("story_rank", Values::Int32),
        Column::of("articles", Values::Int32),
        Column::of("outlets", Values::Int32),
        Column::of("canonical_id", Values::Text),
        Column::maybe("canonical_outlet", Values::Text),
        Column::of("canonical_rule", Values::Text),
        Column::maybe("headline", Values::Text),
        Column::maybe("agency", Values::Text),
        Column::maybe("agency_confidence", Values::Float32),
        Column::maybe("agency_evidence", Values::Text),
        Column::maybe("language", Values::Text),
        Column::maybe("first_date", Values::Day),
        Column::maybe("last_date", Values::Day),
        Column::maybe("first_seen", Values::Time),
        Column::maybe("last_seen", Values::Time),
        Column::of("date_precision", Values::Text),
        Column::maybe("span_minutes", Values::Int64),
        Column::maybe("jaccard_min", Values::Float32),
        Column::maybe("jaccard_mean", Values::Float32),
        Column::maybe("cohesion", Values::Float32),
        Column::of("cohesion_sampled", Values::Bool),
        Column::of("verbatim", Values::Int32),
        Column::of("edited", Values::Int32),
        Column::of("excerpts", Values::Int32),
        Column::of("extended", Values::Int32),
        Column::of("versions", Values::Int32),
        Column::of("status", Values::Text),
        Column::maybe("family_id", Values::Text),
        Column::maybe("credit_kept", Values::Float32),
        Column::of("review_flags", Values::Texts),
    ];
}

/// Why an article is the canonical one of its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CanonicalRule {
    /// It is the agency's own page or item.
    Agency,
    /// It is the earliest complete version.
    Earliest,
    /// It has the most words, and no complete version has a date.
    Longest,
    /// Nothing distinguishes the candidates; it has the smallest key.
    Id,
}

/// Why to review a cluster before relying on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Flag {
    /// Few of its pairs match directly: it may chain several stories.
    Chained,
    /// Its texts are short and differ only in names and numbers: it may be a template rather than a
    /// story.
    Template,
    /// It has implausibly many articles.
    Oversize,
    /// Its articles have different language tags.
    MixedLanguage,
}

/// Counts the outlets of articles.
///
/// Each article without an outlet counts as one: nothing shows that two such articles share one,
/// and a corpus without outlets still has stories.
pub fn count_outlets<'a>(outlets: impl IntoIterator<Item = Option<&'a str>>) -> u32 {
    let mut known = HashSet::default();
    let mut unknown = 0;
    for outlet in outlets {
        match outlet {
            Some(name) => _ = known.insert(name),
            None => unknown += 1,
        }
    }
    unknown + u32::try_from(known.len()).expect("a cluster has fewer than 2^32 articles")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlet_is_counted_once() {
        assert_eq!(count_outlets([Some("Gazette"), Some("Herald"), Some("Gazette")]), 2);
    }

    #[test]
    fn each_article_without_an_outlet_counts_as_one() {
        assert_eq!(count_outlets([None, Some("Herald"), None]), 3);
    }
}
