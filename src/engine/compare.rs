//! Finds the candidate pairs among the different texts, reads those texts again, and measures the pairs.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::articles::Articles;
use super::observer::{Observer, Stage};
use super::relations;
use super::settings::Settings;
use super::texts::Texts;
use crate::article::{Article, ArticleId, Place};
use crate::clean::{CleanText, Cleaner};
use crate::cluster::{Link, Measure};
use crate::corpus::Corpus;
use crate::error::{ErrorKind, Result};
use crate::hash::HashSet;
use crate::lsh;
use crate::pair::CandidatePair;
use crate::similarity::{Overlap, Score};
use crate::verify::{self, Measured, Measurer, Profile, Rules};

/// Profiles that are held at a time, of 4 to 5 KB each for articles of usual length: 2 GB. Changes no result.
pub(crate) const PROFILES_AT_ONCE: usize = 450_000;

/// Two articles that were measured, and have enough in common to be kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MeasuredPair {
    pub(crate) pair: CandidatePair,
    pub(crate) overlap: Overlap,
    pub(crate) score: Score,
}

impl MeasuredPair {
    pub(crate) fn link(&self) -> Link {
        Link { pair: self.pair, score: self.score }
    }
}

/// The profiles of some articles, in rising order.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    articles: Vec<ArticleId>,
    rows: Vec<Profile>,
    /// For each article of the run, the row of its profile, if it has one.
    row_of: Vec<u32>,
    rules: Rules,
}

/// Stands where an article has no profile.
const NONE: u32 = u32::MAX;

impl Profiles {
    /// Measures two of the articles.
    pub(crate) fn measure(&self, pair: CandidatePair) -> Measured {
        verify::measure(self.profile(pair.low()), self.profile(pair.high()), self.rules)
    }

    /// Measures the article of a row and another one.
    pub(super) fn measure_against(&self, row: usize, other: &Profile) -> Measured {
        verify::measure(&self.rows[row], other, self.rules)
    }

    /// One of the articles, ready to be measured against others.
    pub(crate) fn measurer(&self, article: ArticleId) -> Measurer<'_> {
        Measurer::new(self.profile(article), self.rules)
    }

    fn profile(&self, article: ArticleId) -> &Profile {
        let row = self.row_of[article.index()];
        assert!(row != NONE, "only articles that were profiled are measured");
        &self.rows[row as usize]
    }
}

impl Measure for Profiles {
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_> {
        let measurer = self.measurer(one);
        Box::new(move |other| {
            measurer
                .measure_if_alike(self.profile(other))
                .map_or(Score::ZERO, |measured| measured.score)
        })
    }
}

/// The candidate pairs: texts long enough to be compared that share buckets.
pub(crate) fn candidates(
    articles: &Articles,
    texts: &Texts,
    settings: &Settings,
) -> Vec<CandidatePair> {
    lsh::candidates(&articles.signatures, &comparable(articles, texts, settings), settings.lsh)
}

/// The different texts that are long enough to be compared, in rising order.
pub(super) fn comparable(
    articles: &Articles,
    texts: &Texts,
    settings: &Settings,
) -> Vec<ArticleId> {
    texts
        .nodes()
        .iter()
        .map(|node| node.article)
        .filter(|&article| articles.facts(article).words >= settings.min_words)
        .collect()
}

/// Where profiles come from: the articles of a run, read again.
#[derive(Clone, Copy)]
pub(crate) struct Rereading<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) articles: &'a Articles,
    pub(crate) settings: &'a Settings,
    pub(crate) observer: &'a dyn Observer,
}

impl Rereading<'_> {
    /// Profiles some articles, given in rising order: those that are not `held` are read again, and what is held of
    /// others is let go.
    pub(crate) fn profiles(self, wanted: Vec<ArticleId>, held: Profiles) -> Result<Profiles> {
        let slots: Vec<OnceLock<Profile>> = wanted.iter().map(|_| OnceLock::new()).collect();
        for (article, profile) in held.articles.into_iter().zip(held.rows) {
            if let Ok(row) = wanted.binary_search(&article) {
                slots[row].set(profile).expect("each article is held once");
            }
        }
        let (missing, rows): (Vec<ArticleId>, Vec<usize>) = wanted
            .iter()
            .zip(0..)
            .filter(|&(_, row): &(_, usize)| slots[row].get().is_none())
            .unzip();
        self.read_again(Stage::Reread, &missing, |row, article, text| {
            let profile = Profile::new(article, text, self.settings.shingling);
            slots[rows[row]].set(profile).expect("each article is read once");
        })?;
        let rows = slots
            .into_iter()
            .map(|slot| slot.into_inner().expect("reading again visits every article or fails"))
            .collect();
        let mut row_of = vec![NONE; self.articles.len()];
        for (row, article) in (0..).zip(&wanted) {
            row_of[article.index()] = row;
        }
        Ok(Profiles { articles: wanted, rows, row_of, rules: self.settings.rules })
    }

    /// Reads some articles again, and hands each with its row among them and its clean text to `visit`, in any order.
    pub(super) fn read_again(
        self,
        stage: Stage,
        articles: &[ArticleId],
        visit: impl Fn(usize, &Article<'_>, &CleanText) + Sync,
    ) -> Result<()> {
        let mut by_place: Vec<(Place, usize)> =
            articles.iter().map(|&article| self.articles.facts(article).place).zip(0..).collect();
        by_place.par_sort_unstable();
        let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
        self.observer.begin(stage, Some(places.len() as u64));
        self.corpus.reread(&places).par_bridge().try_for_each(|again| {
            let again = again?;
            for (at, record) in again.places.clone().zip(again.chunk.records()) {
                let article = record.map_err(|_| changed(self.corpus, places[at]))?.article;
                let text = self.cleaner.clean(&article);
                visit(by_place[at].1, &article, &text);
            }
            self.observer.advance(again.places.len() as u64);
            Ok::<(), crate::Error>(())
        })
    }
}

/// What the candidate pairs were found to be.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// The copies.
    pub(crate) pairs: Vec<MeasuredPair>,
    /// Pairs that are no copies, but takes of one running story, or of which one is a small part of the other.
    pub(crate) near: Vec<MeasuredPair>,
}

/// Measures candidate pairs and keeps the copies, holding no more than `at_once` profiles at a time, or those of a pair.
///
/// With the copies come the profiles that are held in the end.
pub(crate) fn verify(
    rereading: Rereading<'_>,
    candidates: &[CandidatePair],
    at_once: usize,
) -> Result<(Verified, Profiles)> {
    let mut verified = Verified::default();
    let mut profiles = Profiles::default();
    let settings = rereading.settings;
    let threshold = settings.pair_threshold();
    let mut rest = candidates;
    while !rest.is_empty() {
        let (articles, pairs) = batch(rest, at_once);
        profiles = rereading.profiles(articles, profiles)?;
        let (now, later) = rest.split_at(pairs);
        for measured in
            measured(now, &profiles, settings.family_pair_threshold(), rereading.observer)
        {
            let is_copy = measured.score >= threshold;
            if is_copy { &mut verified.pairs } else { &mut verified.near }.push(measured);
        }
        rest = later;
    }
    Ok((verified, profiles))
}

/// The articles, sorted, of as many of the first pairs as have no more than `most`, and how many pairs these are.
fn batch(pairs: &[CandidatePair], most: usize) -> (Vec<ArticleId>, usize) {
    let mut articles: HashSet<ArticleId> = HashSet::default();
    let mut count = 0;
    for pair in pairs {
        let both = [pair.low(), pair.high()];
        let more = both.iter().filter(|&article| !articles.contains(article)).count();
        if count > 0 && articles.len() + more > most {
            break;
        }
        articles.extend(both);
        count += 1;
    }
    let mut articles: Vec<ArticleId> = articles.into_iter().collect();
    articles.par_sort_unstable();
    (articles, count)
}

fn changed(corpus: &Corpus, place: Place) -> crate::Error {
    ErrorKind::Changed { path: corpus.file(place.file).path.clone() }.into()
}

/// Measures pairs, and keeps those with a score from the least on, and those of which one is a part of the other.
fn measured(
    pairs: &[CandidatePair],
    profiles: &Profiles,
    least: Score,
    observer: &dyn Observer,
) -> Vec<MeasuredPair> {
    observer.begin(Stage::Verify, Some(pairs.len() as u64));
    let chunks = pairs.par_chunks(256).flat_map_iter(|chunk| {
        let mut kept: Vec<MeasuredPair> = Vec::new();
        for of_one in chunk.chunk_by(|one, other| one.low() == other.low()) {
            let one = profiles.measurer(of_one[0].low());
            kept.extend(of_one.iter().filter_map(|&pair| {
                let Measured { overlap, score, guard, .. } =
                    one.measure_if_alike(profiles.profile(pair.high()))?;
                let is_part = guard.is_none() && relations::is_part(overlap);
                (score >= least || is_part).then_some(MeasuredPair { pair, overlap, score })
            }));
        }
        observer.advance(chunk.len() as u64);
        kept
    });
    chunks.collect()
}
