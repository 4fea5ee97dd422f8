//! What a change does to the pairs of a bucket.

use crate::hash::HashSet;
use crate::index::Number;

/// Two nodes, the lower number first.
pub(super) type Pair = (Number, Number);

pub(super) fn pair(one: Number, other: Number) -> Pair {
    (one.min(other), one.max(other))
}

/// How far apart two members of a bucket with all its pairs may stand to be a pair.
pub(super) const FULL: usize = usize::MAX;

/// Members of a bucket that stand one behind the other by their names, before a change and after it: the whole bucket, or
/// what a change may have an effect on.
#[derive(Debug)]
pub(super) struct Stretch {
    /// Before the change.
    pub(super) before: Vec<Number>,
    /// After it.
    pub(super) after: Vec<Number>,
    /// How far apart two members might and may stand to be a pair.
    pub(super) reach: [usize; 2],
}

/// What a change does to the pairs of a bucket.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PairChange {
    /// Pairs with a node that comes, each from the side of one that does: that of the lower number if both do.
    pub(super) new: Vec<(Number, Number)>,
    /// Pairs of nodes that stay, which are none any more.
    pub(super) parted: Vec<Pair>,
    /// Pairs of nodes that stay, which were none before.
    pub(super) joined: Vec<Pair>,
}

impl PairChange {
    /// Adds what changes in a stretch, `is_new` telling the nodes that come, and `is_gone` those that go.
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

    /// Puts everything into an order.
    pub(super) fn sort(&mut self) {
        self.new.sort_unstable();
        self.parted.sort_unstable();
        self.joined.sort_unstable();
    }

    /// The nodes that are new pairs with one that comes, from the side of this one. Everything is in order.
    pub(super) fn new_of(&self, node: Number) -> impl Iterator<Item = Number> + '_ {
        let start = self.new.partition_point(|&(one, _)| one < node);
        self.new[start..].iter().take_while(move |&&(one, _)| one == node).map(|&(_, other)| other)
    }
}

/// The pairs of members that stand no farther apart.
pub(super) fn pairs(members: &[Number], reach: usize) -> impl Iterator<Item = Pair> + '_ {
    members.iter().enumerate().flat_map(move |(place, &one)| {
        members[place + 1..].iter().take(reach).map(move |&other| pair(one, other))
    })
}
