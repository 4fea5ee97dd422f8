//! Reads the corpus once: each article is cleaned, shingled and signed, and only that is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::articles::{Credited, Facts, KeptFacts, Outlets, half};
use super::by_place;
use super::kept::{Keeper, Keeping, Kept, Met, Pack, profile_bytes};
use super::killed::Killed;
use super::numbering::{Numbered, Repeat, Unnumbered};
use super::shown::{self, KeptShown, Shown, ShownKeeper};
use crate::agency::AgencyId;
use crate::article::Place;
use crate::clean::{CleanText, Cleaner, Credit};
use crate::corpus::{Chunk, Corpus, FirstPass, LeftOut, Record, Reject, RejectCode, Selector};
use crate::date::Day;
use crate::engine::observer::{Observer, Stage};
use crate::engine::settings::Settings;
use crate::error::{ErrorKind, Result};
use crate::scratch::Scratch;
use crate::shingle::Runs;
use crate::signature::Signature;
use crate::verify::Profile;
use crate::{hash, outlet};

/// How many bad records end a run. Records without a text are not bad, unless no record has one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tolerance {
    /// One in a hundred. A few are allowed in a small corpus; a thousand at the start without a
    /// good one are not.
    #[default]
    Usual,
    /// This share of the records, 0 to 1, without exceptions.
    Share(f64),
    /// None: reading stops at the first.
    Strict,
}

/// Default share of the records that may be bad, 0 to 1.
const DEFAULT_MAX_BAD: f64 = 0.01;

/// Bad records that a small corpus may always have by default.
const A_FEW: u64 = 9;

/// A run gives up if this many records at the start are all bad: the corpus was misread.
const ALL_BAD: u64 = 1000;

impl Tolerance {
    /// Whether this many bad records are too many.
    pub fn is_exceeded(self, bad: u64, read: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
        let are_more_than = |share: f64| bad as f64 > share * read as f64;
        match self {
            Tolerance::Strict => bad > 0,
            Tolerance::Share(share) => are_more_than(share),
            Tolerance::Usual => are_more_than(DEFAULT_MAX_BAD) && (bad > A_FEW || bad == read),
        }
    }

    /// Whether the first records show that the corpus was misread.
    fn gives_up(self, bad: u64, read: u64) -> bool {
        self == Tolerance::Usual && bad == read && read >= ALL_BAD
    }

    /// Fails if too many records are bad. `rejects` are from the first `read` records.
    pub(crate) fn check(self, corpus: &Corpus, rejects: &[Reject], read: u64) -> Result<()> {
        let mut bad = rejects.iter().filter(|reject| is_bad(reject)).count() as u64;
        if rejects.len() as u64 >= read {
            // Without any article, the texts are probably in another field.
            bad += rejects.iter().filter(|reject| reject.code.lacks_text()).count() as u64;
        }
        if !self.is_exceeded(bad, read) && !self.gives_up(bad, read) {
            return Ok(());
        }
        let first = rejects
            .iter()
            .filter(|reject| is_bad(reject))
            .min_by_key(|reject| reject.place)
            .or_else(|| rejects.iter().min_by_key(|reject| reject.place));
        let place = |reject: &Reject| {
            let path = corpus.file(reject.place.file).path.clone();
            (path, reject.place.line, reject.message.clone())
        };
        Err(match (self, first.map(place)) {
            (Tolerance::Strict, Some((path, line, message))) => {
                ErrorKind::BadRecord { path, line, message }
            }
            (_, first) => {
                let first = first.map_or_else(String::new, |(path, line, message)| {
                    format!("{}:{line}: {message}", path.display())
                });
                ErrorKind::TooManyBadRecords { bad, read, first }
            }
        }
        .into())
    }
}

/// Whether a record is bad. Duplicates and records without a text are not.
fn is_bad(reject: &Reject) -> bool {
    reject.code.is_mistake() && reject.code != RejectCode::DuplicateId
}

/// The result of the first pass.
pub(crate) struct Reading {
    pub(crate) numbered: Numbered,
    /// Profiles of articles that are likely to be compared.
    pub(crate) kept: Kept,
    /// Display fields of articles that are likely to have copies.
    pub(crate) shown: KeptShown,
    /// By place.
    pub(crate) rejects: Vec<Reject>,
    /// Articles that the selection leaves out.
    pub(crate) left_out: LeftOut,
    pub(crate) first_pass: FirstPass,
    pub(crate) unread_dates: UnreadDates,
    pub(crate) killed: Killed,
}

/// Dates that could not be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnreadDates {
    pub(crate) count: u64,
    /// The first of them and its place.
    pub(crate) first: Option<(Place, Box<str>)>,
}

impl UnreadDates {
    pub(crate) fn add(&mut self, place: Place, written: &str) {
        self.join(UnreadDates { count: 1, first: Some((place, written.into())) });
    }

    fn join(&mut self, other: UnreadDates) {
        self.count += other.count;
        self.first = self.first.take().into_iter().chain(other.first).min_by_key(|first| first.0);
    }
}

/// The contents of one chunk of a file.
struct Batch {
    facts: Vec<Facts>,
    profiles: Option<Pack>,
    shown: Option<by_place::Pack<Arc<Shown>>>,
    signatures: Vec<Signature>,
    outlets: Outlets,
    rejects: Vec<Reject>,
    left_out: LeftOut,
    unread_dates: UnreadDates,
    killed: Killed,
}

/// The contents of all chunks so far.
struct Gathered {
    articles: Unnumbered,
    keeper: Keeper,
    shown: ShownKeeper,
    outlets: Outlets,
    rejects: Vec<Reject>,
    left_out: LeftOut,
    unread_dates: UnreadDates,
    killed: Killed,
    read: u64,
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
    let selector = corpus.selector(&settings.dates)?;
    let gathered = Mutex::new(Gathered {
        articles: Unnumbered::new(scratch, settings.lsh.parameters.minima())?,
        keeper: Keeper::new(scratch)?,
        shown: shown::keeper(scratch),
        outlets: Outlets::default(),
        rejects: Vec::new(),
        left_out: LeftOut::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
        read: 0,
    });
    let met = Met::new();
    // Chunks are handed out in order, and every chunk that was handed out is read to the end. So
    // the first bad record of the corpus is always among those seen, whichever thread stops the
    // reading.
    let stops = AtomicBool::new(false);
    let mut chunks = corpus.chunks();
    chunks.by_ref().take_while(|_| !stops.load(Ordering::Relaxed)).par_bridge().try_for_each(
        |chunk| {
            let chunk = chunk?;
            let keeping = gathered.lock().unwrap_or_else(PoisonError::into_inner).keeping();
            let batch = batch(&chunk, &selector, cleaner, settings, keeping, &met);
            observer.advance(chunk.bytes() as u64);
            if tolerance == Tolerance::Strict && batch.rejects.iter().any(is_bad) {
                stops.store(true, Ordering::Relaxed);
            }
            let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            gathered.take(batch)?;
            let Gathered { rejects, read, .. } = &*gathered;
            if rejects.len() as u64 == *read && *read >= ALL_BAD {
                let bad = rejects.iter().filter(|reject| is_bad(reject)).count() as u64;
                if tolerance.gives_up(bad, *read) {
                    return tolerance.check(corpus, rejects, *read);
                }
            }
            Ok(())
        },
    )?;

    let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Gathered {
        articles,
        keeper,
        shown,
        outlets,
        mut rejects,
        left_out,
        unread_dates,
        killed,
        read,
    } = gathered;
    rejects.par_sort_unstable_by_key(|reject| reject.place);
    tolerance.check(corpus, &rejects, read)?;
    let first_pass = chunks.finish();
    let mut numbered = articles.number(outlets)?;
    let repeats = std::mem::take(&mut numbered.repeats);
    rejects.extend(repeats.into_iter().map(Repeat::into_reject));
    rejects.sort_unstable_by_key(|reject| reject.place);
    let (kept, shown) = (keeper.finish()?, shown.finish());
    Ok(Reading { numbered, kept, shown, rejects, left_out, first_pass, unread_dates, killed })
}

/// What to keep of the next chunk.
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
        let Batch {
            facts,
            profiles,
            shown,
            signatures,
            outlets,
            rejects,
            left_out,
            unread_dates,
            killed,
        } = batch;
        self.read += (facts.len() + rejects.len()) as u64 + left_out.total();
        self.left_out.join(left_out);
        for (mut facts, signature) in facts.into_iter().zip(&signatures) {
            let outlet = facts.kept.outlet;
            facts.kept.outlet = outlet.map(|outlet| self.outlets.intern(outlets.name(outlet)));
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

/// Number of bytes to read, if no file is compressed.
pub(crate) fn plain_bytes(corpus: &Corpus) -> Option<u64> {
    let plain = corpus.files().iter().all(|file| !file.is_packed());
    plain.then(|| corpus.files().iter().map(|file| file.bytes).sum())
}

/// Reads a chunk. Keeps profiles and display fields of articles that are likely to be compared.
fn batch(
    chunk: &Chunk,
    selector: &Selector<'_>,
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
        left_out: LeftOut::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
    };
    for record in chunk.records() {
        match record {
            Ok(record) => {
                batch.killed.take(record.article.wire.as_deref());
                if let Some(why) = selector.unwanted(&record) {
                    batch.left_out.add(why);
                    continue;
                }
                let text = cleaner.clean(&record.article);
                let runs = Runs::of(&record.article.body, &text, settings.shingling);
                let (facts, signature) =
                    sign_text(&record, &text, &runs, &mut batch.outlets, cleaner, settings);
                let keeps = batch.profiles.is_some() || batch.shown.is_some();
                let KeptFacts { words, credit, published, .. } = facts.kept;
                if keeps && words >= settings.min_words && met.meet(signature.minima()) {
                    if let Some(shown) = &mut batch.shown {
                        let of_article = Shown::of(&record.article, credit);
                        let bytes = of_article.bytes();
                        shown.push((record.place, Arc::new(of_article), bytes));
                    }
                    if let Some(profiles) = &mut batch.profiles {
                        let profile =
                            Profile::of_runs(&record.article, &text, runs, settings.shingling);
                        profiles.push(record.place, profile, profile_bytes(words));
                    }
                }
                if let Some(date) = record.article.published.as_deref()
                    && published.is_none()
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

pub(crate) fn sign(
    record: &Record<'_>,
    outlets: &mut Outlets,
    cleaner: &Cleaner,
    settings: &Settings,
) -> (Facts, Signature) {
    let text = cleaner.clean(&record.article);
    let runs = Runs::of(&record.article.body, &text, settings.shingling);
    sign_text(record, &text, &runs, outlets, cleaner, settings)
}

/// The facts and the signature of an article, from its clean text and its shingles.
pub(crate) fn sign_text(
    record: &Record<'_>,
    text: &CleanText,
    runs: &Runs,
    outlets: &mut Outlets,
    cleaner: &Cleaner,
    settings: &Settings,
) -> (Facts, Signature) {
    let article = &record.article;
    let outlet = article.outlet.as_deref().and_then(outlet::normalise);
    let record_hash = hash::bytes(record.bytes);
    let kept = KeptFacts {
        place: record.place,
        outlet: outlet.as_deref().map(|name| outlets.intern(name)),
        words: count(text.n_words()),
        words_raw: count(text.n_words_raw()),
        stream: text.stream_hash(),
        headline: article
            .headline
            .as_deref()
            .map_or(0, |headline| hash::bytes(headline.as_bytes())),
        day: article.published.as_deref().and_then(Day::parse),
        published: article.published.as_deref().and_then(|date| settings.dates.read(date)),
        record: half(record_hash),
        credit: text.credit().map(|credit| credited(credit, cleaner)),
        agencies: text.agencies(),
        from_agency: article.wire.is_some() || is_of_its_agency(outlet.as_deref(), text, cleaner),
        version: None,
    };
    let facts = Facts {
        key: article.key.as_ref().into(),
        kept,
        body: identity(record, outlet.as_deref()),
        record: record_hash,
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

/// Whether an article is on an agency's site and credits no other agency.
fn is_of_its_agency(outlet: Option<&str>, text: &CleanText, cleaner: &Cleaner) -> bool {
    let agency = outlet.and_then(|outlet| cleaner.agency_of_outlet(outlet));
    agency.is_some_and(|agency| text.credit().is_none_or(|credit| credit.agency == agency))
}

/// Hash of what makes two records with one id the same article: text, outlet and URL. Without
/// outlet and URL, a number as an id is assumed to count within its file.
fn identity(record: &Record<'_>, outlet: Option<&str>) -> u64 {
    let article = &record.article;
    let url = article.url.as_deref();
    let is_counted =
        outlet.is_none() && url.is_none() && article.key.bytes().all(|byte| byte.is_ascii_digit());
    let file = if is_counted { u64::from(record.place.file.0) } else { 0 };
    let [body, outlet, url] = [&*article.body, outlet.unwrap_or_default(), url.unwrap_or_default()]
        .map(|text| hash::bytes(text.as_bytes()));
    hash::words(&[body, outlet, url, file])
}

fn credited(credit: &Credit, cleaner: &Cleaner) -> Credited {
    Credited {
        agency: agency(&credit.agency, cleaner),
        carrier: credit.carrier.as_deref().map(|carrier| agency(carrier, cleaner)),
        kind: credit.kind,
        span: credit.span,
    }
}

/// The number of an agency that `cleaner` credited.
fn agency(name: &str, cleaner: &Cleaner) -> AgencyId {
    known_agency(name, cleaner).expect("a credit names an agency of the cleaner's table")
}

/// The number of an agency, if `cleaner` knows it.
pub(crate) fn known_agency(name: &str, cleaner: &Cleaner) -> Option<AgencyId> {
    let place = cleaner.agencies().binary_search_by(|agency| (*agency.name).cmp(name)).ok()?;
    u32::try_from(place).ok().map(AgencyId)
}

fn count(words: usize) -> u32 {
    u32::try_from(words).expect("a body under 4 GiB has fewer than 2^32 words")
}
