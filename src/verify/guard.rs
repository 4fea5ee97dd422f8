//! Guards against texts that are alike for another reason than that one was copied from the other.
//!
//! Forms: weather, markets, earnings, sports results, of which the words agree and the names and numbers do not. And
//! what a site puts in place of a text: walls, standing descriptions, the text of another page.

use serde::Serialize;

use super::bits::Bits;
use super::profile::Profile;
use super::rules::{Rule, Rules};
use super::sentences::Prose;

/// Words below which a text may be a form.
const SHORT: usize = 160;

/// Words below which a form may differ in a few names or its headline only.
const BRIEF: usize = 60;

/// Words below which a form of one outlet may differ in its headline and its first words only.
const SHORT_FORM: usize = 90;

/// Words below which a form of one outlet with so many numbers may be another day's.
const DAILY_FORM: usize = 250;
const NUMBERS_OF_DAILY_FORM: u32 = 16;

/// Share of the numbers or names in sentences taken over that must be taken over with them.
const MIN_AGREEING: f64 = 0.9;

/// The same where numbers and names may be misread.
const MIN_MISREAD_AGREEING: f64 = 0.3;

/// Numbers, and names, below which nothing is said of them.
const FEWEST_NUMBERS: u32 = 2;
const FEWEST_NAMES: u32 = 4;

/// The share that is asked of so many names in a text that is short but not very short.
const MIN_AGREEING_MANY: f64 = 0.65;
const MANY_NAMES: u32 = 16;

/// Numbers that differ from which texts of any length are one form.
const MANY_OTHER_NUMBERS: u32 = 15;

/// Share of the shorter headline's words below which headlines differ.
const MIN_SHARED_HEADLINE: f64 = 0.5;

/// The same for two articles of one outlet that begin with other words.
const MIN_SHARED_FORM_HEADLINE: f64 = 0.6;

/// The same for two articles of one outlet that are days apart.
const MIN_SHARED_SERIAL_HEADLINE: f64 = 0.67;

/// Words that a headline must have for its differing to say something.
const FEWEST_HEADLINE_WORDS: usize = 2;
const FEWEST_CONTENT_WORDS: usize = 3;

/// Days apart from which a short text of one outlet is another day's.
const OTHER_DAY: u32 = 2;

/// The same for two outlets, one of which may come out weekly and run the other's brief late.
const OTHER_WEEK: u32 = 7;

/// Days apart from which an outlet's text under another headline is another one of a series.
const SERIAL_DAYS: u32 = 3;

/// Why two articles that look alike are not counted as copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guard {
    /// Short, or full of numbers, and the numbers differ.
    OtherNumbers,
    /// Very short, and the names differ.
    OtherNames,
    /// Very short, and the headlines differ.
    OtherHeadline,
    /// Short, and days apart.
    OtherDay,
    /// Of one outlet under different headlines, and a headline is of something else than its text.
    SiteText,
    /// Of one outlet, days apart, and the headlines differ.
    Series,
}

/// A pair of articles laid over one another.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) profiles: [&'a Profile; 2],
    /// The words of each that stand in the other.
    pub(super) covers: [&'a Bits; 2],
    /// The sentences of each that were taken over.
    pub(super) sentences_taken: [&'a Bits; 2],
}

impl Sides<'_> {
    /// Whether the first words of both stand in the other one.
    fn begin_alike(&self) -> bool {
        self.profiles.iter().zip(self.covers).all(|(profile, cover)| {
            let first = profile.prose().sentences.first();
            first.is_some_and(|sentence| cover.has(sentence.words().start))
        })
    }

    /// How many numbers of both do not stand in the other one.
    fn numbers_not_covered(&self) -> u32 {
        let sides = self.profiles.iter().zip(self.covers);
        sides
            .flat_map(|(profile, cover)| {
                profile.prose().numbers.iter().map(|&word| u32::from(!cover.has(word as usize)))
            })
            .sum()
    }
}

/// The guard that speaks against two articles, if one does.
pub(super) fn against(sides: Sides<'_>, rules: Rules) -> Option<Guard> {
    let [one, other] = sides.profiles;
    let words = one.words().min(other.words());
    let days = one.days_from(other).unwrap_or(0);
    let headlines_share_under = |least| {
        let shared = one.headline().shared(other.headline(), FEWEST_HEADLINE_WORDS);
        shared.is_some_and(|shared| shared < least)
    };
    let one_outlet = one.is_of_the_outlet_of(other);
    let agreeing = if one.may_be_misread() {
        [MIN_MISREAD_AGREEING; 2]
    } else {
        [MIN_AGREEING, MIN_AGREEING_MANY]
    };
    let is_other_form = || {
        one_outlet
            && words < SHORT_FORM
            && headlines_share_under(MIN_SHARED_FORM_HEADLINE)
            && !sides.begin_alike()
    };
    let other_day = if one_outlet { OTHER_DAY } else { OTHER_WEEK };
    // Of a long text, no more numbers can differ than are not covered, which is counted more quickly.
    let may_be_form = words < if one_outlet { DAILY_FORM } else { SHORT };
    let numbers = if may_be_form || sides.numbers_not_covered() >= MANY_OTHER_NUMBERS {
        agreement(sides, |prose| &prose.numbers)
    } else {
        Agreement::default()
    };
    let is_daily_form = one_outlet && words < DAILY_FORM && numbers.all >= NUMBERS_OF_DAILY_FORM;

    if rules.have(Rule::OtherNumbers)
        && numbers.differ(FEWEST_NUMBERS, agreeing[0])
        && (words < SHORT || numbers.others() >= MANY_OTHER_NUMBERS)
    {
        Some(Guard::OtherNumbers)
    } else if rules.have(Rule::OtherNames)
        && words < SHORT
        && names_differ(&agreement(sides, |prose| &prose.names), words, agreeing)
    {
        Some(Guard::OtherNames)
    } else if rules.have(Rule::OtherHeadline)
        && (words < BRIEF && headlines_share_under(MIN_SHARED_HEADLINE) || is_other_form())
    {
        Some(Guard::OtherHeadline)
    } else if rules.have(Rule::OtherDay) && days >= other_day && (words < SHORT || is_daily_form) {
        Some(Guard::OtherDay)
    } else if one_outlet {
        within_outlet(one, other, days, rules)
    } else {
        None
    }
}

/// The guard that speaks against two headlines, with their blurbs, if one does.
pub(super) fn against_headlines(sides: Sides<'_>, rules: Rules) -> Option<Guard> {
    let [one, other] = sides.profiles;
    if rules.have(Rule::OtherNumbers) && tell_apart(sides, |prose| &prose.numbers) {
        Some(Guard::OtherNumbers)
    } else if rules.have(Rule::OtherNames) && tell_apart(sides, |prose| &prose.names) {
        Some(Guard::OtherNames)
    } else if rules.have(Rule::OtherDay) && one.days_from(other).unwrap_or(0) >= OTHER_DAY {
        Some(Guard::OtherDay)
    } else {
        None
    }
}

/// Whether each side has one of some words in a sentence taken over that the other side has not.
fn tell_apart(sides: Sides<'_>, marked: impl Fn(&Prose) -> &[u32]) -> bool {
    let covers = sides.covers.into_iter().zip(sides.sentences_taken);
    sides.profiles.into_iter().zip(covers).all(|(profile, (cover, taken))| {
        let mut own = marked(profile.prose()).iter().filter(|&&word| !cover.has(word as usize));
        let sentences = &profile.prose().sentences;
        own.any(|&word| {
            let word = word as usize;
            let at = sentences.partition_point(|sentence| sentence.words().end <= word);
            at < sentences.len() && sentences[at].words().contains(&word) && taken.has(at)
        })
    })
}

fn names_differ(names: &Agreement, words: usize, [few, many]: [f64; 2]) -> bool {
    names.differ(MANY_NAMES, many) || (words < BRIEF && names.differ(FEWEST_NAMES, few))
}

fn within_outlet(one: &Profile, other: &Profile, days: u32, rules: Rules) -> Option<Guard> {
    let shared = one.headline().shared_content(other.headline(), FEWEST_CONTENT_WORDS)?;
    let all_borne_out = one.headline().is_borne_out() && other.headline().is_borne_out();
    if rules.have(Rule::SiteText) && shared < MIN_SHARED_HEADLINE && !all_borne_out {
        Some(Guard::SiteText)
    } else if rules.have(Rule::Series) && shared < MIN_SHARED_SERIAL_HEADLINE && days >= SERIAL_DAYS
    {
        Some(Guard::Series)
    } else {
        None
    }
}

/// How many of some words in sentences taken over were taken over with them.
#[derive(Default)]
struct Agreement {
    agreeing: u32,
    all: u32,
}

impl Agreement {
    fn others(&self) -> u32 {
        self.all - self.agreeing
    }

    /// Whether less than a share of them agrees; nothing is said of fewer than `fewest`.
    fn differ(&self, fewest: u32, share: f64) -> bool {
        self.all >= fewest && f64::from(self.agreeing) < share * f64::from(self.all)
    }
}

/// Counts some words of the sentences that were taken over, on both sides.
fn agreement(sides: Sides<'_>, marked: impl Fn(&Prose) -> &[u32]) -> Agreement {
    let mut agreement = Agreement { agreeing: 0, all: 0 };
    for ((profile, cover), taken) in
        sides.profiles.into_iter().zip(sides.covers).zip(sides.sentences_taken)
    {
        let sentences = &profile.prose().sentences;
        let mut at = 0;
        // Every marked word is in a sentence.
        for &word in marked(profile.prose()) {
            while at < sentences.len() && sentences[at].words().end <= word as usize {
                at += 1;
            }
            if at < sentences.len() && taken.has(at) {
                agreement.agreeing += u32::from(cover.has(word as usize));
                agreement.all += 1;
            }
        }
    }
    agreement
}
