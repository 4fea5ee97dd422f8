//! The clusters of a run: how texts are grouped, how each compares with the canonical one, and how they are
//! stored. Clusters of linked texts are stored; every other text is a cluster of one.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::articles::{Articles, KeptFacts};
use super::measured::{put_overlap, take_overlap};
use super::profiles::{ProfileOf, Scored};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{Cluster, Components};
use crate::date::Published;
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::index::StoredTaken;
use crate::report::CanonicalRule;
use crate::scratch::{Reader, Scratch, Spool, Spooled, put, put_u64};
use crate::similarity::{Overlap, Score};
use crate::verify::{self, Measured, Measurer, Rule};

/// A cluster, with each text compared to the canonical one.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) cluster: Cluster,
    /// One entry for each node of the cluster; `None` for the canonical text.
    pub(crate) taken: Vec<Option<Taken>>,
}

/// What a text and the canonical one have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) overlap: Overlap,
    /// Words of each that are also in the other.
    pub(crate) kept: [u32; 2],
    pub(crate) score: Score,
}

impl Taken {
    /// What an index stores of it; the score is not among that.
    pub(crate) fn of(
        StoredTaken { shingles: [shared, left, right], kept }: StoredTaken,
        score: Score,
    ) -> Taken {
        Taken { overlap: Overlap { shared, left, right }, kept, score }
    }
}

impl From<Taken> for StoredTaken {
    fn from(Taken { overlap: Overlap { shared, left, right }, kept, .. }: Taken) -> StoredTaken {
        StoredTaken { shingles: [shared, left, right], kept }
    }
}

/// A cluster with the pairs inside it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) compared: Compared,
    /// The pairs that match directly, by the places of their texts in the cluster, in rising order.
    pub(crate) pairs: Vec<InnerPair>,
}

/// Two texts of a cluster that match directly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InnerPair {
    pub(crate) places: [u32; 2],
    pub(crate) overlap: Overlap,
}

impl Group {
    /// The cluster of a text without links.
    fn of_one(article: ArticleId) -> Group {
        let cluster = Cluster::of_one(article);
        Group { compared: Compared { cluster, taken: vec![None] }, pairs: Vec::new() }
    }

    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        let Compared { cluster: Cluster { nodes, cohesion, sampled }, taken } = &self.compared;
        put(bytes, nodes.len() as u64);
        let mut before = 0;
        for node in nodes {
            put(bytes, u64::from(node.0 - before));
            before = node.0;
        }
        put_u64(bytes, cohesion.to_bits());
        bytes.push(u8::from(*sampled));
        for taken in taken {
            bytes.push(u8::from(taken.is_some()));
            if let Some(Taken { overlap, kept, score }) = taken {
                put_overlap(bytes, *overlap);
                put(bytes, u64::from(kept[0]));
                put(bytes, u64::from(kept[1]));
                put(bytes, u64::from(score.units()));
            }
        }
        put(bytes, self.pairs.len() as u64);
        for InnerPair { places: [one, other], overlap } in &self.pairs {
            put(bytes, u64::from(*one));
            put(bytes, u64::from(other - one));
            put_overlap(bytes, *overlap);
        }
    }

    pub(crate) fn take(reader: &mut Reader<'_>) -> Result<Group> {
        let cluster = take_cluster(reader)?;
        let mut taken = Vec::with_capacity(cluster.nodes.len());
        for _ in &cluster.nodes {
            let is_some = reader.take(1)?[0] == 1;
            taken.push(if is_some {
                let overlap = take_overlap(reader)?;
                let kept = [reader.small()?, reader.small()?];
                Some(Taken { overlap, kept, score: Score::from_units(reader.small()?) })
            } else {
                None
            });
        }
        let pairs = reader.small()?;
        let pairs = (0..pairs).map(|_| {
            let [one, behind] = reader.smalls()?;
            let other = one.checked_add(behind);
            let other = other.filter(|&other| (other as usize) < taken.len());
            let places = [one, other.ok_or_else(|| reader.damaged())?];
            Ok(InnerPair { places, overlap: take_overlap(reader)? })
        });
        let pairs = pairs.collect::<Result<_>>()?;
        Ok(Group { compared: Compared { cluster, taken }, pairs })
    }
}

/// Reads the start of a group.
fn take_cluster(reader: &mut Reader<'_>) -> Result<Cluster> {
    let count = reader.small()?;
    let mut before: u32 = 0;
    let mut nodes = Vec::new();
    for _ in 0..count {
        before = before.checked_add(reader.small()?).ok_or_else(|| reader.damaged())?;
        nodes.push(ArticleId(before));
    }
    let cohesion = f64::from_bits(crate::scratch::Fields(reader.take(8)?).u64());
    let sampled = reader.take(1)?[0] == 1;
    Ok(Cluster { nodes, cohesion, sampled })
}

/// Writes clusters of linked texts, in any order.
pub(crate) struct Writer {
    spool: Spool,
    starts: Vec<Start>,
    cluster_of: Vec<u32>,
    bytes: Vec<u8>,
}

/// Where a cluster starts in the spool, by its first text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    first: u32,
    at: u64,
}

impl Writer {
    /// `articles` is the number of articles in the run.
    pub(crate) fn new(scratch: &Scratch, articles: usize) -> Result<Writer> {
        let articles = u32::try_from(articles).expect("a run has fewer than 2^32 articles");
        Ok(Writer {
            spool: scratch.spool()?,
            starts: Vec::new(),
            cluster_of: (0..articles).collect(),
            bytes: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, group: &Group) -> Result<()> {
        let nodes = &group.compared.cluster.nodes;
        let first = nodes[0].0;
        for node in nodes {
            self.cluster_of[node.index()] = first;
        }
        self.bytes.clear();
        group.put(&mut self.bytes);
        let at = self.spool.write(&self.bytes)?;
        self.starts.push(Start { first, at });
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Clusters> {
        self.starts.sort_unstable();
        let Writer { spool, starts, cluster_of, .. } = self;
        Ok(Clusters { groups: spool.finish()?, starts, cluster_of })
    }
}

/// All clusters of a run. A cluster goes by its first text.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    groups: Spooled,
    starts: Vec<Start>,
    /// For the first article of each text, the first text of its cluster.
    cluster_of: Vec<u32>,
}

impl Clusters {
    /// The cluster of a text, by its first text.
    pub(crate) fn of(&self, text: ArticleId) -> ArticleId {
        ArticleId(self.cluster_of[text.index()])
    }

    /// The first texts of all clusters, in rising order.
    pub(crate) fn firsts<'a>(&'a self, texts: &'a Texts) -> impl Iterator<Item = ArticleId> + 'a {
        texts.firsts().filter(|&text| self.of(text) == text)
    }

    /// The cluster that starts with this text.
    pub(crate) fn group(&self, first: ArticleId) -> Result<Group> {
        let Ok(place) = self.starts.binary_search_by_key(&first.0, |start| start.first) else {
            return Ok(Group::of_one(first));
        };
        Group::take(&mut self.groups.reader_from(self.starts[place].at))
    }

    /// Like [`group`](Clusters::group), without the pairs.
    pub(crate) fn cluster(&self, first: ArticleId) -> Result<Cluster> {
        match self.starts.binary_search_by_key(&first.0, |start| start.first) {
            Ok(place) => take_cluster(&mut self.groups.reader_from(self.starts[place].at)),
            Err(_) => Ok(Cluster::of_one(first)),
        }
    }

    /// Number of texts in the cluster that starts with this text.
    pub(crate) fn texts(&self, first: ArticleId) -> Result<usize> {
        Ok(self.cluster(first)?.nodes.len())
    }
}

/// Groups the nodes of components, and compares each text with the canonical one of its cluster.
pub(crate) fn group(
    components: Components,
    articles: &Articles,
    texts: &Texts,
    profiles: &impl ProfileOf<ArticleId>,
    settings: &Settings,
) -> Vec<Compared> {
    let scored = Scored { profiles, rules: settings.rules };
    let clusters = components.group(&scored, settings.linkage()).into_par_iter();
    clusters
        .flat_map_iter(|cluster| parts_of_series(cluster, &scored))
        .map(|cluster| compare(cluster, articles, texts, &scored))
        .collect()
}

/// The cluster, or each of its texts alone if they are the parts of a series.
fn parts_of_series(
    cluster: Cluster,
    Scored { profiles, rules }: &Scored<'_, impl ProfileOf<ArticleId>>,
) -> Vec<Cluster> {
    let texts = cluster.nodes.iter().map(|&node| profiles.profile(node));
    if !rules.have(Rule::Series) || cluster.nodes.len() < 3 || !verify::are_of_series(texts) {
        return vec![cluster];
    }
    cluster.nodes.into_iter().map(Cluster::of_one).collect()
}

/// Compares each text of a cluster with the canonical one.
fn compare(
    cluster: Cluster,
    articles: &Articles,
    texts: &Texts,
    Scored { profiles, rules }: &Scored<'_, impl ProfileOf<ArticleId>>,
) -> Compared {
    let (canonical, _) = canonical(&articles_of(&cluster, texts), articles);
    let canonical_text = texts.first_like(canonical);
    let mut measurer = None;
    let taken = cluster.nodes.iter().map(|&node| {
        if node == canonical_text {
            return None;
        }
        let measurer =
            measurer.get_or_insert_with(|| Measurer::new(profiles.profile(canonical_text), *rules));
        let Measured { overlap, kept, score, .. } =
            measurer.measure(profiles.profile(node)).swapped();
        Some(Taken { overlap, kept, score })
    });
    Compared { taken: taken.collect(), cluster }
}

/// The articles of a cluster, sorted.
pub(crate) fn articles_of(cluster: &Cluster, texts: &Texts) -> Vec<ArticleId> {
    let mut articles: Vec<ArticleId> =
        cluster.nodes.iter().flat_map(|&node| texts.articles_like(node)).collect();
    articles.sort_unstable();
    articles
}

/// Fifths of the words of the longest version that a complete version has at least.
const COMPLETE: u64 = 4;

/// Fifths of the words of the longest version that the agency's own version needs to be the
/// reference text.
const AGENCY_VERSION: u64 = 2;

/// The reference text of a story: the longest of the agency's own versions, unless it is a mere
/// summary; otherwise the earliest complete version. Ties go to the longest, then to the first.
pub(crate) fn canonical(members: &[ArticleId], articles: &Articles) -> (ArticleId, CanonicalRule) {
    let facts: Vec<(ArticleId, KeptFacts)> =
        members.iter().map(|&article| (article, articles.facts(article))).collect();
    let most = facts.iter().map(|(_, facts)| facts.words).max().expect("a story has an article");
    let has_parts =
        |facts: &KeptFacts, parts: u64| 5 * u64::from(facts.words) >= parts * u64::from(most);
    let own =
        facts.iter().filter(|(_, facts)| facts.from_agency && has_parts(facts, AGENCY_VERSION));
    if let Some(&(article, _)) = own.min_by_key(|(article, facts)| (Reverse(facts.words), *article))
    {
        return (article, CanonicalRule::Agency);
    }
    let complete = || facts.iter().filter(|(_, facts)| has_parts(facts, COMPLETE));
    let first_day = complete().filter_map(|(_, facts)| facts.published).map(day_of).min();
    let on_first_day = || {
        complete()
            .filter(|(_, facts)| first_day.is_none() || facts.published.map(day_of) == first_day)
    };
    // If one of them has no exact time, nothing says which was first.
    let times = || on_first_day().map(|(_, facts)| facts.published.filter(|date| date.is_exact()));
    let has_times = times().all(|time| time.is_some());
    let rank = |facts: &KeptFacts| {
        let time = facts.published.filter(|_| has_times).map(Published::seconds);
        (time, Reverse(facts.words))
    };
    let best = on_first_day().map(|(_, facts)| rank(facts)).min().expect("one has the most words");
    let mut bests = on_first_day().filter(|(_, facts)| rank(facts) == best);
    let &(article, _) = bests.next().expect("one of them is the best");
    let rule = match (bests.next().is_some(), first_day.is_some()) {
        (true, _) => CanonicalRule::Id,
        (false, true) => CanonicalRule::Earliest,
        (false, false) => CanonicalRule::Longest,
    };
    (article, rule)
}

/// The day of a date, counted from 1970.
fn day_of(date: Published) -> i64 {
    date.seconds().div_euclid(24 * 60 * 60)
}
