//! Stage 5: finds candidate pairs by LSH.
//!
//! Articles that have one key in common share a bucket; two articles that share enough buckets are a candidate pair. A
//! key is one minimum of a bottom-k signature, or one band of a signature of independent minima.

mod buckets;
mod estimate;
mod keys;
mod parameters;

pub use parameters::{Parameters, RECALLS, REFERENCE_JACCARD};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::signature::{Scheme, Signatures};
use buckets::Buckets;
use estimate::{LeastShared, Samples};
use keys::Keys;

/// When two articles that share buckets are worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How signatures become keys, and how many in common make a candidate pair.
    pub parameters: Parameters,
    /// Articles in a bucket that gives all its pairs; a larger one only links neighbours.
    pub max_full_bucket: usize,
    /// Following articles that each article of a larger bucket is paired with.
    pub neighbours: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { parameters: Parameters::default(), max_full_bucket: 200, neighbours: 4 }
    }
}

/// Finds the candidate pairs among `articles`, in rising order, whose signature rows are their numbers.
///
/// The pairs come sorted, each once. Under bottom-k, pairs that share buckets but too few minima to be copies are left out.
pub fn candidates(
    signatures: &Signatures,
    articles: &[ArticleId],
    settings: Settings,
) -> Vec<CandidatePair> {
    match settings.parameters.scheme() {
        Scheme::Banded => sharing_buckets(signatures, articles, settings, |_| true),
        Scheme::BottomK => {
            let least = LeastShared::new(signatures.width());
            let samples = Samples::of(signatures);
            sharing_buckets(signatures, articles, settings, |pair| {
                least.is_reached(&samples, [pair.low().index(), pair.high().index()])
            })
        }
    }
}

/// The pairs that share enough buckets, of those that are `wanted`.
fn sharing_buckets(
    signatures: &Signatures,
    articles: &[ArticleId],
    settings: Settings,
    wanted: impl Fn(&CandidatePair) -> bool + Sync,
) -> Vec<CandidatePair> {
    let buckets = Buckets::of(&Keys::new(signatures, settings.parameters), articles, settings);
    let needed = settings.parameters.min_shared_buckets() as usize;
    articles
        .par_iter()
        .enumerate()
        .flat_map_iter(|(row, &article)| {
            let mut behind: Vec<ArticleId> = buckets.behind(row).collect();
            behind.sort_unstable();
            let often =
                behind.chunk_by(|one, other| one == other).filter(|run| run.len() >= needed);
            let pairs = often.filter_map(|run| CandidatePair::new(article, run[0]));
            pairs.filter(&wanted).collect::<Vec<_>>()
        })
        .collect()
}

/// The keys of an article with these minima.
pub fn keys_of(minima: &[u64], parameters: Parameters) -> Vec<u64> {
    keys::of(minima, parameters).collect()
}

/// Which pairs that share enough buckets are worth measuring.
#[derive(Clone, Debug)]
pub struct Worth(Option<LeastShared>);

impl Worth {
    /// By the signatures of a run with these parameters.
    pub fn new(parameters: Parameters) -> Worth {
        Worth(match parameters.scheme() {
            Scheme::Banded => None,
            Scheme::BottomK => Some(LeastShared::new(parameters.minima())),
        })
    }

    /// Whether two articles with these minima are.
    pub fn measuring(&self, one: &[u64], other: &[u64]) -> bool {
        self.0.as_ref().is_none_or(|least| least.is_reached_by([one, other]))
    }
}

/// How many buckets two articles share.
pub fn shared_buckets(
    signatures: &Signatures,
    [one, other]: [ArticleId; 2],
    parameters: Parameters,
) -> u32 {
    let keys = Keys::new(signatures, parameters);
    let mut of_one: Vec<u64> = keys.of(one).collect();
    of_one.sort_unstable();
    let shared = keys.of(other).filter(|key| of_one.binary_search(key).is_ok()).count();
    u32::try_from(shared).expect("a signature has few keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shingle::ShingleSet;
    use crate::signature::Signature;

    fn candidates_of(sets: &[&[u64]], settings: Settings) -> Vec<(u32, u32)> {
        let (scheme, width) = (settings.parameters.scheme(), settings.parameters.minima());
        let mut signatures = Signatures::with_width(width);
        for set in sets {
            let shingles = ShingleSet::from_hashes(set.to_vec());
            signatures.push(&Signature::new(&shingles, scheme, width));
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

    #[test]
    fn articles_that_agree_in_one_band_are_a_candidate_pair() {
        let parameters = Parameters::Banded { bands: 16, rows: 2 };
        let settings = Settings { parameters, ..Settings::default() };
        let sets: [&[u64]; 4] = [&[1, 2, 3, 4], &[7, 8], &[1, 2, 3, 9], &[]];
        assert_eq!(candidates_of(&sets, settings), [(0, 2)]);
    }

    #[test]
    fn same_minima_in_another_band_are_another_key() {
        let keys: Vec<u64> = keys::hashed(&[5, 6, 5, 6], 2).collect();
        assert_ne!(keys[0], keys[1]);
        assert_eq!(keys, [0x173e_8cff_ff1a_1fd7, 0x473c_3843_747e_93fe,]);
    }
}
