//! Compares pairs of texts: the candidate pairs of a run, in batches for whose profiles there is room, and
//! those of an index.

use std::iter::Peekable;

use rayon::prelude::*;

use super::apart::Apart;
use super::articles::Articles;
use super::kept::profile_bytes;
use super::measured::{self, MeasuredPair, Verified};
use super::profiles::{ProfileOf, Profiles, Rereading, Room};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::engine::observer::{Observer, Stage};
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::pair::{self, CandidatePair, Pairs};
use crate::similarity::Score;
use crate::verify::{Measurer, Rules, Verdict};

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

/// Compares candidate pairs and keeps the copies. The profiles held at a time fit in `room`, or are
/// those of a single pair.
///
/// Also returns the profiles of the last batch, so that the next stage can reuse them.
pub(crate) fn verify(
    rereading: Rereading<'_>,
    candidates: &Pairs,
    apart: Option<&Apart>,
    Room { profiles: room, scratch }: Room<'_>,
) -> Result<(Verified, Profiles)> {
    let mut profiles = Profiles::default();
    let settings = rereading.settings;
    let threshold = settings.pair_threshold();
    let comparing = Comparing::new(settings, rereading.observer);
    let mut copies = pair::Writer::new(scratch)?;
    let mut near = pair::Writer::new(scratch)?;
    let marks = vec![0; rereading.articles.len().div_ceil(64)];
    let mut batches = Batches { pairs: compared(candidates, apart).peekable(), marks };
    let mut compared = compared(candidates, apart);
    while let Some(Batch { articles, pairs }) = batches.next(rereading.articles, room)? {
        profiles = rereading.profiles(articles, profiles)?;
        rereading.observer.begin(Stage::Verify, Some(pairs as u64));
        let mut write = |found: &[Vec<MeasuredPair>]| {
            found.iter().flatten().try_for_each(|measured| {
                let is_copy = measured.score >= threshold;
                if is_copy { copies.push(measured) } else { near.push(measured) }
            })
        };
        let mut found = Vec::new();
        let mut left = pairs;
        while left > 0 {
            let pairs: Vec<CandidatePair> =
                compared.by_ref().take(left.min(PAIRS_AT_ONCE)).collect::<Result<_>>()?;
            left -= pairs.len();
            // One thread writes the last results, then joins the others.
            let (written, next) = rayon::join(
                || write(&found),
                || comparing.compare(&pairs, CandidatePair::articles, &profiles),
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

/// The candidate pairs that are compared.
fn compared<'a>(
    candidates: &'a Pairs,
    apart: Option<&'a Apart>,
) -> impl Iterator<Item = Result<CandidatePair>> + 'a {
    candidates.iter().filter(move |pair| {
        let are_apart = |apart: &Apart| pair.as_ref().is_ok_and(|pair| apart.are(*pair));
        !apart.is_some_and(are_apart)
    })
}

/// Pairs in batches.
struct Batches<I: Iterator> {
    pairs: Peekable<I>,
    /// One bit for each article of the run, set if it is in the batch.
    marks: Vec<u64>,
}

/// Some pairs that follow one another.
struct Batch {
    /// Their articles, in rising order.
    articles: Vec<ArticleId>,
    /// How many pairs there are.
    pairs: usize,
}

impl<I: Iterator<Item = Result<CandidatePair>>> Batches<I> {
    /// The next pairs, as many as fit with at most `most_bytes` of profiles.
    fn next(&mut self, articles: &Articles, most_bytes: usize) -> Result<Option<Batch>> {
        let mut held: Vec<ArticleId> = Vec::new();
        let (mut bytes, mut pairs) = (0, 0);
        while let Some(Ok(pair)) = self.pairs.peek() {
            let marks = &self.marks;
            let missing = pair
                .articles()
                .into_iter()
                .filter(|article| marks[article.index() / 64] >> (article.0 % 64) & 1 == 0);
            let more: usize =
                missing.clone().map(|article| profile_bytes(articles.facts(article).words)).sum();
            if pairs > 0 && bytes + more > most_bytes {
                break;
            }
            bytes += more;
            let before = held.len();
            held.extend(missing);
            for article in &held[before..] {
                self.marks[article.index() / 64] |= 1 << (article.0 % 64);
            }
            pairs += 1;
            self.pairs.next();
        }
        if pairs == 0 {
            return self.pairs.next().transpose().map(|_| None);
        }
        for article in &held {
            self.marks[article.index() / 64] = 0;
        }
        held.par_sort_unstable();
        Ok(Some(Batch { articles: held, pairs }))
    }
}

/// How pairs of texts are compared.
#[derive(Clone, Copy)]
pub(crate) struct Comparing<'a> {
    least: Score,
    rules: Rules,
    observer: &'a dyn Observer,
}

impl<'a> Comparing<'a> {
    /// Reports each pair to `observer`.
    pub(crate) fn new(settings: &Settings, observer: &'a dyn Observer) -> Comparing<'a> {
        Comparing { least: settings.family_pair_threshold(), rules: settings.rules, observer }
    }

    /// Compares pairs. Keeps, in their order, those that score enough to link two stories, and those
    /// in which one text is a part of the other.
    ///
    /// `texts` gives the two of a pair, under the names that they have in `profiles`. Pairs with the
    /// same first text should follow one another: it is prepared once for them.
    pub(crate) fn compare<P: Copy + Send + Sync, T: Copy + PartialEq>(
        self,
        pairs: &[P],
        texts: impl Fn(P) -> [T; 2] + Sync,
        profiles: &impl ProfileOf<T>,
    ) -> Vec<Vec<MeasuredPair<P>>> {
        let first = |&pair: &P| texts(pair)[0];
        let chunks = pairs.par_chunks(PAIRS_A_THREAD).map(|chunk| {
            let mut kept: Vec<MeasuredPair<P>> = Vec::new();
            for of_one in chunk.chunk_by(|one, other| first(one) == first(other)) {
                let one = Measurer::new(profiles.profile(first(&of_one[0])), self.rules);
                kept.extend(of_one.iter().enumerate().filter_map(|(at, &pair)| {
                    let later = |by| of_one.get(at + by).map(|&pair| texts(pair)[1]);
                    profiles.prefetch([later(1), later(2)]);
                    let Verdict { overlap, score, guard } =
                        one.judge(profiles.profile(texts(pair)[1]))?;
                    let is_part = guard.is_none() && measured::is_part(overlap);
                    (score >= self.least || is_part).then_some(MeasuredPair {
                        pair,
                        overlap,
                        score,
                    })
                }));
            }
            self.observer.advance(chunk.len() as u64);
            kept
        });
        chunks.collect()
    }
}
