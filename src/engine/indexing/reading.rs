//! Reads a corpus in portions of articles to store in an index.

use rayon::prelude::*;

use super::incoming::{Extent, Incoming};
use crate::article::Place;
use crate::clean::Cleaner;
use crate::corpus::{Chunk, Chunks, Corpus, FirstPass, Reject};
use crate::engine::Settings;
use crate::engine::observer::{Observer, Stage, Unobserved};
use crate::engine::run::input::RunInput;
use crate::engine::run::read::UnreadDates;
use crate::engine::run::task::Tolerance;
use crate::error::Result;
use crate::index::{Entry, Number};

/// How articles are added to an index. Everything else is decided by the index.
#[derive(Clone, Copy)]
pub struct Adding<'a> {
    /// Cleans the articles, by the tables that the index was built with.
    pub cleaner: &'a Cleaner,
    /// How many bad records end it.
    pub tolerance: Tolerance,
    /// Receives the progress.
    pub observer: &'a dyn Observer,
}

impl<'a> Adding<'a> {
    /// With the usual tolerance, unobserved.
    pub fn new(cleaner: &'a Cleaner) -> Adding<'a> {
        Adding { cleaner, tolerance: Tolerance::default(), observer: &Unobserved }
    }
}

/// How a corpus is read for an index.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) adding: Adding<'a>,
    pub(super) settings: &'a Settings,
    pub(super) extent: Extent,
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
        adding: Adding<'a>,
        settings: &'a Settings,
        extent: Extent,
    ) -> How<'a> {
        How { corpus, adding, settings, extent, batch_bytes: BATCH_BYTES, lists_records: false }
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

/// A corpus being read, and what was found so far.
pub(super) struct Reading<'a> {
    how: How<'a>,
    chunks: Chunks<'a>,
    read: u64,
    added: Added,
}

impl<'a> Reading<'a> {
    pub(super) fn new(how: How<'a>) -> Reading<'a> {
        how.adding.observer.begin(Stage::Read, RunInput::Corpus(how.corpus).plain_bytes());
        Reading { how, chunks: how.corpus.chunks(), read: 0, added: Added::default() }
    }

    /// The articles of the next portion; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Vec<Incoming>>> {
        let How { corpus, adding: Adding { cleaner, tolerance, observer }, .. } = self.how;
        let How { settings, extent, .. } = self.how;
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
                let records = chunk.records().map(|record| {
                    record.map(|record| {
                        let place = record.place;
                        let file = corpus.file(place.file).path.to_string_lossy();
                        (place, Incoming::of(&record, &file, cleaner, settings, extent))
                    })
                });
                let records: Vec<std::result::Result<(Place, Incoming), Reject>> =
                    records.collect();
                observer.advance(chunk.bytes() as u64);
                records
            })
            .collect();
        self.read += records.len() as u64;
        let mut incoming = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok((place, article)) => {
                    if self.how.lists_records {
                        let Entry { key, body, record, .. } = &article.entry;
                        let (body, record) = (*body, *record);
                        let key = key.as_str().into();
                        self.added.records.push(ReadRecord { key, body, record, place });
                    }
                    if let Some((place, date)) = &article.unread_date {
                        self.added.unread_dates.add(*place, date);
                    }
                    incoming.push(article);
                }
                Err(reject) => self.added.rejects.push(reject),
            }
        }
        tolerance.check(RunInput::Corpus(corpus), &self.added.rejects, self.read)?;
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
