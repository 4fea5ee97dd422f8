//! What is counted in a run: stories, agencies, rejected records, and the scores of the pairs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cluster_id::ClusterId;
use super::number::Share;
use super::rows::articles::RejectRow;
use super::rows::stories::{ClusterRow, Flag};

/// Number of most carried stories in a summary.
const MOST_CARRIED: usize = 10;

/// Counts over the rows of `clusters`.
///
/// A *story* is a cluster with at least two outlets, counted like
/// [`count_outlets`](super::count_outlets). Repeats within one outlet are counted separately, and
/// otherwise only in the sizes of the stories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Adds what was counted over other rows.
    pub fn join(&mut self, others: Stories) {
        let BySize { two, up_to_5, up_to_20, up_to_100, over_100 } = others.by_size;
        self.count += others.count;
        self.articles += others.articles;
        self.verbatim += others.verbatim;
        self.edited += others.edited;
        self.extended += others.extended;
        self.excerpts += others.excerpts;
        self.versions += others.versions;
        self.same_outlet += others.same_outlet;
        self.flagged += others.flagged;
        for (flag, clusters) in others.flags {
            *self.flags.entry(flag).or_default() += clusters;
        }
        self.by_size.two += two;
        self.by_size.up_to_5 += up_to_5;
        self.by_size.up_to_20 += up_to_20;
        self.by_size.up_to_100 += up_to_100;
        self.by_size.over_100 += over_100;
        self.most_carried.extend(others.most_carried);
        self.most_carried.sort_by_key(|carried| carried.story_rank);
        self.most_carried.truncate(MOST_CARRIED);
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

/// Articles by agency, and how often copies credit the agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyFacts {
    /// The agencies, those with the most articles first.
    pub shares: Vec<AgencyShare>,
    /// Articles on the agencies' own sites, which are not counted as copies.
    pub own: u64,
    /// Articles in clusters whose agency is known, without the agency's own.
    pub copies: u64,
    /// Copies that name the agency only in their text, below a picture or elsewhere on the page.
    pub credit_elsewhere: u64,
    /// Copies that do not name the agency.
    pub credit_missing: u64,
    /// Their share of the copies; none without copies.
    pub credit_missing_share: Option<Share>,
}

/// How much of a corpus comes from one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyShare {
    /// The agency.
    pub agency: String,
    /// Articles of other outlets: in clusters from the agency, and single ones that credit it.
    pub articles: u64,
    /// Their share of all articles.
    pub share: Option<Share>,
}

/// What a run counts of all agencies together.
#[derive(Clone, Copy, Debug, Default)]
pub struct AgencyCounts {
    /// All articles.
    pub all: u64,
    /// Articles on the site of the agency of their story.
    pub own: u64,
    /// Copies that credit the agency.
    pub credited: u64,
    /// Copies that name it only elsewhere.
    pub credit_elsewhere: u64,
    /// Copies that do not name it.
    pub credit_missing: u64,
}

impl AgencyFacts {
    /// Assembles the counts, and the articles of each agency.
    pub fn collect(
        articles: impl IntoIterator<Item = (String, u64)>,
        AgencyCounts { all, own, credited, credit_elsewhere, credit_missing }: AgencyCounts,
    ) -> AgencyFacts {
        let copies = credited + credit_elsewhere + credit_missing;
        let mut shares: Vec<AgencyShare> = articles
            .into_iter()
            .map(|(agency, articles)| AgencyShare {
                agency,
                articles,
                share: Share::of(articles, all),
            })
            .collect();
        shares.sort_unstable_by(|one, other| {
            other.articles.cmp(&one.articles).then_with(|| one.agency.cmp(&other.agency))
        });
        AgencyFacts {
            shares,
            own,
            copies,
            credit_elsewhere,
            credit_missing,
            credit_missing_share: Share::of(credit_missing, copies),
        }
    }
}

impl AgencyFacts {
    /// The facts of a whole of which these are the parts. `all` is the number of its articles.
    pub fn join(parts: impl IntoIterator<Item = AgencyFacts>, all: u64) -> AgencyFacts {
        let mut articles: BTreeMap<String, u64> = BTreeMap::new();
        let mut counts = AgencyCounts { all, ..AgencyCounts::default() };
        for part in parts {
            counts.own += part.own;
            counts.credited += part.copies - part.credit_elsewhere - part.credit_missing;
            counts.credit_elsewhere += part.credit_elsewhere;
            counts.credit_missing += part.credit_missing;
            for share in part.shares {
                *articles.entry(share.agency).or_default() += share.articles;
            }
        }
        AgencyFacts::collect(articles, counts)
    }
}

/// The rejected records, counted by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    by_code: BTreeMap<String, u64>,
}

/// A reason for rejection, and the number of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedFor {
    /// The code of their rows in `rejects.jsonl`.
    pub code: String,
    /// Number of records.
    pub records: u64,
}

/// Records that are no part of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SkippedFacts {
    /// The records.
    pub records: u64,
    /// Their share of the records read; none when nothing was read.
    pub share: Option<Share>,
    /// How many by reason, the most frequent first.
    pub reasons: Vec<SkippedFor>,
}

impl SkippedFacts {
    /// Puts the reasons in order. `read` is the number of all records.
    pub fn of(reasons: impl Iterator<Item = (String, u64)>, read: u64) -> SkippedFacts {
        let mut reasons: Vec<SkippedFor> =
            reasons.map(|(code, records)| SkippedFor { code, records }).collect();
        reasons.sort_by_key(|skipped| std::cmp::Reverse(skipped.records));
        let records = reasons.iter().map(|skipped| skipped.records).sum();
        SkippedFacts { records, share: Share::of(records, read), reasons }
    }
}

impl Skipped {
    /// Counts a record.
    pub fn add(&mut self, row: &RejectRow) {
        match self.by_code.get_mut(&*row.code) {
            Some(records) => *records += 1,
            None => _ = self.by_code.insert(row.code.to_string(), 1),
        }
    }

    /// Number of all rejected records.
    pub fn total(&self) -> u64 {
        self.by_code.values().sum()
    }

    /// The counts. `read` is the number of all records.
    pub fn facts(&self, read: u64) -> SkippedFacts {
        SkippedFacts::of(self.by_code.iter().map(|(code, &records)| (code.clone(), records)), read)
    }
}

/// Bars of a histogram of shares.
pub(super) const BARS: usize = 50;

/// How many pairs of different texts have which score: fifty steps from 0 to 1.
///
/// Of the pairs that are not copies a run keeps only those that score at least its family threshold, and those in which one
/// text is a part of the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreCounts {
    /// Copies that are in one story.
    in_one_story: Vec<u64>,
    /// Copies whose stories were not merged.
    not_merged: Vec<u64>,
    /// Pairs that are not copies.
    not_copies: Vec<u64>,
}

/// What became of a compared pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFate {
    /// Its articles are copies, in one story.
    InOneStory,
    /// Its articles are copies, but their stories as a whole do not match.
    NotMerged,
    /// Its articles are not copies.
    NotCopies,
}

impl Default for ScoreCounts {
    fn default() -> ScoreCounts {
        let none = vec![0; BARS];
        ScoreCounts { in_one_story: none.clone(), not_merged: none.clone(), not_copies: none }
    }
}

impl ScoreCounts {
    /// Counts a pair.
    pub fn add(&mut self, score: Share, fate: PairFate) {
        let counts = match fate {
            PairFate::InOneStory => &mut self.in_one_story,
            PairFate::NotMerged => &mut self.not_merged,
            PairFate::NotCopies => &mut self.not_copies,
        };
        counts[bar(score)] += 1;
    }

    /// Adds the counts of other pairs.
    pub fn join(&mut self, others: &ScoreCounts) {
        let own = [&mut self.in_one_story, &mut self.not_merged, &mut self.not_copies];
        let others = [&others.in_one_story, &others.not_merged, &others.not_copies];
        for (counts, others) in own.into_iter().zip(others) {
            for (count, other) in counts.iter_mut().zip(others) {
                *count += other;
            }
        }
    }
}

/// The bar that a share is counted in; the last one has the whole as well.
pub(super) fn bar(share: Share) -> usize {
    (usize::from(share.ten_thousandths()) * BARS / 10_000).min(BARS - 1)
}

#[cfg(test)]
mod tests {
    use crate::report::Snippet;
    use crate::report::fixtures::cluster;

    use super::*;

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
    fn counts_of_parts_are_those_of_the_whole() {
        let rows: Vec<_> = (1..=24)
            .map(|story_rank| ClusterRow {
                story_rank,
                articles: 2 + story_rank * 7,
                outlets: story_rank % 4,
                review_flags: if story_rank % 3 == 0 { vec![Flag::Oversize] } else { vec![] },
                ..carried_widely()
            })
            .collect();
        for cut in [0, 3, 13, 24] {
            let mut joined = Stories::collect(&rows[cut..]);
            joined.join(Stories::collect(&rows[..cut]));
            assert_eq!(joined, Stories::collect(&rows));
        }

        let facts = |articles: &[(&str, u64)], [own, credited, elsewhere, missing]: [u64; 4]| {
            let all = own + articles.iter().map(|(_, articles)| articles).sum::<u64>();
            let counts = AgencyCounts {
                all,
                own,
                credited,
                credit_elsewhere: elsewhere,
                credit_missing: missing,
            };
            let articles = articles.iter().map(|&(name, articles)| (name.to_owned(), articles));
            AgencyFacts::collect(articles, counts)
        };
        let parts = [
            facts(&[("AP", 9), ("dpa", 1)], [2, 5, 1, 4]),
            facts(&[("dpa", 12)], [1, 7, 3, 2]),
            AgencyFacts::default(),
        ];
        let whole = facts(&[("dpa", 13), ("AP", 9)], [3, 12, 4, 6]);
        assert_eq!(AgencyFacts::join(parts, 25), whole);

        let shares = [0.1, 0.4, 0.4, 0.9].map(Share::new);
        let scores = |shares: &[Share]| {
            let mut scores = ScoreCounts::default();
            for &share in shares {
                scores.add(share, PairFate::NotMerged);
                scores.add(share, PairFate::NotCopies);
            }
            scores
        };
        let mut joined = scores(&shares[..2]);
        joined.join(&scores(&shares[2..]));
        assert_eq!(joined, scores(&shares));
    }

    #[test]
    fn repeats_of_one_outlet_are_never_most_carried() {
        let repeats = ClusterRow { story_rank: 1, articles: 90, outlets: 1, ..cluster() };
        let story = ClusterRow { story_rank: 2, ..cluster() };
        assert_eq!(Stories::collect(&[repeats, story]).most_carried[0].story_rank, 2);
    }

    #[test]
    fn most_frequent_reason_comes_first() {
        let mut skipped = Skipped::default();
        for code in ["bad_json", "empty_body", "duplicate_id", "empty_body"] {
            skipped.add(&RejectRow {
                file: "news.jsonl".into(),
                line: 1,
                offset: 0,
                code: code.into(),
                message: "".into(),
                snippet: Snippet::default(),
                id: None,
            });
        }
        let order: Vec<_> = skipped
            .facts(9)
            .reasons
            .into_iter()
            .map(|skipped| (skipped.code, skipped.records))
            .collect();
        assert_eq!(
            order,
            [("empty_body".into(), 2), ("bad_json".into(), 1), ("duplicate_id".into(), 1)]
        );
        assert_eq!(skipped.total(), 4);
    }

    #[test]
    fn every_share_has_its_bar() {
        let bars = [0.0, 0.0199, 0.02, 0.6, 0.9999, 1.0].map(|share| bar(Share::new(share)));
        assert_eq!(bars, [0, 0, 1, 30, 49, 49]);
    }
}
