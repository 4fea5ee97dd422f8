//! Which words of each of two texts stand in the other.

use super::bits::Bits;
use super::profile::Profile;
use super::shingles::{Lookup, Shared};
use crate::similarity::Overlap;

/// Two texts laid over one another: what their shingle sets share, and at which places.
pub(super) struct Laid<'a> {
    pub(super) profiles: [&'a Profile; 2],
    pub(super) overlap: Overlap,
    marks: [Bits; 2],
}

/// Lays two texts over one another; `lookup` is that of the left one.
pub(super) fn lay<'a>(left: &'a Profile, lookup: &Lookup<'_>, right: &'a Profile) -> Laid<'a> {
    let Shared { marks, shingles } = lookup.shared(right.shingles());
    let overlap = Overlap {
        shared: shingles,
        left: left.shingles().distinct(),
        right: right.shingles().distinct(),
    };
    Laid { profiles: [left, right], overlap, marks }
}

impl Laid<'_> {
    /// The words of each text that stand in the other, in a shingle that both have.
    pub(super) fn covers(self) -> [Bits; 2] {
        let [left, right] = self.profiles;
        let [left_marks, right_marks] = self.marks;
        [cover(left, left_marks), cover(right, right_marks)]
    }
}

/// The words of the shingles that start at the marked places.
fn cover(profile: &Profile, mut marks: Bits) -> Bits {
    if let Some(words) = profile.words_of_each_shingle() {
        marks.spread(words);
        return marks;
    }
    let mut cover = Bits::none(profile.tokens());
    for start in marks.iter() {
        cover.add(profile.words_of(start));
    }
    cover
}
