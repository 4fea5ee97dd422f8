//! Finds how a change of nodes affects the buckets: the pairs to compare, and the pairs to drop.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::buckets::{self, FULL, Pair, PairChange, Stored, Stretch, Turnovers, pair};
use super::library::Library;
use super::regroup::Nodes;
use crate::engine::Settings;
use crate::error::Result;
use crate::hash::HashSet;
use crate::index::{Number, Snapshot};
use crate::lsh::{self, Worth};

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
            keys.map(move |key| (key, node))
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
            .filter_map(|key| buckets.pairs_of(key))
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
    let of_other: Vec<u64> = keys_of(pair.1).collect();
    let needed = settings.lsh.parameters.min_shared;
    let mut shared = 0;
    for key in keys_of(pair.0).filter(|key| of_other.binary_search(key).is_ok()) {
        shared += u32::from(buckets.have(library, key, pair, settings.lsh)?);
        if shared == needed {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An LSH key and a removed or added node.
pub(super) type Posting = (u64, Number);

/// The change of the buckets, and of the tables of large ones.
#[derive(Default)]
pub(super) struct BucketChanges {
    /// The changes of the pairs, by key.
    pub(super) pairs: Vec<(u64, PairChange)>,
    /// The buckets that change, by key.
    after: Vec<(u64, After)>,
    pub(super) named_removed: Vec<(u64, Box<str>)>,
    pub(super) named_added: Vec<(u64, Box<str>, Number)>,
    pub(super) sizes: Vec<(u64, Option<u64>)>,
}

/// A bucket after a change.
enum After {
    /// Small enough that all members are pairs.
    Full,
    /// Large, with these members in the order of their names.
    Listed(Vec<Number>),
    /// Large as before, with these differences.
    Stored(Turnovers),
}

/// A bucket that changes.
struct Touched<'a> {
    key: u64,
    gone: &'a [Posting],
    come: &'a [Posting],
    before: Before,
}

/// The members of a bucket before a change.
enum Before {
    Listed(Vec<Number>),
    /// This many members, which the index has by name.
    Named(usize),
}

/// The change of one bucket.
struct Outcome {
    pairs: PairChange,
    after: After,
    named_removed: Vec<(u64, Box<str>)>,
    named_added: Vec<(u64, Box<str>, Number)>,
    size: Option<(u64, Option<u64>)>,
}

impl BucketChanges {
    /// The changes from removed and added keys, both sorted. Their nodes are loaded.
    pub(super) fn of(
        library: &mut Library<'_>,
        removed: &[Posting],
        added: &[Posting],
        settings: lsh::Settings,
    ) -> Result<BucketChanges> {
        let snapshot = library.snapshot;
        let mut touched: Vec<Touched<'_>> = by_key(removed, added)
            .into_par_iter()
            .map(|(key, gone, come)| {
                let before = Before::read(snapshot, key)?;
                Ok(Touched { key, gone, come, before })
            })
            .collect::<Result<_>>()?;
        touched.retain(|bucket| bucket.before.size().max(bucket.size()) > 1);
        let mut to_be_named: Vec<Number> = Vec::new();
        for bucket in &touched {
            if let Before::Listed(members) = &bucket.before
                && members.len().max(bucket.size()) > settings.max_full_bucket
            {
                to_be_named.extend(members);
            }
        }
        library.load(to_be_named)?;

        let library = &*library;
        let is_new: HashSet<Number> = added.iter().map(|&(_, node)| node).collect();
        let is_gone: HashSet<Number> = removed.iter().map(|&(_, node)| node).collect();
        let outcomes: Vec<Outcome> = touched
            .par_iter()
            .map(|bucket| {
                let is_new = |node| is_new.contains(&node);
                bucket.outcome(library, settings, is_new, |node| is_gone.contains(&node))
            })
            .collect::<Result<_>>()?;
        let mut changes = BucketChanges::default();
        for (bucket, outcome) in touched.iter().zip(outcomes) {
            changes.pairs.push((bucket.key, outcome.pairs));
            changes.after.push((bucket.key, outcome.after));
            changes.named_removed.extend(outcome.named_removed);
            changes.named_added.extend(outcome.named_added);
            changes.sizes.extend(outcome.size);
        }
        Ok(changes)
    }

    /// The change of the pairs of a key.
    pub(super) fn pairs_of(&self, key: u64) -> Option<&PairChange> {
        let place = self.pairs.binary_search_by_key(&key, |&(key, _)| key).ok()?;
        Some(&self.pairs[place].1)
    }

    /// Whether two remaining nodes with this key are a pair in its bucket after the change. Both
    /// are loaded.
    pub(super) fn have(
        &self,
        library: &Library<'_>,
        key: u64,
        (one, other): Pair,
        settings: lsh::Settings,
    ) -> Result<bool> {
        let mut names = [library.name(one), library.name(other)];
        names.sort_unstable();
        let stored = Stored { snapshot: library.snapshot, key };
        let after = self.after.binary_search_by_key(&key, |&(key, _)| key);
        match after.map(|place| &self.after[place].1) {
            Ok(After::Full) => Ok(true),
            Ok(After::Listed(members)) => {
                let rank =
                    |name: &str| members.partition_point(|&member| library.name(member) < name);
                Ok(rank(names[0]).abs_diff(rank(names[1])) <= settings.neighbours)
            }
            Ok(After::Stored(turnovers)) => {
                buckets::are_near(&stored, turnovers, names, settings.neighbours)
            }
            Err(_) => match library.snapshot.large_bucket(key)? {
                Some(_) => {
                    buckets::are_near(&stored, &Turnovers::new(), names, settings.neighbours)
                }
                None => Ok(true),
            },
        }
    }
}

impl Before {
    fn read(snapshot: &Snapshot, key: u64) -> Result<Before> {
        Ok(match snapshot.large_bucket(key)? {
            Some(size) => Before::Named(usize::try_from(size).unwrap_or(usize::MAX)),
            None => Before::Listed(snapshot.bucket(key)?),
        })
    }

    fn size(&self) -> usize {
        match self {
            Before::Listed(members) => members.len(),
            Before::Named(size) => *size,
        }
    }
}

impl Touched<'_> {
    /// Number of members after the change.
    fn size(&self) -> usize {
        (self.before.size() + self.come.len()).saturating_sub(self.gone.len())
    }

    fn outcome(
        &self,
        library: &Library<'_>,
        settings: lsh::Settings,
        is_new: impl Fn(Number) -> bool,
        is_gone: impl Fn(Number) -> bool,
    ) -> Result<Outcome> {
        let reach = |size: usize| {
            if size <= settings.max_full_bucket { FULL } else { settings.neighbours }
        };
        let reach = [reach(self.before.size()), reach(self.size())];
        let mut outcome = Outcome {
            pairs: PairChange::default(),
            after: After::Full,
            named_removed: Vec::new(),
            named_added: Vec::new(),
            size: None,
        };
        let stretches = match (&self.before, reach) {
            (Before::Listed(members), [FULL, FULL]) => {
                let after = self.after(members);
                vec![Stretch { before: members.clone(), after, reach }]
            }
            (Before::Listed(members), _) => {
                let mut named: Vec<(Box<str>, Number)> = members
                    .iter()
                    .map(|&member| Ok((library.name_before(member)?, member)))
                    .collect::<Result<_>>()?;
                named.sort_unstable();
                let before = named.into_iter().map(|(_, member)| member).collect();
                let mut after = self.after(members);
                after.sort_unstable_by_key(|&member| library.name(member));
                if reach[1] != FULL {
                    let rows =
                        after.iter().map(|&node| (self.key, library.name(node).into(), node));
                    outcome.named_added.extend(rows);
                    outcome.size = Some((self.key, Some(after.len() as u64)));
                    outcome.after = After::Listed(after.clone());
                }
                vec![Stretch { before, after, reach }]
            }
            (Before::Named(_), [_, FULL]) => {
                let mut before = Vec::new();
                library.snapshot.visit_named(
                    self.key,
                    std::ops::Bound::Unbounded,
                    |name, node| {
                        before.push(node);
                        outcome.named_removed.push((self.key, name.into()));
                        std::ops::ControlFlow::Continue(())
                    },
                )?;
                outcome.size = Some((self.key, None));
                let after = self.after(&before);
                vec![Stretch { before, after, reach }]
            }
            (Before::Named(_), _) => {
                let turnovers = self.turnovers(library)?;
                for (name, turnover) in &turnovers {
                    if let Some(come) = turnover.come {
                        outcome.named_added.push((self.key, name.clone(), come));
                    } else {
                        outcome.named_removed.push((self.key, name.clone()));
                    }
                }
                outcome.size = Some((self.key, Some(self.size() as u64)));
                let stored = Stored { snapshot: library.snapshot, key: self.key };
                let stretches = buckets::stretches(&stored, &turnovers, settings.neighbours)?;
                outcome.after = After::Stored(turnovers);
                stretches
            }
        };
        for stretch in &stretches {
            outcome.pairs.add(stretch, &is_new, &is_gone);
        }
        outcome.pairs.sort();
        Ok(outcome)
    }

    /// The members after the change, from those before.
    fn after(&self, before: &[Number]) -> Vec<Number> {
        let is_gone = |node: &Number| self.gone.binary_search(&(self.key, *node)).is_ok();
        let staying = before.iter().copied().filter(|node| !is_gone(node));
        staying.chain(self.come.iter().map(|&(_, come)| come)).collect()
    }

    fn turnovers(&self, library: &Library<'_>) -> Result<Turnovers> {
        let mut turnovers = Turnovers::new();
        for &(_, gone) in self.gone {
            turnovers.entry(library.name_before(gone)?).or_default().gone = Some(gone);
        }
        for &(_, come) in self.come {
            turnovers.entry(library.name(come).into()).or_default().come = Some(come);
        }
        Ok(turnovers)
    }
}

/// The removed and the added postings of each key.
fn by_key<'a>(
    mut removed: &'a [Posting],
    mut added: &'a [Posting],
) -> Vec<(u64, &'a [Posting], &'a [Posting])> {
    let mut by_key = Vec::new();
    while let Some(key) = removed.first().into_iter().chain(added.first()).map(|row| row.0).min() {
        let of_key = |rows: &[Posting]| rows.partition_point(|&(other, _)| other == key);
        let (gone, others) = removed.split_at(of_key(removed));
        removed = others;
        let (come, others) = added.split_at(of_key(added));
        added = others;
        by_key.push((key, gone, come));
    }
    by_key
}
