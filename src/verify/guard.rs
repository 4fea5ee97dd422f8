//! Guards against texts that are similar without being copies.
//!
//! There are templates, such as weather, markets, results and price lists, where the words agree
//! and the values do not. There are statements and speeches that several outlets quote, each in its own
//! words. And there are series: one outlet publishes texts with the same paragraphs on several days.

use std::ops::Range;

use serde::Serialize;

use super::bits::Bits;
use super::number::to_u32;
use super::profile::Profile;
use super::rules::{Rule, Rules};
use super::sentences::{Prose, Value};
use super::shingles::Run;

/// Replaced values from which two texts are one template.
const FEWEST_REPLACED: usize = 3;

/// The same for two texts of one outlet on different days, or if one of them is short.
const FEWEST_REPLACED_IF_LIKELY: usize = 2;
const FEW_WORDS: f64 = 60.0;

/// Share of replaced values in hundredths that is enough if the numbers are the news: in a table, or if an outlet replaced
/// a good part of the numbers on another day.
const FEW_REPLACED: usize = 5;

/// Shared words of narration from which the texts share more than a statement: those of one shingle.
const FEWEST_TOLD: usize = 4;

/// Words of narration of their own from which two texts tell of a statement each in its own words.
const OWN_TOLD: usize = 20;

/// Longest gap between two shared runs, in words, in which the words of one text replace those of
/// the other.
const LONGEST_GAP: u32 = 20;

/// Days apart from which similar texts of one outlet are a series.
const SERIAL_DAYS: u32 = 3;

/// Copied share of one of the two texts from which it is the same text published again.
const MIN_SAME_AGAIN: f64 = 0.9;

/// Share of the words of the shorter headline in the other one from which it is the same headline,
/// reworded.
const MIN_SAME_HEADLINE: f64 = 1.0 / 3.0;

/// Days apart from which equal headlines, or equal texts under different headlines, are two
/// stories.
const OTHER_DAY: u32 = 2;

/// Why two similar articles are not copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guard {
    /// Other numbers and names in the same places.
    OtherValues,
    /// Nothing but speech in common, and each tells of it in its own words.
    Statement,
    /// Same outlet, days apart, and not the same text again, or not under the same headline; or a live page or digest.
    Series,
    /// Only headlines, and days apart.
    OtherDay,
}

/// An aligned pair of articles.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) profiles: [&'a Profile; 2],
    /// The words of each that are in the other.
    pub(super) covers: [&'a Bits; 2],
    /// The share of each sentence that counts as copied.
    pub(super) shares: [&'a [f64]; 2],
    /// The runs of shared shingles, in the order of the second.
    pub(super) runs: &'a [Run],
}

/// The guard that rejects two articles, if any.
pub(super) fn against(sides: Sides<'_>, rules: Rules) -> Option<Guard> {
    let [one, other] = sides.profiles;
    let is_one_outlet = one.is_of_the_outlet_of(other);
    let days = one.days_from(other).unwrap_or(0);
    let is_brief = one.prose().words().min(other.prose().words()) < FEW_WORDS;
    let is_later = is_one_outlet && days > 0;
    let template = Template {
        fewest: if is_brief || is_later { FEWEST_REPLACED_IF_LIKELY } else { FEWEST_REPLACED },
        share: usize::from(rules.constants.replaced),
        fewest_in_table: (one.prose().is_table() && other.prose().is_table())
            .then_some(FEWEST_REPLACED_IF_LIKELY),
        fewest_numbers: is_later.then_some(if days < OTHER_DAY {
            FEWEST_REPLACED_IF_LIKELY
        } else {
            1
        }),
    };
    if rules.have(Rule::OtherValues) && template.is_of(sides) {
        Some(Guard::OtherValues)
    } else if rules.have(Rule::Statement) && is_statement(sides) {
        Some(Guard::Statement)
    } else if rules.have(Rule::Series) && is_one_outlet && is_of_series(sides, days) {
        Some(Guard::Series)
    } else {
        None
    }
}

/// Whether two texts of one outlet are part of a series: days apart, and not the same text again
/// under the same headline. A scraper that stores the text of one page under many headlines also
/// produces such a series. A live page or digest that its outlet updates is no copy of another page, unless both are of one day
/// and one label, as the filings of a running file are.
fn is_of_series(sides: Sides<'_>, days: u32) -> bool {
    let [one, other] = sides.profiles;
    let is_again = || (0..2).any(|side| sides.taken(side).prose >= MIN_SAME_AGAIN);
    let headlines = one.headline().shared(other.headline());
    let are_running = one.headline().is_running() || other.headline().is_running();
    let are_filings = one.headline().is_running()
        && other.headline().is_running()
        && one.days_from(other) == Some(0)
        && one.headline().has_label_of(other.headline());
    days >= SERIAL_DAYS && !is_again()
        || are_running && !are_filings && !one.headline().may_be_updated_to(other.headline())
        || days >= OTHER_DAY && headlines.is_some_and(|shared| shared < MIN_SAME_HEADLINE)
}

/// The guard that rejects two headlines with their blurbs, if any.
pub(super) fn against_headlines(sides: Sides<'_>, rules: Rules) -> Option<Guard> {
    let [one, other] = sides.profiles;
    let tell_apart =
        tell_apart(sides, |prose| &prose.numbers) || tell_apart(sides, |prose| &prose.names);
    if rules.have(Rule::OtherValues) && tell_apart {
        Some(Guard::OtherValues)
    } else if rules.have(Rule::OtherDay) && one.days_from(other).unwrap_or(0) >= OTHER_DAY {
        Some(Guard::OtherDay)
    } else {
        None
    }
}

/// Whether the texts share nothing but speech, and tell of it in their own words.
fn is_statement(sides: Sides<'_>) -> bool {
    let [left, right] = sides.profiles;
    let told = [&left.prose().narration, &right.prose().narration];
    let mut shared = 0;
    for run in sides.runs {
        let [left, right] = [
            left.words_of_run(run.starts[0], run.shingles),
            right.words_of_run(run.starts[1], run.shingles),
        ];
        let words = left.len().min(right.len());
        shared += told[0].count_in_both(left.start as usize, told[1], right.start as usize, words);
        if shared >= FEWEST_TOLD {
            return false;
        }
    }
    let own = told.into_iter().zip(sides.covers).map(|(told, cover)| told.count_outside(cover));
    own.sum::<usize>() >= OWN_TOLD
}

/// When two texts are one template filled in twice.
#[derive(Clone, Copy)]
struct Template {
    /// Values that were replaced, at least.
    fewest: usize,
    /// Hundredths of all values, shared or replaced, of which more must be replaced.
    share: usize,
    /// The same as `fewest` for a table: then [`FEW_REPLACED`] hundredths are enough.
    fewest_in_table: Option<usize>,
    /// The same for numbers alone, if more than `share` hundredths of the numbers were replaced.
    fewest_numbers: Option<usize>,
}

impl Template {
    fn is_of(self, sides: Sides<'_>) -> bool {
        let Template { fewest, share, fewest_in_table, fewest_numbers } = self;
        let mut values = Values::between_runs(sides);
        let replaced = values.iter().map(|values| values.replaced).sum::<usize>();
        let is_table = fewest_in_table.is_some_and(|fewest| replaced >= fewest);
        let has_numbers = fewest_numbers.is_some_and(|fewest| values[NUMBERS].replaced >= fewest);
        if replaced < fewest && !is_table && !has_numbers {
            return false;
        }
        // Values inside shared runs are only counted if they decide.
        Values::add_runs(&mut values, sides);
        let all = Values { kept: values.iter().map(|values| values.kept).sum(), replaced };
        replaced >= fewest && all.are_replaced(share)
            || is_table && all.are_replaced(FEW_REPLACED)
            || has_numbers && values[NUMBERS].are_replaced(share) && all.are_replaced(FEW_REPLACED)
    }
}

/// Numbers or names in the same place of two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Values {
    /// Values in both texts.
    kept: usize,
    /// Values that the other text replaces.
    replaced: usize,
}

/// The place of the numbers among the two kinds of values.
const NUMBERS: usize = 0;

impl Values {
    /// Whether more than so many hundredths of them were replaced.
    fn are_replaced(self, share: usize) -> bool {
        100 * self.replaced > share * (self.kept + self.replaced)
    }

    /// Counts numbers and names between shared runs, before the first and after the last.
    fn between_runs(sides: Sides<'_>) -> [Values; 2] {
        let mut values = [Values::default(); 2];
        let [left, right] = sides.profiles;
        let mut before = [0, 0];
        for run in sides.runs {
            let words = [
                left.words_of_run(run.starts[0], run.shingles),
                right.words_of_run(run.starts[1], run.shingles),
            ];
            let gaps = [before[0]..words[0].start, before[1]..words[1].start];
            Values::compare(&mut values, [left, right], &gaps);
            before = words.map(|words| words.end);
        }
        let ends = [left, right].map(|profile| to_u32(profile.tokens()));
        let gaps = [before[0]..ends[0], before[1]..ends[1]];
        Values::compare(&mut values, [left, right], &gaps);
        values
    }

    /// Compares the gaps in the same place of both texts.
    fn compare(values: &mut [Values; 2], profiles: [&Profile; 2], gaps: &[Range<u32>; 2]) {
        // If one gap is empty, nothing was replaced.
        if gaps.iter().any(|gap| gap.start >= gap.end || gap.end - gap.start > LONGEST_GAP) {
            return;
        }
        if !(0..2).all(|side| profiles[side].prose().has_value_in(&gaps[side])) {
            return;
        }
        let [left, right] = [0, 1].map(|side| profiles[side].prose().values_in(&gaps[side]));
        for (values, (one, other)) in values.iter_mut().zip(left.into_iter().zip(right)) {
            let same = count_same(one, other);
            values.kept += same;
            values.replaced += one.len().min(other.len()) - same;
        }
    }

    /// Adds the numbers and names inside the shared runs.
    fn add_runs(values: &mut [Values; 2], sides: Sides<'_>) {
        let [left, _] = sides.profiles;
        for run in sides.runs {
            let words = left.words_of_run(run.starts[0], run.shingles);
            for (values, kept) in values.iter_mut().zip(left.prose().values_in(&words)) {
                values.kept += kept.len();
            }
        }
    }
}

/// Size of the multiset intersection of the values of two gaps, which are at most [`LONGEST_GAP`] words long.
fn count_same(one: &[Value], other: &[Value]) -> usize {
    // One bit for each of the other values.
    let mut found = 0_u32;
    let is_same = |value: &&Value| {
        let mut others = (0..u32::BITS).zip(other);
        let same = others.find(|&(at, other)| other.hash == value.hash && found >> at & 1 == 0);
        same.map(|(at, _)| found |= 1 << at).is_some()
    };
    one.iter().filter(is_same).count()
}

/// Whether each side has a value in a copied sentence that the other side lacks.
fn tell_apart(sides: Sides<'_>, values: impl Fn(&Prose) -> &[Value]) -> bool {
    let covers = sides.covers.into_iter().zip(sides.shares);
    sides.profiles.into_iter().zip(covers).all(|(profile, (cover, shares))| {
        let words = values(profile.prose()).iter().map(|value| value.word as usize);
        let mut own = words.filter(|&word| !cover.has(word));
        let sentences = &profile.prose().sentences;
        own.any(|word| {
            let at = sentences.partition_point(|sentence| sentence.words().end <= word);
            // A copied sentence has a share of at least a half, whatever the rules.
            at < sentences.len() && sentences[at].words().contains(&word) && shares[at] >= 0.5
        })
    })
}
