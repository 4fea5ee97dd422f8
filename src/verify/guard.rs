//! Guards against forms: briefs of one template that differ in what they are about.
//!
//! Weather, markets, earnings, sports results: the words of the form agree, the names and numbers do not. Only short
//! texts are guarded; a long one has enough words of its own.

use serde::Serialize;

use super::cover::Cover;
use super::profile::Profile;

/// Words below which a text may be a form with other numbers.
const SHORT: usize = 150;

/// Words below which a text may be a form with other names, under another headline.
const BRIEF: usize = 60;

/// Share of the numbers or names in sentences taken over that must be taken over with them.
const MIN_AGREEING: f64 = 0.9;

/// Share of the shorter headline's words that the other must have.
const MIN_SHARED_HEADLINE: f64 = 0.5;

/// Distinct shingles below which there is too little text to tell a copy from a form.
const MIN_SHINGLES: u32 = 20;

/// Why two articles that look alike are not counted as copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guard {
    /// One of them is so short that only the same text would show a copy.
    TooShort,
    /// Short, and the numbers differ.
    OtherNumbers,
    /// Very short, and the names differ.
    OtherNames,
    /// Very short, and the headlines differ.
    OtherHeadline,
}

/// The guard that speaks against two articles, if one does.
pub(super) fn against(left: &Profile, right: &Profile, left_cover: &Cover, right_cover: &Cover) -> Option<Guard> {
    let overlap = left.overlap(right);
    if overlap.left.min(overlap.right) < MIN_SHINGLES {
        return Some(Guard::TooShort);
    }
    let words = left.words().min(right.words());
    let sides = [(left, left_cover), (right, right_cover)];
    if words < SHORT && differ(sides, 2, |sentence| &sentence.numbers) {
        return Some(Guard::OtherNumbers);
    }
    if words < BRIEF && differ(sides, 4, |sentence| &sentence.names) {
        return Some(Guard::OtherNames);
    }
    if words < BRIEF && headlines_differ(left.headline(), right.headline()) {
        return Some(Guard::OtherHeadline);
    }
    None
}

/// Whether too few of some words in sentences taken over stand in the other text too; of fewer than `least` words
/// nothing is said.
fn differ(
    sides: [(&Profile, &Cover); 2],
    least: u32,
    words: impl Fn(&super::sentences::Sentence) -> &[u32],
) -> bool {
    let (mut agreeing, mut all) = (0_u32, 0_u32);
    for (profile, cover) in sides {
        for sentence in profile.sentences().iter().filter(|sentence| cover.takes_over(sentence.words.clone())) {
            for &word in words(sentence) {
                agreeing += u32::from(cover.has(word as usize));
                all += 1;
            }
        }
    }
    all >= least && f64::from(agreeing) < MIN_AGREEING * f64::from(all)
}

/// Whether two headlines, as sorted words, have too little in common; of a headline of one word nothing is said.
fn headlines_differ(one: &[u64], other: &[u64]) -> bool {
    let fewer = one.len().min(other.len());
    let shared = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    let differ = (shared as f64) < MIN_SHARED_HEADLINE * fewer as f64;
    fewer >= 2 && differ
}
