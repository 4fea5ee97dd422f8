//! The table `versions`: one row for each article that is, or is marked as, a version of an agency's story.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::column::{Column, Values};
use super::row::Row;
use super::time::{UtcDay, UtcTime};

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
}
