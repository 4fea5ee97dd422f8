//! Reads a corpus in portions of articles to store in an index.

use rayon::prelude::*;

use super::incoming::{Extent, Incoming};
use crate::article::Place;
use crate::clean::Cleaner;
use crate::corpus::{Chunk, Chunks, Corpus, FirstPass, LeftOut, Reject, Selector, Unwanted};
use crate::engine::Settings;
use crate::engine::observer::{Observer, Stage};
use crate::engine::run::read::{Tolerance, UnreadDates, plain_bytes};
use crate::error::Result;
use crate::index::{Entry, Number};

/// How a corpus is read for an index.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) cleaner: &'a Cleaner,
    pub(super) settings: &'a Settings,
    pub(super) tolerance: Tolerance,
    pub(super) extent: Extent,
    pub(super) observer: &'a dyn Observer,
    /// Bytes of input in a portion.
    pub(super) batch_bytes: usize,
    /// Whether to list the records that were read.
    pub(super) lists_records: bool,
}

/// Bytes of input that are read, matched and stored in one step.
const BATCH_BYTES: usize = 64 << 20;

impl<'a> How<'a> {
    pub(super) fn new(
        corpus: &'a Corpus,
        cleaner: &'a Cleaner,
        settings: &'a Settings,
        tolerance: Tolerance,
        extent: Extent,
        observer: &'a dyn Observer,
    ) -> How<'a> {
        let (batch_bytes, lists_records) = (BATCH_BYTES, false);
        How { corpus, cleaner, settings, tolerance, extent, observer, batch_bytes, lists_records }
    }
}

/// What was added to an index.
#[derive(Debug, Default)]
pub struct Added {
    /// Articles added.
    pub articles: u64,
    /// Articles already present, with the same key and text.
    pub repeats: u64,
    /// Records that are not articles, by their places.
    pub rejects: Vec<Reject>,
    /// Articles that the selection leaves out.
    pub left_out: LeftOut,
    /// What reading found in each file.
    pub first_pass: FirstPass,
    pub(crate) unread_dates: UnreadDates,
    /// All records that are articles, if they are listed.
    pub(super) records: Vec<ReadRecord>,
    /// The files of these records, by their numbers.
    pub(super) files: Vec<String>,
    /// The number of the first article that is new in the index.
    pub(super) first_number: Number,
}

/// A record that is an article: its identity in the index, and its place.
#[derive(Clone, Debug)]
pub(super) struct ReadRecord {
    pub(super) key: Box<str>,
    pub(super) body: u64,
    pub(super) record: u64,
    pub(super) place: Place,
}

/// A record that was read.
enum Found {
    Article(Place, Box<Incoming>),
    Unwanted(Unwanted),
    Reject(Reject),
}

/// A corpus being read, and what was found so far.
pub(super) struct Reading<'a> {
    how: How<'a>,
    chunks: Chunks<'a>,
    selector: Selector<'a>,
    read: u64,
    added: Added,
}

impl<'a> Reading<'a> {
    pub(super) fn new(how: How<'a>) -> Result<Reading<'a>> {
        how.observer.begin(Stage::Read, plain_bytes(how.corpus));
        let selector = how.corpus.selector(&how.settings.dates)?;
        Ok(Reading { how, chunks: how.corpus.chunks(), selector, read: 0, added: Added::default() })
    }

    /// The articles of the next portion; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Vec<Incoming>>> {
        let How { corpus, cleaner, settings, extent, observer, .. } = self.how;
        let mut bytes = 0;
        let mut batch: Vec<Chunk<'_>> = Vec::new();
        while bytes < self.how.batch_bytes
            && let Some(chunk) = self.chunks.next()
        {
            let chunk = chunk?;
            bytes += chunk.bytes();
            batch.push(chunk);
        }
        if batch.is_empty() {
            return Ok(None);
        }
        let records: Vec<_> = batch
            .into_par_iter()
            .flat_map_iter(|chunk| {
                let records = chunk.records().map(|record| match record {
                    Err(reject) => Found::Reject(reject),
                    Ok(record) => match self.selector.unwanted(&record) {
                        Some(why) => Found::Unwanted(why),
                        None => Found::Article(
                            record.place,
                            Box::new(Incoming::of(&record, corpus, cleaner, settings, extent)),
                        ),
                    },
                });
                let records: Vec<Found> = records.collect();
                observer.advance(chunk.bytes() as u64);
                records
            })
            .collect();
        self.read += records.len() as u64;
        let mut incoming = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Found::Article(place, article) => {
                    if self.how.lists_records {
                        let Entry { key, body, record, .. } = &article.entry;
                        let (body, record) = (*body, *record);
                        let key = key.as_str().into();
                        self.added.records.push(ReadRecord { key, body, record, place });
                    }
                    if let Some((place, date)) = &article.unread_date {
                        self.added.unread_dates.add(*place, date);
                    }
                    incoming.push(*article);
                }
                Found::Unwanted(why) => self.added.left_out.add(why),
                Found::Reject(reject) => self.added.rejects.push(reject),
            }
        }
        self.how.tolerance.check(corpus, &self.added.rejects, self.read)?;
        Ok(Some(incoming))
    }

    /// Counts articles that were taken; `more` of them are new.
    pub(super) fn count(&mut self, taken: usize, more: u64) {
        self.added.articles += more;
        self.added.repeats += taken as u64 - more;
    }

    /// Finishes after the last portion.
    pub(super) fn finish(self) -> Added {
        let mut added = self.added;
        added.rejects.sort_unstable_by_key(|reject| reject.place);
        added.first_pass = self.chunks.finish();
        if self.how.lists_records {
            let files = self.how.corpus.files().iter();
            added.files = files.map(|file| file.path.to_string_lossy().into_owned()).collect();
        }
        added
    }
}
