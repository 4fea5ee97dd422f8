//! Makes a run of the results of the stages.

use std::path::Path;

use super::articles::{Gathering, facts};
use super::group::stored;
use super::measured::measured;
use super::results::{Results, damaged, records};
use super::work::broken;
use crate::article::ArticleId;
use crate::clean::Cleaner;
use crate::corpus::Corpus;
use crate::engine::run::agencies::Agencies;
use crate::engine::run::clusters::{self, Clusters};
use crate::engine::run::grouping::families;
use crate::engine::run::kept::KeptShown;
use crate::engine::run::measured::{MeasuredPairs, Verified};
use crate::engine::run::texts::Texts;
use crate::engine::{Run, Settings, Tolerance};
use crate::error::Result;
use crate::pair;
use crate::scratch::Scratch;

/// How a run is made of the results of its stages.
#[derive(Clone, Copy)]
pub struct Collecting<'a> {
    /// The corpus of the run.
    pub corpus: &'a Corpus,
    /// Its cleaner.
    pub cleaner: &'a Cleaner,
    /// Its settings.
    pub settings: &'a Settings,
    /// How many bad records end it.
    pub tolerance: Tolerance,
    /// Where the data of the run is kept.
    pub scratch: &'a Scratch,
}

/// Makes a run of the results of its stages, which are Arrow streams in a folder.
///
/// # Errors
///
/// If the records are worse than `tolerance` allows, or the results cannot be read or do not fit one another.
pub fn collect(results: &Path, collecting: Collecting<'_>) -> Result<Run> {
    let Collecting { corpus, cleaner, settings, tolerance, scratch } = collecting;
    let results = Results(results);
    let records = records(&results, corpus, tolerance)?;
    let mut gathering = Gathering::new(scratch)?;
    let mut count = 0;
    results.each("articles", |row| {
        if row.number("number")? != count {
            return Err(damaged("sorted", "the articles are not in order"));
        }
        count += 1;
        let (outlet, version) = (row.maybe_text("outlet")?, row.maybe_text("version")?);
        gathering.push(row.text("name")?, facts(row)?, outlet, version)
    })?;
    if u64::from(count) != records.articles {
        let problem = format!("it has {count} articles of {}", records.articles);
        return Err(damaged("sorted", problem));
    }
    let articles = gathering.finish()?;
    let texts = texts(&results, articles.len())?;
    let Verified { pairs: verified, near } = pairs(&results, articles.len(), settings, scratch)?;
    let clusters = clusters(&results, articles.len(), &verified, scratch)?;
    let threshold = settings.family_pair_threshold();
    let families = families(&clusters, &texts, [&verified, &near], threshold)?;
    let short_articles = articles.shorter_than(settings.min_words)?;
    let run = Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        articles,
        texts,
        verified,
        near,
        clusters,
        families,
        rejects: records.rejects,
        left_out: records.left_out,
        read: records.read,
        first_pass: records.first_pass,
        unread_dates: records.unread_dates,
        killed: records.killed,
        shown: KeptShown::default(),
        short_articles,
        shared_keys: records.renamed,
        scratch: scratch.clone(),
    };
    run.articles.check()?;
    Ok(run)
}

fn texts(results: &Results<'_>, articles: usize) -> Result<Texts> {
    let mut met = Met::of(articles);
    let mut joined: Vec<(u32, u32)> = Vec::new();
    let mut placeholders: Vec<ArticleId> = Vec::new();
    results.each("texts", |row| {
        let (number, first) = (row.number("number")?, row.number("first")?);
        if number.max(first) as usize >= articles {
            return Err(broken("a text is of no article"));
        }
        if met.again(number) {
            return Err(damaged("texts", "an article is there twice"));
        }
        if row.number("placeholder")? == 1 {
            placeholders.push(ArticleId(number));
        } else {
            joined.push((first, number));
        }
        Ok(())
    })?;
    joined.sort_unstable();
    placeholders.sort_unstable();
    let groups = joined.chunk_by(|one, other| one.0 == other.0);
    let groups: Vec<Vec<ArticleId>> = groups
        .map(|group| {
            let numbers = group.iter().map(|&(_, number)| number);
            std::iter::once(group[0].0).chain(numbers).map(ArticleId).collect()
        })
        .collect();
    Ok(Texts::from_groups(articles, groups.iter().map(Vec::as_slice), placeholders))
}

fn pairs(
    results: &Results<'_>,
    articles: usize,
    settings: &Settings,
    scratch: &Scratch,
) -> Result<Verified> {
    let threshold = settings.pair_threshold();
    let mut copies = pair::Writer::new(scratch)?;
    let mut near = pair::Writer::new(scratch)?;
    let mut before = None;
    results.each("measured", |row| {
        let (low, high) = (row.number("low")?, row.number("high")?);
        if low >= high || high as usize >= articles {
            return Err(broken("a text of a pair is of no article"));
        }
        if before >= Some((low, high)) {
            return Err(damaged("measured", "a pair is there twice, or not in its place"));
        }
        before = Some((low, high));
        let measured = measured(row, [low, high].map(ArticleId))?;
        if measured.score >= threshold { copies.push(&measured) } else { near.push(&measured) }
    })?;
    let (pairs, near): (MeasuredPairs, MeasuredPairs) = (copies.finish()?, near.finish()?);
    Ok(Verified { pairs, near })
}

fn clusters(
    results: &Results<'_>,
    articles: usize,
    copies: &MeasuredPairs,
    scratch: &Scratch,
) -> Result<Clusters> {
    let mut writer = clusters::Writer::new(scratch, articles)?;
    let mut met = Met::of(articles);
    results.each("groups", |row| {
        let group = stored(row.bytes("stored")?)?;
        let nodes = &group.compared.cluster.nodes;
        if nodes.last().is_none_or(|last| last.index() >= articles) {
            return Err(broken("a cluster has no article, or one that is not there"));
        }
        if nodes.iter().any(|node| met.again(node.0)) {
            return Err(damaged("groups", "a text is there twice"));
        }
        writer.push(&group)
    })?;
    for copy in copies.iter() {
        if copy?.pair.articles().into_iter().any(|text| !met.has(text.0)) {
            return Err(damaged("groups", "a text that has copies is absent"));
        }
    }
    writer.finish()
}

/// Which articles a stage has.
struct Met(Vec<bool>);

impl Met {
    fn of(articles: usize) -> Met {
        Met(vec![false; articles])
    }

    /// Notes an article. Returns whether it was there before.
    fn again(&mut self, article: u32) -> bool {
        std::mem::replace(&mut self.0[article as usize], true)
    }

    fn has(&self, article: u32) -> bool {
        self.0[article as usize]
    }
}
