//! How much two shingle sets share.

/// The sizes of two sets and of what they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both sets.
    pub shared: u32,
    /// Shingles in the first set.
    pub left: u32,
    /// Shingles in the second set.
    pub right: u32,
}

impl Overlap {
    /// Counts what two sets share.
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
