//! Finds how a change affects the pairs of a bucket.

use crate::hash::HashSet;
use crate::index::Number;

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
    /// Adds the changes in a stretch. `is_new` and `is_gone` tell the added and the removed nodes.
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
