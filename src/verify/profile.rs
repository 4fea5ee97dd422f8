//! What is kept of an article to measure it against others.

use std::ops::Range;

use super::cover::Cover;
use super::headline::Headline;
use super::sentences::{Prose, Sentence, worth};
use crate::article::{Article, BodyIs};
use crate::clean::CleanText;
use crate::date::Day;
use crate::shingle::{self, Letters, Shingling, WordEnds};
use crate::sieve::Sieve;
use crate::similarity::Overlap;
use crate::{hash, outlet, simd};

/// Words of narration that stand in for what a text of little narration does not have.
const NARRATION_PRIOR: f64 = 30.0;

/// Words of a shingle up to which a cover can be spread from their first ones.
const LONGEST_SPREAD: usize = 64;

/// Places of the sieve for each shingle at least: half a kilobyte for an article of usual length.
const SIEVE_PLACES: usize = 8;

/// Bits of a seed that say where its shingle stands.
const POSITION_BITS: u32 = 24;

/// A shingle and where it stands, in 8 bytes: 40 bits of the hash, in which two of the shingles of two articles of 1,000
/// words are alike by chance once in a million pairs, and the number of the first word or letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seed(u64);

impl Seed {
    /// `None` for a shingle that stands behind the first 2^24 words or letters.
    pub(super) fn new(run: shingle::Run) -> Option<Seed> {
        let position = run.start as u64;
        (position >> POSITION_BITS == 0)
            .then_some(Seed(run.shingle >> POSITION_BITS << POSITION_BITS | position))
    }

    /// The seed of a shingle of which these bits of the hash are known.
    pub(super) fn known(start: u32, hash: u64) -> Option<Seed> {
        (start >> POSITION_BITS == 0).then_some(Seed(hash << POSITION_BITS | u64::from(start)))
    }

    #[inline]
    pub(super) fn shingle(self) -> u64 {
        self.0 >> POSITION_BITS
    }

    /// The number of its first word or letter.
    #[inline]
    pub(super) fn start(self) -> usize {
        (self.0 & ((1 << POSITION_BITS) - 1)) as usize
    }
}

/// Seeds of different shingles, sorted, so that those of two articles can be merged.
#[derive(Clone, Debug)]
pub(super) struct Seeds(Box<[u64]>);

impl Seeds {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Seed> {
        self.0.iter().copied().map(Seed)
    }

    pub(super) fn have(&self, shingle: u64) -> bool {
        self.0.binary_search_by_key(&shingle, |&seed| Seed(seed).shingle()).is_ok()
    }

    /// Hands on the seeds of the shingles that both sides have, and counts these.
    #[inline]
    pub(super) fn each_shared(
        &self,
        other: &Seeds,
        mut of_self: impl FnMut(Seed),
        mut of_other: impl FnMut(Seed),
    ) -> usize {
        simd::each_shared::<POSITION_BITS>(
            &self.0,
            &other.0,
            |seed| of_self(Seed(seed)),
            |seed| of_other(Seed(seed)),
        )
    }
}

/// The shingles of an article with their places, and the sentences of its prose.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The first place of each shingle.
    pub(super) seeds: Seeds,
    /// The other places of shingles that the text has more than once.
    pub(super) repeats: Box<[Seed]>,
    pub(super) sieve: Sieve,
    pub(super) prose: Prose,
    /// Blocks of scripts without spaces, where a shingle has twice as many words.
    pub(super) spaceless: Box<[Range<u32>]>,
    pub(super) unit: Unit,
    pub(super) body_is: BodyIs,
    pub(super) tokens: usize,
    pub(super) words: usize,
    pub(super) outlet: Option<u64>,
    pub(super) day: Option<Day>,
    pub(super) headline: Headline,
}

/// What the places of shingles are counted in.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    /// Words, of which a shingle has so many.
    Word(usize),
    /// Letters, of which a shingle has so many.
    Letter(usize, WordEnds),
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
    /// Profiles an article whose cleaned text is `text`.
    pub fn new(article: &Article<'_>, text: &CleanText, shingling: Shingling) -> Profile {
        let (seeds, unit): (Vec<Seed>, Unit) = match shingling {
            Shingling::Words(words) => {
                let runs = shingle::word_runs(text, words);
                (runs.filter_map(Seed::new).collect(), Unit::Word(words))
            }
            Shingling::Letters(length) => {
                let letters = Letters::of(&article.body, text);
                let seeds = letters.runs(length).filter_map(Seed::new).collect();
                (seeds, Unit::Letter(length, letters.into_word_ends()))
            }
        };
        let (seeds, repeats) = distinct(seeds);
        let outlet = article.outlet.as_deref().and_then(outlet::normalise);
        Profile {
            sieve: sieve_of(&seeds),
            seeds,
            repeats,
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
            headline: Headline::of(article, text),
        }
    }

    /// Whether every place is inside the text, as it is in each profile of an article.
    pub(super) fn is_sound(&self) -> bool {
        let letters = match &self.unit {
            Unit::Word(_) => 0,
            Unit::Letter(_, ends) => ends.iter().last().unwrap_or(0) as usize,
        };
        self.seeds.iter().chain(self.repeats.iter().copied()).all(|seed| match &self.unit {
            Unit::Word(_) => self.words_of(seed).end <= self.tokens,
            Unit::Letter(length, _) => seed.start() + length <= letters,
        })
    }

    pub(super) fn seeds(&self) -> &Seeds {
        &self.seeds
    }

    pub(super) fn repeats(&self) -> &[Seed] {
        &self.repeats
    }

    pub(super) fn prose(&self) -> &Prose {
        &self.prose
    }

    /// How many words each shingle covers, its first one included, where they are all of one length and no longer than
    /// [`LONGEST_SPREAD`].
    pub(super) fn words_of_each_shingle(&self) -> Option<usize> {
        match self.unit {
            Unit::Word(words) if self.spaceless.is_empty() && words <= LONGEST_SPREAD => {
                Some(words)
            }
            _ => None,
        }
    }

    /// The words that a shingle covers.
    pub(super) fn words_of(&self, seed: Seed) -> Range<usize> {
        let start = seed.start();
        match &self.unit {
            Unit::Word(words) if self.is_spaceless(start) => start..start + 2 * words,
            Unit::Word(words) => start..start + words,
            Unit::Letter(letters, ends) => ends.words_of(start..start + letters),
        }
    }

    /// Whether letters of the text may have been misread: then shingles are made of letters.
    pub(super) fn may_be_misread(&self) -> bool {
        matches!(self.unit, Unit::Letter(..))
    }

    /// What the text is.
    pub(super) fn body_is(&self) -> BodyIs {
        self.body_is
    }

    #[inline]
    fn is_spaceless(&self, word: usize) -> bool {
        self.spaceless.iter().any(|block| block.contains(&to_u32(word)))
    }

    pub(super) fn headline(&self) -> &Headline {
        &self.headline
    }

    /// How many distinct shingles.
    pub(super) fn shingles(&self) -> u32 {
        to_u32(self.seeds.len())
    }

    /// Share of the smaller shingle set that is in the larger one at most, by a quick look.
    pub(super) fn most_containment(&self, other: &Profile) -> f64 {
        let overlap = Overlap {
            shared: self.sieve.most_shared(&other.sieve),
            left: self.shingles(),
            right: other.shingles(),
        };
        overlap.containment()
    }

    /// Days between the two, where both are known.
    pub(super) fn days_from(&self, other: &Profile) -> Option<u32> {
        Some(self.day?.days_from(other.day?))
    }

    /// How many tokens: words, or characters in scripts without spaces.
    pub(super) fn tokens(&self) -> usize {
        self.tokens
    }

    /// How many words, two characters in scripts without spaces counting as one.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// Whether both articles are known to be of one outlet.
    pub(super) fn is_of_the_outlet_of(&self, other: &Profile) -> bool {
        self.outlet.is_some() && self.outlet == other.outlet
    }

    /// Whether at least half of a sentence's words are covered, masks not counted: then it was taken over.
    pub(super) fn is_taken(&self, sentence: &Sentence, cover: &Cover) -> bool {
        let words = sentence.words();
        let worth = worth(self.is_spaceless(words.start));
        2.0 * worth * f64::from(to_u32(cover.words_in(words))) >= sentence.prose()
    }

    /// The shares of the prose that were taken over, sentence by sentence.
    ///
    /// A word with `half_after` words of prose in front of it counts half of what the first word counts.
    pub(super) fn taken(&self, cover: &Cover, half_after: f64) -> Taken {
        self.shares(half_after, |sentence| f64::from(self.is_taken(sentence, cover)))
    }

    /// The same with each sentence counting as much as its words that are covered.
    pub(super) fn taken_words(&self, cover: &Cover, half_after: f64) -> Taken {
        self.shares(half_after, |sentence| {
            let worth = worth(self.is_spaceless(sentence.words().start));
            let covered = worth * f64::from(to_u32(cover.words_in(sentence.words())));
            (covered / sentence.prose().max(worth)).min(1.0)
        })
    }

    fn shares(&self, half_after: f64, taken_of: impl Fn(&Sentence) -> f64) -> Taken {
        let mut all = [0.0; 2];
        let mut taken = [0.0; 2];
        let mut before = 0.0;
        for sentence in &self.prose.sentences {
            let middle = before + sentence.prose() / 2.0;
            before += sentence.prose();
            let weight = 1.0 / (1.0 + middle / half_after);
            let share = taken_of(sentence);
            for (kind, words) in [sentence.prose(), sentence.narration()].into_iter().enumerate() {
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

    /// The share of the words that are covered, whatever their sentence: for texts of a sentence or two.
    pub(super) fn taken_by_word(&self, cover: &Cover) -> Taken {
        let covered = self.prose.sentences.iter().map(|sentence| {
            let words = sentence.words();
            worth(self.is_spaceless(words.start)) * f64::from(to_u32(cover.words_in(words)))
        });
        let (covered, all): (f64, f64) = (covered.sum(), self.prose.words());
        let share = if all == 0.0 { 0.0 } else { covered / all };
        Taken { prose: share, narration: share }
    }
}

/// The sieve of the shingles of an article.
pub(super) fn sieve_of(seeds: &Seeds) -> Sieve {
    Sieve::of(seeds.iter().map(Seed::shingle), SIEVE_PLACES)
}

/// Parts the first places of shingles, sorted, from the other places of those that stand in several.
pub(super) fn distinct(mut seeds: Vec<Seed>) -> (Seeds, Box<[Seed]>) {
    seeds.sort_unstable();
    let mut repeats = Vec::new();
    seeds.dedup_by(|seed, first| {
        let repeats_it = seed.shingle() == first.shingle();
        if repeats_it {
            repeats.push(*seed);
        }
        repeats_it
    });
    let seeds = seeds.into_iter().map(|Seed(seed)| seed).collect();
    (Seeds(seeds), repeats.into())
}

pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("an article has fewer than 2^32 words")
}
