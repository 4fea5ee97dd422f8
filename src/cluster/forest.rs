//! Union-find.

/// Disjoint sets, each named by its smallest member, with path halving (Tarjan and van Leeuwen,
/// 1984).
pub(crate) struct Forest(Vec<u32>);

impl Forest {
    pub(crate) fn new(members: usize) -> Forest {
        Forest((0..u32::try_from(members).expect("there are fewer than 2^32 articles")).collect())
    }

    pub(crate) fn root(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let above = self.0[self.0[member as usize] as usize];
            self.0[member as usize] = above;
            member = above;
        }
        member
    }

    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
