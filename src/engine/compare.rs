//! Finds the candidate pairs among the different texts, reads those texts again, and measures the pairs.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::articles::Articles;
use super::observer::{Observer, Stage};
use super::settings::Settings;
use super::texts::Texts;
use crate::article::{ArticleId, Place};
use crate::clean::Cleaner;
use crate::cluster::Link;
use crate::corpus::Corpus;
use crate::error::{ErrorKind, Result};
use crate::lsh;
use crate::pair::CandidatePair;
use crate::similarity::{Overlap, Score};
use crate::verify::{self, Measured, Profile};

/// Two articles that were measured, and found to be copies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct VerifiedPair {
    pub(crate) pair: CandidatePair,
    pub(crate) overlap: Overlap,
    pub(crate) score: Score,
}

impl VerifiedPair {
    pub(crate) fn link(&self) -> Link {
        Link { pair: self.pair, score: self.score }
    }
}

/// The profiles of the texts that have a candidate.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    articles: Vec<ArticleId>,
    profiles: Vec<Profile>,
}

impl Profiles {
    /// Measures two articles that each had a candidate.
    pub(crate) fn measure(&self, pair: CandidatePair) -> Measured {
        verify::measure(self.profile(pair.low()), self.profile(pair.high()))
    }

    fn profile(&self, article: ArticleId) -> &Profile {
        let row = self
            .articles
            .binary_search(&article)
            .expect("only articles with a candidate are measured");
        &self.profiles[row]
    }
}

/// The candidate pairs: texts long enough to be compared that share buckets.
pub(crate) fn candidates(
    articles: &Articles,
    texts: &Texts,
    settings: &Settings,
) -> Vec<CandidatePair> {
    let comparable: Vec<ArticleId> = texts
        .nodes()
        .iter()
        .map(|node| node.article)
        .filter(|&article| articles.facts(article).words >= settings.min_words)
        .collect();
    lsh::candidates(&articles.signatures, &comparable, settings.lsh)
}

/// Reads the articles of some pairs again and profiles them.
pub(crate) fn profiles(
    corpus: &Corpus,
    cleaner: &Cleaner,
    articles: &Articles,
    pairs: &[CandidatePair],
    settings: &Settings,
    observer: &dyn Observer,
) -> Result<Profiles> {
    let mut wanted: Vec<ArticleId> =
        pairs.iter().flat_map(|pair| [pair.low(), pair.high()]).collect();
    wanted.par_sort_unstable();
    wanted.dedup();
    observer.begin(Stage::Reread, Some(wanted.len() as u64));

    let mut by_place: Vec<(Place, usize)> = wanted
        .iter()
        .enumerate()
        .map(|(row, &article)| (articles.facts(article).place, row))
        .collect();
    by_place.par_sort_unstable();
    let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
    let slots: Vec<OnceLock<Profile>> = wanted.iter().map(|_| OnceLock::new()).collect();
    corpus.reread(&places).par_bridge().try_for_each(|again| {
        let again = again?;
        for (at, record) in again.places.clone().zip(again.chunk.records()) {
            let article = record.map_err(|_| changed(corpus, places[at]))?.article;
            let text = cleaner.clean(&article);
            let profile = Profile::new(&article, &text, settings.shingle_words);
            slots[by_place[at].1].set(profile).expect("each place is read once");
        }
        observer.advance(again.places.len() as u64);
        Ok::<(), crate::Error>(())
    })?;
    let profiles = slots
        .into_iter()
        .map(|slot| slot.into_inner().expect("reading again visits every place or fails"))
        .collect();
    Ok(Profiles { articles: wanted, profiles })
}

fn changed(corpus: &Corpus, place: Place) -> crate::Error {
    ErrorKind::Changed { path: corpus.file(place.file).path.clone() }.into()
}

/// Measures candidate pairs and keeps the copies.
pub(crate) fn verify(
    pairs: &[CandidatePair],
    profiles: &Profiles,
    settings: &Settings,
    observer: &dyn Observer,
) -> Vec<VerifiedPair> {
    observer.begin(Stage::Verify, Some(pairs.len() as u64));
    let threshold = settings.pair_threshold();
    let chunks = pairs.par_chunks(256).flat_map_iter(|chunk| {
        let verified: Vec<VerifiedPair> = chunk
            .iter()
            .map(|&pair| {
                let Measured { overlap, score, .. } = profiles.measure(pair);
                VerifiedPair { pair, overlap, score }
            })
            .filter(|verified| verified.score >= threshold)
            .collect();
        observer.advance(chunk.len() as u64);
        verified
    });
    chunks.collect()
}
