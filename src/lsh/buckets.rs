//! The buckets: the articles that share a key.

use rayon::prelude::*;

use super::parameters::Settings;
use crate::article::ArticleId;
use crate::error::Result;
use crate::hash;
use crate::scratch::{Fields, Reader, Scratch, Spool, Spooled, put, put_u64};
use crate::signature::{KEY_BITS, StoredSignatures};
use crate::simd;

/// Fewest keys sorted at a time; each takes 8 bytes.
const KEYS_AT_A_TIME: usize = 1 << 23;

/// Most partitions of keys in memory: each one is another pass over all signatures.
const MOST_PASSES: usize = 16;

/// Most partitions of keys, and most ranges of articles, on disk: each one is a file.
const MOST_FILES: usize = 256;

/// Signature rows read at a time.
const ROWS_AT_A_TIME: usize = 1 << 12;

/// Fewest articles in a range, and the bytes of memory assumed for the buckets of one article.
const LEAST_RANGE: usize = 1 << 10;
const BYTES_IN_RANGE: usize = 1 << 11;

/// A row without an article.
const NONE: u32 = u32::MAX;

/// One key of one article. Ordered by the keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64);

impl Key {
    /// The upper 32 bits of the key. The others chose its part.
    fn key(self) -> u32 {
        (self.0 >> u32::BITS) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the article")]
    fn article(self) -> u32 {
        self.0 as u32
    }
}

/// The buckets of at least two articles, by range of articles.
///
/// A bucket that is paired whole is kept once, in the range of its first article. When that range has been read, the
/// bucket's articles beyond it are passed on, as a bucket, to the range of the first of them. A larger bucket, in which
/// each article is paired with a few others, is in every range that holds one of its articles, with those that follow.
#[derive(Debug)]
pub(super) struct Buckets {
    /// The ranges that have not been read.
    ranges: std::vec::IntoIter<Spool>,
    /// The first article of these ranges.
    first: usize,
    /// Articles in a range; the last one may have fewer.
    range: usize,
    /// One past the last article.
    end: usize,
}

impl Buckets {
    /// Groups `articles`, in rising order, by the keys they share.
    pub(super) fn of(
        signatures: &StoredSignatures,
        articles: &[ArticleId],
        settings: Settings,
        scratch: &Scratch,
    ) -> Result<Buckets> {
        let end = articles.last().map_or(0, |article| article.index() + 1);
        let range =
            (scratch.room(16) / BYTES_IN_RANGE).max(LEAST_RANGE).max(end.div_ceil(MOST_FILES));
        let mut ranges = scratch.spools(end.div_ceil(range))?;
        each_partition(signatures, articles, settings, scratch, |parts| {
            let gathered = parts.into_par_iter().map(|part| {
                let mut keys = joined(part);
                keep_likely_shared(&mut keys);
                keys.sort_unstable();
                let mut gathered = vec![Vec::new(); ranges.len()];
                keys.chunk_by(|one, other| one.key() == other.key())
                    .filter(|bucket| bucket.len() > 1)
                    .for_each(|bucket| put_bucket(bucket, range, settings, &mut gathered));
                gathered
            });
            let gathered: Vec<Vec<Vec<u8>>> = gathered.collect();
            gathered.iter().try_for_each(|gathered| {
                let mut parts = ranges.iter_mut().zip(gathered);
                parts.try_for_each(|(range, bytes)| range.write(bytes).map(|_| ()))
            })
        })?;
        Ok(Buckets { ranges: ranges.into_iter(), first: 0, range, end })
    }

    /// Visits the ranges, in order. Reads the next one at the same time.
    pub(super) fn each(mut self, mut visit: impl FnMut(&Range) -> Result<()> + Send) -> Result<()> {
        let mut current = self.next()?;
        while let Some(range) = current {
            let (visited, next) = rayon::join(|| visit(&range), || self.next());
            visited?;
            current = next?;
        }
        Ok(())
    }

    /// Reads the next range.
    fn next(&mut self) -> Result<Option<Range>> {
        let Some(spool) = self.ranges.next() else { return Ok(None) };
        let own = self.first..self.end.min(self.first + self.range);
        self.first = own.end;
        let ranges = self.ranges.as_mut_slice();
        let mut rest = Rest { ranges, first: own.end, range: self.range, bytes: Vec::new() };
        Range::read(&spool.finish()?, own, &mut rest).map(Some)
    }
}

/// Keys that occur in no other part, unsorted.
type Part = Vec<Vec<Key>>;

/// Parts into which the keys in memory are split, by their lowest bits; one thread sorts each.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = KEY_BITS - u32::BITS;

/// Bytes of a [`Key`] and its part on disk.
const KEY_BYTES: usize = size_of::<Key>() + 1;

/// Room for `keys` keys, plus an eighth because they do not spread evenly.
fn empty_parts(keys: usize) -> impl Iterator<Item = Vec<Key>> {
    let room = (keys + keys / 8) / PARTS;
    (0..PARTS).map(move |_| Vec::with_capacity(room))
}

/// Concatenates the keys of a part.
fn joined(mut part: Part) -> Vec<Key> {
    if part.len() == 1 { part.swap_remove(0) } else { part.concat() }
}

/// Drops keys that only one article has, which most have in most corpora. A few of them remain.
fn keep_likely_shared(keys: &mut Vec<Key>) {
    // A Bloom filter with one hash (Bloom 1970), at least eight bits for each key, and the same for keys that met
    // their bit set.
    let bits = (8 * keys.len()).next_power_of_two().max(64);
    let [mut once, mut again] = [vec![0_u64; bits / 64], vec![0_u64; bits / 64]];
    // The keys of a part have in common the bits that chose the partition, so they are mixed.
    let place = |key: &Key| {
        let mixed = hash::mix(u64::from(key.key())) & u64::from(u32::MAX);
        let bit = usize::try_from(mixed).unwrap_or(0) % bits;
        (bit / 64, 1_u64 << (bit % 64))
    };
    for key in &*keys {
        let (word, bit) = place(key);
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    keys.retain(|key| {
        let (word, bit) = place(key);
        again[word] & bit != 0
    });
}

/// Visits all keys, one partition at a time, in parts.
fn each_partition(
    signatures: &StoredSignatures,
    articles: &[ArticleId],
    settings: Settings,
    scratch: &Scratch,
    mut visit: impl FnMut(Vec<Part>) -> Result<()>,
) -> Result<()> {
    let mut article_of = vec![NONE; signatures.rows()];
    for article in articles {
        article_of[signatures.row_of(article.0) as usize] = article.0;
    }
    let most = articles.len() * settings.parameters.keys as usize;
    let at_a_time = if scratch.is_limited() {
        (scratch.room(8) / size_of::<Key>()).max(most.div_ceil(MOST_FILES))
    } else {
        KEYS_AT_A_TIME.max(most.div_ceil(MOST_PASSES))
    };
    let partitions = u32::try_from(most.div_ceil(at_a_time)).unwrap_or(u32::MAX).max(1);
    let keys = KeysOf { signatures, article_of: &article_of, settings };
    if signatures.is_in_memory() {
        for partition in 0..partitions {
            visit(keys.of_partition(partition, partitions)?)?;
        }
        return Ok(());
    }
    for partition in keys.parted(partitions, scratch)? {
        let keys = usize::try_from(partition.len()).unwrap_or(usize::MAX) / KEY_BYTES;
        let mut parts: Vec<Part> = empty_parts(keys).map(|part| vec![part]).collect();
        let mut reader = partition.reader();
        while !reader.is_at_end() {
            let mut fields = Fields(reader.take(KEY_BYTES)?);
            let key = Key(fields.u64());
            parts[usize::from(fields.u8())][0].push(key);
        }
        drop(partition);
        visit(parts)?;
    }
    Ok(())
}

/// The keys of all articles.
struct KeysOf<'s> {
    signatures: &'s StoredSignatures,
    article_of: &'s [u32],
    settings: Settings,
}

impl KeysOf<'_> {
    fn of_partition(&self, partition: u32, partitions: u32) -> Result<Vec<Part>> {
        let blocks = 0..self.article_of.len().div_ceil(ROWS_AT_A_TIME);
        let blocks = blocks.into_par_iter().map(|block| {
            let all = ROWS_AT_A_TIME * self.settings.parameters.keys as usize;
            let mut parts: Vec<Vec<Key>> = empty_parts(all / partitions as usize).collect();
            self.each_of_block(block, |part, key| {
                if key.key() % partitions == partition {
                    parts[usize::from(part)].push(key);
                }
                Ok(())
            })?;
            Ok(parts)
        });
        let blocks: Vec<Vec<Vec<Key>>> = blocks.collect::<Result<_>>()?;
        let mut parts = vec![Part::new(); PARTS];
        for block in blocks {
            for (part, keys) in parts.iter_mut().zip(block) {
                part.push(keys);
            }
        }
        Ok(parts)
    }

    /// Reads the signatures once, and splits their keys into partitions.
    fn parted(&self, partitions: u32, scratch: &Scratch) -> Result<Vec<Spooled>> {
        let mut spools = scratch.spools(partitions as usize)?;
        let mut bytes = Vec::with_capacity(KEY_BYTES);
        for block in 0..self.article_of.len().div_ceil(ROWS_AT_A_TIME) {
            self.each_of_block(block, |part, key| {
                bytes.clear();
                put_u64(&mut bytes, key.0);
                bytes.push(part);
                spools[(key.key() % partitions) as usize].write(&bytes).map(|_| ())
            })?;
        }
        spools.into_iter().map(Spool::finish).collect()
    }

    /// Visits the keys of some articles, each with its part.
    fn each_of_block(
        &self,
        block: usize,
        mut visit: impl FnMut(u8, Key) -> Result<()>,
    ) -> Result<()> {
        let first = block * ROWS_AT_A_TIME;
        let rows = first..self.article_of.len().min(first + ROWS_AT_A_TIME);
        self.signatures.each_keys(rows, |row, keys| {
            let article = self.article_of[row];
            if article == NONE {
                return Ok(());
            }
            keys.iter().try_for_each(|&key| {
                #[expect(clippy::cast_possible_truncation, reason = "a part has few bits")]
                let part = key as u8 % PARTS as u8;
                visit(part, Key((key >> PART_BITS) << u32::BITS | u64::from(article)))
            })
        })
    }
}

/// The ranges behind the one that is read.
struct Rest<'s> {
    ranges: &'s mut [Spool],
    /// The first article of these ranges.
    first: usize,
    /// Articles in a range.
    range: usize,
    bytes: Vec<u8>,
}

impl Rest<'_> {
    /// Takes the articles of a bucket that are in these ranges.
    fn take(&mut self, articles: &[u32]) -> Result<()> {
        let &[first, _, ..] = articles else { return Ok(()) };
        let number = (first as usize - self.first) / self.range;
        self.bytes.clear();
        put_whole(articles.iter().copied(), self.first + number * self.range, &mut self.bytes);
        self.ranges[number].write(&self.bytes)?;
        Ok(())
    }
}

/// What precedes the articles of a bucket in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    /// Number of articles.
    articles: usize,
    /// How many of the articles after it each one is paired with, if not with all.
    reach: Option<usize>,
}

impl Head {
    fn put(self, bytes: &mut Vec<u8>) {
        put(bytes, (self.articles as u64) << 1 | u64::from(self.reach.is_some()));
        if let Some(reach) = self.reach {
            put(bytes, reach as u64);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Head> {
        let head = reader.small()?;
        let reach = if head & 1 == 0 { None } else { Some(reader.small()? as usize) };
        Ok(Head { articles: (head >> 1) as usize, reach })
    }
}

/// Writes a bucket for the ranges of `range` articles that it belongs to.
fn put_bucket(bucket: &[Key], range: usize, settings: Settings, into: &mut [Vec<u8>]) {
    let reach = settings.reach(bucket.len());
    let range_of = |key: Key| key.article() as usize / range;
    if reach + 1 >= bucket.len() {
        let number = range_of(bucket[0]);
        put_whole(bucket.iter().map(|key| key.article()), number * range, &mut into[number]);
        return;
    }
    let mut start = 0;
    while start + 1 < bucket.len() {
        let number = range_of(bucket[start]);
        let own = bucket[start..].partition_point(|&key| range_of(key) == number);
        let end = bucket.len().min(start + own + reach);
        Head { articles: end - start, reach: Some(reach) }.put(&mut into[number]);
        let articles = bucket[start..end].iter().map(|key| key.article());
        put_articles(articles, number * range, &mut into[number]);
        start += own;
    }
}

/// Writes a bucket of which all articles are paired, for the range that begins with `first`.
fn put_whole(articles: impl ExactSizeIterator<Item = u32>, first: usize, bytes: &mut Vec<u8>) {
    Head { articles: articles.len(), reach: None }.put(bytes);
    put_articles(articles, first, bytes);
}

/// Writes articles in rising order, as distances.
fn put_articles(articles: impl Iterator<Item = u32>, first: usize, bytes: &mut Vec<u8>) {
    let mut before = first;
    for article in articles {
        let article = article as usize;
        put(bytes, (article - before) as u64);
        before = article;
    }
}

/// The buckets of a range of consecutive articles.
#[derive(Debug, Default)]
pub(super) struct Range {
    first: usize,
    /// The articles of the first bucket in rising order, then those of the second …
    articles: Vec<u32>,
    /// For each of these places, how many of the places after it are paired with it.
    following: Vec<u16>,
    /// The places of each article of the range, article by article.
    places: Vec<u32>,
    /// Where the places of each article begin, and the end of the last.
    starts: Vec<u32>,
}

impl Range {
    fn read(spooled: &Spooled, own: std::ops::Range<usize>, rest: &mut Rest<'_>) -> Result<Range> {
        let (first, starts) = (own.start, vec![0; own.len() + 1]);
        let mut range = Range { first, starts, ..Range::default() };
        let mut reader: Reader<'_> = spooled.reader();
        while !reader.is_at_end() {
            let Head { articles, reach } = Head::read(&mut reader)?;
            let start = range.articles.len();
            let mut article = first;
            for _ in 0..articles {
                article += reader.small()? as usize;
                range
                    .articles
                    .push(u32::try_from(article).expect("a run has fewer than 2^32 articles"));
            }
            let bucket = &range.articles[start..];
            let inside = bucket.partition_point(|&article| (article as usize) < own.end);
            for (place, &article) in bucket.iter().enumerate() {
                let behind = articles - 1 - place;
                let following =
                    if place < inside { behind.min(reach.unwrap_or(behind)) } else { 0 };
                range.following.push(u16::try_from(following).unwrap_or(u16::MAX));
                if following > 0 {
                    range.starts[article as usize - first + 1] += 1;
                }
            }
            if reach.is_none() {
                rest.take(&bucket[inside..])?;
            }
        }
        range.find_places();
        Ok(range)
    }

    /// Inverts the buckets, by a counting sort.
    fn find_places(&mut self) {
        let mut all = 0;
        for start in &mut self.starts {
            all += *start;
            *start = all;
        }
        self.places = vec![0; all as usize];
        let mut next = self.starts.clone();
        for (place, (&article, &following)) in (0..).zip(self.articles.iter().zip(&self.following))
        {
            if following > 0 {
                let next = &mut next[article as usize - self.first];
                self.places[*next as usize] = place;
                *next += 1;
            }
        }
    }

    /// The articles of the range.
    pub(super) fn own(&self) -> std::ops::Range<u32> {
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        number(self.first)..number(self.first + self.starts.len() - 1)
    }

    /// The later articles that share a bucket with this one, bucket by bucket.
    pub(super) fn behind(&self, article: u32) -> impl Iterator<Item = &[u32]> + '_ {
        self.places_of(article).iter().map(|&place| {
            let place = place as usize;
            &self.articles[place + 1..=place + usize::from(self.following[place])]
        })
    }

    /// Prefetches what [`behind`](Range::behind) reads.
    pub(super) fn prefetch(&self, article: u32) {
        for &place in self.places_of(article) {
            let place = place as usize;
            simd::prefetch(&self.following[place..=place]);
            simd::prefetch(&self.articles[place..=place]);
        }
    }

    fn places_of(&self, article: u32) -> &[u32] {
        let row = article as usize - self.first;
        &self.places[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_a_range_are_read_as_they_were_written() {
        let settings = Settings { max_full_bucket: 5, neighbours: 2, ..Settings::default() };
        let range = 100;
        let buckets: [&[u32]; 6] = [
            &[3, 250],
            &[5, 210, 220],
            &[6, 110, 205, 206],
            &[120, 130, 131, 140],
            &[1, 2, 3, 101, 102, 103, 104, 290],
            &[99, 100, 101, 199, 200],
        ];
        let mut written = vec![Vec::new(); 3];
        for bucket in buckets {
            let keys: Vec<Key> = bucket.iter().map(|&article| Key(u64::from(article))).collect();
            put_bucket(&keys, range, settings, &mut written);
        }
        let expected = buckets.iter().flat_map(|bucket| {
            let reach = settings.reach(bucket.len());
            bucket.iter().enumerate().filter_map(move |(place, &article)| {
                let behind: Vec<u32> = bucket[place + 1..].iter().take(reach).copied().collect();
                (!behind.is_empty()).then_some((article, behind))
            })
        });
        let mut expected: Vec<(u32, Vec<u32>)> = expected.collect();
        expected.sort();
        let folder = tempfile::tempdir().unwrap();
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let mut ranges = scratch.spools(3).unwrap();
            for (spool, bytes) in ranges.iter_mut().zip(&written) {
                spool.write(bytes).unwrap();
            }
            let mut found = Vec::new();
            let buckets = Buckets { ranges: ranges.into_iter(), first: 0, range, end: 291 };
            let visited = buckets.each(|range| {
                for article in range.own() {
                    found.extend(range.behind(article).map(|behind| (article, behind.to_vec())));
                }
                Ok(())
            });
            visited.unwrap();
            found.sort();
            assert_eq!(found, expected);
        }
    }
}
