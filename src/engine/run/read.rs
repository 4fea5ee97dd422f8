//! Reads the corpus once: each article is cleaned, shingled and signed, and only that is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::agencies::Killed;
use super::articles::{Credited, Facts, KeptFacts, Outlets, WrittenOutlet, half};
use super::input::Parsed;
use super::kept::{Keeper, Kept, KeptShown, Met, Pack};
use super::numbering::{Numbered, Repeat, Unnumbered};
use super::shown::Shown;
use super::task::{ALL_BAD, Task, Tolerance, is_bad};
use crate::agency::AgencyId;
use crate::article::Place;
use crate::clean::{CleanText, Cleaner, Credit};
use crate::corpus::{FirstPass, LeftOut, Record, Reject, Selector};
use crate::date::Day;
use crate::engine::observer::Stage;
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::hash;
use crate::shingle::Runs;
use crate::signature::Signature;
use crate::verify::Profile;

/// The text of compressed files that is held in memory may take one in this many parts of the room: 256 MB.
const HELD_PARTS: usize = 8;

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

    pub(crate) fn join(&mut self, other: UnreadDates) {
        self.count += other.count;
        self.first = self.first.take().into_iter().chain(other.first).min_by_key(|first| first.0);
    }
}

/// The contents of one chunk of a file.
struct Batch {
    facts: Vec<Facts>,
    kept: Pack,
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
    outlets: Outlets,
    rejects: Vec<Reject>,
    left_out: LeftOut,
    unread_dates: UnreadDates,
    killed: Killed,
    read: u64,
}

/// Reads all articles.
pub(crate) fn read(task: Task<'_>) -> Result<Reading> {
    let Task { input, settings, tolerance, scratch, observer, .. } = task;
    observer.begin(Stage::Read, input.plain_bytes());
    let selector = input.selector(&settings.dates)?;
    let gathered = Mutex::new(Gathered {
        articles: Unnumbered::new(scratch, settings.lsh.parameters.minima())?,
        keeper: Keeper::new(scratch)?,
        outlets: Outlets::default(),
        rejects: Vec::new(),
        left_out: LeftOut::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
        read: 0,
    });
    let met = Met::new();
    // Parts are handed out in order, and every part that was handed out is read to the end. So the
    // first bad record of the corpus is always among those seen, whichever thread stops the reading.
    let stops = AtomicBool::new(false);
    let goes_on = || !stops.load(Ordering::Relaxed);
    let room = if scratch.is_limited() { 0 } else { scratch.room(HELD_PARTS) };
    let first_pass = input.read(room, goes_on, |records, bytes| {
        let pack = gathered.lock().unwrap_or_else(PoisonError::into_inner).keeper.pack();
        let batch = batch(records, task, selector.as_ref(), pack, &met);
        observer.advance(bytes);
        if tolerance == Tolerance::Strict && batch.rejects.iter().any(is_bad) {
            stops.store(true, Ordering::Relaxed);
        }
        let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.take(batch)?;
        let Gathered { rejects, read, .. } = &*gathered;
        if rejects.len() as u64 == *read && *read >= ALL_BAD {
            let bad = rejects.iter().filter(|reject| is_bad(reject)).count() as u64;
            if tolerance.gives_up(bad, *read) {
                return tolerance.check(input, rejects, *read);
            }
        }
        Ok(())
    })?;

    let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    let Gathered { articles, keeper, outlets, mut rejects, left_out, unread_dates, killed, read } =
        gathered;
    rejects.par_sort_unstable_by_key(|reject| reject.place);
    tolerance.check(input, &rejects, read)?;
    // Before the articles are numbered, because that takes memory.
    let (kept, shown) = keeper.finish(read)?;
    let mut numbered = articles.number(outlets)?;
    let repeats = std::mem::take(&mut numbered.repeats);
    rejects.extend(repeats.into_iter().map(Repeat::into_reject));
    rejects.sort_unstable_by_key(|reject| reject.place);
    Ok(Reading { numbered, kept, shown, rejects, left_out, first_pass, unread_dates, killed })
}

impl Gathered {
    fn take(&mut self, batch: Batch) -> Result<()> {
        let Batch { facts, kept, signatures, outlets, rejects, left_out, unread_dates, killed } =
            batch;
        self.read += (facts.len() + rejects.len()) as u64 + left_out.total();
        self.left_out.join(left_out);
        for (mut facts, signature) in facts.into_iter().zip(&signatures) {
            let outlet = facts.kept.outlet;
            facts.kept.outlet = outlet.map(|outlet| self.outlets.intern(outlets.name(outlet)));
            self.articles.push(&facts, signature)?;
        }
        self.keeper.keep(kept)?;
        self.rejects.extend(rejects);
        self.unread_dates.join(unread_dates);
        self.killed.join(killed);
        Ok(())
    }
}

/// Reads records. Keeps profiles and display fields of articles that are likely to be compared.
fn batch(
    records: &mut dyn Iterator<Item = Parsed<'_>>,
    Task { cleaner, settings, .. }: Task<'_>,
    selector: Option<&Selector<'_>>,
    kept: Pack,
    met: &Met,
) -> Batch {
    let mut batch = Batch {
        facts: Vec::new(),
        kept,
        signatures: Vec::new(),
        outlets: Outlets::default(),
        rejects: Vec::new(),
        left_out: LeftOut::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
    };
    for record in records {
        match record {
            Ok(record) => {
                batch.killed.take(record.article.wire.as_deref());
                if let Some(why) = selector.and_then(|selector| selector.unwanted(&record)) {
                    batch.left_out.add(why);
                    continue;
                }
                let text = cleaner.clean(&record.article);
                let runs = Runs::of(&record.article.body, &text, settings.shingling);
                let signature = signature_of(&runs, settings);
                met.prefetch(signature.minima());
                let facts = facts_of(&record, &text, &mut batch.outlets, cleaner, settings);
                let KeptFacts { words, credit, published, .. } = facts.kept;
                if batch.kept.has_room()
                    && words >= settings.min_words
                    && met.meet(signature.minima())
                {
                    let article = &record.article;
                    batch.kept.push(
                        record.place,
                        words,
                        || Shown::of(article, credit),
                        || Profile::of_runs(article, &text, runs, settings.shingling),
                    );
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
    (facts_of(record, text, outlets, cleaner, settings), signature_of(runs, settings))
}

fn signature_of(runs: &Runs, settings: &Settings) -> Signature {
    Signature::of_hashes(runs.hashes(), settings.lsh.parameters.minima())
}

fn facts_of(
    record: &Record<'_>,
    text: &CleanText,
    outlets: &mut Outlets,
    cleaner: &Cleaner,
    settings: &Settings,
) -> Facts {
    let article = &record.article;
    let agency_of = |name: &str| known_agency(cleaner.agency_of_outlet(name)?, cleaner);
    let outlet = article.outlet.as_deref().and_then(|name| outlets.written(name, agency_of));
    let credit = text.credit().map(|credit| credited(credit, cleaner));
    let record_hash = hash::bytes(record.bytes);
    let kept = KeptFacts {
        place: record.place,
        outlet: outlet.map(|outlet| outlet.id),
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
        credit,
        agencies: text.agencies(),
        from_agency: article.wire.is_some()
            || outlet.is_some_and(|outlet| is_of_its_agency(outlet, credit)),
        version: None,
    };
    Facts {
        key: article.key.as_ref().into(),
        kept,
        body: identity(record, outlet.map(|outlet| outlets.name(outlet.id))),
        record: record_hash,
        version: text.version().cloned().map(Box::new),
    }
}

/// Whether an article is on an agency's site and credits no other agency.
fn is_of_its_agency(outlet: WrittenOutlet, credit: Option<Credited>) -> bool {
    outlet.agency.is_some_and(|agency| credit.is_none_or(|credit| credit.agency == agency))
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
