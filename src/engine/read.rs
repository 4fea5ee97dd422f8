//! Reads the corpus once: each article is cleaned, shingled and signed, and only that is kept.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::articles::{Credited, Facts, Outlets};
use super::by_place;
use super::compare::profile_bytes;
use super::kept::{Keeper, Keeping, Kept, Met, Pack};
use super::numbering::{Numbered, Repeat, Unnumbered};
use super::observer::{Observer, Stage};
use super::settings::Settings;
use super::shown::{self, KeptShown, Shown, ShownKeeper};
use super::versions::Killed;
use crate::agency::AgencyId;
use crate::article::Place;
use crate::clean::{CleanText, Cleaner, Credit};
use crate::corpus::{Chunk, Compression, Corpus, FirstPass, Record, Reject};
use crate::date::Day;
use crate::error::{ErrorKind, Result};
use crate::scratch::Scratch;
use crate::shingle::Runs;
use crate::signature::Signature;
use crate::verify::Profile;
use crate::{hash, outlet};

/// How many bad records are too many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Share of the records that may be bad, 0 to 1. A few bad ones in a small corpus are never too many.
    pub max_bad: f64,
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance { max_bad: 0.01 }
    }
}

impl Tolerance {
    /// Whether so many bad records of those read are too many.
    pub fn is_exceeded(self, bad: u64, read: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
        let are_many = bad as f64 > self.max_bad * read as f64;
        are_many && (bad >= 10 || bad == read || self.max_bad == 0.0)
    }
}

/// Bad records in a row at the start of a corpus that end the run: it is not what it was taken for.
const ALL_BAD: u64 = 1000;

/// What was read.
pub(crate) struct Reading {
    pub(crate) numbered: Numbered,
    /// Profiles of articles that are long enough to be compared.
    pub(crate) kept: Kept,
    /// What is shown of articles that are likely to have copies.
    pub(crate) shown: KeptShown,
    /// By place.
    pub(crate) rejects: Vec<Reject>,
    pub(crate) first_pass: FirstPass,
    pub(crate) unread_dates: UnreadDates,
    pub(crate) killed: Killed,
}

/// Dates that say something which could not be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnreadDates {
    pub(crate) count: u64,
    /// The first one, and where it stands.
    pub(crate) first: Option<(Place, Box<str>)>,
}

impl UnreadDates {
    pub(super) fn add(&mut self, place: Place, written: &str) {
        self.join(UnreadDates { count: 1, first: Some((place, written.into())) });
    }

    fn join(&mut self, other: UnreadDates) {
        self.count += other.count;
        self.first = self.first.take().into_iter().chain(other.first).min_by_key(|first| first.0);
    }
}

/// What one chunk of a file held.
struct Batch {
    facts: Vec<Facts>,
    profiles: Option<Pack>,
    shown: Option<by_place::Pack<Arc<Shown>>>,
    signatures: Vec<Signature>,
    outlets: Outlets,
    rejects: Vec<Reject>,
    unread_dates: UnreadDates,
    killed: Killed,
}

/// What was gathered of the chunks so far.
struct Gathered {
    articles: Unnumbered,
    keeper: Keeper,
    shown: ShownKeeper,
    outlets: Outlets,
    rejects: Vec<Reject>,
    unread_dates: UnreadDates,
    killed: Killed,
    read: u64,
    bad: u64,
}

/// Reads all articles.
pub(crate) fn read(
    corpus: &Corpus,
    cleaner: &Cleaner,
    settings: &Settings,
    tolerance: Tolerance,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Reading> {
    observer.begin(Stage::Read, plain_bytes(corpus));
    let gathered = Mutex::new(Gathered {
        articles: Unnumbered::new(scratch, settings.lsh.parameters.minima())?,
        keeper: Keeper::new(scratch)?,
        shown: shown::keeper(scratch),
        outlets: Outlets::default(),
        rejects: Vec::new(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
        read: 0,
        bad: 0,
    });
    let met = Met::new();
    let mut chunks = corpus.chunks();
    chunks.by_ref().par_bridge().try_for_each(|chunk| {
        let chunk = chunk?;
        let keeping = gathered.lock().unwrap_or_else(PoisonError::into_inner).keeping();
        let batch = batch(&chunk, cleaner, settings, keeping, &met);
        observer.advance(chunk.bytes() as u64);
        gathered.lock().unwrap_or_else(PoisonError::into_inner).take(batch)
    })?;

    let first_pass = chunks.finish();
    let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Gathered { articles, keeper, shown, outlets, mut rejects, unread_dates, killed, read, bad } =
        gathered;
    rejects.par_sort_unstable_by_key(|reject| reject.place);
    if tolerance.is_exceeded(bad, read) {
        return Err(too_many_bad(bad, read, &rejects).into());
    }
    let mut numbered = articles.number(outlets)?;
    let repeats = std::mem::take(&mut numbered.repeats);
    rejects.extend(repeats.into_iter().map(Repeat::into_reject));
    rejects.sort_unstable_by_key(|reject| reject.place);
    let (kept, shown) = (keeper.finish()?, shown.finish());
    Ok(Reading { numbered, kept, shown, rejects, first_pass, unread_dates, killed })
}

/// What is kept of the next chunk.
#[derive(Clone, Copy)]
struct ToKeep {
    profiles: Option<Keeping>,
    shown: bool,
}

impl Gathered {
    fn keeping(&self) -> ToKeep {
        ToKeep { profiles: self.keeper.keeping(), shown: self.shown.has_room() }
    }

    fn take(&mut self, batch: Batch) -> Result<()> {
        let Batch { facts, profiles, shown, signatures, outlets, rejects, unread_dates, killed } =
            batch;
        self.bad += mistakes(&rejects);
        self.read += (facts.len() + rejects.len()) as u64;
        if self.bad == self.read && self.read >= ALL_BAD {
            return Err(too_many_bad(self.bad, self.read, &rejects).into());
        }
        for (mut facts, signature) in facts.into_iter().zip(&signatures) {
            facts.outlet = facts.outlet.map(|outlet| self.outlets.intern(outlets.name(outlet)));
            self.articles.push(&facts, signature)?;
        }
        if let Some(profiles) = profiles {
            self.keeper.keep(profiles)?;
        }
        if let Some(shown) = shown {
            self.shown.keep(shown);
        }
        self.rejects.extend(rejects);
        self.unread_dates.join(unread_dates);
        self.killed.join(killed);
        Ok(())
    }
}

/// Bytes to be read, where that is known before.
pub(super) fn plain_bytes(corpus: &Corpus) -> Option<u64> {
    let plain = corpus.files().iter().all(|file| file.compression == Compression::None);
    plain.then(|| corpus.files().iter().map(|file| file.bytes).sum())
}

fn too_many_bad(bad: u64, read: u64, rejects: &[Reject]) -> ErrorKind {
    let mut mistakes = rejects.iter().filter(|reject| reject.code.is_mistake());
    let first = mistakes.next().map_or_else(String::new, |reject| {
        format!("line {}: {}", reject.place.line, reject.message)
    });
    ErrorKind::TooManyBadRecords { bad, read, first }
}

/// How many of the records are bad, and not only no articles.
pub(super) fn mistakes(rejects: &[Reject]) -> u64 {
    rejects.iter().filter(|reject| reject.code.is_mistake()).count() as u64
}

/// Reads a chunk, and keeps what it is to keep of articles that are likely to be measured, by what was met before.
fn batch(
    chunk: &Chunk,
    cleaner: &Cleaner,
    settings: &Settings,
    keeping: ToKeep,
    met: &Met,
) -> Batch {
    let mut batch = Batch {
        facts: Vec::new(),
        profiles: keeping.profiles.map(Pack::new),
        shown: keeping.shown.then(Vec::new),
        signatures: Vec::new(),
        outlets: Outlets::default(),
        rejects: Vec::new(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
    };
    for record in chunk.records() {
        match record {
            Ok(record) => {
                batch.killed.take(record.article.wire.as_deref());
                let text = cleaner.clean(&record.article);
                let runs = Runs::of(&record.article.body, &text, settings.shingling);
                let (facts, signature) =
                    sign_text(&record, &text, &runs, &mut batch.outlets, cleaner, settings);
                let keeps = batch.profiles.is_some() || batch.shown.is_some();
                if keeps && facts.words >= settings.min_words && met.meet(signature.minima()) {
                    if let Some(shown) = &mut batch.shown {
                        let of_article = Shown::of(&record.article, facts.credit);
                        let bytes = of_article.bytes();
                        shown.push((record.place, Arc::new(of_article), bytes));
                    }
                    if let Some(profiles) = &mut batch.profiles {
                        let profile =
                            Profile::of_runs(&record.article, &text, runs, settings.shingling);
                        profiles.push(record.place, profile, profile_bytes(facts.words));
                    }
                }
                if let Some(date) = record.article.published.as_deref()
                    && facts.published.is_none()
                {
                    batch.unread_dates.add(record.place, date);
                }
                batch.facts.push(facts);
                batch.signatures.push(signature);
            }
            Err(reject) => {
                batch.killed.take(reject.item.as_deref());
                batch.rejects.push(reject);
            }
        }
    }
    batch
}

pub(super) fn sign(
    record: &Record<'_>,
    outlets: &mut Outlets,
    cleaner: &Cleaner,
    settings: &Settings,
) -> (Facts, Signature) {
    let text = cleaner.clean(&record.article);
    let runs = Runs::of(&record.article.body, &text, settings.shingling);
    sign_text(record, &text, &runs, outlets, cleaner, settings)
}

/// The facts and the signature of an article whose cleaned text is `text`, of these shingles.
pub(super) fn sign_text(
    record: &Record<'_>,
    text: &CleanText,
    runs: &Runs,
    outlets: &mut Outlets,
    cleaner: &Cleaner,
    settings: &Settings,
) -> (Facts, Signature) {
    let article = &record.article;
    let facts = Facts {
        key: article.key.as_ref().into(),
        place: record.place,
        outlet: article
            .outlet
            .as_deref()
            .and_then(outlet::normalise)
            .map(|name| outlets.intern(&name)),
        words: count(text.n_words()),
        words_raw: count(text.n_words_raw()),
        stream: text.stream_hash(),
        headline: article
            .headline
            .as_deref()
            .map_or(0, |headline| hash::bytes(headline.as_bytes())),
        day: article.published.as_deref().and_then(Day::parse),
        published: article.published.as_deref().and_then(|date| settings.dates.read(date)),
        body: hash::bytes(article.body.as_bytes()),
        record: hash::bytes(record.bytes),
        credit: text.credit().map(|credit| credited(credit, cleaner)),
        version: text.version().cloned().map(Box::new),
    };
    (
        facts,
        Signature::of_hashes(
            runs.hashes(),
            settings.lsh.parameters.scheme(),
            settings.lsh.parameters.minima(),
        ),
    )
}

fn credited(credit: &Credit, cleaner: &Cleaner) -> Credited {
    Credited {
        agency: agency(&credit.agency, cleaner),
        carrier: credit.carrier.as_deref().map(|carrier| agency(carrier, cleaner)),
        kind: credit.kind,
        span: credit.span,
    }
}

/// The number of an agency that `cleaner` found.
fn agency(name: &str, cleaner: &Cleaner) -> AgencyId {
    known_agency(name, cleaner).expect("a credit names an agency of the cleaner's table")
}

/// The number of an agency, if `cleaner` knows it.
pub(super) fn known_agency(name: &str, cleaner: &Cleaner) -> Option<AgencyId> {
    let place = cleaner.agencies().binary_search_by(|agency| (*agency.name).cmp(name)).ok()?;
    u32::try_from(place).ok().map(AgencyId)
}

fn count(words: usize) -> u32 {
    u32::try_from(words).expect("a body under 4 GiB has fewer than 2^32 words")
}
