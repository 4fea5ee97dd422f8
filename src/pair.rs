//! Pairs of articles that may be copies.

use std::marker::PhantomData;

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

    /// Both articles, the lower number first.
    pub fn articles(self) -> [ArticleId; 2] {
        [self.low, self.high]
    }
}

/// A pair as it is spooled, with its measurements if it has any.
pub(crate) trait PairRecord: Sized {
    /// Usual bytes of a record, or slightly fewer.
    const USUAL_BYTES: usize;

    fn pair(&self) -> CandidatePair;

    /// Writes all but the pair.
    fn put_rest(&self, bytes: &mut Vec<u8>);

    /// Reads what [`put_rest`](PairRecord::put_rest) wrote.
    fn take_rest(pair: CandidatePair, bytes: &mut scratch::Reader<'_>) -> Result<Self>;
}

impl PairRecord for CandidatePair {
    const USUAL_BYTES: usize = 2;

    fn pair(&self) -> CandidatePair {
        *self
    }

    fn put_rest(&self, _: &mut Vec<u8>) {}

    fn take_rest(pair: CandidatePair, _: &mut scratch::Reader<'_>) -> Result<CandidatePair> {
        Ok(pair)
    }
}

/// Spools pairs in rising order.
pub(crate) struct Writer<P = CandidatePair> {
    spool: Spool,
    before: u32,
    bytes: Vec<u8>,
    of: PhantomData<P>,
}

impl<P: PairRecord> Writer<P> {
    pub(crate) fn new(scratch: &Scratch) -> Result<Writer<P>> {
        Ok(Writer { spool: scratch.spool()?, before: 0, bytes: Vec::new(), of: PhantomData })
    }

    /// Appends a pair.
    pub(crate) fn push(&mut self, record: &P) -> Result<()> {
        let CandidatePair { low, high } = record.pair();
        self.bytes.clear();
        put(&mut self.bytes, u64::from(low.0.wrapping_sub(self.before)));
        put(&mut self.bytes, u64::from(high.0 - low.0));
        self.before = low.0;
        record.put_rest(&mut self.bytes);
        self.spool.write(&self.bytes)?;
        Ok(())
    }

    /// Finishes writing.
    pub(crate) fn finish(self) -> Result<Pairs<P>> {
        Ok(Pairs::of_spooled(self.spool.finish()?))
    }
}

/// Many pairs in rising order, of which there may be more than fit in memory.
#[derive(Debug)]
pub(crate) struct Pairs<P = CandidatePair> {
    spooled: Spooled,
    of: PhantomData<P>,
}

impl<P> Default for Pairs<P> {
    fn default() -> Pairs<P> {
        Pairs { spooled: Spooled::default(), of: PhantomData }
    }
}

impl<P: PairRecord> Pairs<P> {
    /// Stores a sorted list of pairs.
    pub(crate) fn of(pairs: impl IntoIterator<Item = P>) -> Result<Pairs<P>> {
        let mut writer = Writer::new(&Scratch::in_memory())?;
        pairs.into_iter().try_for_each(|pair| writer.push(&pair))?;
        writer.finish()
    }

    /// The inverse of [`spooled`](Pairs::spooled).
    pub(crate) fn of_spooled(spooled: Spooled) -> Pairs<P> {
        Pairs { spooled, of: PhantomData }
    }

    pub(crate) fn spooled(&self) -> &Spooled {
        &self.spooled
    }

    /// Loads all pairs into memory.
    pub(crate) fn to_vec(&self) -> Result<Vec<P>> {
        let bytes = usize::try_from(self.spooled.len()).unwrap_or(usize::MAX);
        let mut pairs = Vec::with_capacity(bytes / P::USUAL_BYTES);
        for pair in self.iter() {
            pairs.push(pair?);
        }
        Ok(pairs)
    }

    /// Reads the pairs from the first.
    pub(crate) fn iter(&self) -> Iter<'_, P> {
        Iter { bytes: self.spooled.reader(), before: 0, of: PhantomData }
    }
}

/// Reads pairs.
pub(crate) struct Iter<'p, P = CandidatePair> {
    bytes: scratch::Reader<'p>,
    before: u32,
    of: PhantomData<P>,
}

impl<P: PairRecord> Iter<'_, P> {
    fn take(&mut self) -> Result<P> {
        let [behind, apart] = self.bytes.smalls()?;
        let low = self.before.wrapping_add(behind);
        self.before = low;
        let high = low.wrapping_add(apart);
        let pair = CandidatePair { low: ArticleId(low), high: ArticleId(high) };
        P::take_rest(pair, &mut self.bytes)
    }
}

impl<P: PairRecord> Iterator for Iter<'_, P> {
    type Item = Result<P>;

    fn next(&mut self) -> Option<Result<P>> {
        (!self.bytes.is_at_end()).then(|| self.take())
    }
}
