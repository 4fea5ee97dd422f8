//! The tables that link articles and stories: families, relations and pairs.

use super::stories::count;
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::engine::stories::relations::Family;
use crate::engine::stories::run_story::Outline;
use crate::error::Result;
use crate::report::{ClusterId, FamilyRow, PairRow, RelationRow, Share, Tables};

impl Run {
    pub(super) fn write_families(&self, families: &[Family], tables: &mut Tables) -> Result<()> {
        for family in families {
            for take in &family.takes {
                tables.family(&FamilyRow {
                    family_id: family.id,
                    family_stories: count(family.takes.len()),
                    family_articles: family.articles(),
                    cluster_id: take.told,
                    canonical_id: self.articles.key(take.canonical).into(),
                    articles: take.articles,
                    outlets: take.outlets,
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn write_relations(&self, told: &ToldOf<'_>, tables: &mut Tables) -> Result<()> {
        for related in self.relations()? {
            tables.relation(&RelationRow {
                a: self.articles.key(related.article).into(),
                b: self.articles.key(related.of_story).into(),
                relation: related.relation,
                contained_a_in_b: Share::new(related.overlap.left_in_right()),
                contained_b_in_a: Share::new(related.overlap.right_in_left()),
                shared_shingles: related.overlap.shared,
                cluster_id_a: told.get(related.article),
                cluster_id_b: told.get(related.of_story),
            })?;
        }
        Ok(())
    }

    pub(super) fn write_pairs(&self, told: &ToldOf<'_>, tables: &mut Tables) -> Result<()> {
        if !tables.have_pairs() {
            return Ok(());
        }
        for verified in self.verified.iter() {
            let verified = verified?;
            let (low, high) = (verified.pair.low(), verified.pair.high());
            let overlap = verified.overlap;
            let clusters = (told.get(low), told.get(high));
            let dates = [low, high].map(|article| self.articles.facts(article).published);
            let minutes = dates[0].and_then(|one| one.minutes_to(dates[1]?));
            tables.pair(&PairRow {
                a: self.articles.key(low).into(),
                b: self.articles.key(high).into(),
                jaccard: Share::new(overlap.jaccard()),
                contained_a_in_b: Share::new(overlap.left_in_right()),
                contained_b_in_a: Share::new(overlap.right_in_left()),
                shared_shingles: overlap.shared,
                minutes_apart: minutes.map(i64::abs),
                same_outlet: self.outlet(low).is_some() && self.outlet(low) == self.outlet(high),
                cluster_id: clusters.0.filter(|_| clusters.0 == clusters.1),
                cosine: Share::new(overlap.cosine()),
                score: Share::new(verified.score.share()),
            })?;
        }
        Ok(())
    }
}

/// The story of each article, if it is in the tables.
pub(super) struct ToldOf<'a> {
    run: &'a Run,
    /// Sorted by the first texts of the clusters.
    stories: Vec<(ArticleId, ClusterId)>,
}

impl ToldOf<'_> {
    pub(super) fn new<'a>(run: &'a Run, outlines: &[Outline]) -> ToldOf<'a> {
        let mut stories: Vec<_> =
            outlines.iter().map(|outline| (outline.first, outline.id)).collect();
        stories.sort_unstable();
        ToldOf { run, stories }
    }

    fn get(&self, article: ArticleId) -> Option<ClusterId> {
        let cluster = self.run.clusters.of(self.run.texts.first_like(article));
        let place = self.stories.binary_search_by_key(&cluster, |&(first, _)| first).ok()?;
        Some(self.stories[place].1)
    }
}
