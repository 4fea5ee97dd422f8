//! Which words of each of two texts stand in the other.

use super::bits::Bits;
use super::profile::Profile;
use super::shingles::{Lookup, Run};
use crate::similarity::Overlap;

/// Two texts laid over one another, the left one fixed: what their shingle sets share, and at which places.
///
/// Laying another text over the left one takes the same memory again.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// The places where shared shingles start; behind [`spread`](Cover::spread), the words that they cover.
    pub(super) words: [Bits; 2],
    /// The runs of shared shingles, in the order of the right text.
    pub(super) runs: Vec<Run>,
    /// Where a cover cannot be spread in its place.
    spare: Bits,
}

impl Cover {
    /// Lays two texts over one another; `lookup` is that of the left one.
    pub(super) fn lay(&mut self, left: &Profile, lookup: &Lookup<'_>, right: &Profile) -> Overlap {
        Overlap {
            shared: lookup.shared(right.shingles(), &mut self.words, &mut self.runs),
            left: left.shingles().distinct(),
            right: right.shingles().distinct(),
        }
    }

    /// Marks the words of each text that stand in the other, in a shingle that both have.
    pub(super) fn spread(&mut self, profiles: [&Profile; 2]) {
        let Cover { words, spare, .. } = self;
        for (profile, marks) in profiles.into_iter().zip(words) {
            if let Some(words) = profile.words_of_each_shingle() {
                marks.spread(words);
                continue;
            }
            spare.clear_for(profile.tokens());
            for start in marks.iter() {
                spare.add(profile.words_of(start));
            }
            std::mem::swap(marks, spare);
        }
    }
}
