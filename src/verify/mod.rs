//! Stage 6: compares candidate pairs exactly.
//!
//! The overlap of shingle sets cannot distinguish a copy from two reports that quote one statement.
//! So the score asks what an editor would ask: how much of the shorter text's prose is copied from
//! the other? The longer text counts less, and its beginning most, because copies keep the
//! beginning of a story and round-ups do not. The narration must be copied too, because anyone may
//! quote the same speech.

mod bits;
mod cover;
mod guard;
mod headline;
mod inverted;
mod number;
mod profile;
mod rules;
mod sentences;
mod shingles;
mod speech;
mod stored;

pub use guard::Guard;
pub(crate) use headline::Headlines;
pub use inverted::InvertedIndex;
pub use profile::Profile;
pub use rules::{Constants, Rule, Rules};
pub use stored::{NoProfile, StoredProfile};

use std::cell::RefCell;
use std::cmp::Ordering;

use serde::Serialize;

use crate::article::BodyIs;
use crate::similarity::{Overlap, Score};
use bits::Ranked;
use cover::Cover;
use guard::Sides;
use number::to_u32;
use profile::Taken;
use shingles::Lookup;

/// Smallest number of words of the longer text after which a word counts half.
const MIN_HALF_AFTER: f64 = 100.0;

/// Share of the smaller shingle set that must be in the larger one for a closer look.
const MIN_CONTAINMENT: f64 = 0.2;

/// The same for OCR text: one wrong letter changes every shingle that contains it.
const MIN_MISREAD_CONTAINMENT: f64 = 0.15;

/// Days from which two articles are less likely to be copies: outlets run an agency story within a few days.
const LATE_DAYS: u32 = 7;

/// Score from which guards apply. A lower one is too far from a copy for a reason to matter.
const GUARDED: f64 = 0.2;

/// For texts with fewer words the limit is the next day: briefs are news for a day, and often use
/// one template.
const BRIEF: f64 = 100.0;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Words of each article that are in a shared shingle.
    pub kept: [u32; 2],
    /// Share of each article's prose that was copied, 0 to 1.
    pub prose_taken: [f64; 2],
    /// Share of each article's narration, outside quotes, that was copied.
    pub narration_taken: [f64; 2],
    /// Why they are not copies although their texts are similar.
    pub guard: Option<Guard>,
    /// Their score; 0 if a guard rejects them.
    pub score: Score,
}

/// Whether two articles are copies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Why they are not copies although their texts are similar.
    pub guard: Option<Guard>,
    /// Their score; 0 if a guard rejects them.
    pub score: Score,
}

impl Measured {
    /// The result for articles that share too little.
    fn unlike(overlap: Overlap) -> Measured {
        Measured {
            overlap,
            kept: [0; 2],
            prose_taken: [0.0; 2],
            narration_taken: [0.0; 2],
            guard: None,
            score: Score::ZERO,
        }
    }

    /// The result seen from the other article.
    #[must_use]
    pub fn swapped(mut self) -> Measured {
        self.overlap = self.overlap.swapped();
        self.kept.reverse();
        self.prose_taken.reverse();
        self.narration_taken.reverse();
        self
    }
}

/// One article, ready to be compared with others.
#[derive(Debug)]
pub struct Measurer<'a> {
    left: &'a Profile,
    lookup: Lookup<'a>,
    rules: Rules,
}

/// Buffers for comparing two texts.
#[derive(Debug, Default)]
struct Desk {
    cover: Cover,
    /// The share of each sentence that counts as copied.
    shares: [Vec<f64>; 2],
    /// The covered words of one text.
    covered: Ranked,
}

thread_local! {
    /// Reused for all pairs of a thread.
    static DESK: RefCell<Desk> = RefCell::default();
}

impl<'a> Measurer<'a> {
    /// Prepares an article. This takes about as long as comparing one pair.
    pub fn new(left: &'a Profile, rules: Rules) -> Measurer<'a> {
        Measurer { left, lookup: Lookup::of(left.shingles()), rules }
    }

    /// Compares the article with another one.
    ///
    /// The score is a weighted geometric mean of the copied shares of both texts, where the shorter
    /// text counts more; of all prose or of the narration, whichever is lower. A sentence counts as
    /// copied if at least half of its words are in shared shingles. Masks are not words. In
    /// headlines and blurbs each word counts by itself.
    pub fn measure(&self, right: &Profile) -> Measured {
        DESK.with_borrow_mut(|desk| {
            let (overlap, sides) = desk.lay(self, right);
            let Some(sides) = sides else { return Measured::unlike(overlap) };
            let taken = match self.left.body_is() {
                BodyIs::Story => [0, 1].map(|side| sides.taken(side)),
                BodyIs::Headline => [0, 1].map(|side| sides.taken_by_word(side)),
            };
            let Verdict { guard, score, .. } = judge(sides, overlap, self.rules);
            Measured {
                overlap,
                kept: sides.covers.map(|cover| to_u32(cover.count())),
                prose_taken: taken.map(|taken| taken.prose),
                narration_taken: taken.map(|taken| taken.narration),
                guard,
                score,
            }
        })
    }

    /// Like [`measure`](Measurer::measure), but returns `None` if the shingle sets share too
    /// little. The score is then 0.
    pub fn judge(&self, right: &Profile) -> Option<Verdict> {
        DESK.with_borrow_mut(|desk| {
            let (overlap, sides) = desk.lay(self, right);
            sides.map(|sides| judge(sides, overlap, self.rules))
        })
    }

    /// The score of the article and another one.
    pub fn score(&self, right: &Profile) -> Score {
        self.judge(right).map_or(Score::ZERO, |verdict| verdict.score)
    }
}

/// Compares two articles. See [`Measurer::measure`].
pub fn measure(left: &Profile, right: &Profile, rules: Rules) -> Measured {
    Measurer::new(left, rules).measure(right)
}

impl Desk {
    /// Aligns two texts: the overlap of their shingle sets and, if it is large enough, the rest.
    fn lay<'a>(
        &'a mut self,
        measurer: &Measurer<'a>,
        right: &'a Profile,
    ) -> (Overlap, Option<Sides<'a>>) {
        let &Measurer { left, ref lookup, rules, .. } = measurer;
        let Desk { cover, shares, covered } = self;
        let overlap = cover.lay(left, lookup, right);
        if overlap.containment() < min_containment(left) {
            return (overlap, None);
        }
        cover.spread([left, right]);
        for (side, profile) in [left, right].into_iter().enumerate() {
            covered.set(&cover.words[side]);
            profile.take_sentences(covered, rules.have(Rule::WholeSentences), &mut shares[side]);
        }
        let sides = Sides {
            profiles: [left, right],
            covers: [&cover.words[0], &cover.words[1]],
            shares: [&shares[0], &shares[1]],
            runs: &cover.runs,
        };
        (overlap, Some(sides))
    }
}

fn judge(sides: Sides<'_>, overlap: Overlap, rules: Rules) -> Verdict {
    let (guard, share) = match sides.profiles[0].body_is() {
        BodyIs::Story => {
            let share = score(sides, rules);
            ((share >= GUARDED).then(|| guard::against(sides, rules)).flatten(), share)
        }
        BodyIs::Headline => {
            let taken = [0, 1].map(|side| sides.taken_by_word(side).prose);
            let mean = (taken[0] * taken[1]).sqrt();
            (guard::against_headlines(sides, rules), within(sides, mean, rules))
        }
    };
    let score = match guard {
        Some(_) => Score::ZERO,
        None => Score::from_share(share),
    };
    Verdict { overlap, guard, score }
}

/// Whether similar texts are the parts of a series: all of one outlet, and under several headlines with little in common.
pub(crate) fn are_of_series<'a>(mut profiles: impl Iterator<Item = &'a Profile>) -> bool {
    let Some(first) = profiles.next() else { return false };
    let mut headlines = Headlines::default();
    headlines.insert(first.headline());
    let is_one_outlet = profiles.all(|profile| {
        headlines.insert(profile.headline());
        profile.is_of_the_outlet_of(first)
    });
    is_one_outlet && headlines.are_unlike(Headlines::FEWEST)
}

/// Share of the smaller shingle set that must be in the larger one.
fn min_containment(profile: &Profile) -> f64 {
    if profile.may_be_misread() { MIN_MISREAD_CONTAINMENT } else { MIN_CONTAINMENT }
}

impl Sides<'_> {
    /// The copied shares of one side.
    fn taken(self, side: usize) -> Taken {
        self.taken_from_top(side, f64::INFINITY)
    }

    /// The same, where a word after `half_after` others counts half.
    fn taken_from_top(self, side: usize, half_after: f64) -> Taken {
        self.profiles[side].taken(self.shares[side], half_after)
    }

    /// The copied shares of one side of two headlines.
    fn taken_by_word(self, side: usize) -> Taken {
        self.profiles[side].taken_by_word(self.covers[side])
    }
}

/// The score of two stories.
fn score(sides: Sides<'_>, rules: Rules) -> f64 {
    let [left, right] = sides.profiles.map(|profile| profile.prose().words());
    let share = match left.total_cmp(&right) {
        Ordering::Less => score_from(sides, 0, rules),
        Ordering::Greater => score_from(sides, 1, rules),
        // If both have the same length, either may be the shorter one.
        Ordering::Equal => score_from(sides, 0, rules).max(score_from(sides, 1, rules)),
    };
    within(sides, share, rules)
}

/// The score if `shorter` is the side of the shorter text.
fn score_from(sides: Sides<'_>, shorter: usize, rules: Rules) -> f64 {
    let [left, right] = sides.profiles;
    let words = sides.profiles[shorter].prose().words();
    let half_after =
        if rules.have(Rule::TopFirst) { words.max(MIN_HALF_AFTER) } else { f64::INFINITY };
    let taken = sides.taken(shorter);
    let longer = sides.taken_from_top(1 - shorter, half_after);
    let headlines = left.headline().shared(right.headline());
    let headlines = headlines.filter(|_| rules.have(Rule::Headlines)).unwrap_or(0.0);
    let Constants { shorter, by_headline, .. } = rules.constants;
    let power = (f64::from(shorter) + f64::from(by_headline) * headlines).min(100.0) / 100.0;
    // The more similar the headlines are, the less likely it is that the longer text is a round-up
    // with other stories.
    let raised = |share: f64, power: f64| if share >= 1.0 { 1.0 } else { share.powf(power) };
    let mean = |shorter: f64, longer: f64| raised(shorter, power) * raised(longer, 1.0 - power);
    let share = mean(taken.prose, longer.prose);
    // Most copies have as much of the narration as of all prose; then its mean is no lower.
    let has_less_narration = taken.narration < taken.prose || longer.narration < longer.prose;
    if rules.have(Rule::Narration) && has_less_narration {
        share.min(mean(taken.narration, longer.narration))
    } else {
        share
    }
}

/// Lowers the share of articles that are less likely to be copies: of one outlet, or too many days
/// apart. A page that an outlet updates is as likely as a copy elsewhere: it keeps most of its headline.
fn within(sides: Sides<'_>, share: f64, rules: Rules) -> f64 {
    let [left, right] = sides.profiles;
    let is_brief = left.prose().words().min(right.prose().words()) < BRIEF;
    let days = left.days_from(right).unwrap_or(0);
    let is_one = rules.have(Rule::OneOutlet)
        && left.is_of_the_outlet_of(right)
        && (is_brief || days > 1 || !left.headline().may_be_updated_to(right.headline()));
    let is_late = rules.have(Rule::DaysApart) && days >= if is_brief { 1 } else { LATE_DAYS };
    let unlikely = f64::from(rules.constants.unlikely) / 100.0;
    [is_one, is_late].into_iter().filter(|&holds| holds).fold(share, |share, _| share * unlikely)
}
