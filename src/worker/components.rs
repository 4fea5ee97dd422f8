//! Finds the texts that copies connect.

use std::io::{BufRead, Write};

use super::columns::{Type, Value, Writer, each_row};
use crate::cluster::Forest;
use crate::error::Result;

/// Gets pairs of texts. Gives each text with the first that it is connected with, so that the pairs of several answers
/// connect the same texts as the pairs that were got.
pub(super) fn components(input: impl BufRead, output: impl Write) -> Result<()> {
    let mut pairs: Vec<[u32; 2]> = Vec::new();
    each_row(input, |row| {
        pairs.push([row.number("low")?, row.number("high")?]);
        Ok(())
    })?;
    let mut texts: Vec<u32> = pairs.iter().flatten().copied().collect();
    texts.sort_unstable();
    texts.dedup();
    let place = |text: u32| {
        let place = texts.binary_search(&text).expect("both texts of each pair are there");
        u32::try_from(place).expect("there are fewer than 2^32 texts")
    };
    let mut forest = Forest::new(texts.len());
    for [low, high] in pairs {
        forest.join(place(low), place(high));
    }
    let mut writer = Writer::new(output, &[("low", Type::Number), ("high", Type::Number)])?;
    for (place, &text) in (0..).zip(&texts) {
        let root = texts[forest.root(place) as usize];
        writer.push([Value::Number(Some(root)), Value::Number(Some(text))])?;
    }
    writer.finish()
}
