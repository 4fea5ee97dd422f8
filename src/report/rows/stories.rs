//! The tables with rows of stories: `clusters`, `families`, `timeline` and `changes`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::articles::Status;
use super::{Column, Row, Values};
use crate::hash::HashSet;
use crate::report::cluster_id::ClusterId;
use crate::report::number::Share;
use crate::report::time::{DatePrecision, UtcDay, UtcTime};

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
    /// Members with the role [`Verbatim`](super::super::Role::Verbatim).
    pub verbatim: u32,
    /// Members with the role [`Edited`](super::super::Role::Edited).
    pub edited: u32,
    /// Members with the role [`Excerpt`](super::super::Role::Excerpt).
    pub excerpts: u32,
    /// Members with the role [`Extended`](super::super::Role::Extended).
    pub extended: u32,
    /// Members with the role [`Version`](super::super::Role::Version).
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

/// A row of `families`.
///
/// A family is the versions of a developing story: updates and rewrites too different to be merged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FamilyRow<'a> {
    /// The name of the family.
    pub family_id: FamilyId,
    /// The stories of the family.
    pub family_stories: u32,
    /// The articles of the family.
    pub family_articles: u32,
    /// The cluster of the story; none for a single article that the tables do not list.
    pub cluster_id: Option<ClusterId>,
    /// The key of the story's canonical article.
    pub canonical_id: Cow<'a, str>,
    /// The articles of the story.
    pub articles: u32,
    /// The outlets of the story.
    pub outlets: u32,
}

impl Row for FamilyRow<'_> {
    const TABLE: &'static str = "families";
    const COLUMNS: &'static [Column] = &[
        Column::of("family_id", Values::Text),
        Column::of("family_stories", Values::Int32),
        Column::of("family_articles", Values::Int32),
        Column::maybe("cluster_id", Values::Text),
        Column::of("canonical_id", Values::Text),
        Column::of("articles", Values::Int32),
        Column::of("outlets", Values::Int32),
    ];
}

/// The id of a family: `f` and twelve digits, derived from the key of its largest story's canonical
/// article.
///
/// It is derived like a [`ClusterId`], so it stays the same while that story is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId(ClusterId);

impl FamilyId {
    /// Creates the ids of all families of a run from the keys of their largest stories' canonical
    /// articles, which must be distinct.
    pub fn name_all<'a>(canonical_keys: impl IntoIterator<Item = &'a str>) -> Vec<FamilyId> {
        ClusterId::name_all(canonical_keys).into_iter().map(FamilyId).collect()
    }
}

impl fmt::Display for FamilyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f{}", &self.0.to_string()[1..])
    }
}

impl Serialize for FamilyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FamilyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<FamilyId, D::Error> {
        let name = String::deserialize(deserializer)?;
        let story = name.strip_prefix('f').and_then(|digits| format!("c{digits}").parse().ok());
        story.map(FamilyId).ok_or_else(|| {
            serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&name),
                &"the name of a family",
            )
        })
    }
}

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

/// A row of `changes`: a story that is new, changed or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// The change.
    pub change: Change,
    /// The id of the story in this run; none if it is gone.
    pub cluster_id: Option<ClusterId>,
    /// The ids of the earlier stories that it shares articles with, in the order of the earlier
    /// run.
    pub baseline_ids: Vec<String>,
    /// Its articles.
    pub articles: u32,
    /// The articles of the earlier stories.
    pub baseline_articles: u32,
    /// Its articles that are in none of the earlier stories.
    pub added: u32,
    /// Articles of the earlier stories that it lacks.
    pub removed: u32,
}

impl Row for ChangeRow {
    const TABLE: &'static str = "changes";
    const COLUMNS: &'static [Column] = &[
        Column::of("change", Values::Text),
        Column::maybe("cluster_id", Values::Text),
        Column::of("baseline_ids", Values::Texts),
        Column::of("articles", Values::Int32),
        Column::of("baseline_articles", Values::Int32),
        Column::of("added", Values::Int32),
        Column::of("removed", Values::Int32),
    ];
}

/// How a story changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// None of its articles was in a story.
    New,
    /// It has all the articles of an earlier story, and more.
    Grown,
    /// It has articles of two or more earlier stories.
    Merged,
    /// It lacks articles of the earlier story. They are gone, single or in another story.
    Shrunk,
    /// None of its articles is in a story any more.
    Gone,
}

/// Number of stories by change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// The folder of the earlier run, as the user named it.
    pub baseline: String,
    /// Stories with the same articles as before.
    pub same: u64,
    /// Stories without an article that was in an earlier story.
    pub new: u64,
    /// Stories with more articles.
    pub grown: u64,
    /// Stories that were two or more before.
    pub merged: u64,
    /// Stories that lack articles.
    pub shrunk: u64,
    /// Stories that are gone.
    pub gone: u64,
}

impl ChangeCounts {
    /// Counts a story.
    pub(in crate::report) fn add(&mut self, change: Option<Change>) {
        let count = match change {
            None => &mut self.same,
            Some(Change::New) => &mut self.new,
            Some(Change::Grown) => &mut self.grown,
            Some(Change::Merged) => &mut self.merged,
            Some(Change::Shrunk) => &mut self.shrunk,
            Some(Change::Gone) => &mut self.gone,
        };
        *count += 1;
    }
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

    #[test]
    fn family_has_the_id_of_its_largest_story_with_another_letter() {
        let story = ClusterId::name_all(["gazette-17"])[0];
        let family = FamilyId::name_all(["gazette-17"])[0];
        assert_eq!(family.to_string()[1..], story.to_string()[1..]);
        let written = serde_json::to_string(&family).unwrap();
        assert!(written.starts_with("\"f"));
        let read: FamilyId = serde_json::from_str(&written).unwrap();
        assert_eq!(read.to_string(), family.to_string());
        assert!(serde_json::from_str::<FamilyId>("\"c123456789abc\"").is_err());
        assert!(serde_json::from_str::<FamilyId>("\"\"").is_err());
    }
}
