//! Finds the pairs to compare after a change, and the pairs to drop.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::buckets::{Pair, pair};
use super::library::Library;
use super::nodes::Nodes;
use super::touched::{BucketChanges, Posting};
use crate::engine::Settings;
use crate::error::Result;
use crate::index::Number;
use crate::lsh::Worth;

/// The change of the candidate pairs.
#[derive(Default)]
pub(super) struct Candidates {
    /// Pairs to compare.
    pub(super) new: Vec<Pair>,
    /// Compared pairs of remaining nodes that are no longer candidates.
    pub(super) lost: Vec<Pair>,
    /// Removed and added LSH keys.
    pub(super) keys_removed: Vec<Posting>,
    pub(super) keys_added: Vec<Posting>,
    /// The change of the buckets.
    pub(super) buckets: BucketChanges,
}

/// Finds the candidate pairs that a change of nodes adds and removes.
pub(super) fn find(
    library: &mut Library<'_>,
    nodes: &Nodes,
    settings: &Settings,
) -> Result<Candidates> {
    library.load(nodes.removed.iter().chain(&nodes.added).copied())?;
    library.load_minima(nodes.removed.iter().chain(&nodes.added).copied())?;
    let keys_removed = keys(library, &nodes.removed, settings);
    let keys_added = keys(library, &nodes.added, settings);
    let buckets = BucketChanges::of(library, &keys_removed, &keys_added, settings.lsh)?;
    let mut new = pairs_of_new(library, nodes, &buckets, settings);
    let Shifted { parted, joined } = Shifted::by(library, &buckets)?;

    let in_pairs =
        || new.iter().chain(&parted).chain(&joined).flat_map(|&(one, other)| [one, other]);
    library.load_minima(in_pairs())?;
    library.load(parted.iter().chain(&joined).flat_map(|&(one, other)| [one, other]))?;
    let library = &*library;
    let worth = Worth::new(settings.lsh.parameters);
    let is_worth =
        |&(one, other): &Pair| worth.measuring(library.minima(one), library.minima(other));
    let is_candidate = |&pair: &Pair| is_candidate(library, &buckets, pair, settings);
    new = new.into_par_iter().filter(is_worth).collect();
    let joined: Vec<Pair> = joined.into_par_iter().filter(is_worth).collect();
    for pair in joined {
        if is_candidate(&pair)? {
            new.push(pair);
        }
    }
    let lost = parted
        .into_par_iter()
        .filter_map(|pair| match is_candidate(&pair) {
            Ok(stays) => (!stays).then_some(Ok(pair)),
            Err(error) => Some(Err(error)),
        })
        .collect::<Result<_>>()?;
    Ok(Candidates { new, lost, keys_removed, keys_added, buckets })
}

/// The LSH keys of the nodes that are long enough to be compared, sorted.
fn keys(library: &Library<'_>, nodes: &BTreeSet<Number>, settings: &Settings) -> Vec<Posting> {
    let comparable =
        nodes.iter().filter(|&&node| library.entry(node).words[0] >= settings.min_words);
    let mut keys: Vec<Posting> = comparable
        .flat_map(|&node| {
            let keys = settings.lsh.parameters.keys_of(library.minima(node));
            keys.iter().map(move |&key| (key, node))
        })
        .collect();
    keys.par_sort_unstable();
    keys
}

/// The pairs with an added node that share enough buckets.
fn pairs_of_new(
    library: &Library<'_>,
    nodes: &Nodes,
    buckets: &BucketChanges,
    settings: &Settings,
) -> Vec<Pair> {
    let needed = settings.lsh.parameters.min_shared as usize;
    let pairs = nodes.added.par_iter().flat_map_iter(|&node| {
        let keys = settings.lsh.parameters.keys_of(library.minima(node));
        let mut others: Vec<Number> = keys
            .iter()
            .filter_map(|&key| buckets.pairs_of(key))
            .flat_map(|change| change.new_of(node))
            .collect();
        others.sort_unstable();
        let often = others.chunk_by(|one, other| one == other).filter(|run| run.len() >= needed);
        often.map(|run| pair(node, run[0])).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// Pairs of remaining nodes that changed in some bucket: compared pairs that it lost, and pairs
/// that it gained and that were not compared before.
struct Shifted {
    parted: Vec<Pair>,
    joined: Vec<Pair>,
}

impl Shifted {
    fn by(library: &Library<'_>, buckets: &BucketChanges) -> Result<Shifted> {
        let sorted = |pairs: &mut Vec<Pair>| {
            pairs.par_sort_unstable();
            pairs.dedup();
        };
        let (mut parted, mut joined): (Vec<Pair>, Vec<Pair>) = (Vec::new(), Vec::new());
        for (_, change) in &buckets.pairs {
            parted.extend(&change.parted);
            joined.extend(&change.joined);
        }
        sorted(&mut parted);
        sorted(&mut joined);
        let measured = |pairs: Vec<Pair>, is_wanted: bool| -> Result<Vec<Pair>> {
            let known = pairs.into_par_iter().map(|(one, other)| {
                let is_measured = library.snapshot.link(one, other)?.is_some();
                Ok((is_measured == is_wanted).then_some((one, other)))
            });
            Ok(known.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        Ok(Shifted { parted: measured(parted, true)?, joined: measured(joined, false)? })
    }
}

/// Whether two remaining nodes share enough buckets after the change.
fn is_candidate(
    library: &Library<'_>,
    buckets: &BucketChanges,
    pair: Pair,
    settings: &Settings,
) -> Result<bool> {
    let keys_of = |node| settings.lsh.parameters.keys_of(library.minima(node));
    let [of_one, of_other] = [pair.0, pair.1].map(keys_of);
    let needed = settings.lsh.parameters.min_shared;
    let mut shared = 0;
    for &key in of_one.iter().filter(|key| of_other.binary_search(key).is_ok()) {
        shared += u32::from(buckets.have(library, key, pair, settings.lsh)?);
        if shared == needed {
            return Ok(true);
        }
    }
    Ok(false)
}
