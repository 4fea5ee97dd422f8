//! Which texts of a large component may score above 0 with one another.

/// Lists the articles that may score above 0 with one of them.
pub trait Alike: Sync {
    /// The places of such articles behind `one`, which is a place too, in rising order. A pair that
    /// is not listed scores 0.
    fn behind(&self, one: u32) -> Vec<u32>;
}

/// Lists all articles, of which there are this many.
#[derive(Clone, Copy, Debug)]
pub(super) struct All(pub(super) u32);

impl Alike for All {
    fn behind(&self, one: u32) -> Vec<u32> {
        (one + 1..self.0).collect()
    }
}
