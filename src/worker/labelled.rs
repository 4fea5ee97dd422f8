//! Pairs of texts with what is needed of the texts, by the label of those that go together.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::columns::each_row;
use super::work::broken;
use crate::error::Result;

/// The texts and the pairs of one label.
#[derive(Default)]
pub(super) struct Labelled<T> {
    /// In rising order of their numbers.
    pub(super) texts: Vec<(u32, T)>,
    /// By the places of their texts, in rising order.
    pub(super) pairs: Vec<[u32; 2]>,
}

/// What a label has, as it is got.
#[derive(Default)]
struct Got {
    texts: Vec<(u32, Box<[u8]>)>,
    pairs: Vec<[u32; 2]>,
}

/// Gets pairs, and all of their texts with the bytes of a column. Hands each label to `visit`, with the texts as `decode`
/// makes them of their bytes.
pub(super) fn each<T>(
    input: impl BufRead,
    column: &str,
    decode: impl Fn(&[u8]) -> Result<T>,
    mut visit: impl FnMut(&Labelled<T>) -> Result<()>,
) -> Result<()> {
    let mut labels: BTreeMap<u32, Got> = BTreeMap::new();
    each_row(input, |row| {
        let of_label = labels.entry(row.number("label")?).or_default();
        let number = row.number("number")?;
        match row.maybe_number("other")? {
            Some(other) => of_label.pairs.push([number, other]),
            None => of_label.texts.push((number, row.bytes(column)?.into())),
        }
        Ok(())
    })?;
    while let Some((_, Got { mut texts, mut pairs })) = labels.pop_first() {
        texts.sort_unstable_by_key(|&(number, _)| number);
        for pair in &mut pairs {
            for text in pair {
                let place = texts.binary_search_by_key(text, |&(number, _)| number);
                let place = place.ok().and_then(|place| u32::try_from(place).ok());
                *text = place.ok_or_else(|| broken("a text of a pair is absent"))?;
            }
        }
        pairs.sort_unstable();
        let texts = texts.into_iter().map(|(number, bytes)| Ok((number, decode(&bytes)?)));
        visit(&Labelled { texts: texts.collect::<Result<_>>()?, pairs })?;
    }
    Ok(())
}

impl<T> Labelled<T> {
    /// The number of the text at a place.
    pub(super) fn number(&self, place: u32) -> u32 {
        self.texts[place as usize].0
    }
}
