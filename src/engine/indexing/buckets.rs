//! What a change does to the pairs of a bucket.

use crate::hash::{HashMap, HashSet};
use crate::index::Number;
use crate::lsh::Settings;

/// Two nodes, the lower number first.
pub(super) type Pair = (Number, Number);

pub(super) fn pair(one: Number, other: Number) -> Pair {
    (one.min(other), one.max(other))
}

/// A bucket before a change and after it, members in the order of their names.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) before: Vec<Number>,
    pub(super) after: Vec<Number>,
}

/// What a change does to the pairs of a bucket.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PairChange {
    /// Pairs with a node that comes, once for each bucket.
    pub(super) new: Vec<Pair>,
    /// Pairs of nodes that stay, which come or go because others do.
    pub(super) shifted: Vec<Pair>,
}

impl Bucket {
    /// What changes, `is_new` telling the nodes that come, and `is_gone` those that go.
    pub(super) fn change(
        &self,
        settings: Settings,
        is_new: impl Fn(Number) -> bool,
        is_gone: impl Fn(Number) -> bool,
    ) -> PairChange {
        let mut change = PairChange::default();
        let has_new = |&(one, other): &Pair| is_new(one) || is_new(other);
        if self.before.len().max(self.after.len()) <= settings.max_full_bucket {
            for (place, &one) in self.after.iter().enumerate() {
                for &other in &self.after[place + 1..] {
                    let pair = pair(one, other);
                    if has_new(&pair) {
                        change.new.push(pair);
                    }
                }
            }
            return change;
        }
        let before: HashSet<Pair> = pairs(&self.before, settings).collect();
        let after: HashSet<Pair> = pairs(&self.after, settings).collect();
        let stays = |&&(one, other): &&Pair| {
            ![one, other].into_iter().any(|node| is_new(node) || is_gone(node))
        };
        change.new = after.iter().copied().filter(has_new).collect();
        change.shifted = before.symmetric_difference(&after).filter(stays).copied().collect();
        change.new.sort_unstable();
        change.shifted.sort_unstable();
        change
    }
}

/// The pairs that a bucket gives.
fn pairs(members: &[Number], settings: Settings) -> impl Iterator<Item = Pair> + '_ {
    let reach = reach(members.len(), settings);
    members.iter().enumerate().flat_map(move |(place, &one)| {
        members[place + 1..].iter().take(reach).map(move |&other| pair(one, other))
    })
}

/// How far apart two members of a bucket may stand to be a pair.
fn reach(members: usize, settings: Settings) -> usize {
    if members <= settings.max_full_bucket { members } else { settings.neighbours }
}

/// A bucket in which it can be asked whether two nodes are a pair.
#[derive(Debug)]
pub(super) struct Ranks {
    ranks: HashMap<Number, usize>,
    reach: usize,
}

impl Ranks {
    /// Of the members in the order of their names.
    pub(super) fn of(members: &[Number], settings: Settings) -> Ranks {
        Ranks {
            ranks: members.iter().copied().zip(0..).collect(),
            reach: reach(members.len(), settings),
        }
    }

    pub(super) fn have(&self, (one, other): Pair) -> bool {
        match (self.ranks.get(&one), self.ranks.get(&other)) {
            (Some(&one), Some(&other)) => one.abs_diff(other) <= self.reach,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: fn() -> Settings =
        || Settings { max_full_bucket: 5, neighbours: 2, ..Settings::default() };

    proptest! {
        #[test]
        fn pairs_change_as_those_of_the_whole_buckets_do(
            before in proptest::collection::btree_set(0..20_u32, 0..12),
            after in proptest::collection::btree_set(0..20_u32, 0..12),
        ) {
            let settings = SETTINGS();
            let bucket = Bucket {
                before: before.iter().copied().collect(),
                after: after.iter().copied().collect(),
            };
            let change = bucket.change(
                settings,
                |node| !before.contains(&node),
                |node| !after.contains(&node),
            );
            let mut was: HashSet<Pair> = pairs(&bucket.before, settings).collect();
            was.retain(|(one, other)| after.contains(one) && after.contains(other));
            for pair in change.shifted {
                if !was.remove(&pair) {
                    was.insert(pair);
                }
            }
            was.extend(change.new);
            prop_assert_eq!(was, pairs(&bucket.after, settings).collect::<HashSet<_>>());
        }

        #[test]
        fn ranks_have_the_pairs_that_a_bucket_gives(members in proptest::collection::btree_set(0..20_u32, 0..12)) {
            let members: Vec<Number> = members.into_iter().collect();
            let ranks = Ranks::of(&members, SETTINGS());
            let given: HashSet<Pair> = pairs(&members, SETTINGS()).collect();
            for one in 0..20 {
                for other in one + 1..20 {
                    prop_assert_eq!(ranks.have((one, other)), given.contains(&(one, other)));
                }
            }
        }
    }
}
