//! Compares pairs of texts.

use std::io::{BufRead, Write};

use super::buckets::minima;
use super::columns::{Row, Type, Value, Writer, each_row};
use super::{Work, broken};
use crate::engine::Unobserved;
use crate::engine::run::compare::Comparing;
use crate::engine::run::measured::MeasuredPair;
use crate::engine::run::profiles::ProfileOf;
use crate::error::Result;
use crate::hash::HashMap;
use crate::index;
use crate::lsh::Worth;
use crate::verify::{Profile, StoredProfile};

/// Columns of a compared pair.
pub(super) const COLUMNS: &[(&str, Type)] = &[
    ("low", Type::Number),
    ("high", Type::Number),
    ("shared", Type::Number),
    ("of_low", Type::Number),
    ("of_high", Type::Number),
    ("score", Type::Number),
];

/// Reads the profile in a row.
pub(super) fn profile(bytes: &[u8]) -> Result<Profile> {
    let stored = index::decode::<StoredProfile>(bytes).ok();
    let profile = stored.and_then(|stored| Profile::try_from(stored).ok());
    profile.ok_or_else(|| broken("the profile of a text is damaged"))
}

/// The texts that are compared with one another.
#[derive(Default)]
struct Texts(HashMap<u32, (Profile, Vec<u64>)>);

impl ProfileOf<u32> for Texts {
    fn profile(&self, text: u32) -> &Profile {
        &self.0[&text].0
    }
}

/// A text, or a pair of texts.
enum Item {
    Text { number: u32, profile: Box<[u8]>, minima: Box<[u8]> },
    Pair([u32; 2]),
}

/// Gets pairs and all of their texts, each with the label of those that are compared together. Gives the pairs that
/// have enough in common.
pub(super) fn measure(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let mut items: HashMap<u32, Vec<Item>> = HashMap::default();
    each_row(input, |row| {
        items.entry(row.number("label")?).or_default().push(Item::of(row)?);
        Ok(())
    })?;
    let worth = Worth::new(work.settings.lsh.parameters);
    let comparing = Comparing::new(work.settings, &Unobserved);
    let mut writer = Writer::new(output, COLUMNS)?;
    let mut labels: Vec<u32> = items.keys().copied().collect();
    labels.sort_unstable();
    for label in labels {
        let mut texts = Texts::default();
        let mut pairs: Vec<[u32; 2]> = Vec::new();
        for item in items.remove(&label).unwrap_or_default() {
            match item {
                Item::Text { number, profile: stored, minima: stored_minima } => {
                    let text = (profile(&stored)?, minima(&stored_minima)?);
                    texts.0.insert(number, text);
                }
                Item::Pair(pair) => pairs.push(pair),
            }
        }
        pairs.sort_unstable();
        let has_all = |pair: &[u32; 2]| pair.iter().all(|text| texts.0.contains_key(text));
        if !pairs.iter().all(has_all) {
            return Err(broken("a text of a pair is absent"));
        }
        pairs.retain(|pair| {
            let [one, other] = pair.map(|text| texts.0[&text].1.as_slice());
            worth.measuring(one, other)
        });
        for measured in comparing.compare(&pairs, |pair| pair, &texts).into_iter().flatten() {
            let MeasuredPair { pair: [low, high], overlap, score } = measured;
            let numbers = [low, high, overlap.shared, overlap.left, overlap.right, score.units()];
            writer.push(numbers.map(|number| Value::Number(Some(number))))?;
        }
    }
    writer.finish()
}

impl Item {
    fn of(row: Row<'_>) -> Result<Item> {
        let number = row.number("number")?;
        Ok(match row.maybe_number("other")? {
            Some(other) => Item::Pair([number, other]),
            None => Item::Text {
                number,
                profile: row.bytes("profile")?.into(),
                minima: row.bytes("minima")?.into(),
            },
        })
    }
}
