//! What is kept of an article to measure it against others.

use std::ops::Range;

use super::alignment::Cover;
use crate::article::Article;
use crate::clean::{CleanText, Span};
use crate::shingle;
use crate::similarity::Overlap;

/// Words in a block from which it is prose: shorter ones are headings, captions and by-lines.
const MIN_PROSE_BLOCK: usize = 12;

/// Words of prose behind which a sentence counts half of what the first one counts.
const HALF_WEIGHT_AFTER: f64 = 300.0;

/// A word run and where it begins: shingles sorted so that those of two articles can be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seed {
    pub(super) shingle: u64,
    pub(super) position: u32,
}

/// A sentence of an article.
#[derive(Clone, Debug)]
struct Sentence {
    words: Range<usize>,
    /// What its words count, 0 outside prose.
    weight: f64,
}

/// The shingles of an article with their places, and its sentences.
///
/// Takes 16 bytes for each word and 24 for each sentence.
#[derive(Clone, Debug)]
pub struct Profile {
    seeds: Box<[Seed]>,
    sentences: Box<[Sentence]>,
    words: usize,
    distinct: u32,
}

impl Profile {
    /// Profiles an article whose cleaned text is `text`.
    pub fn new(article: &Article<'_>, text: &CleanText, shingle_words: usize) -> Profile {
        let mut seeds: Box<[Seed]> = shingle::runs(text, shingle_words)
            .map(|(position, shingle)| Seed { shingle, position: to_u32(position) })
            .collect();
        seeds.sort_unstable();
        let distinct = seeds.chunk_by(|one, other| one.shingle == other.shingle).count();
        Profile {
            seeds,
            sentences: sentences(article, text).into(),
            words: text.hashes().len(),
            distinct: to_u32(distinct),
        }
    }

    /// The shingles, sorted.
    pub(super) fn seeds(&self) -> &[Seed] {
        &self.seeds
    }

    /// How many words.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// What the shingle sets of two articles share.
    pub fn overlap(&self, other: &Profile) -> Overlap {
        let (mut i, mut j, mut shared) = (0, 0, 0);
        let (left, right) = (&self.seeds, &other.seeds);
        while i < left.len() && j < right.len() {
            let (one, two) = (left[i].shingle, right[j].shingle);
            if one == two {
                shared += 1;
                i += left[i..].iter().take_while(|seed| seed.shingle == one).count();
                j += right[j..].iter().take_while(|seed| seed.shingle == one).count();
            } else if one < two {
                i += 1;
            } else {
                j += 1;
            }
        }
        Overlap { shared, left: self.distinct, right: other.distinct }
    }

    /// The share of the prose whose sentences are covered by half or more, each sentence by its weight.
    pub(super) fn taken_over(&self, cover: &Cover) -> f64 {
        let (mut taken, mut all) = (0.0, 0.0);
        for sentence in &self.sentences {
            let length = sentence.words.len();
            let weight = sentence.weight * f64::from(to_u32(length));
            all += weight;
            if 2 * cover.words_in(sentence.words.clone()) >= length {
                taken += weight;
            }
        }
        if all == 0.0 { 0.0 } else { taken / all }
    }
}

fn sentences(article: &Article<'_>, text: &CleanText) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut prose = 0;
    for block in text.blocks() {
        let in_prose = block.tokens.len() >= MIN_PROSE_BLOCK;
        let mut start = block.tokens.start;
        for next in block.tokens.start + 1..=block.tokens.end {
            if next < block.tokens.end && !ends_between(&article.body, text.spans()[next - 1], text.spans()[next]) {
                continue;
            }
            let words = start..next;
            start = next;
            let weight = if in_prose {
                let middle = prose as f64 + words.len() as f64 / 2.0;
                prose += words.len();
                1.0 / (1.0 + middle / HALF_WEIGHT_AFTER)
            } else {
                0.0
            };
            sentences.push(Sentence { words, weight });
        }
    }
    sentences
}

/// Whether a sentence ends between two words: a full stop, question or exclamation mark, perhaps closing quotes, then
/// space, then a capital or an opening quote; or a mark that needs none of that.
fn ends_between(body: &str, word: Span, next: Span) -> bool {
    let Some(between) = body.get(word.end as usize..next.start as usize) else { return false };
    if between.contains(['。', '！', '？', '۔', '؟', '।']) {
        return true;
    }
    let Some(mark) = between.find(['.', '!', '?', '…']) else { return false };
    let after = between[mark..].trim_start_matches(['.', '!', '?', '…', '"', '\'', '”', '’', ')', ']', '»']);
    let opens = after.trim_start();
    after.len() > opens.len()
        && (!opens.is_empty() || !body[next.start as usize..].starts_with(char::is_lowercase))
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("an article has fewer than 2^32 words")
}
