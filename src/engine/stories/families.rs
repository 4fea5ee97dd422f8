//! Stories that are versions of a developing story.

use std::cmp::Reverse;

use super::run_story::Outline;
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::hash::HashMap;
use crate::report::{ClusterId, FamilyId, count_outlets};

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
    pub(crate) told: Option<ClusterId>,
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
        .flat_map(|family| family.takes.iter().map(move |take| (take.told, family.id)));
    takes.filter_map(|(told, family)| Some((told?, family))).collect()
}

impl Run {
    /// The families, sorted by number of articles, largest first.
    pub(crate) fn told_families(&self, told: &[Outline]) -> Vec<Family> {
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

    /// The version that a cluster is. Without an outline it has a single article.
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
