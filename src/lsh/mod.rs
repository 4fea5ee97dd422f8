//! Stage 5: finds candidate pairs by LSH.
//!
//! Articles that have one key in common share a bucket; two articles that share enough buckets are a candidate pair. A
//! key is one minimum of a bottom-k signature, or one band of a signature of independent minima.

mod parameters;

pub use parameters::{Parameters, RECALLS, REFERENCE_JACCARD};

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::hash;
use crate::pair::CandidatePair;
use crate::signature::Signatures;

/// Keys that are sorted at a time: 16 bytes each.
const KEYS_A_PARTITION: usize = 1 << 22;

/// When two articles that share buckets are worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
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

/// One key of one article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    key: u64,
    article: ArticleId,
}

/// Finds the candidate pairs among `articles`, whose signature rows are their numbers.
///
/// The pairs come sorted, each once.
pub fn candidates(
    signatures: &Signatures,
    articles: &[ArticleId],
    settings: Settings,
) -> Vec<CandidatePair> {
    let rows = rows(settings.parameters);
    let keys: usize = articles
        .iter()
        .map(|article| signatures.minima(article.index()).len() / rows.unwrap_or(1))
        .sum();
    let partitions = u64::try_from(keys.div_ceil(KEYS_A_PARTITION))
        .expect("a count of keys fits 64 bits")
        .max(1);

    let mut sightings = Vec::new();
    for partition in 0..partitions {
        let mut keys: Vec<Key> = articles
            .par_iter()
            .flat_map_iter(|&article| {
                keys_of(signatures.minima(article.index()), rows)
                    .filter(move |key| key % partitions == partition)
                    .map(move |key| Key { key, article })
            })
            .collect();
        keys.par_sort_unstable();
        sightings
            .par_extend(buckets(&keys).par_iter().flat_map_iter(|bucket| pairs(bucket, settings)));
    }
    sightings.par_sort_unstable();
    seen_often_enough(&sightings, settings.parameters.min_shared_buckets())
}

/// How many minima make a key; none where each is one by itself.
fn rows(parameters: Parameters) -> Option<usize> {
    match parameters {
        Parameters::BottomK { .. } => None,
        Parameters::Banded { rows, .. } => Some(rows as usize),
    }
}

/// The keys of an article: its minima, or the hash of each band's number and minima.
fn keys_of(minima: &[u64], rows: Option<usize>) -> impl Iterator<Item = u64> + '_ {
    (0_u64..).zip(minima.chunks_exact(rows.unwrap_or(1))).map(move |(band, minima)| match rows {
        None => minima[0],
        Some(_) => hash::sequence(&[band, hash::sequence(minima)]),
    })
}

/// The runs of one key that hold at least two articles.
fn buckets(keys: &[Key]) -> Vec<&[Key]> {
    keys.chunk_by(|one, other| one.key == other.key).filter(|bucket| bucket.len() > 1).collect()
}

fn pairs(bucket: &[Key], settings: Settings) -> impl Iterator<Item = CandidatePair> + '_ {
    let reach =
        if bucket.len() <= settings.max_full_bucket { bucket.len() } else { settings.neighbours };
    bucket.iter().enumerate().flat_map(move |(place, one)| {
        let following = bucket[place + 1..].iter().take(reach);
        following.filter_map(|other| CandidatePair::new(one.article, other.article))
    })
}

fn seen_often_enough(sightings: &[CandidatePair], times: u32) -> Vec<CandidatePair> {
    let runs = sightings.chunk_by(|one, other| one == other);
    runs.filter(|run| run.len() >= times as usize).map(|run| run[0]).collect()
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
        let keys: Vec<u64> = keys_of(&[5, 6, 5, 6], Some(2)).collect();
        assert_ne!(keys[0], keys[1]);
        assert_eq!(keys, [0x173e_8cff_ff1a_1fd7, 0x473c_3843_747e_93fe,]);
    }
}
