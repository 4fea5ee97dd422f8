//! Compared pairs, of which there may be more than fit in memory.

use crate::cluster::Link;
use crate::error::Result;
use crate::pair::CandidatePair;
use crate::scratch::{self, Scratch, Spool, Spooled, put};
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

/// Two articles that were compared and have enough in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MeasuredPair {
    pub(crate) pair: CandidatePair,
    pub(crate) overlap: Overlap,
    pub(crate) score: Score,
}

impl MeasuredPair {
    pub(crate) fn link(&self) -> Link {
        Link { pair: self.pair, score: self.score }
    }
}

/// Writes compared pairs, in rising order.
pub(crate) struct Writer {
    spool: Spool,
    before: u32,
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(scratch: &Scratch) -> Result<Writer> {
        Ok(Writer { spool: scratch.spool()?, before: 0, bytes: Vec::new() })
    }

    pub(crate) fn push(
        &mut self,
        MeasuredPair { pair, overlap, score }: MeasuredPair,
    ) -> Result<()> {
        self.bytes.clear();
        pair.put(&mut self.before, &mut self.bytes);
        put_overlap(&mut self.bytes, overlap);
        put(&mut self.bytes, u64::from(score.units()));
        self.spool.write(&self.bytes)?;
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<MeasuredPairs> {
        Ok(MeasuredPairs(self.spool.finish()?))
    }
}

/// Bytes of a pair. This is slightly less than the usual size, so that the capacity computed from
/// it is large enough.
const USUAL_BYTES: usize = 10;

/// Compared pairs, in rising order.
#[derive(Debug, Default)]
pub(crate) struct MeasuredPairs(Spooled);

impl MeasuredPairs {
    /// Stores a sorted list of pairs.
    pub(crate) fn of(pairs: impl IntoIterator<Item = MeasuredPair>) -> Result<MeasuredPairs> {
        let mut writer = Writer::new(&Scratch::in_memory())?;
        pairs.into_iter().try_for_each(|pair| writer.push(pair))?;
        writer.finish()
    }

    /// The inverse of [`spooled`](MeasuredPairs::spooled).
    pub(crate) fn of_spooled(spooled: Spooled) -> MeasuredPairs {
        MeasuredPairs(spooled)
    }

    pub(crate) fn spooled(&self) -> &Spooled {
        &self.0
    }

    /// Loads all pairs into memory.
    pub(crate) fn to_vec(&self) -> Result<Vec<MeasuredPair>> {
        let bytes = usize::try_from(self.0.len()).unwrap_or(usize::MAX);
        let mut pairs = Vec::with_capacity(bytes / USUAL_BYTES);
        for measured in self.iter() {
            pairs.push(measured?);
        }
        Ok(pairs)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Result<MeasuredPair>> + '_ {
        let mut reader = self.0.reader();
        let mut before = 0;
        std::iter::from_fn(move || {
            (!reader.is_at_end()).then(|| {
                let pair = CandidatePair::take(&mut before, &mut reader)?;
                let overlap = take_overlap(&mut reader)?;
                let score = Score::from_units(reader.small()?);
                Ok(MeasuredPair { pair, overlap, score })
            })
        })
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
    let overlap =
        Overlap { shared: reader.small()?, left: reader.small()?, right: reader.small()? };
    if overlap.is_possible() { Ok(overlap) } else { Err(reader.damaged()) }
}
