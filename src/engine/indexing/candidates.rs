//! The pairs that are to be measured after a change, and those that are none any more.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::buckets::{Bucket, Pair, PairChange, Ranks};
use super::library::Library;
use super::nodes::Nodes;
use crate::engine::Settings;
use crate::error::Result;
use crate::hash::HashMap;
use crate::index::Number;
use crate::lsh::{self, Worth};

/// What a change does to the candidate pairs.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// Pairs that are to be measured.
    pub(super) new: Vec<Pair>,
    /// Pairs of nodes that stay, which are no candidates any more.
    pub(super) lost: Vec<Pair>,
    /// LSH keys that go and that come.
    pub(super) keys_removed: Vec<(u64, Number)>,
    pub(super) keys_added: Vec<(u64, Number)>,
}

/// Finds the candidate pairs that a change of nodes makes and unmakes.
pub(super) fn find(
    library: &mut Library<'_>,
    nodes: &Nodes,
    settings: &Settings,
) -> Result<Candidates> {
    library.load(nodes.removed.iter().chain(&nodes.added).copied())?;
    library.load_minima(nodes.removed.iter().chain(&nodes.added).copied())?;
    let keys_removed = keys(library, &nodes.removed, settings);
    let keys_added = keys(library, &nodes.added, settings);
    let mut buckets = touched_buckets(library, &keys_removed, &keys_added)?;
    sort_by_name(library, &mut buckets, settings.lsh)?;

    let (is_new, is_gone) = (&nodes.added, &nodes.removed);
    let changes: Vec<PairChange> = buckets
        .par_iter()
        .map(|(_, bucket)| {
            bucket.change(
                settings.lsh,
                |node| is_new.contains(&node),
                |node| is_gone.contains(&node),
            )
        })
        .collect();
    let (mut new, mut shifted): (Vec<Pair>, Vec<Pair>) = (Vec::new(), Vec::new());
    for change in changes {
        new.extend(change.new);
        shifted.extend(change.shifted);
    }
    new.par_sort_unstable();
    shifted.par_sort_unstable();
    shifted.dedup();
    let needed = settings.lsh.parameters.min_shared_buckets() as usize;
    let new: Vec<Pair> = new
        .chunk_by(|one, other| one == other)
        .filter(|run| run.len() >= needed)
        .map(|run| run[0])
        .collect();

    let in_pairs = || new.iter().chain(&shifted).flat_map(|&(one, other)| [one, other]);
    library.load_minima(in_pairs())?;
    let worth = Worth::new(settings.lsh.parameters);
    let is_worth =
        |&(one, other): &Pair| worth.measuring(library.minima(one), library.minima(other));
    let mut new: Vec<Pair> = new.into_iter().filter(is_worth).collect();
    let shifted: Vec<Pair> = shifted.into_iter().filter(is_worth).collect();
    let mut lost = Vec::new();
    let mut known = KnownBuckets { buckets, ranks: HashMap::default() };
    for pair in shifted {
        if known.share(library, pair, settings)? >= needed {
            new.push(pair);
        } else {
            lost.push(pair);
        }
    }
    Ok(Candidates { new, lost, keys_removed, keys_added })
}

/// The LSH keys of the nodes that are long enough to be compared.
fn keys(
    library: &Library<'_>,
    nodes: &BTreeSet<Number>,
    settings: &Settings,
) -> Vec<(u64, Number)> {
    let comparable =
        nodes.iter().filter(|&&node| library.entry(node).words[0] >= settings.min_words);
    let mut keys: Vec<(u64, Number)> = comparable
        .flat_map(|&node| {
            let keys = lsh::keys_of(library.minima(node), settings.lsh.parameters);
            keys.into_iter().map(move |key| (key, node))
        })
        .collect();
    keys.par_sort_unstable();
    keys
}

/// The buckets that nodes come into or go out of; not yet in the order of names.
fn touched_buckets(
    library: &Library<'_>,
    removed: &[(u64, Number)],
    added: &[(u64, Number)],
) -> Result<Vec<(u64, Bucket)>> {
    let mut keys: Vec<u64> = removed.iter().chain(added).map(|&(key, _)| key).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let nodes_of = |sorted: &[(u64, Number)], key: u64| -> Vec<Number> {
        let start = sorted.partition_point(|&(other, _)| other < key);
        let with_key = sorted[start..].iter().take_while(|&&(other, _)| other == key);
        with_key.map(|&(_, node)| node).collect()
    };
    let buckets = keys.par_iter().map(|&key| {
        let before = library.snapshot.bucket(key)?;
        let gone = nodes_of(removed, key);
        let mut after = before.clone();
        after.retain(|node| !gone.contains(node));
        after.extend(nodes_of(added, key));
        Ok((key, Bucket { before, after }))
    });
    let mut buckets: Vec<(u64, Bucket)> = buckets.collect::<Result<_>>()?;
    buckets.retain(|(_, bucket)| bucket.before.len().max(bucket.after.len()) > 1);
    Ok(buckets)
}

/// Sorts the members of the buckets whose order matters.
fn sort_by_name(
    library: &mut Library<'_>,
    buckets: &mut [(u64, Bucket)],
    settings: lsh::Settings,
) -> Result<()> {
    for (_, bucket) in buckets {
        if bucket.before.len().max(bucket.after.len()) <= settings.max_full_bucket {
            continue;
        }
        library.load(bucket.before.iter().chain(&bucket.after).copied())?;
        bucket.after.sort_unstable_by_key(|&node| library.name(node));
        let mut named: Vec<(Box<str>, Number)> = Vec::with_capacity(bucket.before.len());
        for &node in &bucket.before {
            named.push((library.name_before(node)?, node));
        }
        named.sort_unstable();
        bucket.before = named.into_iter().map(|(_, node)| node).collect();
    }
    Ok(())
}

/// Buckets as they are after the change, looked up one by one.
struct KnownBuckets {
    /// Those that changed, sorted by key.
    buckets: Vec<(u64, Bucket)>,
    ranks: HashMap<u64, Ranks>,
}

impl KnownBuckets {
    /// In how many buckets two nodes are a pair.
    fn share(
        &mut self,
        library: &mut Library<'_>,
        pair: Pair,
        settings: &Settings,
    ) -> Result<usize> {
        let mut of_both: BTreeMap<u64, u32> = BTreeMap::new();
        for node in [pair.0, pair.1] {
            for key in lsh::keys_of(library.minima(node), settings.lsh.parameters) {
                *of_both.entry(key).or_default() += 1;
            }
        }
        let mut shared = 0;
        for (key, _) in of_both.into_iter().filter(|&(_, count)| count == 2) {
            if !self.ranks.contains_key(&key) {
                let ranks = self.ranks_of(library, key, settings.lsh)?;
                self.ranks.insert(key, ranks);
            }
            shared += usize::from(self.ranks[&key].have(pair));
        }
        Ok(shared)
    }

    fn ranks_of(
        &self,
        library: &mut Library<'_>,
        key: u64,
        settings: lsh::Settings,
    ) -> Result<Ranks> {
        if let Ok(place) = self.buckets.binary_search_by_key(&key, |&(key, _)| key) {
            return Ok(Ranks::of(&self.buckets[place].1.after, settings));
        }
        let mut members = library.snapshot.bucket(key)?;
        if members.len() > settings.max_full_bucket {
            library.load(members.iter().copied())?;
            members.sort_unstable_by_key(|&node| library.name(node));
        }
        Ok(Ranks::of(&members, settings))
    }
}
