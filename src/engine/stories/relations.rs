//! How stories are related: articles that contain another story or are a small part of one, which are never
//! merged, and stories that are versions of a developing story.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use super::run_story::Outline;
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::engine::run::measured::{MeasuredPair, is_part};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, FamilyId, Relation, count_outlets};
use crate::similarity::Overlap;

/// An article and its closest article in a related story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Related {
    pub(crate) article: ArticleId,
    pub(crate) of_story: ArticleId,
    /// The relation of the article to the story.
    pub(crate) relation: Relation,
    /// Overlap of the article (left) and the story's article (right).
    pub(crate) overlap: Overlap,
}

impl Run {
    /// The articles that are related to a story without being copies of it, in order.
    ///
    /// Of two clusters the one with more texts is the story; on a tie, the one with the longer
    /// text. Each article of the other cluster is related to it once, however many copies it
    /// matches.
    pub(crate) fn relations(&self) -> Result<Vec<Related>> {
        let mut parts: Vec<MeasuredPair> = Vec::new();
        for measured in self.verified.iter().chain(self.near.iter()) {
            let measured = measured?;
            if is_part(measured.overlap) {
                parts.push(measured);
            }
        }
        let mut texts_of: HashMap<ArticleId, usize> = HashMap::default();
        for article in parts.iter().flat_map(|part| part.pair.articles()) {
            let cluster = self.clusters.of(article);
            if let Entry::Vacant(texts) = texts_of.entry(cluster) {
                texts.insert(self.clusters.texts(cluster)?);
            }
        }
        let related = parts.into_iter().filter_map(|part| {
            let clusters = [part.pair.low(), part.pair.high()].map(|text| self.clusters.of(text));
            relate(&part, clusters, clusters.map(|cluster| texts_of[&cluster]))
        });
        Ok(closest(related.collect()))
    }
}

/// How the articles of a pair, one of them a part of the other, are related, with the cluster that is the story; `None` if
/// they are of one cluster. `clusters` are those of the two, and `texts` says how many texts each has.
pub(crate) fn relate(
    &MeasuredPair { pair, overlap, .. }: &MeasuredPair,
    clusters: [ArticleId; 2],
    texts: [usize; 2],
) -> Option<(ArticleId, Related)> {
    if clusters[0] == clusters[1] {
        return None;
    }
    let articles = [pair.low(), pair.high()];
    let (small, overlap) =
        if overlap.left <= overlap.right { (0, overlap) } else { (1, overlap.swapped()) };
    let large = 1 - small;
    Some(if texts[small] > texts[large] {
        let (relation, overlap) = (Relation::Contains, overlap.swapped());
        let (article, of_story) = (articles[large], articles[small]);
        (clusters[small], Related { article, of_story, relation, overlap })
    } else {
        let (relation, article, of_story) = (Relation::ExcerptOf, articles[small], articles[large]);
        (clusters[large], Related { article, of_story, relation, overlap })
    })
}

/// Of each article and story the closest pair, in the order of the articles.
pub(crate) fn closest(mut related: Vec<(ArticleId, Related)>) -> Vec<Related> {
    related.sort_unstable_by(|(one_story, one), (other_story, other)| {
        (one.article, one_story)
            .cmp(&(other.article, other_story))
            .then_with(|| other.overlap.containment().total_cmp(&one.overlap.containment()))
            .then_with(|| other.overlap.shared.cmp(&one.overlap.shared))
            .then_with(|| one.of_story.cmp(&other.of_story))
    });
    related.dedup_by_key(|(story, related)| (related.article, *story));
    related.into_iter().map(|(_, related)| related).collect()
}

/// The versions of a developing story.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) id: FamilyId,
    /// Sorted by number of articles, largest first.
    pub(crate) takes: Vec<Take>,
}

/// A story of a family.
#[derive(Clone, Debug)]
pub(crate) struct Take {
    /// Its id; `None` for an article without a copy that the tables do not list.
    pub(crate) cluster_id: Option<ClusterId>,
    pub(crate) canonical: ArticleId,
    pub(crate) articles: u32,
    pub(crate) outlets: u32,
}

impl Family {
    pub(crate) fn articles(&self) -> u32 {
        self.takes.iter().map(|take| take.articles).sum()
    }
}

/// The family of each story that is in one.
pub(crate) fn family_of(families: &[Family]) -> HashMap<ClusterId, FamilyId> {
    let takes = families
        .iter()
        .flat_map(|family| family.takes.iter().map(move |take| (take.cluster_id, family.id)));
    takes.filter_map(|(cluster_id, family)| Some((cluster_id?, family))).collect()
}

impl Run {
    /// The families, sorted by number of articles, largest first.
    pub(crate) fn families_of(&self, outlines: &[Outline]) -> Vec<Family> {
        // Without an outline it has a single article.
        let alone = |first: ArticleId| {
            let outlets = count_outlets([self.outlet(first)]);
            Take { cluster_id: None, canonical: first, articles: 1, outlets }
        };
        name_families(&self.families, outlines, alone, |article| self.articles.key(article))
    }
}

/// Describes families of clusters, which go by their first texts, and sorts them by number of articles, largest first.
/// `alone` is the version that a cluster without an outline is.
pub(crate) fn name_families(
    families: &[Vec<ArticleId>],
    outlines: &[Outline],
    alone: impl Fn(ArticleId) -> Take,
    key: impl Fn(ArticleId) -> String,
) -> Vec<Family> {
    let mut place_of: Vec<(ArticleId, usize)> =
        outlines.iter().map(|outline| outline.first).zip(0..).collect();
    place_of.sort_unstable();
    let take = |&cluster: &ArticleId| {
        let place = place_of.binary_search_by_key(&cluster, |&(first, _)| first);
        place.map_or_else(|_| alone(cluster), |place| Take::of(&outlines[place_of[place].1]))
    };
    let mut families: Vec<Vec<Take>> = families
        .iter()
        .map(|clusters| {
            let mut takes: Vec<Take> = clusters.iter().map(take).collect();
            takes.sort_by_key(|take| (Reverse(take.articles), take.canonical));
            takes
        })
        .collect();
    families.sort_by_key(|takes| takes[0].canonical);
    let largest: Vec<String> = families.iter().map(|takes| key(takes[0].canonical)).collect();
    let ids = FamilyId::name_all(largest.iter().map(String::as_str));
    let mut families: Vec<Family> =
        ids.into_iter().zip(families).map(|(id, takes)| Family { id, takes }).collect();
    families.sort_by_key(|family| (Reverse(family.articles()), family.id));
    families
}

impl Take {
    fn of(story: &Outline) -> Take {
        Take {
            cluster_id: Some(story.id),
            canonical: story.canonical,
            articles: story.articles,
            outlets: story.outlets,
        }
    }
}
