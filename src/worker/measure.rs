//! Compares pairs of texts: first what is known of their minima, then the texts.

use std::io::{BufRead, Write};

use super::buckets::minima;
use super::columns::{Type, Value, Writer};
use super::labelled::{self, Labelled};
use super::work::{Work, broken};
use crate::engine::Unobserved;
use crate::engine::run::compare::Comparing;
use crate::engine::run::measured::MeasuredPair;
use crate::engine::run::profiles::ProfileOf;
use crate::error::Result;
use crate::index;
use crate::lsh::Worth;
use crate::verify::{Profile, StoredProfile};

/// Reads the profile in a row.
pub(super) fn profile(bytes: &[u8]) -> Result<Profile> {
    let stored = index::decode::<StoredProfile>(bytes).ok();
    let profile = stored.and_then(|stored| Profile::try_from(stored).ok());
    profile.ok_or_else(|| broken("the profile of a text is damaged"))
}

/// Gets pairs, and the minima of their texts. Gives the pairs that are worth comparing.
pub(super) fn estimate(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let worth = Worth::new(work.settings.lsh.parameters);
    let mut writer = Writer::new(output, &[("low", Type::Number), ("high", Type::Number)])?;
    labelled::each(input, "minima", minima, |labelled| {
        for &pair in &labelled.pairs {
            let [one, other] = pair.map(|place| labelled.texts[place as usize].1.as_slice());
            if worth.measuring(one, other) {
                let numbers = pair.map(|place| labelled.number(place));
                writer.push(numbers.map(|number| Value::Number(Some(number))))?;
            }
        }
        Ok(())
    })?;
    writer.finish()
}

const COLUMNS: &[(&str, Type)] = &[
    ("low", Type::Number),
    ("high", Type::Number),
    ("shared", Type::Number),
    ("of_low", Type::Number),
    ("of_high", Type::Number),
    ("score", Type::Number),
];

impl ProfileOf<u32> for Labelled<Profile> {
    fn profile(&self, place: u32) -> &Profile {
        &self.texts[place as usize].1
    }
}

/// Gets pairs, and the profiles of their texts. Gives the pairs that have enough in common.
pub(super) fn measure(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let comparing = Comparing::new(work.settings, &Unobserved);
    let mut writer = Writer::new(output, COLUMNS)?;
    labelled::each(input, "profile", profile, |labelled| {
        let measured = comparing.compare(&labelled.pairs, |pair| pair, labelled);
        for MeasuredPair { pair, overlap, score } in measured.into_iter().flatten() {
            let [low, high] = pair.map(|place| labelled.number(place));
            let numbers = [low, high, overlap.shared, overlap.left, overlap.right, score.units()];
            writer.push(numbers.map(|number| Value::Number(Some(number))))?;
        }
        Ok(())
    })?;
    writer.finish()
}
