//! The buckets: which articles have one key in common.

use rayon::prelude::*;

use super::Settings;
use super::keys::Keys;
use crate::article::ArticleId;

/// Keys that are sorted at a time: 16 bytes each.
const KEYS_AT_A_TIME: usize = 1 << 22;

/// One key of one article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    key: u64,
    article: ArticleId,
}

/// The buckets that hold at least two articles, and where each article is in them.
///
/// Takes 10 bytes for each key that is in such a bucket; most keys are in none.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    /// The articles of the first bucket in rising order, then those of the second …
    articles: Vec<ArticleId>,
    /// For each of these places, how many places behind it belong to the same bucket and are to be paired with it.
    following: Vec<u16>,
    /// The places of each article, those of the first article first.
    places: Vec<u32>,
    /// Where the places of each article begin, and where those of the last end.
    starts: Vec<u32>,
}

impl Buckets {
    /// Brings together the articles that have a key in common.
    pub(super) fn of(keys: &Keys<'_>, articles: &[ArticleId], settings: Settings) -> Buckets {
        let all: usize = articles.iter().map(|&article| keys.count(article)).sum();
        let partitions = as_u64(all.div_ceil(KEYS_AT_A_TIME)).max(1);
        let mut buckets = Buckets::default();
        for partition in 0..partitions {
            let mut sorted: Vec<Key> = articles
                .par_iter()
                .flat_map_iter(|&article| {
                    keys.of(article)
                        .filter(move |key| key % partitions == partition)
                        .map(move |key| Key { key, article })
                })
                .collect();
            sorted.par_sort_unstable();
            for bucket in sorted.chunk_by(|one, other| one.key == other.key) {
                buckets.push(bucket, settings);
            }
        }
        buckets.find_places(articles);
        buckets
    }

    fn push(&mut self, bucket: &[Key], settings: Settings) {
        if bucket.len() < 2 {
            return;
        }
        let reach = if bucket.len() <= settings.max_full_bucket {
            bucket.len()
        } else {
            settings.neighbours
        };
        for (place, key) in bucket.iter().enumerate() {
            let following = (bucket.len() - 1 - place).min(reach);
            self.articles.push(key.article);
            self.following.push(u16::try_from(following).unwrap_or(u16::MAX));
        }
    }

    /// Turns the buckets around. `articles` are in rising order.
    fn find_places(&mut self, articles: &[ArticleId]) {
        let mut by_article: Vec<(ArticleId, u32)> =
            (0..).zip(&self.articles).map(|(place, &article)| (article, place)).collect();
        by_article.par_sort_unstable();
        let mut left = by_article.as_slice();
        self.starts = vec![0];
        for &article in articles {
            let own = left.partition_point(|&(other, _)| other <= article);
            self.places.extend(left[..own].iter().map(|&(_, place)| place));
            left = &left[own..];
            self.starts.push(
                u32::try_from(self.places.len())
                    .expect("a run has fewer than 2^32 keys in buckets"),
            );
        }
    }

    /// The articles that share buckets with the one in that row of the list and come behind it, once for each bucket.
    pub(super) fn behind(&self, row: usize) -> impl Iterator<Item = ArticleId> + '_ {
        let places = self.starts[row] as usize..self.starts[row + 1] as usize;
        self.places[places].iter().flat_map(|&place| {
            let place = place as usize;
            let end = place + 1 + usize::from(self.following[place]);
            self.articles[place + 1..end].iter().copied()
        })
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).expect("a count fits 64 bits")
}
