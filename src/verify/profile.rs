//! The data of an article for comparing it with others.

use std::ops::Range;

use super::bits::{Bits, Ranked};
use super::headline::Headline;
use super::number::to_u32;
use super::sentences::{Prose, halves};
use super::shingles::Shingles;
use crate::article::{Article, BodyIs};
use crate::clean::CleanText;
use crate::date::Day;
use crate::shingle::{Runs, Shingling, WordEnds};
use crate::{hash, outlet, simd};

/// Words of narration that a text with little narration is assumed to have.
const NARRATION_PRIOR: f64 = 10.0;

/// Longest shingle, in words, that a cover can be spread over in place.
const LONGEST_SPREAD: usize = 64;

/// The shingles of an article and their places, and the sentences of its prose.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(super) shingles: Shingles,
    pub(super) prose: Prose,
    /// Blocks of scripts without spaces, in order. A shingle has twice as many words there.
    pub(super) spaceless: Box<[Range<u32>]>,
    pub(super) unit: Unit,
    pub(super) body_is: BodyIs,
    pub(super) tokens: usize,
    pub(super) words: usize,
    pub(super) outlet: Option<u64>,
    pub(super) day: Option<Day>,
    pub(super) headline: Headline,
}

/// The unit of the places of shingles.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    /// Words, and the length of a shingle.
    Word(usize),
    /// Letters, the length of a shingle, and the ends of words.
    Letter(usize, WordEnds),
}

/// Copied shares of an article's prose, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taken {
    /// Of all prose.
    pub(super) prose: f64,
    /// Of the narration, outside quotes.
    pub(super) narration: f64,
}

impl Profile {
    /// Profiles an article whose cleaned text is `text`.
    pub fn new(article: &Article<'_>, text: &CleanText, shingling: Shingling) -> Profile {
        Profile::of_runs(article, text, Runs::of(&article.body, text, shingling), shingling)
    }

    /// Like [`new`](Profile::new), with shingles that were already computed.
    pub fn of_runs(
        article: &Article<'_>,
        text: &CleanText,
        runs: Runs,
        shingling: Shingling,
    ) -> Profile {
        let shingles = Shingles::of(&runs);
        let unit = match (shingling, runs.into_letters()) {
            (_, Some((length, ends))) => Unit::Letter(length, ends),
            (Shingling::Words(words) | Shingling::Letters(words), None) => Unit::Word(words),
        };
        let outlet = article.outlet.as_deref().and_then(outlet::normalise);
        Profile {
            shingles,
            prose: Prose::of(article, text),
            spaceless: text
                .blocks()
                .filter(|block| block.spaceless)
                .map(|block| to_u32(block.tokens.start)..to_u32(block.tokens.end))
                .collect(),
            unit,
            body_is: article.body_is,
            tokens: text.hashes().len(),
            words: text.blocks().map(|block| block.words()).sum(),
            outlet: outlet.map(|name| hash::bytes(name.as_bytes())),
            day: article.published.as_deref().and_then(Day::parse),
            headline: Headline::of(article),
        }
    }

    /// Prefetches the profile.
    pub(crate) fn prefetch(&self) {
        simd::prefetch(std::slice::from_ref(self));
    }

    /// Prefetches the data that it points to.
    pub(crate) fn prefetch_parts(&self) {
        self.shingles.prefetch();
        simd::prefetch(&self.prose.sentences);
        simd::prefetch(&self.prose.numbers);
    }

    /// Whether every place is inside the text, as in any profile of an article.
    pub(super) fn is_sound(&self) -> bool {
        let letters = match &self.unit {
            Unit::Word(_) => 0,
            Unit::Letter(_, ends) => ends.iter().last().unwrap_or(0) as usize,
        };
        self.shingles.iter().all(|(start, _)| match &self.unit {
            Unit::Word(_) => self.words_of(start).end <= self.tokens,
            Unit::Letter(length, _) => start + length <= letters,
        })
    }

    pub(super) fn shingles(&self) -> &Shingles {
        &self.shingles
    }

    pub(super) fn prose(&self) -> &Prose {
        &self.prose
    }

    /// The number of words that each shingle covers, if they are all of one length of at most
    /// [`LONGEST_SPREAD`].
    pub(super) fn words_of_each_shingle(&self) -> Option<usize> {
        match self.unit {
            Unit::Word(words) if self.spaceless.is_empty() && words <= LONGEST_SPREAD => {
                Some(words)
            }
            _ => None,
        }
    }

    /// The words that the shingle at this place covers.
    #[inline]
    pub(super) fn words_of(&self, start: usize) -> Range<usize> {
        match &self.unit {
            Unit::Word(words) if self.is_spaceless(start) => start..start + 2 * words,
            Unit::Word(words) => start..start + words,
            Unit::Letter(letters, ends) => ends.words_of(start..start + letters),
        }
    }

    /// The words that a run of shingles covers.
    #[inline]
    pub(super) fn words_of_run(&self, start: u32, shingles: u32) -> Range<u32> {
        match self.unit {
            Unit::Word(words) if self.spaceless.is_empty() => {
                start..start + shingles - 1 + to_u32(words)
            }
            _ => self.words_of_other_run(start, shingles),
        }
    }

    /// The same if not all shingles are of one length.
    fn words_of_other_run(&self, start: u32, shingles: u32) -> Range<u32> {
        let (first, last) = (start as usize, (start + shingles - 1) as usize);
        to_u32(self.words_of(first).start)..to_u32(self.words_of(last).end)
    }

    /// Whether the text may have OCR errors: then shingles are made of letters.
    pub(super) fn may_be_misread(&self) -> bool {
        matches!(self.unit, Unit::Letter(..))
    }

    /// What the body is.
    pub(super) fn body_is(&self) -> BodyIs {
        self.body_is
    }

    #[inline]
    fn is_spaceless(&self, word: usize) -> bool {
        if self.spaceless.is_empty() {
            return false;
        }
        let word = to_u32(word);
        // A text may consist of such blocks, and this is called for every word.
        let behind = self.spaceless.partition_point(|block| block.start <= word);
        behind > 0 && word < self.spaceless[behind - 1].end
    }

    pub(super) fn headline(&self) -> &Headline {
        &self.headline
    }

    /// Days between the two, if both are known.
    pub(super) fn days_from(&self, other: &Profile) -> Option<u32> {
        Some(self.day?.days_from(other.day?))
    }

    /// Number of tokens: words, or characters in scripts without spaces.
    pub(super) fn tokens(&self) -> usize {
        self.tokens
    }

    /// Whether both articles are known to be from one outlet.
    pub(super) fn is_of_the_outlet_of(&self, other: &Profile) -> bool {
        self.outlet.is_some() && self.outlet == other.outlet
    }

    /// Computes the share of each sentence that counts as copied. A sentence is copied if at least
    /// half of its words are covered. With `whole_sentences` its share is the mean of the share of
    /// covered words and of 1 or 0 for being copied; otherwise only the former.
    pub(super) fn take_sentences(
        &self,
        cover: &Ranked,
        whole_sentences: bool,
        shares: &mut Vec<f64>,
    ) {
        let has_spaces = self.spaceless.is_empty();
        // Most sentences start where the previous one ends.
        let (mut end, mut covered) = (0, 0);
        shares.clear();
        shares.resize(self.prose.sentences.len(), 0.0);
        for (sentence, taken) in self.prose.sentences.iter().zip(shares) {
            let words = sentence.words();
            let before = if words.start == end { covered } else { cover.set_before(words.start) };
            covered = cover.set_before(words.end);
            end = words.end;
            let halves = halves(!has_spaces && self.is_spaceless(words.start));
            let copied = halves * (covered - before);
            let share = (f64::from(copied) / f64::from(sentence.halves.max(halves))).min(1.0);
            let is_copied = 2 * copied >= sentence.halves;
            let whole = f64::from(u8::from(is_copied));
            *taken = if whole_sentences { 0.5 * (share + whole) } else { share };
        }
    }

    /// The copied shares of the prose, from those of its sentences.
    ///
    /// A word after `half_after` words of prose counts half as much as the first word.
    pub(super) fn taken(&self, shares: &[f64], half_after: f64) -> Taken {
        // Most copies keep every sentence of the shorter text.
        if self.prose.words() > 0.0 && shares.iter().all(|&share| share >= 1.0) {
            return Taken { prose: 1.0, narration: 1.0 };
        }
        // Without weights there is nothing to divide.
        if half_after.is_infinite() {
            self.weighted(shares, |_| 1.0)
        } else {
            let fall = 1.0 / half_after;
            self.weighted(shares, |before| 1.0 / (1.0 + before * fall))
        }
    }

    /// The same with any weight of a sentence, given the words of prose before its middle.
    #[inline]
    fn weighted(&self, shares: &[f64], weight: impl Fn(f64) -> f64) -> Taken {
        let mut all = [0.0; 2];
        let mut taken = [0.0; 2];
        let mut before = 0.0;
        for (sentence, share) in self.prose.sentences.iter().zip(shares) {
            let words = sentence.prose();
            let weight = weight(before + words / 2.0);
            before += words;
            for (kind, words) in [words, sentence.narration()].into_iter().enumerate() {
                all[kind] += weight * words;
                taken[kind] += share * (weight * words);
            }
        }
        let prose = if all[0] == 0.0 { 0.0 } else { taken[0] / all[0] };
        Taken {
            prose,
            narration: (taken[1] + NARRATION_PRIOR * prose) / (all[1] + NARRATION_PRIOR),
        }
    }

    /// The share of covered words regardless of sentences, for texts of a sentence or two.
    pub(super) fn taken_by_word(&self, cover: &Bits) -> Taken {
        let covered = self.prose.sentences.iter().map(|sentence| {
            let words = sentence.words();
            halves(self.is_spaceless(words.start)) as usize * cover.count_in(words)
        });
        let (covered, all) = (as_f64(covered.sum()) / 2.0, self.prose.words());
        let share = if all == 0.0 { 0.0 } else { covered / all };
        Taken { prose: share, narration: share }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an article has fewer than 2^32 words")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
