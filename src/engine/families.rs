//! Stories that are takes of one running story.

use std::cmp::Reverse;

use super::compare::MeasuredPair;
use super::run::Run;
use super::stories::{Compared, Story};
use super::tables::count;
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{self, Cluster};
use crate::hash::HashMap;
use crate::report::{ClusterId, FamilyId, count_outlets};
use crate::similarity::Score;

/// The takes of a running story.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) id: FamilyId,
    /// Those with the most articles first.
    pub(super) takes: Vec<Take>,
}

/// A story of a family.
#[derive(Clone, Debug)]
pub(super) struct Take {
    /// Its name; none for an article without a copy, if such are not told of.
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

/// Groups clusters, by their places, into families.
pub(super) fn group<'a>(
    clusters: &[Compared],
    texts: &Texts,
    pairs: impl Iterator<Item = &'a MeasuredPair>,
    threshold: Score,
) -> Vec<Vec<usize>> {
    let clusters: Vec<&Cluster> = clusters.iter().map(|compared| &compared.cluster).collect();
    let links = pairs.filter(|measured| measured.score >= threshold).map(|measured| measured.pair);
    cluster::families(&clusters, texts.nodes(), links)
}

impl Run {
    /// The families, those with the most articles first.
    pub(super) fn told_families(&self, told: &[Story]) -> Vec<Family> {
        let story_of: HashMap<ArticleId, &Story> = told
            .iter()
            .flat_map(|story| story.members.iter().map(move |member| (member.article, story)))
            .collect();
        let take = |&place: &usize| self.take(self.clusters[place].cluster.nodes[0], &story_of);
        let mut families: Vec<Vec<Take>> = self
            .families
            .iter()
            .map(|places| {
                let mut takes: Vec<Take> = places.iter().map(take).collect();
                takes.sort_by_key(|take| (Reverse(take.articles), take.canonical));
                takes
            })
            .collect();
        families.sort_by_key(|takes| takes[0].canonical);
        let largest = families.iter().map(|takes| &*self.articles.facts(takes[0].canonical).key);
        let ids = FamilyId::name_all(largest);
        let mut families: Vec<Family> =
            ids.into_iter().zip(families).map(|(id, takes)| Family { id, takes }).collect();
        families.sort_by_key(|family| (Reverse(family.articles()), family.id));
        families
    }

    /// The story that an article is in, which is told of or has no other article.
    fn take(&self, article: ArticleId, story_of: &HashMap<ArticleId, &Story>) -> Take {
        let alone = || {
            let outlets = count_outlets([self.outlet(article)]);
            Take { told: None, canonical: article, articles: 1, outlets }
        };
        story_of.get(&article).map_or_else(alone, |story| Take {
            told: Some(story.id),
            canonical: story.canonical,
            articles: count(story.members.len()),
            outlets: story.outlets,
        })
    }
}
