//! Stage 6: measures candidate pairs exactly.
//!
//! Overlap of shingle sets cannot tell a copy from two reports that quote one statement. So the measure asks what an
//! editor would ask: how much of the shorter text's prose is copied from the other? The longer text counts less, and its
//! beginning most, for copies keep the beginning of a story and round-ups do not. What is copied must be narration too, for
//! speech is everybody's.

mod bits;
mod cover;
mod guard;
mod headline;
mod number;
mod profile;
mod rules;
mod sentences;
mod shingles;
mod speech;
mod stored;

pub use guard::Guard;
pub(crate) use headline::Headlines;
pub use profile::Profile;
pub use rules::{Constants, Rule, Rules};
pub use stored::{NoProfile, StoredProfile};

use std::cell::RefCell;
use std::cmp::Ordering;

use serde::Serialize;

use crate::article::BodyIs;
use crate::similarity::{Overlap, Score};
use bits::Bits;
use cover::Cover;
use guard::Sides;
use number::to_u32;
use profile::Taken;
use shingles::Lookup;

/// Words of a longer text behind which a word counts half, at the least.
const MIN_HALF_AFTER: f64 = 100.0;

/// Share of the smaller shingle set that must be in the larger one for a closer look.
const MIN_CONTAINMENT: f64 = 0.2;

/// The same where letters were misread: one wrong letter changes every shingle that it is in.
const MIN_MISREAD_CONTAINMENT: f64 = 0.15;

/// Days from which two articles are less likely to be copies: outlets run an agency story within a few days.
const LATE_DAYS: u32 = 7;

/// The score from which a guard may speak against a pair: what scores less is too far from a copy for the reason to matter.
const GUARDED: f64 = 0.2;

/// Words of a text below which that is the next day: briefs are news for a day, and often made from one template.
const BRIEF: f64 = 100.0;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Words of each article that stand in the other, in a shared shingle.
    pub kept: [u32; 2],
    /// Share of each article's prose that was copied, 0 to 1.
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
    /// What share of each sentence counts as copied.
    shares: [Vec<f64>; 2],
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
    /// The score is a geometric mean of the shares of both texts that were copied, of all prose or of the narration,
    /// whichever is less; the shorter text counts more. A sentence is copied when at least half of its words stand in the
    /// other text, in shingles that both have. Masks are no words. Of headlines and blurbs each word counts by itself.
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
        let Desk { cover, sentences_taken, shares, counts } = self;
        let overlap = cover.lay(left, lookup, right);
        if overlap.containment() < min_containment(left) {
            return (overlap, None);
        }
        cover.spread([left, right]);
        for (side, profile) in [left, right].into_iter().enumerate() {
            profile.take_sentences(
                &cover.words[side].ranked(counts),
                rules.have(Rule::WholeSentences),
                &mut sentences_taken[side],
                &mut shares[side],
            );
        }
        let sides = Sides {
            profiles: [left, right],
            covers: [&cover.words[0], &cover.words[1]],
            sentences_taken: [&sentences_taken[0], &sentences_taken[1]],
            shares: [&shares[0], &shares[1]],
            runs: &cover.runs,
        };
        (overlap, Some(measured(sides, overlap, rules)))
    }
}

fn measured(sides: Sides<'_>, overlap: Overlap, rules: Rules) -> Measured {
    let Sides { profiles: [left, right], covers, .. } = sides;
    let (taken, guard, share) = match left.body_is() {
        BodyIs::Story => {
            let taken = [0, 1].map(|side| sides.taken(side, f64::INFINITY));
            let copied = taken.map(|taken| taken.prose);
            let share = score(sides, taken, rules);
            let guard = (share >= GUARDED).then(|| guard::against(sides, copied, rules)).flatten();
            (taken, guard, share)
        }
        BodyIs::Headline => {
            let taken = [left.taken_by_word(covers[0]), right.taken_by_word(covers[1])];
            let mean = (taken[0].prose * taken[1].prose).sqrt();
            (taken, guard::against_headlines(sides, rules), within(sides, mean, rules))
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

impl Sides<'_> {
    /// What was copied of one side, where a word with so many in front of it counts half.
    fn taken(self, side: usize, half_after: f64) -> Taken {
        self.profiles[side].taken(self.shares[side], half_after)
    }
}

/// The score of two stories, of each of which so much was copied.
fn score(sides: Sides<'_>, taken: [Taken; 2], rules: Rules) -> f64 {
    let [left, right] = sides.profiles;
    let words = [left, right].map(|profile| profile.prose().words());
    let share = match words[0].total_cmp(&words[1]) {
        Ordering::Less => score_from(sides, 0, taken[0], words[0], rules),
        Ordering::Greater => score_from(sides, 1, taken[1], words[1], rules),
        // Of texts of one length either may be taken for the shorter one.
        Ordering::Equal => score_from(sides, 0, taken[0], words[0], rules)
            .max(score_from(sides, 1, taken[1], words[1], rules)),
    };
    within(sides, share, rules)
}

/// The same, one of them taken for the shorter one, which has so many words.
fn score_from(sides: Sides<'_>, shorter: usize, taken: Taken, words: f64, rules: Rules) -> f64 {
    let [left, right] = sides.profiles;
    let half_after =
        if rules.have(Rule::TopFirst) { words.max(MIN_HALF_AFTER) } else { f64::INFINITY };
    let longer = sides.taken(1 - shorter, half_after);
    let headlines = left.headline().shared(right.headline());
    let headlines = headlines.filter(|_| rules.have(Rule::Headlines)).unwrap_or(0.0);
    let Constants { shorter, by_headline, .. } = rules.constants;
    let power = (f64::from(shorter) + f64::from(by_headline) * headlines).min(100.0) / 100.0;
    // The more alike the headlines are, the less likely is the longer text a round-up that holds other stories.
    let raised = |share: f64, power: f64| if share >= 1.0 { 1.0 } else { share.powf(power) };
    let mean = |shorter: f64, longer: f64| raised(shorter, power) * raised(longer, 1.0 - power);
    let share = mean(taken.prose, longer.prose);
    if rules.have(Rule::Narration) {
        share.min(mean(taken.narration, longer.narration))
    } else {
        share
    }
}

/// What counts of a share for two articles that are less likely to be copies from the start: those of one outlet, and
/// those too many days apart.
fn within(sides: Sides<'_>, share: f64, rules: Rules) -> f64 {
    let [left, right] = sides.profiles;
    let is_one = rules.have(Rule::OneOutlet) && left.is_of_the_outlet_of(right);
    let is_brief = left.prose().words().min(right.prose().words()) < BRIEF;
    let days = if is_brief { 1 } else { LATE_DAYS };
    let is_late = rules.have(Rule::DaysApart) && left.days_from(right).unwrap_or(0) >= days;
    let unlikely = f64::from(rules.constants.unlikely) / 100.0;
    [is_one, is_late].into_iter().filter(|&holds| holds).fold(share, |share, _| share * unlikely)
}
