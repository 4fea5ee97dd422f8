//! Deletes articles older than a day.

use rayon::prelude::*;

use super::parameters::settings_of;
use super::update::{self, Matching};
use crate::clean::Cleaner;
use crate::date::Day;
use crate::error::Result;
use crate::index::{IndexWriter, Number};

/// Articles that are deleted in one step.
const AT_A_TIME: usize = 20_000;

/// Deletes all articles published before a day, and returns their number. Articles without a date
/// stay.
///
/// # Errors
///
/// If the index cannot be read or written. Earlier steps are then complete.
pub fn prune(writer: &mut IndexWriter, before: Day, cleaner: &Cleaner) -> Result<u64> {
    prune_in_steps(writer, before, cleaner, AT_A_TIME)
}

pub(super) fn prune_in_steps(
    writer: &mut IndexWriter,
    before: Day,
    cleaner: &Cleaner,
    at_a_time: usize,
) -> Result<u64> {
    let (settings, body_is) = settings_of(writer.parameters())?;
    let matching = Matching { cleaner, settings: &settings, body_is };
    let snapshot = writer.snapshot()?;
    let days: Vec<(Number, Option<Day>)> = snapshot
        .numbers()?
        .into_par_iter()
        .map(|number| Ok((number, snapshot.entry(number)?.day)))
        .collect::<Result<_>>()?;
    drop(snapshot);
    let earlier = days.into_iter().filter(|&(_, day)| day.is_some_and(|day| day < before));
    let earlier: Vec<Number> = earlier.map(|(number, _)| number).collect();
    for step in earlier.chunks(at_a_time) {
        let (changes, _) = update::changes(&writer.snapshot()?, Vec::new(), step, matching)?;
        writer.apply(&changes)?;
    }
    Ok(earlier.len() as u64)
}
