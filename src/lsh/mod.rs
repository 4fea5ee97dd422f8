//! Stage 5: finds candidate pairs by LSH.
//!
//! Articles that hold one minimum in common share a bucket; two articles that share enough buckets are a candidate pair.

mod estimate;

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::signature::Signatures;
use estimate::LeastShared;

/// Keys that are sorted at a time: 16 bytes each.
const KEYS_A_PARTITION: usize = 1 << 22;

/// When two articles that share buckets are worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Settings {
    /// Buckets that two articles share at least.
    pub min_shared_buckets: u32,
    /// Articles in a bucket that gives all its pairs; a larger one only links neighbours.
    pub max_full_bucket: usize,
    /// Following articles that each article of a larger bucket is paired with.
    pub neighbours: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { min_shared_buckets: 2, max_full_bucket: 200, neighbours: 4 }
    }
}

/// One minimum of one article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    minimum: u64,
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
    let keys: usize = articles.iter().map(|article| signatures.minima(article.index()).len()).sum();
    let partitions = u64::try_from(keys.div_ceil(KEYS_A_PARTITION))
        .expect("a count of keys fits 64 bits")
        .max(1);

    let mut sightings = Vec::new();
    for partition in 0..partitions {
        let mut keys: Vec<Key> = articles
            .par_iter()
            .flat_map_iter(|&article| {
                let minima = signatures.minima(article.index()).iter().copied();
                minima
                    .filter(move |minimum| minimum % partitions == partition)
                    .map(move |minimum| Key { minimum, article })
            })
            .collect();
        keys.par_sort_unstable();
        sightings
            .par_extend(buckets(&keys).par_iter().flat_map_iter(|bucket| pairs(bucket, settings)));
    }
    sightings.par_sort_unstable();
    let mut pairs = seen_often_enough(&sightings, settings.min_shared_buckets);
    drop(sightings);
    let least = LeastShared::new(signatures.width());
    pairs.retain(|pair| least.is_reached(signatures, pair.low().index(), pair.high().index()));
    pairs
}

/// The runs of keys with one minimum that hold at least two articles.
fn buckets(keys: &[Key]) -> Vec<&[Key]> {
    keys.chunk_by(|one, other| one.minimum == other.minimum)
        .filter(|bucket| bucket.len() > 1)
        .collect()
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
        let mut signatures = Signatures::with_width(8);
        for set in sets {
            signatures.push(&Signature::bottom(&ShingleSet::from_hashes(set.to_vec()), 8));
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
