//! Stage 6: measures candidate pairs exactly, and keeps the copies.
//!
//! Overlap of shingle sets cannot tell a copy from two reports that quote one statement. So the two texts are laid over
//! one another, and the measure asks what an editor would ask: which sentences of each text were taken over from the
//! other? A sentence near the top counts more, for copies of a wire story keep its beginning and are cut at the end.

mod alignment;
mod profile;

pub use profile::Profile;

use alignment::Alignment;
use serde::Serialize;

use crate::similarity::{Overlap, Score};

/// Shared shingles below which two articles are not looked at more closely.
const MIN_SHARED: u32 = 12;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Words of each article that stand in the other, in runs.
    pub kept: [u32; 2],
    /// Share of each article's prose that was taken over, sentences near the top counting more, 0 to 1.
    pub taken: [f64; 2],
}

impl Measured {
    /// How surely the two are copies: the geometric mean of the two shares taken over.
    pub fn score(&self) -> Score {
        Score::from_share((self.taken[0] * self.taken[1]).sqrt())
    }
}

/// Measures two articles.
pub fn measure(left: &Profile, right: &Profile) -> Measured {
    let overlap = left.overlap(right);
    if overlap.shared < MIN_SHARED {
        return Measured { overlap, kept: [0; 2], taken: [0.0; 2] };
    }
    let alignment = Alignment::of(left, right);
    Measured {
        overlap,
        kept: [alignment.left.words(), alignment.right.words()],
        taken: [left.taken_over(&alignment.left), right.taken_over(&alignment.right)],
    }
}
