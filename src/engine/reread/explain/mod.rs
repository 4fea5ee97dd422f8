//! Explains why two articles are in one story, or are not.
//!
//! A run keeps no texts, so the two articles and those of their stories are read again, and
//! cleaned, profiled and compared as in the run.

mod links;
mod locate;

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use self::links::Scores;
pub use self::locate::KnownPlaces;
use self::locate::Located;
use crate::article::{Article, ArticleId};
use crate::clean::CleanText;
use crate::engine::difference::{Difference, Passage};
use crate::engine::observer::Unobserved;
use crate::engine::reread::story_texts::RunCorpus;
use crate::engine::run::apart::{Because, apart};
use crate::engine::run::articles::Articles;
use crate::engine::run::input::RunInput;
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::lsh;
use crate::similarity::Score;
use crate::verify::{self, Guard, Measured, Profile};

/// Articles of a story that are compared, at most.
pub const MOST_COMPARED: usize = 200;

/// Two articles and their stories in a run.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The keys of the two.
    pub ids: [&'a str; 2],
    /// For each, the keys of all articles of its story, itself included.
    pub stories: [&'a [String]; 2],
    /// Known places of articles, in a run with an index.
    pub known: &'a KnownPlaces,
}

/// Why two articles are in one story, or are not.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The two articles.
    pub articles: [Shown; 2],
    /// Whether they are in one story.
    pub together: bool,
    /// The reason.
    pub reason: Reason,
    /// What they have in common.
    pub numbers: Numbers,
    /// Articles of both stories that were compared.
    pub compared: usize,
    /// Articles of both stories.
    pub of: usize,
    /// Articles of both stories that are only in an index, without texts.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_at_hand: usize,
    /// The word difference.
    pub difference: Vec<Passage>,
}

/// An article, for display.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Its key.
    pub id: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its outlet, as given.
    pub outlet: Option<String>,
    /// When it was published, as given.
    pub published: Option<String>,
    /// Its words without boilerplate.
    pub words: usize,
    /// Its words with boilerplate.
    pub words_raw: usize,
}

/// What two articles have in common. In an array, the first number belongs to the first article.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Numbers {
    /// Their score; 0 if a guard rejects them.
    pub score: f64,
    /// The threshold: the score from which a pair is a copy.
    pub threshold: f64,
    /// Shares of their prose that are copied.
    pub prose_taken: [f64; 2],
    /// Shares of their narration, outside quotes, that are copied.
    pub narration_taken: [f64; 2],
    /// Jaccard similarity of their shingle sets.
    pub jaccard: f64,
    /// The share of each shingle set found in the other.
    pub contained: [f64; 2],
    /// Cosine of their shingle sets.
    pub cosine: f64,
    /// Shingles that they share.
    pub shared_shingles: u32,
    /// Shingles that they have.
    pub shingles: [u32; 2],
    /// LSH buckets that they share.
    pub shared_buckets: u32,
    /// LSH buckets that a pair must share to be compared.
    pub needed_buckets: u32,
    /// Whether they are a candidate pair.
    pub candidates: bool,
    /// Whether their words are the same.
    pub same_text: bool,
    /// The guard that rejects them.
    pub guard: Option<Guard>,
}

/// Why two articles are together, or apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// One story: identical words.
    SameText,
    /// One story: they match directly.
    Copies,
    /// One story: joined through other copies.
    Linked {
        /// The articles on the path, from the first to the second.
        path: Vec<String>,
        /// The scores of the links between them.
        scores: Vec<f64>,
    },
    /// One story, though no compared article links them.
    NotFound,
    /// Not copies: a guard says why their texts are alike.
    Guarded {
        /// The guard.
        guard: Guard,
    },
    /// Not compared: one of them is too short, and their texts differ.
    TooShort {
        /// Words that an article needs to be compared.
        min_words: u32,
    },
    /// Not compared: they were published further apart than the window.
    OutsideWindow,
    /// Not compared: they are of one outlet.
    SameOutlet,
    /// Not copies: too little is copied.
    BelowThreshold,
    /// Not merged: copies, but they shared too few buckets to be compared.
    NoCandidates,
    /// Not merged: copies, but their stories as a whole do not match.
    Outweighed {
        /// The average score of each article with the articles of the other's story.
        averages: [f64; 2],
        /// The average score of all pairs of articles between the two stories.
        of_stories: f64,
        /// The average from which two groups are one story.
        needed: f64,
    },
}

/// Explains why two articles are one story, or are not.
pub(crate) fn explain(run: RunCorpus<'_>, question: Question<'_>) -> Result<Explanation> {
    let Compared { keys: compared, of, not_at_hand } = compared(question);
    let located = locate::locate(run, &compared, question.known)?;
    let (articles, settings) = (&located.articles, run.settings);
    let mut found = Vec::with_capacity(compared.len());
    for &key in &compared {
        match articles.find(key) {
            Some(article) => found.push(article),
            None => return Err(locate::unknown(run.corpus, key)),
        }
    }
    let from_index = |row: usize| question.known.in_index.get(compared[row])?.as_ref();
    let read = read_again(run, articles, &found, from_index)?;
    let profiles = &read.profiles;
    let measured = verify::measure(&profiles[0], &profiles[1], settings.rules);
    let numbers = located.numbers([found[0], found[1]], measured, settings);
    let together = question.stories[0].iter().any(|id| id == question.ids[1]);
    let scores = || {
        Scores::new(compared.len(), |one, other| {
            let (one_facts, other_facts) =
                (articles.facts(found[one]), articles.facts(found[other]));
            if together && one_facts.words > 0 && one_facts.stream == other_facts.stream {
                // The run counts equal texts as one.
                return Score::from_share(1.0);
            }
            if together && apart(&one_facts, &other_facts, settings.pairing).is_some() {
                // They link nothing.
                return Score::from_share(0.0);
            }
            verify::measure(&profiles[one], &profiles[other], settings.rules).score
        })
    };
    let [one, other] = [0, 1].map(|side| articles.facts(found[side]));
    let because = apart(&one, &other, settings.pairing);
    let reason = match because {
        _ if together => why_together(&numbers, because, &compared, scores),
        Some(Because::Window) => Reason::OutsideWindow,
        Some(Because::Outlet) => Reason::SameOutlet,
        None if [&one, &other].iter().any(|article| article.words < settings.min_words) => {
            Reason::TooShort { min_words: settings.min_words }
        }
        None => why_apart(&numbers, settings, || {
            let [one, other] = [0, 1].map(|side| places_of_story(side, question, &compared));
            outweighed(&scores(), [&one, &other], settings)
        }),
    };
    let [one, other] = &read.texts;
    Ok(Explanation {
        articles: [one, other].map(|(article, text)| shown(article, text)),
        together,
        reason,
        numbers,
        compared: compared.len(),
        of,
        not_at_hand,
        difference: Difference::of((&one.0, &one.1), (&other.0, &other.1)).passages(),
    })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde hands it over")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The articles to compare.
struct Compared<'a> {
    /// Their keys, the two first.
    keys: Vec<&'a str>,
    /// Their number without the limit.
    of: usize,
    /// Articles without an available text.
    not_at_hand: usize,
}

fn compared(question: Question<'_>) -> Compared<'_> {
    let mut keys = question.ids.to_vec();
    let (mut of, mut not_at_hand) = (keys.len(), 0);
    let stories = question.stories;
    let together = stories[0].iter().any(|id| id == question.ids[1]);
    for story in &stories[..if together { 1 } else { 2 }] {
        let others = story.iter().map(String::as_str).filter(|id| !question.ids.contains(id));
        of += others.clone().count();
        not_at_hand += others.clone().filter(|id| question.known.lacks(id)).count();
        keys.extend(others.filter(|id| !question.known.lacks(id)).take(MOST_COMPARED));
    }
    Compared { keys, of, not_at_hand }
}

/// Articles that were read again.
struct Read {
    /// The two articles and their clean texts.
    texts: [(Article<'static>, CleanText); 2],
    /// One for each article.
    profiles: Vec<Profile>,
}

fn read_again<'k>(
    RunCorpus { corpus, cleaner, settings }: RunCorpus<'_>,
    articles: &Articles,
    found: &[ArticleId],
    from_index: impl Fn(usize) -> Option<&'k Article<'static>>,
) -> Result<Read> {
    let (rows, wanted): (Vec<usize>, Vec<ArticleId>) =
        (0..).zip(found.iter().copied()).filter(|&(row, _)| from_index(row).is_none()).unzip();
    let mut profiles: Vec<Option<Profile>> = vec![None; found.len()];
    let mut texts = [None, None];
    for (row, profile) in profiles.iter_mut().enumerate() {
        let Some(article) = from_index(row) else { continue };
        let text = cleaner.clean(article);
        *profile = Some(Profile::new(article, &text, settings.shingling));
        if let Some(slot) = texts.get_mut(row) {
            *slot = Some((article.clone(), text));
        }
    }
    let read = Mutex::new((profiles, texts));
    let corpus = RunInput::Corpus(corpus);
    corpus.read_again(articles, &wanted, &Unobserved, |at, record| {
        let row = rows[at];
        let text = cleaner.clean(&record.article);
        let profile = Profile::new(&record.article, &text, settings.shingling);
        let (profiles, texts) = &mut *read.lock().unwrap_or_else(PoisonError::into_inner);
        profiles[row] = Some(profile);
        if let Some(slot) = texts.get_mut(row) {
            let mut article = record.article.into_owned();
            article.key = articles.key(found[row]).into();
            *slot = Some((article, text));
        }
        Ok(())
    })?;
    let (profiles, texts) = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    let all = "reading again visits every place or fails";
    Ok(Read {
        texts: texts.map(|text| text.expect(all)),
        profiles: profiles.into_iter().map(|profile| profile.expect(all)).collect(),
    })
}

fn shown(article: &Article<'_>, text: &CleanText) -> Shown {
    Shown {
        id: article.key.to_string(),
        headline: article.headline.as_deref().map(str::to_owned),
        outlet: article.outlet.as_deref().map(str::to_owned),
        published: article.published.as_deref().map(str::to_owned),
        words: text.n_words(),
        words_raw: text.n_words_raw(),
    }
}

impl Located {
    /// What two articles have in common.
    fn numbers(
        &self,
        [one, other]: [ArticleId; 2],
        measured: Measured,
        settings: &Settings,
    ) -> Numbers {
        let Located { articles, signatures } = self;
        let overlap = measured.overlap;
        let (low, high) = (one.min(other), one.max(other));
        let long_enough =
            |article: &ArticleId| articles.facts(*article).words >= settings.min_words;
        Numbers {
            score: measured.score.share(),
            threshold: settings.threshold,
            prose_taken: measured.prose_taken,
            narration_taken: measured.narration_taken,
            jaccard: overlap.jaccard(),
            contained: [overlap.left_in_right(), overlap.right_in_left()],
            cosine: overlap.cosine(),
            shared_shingles: overlap.shared,
            shingles: [overlap.left, overlap.right],
            shared_buckets: lsh::shared_buckets(signatures, [one, other], settings.lsh.parameters),
            needed_buckets: settings.lsh.parameters.min_shared,
            candidates: [low, high].iter().all(long_enough)
                && !lsh::candidates(signatures, &[low, high], settings.lsh).is_empty(),
            same_text: articles.facts(one).stream == articles.facts(other).stream,
            guard: measured.guard,
        }
    }
}

fn why_together(
    numbers: &Numbers,
    apart: Option<Because>,
    compared: &[&str],
    scores: impl FnOnce() -> Scores,
) -> Reason {
    if numbers.same_text {
        return Reason::SameText;
    }
    let is_copy = Score::from_share(numbers.score) >= Score::from_share(numbers.threshold);
    if is_copy && apart.is_none() {
        return Reason::Copies;
    }
    let scores = scores();
    scores.strongest_path(0, 1).map_or(Reason::NotFound, |path| Reason::Linked {
        scores: path.windows(2).map(|two| scores.of(two[0], two[1]).share()).collect(),
        path: path.into_iter().map(|article| compared[article].to_owned()).collect(),
    })
}

fn why_apart(
    numbers: &Numbers,
    settings: &Settings,
    outweighed: impl FnOnce() -> Reason,
) -> Reason {
    if let Some(guard) = numbers.guard {
        return Reason::Guarded { guard };
    }
    if Score::from_share(numbers.score) < settings.pair_threshold() {
        return Reason::BelowThreshold;
    }
    if !numbers.candidates {
        return Reason::NoCandidates;
    }
    outweighed()
}

/// The places of the articles of a story among the compared ones. The first two of these are the
/// articles in question.
fn places_of_story(side: usize, question: Question<'_>, compared: &[&str]) -> Vec<usize> {
    let story = question.stories[side];
    (0..compared.len())
        .filter(|&at| at == side || story.iter().any(|id| id == compared[at]))
        .collect()
}

/// The average scores that keep two stories apart.
fn outweighed(scores: &Scores, [one, other]: [&[usize]; 2], settings: &Settings) -> Reason {
    let linkage = settings.linkage();
    let average = |ones: &[usize], others: &[usize]| {
        let (ones, others) = (ones.iter().copied(), others.iter().copied());
        scores.average(ones, &others, |score| linkage.counts(score)).unwrap_or(0.0)
    };
    Reason::Outweighed {
        averages: [average(&[0], other), average(&[1], one)],
        of_stories: average(one, other),
        needed: linkage.average.share(),
    }
}
