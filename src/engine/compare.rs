//! Finds the candidate pairs among the different texts, reads those texts again, and compares the pairs.

use std::iter::Peekable;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::articles::Articles;
use super::kept::Kept;
use super::measured::{self, MeasuredPair, MeasuredPairs};
use super::observer::{Observer, Stage};
use super::settings::Settings;
use super::texts::Texts;
use crate::article::{Article, ArticleId, Place};
use crate::clean::{CleanText, Cleaner};
use crate::cluster::Measure;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::pair::{self, CandidatePair, Pairs};
use crate::scratch::Scratch;
use crate::signature::StoredSignatures;
use crate::similarity::Score;
use crate::verify::{self, Measured, Measurer, Profile, Rules};

/// Bytes of a profile of an article with so many words: 4 for each shingle, and what is small beside that.
pub(super) fn profile_bytes(words: u32) -> usize {
    640 + 6 * words as usize
}

/// The profiles of some articles, in rising order.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    articles: Vec<ArticleId>,
    rows: Vec<Profile>,
    /// For each article of the run, the row of its profile, if it has one.
    row_of: Vec<u32>,
    rules: Rules,
}

/// Stands where an article has no profile.
const NONE: u32 = u32::MAX;

impl Profiles {
    /// Compares the article of a row with another.
    pub(super) fn measure_against(&self, row: usize, other: &Profile) -> Measured {
        verify::measure(&self.rows[row], other, self.rules)
    }

    /// One of the articles, ready to be compared with others.
    pub(crate) fn measurer(&self, article: ArticleId) -> Measurer<'_> {
        Measurer::new(self.profile(article), self.rules)
    }

    fn have_all(&self, articles: &[ArticleId]) -> bool {
        let row = |article: &ArticleId| self.row_of.get(article.index()).copied();
        articles.iter().all(|article| row(article).is_some_and(|row| row != NONE))
    }

    /// Lets go of all profiles but those of some articles, which are in rising order and have one.
    fn keep(&mut self, articles: &[ArticleId]) {
        let row_of = &mut self.row_of;
        let mut is_kept = vec![false; self.articles.len()];
        for (row, article) in (0..).zip(articles) {
            is_kept[row_of[article.index()] as usize] = true;
            row_of[article.index()] = row;
        }
        for (article, _) in self.articles.iter().zip(&is_kept).filter(|(_, is_kept)| !**is_kept) {
            row_of[article.index()] = NONE;
        }
        let mut kept = is_kept.iter();
        self.rows.retain(|_| *kept.next().expect("each row is of an article"));
        let mut kept = is_kept.iter();
        self.articles.retain(|_| *kept.next().expect("there is a mark for each article"));
    }

    /// Has the profiles of the next pairs fetched while another one is measured: that of the second, and what that of the
    /// first, which was fetched before, points to.
    fn prefetch(&self, next: &[CandidatePair]) {
        if let Some(pair) = next.get(1) {
            self.profile(pair.high()).prefetch();
        }
        if let Some(pair) = next.first() {
            self.profile(pair.high()).prefetch_parts();
        }
    }

    pub(super) fn profile(&self, article: ArticleId) -> &Profile {
        let row = self.row_of[article.index()];
        assert!(row != NONE, "only articles that were profiled are measured");
        &self.rows[row as usize]
    }
}

impl Measure for Profiles {
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_> {
        let measurer = self.measurer(one);
        Box::new(move |other| measurer.score(self.profile(other)))
    }
}

/// The different texts that are long enough to be compared, in rising order.
pub(super) fn comparable(
    articles: &Articles,
    texts: &Texts,
    settings: &Settings,
) -> Result<Vec<ArticleId>> {
    let mut comparable = Vec::new();
    articles.each(|article, facts| {
        if facts.words >= settings.min_words && texts.first_like(article) == article {
            comparable.push(article);
        }
        Ok(())
    })?;
    Ok(comparable)
}

/// Where profiles come from: the articles of a run, read again.
#[derive(Clone, Copy)]
pub(crate) struct Rereading<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) articles: &'a Articles,
    pub(crate) settings: &'a Settings,
    /// What the first reading kept.
    pub(crate) kept: &'a Kept,
    pub(crate) observer: &'a dyn Observer,
}

/// Room for profiles where nothing looks at the signatures any more: a part of what is allowed, or where nothing limits
/// it, most of what the signatures took, if that is more than is taken for one thing.
pub(crate) fn room_for_profiles(scratch: &Scratch, signatures: &StoredSignatures) -> usize {
    if scratch.is_limited() {
        scratch.room(3)
    } else {
        let instead = instead_of_signatures(signatures.bytes() as u64);
        scratch.room(1).max(usize::try_from(instead).unwrap_or(usize::MAX))
    }
}

/// Bytes of profiles that may be held in the place of so many bytes of signatures: less, so that a run holds the most while
/// it looks for candidates.
pub(super) fn instead_of_signatures(bytes: u64) -> u64 {
    bytes / 4 * 3
}

impl Rereading<'_> {
    /// Profiles some articles, given in rising order: those that are neither `held` nor kept are read again, and what
    /// is held of others is let go.
    pub(crate) fn profiles(self, wanted: Vec<ArticleId>, mut held: Profiles) -> Result<Profiles> {
        if held.have_all(&wanted) {
            held.keep(&wanted);
            return Ok(held);
        }
        let slots: Vec<OnceLock<Profile>> = wanted.par_iter().map(|_| OnceLock::new()).collect();
        for (article, profile) in held.articles.into_iter().zip(held.rows) {
            if let Ok(row) = wanted.binary_search(&article) {
                slots[row].set(profile).expect("each article is held once");
            }
        }
        slots.par_iter().zip(&wanted).filter(|(slot, _)| slot.get().is_none()).try_for_each(
            |(slot, &article)| {
                if let Some(profile) = self.kept.take(self.articles.place(article)?) {
                    slot.set(profile).expect("it was asked whether the slot is free");
                }
                Ok::<(), crate::Error>(())
            },
        )?;
        let missing = || {
            let rows = (0..).zip(&slots).filter(|(_, slot)| slot.get().is_none());
            rows.map(|(row, _)| (wanted[row], row))
        };
        let mut by_place: Vec<(Place, usize)> = missing()
            .map(|(article, row)| Ok((self.articles.place(article)?, row)))
            .collect::<Result<_>>()?;
        by_place.par_sort_unstable();
        let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
        self.kept.each_stored(&places, |at, profile| {
            slots[by_place[at].1].set(profile).expect("each article is stored once");
        })?;
        let (missing, rows): (Vec<ArticleId>, Vec<usize>) = missing().unzip();
        self.read_again(Stage::Reread, &missing, |row, article, text| {
            let profile = Profile::new(article, text, self.settings.shingling);
            slots[rows[row]].set(profile).expect("each article is read once");
        })?;
        let rows = slots
            .into_par_iter()
            .map(|slot| slot.into_inner().expect("reading again visits every article or fails"))
            .collect();
        let mut row_of = vec![NONE; self.articles.len()];
        for (row, article) in (0..).zip(&wanted) {
            row_of[article.index()] = row;
        }
        Ok(Profiles { articles: wanted, rows, row_of, rules: self.settings.rules })
    }

    /// Reads some articles again, and hands each with its row among them and its clean text to `visit`, in any order.
    pub(super) fn read_again(
        self,
        stage: Stage,
        articles: &[ArticleId],
        visit: impl Fn(usize, &Article<'_>, &CleanText) + Sync,
    ) -> Result<()> {
        let mut by_place: Vec<(Place, usize)> = (0..)
            .zip(articles)
            .map(|(row, &article)| Ok((self.articles.place(article)?, row)))
            .collect::<Result<_>>()?;
        by_place.par_sort_unstable();
        let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
        self.observer.begin(stage, Some(places.len() as u64));
        self.corpus.reread(&places).par_bridge().try_for_each(|again| {
            let again = again?;
            for (at, record) in again.places.clone().zip(again.chunk.records()) {
                let (_, row) = by_place[at];
                let record = self.articles.unchanged(articles[row], record, self.corpus)?;
                let article = record.article;
                let text = self.cleaner.clean(&article);
                visit(row, &article, &text);
            }
            self.observer.advance(again.places.len() as u64);
            Ok::<(), crate::Error>(())
        })
    }
}

/// The results for the candidate pairs.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// The copies.
    pub(crate) pairs: MeasuredPairs,
    /// Pairs that are not copies, but versions of a developing story, or one a small part of the other.
    pub(crate) near: MeasuredPairs,
}

/// Compares candidate pairs and keeps the copies, holding no more profiles at a time than there is `room` for, in bytes, or
/// those of a pair.
///
/// With the copies come the profiles that are held in the end.
pub(crate) fn verify(
    rereading: Rereading<'_>,
    candidates: &Pairs,
    room: usize,
    scratch: &Scratch,
) -> Result<(Verified, Profiles)> {
    let mut profiles = Profiles::default();
    let settings = rereading.settings;
    let threshold = settings.pair_threshold();
    let mut copies = measured::Writer::new(scratch)?;
    let mut near = measured::Writer::new(scratch)?;
    let marks = vec![0; rereading.articles.len().div_ceil(64)];
    let mut batches = Batches { pairs: candidates.reader().peekable(), scratch, marks };
    while let Some((articles, pairs)) = batches.next(rereading.articles, room)? {
        profiles = rereading.profiles(articles, profiles)?;
        rereading.observer.begin(Stage::Verify, Some(pairs.len() as u64));
        let least = settings.family_pair_threshold();
        let mut write = |found: &[Vec<MeasuredPair>]| {
            found.iter().flatten().try_for_each(|&measured| {
                let is_copy = measured.score >= threshold;
                if is_copy { copies.push(measured) } else { near.push(measured) }
            })
        };
        let mut found = Vec::new();
        for pairs in pairs.chunks(PAIRS_AT_ONCE) {
            // One thread writes what was found, and then measures as the others do.
            let (written, next) = rayon::join(
                || write(&found),
                || measured(pairs, &profiles, least, rereading.observer),
            );
            written?;
            found = next;
        }
        write(&found)?;
    }
    Ok((Verified { pairs: copies.finish()?, near: near.finish()? }, profiles))
}

/// Pairs that are compared before what was found of them is written, and those of them that a thread takes at a time.
const PAIRS_AT_ONCE: usize = 1 << 16;
const PAIRS_A_THREAD: usize = 1 << 8;

/// Candidate pairs in batches.
struct Batches<'a> {
    pairs: Peekable<pair::Reader<'a>>,
    scratch: &'a Scratch,
    /// A bit for each article of the run: whether it is in the batch.
    marks: Vec<u64>,
}

impl Batches<'_> {
    /// As many of the next pairs as there is room for, with so many bytes for their profiles, and their articles, sorted.
    fn next(
        &mut self,
        articles: &Articles,
        most_bytes: usize,
    ) -> Result<Option<(Vec<ArticleId>, Vec<CandidatePair>)>> {
        let most_pairs = self.scratch.room(10) / size_of::<CandidatePair>();
        let mut held: Vec<ArticleId> = Vec::new();
        let mut bytes = 0;
        let mut pairs = Vec::new();
        while let Some(next) = self.pairs.peek() {
            let Ok(pair) = next else { break };
            let marks = &self.marks;
            let missing = [pair.low(), pair.high()]
                .into_iter()
                .filter(|article| marks[article.index() / 64] >> (article.0 % 64) & 1 == 0);
            let more: usize =
                missing.clone().map(|article| profile_bytes(articles.facts(article).words)).sum();
            if !pairs.is_empty() && (bytes + more > most_bytes || pairs.len() >= most_pairs) {
                break;
            }
            bytes += more;
            let before = held.len();
            held.extend(missing);
            for article in &held[before..] {
                self.marks[article.index() / 64] |= 1 << (article.0 % 64);
            }
            pairs.push(*pair);
            self.pairs.next();
        }
        if pairs.is_empty() {
            return self.pairs.next().transpose().map(|_| None);
        }
        for article in &held {
            self.marks[article.index() / 64] = 0;
        }
        held.par_sort_unstable();
        Ok(Some((held, pairs)))
    }
}

/// Measures pairs, and keeps those with a score from the least on, and those of which one is a part of the other.
fn measured(
    pairs: &[CandidatePair],
    profiles: &Profiles,
    least: Score,
    observer: &dyn Observer,
) -> Vec<Vec<MeasuredPair>> {
    let chunks = pairs.par_chunks(PAIRS_A_THREAD).map(|chunk| {
        let mut kept: Vec<MeasuredPair> = Vec::new();
        for of_one in chunk.chunk_by(|one, other| one.low() == other.low()) {
            let one = profiles.measurer(of_one[0].low());
            kept.extend(of_one.iter().enumerate().filter_map(|(at, &pair)| {
                profiles.prefetch(&of_one[at + 1..]);
                let Measured { overlap, score, guard, .. } =
                    one.measure_if_alike(profiles.profile(pair.high()))?;
                let is_part = guard.is_none() && measured::is_part(overlap);
                (score >= least || is_part).then_some(MeasuredPair { pair, overlap, score })
            }));
        }
        observer.advance(chunk.len() as u64);
        kept
    });
    chunks.collect()
}
