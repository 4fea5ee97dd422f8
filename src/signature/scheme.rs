//! Which minima are kept.

/// Which minima are kept of a shingle set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// The smallest hashes under one permutation, in rising order.
    #[default]
    BottomK,
    /// Independent minima by Fast Similarity Sketching, each in its place.
    Banded,
}

impl Scheme {
    /// The scheme's name in settings and reports.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::BottomK => "bottom-k",
            Scheme::Banded => "banded",
        }
    }
}

/// Pads a row whose article has too few shingles.
pub(super) const NONE: u64 = u64::MAX;
