//! Compared pairs.

use crate::cluster::Link;
use crate::error::Result;
use crate::pair::{CandidatePair, PairRecord, Pairs};
use crate::scratch::{self, put};
use crate::similarity::{Overlap, Score};

/// Shingles of the smaller text that must also be in the larger one: this share, and at least this
/// many.
const MIN_CONTAINMENT: f64 = 0.6;
const MIN_SHARED: u32 = 25;

/// Largest share of the larger text's shingles that a part may have. Anything longer is a cut copy.
const MAX_PART: f64 = 0.35;

/// Whether one of the two texts is a small part of the other.
pub(crate) fn is_part(overlap: Overlap) -> bool {
    let (small, large) = (overlap.left.min(overlap.right), overlap.left.max(overlap.right));
    overlap.shared >= MIN_SHARED
        && overlap.containment() >= MIN_CONTAINMENT
        && f64::from(small) < MAX_PART * f64::from(large)
}

/// Two texts that were compared and have enough in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MeasuredPair<P = CandidatePair> {
    pub(crate) pair: P,
    pub(crate) overlap: Overlap,
    pub(crate) score: Score,
}

/// Compared pairs, in rising order.
pub(crate) type MeasuredPairs = Pairs<MeasuredPair>;

impl MeasuredPair {
    pub(crate) fn link(&self) -> Link {
        Link { pair: self.pair, score: self.score }
    }
}

impl PairRecord for MeasuredPair {
    const USUAL_BYTES: usize = 10;

    fn pair(&self) -> CandidatePair {
        self.pair
    }

    fn put_rest(&self, bytes: &mut Vec<u8>) {
        put_overlap(bytes, self.overlap);
        put(bytes, u64::from(self.score.units()));
    }

    fn take_rest(pair: CandidatePair, bytes: &mut scratch::Reader<'_>) -> Result<MeasuredPair> {
        let [shared, left, right, score] = bytes.smalls()?;
        let overlap = possible(Overlap { shared, left, right }, bytes)?;
        Ok(MeasuredPair { pair, overlap, score: Score::from_units(score) })
    }
}

/// The results for the candidate pairs.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// The copies.
    pub(crate) pairs: MeasuredPairs,
    /// Pairs that are not copies: versions of a developing story, or a text and a small part of it.
    pub(crate) near: MeasuredPairs,
}

pub(crate) fn put_overlap(bytes: &mut Vec<u8>, Overlap { shared, left, right }: Overlap) {
    for number in [shared, left, right] {
        put(bytes, u64::from(number));
    }
}

pub(crate) fn take_overlap(reader: &mut scratch::Reader<'_>) -> Result<Overlap> {
    let [shared, left, right] = reader.smalls()?;
    possible(Overlap { shared, left, right }, reader)
}

/// An overlap that was read from these bytes.
fn possible(overlap: Overlap, from: &scratch::Reader<'_>) -> Result<Overlap> {
    if overlap.is_possible() { Ok(overlap) } else { Err(from.damaged()) }
}
