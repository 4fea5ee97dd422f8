//! Stage 6: measures candidate pairs exactly.
//!
//! Overlap of shingle sets cannot tell a copy from two reports that quote one statement. So the measure asks what an
//! editor would ask: which sentences of each text were taken over from the other? A sentence near the top counts more,
//! for copies of a wire story keep its beginning and are cut at the end; and what was taken over must be narration too,
//! for speech is everybody's.

mod bits;
mod cover;
mod guard;
mod headline;
mod profile;
mod rules;
mod sentences;
mod shingles;
mod speech;
mod stored;

pub use guard::Guard;
pub use profile::Profile;
pub use rules::{Rule, Rules};
pub use stored::{NoProfile, StoredProfile};

use std::cell::RefCell;

use serde::Serialize;

use crate::article::BodyIs;
use crate::similarity::{Overlap, Score};
use bits::Bits;
use cover::Cover;
use guard::Sides;
use profile::{Taken, to_u32};
use shingles::Lookup;

/// Of the score of two articles of one outlet, what counts: an outlet's pages resemble one another.
const SAME_OUTLET: f64 = 0.85;

/// The least number of words behind which a word counts half of what the first one counts.
const MIN_HALF_AFTER: f64 = 100.0;

/// Share of the smaller shingle set that must be in the larger one for a closer look.
const MIN_CONTAINMENT: f64 = 0.3;

/// The same where letters were misread: one wrong letter changes every shingle that it is in.
const MIN_MISREAD_CONTAINMENT: f64 = 0.15;

/// What makes a short page a cut copy, and not a story that a digest contains: so many words, so much of them taken
/// over, under nearly the same headline of so many words, at most so many days apart.
const CUT_WORDS: usize = 80;
const CUT_TAKEN: f64 = 0.9;
const CUT_SHARED_HEADLINE: f64 = 0.6;
const CUT_HEADLINE_WORDS: usize = 4;
const CUT_DAYS: u32 = 2;

/// The least score of a cut copy.
const CUT_SCORE: f64 = 0.62;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Words of each article that stand in the other, in a shared shingle.
    pub kept: [u32; 2],
    /// Share of each article's prose that was taken over, sentences near the top counting more, 0 to 1.
    pub prose_taken: [f64; 2],
    /// The same of what is nobody's speech.
    pub narration_taken: [f64; 2],
    /// Why they are no copies though their texts are alike.
    pub guard: Option<Guard>,
    /// How surely the two are copies; 0 where a guard speaks against it.
    pub score: Score,
}

impl Measured {
    /// The same seen from the other article.
    #[must_use]
    pub fn swapped(mut self) -> Measured {
        self.overlap = self.overlap.swapped();
        self.kept.reverse();
        self.prose_taken.reverse();
        self.narration_taken.reverse();
        self
    }
}

/// One article, ready to be measured against others.
#[derive(Debug)]
pub struct Measurer<'a> {
    left: &'a Profile,
    lookup: Lookup<'a>,
    rules: Rules,
}

/// Where two texts are measured.
#[derive(Debug, Default)]
struct Desk {
    cover: Cover,
    /// The sentences of each text that were taken over.
    sentences_taken: [Bits; 2],
    /// Where words that are covered are counted.
    counts: Vec<usize>,
}

thread_local! {
    /// Each thread measures its pairs in the same memory.
    static DESK: RefCell<Desk> = RefCell::default();
}

impl<'a> Measurer<'a> {
    /// Prepares an article; that takes about as long as to measure one pair.
    pub fn new(left: &'a Profile, rules: Rules) -> Measurer<'a> {
        Measurer { left, lookup: Lookup::of(left.shingles()), rules }
    }

    /// Measures the article and another one by the rules.
    ///
    /// The score is the geometric mean of the two shares taken over, of all prose or of the narration, whichever is less.
    /// A sentence is taken over when at least half of its words stand in the other text, in shingles that both have. Masks
    /// are no words. Of headlines and blurbs each word counts by itself.
    pub fn measure(&self, right: &Profile) -> Measured {
        let (overlap, measured) = self.measured(right);
        measured.unwrap_or(Measured {
            overlap,
            kept: [0; 2],
            prose_taken: [0.0; 2],
            narration_taken: [0.0; 2],
            guard: None,
            score: Score::ZERO,
        })
    }

    /// The same, or `None` where the shingle sets share less than a third: then the score is 0.
    pub fn measure_if_alike(&self, right: &Profile) -> Option<Measured> {
        self.measured(right).1
    }

    /// What the shingle sets share, and where that is enough, what was measured.
    fn measured(&self, right: &Profile) -> (Overlap, Option<Measured>) {
        DESK.with_borrow_mut(|desk| desk.measure(self, right))
    }

    /// How surely the article and another one are copies.
    pub fn score(&self, right: &Profile) -> Score {
        self.measure_if_alike(right).map_or(Score::ZERO, |measured| measured.score)
    }
}

/// Measures two articles, as [`Measurer::measure`] does.
pub fn measure(left: &Profile, right: &Profile, rules: Rules) -> Measured {
    Measurer::new(left, rules).measure(right)
}

impl Desk {
    fn measure(&mut self, measurer: &Measurer<'_>, right: &Profile) -> (Overlap, Option<Measured>) {
        let &Measurer { left, ref lookup, rules, .. } = measurer;
        let Desk { cover, sentences_taken, counts } = self;
        let overlap = cover.lay(left, lookup, right);
        if overlap.containment() < min_containment(left) {
            return (overlap, None);
        }
        cover.spread([left, right]);
        for ((profile, cover), taken) in
            [left, right].into_iter().zip(&cover.words).zip(&mut *sentences_taken)
        {
            profile.take_sentences(&cover.ranked(counts), taken);
        }
        let sides = Sides {
            profiles: [left, right],
            covers: [&cover.words[0], &cover.words[1]],
            sentences_taken: [&sentences_taken[0], &sentences_taken[1]],
        };
        (overlap, Some(measured(sides, overlap, rules)))
    }
}

fn measured(sides: Sides<'_>, overlap: Overlap, rules: Rules) -> Measured {
    let Sides { profiles: [left, right], covers, .. } = sides;
    let (taken, guard, share) = match left.body_is() {
        BodyIs::Story => {
            let taken = stories_taken(sides, rules);
            (taken, guard::against(sides, rules), score(left, right, taken, rules))
        }
        BodyIs::Headline => {
            let taken = [left.taken_by_word(covers[0]), right.taken_by_word(covers[1])];
            (taken, guard::against_headlines(sides, rules), mean(left, right, taken, rules))
        }
    };
    Measured {
        overlap,
        kept: covers.map(|cover| to_u32(cover.count())),
        prose_taken: taken.map(|taken| taken.prose),
        narration_taken: taken.map(|taken| taken.narration),
        guard,
        score: match guard {
            Some(_) => Score::ZERO,
            None => Score::from_share(share),
        },
    }
}

/// Share of the smaller shingle set that must be in the larger one.
fn min_containment(profile: &Profile) -> f64 {
    if profile.may_be_misread() { MIN_MISREAD_CONTAINMENT } else { MIN_CONTAINMENT }
}

/// What each of two stories was taken over.
fn stories_taken(sides: Sides<'_>, rules: Rules) -> [Taken; 2] {
    let Sides { profiles: [left, right], covers, sentences_taken } = sides;
    let prose = left.prose().words().min(right.prose().words());
    let half_after = (prose / 2.0).max(MIN_HALF_AFTER);
    let half_after = if rules.have(Rule::TopFirst) { half_after } else { f64::INFINITY };
    let taken = |profile: &Profile, side: usize| {
        if rules.have(Rule::WholeSentences) {
            profile.taken(sentences_taken[side], half_after)
        } else {
            profile.taken_words(covers[side], half_after)
        }
    };
    [taken(left, 0), taken(right, 1)]
}

/// The lesser of the geometric means, less for two articles of one outlet.
fn mean(left: &Profile, right: &Profile, [one, other]: [Taken; 2], rules: Rules) -> f64 {
    let mut share = (one.prose * other.prose).sqrt();
    if rules.have(Rule::Narration) {
        share = share.min((one.narration * other.narration).sqrt());
    }
    if rules.have(Rule::OneOutlet) && left.is_of_the_outlet_of(right) {
        share *= SAME_OUTLET;
    }
    share
}

fn score(left: &Profile, right: &Profile, taken: [Taken; 2], rules: Rules) -> f64 {
    let share = mean(left, right, taken, rules);
    let may_be_cut = share < CUT_SCORE && rules.have(Rule::CutCopies);
    if may_be_cut && is_cut_copy(left, right, taken) { CUT_SCORE } else { share }
}

/// Whether the shorter text is a copy of the beginning, middle or end of the longer one, and not one of several stories
/// in it: both have the same headline.
fn is_cut_copy(left: &Profile, right: &Profile, taken: [Taken; 2]) -> bool {
    let shorter = usize::from(right.words() < left.words());
    let words = left.words().min(right.words());
    let shared = || left.headline().shared(right.headline(), CUT_HEADLINE_WORDS);
    words >= CUT_WORDS
        && taken[shorter].prose.min(taken[shorter].narration) >= CUT_TAKEN
        && left.days_from(right).unwrap_or(0) <= CUT_DAYS
        && shared().is_some_and(|shared| shared >= CUT_SHARED_HEADLINE)
}
