//! What is kept of an article to measure it against others.

use std::ops::Range;

use super::alignment::Cover;
use super::speech;
use crate::article::Article;
use crate::clean::{CleanText, Span};
use crate::similarity::Overlap;
use crate::{hash, outlet, shingle};

/// Words in a block from which it is prose: shorter ones are headings, captions and by-lines.
const MIN_PROSE_BLOCK: usize = 12;

/// Words of narration that stand in for what a text of little narration does not have.
const NARRATION_PRIOR: f64 = 30.0;

/// A word run and where it begins: sorted by shingle, so that those of two articles can be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seed {
    pub(super) shingle: u64,
    pub(super) position: u32,
}

/// A sentence in the prose of an article.
#[derive(Clone, Debug)]
struct Sentence {
    words: Range<usize>,
    /// Words of prose in front of the sentence's middle.
    position: f64,
    /// Words that are nobody's speech.
    narration: f64,
}

/// The shingles of an article with their places, and the sentences of its prose.
#[derive(Clone, Debug)]
pub struct Profile {
    seeds: Box<[Seed]>,
    sentences: Box<[Sentence]>,
    words: usize,
    shingles: u32,
    outlet: Option<u64>,
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
            .map(|(position, shingle)| Seed { shingle, position: to_u32(position) })
            .collect();
        seeds.sort_unstable();
        let shingles = seeds.chunk_by(|one, other| one.shingle == other.shingle).count();
        let outlet = article.outlet.as_deref().and_then(outlet::normalise);
        Profile {
            seeds,
            sentences: sentences(article, text).into(),
            words: text.hashes().len(),
            shingles: to_u32(shingles),
            outlet: outlet.map(|name| hash::bytes(name.as_bytes())),
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

    /// How many words are in prose.
    pub(super) fn prose_words(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.words.len()).sum()
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

    /// The shares of the prose whose sentences are covered by half or more.
    ///
    /// A word with `half_after` words of prose in front of it counts half of what the first word counts.
    pub(super) fn taken(&self, cover: &Cover, half_after: f64) -> Taken {
        let mut all = [0.0; 2];
        let mut taken = [0.0; 2];
        for sentence in &self.sentences {
            let length = sentence.words.len();
            let weight = 1.0 / (1.0 + sentence.position / half_after);
            let is_taken = 2 * cover.words_in(sentence.words.clone()) >= length;
            for (kind, words) in [f64::from(to_u32(length)), sentence.narration].into_iter().enumerate() {
                all[kind] += weight * words;
                if is_taken {
                    taken[kind] += weight * words;
                }
            }
        }
        let prose = if all[0] == 0.0 { 0.0 } else { taken[0] / all[0] };
        Taken { prose, narration: (taken[1] + NARRATION_PRIOR * prose) / (all[1] + NARRATION_PRIOR) }
    }
}

/// Calls `visit` with the seeds of each shingle that both sides have.
pub(super) fn merge<'a>(mut left: &'a [Seed], mut right: &'a [Seed], mut visit: impl FnMut(&'a [Seed], &'a [Seed])) {
    while let (Some(one), Some(other)) = (left.first(), right.first()) {
        if one.shingle == other.shingle {
            let here = left.iter().take_while(|seed| seed.shingle == one.shingle).count();
            let there = right.iter().take_while(|seed| seed.shingle == one.shingle).count();
            visit(&left[..here], &right[..there]);
            (left, right) = (&left[here..], &right[there..]);
        } else if one.shingle < other.shingle {
            left = &left[1..];
        } else {
            right = &right[1..];
        }
    }
}

fn sentences(article: &Article<'_>, text: &CleanText) -> Vec<Sentence> {
    let (body, spans) = (&*article.body, text.spans());
    let quoted = speech::quoted_words(body, text);
    let mut sentences = Vec::new();
    let mut prose = 0;
    for block in text.blocks().filter(|block| block.tokens.len() >= MIN_PROSE_BLOCK) {
        let mut start = block.tokens.start;
        for next in block.tokens.start + 1..=block.tokens.end {
            if next < block.tokens.end && !ends_between(body, spans[next - 1], spans[next]) {
                continue;
            }
            let words = start..next;
            let narration = if speech::addresses(body, spans, &quoted, words.clone()) {
                0
            } else {
                quoted[words.clone()].iter().filter(|&&quoted| !quoted).count()
            };
            let position = f64::from(to_u32(prose)) + f64::from(to_u32(words.len())) / 2.0;
            prose += words.len();
            start = next;
            sentences.push(Sentence { words, position, narration: f64::from(to_u32(narration)) });
        }
    }
    sentences
}

/// Whether a sentence ends between two words: a full stop, question or exclamation mark, perhaps closing quotes, then
/// space, then anything but a small letter; or a mark of a script that needs none of that.
fn ends_between(body: &str, word: Span, next: Span) -> bool {
    let Some(between) = body.get(word.end as usize..next.start as usize) else { return false };
    if between.contains(['。', '！', '？', '۔', '؟', '।']) {
        return true;
    }
    let Some(mark) = between.find(['.', '!', '?', '…']) else { return false };
    let behind = between[mark..].trim_start_matches(['.', '!', '?', '…', '"', '\'', '”', '’', ')', ']', '»']);
    let opening = behind.trim_start();
    behind.len() > opening.len() && (!opening.is_empty() || !body[next.start as usize..].starts_with(char::is_lowercase))
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("an article has fewer than 2^32 words")
}
