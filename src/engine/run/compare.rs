//! Compares the candidate pairs, in batches for whose profiles there is room.

use std::iter::Peekable;

use rayon::prelude::*;

use super::apart::Apart;
use super::articles::Articles;
use super::kept::profile_bytes;
use super::measured::{self, MeasuredPair, Verified};
use super::profiles::{Profiles, Rereading};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::engine::observer::{Observer, Stage};
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::pair::{self, CandidatePair, Pairs};
use crate::scratch::Scratch;
use crate::similarity::Score;
use crate::verify::Measured;

/// The distinct texts that are long enough to be compared, in rising order.
pub(crate) fn comparable(
    articles: &Articles,
    texts: &Texts,
    settings: &Settings,
) -> Result<Vec<ArticleId>> {
    let mut comparable = Vec::new();
    articles.each(|article, facts| {
        let is_long = facts.words >= settings.min_words;
        if is_long && texts.first_like(article) == article && !texts.is_placeholder(article) {
            comparable.push(article);
        }
        Ok(())
    })?;
    Ok(comparable)
}

/// Compares candidate pairs and keeps the copies. The profiles held at a time take at most `room`
/// bytes, or are those of a single pair.
///
/// Also returns the profiles of the last batch, so that the next stage can reuse them.
pub(crate) fn verify(
    rereading: Rereading<'_>,
    candidates: &Pairs,
    apart: Option<&Apart>,
    room: usize,
    scratch: &Scratch,
) -> Result<(Verified, Profiles)> {
    let mut profiles = Profiles::default();
    let settings = rereading.settings;
    let threshold = settings.pair_threshold();
    let mut copies = measured::Writer::new(scratch)?;
    let mut near = measured::Writer::new(scratch)?;
    let marks = vec![0; rereading.articles.len().div_ceil(64)];
    let mut batches = Batches { pairs: candidates.reader().peekable(), apart, scratch, marks };
    while let Some((articles, pairs)) = batches.next(rereading.articles, room)? {
        profiles = rereading.profiles(articles, profiles)?;
        rereading.observer.begin(Stage::Verify, Some(pairs.len() as u64));
        let least = settings.family_pair_threshold();
        let mut write = |found: &[Vec<MeasuredPair>]| {
            found.iter().flatten().try_for_each(|&measured| {
                let is_copy = measured.score >= threshold;
                if is_copy { copies.push(measured) } else { near.push(measured) }
            })
        };
        let mut found = Vec::new();
        for pairs in pairs.chunks(PAIRS_AT_ONCE) {
            // One thread writes the last results, then joins the others.
            let (written, next) = rayon::join(
                || write(&found),
                || measured(pairs, &profiles, least, rereading.observer),
            );
            written?;
            found = next;
        }
        write(&found)?;
    }
    Ok((Verified { pairs: copies.finish()?, near: near.finish()? }, profiles))
}

/// Pairs that are compared between two writes, and how many of these a thread takes at a time.
const PAIRS_AT_ONCE: usize = 1 << 16;
const PAIRS_A_THREAD: usize = 1 << 8;

/// Candidate pairs in batches.
struct Batches<'a> {
    pairs: Peekable<pair::Reader<'a>>,
    /// Which of them are not compared.
    apart: Option<&'a Apart>,
    scratch: &'a Scratch,
    /// One bit for each article of the run, set if it is in the batch.
    marks: Vec<u64>,
}

impl Batches<'_> {
    /// The next pairs, as many as fit with at most `most_bytes` of profiles, and their articles,
    /// sorted.
    fn next(
        &mut self,
        articles: &Articles,
        most_bytes: usize,
    ) -> Result<Option<(Vec<ArticleId>, Vec<CandidatePair>)>> {
        let most_pairs = self.scratch.room(10) / size_of::<CandidatePair>();
        let mut held: Vec<ArticleId> = Vec::new();
        let mut bytes = 0;
        let mut pairs = Vec::new();
        while let Some(next) = self.pairs.peek() {
            let Ok(pair) = next else { break };
            if self.apart.is_some_and(|apart| apart.are(*pair)) {
                self.pairs.next();
                continue;
            }
            let marks = &self.marks;
            let missing = [pair.low(), pair.high()]
                .into_iter()
                .filter(|article| marks[article.index() / 64] >> (article.0 % 64) & 1 == 0);
            let more: usize =
                missing.clone().map(|article| profile_bytes(articles.facts(article).words)).sum();
            if !pairs.is_empty() && (bytes + more > most_bytes || pairs.len() >= most_pairs) {
                break;
            }
            bytes += more;
            let before = held.len();
            held.extend(missing);
            for article in &held[before..] {
                self.marks[article.index() / 64] |= 1 << (article.0 % 64);
            }
            pairs.push(*pair);
            self.pairs.next();
        }
        if pairs.is_empty() {
            return self.pairs.next().transpose().map(|_| None);
        }
        for article in &held {
            self.marks[article.index() / 64] = 0;
        }
        held.par_sort_unstable();
        Ok(Some((held, pairs)))
    }
}

/// Compares pairs. Keeps those that score at least `least` and those in which one text is a part of
/// the other.
fn measured(
    pairs: &[CandidatePair],
    profiles: &Profiles,
    least: Score,
    observer: &dyn Observer,
) -> Vec<Vec<MeasuredPair>> {
    let chunks = pairs.par_chunks(PAIRS_A_THREAD).map(|chunk| {
        let mut kept: Vec<MeasuredPair> = Vec::new();
        for of_one in chunk.chunk_by(|one, other| one.low() == other.low()) {
            let one = profiles.measurer(of_one[0].low());
            kept.extend(of_one.iter().enumerate().filter_map(|(at, &pair)| {
                profiles.prefetch(&of_one[at + 1..]);
                let Measured { overlap, score, guard, .. } =
                    one.measure_if_alike(profiles.profile(pair.high()))?;
                let is_part = guard.is_none() && measured::is_part(overlap);
                (score >= least || is_part).then_some(MeasuredPair { pair, overlap, score })
            }));
        }
        observer.advance(chunk.len() as u64);
        kept
    });
    chunks.collect()
}
