//! Stories that are versions of a developing story.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use super::clusters::Clusters;
use super::measured::{MeasuredPairs, is_part};
use super::run::Run;
use super::stories::Outline;
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{self, LinkedClusters};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, FamilyId, count_outlets};
use crate::similarity::Score;

/// The versions of a developing story.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) id: FamilyId,
    /// Those with the most articles first.
    pub(super) takes: Vec<Take>,
}

/// A story of a family.
#[derive(Clone, Debug)]
pub(super) struct Take {
    /// Its name; none for an article without a copy that the tables do not list.
    pub(super) told: Option<ClusterId>,
    pub(super) canonical: ArticleId,
    pub(super) articles: u32,
    pub(super) outlets: u32,
}

impl Family {
    pub(super) fn articles(&self) -> u32 {
        self.takes.iter().map(|take| take.articles).sum()
    }
}

/// Linked pairs of clusters that are gathered before those of the same two are brought together.
const JOINED_AT_LEAST: usize = 1 << 18;

/// Groups clusters, by their first texts, into families.
pub(super) fn group(
    clusters: &Clusters,
    texts: &Texts,
    pairs: [&MeasuredPairs; 2],
    threshold: Score,
) -> Result<Vec<Vec<ArticleId>>> {
    let copies = |article: ArticleId| texts.articles_like(article).count() as u64;
    let mut linked: Vec<LinkedClusters<ArticleId>> = Vec::new();
    let mut most = JOINED_AT_LEAST;
    for measured in pairs.into_iter().flat_map(MeasuredPairs::iter) {
        let measured = measured?;
        let (low, high) = (measured.pair.low(), measured.pair.high());
        let (one, other) = (clusters.of(low), clusters.of(high));
        // A round-up that contains the story is not a version of it.
        if measured.score >= threshold && one != other && !is_part(measured.overlap) {
            let pairs = copies(low) * copies(high);
            linked.push(LinkedClusters { one: one.min(other), other: one.max(other), pairs });
            if linked.len() > most {
                cluster::join(&mut linked);
                most = 2 * linked.len().max(JOINED_AT_LEAST);
            }
        }
    }
    let mut articles_of: HashMap<ArticleId, u64> = HashMap::default();
    cluster::join(&mut linked);
    for cluster in linked.iter().flat_map(|linked| [linked.one, linked.other]) {
        if let Entry::Vacant(articles) = articles_of.entry(cluster) {
            let nodes = clusters.cluster(cluster)?.nodes;
            articles.insert(nodes.into_iter().map(copies).sum());
        }
    }
    Ok(cluster::families(linked, |cluster| articles_of[&cluster]))
}

impl Run {
    /// The families, those with the most articles first.
    pub(super) fn told_families(&self, told: &[Outline]) -> Vec<Family> {
        let mut place_of: Vec<(ArticleId, usize)> =
            told.iter().map(|outline| outline.first).zip(0..).collect();
        place_of.sort_unstable();
        let take = |&cluster: &ArticleId| {
            let place = place_of.binary_search_by_key(&cluster, |&(first, _)| first);
            self.take(cluster, place.ok().map(|place| &told[place_of[place].1]))
        };
        let mut families: Vec<Vec<Take>> = self
            .families
            .iter()
            .map(|clusters| {
                let mut takes: Vec<Take> = clusters.iter().map(take).collect();
                takes.sort_by_key(|take| (Reverse(take.articles), take.canonical));
                takes
            })
            .collect();
        families.sort_by_key(|takes| takes[0].canonical);
        let largest: Vec<String> =
            families.iter().map(|takes| self.articles.key(takes[0].canonical)).collect();
        let ids = FamilyId::name_all(largest.iter().map(String::as_str));
        let mut families: Vec<Family> =
            ids.into_iter().zip(families).map(|(id, takes)| Family { id, takes }).collect();
        families.sort_by_key(|family| (Reverse(family.articles()), family.id));
        families
    }

    /// The story of a cluster, which is in the tables or has a single article.
    fn take(&self, first: ArticleId, story: Option<&Outline>) -> Take {
        let alone = || {
            let outlets = count_outlets([self.outlet(first)]);
            Take { told: None, canonical: first, articles: 1, outlets }
        };
        story.map_or_else(alone, |story| Take {
            told: Some(story.id),
            canonical: story.canonical,
            articles: story.articles,
            outlets: story.outlets,
        })
    }
}
