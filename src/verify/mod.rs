//! Stage 6: measures candidate pairs exactly.
//!
//! Overlap of shingle sets cannot tell a copy from two reports that quote one statement. So the two texts are laid over
//! one another, and the measure asks what an editor would ask: which sentences of each text were taken over from the
//! other? A sentence near the top counts more, for copies of a wire story keep its beginning and are cut at the end; and
//! what was taken over must be narration too, for speech is everybody's.

mod alignment;
mod profile;
mod speech;

pub use profile::Profile;

use alignment::Alignment;
use serde::Serialize;

use crate::similarity::{Overlap, Score};

/// Shared shingles below which two articles are not laid over one another.
const MIN_SHARED: u32 = 12;

/// Of the score of two articles of one outlet, what counts: an outlet's pages resemble one another.
const SAME_OUTLET: f64 = 0.9;

/// The least number of words behind which a word counts half of what the first one counts.
const MIN_HALF_AFTER: f64 = 100.0;

/// What two articles have in common.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Their shingle sets.
    pub overlap: Overlap,
    /// Words of each article that stand in the other, in runs.
    pub kept: [u32; 2],
    /// Share of each article's prose that was taken over, sentences near the top counting more, 0 to 1.
    pub prose_taken: [f64; 2],
    /// The same of what is nobody's speech.
    pub narration_taken: [f64; 2],
    /// How surely the two are copies.
    pub score: Score,
}

impl Measured {
    /// The same seen from the other article.
    #[must_use]
    pub fn swapped(mut self) -> Measured {
        std::mem::swap(&mut self.overlap.left, &mut self.overlap.right);
        self.kept.reverse();
        self.prose_taken.reverse();
        self.narration_taken.reverse();
        self
    }
}

/// Measures two articles.
///
/// The score is the geometric mean of the two shares taken over, of all prose or of the narration, whichever is less.
pub fn measure(left: &Profile, right: &Profile) -> Measured {
    let overlap = left.overlap(right);
    if overlap.shared < MIN_SHARED {
        let none = [0.0; 2];
        return Measured { overlap, kept: [0; 2], prose_taken: none, narration_taken: none, score: Score::ZERO };
    }
    let alignment = Alignment::of(left, right);
    #[expect(clippy::cast_precision_loss, reason = "an article has fewer than 2^52 words")]
    let half_after = (left.prose_words().min(right.prose_words()) as f64 / 2.0).max(MIN_HALF_AFTER);
    let (one, other) = (left.taken(&alignment.left, half_after), right.taken(&alignment.right, half_after));
    let share = (one.prose * other.prose).sqrt().min((one.narration * other.narration).sqrt());
    let share = if left.is_of_the_outlet_of(right) { SAME_OUTLET * share } else { share };
    Measured {
        overlap,
        kept: [alignment.left.words(), alignment.right.words()],
        prose_taken: [one.prose, other.prose],
        narration_taken: [one.narration, other.narration],
        score: Score::from_share(share),
    }
}
