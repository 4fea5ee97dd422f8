//! What is kept of an article to measure it against others.

use std::ops::Range;

use super::cover::{Cover, merge};
use super::headline::Headline;
use super::sentences::{self, Sentence};
use crate::article::Article;
use crate::clean::CleanText;
use crate::date::Day;
use crate::similarity::Overlap;
use crate::{hash, outlet, shingle};

/// Words of narration that stand in for what a text of little narration does not have.
const NARRATION_PRIOR: f64 = 30.0;

/// A shingle and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seed {
    pub(super) shingle: u64,
    start: u32,
    end: u32,
}

impl Seed {
    /// The words that it covers.
    pub(super) fn words(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The shingles of an article with their places, and the sentences of its prose.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Sorted, so that those of two articles can be merged.
    seeds: Box<[Seed]>,
    sentences: Box<[Sentence]>,
    tokens: usize,
    words: usize,
    shingles: u32,
    outlet: Option<u64>,
    day: Option<Day>,
    /// Hash of the words in order.
    stream: u64,
    headline: Headline,
}

/// Shares of an article's prose that were taken over, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taken {
    /// Of all of it.
    pub(super) prose: f64,
    /// Of what is nobody's speech.
    pub(super) narration: f64,
}

impl Profile {
    /// Profiles an article whose cleaned text is `text`, with shingles of `shingle_words` words.
    pub fn new(article: &Article<'_>, text: &CleanText, shingle_words: usize) -> Profile {
        let mut seeds: Box<[Seed]> = shingle::runs(text, shingle_words)
            .map(|run| Seed {
                shingle: run.shingle,
                start: to_u32(run.start),
                end: to_u32(run.start + run.words),
            })
            .collect();
        seeds.sort_unstable();
        let shingles = seeds.chunk_by(|one, other| one.shingle == other.shingle).count();
        let outlet = article.outlet.as_deref().and_then(outlet::normalise);
        Profile {
            seeds,
            sentences: sentences::of(article, text).into(),
            tokens: text.hashes().len(),
            words: text.blocks().map(|block| block.words()).sum(),
            shingles: to_u32(shingles),
            outlet: outlet.map(|name| hash::bytes(name.as_bytes())),
            day: article.published.as_deref().and_then(Day::parse),
            stream: text.stream_hash(),
            headline: Headline::of(article),
        }
    }

    pub(super) fn seeds(&self) -> &[Seed] {
        &self.seeds
    }

    pub(super) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    pub(super) fn headline(&self) -> &Headline {
        &self.headline
    }

    /// How many distinct shingles.
    pub(super) fn shingles(&self) -> u32 {
        self.shingles
    }

    /// Days between the two, where both are known.
    pub(super) fn days_from(&self, other: &Profile) -> Option<u32> {
        Some(self.day?.days_from(other.day?))
    }

    /// Whether both have the same words in the same order.
    pub(super) fn is_the_text_of(&self, other: &Profile) -> bool {
        self.stream == other.stream
    }

    /// How many tokens: words, or characters in scripts without spaces.
    pub(super) fn tokens(&self) -> usize {
        self.tokens
    }

    /// How many words, two characters in scripts without spaces counting as one.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// How many words are in prose.
    pub(super) fn prose_words(&self) -> f64 {
        self.sentences.iter().map(|sentence| sentence.prose).sum()
    }

    /// Whether both articles are known to be of one outlet.
    pub(super) fn is_of_the_outlet_of(&self, other: &Profile) -> bool {
        self.outlet.is_some() && self.outlet == other.outlet
    }

    /// What the shingle sets of two articles share.
    pub(super) fn overlap(&self, other: &Profile) -> Overlap {
        let mut shared = 0;
        merge(&self.seeds, &other.seeds, |_, _| shared += 1);
        Overlap { shared, left: self.shingles, right: other.shingles }
    }

    /// The shares of the prose that were taken over, sentence by sentence.
    ///
    /// A word with `half_after` words of prose in front of it counts half of what the first word counts.
    pub(super) fn taken(&self, cover: &Cover, half_after: f64) -> Taken {
        let mut all = [0.0; 2];
        let mut taken = [0.0; 2];
        for sentence in &self.sentences {
            let weight = 1.0 / (1.0 + sentence.position / half_after);
            let is_taken = cover.takes_over(sentence);
            for (kind, words) in [sentence.prose, sentence.narration].into_iter().enumerate() {
                all[kind] += weight * words;
                if is_taken {
                    taken[kind] += weight * words;
                }
            }
        }
        let prose = if all[0] == 0.0 { 0.0 } else { taken[0] / all[0] };
        Taken {
            prose,
            narration: (taken[1] + NARRATION_PRIOR * prose) / (all[1] + NARRATION_PRIOR),
        }
    }
}

pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("an article has fewer than 2^32 words")
}
