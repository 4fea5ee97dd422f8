//! Finds how a change affects the pairs of a bucket. In a bucket with too many members to compare all pairs,
//! only neighbours by name are compared, so a change only affects the members near it.

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};

use crate::error::Result;
use crate::hash::HashSet;
use crate::index::{Number, Snapshot};

/// Two nodes, the lower number first.
pub(super) type Pair = (Number, Number);

pub(super) fn pair(one: Number, other: Number) -> Pair {
    (one.min(other), one.max(other))
}

/// The reach in a bucket where all members are pairs.
pub(super) const FULL: usize = usize::MAX;

/// Consecutive members of a bucket in the order of their names, before and after a change: the
/// whole bucket, or a part that the change may affect.
#[derive(Debug)]
pub(super) struct Stretch {
    /// Before the change.
    pub(super) before: Vec<Number>,
    /// After it.
    pub(super) after: Vec<Number>,
    /// The largest distance between the members of a pair, before and after the change.
    pub(super) reach: [usize; 2],
}

/// The change of the pairs of a bucket.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PairChange {
    /// Pairs with an added node, which comes first. If both are added, the lower number comes
    /// first.
    pub(super) new: Vec<(Number, Number)>,
    /// Pairs of remaining nodes that are no longer pairs.
    pub(super) parted: Vec<Pair>,
    /// Pairs of remaining nodes that were not pairs before.
    pub(super) joined: Vec<Pair>,
}

impl PairChange {
    /// Adds the changes in a stretch. `is_new` and `is_gone` name the added and the removed nodes.
    pub(super) fn add(
        &mut self,
        Stretch { before, after, reach }: &Stretch,
        is_new: impl Fn(Number) -> bool,
        is_gone: impl Fn(Number) -> bool,
    ) {
        if reach[1] == FULL {
            let (new, old): (Vec<Number>, Vec<Number>) =
                after.iter().copied().partition(|&node| is_new(node));
            for &one in &new {
                self.new.extend(old.iter().map(|&other| (one, other)));
            }
            self.new.extend(pairs(&new, FULL));
        } else {
            for (one, other) in pairs(after, reach[1]) {
                match [is_new(one), is_new(other)] {
                    [true, true] => self.new.push(pair(one, other)),
                    [true, false] => self.new.push((one, other)),
                    [false, true] => self.new.push((other, one)),
                    [false, false] => {}
                }
            }
        }
        if *reach == [FULL; 2] {
            return;
        }
        let stays = |&&(one, other): &&Pair| {
            ![one, other].into_iter().any(|node| is_new(node) || is_gone(node))
        };
        let was: HashSet<Pair> = pairs(before, reach[0]).collect();
        let is: HashSet<Pair> = pairs(after, reach[1]).collect();
        self.parted.extend(was.difference(&is).filter(stays));
        self.joined.extend(is.difference(&was).filter(stays));
    }

    pub(super) fn sort(&mut self) {
        self.new.sort_unstable();
        self.parted.sort_unstable();
        self.joined.sort_unstable();
    }

    /// The nodes that are new pairs with an added node, where that comes first. The pairs must be
    /// sorted.
    pub(super) fn new_of(&self, node: Number) -> impl Iterator<Item = Number> + '_ {
        let start = self.new.partition_point(|&(one, _)| one < node);
        self.new[start..].iter().take_while(move |&&(one, _)| one == node).map(|&(_, other)| other)
    }
}

/// All pairs of members that are at most `reach` apart.
pub(super) fn pairs(members: &[Number], reach: usize) -> impl Iterator<Item = Pair> + '_ {
    members.iter().enumerate().flat_map(move |(place, &one)| {
        members[place + 1..].iter().take(reach).map(move |&other| pair(one, other))
    })
}

/// The members of a large bucket before a change, in the order of their names.
pub(super) trait Named {
    /// Visits the members from a name on, until `visit` breaks.
    fn visit(
        &self,
        from: Bound<&str>,
        visit: &mut dyn FnMut(&str, Number) -> ControlFlow<()>,
    ) -> Result<()>;

    /// The last members before a name, at most `most`.
    fn before(&self, name: &str, most: usize) -> Result<Vec<Number>>;
}

/// A large bucket of an index.
pub(super) struct Stored<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) key: u64,
}

impl Named for Stored<'_> {
    fn visit(
        &self,
        from: Bound<&str>,
        visit: &mut dyn FnMut(&str, Number) -> ControlFlow<()>,
    ) -> Result<()> {
        self.snapshot.visit_named(self.key, from, visit)
    }

    fn before(&self, name: &str, most: usize) -> Result<Vec<Number>> {
        self.snapshot.named_before(self.key, name, most)
    }
}

/// The removed and the added member with one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turnover {
    pub(super) gone: Option<Number>,
    pub(super) come: Option<Number>,
}

/// The changes in a bucket, by name.
pub(super) type Turnovers = BTreeMap<Box<str>, Turnover>;

/// The stretches in which pairs may change, of a bucket that is large before and after.
///
/// Between two members of a pair there are at most `neighbours - 1` remaining members. So a stretch
/// extends until it has `neighbours` remaining members on each side of a change.
pub(super) fn stretches(
    bucket: &impl Named,
    turnovers: &Turnovers,
    neighbours: usize,
) -> Result<Vec<Stretch>> {
    let mut stretches = Vec::new();
    if neighbours == 0 {
        return Ok(stretches);
    }
    let mut left = turnovers.iter().peekable();
    while let Some(&(first, _)) = left.peek() {
        let before = bucket.before(first, neighbours)?;
        let mut stretch =
            Stretch { after: before.clone(), before, reach: [neighbours, neighbours] };
        // Remaining members since the last change. The first iteration handles the change that
        // starts the stretch.
        let mut staying = 0;
        let mut take_until = |stretch: &mut Stretch, name: Option<&str>, staying: &mut usize| {
            while *staying < neighbours
                && let Some((_, turnover)) =
                    left.next_if(|(next, _)| name.is_none_or(|name| &***next < name))
            {
                stretch.after.extend(turnover.come);
                *staying = 0;
            }
            // A member of the bucket that is removed.
            match left.next_if(|(next, _)| *staying < neighbours && Some(&***next) == name) {
                Some((_, turnover)) => {
                    stretch.after.extend(turnover.come);
                    *staying = 0;
                    true
                }
                None => false,
            }
        };
        bucket.visit(Bound::Included(first), &mut |name, node| {
            let is_changed = take_until(&mut stretch, Some(name), &mut staying);
            if staying == neighbours {
                return ControlFlow::Break(());
            }
            stretch.before.push(node);
            if !is_changed {
                stretch.after.push(node);
                staying += 1;
            }
            ControlFlow::Continue(())
        })?;
        take_until(&mut stretch, None, &mut staying);
        stretches.push(stretch);
    }
    Ok(stretches)
}

/// Whether two remaining members are at most `reach` apart after a change. Their names are given in
/// rising order.
pub(super) fn are_near(
    bucket: &impl Named,
    turnovers: &Turnovers,
    [low, high]: [&str; 2],
    reach: usize,
) -> Result<bool> {
    let between = turnovers.range::<str, _>((Bound::Excluded(low), Bound::Included(high)));
    let (mut gone, mut come) = (0, 0);
    for (_, turnover) in between {
        gone += usize::from(turnover.gone.is_some());
        come += usize::from(turnover.come.is_some());
    }
    // Their largest possible distance before the change.
    let Some(mut left) = (reach + gone).checked_sub(come) else { return Ok(false) };
    let mut is_met = false;
    bucket.visit(Bound::Excluded(low), &mut |name, _| {
        if left == 0 {
            return ControlFlow::Break(());
        }
        left -= 1;
        is_met = name == high;
        if is_met || name > high { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok(is_met)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::buckets::{FULL, Pair, PairChange, pairs};
    use super::*;
    use crate::hash::HashSet;

    const NEIGHBOURS: usize = 2;

    /// A bucket in memory. The name of a member is a letter.
    struct Listed(BTreeMap<String, Number>);

    impl Named for Listed {
        fn visit(
            &self,
            from: Bound<&str>,
            visit: &mut dyn FnMut(&str, Number) -> ControlFlow<()>,
        ) -> Result<()> {
            for (name, &node) in self.0.range::<str, _>((from, Bound::Unbounded)) {
                if visit(name, node).is_break() {
                    break;
                }
            }
            Ok(())
        }

        fn before(&self, name: &str, most: usize) -> Result<Vec<Number>> {
            let nodes: Vec<Number> =
                self.0.iter().filter(|row| **row.0 < *name).map(|row| *row.1).collect();
            Ok(nodes[nodes.len().saturating_sub(most)..].to_vec())
        }
    }

    fn name(node: Number) -> String {
        // Nodes 26 apart have the same name, as when one article takes the name of another.
        char::from(b'a' + u8::try_from(node % 26).unwrap()).to_string()
    }

    fn listed(nodes: &BTreeSet<Number>) -> Listed {
        Listed(nodes.iter().map(|&node| (name(node), node)).collect())
    }

    /// Checks against the pairs of the whole buckets: those before whose members both remain, and
    /// those after.
    fn check(before: &BTreeSet<Number>, change: PairChange, after: &[Number], reach: [usize; 2]) {
        let members: Vec<Number> = before.iter().copied().collect();
        let mut was: HashSet<Pair> = pairs(&members, reach[0]).collect();
        was.retain(|(one, other)| after.contains(one) && after.contains(other));
        for pair in change.parted {
            assert!(was.remove(&pair), "{pair:?} was no pair");
        }
        for pair in change.joined.into_iter().chain(change.new) {
            let (one, other) = pair;
            assert!(was.insert((one.min(other), one.max(other))), "{pair:?} was a pair");
        }
        assert_eq!(was, pairs(after, reach[1]).collect::<HashSet<_>>());
    }

    fn by_name(nodes: impl Iterator<Item = Number>) -> Vec<Number> {
        let mut nodes: Vec<Number> = nodes.collect();
        nodes.sort_by_key(|&node| name(node));
        nodes
    }

    proptest! {
        #[test]
        fn pair_changes_agree_with_the_whole_buckets(
            before in proptest::collection::btree_set(0..20_u32, 0..12),
            after in proptest::collection::btree_set(0..20_u32, 0..12),
            reach in [prop::sample::select(vec![2, FULL]), prop::sample::select(vec![2, FULL])],
        ) {
            let mut change = PairChange::default();
            let members = |nodes: &BTreeSet<Number>| nodes.iter().copied().collect::<Vec<_>>();
            change.add(
                &Stretch { before: members(&before), after: members(&after), reach },
                |node| !before.contains(&node),
                |node| !after.contains(&node),
            );
            check(&before, change, &members(&after), reach);
        }

        #[test]
        fn pair_changes_of_a_large_bucket_agree_with_the_whole_bucket(
            before in proptest::collection::btree_set(0..26_u32, 0..20),
            gone in proptest::collection::btree_set(0..26_u32, 0..8),
            come in proptest::collection::btree_set(26..52_u32, 0..8),
        ) {
            let gone: BTreeSet<Number> = gone.intersection(&before).copied().collect();
            let stays = |node: &Number| before.contains(node) && !gone.contains(node);
            let come: BTreeSet<Number> =
                come.into_iter().filter(|node| !stays(&(node - 26))).collect();
            let names: BTreeMap<String, Turnover> = gone.iter().chain(&come).map(|&node| {
                let with = |nodes: &BTreeSet<Number>| {
                    [node % 26, node % 26 + 26].into_iter().find(|node| nodes.contains(node))
                };
                (name(node), Turnover { gone: with(&gone), come: with(&come) })
            }).collect();
            let turnovers: Turnovers =
                names.iter().map(|(name, &turnover)| (name.as_str().into(), turnover)).collect();
            let bucket = listed(&before);
            let mut change = PairChange::default();
            for stretch in stretches(&bucket, &turnovers, NEIGHBOURS).unwrap() {
                change.add(&stretch, |node| come.contains(&node), |node| gone.contains(&node));
            }
            let after = by_name(before.difference(&gone).chain(&come).copied());
            check(&before, change, &after, [NEIGHBOURS; 2]);

            let are_pairs: HashSet<Pair> = pairs(&after, NEIGHBOURS).collect();
            let staying: Vec<Number> = before.difference(&gone).copied().collect();
            for (place, &one) in staying.iter().enumerate() {
                for &other in &staying[place + 1..] {
                    let near = are_near(
                        &bucket,
                        &turnovers,
                        [&name(one), &name(other)],
                        NEIGHBOURS,
                    );
                    prop_assert_eq!(near.unwrap(), are_pairs.contains(&(one, other)));
                }
            }
        }
    }
}
