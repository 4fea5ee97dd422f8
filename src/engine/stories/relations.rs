//! Articles that contain another story or are a small part of one. They are related, but never
//! merged.

use std::collections::hash_map::Entry;

use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::engine::run::measured::{MeasuredPair, is_part};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::Relation;
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
        let texts = |cluster: ArticleId| texts_of[&cluster];
        let mut related: Vec<(ArticleId, Related)> = Vec::new();
        for MeasuredPair { pair, overlap, .. } in parts {
            let (small, large, overlap) = if overlap.left <= overlap.right {
                (pair.low(), pair.high(), overlap)
            } else {
                (pair.high(), pair.low(), overlap.swapped())
            };
            let (of_small, of_large) = (self.clusters.of(small), self.clusters.of(large));
            if of_small == of_large {
                continue;
            }
            related.push(if texts(of_small) > texts(of_large) {
                let (relation, overlap) = (Relation::Contains, overlap.swapped());
                (of_small, Related { article: large, of_story: small, relation, overlap })
            } else {
                let relation = Relation::ExcerptOf;
                (of_large, Related { article: small, of_story: large, relation, overlap })
            });
        }
        related.sort_unstable_by(|(one_story, one), (other_story, other)| {
            (one.article, one_story)
                .cmp(&(other.article, other_story))
                .then_with(|| other.overlap.containment().total_cmp(&one.overlap.containment()))
                .then_with(|| other.overlap.shared.cmp(&one.overlap.shared))
                .then_with(|| one.of_story.cmp(&other.of_story))
        });
        related.dedup_by_key(|(story, related)| (related.article, *story));
        Ok(related.into_iter().map(|(_, related)| related).collect())
    }
}
