//! The facts of articles, as they go from stage to stage: a row without the outlet and the mark of the version, which
//! have numbers within one run alone, and these by name.

use crate::article::ArticleId;
use crate::clean::{Cleaner, Version};
use crate::corpus::{FirstPass, LeftOut};
use crate::engine::Run;
use crate::engine::run::agencies::{Agencies, Killed};
use crate::engine::run::articles::{self, Articles, KeptFacts, Outlets, Versions, row};
use crate::engine::run::clusters::Clusters;
use crate::engine::run::kept::KeptShown;
use crate::engine::run::measured::MeasuredPairs;
use crate::engine::run::read::UnreadDates;
use crate::engine::run::texts::Texts;
use crate::error::Result;
use crate::scratch::Scratch;

use super::columns;
use super::work::{Work, broken};

/// Reads the facts in a row of a stream, without outlet and version.
pub(super) fn facts(columns: columns::Row<'_>) -> Result<KeptFacts> {
    row::facts(columns.bytes("row")?).ok_or_else(|| broken("the facts of an article are damaged"))
}

/// Collects articles in the order of their numbers.
pub(super) struct Gathering {
    writer: articles::Writer,
    outlets: Outlets,
    versions: Versions,
}

impl Gathering {
    pub(super) fn new(scratch: &Scratch) -> Result<Gathering> {
        Ok(Gathering {
            writer: articles::Writer::new(scratch)?,
            outlets: Outlets::default(),
            versions: Versions::default(),
        })
    }

    /// Adds an article. A stage that does not show it needs no key.
    pub(super) fn push(
        &mut self,
        key: &str,
        facts: KeptFacts,
        outlet: Option<&str>,
        version: Option<&str>,
    ) -> Result<()> {
        let version: Option<Version> =
            version.map(serde_json::from_str).transpose().map_err(broken)?;
        let facts = KeptFacts {
            outlet: outlet.map(|outlet| self.outlets.intern(outlet)),
            version: version.map(|version| self.versions.push(version)),
            ..facts
        };
        self.writer.push(key.as_bytes(), &row::of(&facts))
    }

    pub(super) fn finish(self) -> Result<Articles> {
        self.writer.finish(self.versions, self.outlets)
    }
}

/// The numbers that some articles have in the run, in rising order. Their places among these are their numbers here.
pub(super) struct Numbers(Vec<u32>);

impl Numbers {
    pub(super) fn of(numbers: impl Iterator<Item = u32>) -> Numbers {
        Numbers(numbers.collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The number in the run of an article.
    pub(super) fn in_run(&self, article: ArticleId) -> u32 {
        self.0[article.index()]
    }

    /// The article with a number in the run.
    pub(super) fn here(&self, number: u32) -> Result<ArticleId> {
        let place = self.0.binary_search(&number).ok();
        let place = place.and_then(|place| u32::try_from(place).ok());
        place.map(ArticleId).ok_or_else(|| broken("an article of a story is absent"))
    }

    /// The texts of the articles. For each article `firsts` has the number of the first one with its text.
    pub(super) fn texts(&self, firsts: impl Iterator<Item = u32>) -> Result<Texts> {
        let mut by_text: Vec<(ArticleId, ArticleId)> = Vec::with_capacity(self.len());
        for (first, article) in firsts.zip((0..).map(ArticleId)) {
            by_text.push((self.here(first)?, article));
        }
        by_text.sort_unstable();
        let groups = by_text.chunk_by(|one, other| one.0 == other.0);
        let groups: Vec<Vec<ArticleId>> =
            groups.map(|group| group.iter().map(|&(_, article)| article).collect()).collect();
        Ok(Texts::from_groups(self.len(), groups.iter().map(Vec::as_slice), Vec::new()))
    }
}

/// Articles as a run of their own, each a story.
pub(super) fn run_of_articles(
    articles: Articles,
    cleaner: &Cleaner,
    work: Work<'_>,
) -> Result<Run> {
    run_of((articles, Texts::default(), Clusters::default()), cleaner, work)
}

/// Articles as a run of their own, of which no more is known than what they and their clusters say.
pub(super) fn run_of(
    (articles, texts, clusters): (Articles, Texts, Clusters),
    cleaner: &Cleaner,
    work: Work<'_>,
) -> Result<Run> {
    Ok(Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        read: articles.len() as u64,
        short_articles: articles.shorter_than(work.settings.min_words)?,
        articles,
        texts,
        verified: MeasuredPairs::default(),
        near: MeasuredPairs::default(),
        clusters,
        families: Vec::new(),
        rejects: Vec::new(),
        left_out: LeftOut::default(),
        first_pass: FirstPass::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::of_names(&work.parts()?.killed),
        shown: KeptShown::default(),
        shared_keys: 0,
        scratch: Scratch::in_memory(),
    })
}
