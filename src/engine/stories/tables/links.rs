//! The tables that link articles and stories: families, relations and pairs.

use super::stories::{Archive, count};
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::engine::run::clusters::articles_of;
use crate::engine::stories::relations::Family;
use crate::engine::stories::run_story::Outline;
use crate::error::Result;
use crate::report::{
    ArticleRow, ClusterId, DatePrecision, FamilyRow, PairRow, RelationRow, Share, Tables, UtcDay,
    UtcTime,
};

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

impl Run {
    /// Writes the rows of all articles that were read, in the order of their keys.
    pub(super) fn write_articles(
        &self,
        told: &ToldOf<'_>,
        archive: &dyn Archive,
        tables: &mut Tables,
    ) -> Result<()> {
        if !tables.have_articles() {
            return Ok(());
        }
        let mut origins = vec![None; self.articles.len()];
        self.each_cluster(|cluster| {
            let members = articles_of(cluster, &self.texts);
            if let Some(origin) = self.origin_of(&members) {
                for article in &members {
                    origins[article.index()] = Some(origin.agency);
                }
            }
        })?;
        for article in self.articles.ids().filter(|&article| !archive.is_index_only(article)) {
            let facts = self.articles.facts(article);
            let agency = origins[article.index()];
            tables.article(&ArticleRow {
                id: self.articles.key(article).into(),
                cluster_id: told.get(article),
                outlet: self.outlet(article).map(Into::into),
                date: facts.published.map(UtcDay::from),
                published: facts.published.and_then(UtcTime::of),
                date_precision: DatePrecision::of([facts.published]),
                n_words: facts.words,
                agency: agency.map(|agency| self.agencies.name(agency).into()),
                credit_state: agency.and_then(|of| self.agencies.credit_state(&facts, of)),
                own: agency.is_some_and(|of| self.agencies.is_own(&facts, of)),
                source_file: archive.file(facts.place.file),
                source_line: facts.place.line,
                source_offset: facts.place.offset,
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
