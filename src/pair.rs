//! Pairs of articles that may be copies.

use crate::article::ArticleId;
use crate::error::Result;
use crate::scratch::{self, Scratch, Spool, Spooled, put};

/// Two different articles, the lower number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    low: ArticleId,
    high: ArticleId,
}

impl CandidatePair {
    /// Pairs two articles, in either order.
    ///
    /// Returns `None` if both are the same article: nothing is a copy of itself.
    pub fn new(one: ArticleId, other: ArticleId) -> Option<CandidatePair> {
        (one != other).then(|| CandidatePair { low: one.min(other), high: one.max(other) })
    }

    /// The article with the lower number.
    pub fn low(self) -> ArticleId {
        self.low
    }

    /// The article with the higher number.
    pub fn high(self) -> ArticleId {
        self.high
    }
}

/// Takes pairs in rising order.
pub(crate) struct Writer {
    spool: Spool,
    before: u32,
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(scratch: &Scratch) -> Result<Writer> {
        Ok(Writer { spool: scratch.spool()?, before: 0, bytes: Vec::new() })
    }

    /// Appends a pair.
    pub(crate) fn push(&mut self, pair: CandidatePair) -> Result<()> {
        self.bytes.clear();
        pair.put(&mut self.before, &mut self.bytes);
        self.spool.write(&self.bytes)?;
        Ok(())
    }

    /// Finishes writing.
    pub(crate) fn finish(self) -> Result<Pairs> {
        Ok(Pairs(self.spool.finish()?))
    }
}

/// Many pairs, in rising order.
#[derive(Debug, Default)]
pub(crate) struct Pairs(Spooled);

impl Pairs {
    /// Reads the pairs from the first.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { bytes: self.0.reader(), before: 0 }
    }
}

/// Reads pairs.
pub(crate) struct Reader<'p> {
    bytes: scratch::Reader<'p>,
    before: u32,
}

impl Iterator for Reader<'_> {
    type Item = Result<CandidatePair>;

    fn next(&mut self) -> Option<Result<CandidatePair>> {
        (!self.bytes.is_at_end()).then(|| CandidatePair::take(&mut self.before, &mut self.bytes))
    }
}

impl CandidatePair {
    /// Writes the pair as the difference from the low article of the pair before it.
    pub(crate) fn put(self, before: &mut u32, bytes: &mut Vec<u8>) {
        put(bytes, u64::from(self.low.0.wrapping_sub(*before)));
        put(bytes, u64::from(self.high.0 - self.low.0));
        *before = self.low.0;
    }

    /// Reads what [`put`](CandidatePair::put) wrote.
    pub(crate) fn take(before: &mut u32, bytes: &mut scratch::Reader<'_>) -> Result<CandidatePair> {
        let low = before.wrapping_add(bytes.small()?);
        *before = low;
        let high = low.wrapping_add(bytes.small()?);
        Ok(CandidatePair { low: ArticleId(low), high: ArticleId(high) })
    }
}
