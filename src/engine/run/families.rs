//! Groups the clusters that are versions of one developing story.

use std::collections::hash_map::Entry;

use super::clusters::Clusters;
use super::measured::{MeasuredPairs, is_part};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{self, LinkedClusters};
use crate::error::Result;
use crate::hash::HashMap;
use crate::similarity::Score;

/// Linked pairs of clusters that are gathered before duplicates are joined.
const JOINED_AT_LEAST: usize = 1 << 18;

/// Groups clusters into families. A cluster goes by its first text.
pub(crate) fn group(
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
