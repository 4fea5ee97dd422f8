//! Reads a corpus in portions of articles, and turns each into what an index stores of it.

use rayon::prelude::*;

use crate::article::Place;
use crate::clean::{AgencySet, Cleaner};
use crate::corpus::{
    Chunk, Chunks, Corpus, FirstPass, LeftOut, Record, Reject, Selector, Unwanted,
};
use crate::engine::Settings;
use crate::engine::observer::{Observer, Stage, Unobserved};
use crate::engine::run::articles::{Facts, KeptFacts, Outlets};
use crate::engine::run::input::RunInput;
use crate::engine::run::read::{self, UnreadDates};
use crate::engine::run::task::Tolerance;
use crate::error::Result;
use crate::index::{self, Entry, EntryAgencies, EntryCredit, Number, Shown};
use crate::lsh::Parameters;
use crate::shingle::Runs;
use crate::signature::Signature;
use crate::verify::Profile;

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
        how.adding.observer.begin(Stage::Read, RunInput::Corpus(how.corpus).plain_bytes());
        let selector = how.corpus.selector(&how.settings.dates)?;
        Ok(Reading { how, chunks: how.corpus.chunks(), selector, read: 0, added: Added::default() })
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
                let records = chunk.records().map(|record| match record {
                    Err(reject) => Found::Reject(reject),
                    Ok(record) => self.selector.unwanted(&record).map_or_else(
                        || {
                            let place = record.place;
                            let file = corpus.file(place.file).path.to_string_lossy();
                            let incoming = Incoming::of(&record, &file, cleaner, settings, extent);
                            Found::Article(place, Box::new(incoming))
                        },
                        Found::Unwanted,
                    ),
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

/// How much of each article an index stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What matching needs.
    Profiles,
    /// The texts too.
    Texts,
}

/// An article to add.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) entry: Entry,
    pub(super) profile: Profile,
    pub(super) signature: Signature,
    /// The minima of the signature, without gaps.
    pub(super) minima: Vec<u64>,
    pub(super) text: Option<String>,
    /// Its date, if that could not be read, and its place.
    pub(super) unread_date: Option<(Place, String)>,
}

impl Incoming {
    /// `file` is the path of the record's file.
    pub(super) fn of(
        record: &Record<'_>,
        file: &str,
        cleaner: &Cleaner,
        settings: &Settings,
        extent: Extent,
    ) -> Incoming {
        let article = &record.article;
        let text = cleaner.clean(article);
        let mut outlets = Outlets::default();
        let runs = Runs::of(&article.body, &text, settings.shingling);
        let (facts, signature) =
            read::sign_text(record, &text, &runs, &mut outlets, cleaner, settings);
        let Facts { kept, body, record: record_hash, version, .. } = facts;
        let KeptFacts {
            outlet,
            words,
            words_raw,
            stream,
            headline,
            day,
            published,
            from_agency,
            ..
        } = kept;
        let owned = |field: &Option<std::borrow::Cow<'_, str>>| field.as_deref().map(str::to_owned);
        let unread_date = article.published.as_deref().filter(|_| published.is_none());
        let entry = Entry {
            key: article.key.as_ref().to_owned(),
            body,
            record: record_hash,
            place: index::Place {
                file: file.to_owned(),
                offset: record.place.offset,
                bytes: record.place.bytes,
                line: record.place.line,
            },
            outlet: outlet.map(|outlet| outlets.name(outlet).to_owned()),
            words: [words, words_raw],
            stream,
            headline,
            day,
            published,
            credit: text.credit().map(|credit| EntryCredit {
                agency: credit.agency.clone(),
                carrier: credit.carrier.clone(),
                kind: credit.kind,
                span: credit.span,
                words: match credit.span {
                    Some(span) => article.body.get(span.range()),
                    None => article.byline.as_deref(),
                }
                .map(|words| words.trim().to_owned()),
            }),
            agencies: EntryAgencies {
                credited: names(text.agencies().credited, cleaner),
                named: names(text.agencies().named, cleaner),
            },
            from_agency,
            version: version.map(|version| *version),
            shown: Shown {
                headline: owned(&article.headline),
                byline: owned(&article.byline),
                outlet: owned(&article.outlet),
                published: owned(&article.published),
                url: owned(&article.url),
                language: owned(&article.language),
            },
        };
        Incoming {
            unread_date: unread_date.map(|date| (record.place, date.to_owned())),
            entry,
            profile: Profile::of_runs(article, &text, runs, settings.shingling),
            minima: minima(&signature, settings.lsh.parameters),
            signature,
            text: (extent == Extent::Texts).then(|| article.body.as_ref().to_owned()),
        }
    }
}

/// The names of the agencies in a set.
fn names(agencies: AgencySet, cleaner: &Cleaner) -> Vec<String> {
    let listed = cleaner.agencies();
    agencies.iter().map(|place| listed[place].name.to_string()).collect()
}

/// The minima of a signature, without gaps.
fn minima(signature: &Signature, parameters: Parameters) -> Vec<u64> {
    let mut signatures = crate::signature::Signatures::with_width(parameters.minima());
    signatures.push(signature);
    signatures.minima(0).to_vec()
}
