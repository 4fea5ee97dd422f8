//! Guards against texts that are alike for another reason than that one was copied from the other.
//!
//! Forms: weather, markets, earnings, sports results, of which the words agree and the names and numbers do not. And
//! what a site puts in place of a text: walls, standing descriptions, the text of another page.

use serde::Serialize;

use super::cover::Cover;
use super::profile::Profile;
use super::sentences::Prose;

/// Words below which a text may be a form.
const SHORT: usize = 150;

/// Words below which a form may differ in its names or its headline only.
const BRIEF: usize = 60;

/// Distinct shingles below which only the same text shows a copy.
const MIN_SHINGLES: u32 = 20;

/// Share of the numbers or names in sentences taken over that must be taken over with them.
const MIN_AGREEING: f64 = 0.9;

/// The same where numbers may be misread.
const MIN_MISREAD_AGREEING: f64 = 0.3;

/// Numbers, and names, below which nothing is said of them.
const FEWEST_NUMBERS: u32 = 2;
const FEWEST_NAMES: u32 = 4;

/// Numbers that differ from which texts of any length are one form.
const MANY_OTHER_NUMBERS: u32 = 15;

/// Share of the shorter headline's words below which headlines differ.
const MIN_SHARED_HEADLINE: f64 = 0.5;

/// The same for two articles of one outlet that are days apart.
const MIN_SHARED_SERIAL_HEADLINE: f64 = 0.67;

/// Words that a headline must have for its differing to say something.
const FEWEST_HEADLINE_WORDS: usize = 2;
const FEWEST_CONTENT_WORDS: usize = 3;

/// Days apart from which a short text is another day's.
const OTHER_DAY: u32 = 2;

/// Days apart from which an outlet's text under another headline is another one of a series.
const SERIAL_DAYS: u32 = 3;

/// Why two articles that look alike are not counted as copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guard {
    /// One of them is so short that only the same text would show a copy.
    TooShort,
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
    pub(super) covers: [&'a Cover; 2],
}

/// The guard that speaks against two articles, if one does.
pub(super) fn against(sides: Sides<'_>) -> Option<Guard> {
    let [one, other] = sides.profiles;
    let words = one.words().min(other.words());
    let days = one.days_from(other).unwrap_or(0);
    let numbers = agreement(sides, |prose| &prose.numbers);
    let headlines = one.headline().shared(other.headline(), FEWEST_HEADLINE_WORDS);
    let headlines_differ = headlines.is_some_and(|shared| shared < MIN_SHARED_HEADLINE);

    if one.shingles().min(other.shingles()) < MIN_SHINGLES && !one.is_the_text_of(other) {
        Some(Guard::TooShort)
    } else if numbers.differ(FEWEST_NUMBERS)
        && (words < SHORT || numbers.others() >= MANY_OTHER_NUMBERS)
    {
        Some(Guard::OtherNumbers)
    } else if words < BRIEF && agreement(sides, |prose| &prose.names).differ(FEWEST_NAMES) {
        Some(Guard::OtherNames)
    } else if words < BRIEF && headlines_differ {
        Some(Guard::OtherHeadline)
    } else if words < SHORT && days >= OTHER_DAY {
        Some(Guard::OtherDay)
    } else if one.is_of_the_outlet_of(other) {
        within_outlet(one, other, days)
    } else {
        None
    }
}

/// The guard that speaks against two headlines, with their blurbs, if one does.
pub(super) fn against_headlines(sides: Sides<'_>) -> Option<Guard> {
    let [one, other] = sides.profiles;
    if tell_apart(sides, |prose| &prose.numbers) {
        Some(Guard::OtherNumbers)
    } else if tell_apart(sides, |prose| &prose.names) {
        Some(Guard::OtherNames)
    } else if one.days_from(other).unwrap_or(0) >= OTHER_DAY {
        Some(Guard::OtherDay)
    } else {
        None
    }
}

/// Whether each side has one of some words in a sentence taken over that the other side has not.
fn tell_apart(sides: Sides<'_>, marked: impl Fn(&Prose) -> &[u32]) -> bool {
    sides.profiles.into_iter().zip(sides.covers).all(|(profile, cover)| {
        let mut own = marked(profile.prose()).iter().filter(|&&word| !cover.has(word as usize));
        own.any(|&word| {
            let mut sentences = profile.prose().sentences.iter();
            sentences.any(|sentence| {
                sentence.words().contains(&(word as usize)) && profile.is_taken(sentence, cover)
            })
        })
    })
}

fn within_outlet(one: &Profile, other: &Profile, days: u32) -> Option<Guard> {
    let shared = one.headline().shared_content(other.headline(), FEWEST_CONTENT_WORDS)?;
    let all_borne_out = one.headline().is_borne_out() && other.headline().is_borne_out();
    if shared < MIN_SHARED_HEADLINE && !all_borne_out {
        Some(Guard::SiteText)
    } else if shared < MIN_SHARED_SERIAL_HEADLINE && days >= SERIAL_DAYS {
        Some(Guard::Series)
    } else {
        None
    }
}

/// How many of some words in sentences taken over were taken over with them.
struct Agreement {
    agreeing: u32,
    all: u32,
    /// The share from which they do not differ.
    least: f64,
}

impl Agreement {
    fn others(&self) -> u32 {
        self.all - self.agreeing
    }

    fn differ(&self, fewest: u32) -> bool {
        self.all >= fewest && f64::from(self.agreeing) < self.least * f64::from(self.all)
    }
}

/// Counts some words of the sentences that were taken over, on both sides.
fn agreement(sides: Sides<'_>, marked: impl Fn(&Prose) -> &[u32]) -> Agreement {
    let may_be_misread = sides.profiles[0].may_be_misread();
    let least = if may_be_misread { MIN_MISREAD_AGREEING } else { MIN_AGREEING };
    let mut agreement = Agreement { agreeing: 0, all: 0, least };
    for (profile, cover) in sides.profiles.into_iter().zip(sides.covers) {
        let mut left = marked(profile.prose());
        for sentence in &profile.prose().sentences {
            let (inside, behind) =
                left.split_at(left.partition_point(|&word| (word as usize) < sentence.words().end));
            left = behind;
            if !inside.is_empty() && profile.is_taken(sentence, cover) {
                for &word in inside {
                    agreement.agreeing += u32::from(cover.has(word as usize));
                    agreement.all += 1;
                }
            }
        }
    }
    agreement
}
