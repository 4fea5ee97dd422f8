//! Stage 5: finds candidate pairs by LSH.
//!
//! Articles with an equal key share a bucket; two articles that share enough buckets are a
//! candidate pair. A key is some bits of one of the smallest minima of a signature.

mod buckets;
mod estimate;
mod parameters;

pub use parameters::{MAX_KEYS, Parameters, RECALLS, REFERENCE_JACCARD, Settings};

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::error::Result;
use crate::pair::{self, CandidatePair, Pairs};
use crate::scratch::Scratch;
use crate::signature::{Signatures, StoredSignatures, halves};
use buckets::{Buckets, Range};
use estimate::LeastShared;

/// Finds the candidate pairs among `articles`, in rising order. The number of an article is its
/// signature row.
///
/// The pairs are sorted and distinct. A pair that shares too few minima to be a copy is skipped.
///
/// # Panics
///
/// If the signatures do not have as many minima as the parameters say.
pub fn candidates(
    signatures: &Signatures,
    articles: &[ArticleId],
    settings: Settings,
) -> Vec<CandidatePair> {
    assert_eq!(
        signatures.width(),
        settings.parameters.minima(),
        "signatures have the width of the parameters"
    );
    let found = StoredSignatures::in_memory(signatures)
        .and_then(|stored| find(&stored, articles, settings, &Scratch::in_memory()))
        .and_then(|pairs| pairs.iter().collect());
    found.expect("storage in memory does not fail")
}

/// Finds the candidate pairs of a whole corpus.
pub(crate) fn find(
    signatures: &StoredSignatures,
    articles: &[ArticleId],
    settings: Settings,
    scratch: &Scratch,
) -> Result<Pairs> {
    let worth = LeastShared::new(signatures.width());
    find_worth(signatures, articles, settings, Some(&worth), scratch)
}

/// Finds the pairs that share enough buckets and, if `worth` is given, enough minima.
fn find_worth(
    signatures: &StoredSignatures,
    articles: &[ArticleId],
    settings: Settings,
    worth: Option<&LeastShared>,
    scratch: &Scratch,
) -> Result<Pairs> {
    let mut writer = pair::Writer::new(scratch)?;
    let tallies = Tallies::default();
    Buckets::of(signatures, articles, settings, scratch)?.each(|range| {
        let sharing = SharingBuckets { range, settings, tallies: &tallies };
        let own: Vec<u32> = range.own().collect();
        let mut found: Vec<Vec<CandidatePair>> = Vec::new();
        for articles in own.chunks(ARTICLES_AT_ONCE) {
            match worth {
                Some(least) if !signatures.is_in_memory() => {
                    // Room for one signature per article: two articles per pair.
                    let at_once = (scratch.room(8) / (8 * signatures.width()) / 2).max(1);
                    for pairs in sharing.pairs(articles, None)?.concat().chunks(at_once) {
                        write(&mut writer, &[worth_measuring(pairs, least, signatures)?])?;
                    }
                }
                _ => {
                    let worth = worth.map(|least| AtHand { signatures, least });
                    // One thread writes the pairs of the last round, then joins the search.
                    let (written, next) = rayon::join(
                        || write(&mut writer, &found),
                        || sharing.pairs(articles, worth),
                    );
                    written?;
                    found = next?;
                }
            }
        }
        write(&mut writer, &found)
    })?;
    writer.finish()
}

fn write(writer: &mut pair::Writer, parts: &[Vec<CandidatePair>]) -> Result<()> {
    parts.iter().flatten().try_for_each(|pair| writer.push(pair))
}

/// Articles searched in one round, and how many of them a thread takes at a time.
const ARTICLES_AT_ONCE: usize = 1 << 14;
const ARTICLES_A_THREAD: usize = 1 << 9;

/// How many signatures ahead of the comparison to prefetch.
const ROWS_AHEAD: usize = 3;

/// Finds the articles of a range that share buckets.
#[derive(Clone, Copy)]
struct SharingBuckets<'a> {
    range: &'a Range,
    settings: Settings,
    tallies: &'a Tallies,
}

impl SharingBuckets<'_> {
    /// The pairs of `articles` that share enough buckets and, if `worth` is given, enough minima.
    fn pairs(self, articles: &[u32], worth: Option<AtHand<'_>>) -> Result<Vec<Vec<CandidatePair>>> {
        let parts = articles.par_chunks(ARTICLES_A_THREAD).with_max_len(1).map(|articles| {
            let mut tally = self.tallies.take();
            let mut pairs = Vec::new();
            for (at, &article) in articles.iter().enumerate() {
                if let Some(&next) = articles.get(at + 1) {
                    self.range.prefetch(next);
                }
                self.pairs_of(article, &mut tally, worth, &mut pairs)?;
            }
            self.tallies.give_back(tally);
            Ok(pairs)
        });
        parts.collect()
    }

    fn pairs_of(
        self,
        article: u32,
        tally: &mut Tally,
        worth: Option<AtHand<'_>>,
        pairs: &mut Vec<CandidatePair>,
    ) -> Result<()> {
        self.range.behind(article).for_each(|others| tally.count(others));
        let others = tally.take(self.settings.parameters.min_shared);
        let pair = |other| CandidatePair::new(ArticleId(article), ArticleId(other));
        if others.is_empty() {
            return Ok(());
        }
        let Some(AtHand { signatures, least }) = worth else {
            pairs.extend(others.iter().filter_map(|other| pair(other.article())));
            return Ok(());
        };
        let (mut minima, mut other_minima) = (Vec::new(), Vec::new());
        let row = |article| signatures.row_of(article) as usize;
        let one = signatures.row(row(article), &mut minima)?;
        // Each key is a minimum, so many shared buckets decide without a look at the others.
        let enough = least.always_enough();
        for (at, &other) in others.iter().enumerate() {
            if let Some(later) = others.get(at + ROWS_AHEAD) {
                signatures.prefetch(row(later.article()));
            }
            let other_row = row(other.article());
            if usize::from(other.count()) >= enough
                || least.is_reached([one, signatures.row(other_row, &mut other_minima)?])
            {
                pairs.extend(pair(other.article()));
            }
        }
        Ok(())
    }
}

/// Signatures in memory, so that a pair can be ruled out as soon as it is found.
#[derive(Clone, Copy)]
struct AtHand<'a> {
    signatures: &'a StoredSignatures,
    least: &'a LeastShared,
}

/// Tallies that threads borrow.
#[derive(Default)]
struct Tallies(Mutex<Vec<Tally>>);

impl Tallies {
    fn take(&self) -> Tally {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, tally: Tally) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(tally);
    }
}

/// An article, and below it in one number its count. Ordered by the articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Counted(u64);

#[expect(clippy::cast_possible_truncation, reason = "each part has its bits")]
impl Counted {
    fn article(self) -> u32 {
        (self.0 >> u16::BITS) as u32
    }

    fn count(self) -> u16 {
        self.0 as u16
    }
}

/// Counts how often each article occurs.
#[derive(Default)]
struct Tally {
    /// The count of each article, saturating.
    counts: Vec<u16>,
    /// The counted articles, each once.
    seen: Vec<u32>,
    /// The result of [`take`](Tally::take).
    often: Vec<Counted>,
}

impl Tally {
    /// Counts the articles, in rising order.
    fn count(&mut self, articles: &[u32]) {
        let Tally { counts, seen, .. } = self;
        let Some(&last) = articles.last() else { return };
        if last as usize >= counts.len() {
            counts.resize(last as usize + 1, 0);
        }
        // Whether an article is new is unpredictable, so this does not branch on it.
        let mut known = seen.len();
        seen.resize(known + articles.len(), 0);
        for &article in articles {
            let count = &mut counts[article as usize];
            seen[known] = article;
            known += usize::from(*count == 0);
            *count = count.saturating_add(1);
        }
        seen.truncate(known);
    }

    /// The articles counted at least `needed` times, in rising order, with their counts; resets all
    /// counts.
    fn take(&mut self, needed: u32) -> &[Counted] {
        let Tally { counts, seen, often } = self;
        often.resize(seen.len(), Counted(0));
        // Few are counted often enough, and which is unpredictable, so this does not branch on it.
        let mut kept = 0;
        for article in seen.drain(..) {
            let count = std::mem::take(&mut counts[article as usize]);
            often[kept] = Counted(u64::from(article) << u16::BITS | u64::from(count));
            kept += usize::from(u32::from(count) >= needed);
        }
        often.truncate(kept);
        often.sort_unstable();
        often
    }
}

/// The pairs whose signatures share enough minima.
fn worth_measuring(
    pairs: &[CandidatePair],
    least: &LeastShared,
    signatures: &StoredSignatures,
) -> Result<Vec<CandidatePair>> {
    let mut articles: Vec<u32> =
        pairs.iter().flat_map(|pair| [pair.low().0, pair.high().0]).collect();
    articles.par_sort_unstable();
    articles.dedup();
    let halves = signatures.of(&articles)?;
    let mut row_of = vec![0; articles.last().map_or(0, |&last| last as usize + 1)];
    for (row, &article) in articles.iter().enumerate() {
        row_of[article as usize] = row;
    }
    let row = |article: ArticleId| row_of[article.index()];
    let is_worth = |pair: &&CandidatePair| {
        least.is_reached(pair.articles().map(|article| halves.row(row(article))))
    };
    Ok(pairs.par_iter().filter(is_worth).copied().collect())
}

/// Which pairs that share enough buckets are worth measuring.
#[derive(Clone, Debug)]
pub struct Worth(LeastShared);

impl Worth {
    /// For signatures made with these parameters.
    pub fn new(parameters: Parameters) -> Worth {
        Worth(LeastShared::new(parameters.minima()))
    }

    /// Whether a pair with these minima is worth measuring.
    pub fn measuring(&self, one: &[u64], other: &[u64]) -> bool {
        let halves = [one, other].map(|minima| halves(minima).map(u64::from).collect::<Vec<_>>());
        self.0.is_reached([&halves[0], &halves[1]])
    }
}

/// How many buckets two articles share.
pub fn shared_buckets(
    signatures: &Signatures,
    articles: [ArticleId; 2],
    parameters: Parameters,
) -> u32 {
    let [one, other] =
        articles.map(|article| parameters.keys_of(signatures.minima(article.index())));
    let other: Vec<u64> = other.collect();
    let shared = one.filter(|key| other.binary_search(key).is_ok()).count();
    u32::try_from(shared).expect("a signature has few keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shingle::ShingleSet;
    use crate::signature::Signature;

    fn candidates_of(sets: &[&[u64]], settings: Settings) -> Vec<(u32, u32)> {
        let width = settings.parameters.minima();
        let mut signatures = Signatures::with_width(width);
        for set in sets {
            // The lowest bits of a hash do not count.
            let hashes = set.iter().map(|shingle| shingle << 32).collect();
            let shingles = ShingleSet::from_hashes(hashes);
            signatures.push(&Signature::new(&shingles, width));
        }
        let articles: Vec<_> = (0..u32::try_from(sets.len()).unwrap()).map(ArticleId).collect();
        let pairs = candidates(&signatures, &articles, settings);
        pairs.into_iter().map(|pair| (pair.low().0, pair.high().0)).collect()
    }

    #[test]
    fn articles_with_two_minima_in_common_are_a_candidate_pair() {
        assert_eq!(
            candidates_of(&[&[1, 2, 3], &[7, 8], &[2, 3, 9]], Settings::default()),
            [(0, 2)]
        );
    }

    #[test]
    fn articles_with_one_minimum_in_common_are_none() {
        assert!(candidates_of(&[&[1, 2, 3], &[3, 4, 5]], Settings::default()).is_empty());
    }

    #[test]
    fn large_bucket_links_neighbours_instead_of_being_dropped() {
        let settings = Settings { max_full_bucket: 3, neighbours: 1, ..Settings::default() };
        let story: &[u64] = &[1, 2, 3];
        assert_eq!(candidates_of(&[story; 5], settings), [(0, 1), (1, 2), (2, 3), (3, 4)]);
    }
}
