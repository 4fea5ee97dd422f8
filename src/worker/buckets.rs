//! Pairs the texts that share keys.

use std::io::{BufRead, Write};

use super::columns::{Type, Value, Writer, each_row};
use super::work::{Work, broken};
use crate::error::Result;

/// The minima of a text, from their bytes.
pub(super) fn minima(bytes: &[u8]) -> Result<Vec<u64>> {
    let (minima, rest) = bytes.as_chunks();
    if rest.is_empty() {
        Ok(minima.iter().map(|&minimum| u64::from_le_bytes(minimum)).collect())
    } else {
        Err(broken("the minima of a text are damaged"))
    }
}

/// Gives each key of each text.
pub(super) fn keys(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let parameters = work.settings.lsh.parameters;
    let mut writer = Writer::new(output, &[("key", Type::Long), ("number", Type::Number)])?;
    each_row(input, |row| {
        let (number, minima) = (row.number("number")?, minima(row.bytes("minima")?)?);
        parameters
            .keys_of(&minima)
            .try_for_each(|key| writer.push([Value::Long(key), Value::Number(Some(number))]))
    })?;
    writer.finish()
}

/// Gets all texts of each key. Gives the pairs of each bucket; a pair comes once for each key that it shares.
pub(super) fn buckets(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let mut keys: Vec<(u64, u32)> = Vec::new();
    each_row(input, |row| {
        keys.push((row.long("key")?, row.number("number")?));
        Ok(())
    })?;
    keys.sort_unstable();
    let mut writer = Writer::new(output, &[("low", Type::Number), ("high", Type::Number)])?;
    for bucket in keys.chunk_by(|one, other| one.0 == other.0) {
        let reach = work.settings.lsh.reach(bucket.len());
        for (place, &(_, low)) in bucket.iter().enumerate() {
            for &(_, high) in bucket[place + 1..].iter().take(reach) {
                writer.push([Value::Number(Some(low)), Value::Number(Some(high))])?;
            }
        }
    }
    writer.finish()
}
