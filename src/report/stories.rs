//! The counts of the summary.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cluster_id::ClusterId;
use super::clusters::{ClusterRow, Flag};
use super::number::Share;

/// Number of most carried stories in a summary.
const MOST_CARRIED: usize = 10;

/// Counts over the rows of `clusters`.
///
/// A *story* is a cluster with at least two outlets, counted like
/// [`count_outlets`](super::count_outlets). Repeats within one outlet are counted separately, and
/// otherwise only in the sizes of the stories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stories {
    /// How many stories there are.
    pub count: u64,
    /// The articles of the stories without same-outlet repeats: one for each story, and its copies.
    pub articles: u64,
    /// Copies with the same text after cleaning.
    pub verbatim: u64,
    /// Copies with words changed or cut.
    pub edited: u64,
    /// Copies that have the whole text and more.
    pub extended: u64,
    /// Copies of a part of the text.
    pub excerpts: u64,
    /// Other versions of the agency's item.
    pub versions: u64,
    /// Articles that repeat another one of their outlet, even if no other outlet carries the story.
    pub same_outlet: u64,
    /// Clusters with a flag.
    pub flagged: u64,
    /// Clusters with each flag; one cluster may have several.
    pub flags: BTreeMap<Flag, u64>,
    /// Stories by their size.
    pub by_size: BySize,
    /// The stories with the lowest ranks.
    pub most_carried: Vec<CarriedStory>,
}

/// One of the most carried stories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CarriedStory {
    /// Its name.
    pub cluster_id: ClusterId,
    /// Its rank among the clusters.
    pub story_rank: u32,
    /// All its articles.
    pub articles: u32,
    /// Its outlets.
    pub outlets: u32,
    /// Its agency, if known.
    pub agency: Option<String>,
    /// The mean Jaccard similarity of its verified pairs.
    pub jaccard: Option<Share>,
    /// The headline of its canonical article.
    pub headline: Option<String>,
}

/// Stories by number of articles, including same-outlet repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BySize {
    /// Stories of 2 articles.
    #[serde(rename = "2")]
    pub two: u64,
    /// Stories of 3 to 5 articles.
    #[serde(rename = "3-5")]
    pub up_to_5: u64,
    /// Stories of 6 to 20 articles.
    #[serde(rename = "6-20")]
    pub up_to_20: u64,
    /// Stories of 21 to 100 articles.
    #[serde(rename = "21-100")]
    pub up_to_100: u64,
    /// Stories of more than 100 articles.
    #[serde(rename = ">100")]
    pub over_100: u64,
}

impl Stories {
    /// Counts the rows of `clusters`, in any order.
    pub fn collect<'a>(rows: impl IntoIterator<Item = &'a ClusterRow<'a>>) -> Stories {
        let mut stories = Stories::default();
        rows.into_iter().for_each(|row| stories.add(row));
        stories
    }

    /// Counts one more row.
    pub fn add(&mut self, row: &ClusterRow) {
        self.same_outlet += u64::from(row.same_outlet());
        self.flagged += u64::from(!row.review_flags.is_empty());
        for &flag in &row.review_flags {
            *self.flags.entry(flag).or_default() += 1;
        }
        if row.outlets < 2 {
            return;
        }
        self.count += 1;
        self.articles += 1 + u64::from(row.copies());
        self.verbatim += u64::from(row.verbatim);
        self.edited += u64::from(row.edited);
        self.extended += u64::from(row.extended);
        self.excerpts += u64::from(row.excerpts);
        self.versions += u64::from(row.versions);
        self.by_size.add(row.articles);
        self.rank_among_most_carried(row);
    }

    /// The copies in the stories, without the canonical articles.
    pub fn copies(&self) -> u64 {
        self.verbatim + self.edited + self.extended + self.excerpts + self.versions
    }

    fn rank_among_most_carried(&mut self, row: &ClusterRow) {
        let place =
            self.most_carried.partition_point(|carried| carried.story_rank < row.story_rank);
        if place == MOST_CARRIED {
            return;
        }
        self.most_carried.truncate(MOST_CARRIED - 1);
        self.most_carried.insert(
            place,
            CarriedStory {
                cluster_id: row.cluster_id,
                story_rank: row.story_rank,
                articles: row.articles,
                outlets: row.outlets,
                agency: row.agency.as_deref().map(str::to_owned),
                jaccard: row.jaccard_mean,
                headline: row.headline.as_deref().map(str::to_owned),
            },
        );
    }
}

impl BySize {
    fn add(&mut self, size: u32) {
        let stories = match size {
            0..=2 => &mut self.two,
            3..=5 => &mut self.up_to_5,
            6..=20 => &mut self.up_to_20,
            21..=100 => &mut self.up_to_100,
            101.. => &mut self.over_100,
        };
        *stories += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::cluster;

    /// A cluster with copies of every kind: 1 canonical, 3 verbatim, 2 edited, 1 extended, 1 excerpt, 2 of one outlet.
    fn carried_widely() -> ClusterRow<'static> {
        ClusterRow {
            articles: 10,
            outlets: 8,
            verbatim: 3,
            edited: 2,
            extended: 1,
            excerpts: 1,
            ..cluster()
        }
    }

    #[test]
    fn every_article_of_a_story_is_counted_once() {
        let stories = Stories::collect(&[carried_widely(), cluster()]);
        assert_eq!(stories.count, 2);
        assert_eq!(stories.copies(), 7 + 1);
        assert_eq!(stories.articles, stories.count + stories.copies());
        assert_eq!(stories.articles + stories.same_outlet, 10 + 2);
    }

    #[test]
    fn repeats_of_one_outlet_are_not_a_story() {
        let repeats = ClusterRow {
            articles: 4,
            outlets: 1,
            verbatim: 0,
            review_flags: vec![Flag::Template],
            ..cluster()
        };
        let stories = Stories::collect(&[repeats]);
        let expected = Stories {
            same_outlet: 3,
            flagged: 1,
            flags: BTreeMap::from([(Flag::Template, 1)]),
            ..Stories::default()
        };
        assert_eq!(stories, expected);
    }

    #[test]
    fn single_article_counts_for_nothing() {
        let single = ClusterRow { articles: 1, outlets: 1, verbatim: 0, ..cluster() };
        assert_eq!(Stories::collect(&[single]), Stories::default());
    }

    #[test]
    fn cluster_with_two_flags_is_flagged_once() {
        let flagged = ClusterRow { review_flags: vec![Flag::Chained, Flag::Oversize], ..cluster() };
        let stories = Stories::collect(&[flagged, cluster()]);
        assert_eq!(stories.flagged, 1);
        assert_eq!(stories.flags, BTreeMap::from([(Flag::Chained, 1), (Flag::Oversize, 1)]));
    }

    #[test]
    fn stories_are_counted_by_size() {
        let sizes = [2, 3, 5, 6, 20, 21, 100, 101, 5_000];
        let rows: Vec<_> = sizes.map(|articles| ClusterRow { articles, ..cluster() }).into();
        let by_size = Stories::collect(&rows).by_size;
        assert_eq!(by_size, BySize { two: 1, up_to_5: 2, up_to_20: 2, up_to_100: 2, over_100: 2 });
    }

    #[test]
    fn ten_lowest_ranks_are_the_most_carried_in_any_order() {
        let mut rows: Vec<_> =
            (1..=25).map(|story_rank| ClusterRow { story_rank, ..cluster() }).collect();
        let in_order = Stories::collect(&rows);
        rows.reverse();
        assert_eq!(Stories::collect(&rows), in_order);
        rows.rotate_left(7);
        assert_eq!(Stories::collect(&rows), in_order);
        let ranks: Vec<_> =
            in_order.most_carried.iter().map(|carried| carried.story_rank).collect();
        assert_eq!(ranks, (1..=10).collect::<Vec<_>>());
    }

    #[test]
    fn repeats_of_one_outlet_are_never_most_carried() {
        let repeats = ClusterRow { story_rank: 1, articles: 90, outlets: 1, ..cluster() };
        let story = ClusterRow { story_rank: 2, ..cluster() };
        assert_eq!(Stories::collect(&[repeats, story]).most_carried[0].story_rank, 2);
    }
}
