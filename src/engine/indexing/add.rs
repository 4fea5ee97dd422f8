//! Adds the articles of a corpus to an index, a batch at a time.

use rayon::prelude::*;

use super::incoming::{Extent, Incoming};
use super::parameters::settings_of;
use super::update::{self, Matching};
use crate::clean::Cleaner;
use crate::corpus::{Chunk, Corpus, FirstPass, Reject};
use crate::engine::observer::{Observer, Stage};
use crate::engine::read::{Tolerance, UnreadDates, mistakes, plain_bytes};
use crate::error::{ErrorKind, Result};
use crate::index::IndexWriter;

/// Bytes of input that are read, matched and stored in one step.
const BATCH_BYTES: usize = 64 << 20;

/// What was added to an index.
#[derive(Debug, Default)]
pub struct Added {
    /// Articles that the index has more.
    pub articles: u64,
    /// Articles that it had already, with the same key and the same text.
    pub repeats: u64,
    /// Records that are no articles, by their places.
    pub rejects: Vec<Reject>,
    /// What the reading showed of each file.
    pub first_pass: FirstPass,
    pub(crate) unread_dates: UnreadDates,
}

/// Adds the articles of a corpus to an index.
///
/// Each batch is stored whole or not at all, so that a run that is broken off can be started again: articles that are
/// there already are passed over.
///
/// # Errors
///
/// If a file cannot be read, too many records are bad, or the index cannot be written; what was stored until then stays.
pub fn add(
    writer: &mut IndexWriter,
    corpus: &Corpus,
    cleaner: &Cleaner,
    tolerance: Tolerance,
    extent: Extent,
    observer: &dyn Observer,
) -> Result<Added> {
    add_in_batches(writer, corpus, cleaner, tolerance, extent, observer, BATCH_BYTES)
}

pub(super) fn add_in_batches(
    writer: &mut IndexWriter,
    corpus: &Corpus,
    cleaner: &Cleaner,
    tolerance: Tolerance,
    extent: Extent,
    observer: &dyn Observer,
    batch_bytes: usize,
) -> Result<Added> {
    let (settings, body_is) = settings_of(writer.parameters())?;
    let matching = Matching { cleaner, settings: &settings, body_is };
    observer.begin(Stage::Read, plain_bytes(corpus));
    let mut chunks = corpus.chunks();
    let (mut articles, mut repeats, mut read) = (0, 0, 0);
    let mut rejects: Vec<Reject> = Vec::new();
    let mut unread_dates = UnreadDates::default();
    loop {
        let mut bytes = 0;
        let mut batch: Vec<Chunk<'_>> = Vec::new();
        while bytes < batch_bytes
            && let Some(chunk) = chunks.next()
        {
            let chunk = chunk?;
            bytes += chunk.bytes();
            batch.push(chunk);
        }
        if batch.is_empty() {
            break;
        }
        let records: Vec<_> = batch
            .par_iter()
            .flat_map_iter(|chunk| {
                let records: Vec<std::result::Result<Incoming, Reject>> = chunk
                    .records()
                    .map(|record| {
                        record
                            .map(|record| Incoming::of(&record, corpus, cleaner, &settings, extent))
                    })
                    .collect();
                observer.advance(chunk.bytes() as u64);
                records
            })
            .collect();
        read += records.len() as u64;
        let mut incoming = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Ok(article) => {
                    if let Some((place, date)) = &article.unread_date {
                        unread_dates.add(*place, date);
                    }
                    incoming.push(article);
                }
                Err(reject) => rejects.push(reject),
            }
        }
        refuse(&rejects, read, tolerance)?;
        let taken = incoming.len() as u64;
        let (changes, more) = update::changes(&writer.snapshot()?, incoming, &[], matching)?;
        writer.apply(&changes)?;
        articles += more;
        repeats += taken - more;
    }
    rejects.sort_unstable_by_key(|reject| reject.place);
    Ok(Added { articles, repeats, rejects, first_pass: chunks.finish(), unread_dates })
}

fn refuse(rejects: &[Reject], read: u64, tolerance: Tolerance) -> Result<()> {
    let bad = mistakes(rejects);
    if !tolerance.is_exceeded(bad, read) {
        return Ok(());
    }
    let first = rejects
        .iter()
        .filter(|reject| reject.code.is_mistake())
        .min_by_key(|reject| reject.place)
        .map_or_else(String::new, |reject| {
            format!("line {}: {}", reject.place.line, reject.message)
        });
    Err(ErrorKind::TooManyBadRecords { bad, read, first }.into())
}
