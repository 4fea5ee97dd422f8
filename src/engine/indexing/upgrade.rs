//! Gives an index of an older format what it lacks.

use rayon::prelude::*;

use super::names;
use crate::engine::Settings;
use crate::error::Result;
use crate::index::{Changes, IndexWriter, Number, Snapshot};

/// Brings an index to the format that is written, before it changes.
pub(super) fn upgrade(writer: &mut IndexWriter, settings: &Settings) -> Result<()> {
    let snapshot = writer.snapshot()?;
    if snapshot.has_large_buckets() {
        return Ok(());
    }
    let changes = large_buckets(&snapshot, settings)?;
    drop(snapshot);
    writer.apply(&changes)
}

/// What format 2 has of large buckets and format 1 had not: their nodes by name.
pub(super) fn large_buckets(snapshot: &Snapshot, settings: &Settings) -> Result<Changes> {
    let mut changes = Changes::default();
    for (key, nodes) in snapshot.buckets_over(settings.lsh.max_full_bucket)? {
        changes.sizes.push((key, Some(nodes.len() as u64)));
        let named = nodes.into_par_iter().map(|node| Ok((names::name_in(snapshot, node)?, node)));
        let mut named: Vec<(Box<str>, Number)> = named.collect::<Result<_>>()?;
        named.sort_unstable();
        changes.named_added.extend(named.into_iter().map(|(name, node)| (key, name, node)));
    }
    Ok(changes)
}
