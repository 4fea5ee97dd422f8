//! Finds how a change of nodes affects the buckets.

use rayon::prelude::*;

use super::buckets::{FULL, Pair, PairChange, Stretch};
use super::large::{self, Stored, Turnovers};
use super::library::Library;
use crate::error::Result;
use crate::hash::HashSet;
use crate::index::{Number, Snapshot};
use crate::lsh;

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
                large::are_near(&stored, turnovers, names, settings.neighbours)
            }
            Err(_) => match library.snapshot.large_bucket(key)? {
                Some(_) => large::are_near(&stored, &Turnovers::new(), names, settings.neighbours),
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
                let stretches = large::stretches(&stored, &turnovers, settings.neighbours)?;
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
