//! How much two shingle sets share.

use serde::Serialize;

/// The sizes of two sets and of their intersection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// Shingles in both sets.
    pub shared: u32,
    /// Shingles in the first set.
    pub left: u32,
    /// Shingles in the second set.
    pub right: u32,
}

impl Overlap {
    /// Counts the intersection of two sets.
    ///
    /// Both slices must be sorted and without repeats.
    pub fn of_sorted(left: &[u64], right: &[u64]) -> Overlap {
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < left.len() && j < right.len() {
            let (one, other) = (left[i], right[j]);
            shared += u32::from(one == other);
            i += usize::from(one <= other);
            j += usize::from(other <= one);
        }
        Overlap { shared, left: count(left.len()), right: count(right.len()) }
    }

    /// The overlap with the sets exchanged.
    #[must_use]
    pub fn swapped(self) -> Overlap {
        Overlap { left: self.right, right: self.left, ..self }
    }

    /// Whether such sets can exist: a stored overlap may be damaged.
    pub(crate) fn is_possible(self) -> bool {
        self.shared <= self.left.min(self.right) && self.left.checked_add(self.right).is_some()
    }

    /// Shared over union, 0 to 1; 0 for two empty sets.
    pub fn jaccard(self) -> f64 {
        ratio(self.shared, self.left + self.right - self.shared)
    }

    /// The share of the first set that is in the second, 0 to 1.
    pub fn left_in_right(self) -> f64 {
        ratio(self.shared, self.left)
    }

    /// The share of the second set that is in the first, 0 to 1.
    pub fn right_in_left(self) -> f64 {
        ratio(self.shared, self.right)
    }

    /// Containment: shared over the smaller set, 0 to 1.
    pub fn containment(self) -> f64 {
        ratio(self.shared, self.left.min(self.right))
    }

    /// Set cosine: shared over the geometric mean of the sizes, 0 to 1 (Ochiai, 1957).
    pub fn cosine(self) -> f64 {
        if self.shared == 0 {
            return 0.0;
        }
        f64::from(self.shared) / (f64::from(self.left) * f64::from(self.right)).sqrt()
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("a set in memory has fewer than 2^32 shingles")
}

/// The score of a pair of articles, 0 to 1: how much it looks like copies. A multiple of 2⁻²⁰.
///
/// Integers add up to the same in any order, so sums of scores depend neither on threads nor on
/// input order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "f64")]
pub struct Score(u32);

impl Score {
    /// No resemblance.
    pub const ZERO: Score = Score(0);

    const ONE: f64 = (1 << 20) as f64;

    /// The score nearest to a share, which is clamped to 0 to 1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the share is clamped to 0 to 1"
    )]
    pub const fn from_share(share: f64) -> Score {
        Score((share.clamp(0.0, 1.0) * Score::ONE + 0.5) as u32)
    }

    /// The score of `units` × 2⁻²⁰, at most 1.
    pub fn from_units(units: u32) -> Score {
        Score(units.min(1 << 20))
    }

    /// The score in units of 2⁻²⁰.
    pub const fn units(self) -> u32 {
        self.0
    }

    /// The score as a share.
    pub fn share(self) -> f64 {
        f64::from(self.0) / Score::ONE
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> f64 {
        score.share()
    }
}
