//! Decides which articles of a corpus are wanted.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::chunk::Record;
use crate::article::Place;
use crate::corpus::Corpus;
use crate::corpus::options::{Selection, Unwanted, Wanted};
use crate::date::DateReader;
use crate::error::Result;
use crate::hash;

/// Decides about each article of a corpus.
#[derive(Debug)]
pub struct Selector<'a> {
    selection: &'a Selection,
    dates: &'a DateReader,
    limit: Limit,
}

/// Which of the otherwise wanted articles are wanted.
#[derive(Clone, Copy, Debug)]
enum Limit {
    All,
    /// Up to this one.
    Place(Place),
    /// Those whose ids have hashes up to this one.
    Hash(u64),
    /// Those whose ids have hashes below this share of all numbers.
    Share(f64),
}

impl Corpus {
    /// Decides which articles are wanted, by the selection with which the corpus was opened.
    ///
    /// If a number of articles is wanted, this reads the corpus, up to the last of them.
    pub fn selector<'a>(&'a self, dates: &'a DateReader) -> Result<Selector<'a>> {
        let all = Selector { selection: &self.selection, dates, limit: Limit::All };
        let limit = match self.selection.number {
            None => Limit::All,
            Some(Wanted::First(0) | Wanted::Sample(0)) => Limit::Share(0.0),
            Some(Wanted::Share(share)) => Limit::Share(share),
            Some(Wanted::First(most)) => {
                all.last_place(self, most)?.map_or(Limit::All, Limit::Place)
            }
            Some(Wanted::Sample(most)) => {
                all.last_hash(self, most)?.map_or(Limit::All, Limit::Hash)
            }
        };
        Ok(Selector { limit, ..all })
    }
}

impl Selector<'_> {
    /// Why an article is not wanted, if it is not.
    pub fn unwanted(&self, record: &Record<'_>) -> Option<Unwanted> {
        if self.selection.is_all() {
            return None;
        }
        self.selection.unwanted(&record.article, self.dates).or_else(|| self.beyond(record))
    }

    /// Why an article is too much, if it is.
    fn beyond(&self, record: &Record<'_>) -> Option<Unwanted> {
        let (is_wanted, why) = match self.limit {
            Limit::All => return None,
            Limit::Place(last) => (record.place <= last, Unwanted::BeyondLimit),
            Limit::Hash(last) => (hash_of(record) <= last, Unwanted::NotSampled),
            Limit::Share(share) => (share_of(hash_of(record)) < share, Unwanted::NotSampled),
        };
        (!is_wanted).then_some(why)
    }

    /// The place of the last wanted article; `None` if there are fewer than `most`.
    fn last_place(&self, corpus: &Corpus, most: u64) -> Result<Option<Place>> {
        let mut left = most;
        for chunk in corpus.chunks() {
            for record in chunk?.records().filter_map(std::result::Result::ok) {
                if self.unwanted(&record).is_none() {
                    left -= 1;
                    if left == 0 {
                        return Ok(Some(record.place));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The greatest hash of a wanted id; `None` if there are fewer than `most` ids.
    fn last_hash(&self, corpus: &Corpus, most: u64) -> Result<Option<u64>> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let least: Mutex<BTreeSet<u64>> = Mutex::default();
        let locked = || least.lock().unwrap_or_else(PoisonError::into_inner);
        corpus.chunks().par_bridge().try_for_each(|chunk| {
            let chunk = chunk?;
            let bound = {
                let least = locked();
                least.last().copied().filter(|_| least.len() >= most).unwrap_or(u64::MAX)
            };
            let records = chunk.records().filter_map(std::result::Result::ok);
            let hashes: Vec<u64> = records
                .filter(|record| self.unwanted(record).is_none())
                .map(|record| hash_of(&record))
                .filter(|&hash| hash <= bound)
                .collect();
            let mut least = locked();
            for hash in hashes {
                least.insert(hash);
                if least.len() > most {
                    least.pop_last();
                }
            }
            Ok::<(), crate::Error>(())
        })?;
        let least = least.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(least.last().copied().filter(|_| least.len() >= most))
    }
}

fn hash_of(record: &Record<'_>) -> u64 {
    hash::bytes(record.article.key.as_bytes())
}

/// A hash as a share of all hashes.
#[expect(clippy::cast_precision_loss, reason = "the upper 53 bits are a float exactly")]
fn share_of(hash: u64) -> f64 {
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}
