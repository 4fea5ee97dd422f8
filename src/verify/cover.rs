//! Finds which words of two texts are in both.

use super::bits::Bits;
use super::profile::Profile;
use super::shingles::{Lookup, Run};
use crate::similarity::Overlap;

/// Two aligned texts, of which the left one is fixed: the overlap of their shingle sets, and the
/// places of shared shingles.
///
/// Aligning another text reuses the memory.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// The places where shared shingles start; after [`spread`](Cover::spread), the words that they
    /// cover.
    pub(super) words: [Bits; 2],
    /// The runs of shared shingles, in the order of the right text.
    pub(super) runs: Vec<Run>,
    /// A buffer for covers that cannot be spread in place.
    spare: Bits,
}

impl Cover {
    /// Aligns two texts. `lookup` belongs to the left one.
    pub(super) fn lay(&mut self, left: &Profile, lookup: &Lookup<'_>, right: &Profile) -> Overlap {
        Overlap {
            shared: lookup.shared(right.shingles(), &mut self.words, &mut self.runs),
            left: left.shingles().distinct(),
            right: right.shingles().distinct(),
        }
    }

    /// Marks the words of each text that are in a shared shingle.
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
