//! The signatures of a whole corpus, in memory or, if memory is limited, on disk.
//!
//! Of each minimum the upper [`BITS`] bits are kept, because signatures are most of what a run holds in memory.
//! Minima that differ only below are taken for the same. That is rare, and candidate pairs are compared exactly.

use std::ops::Range;

use super::bottom::NONE;
use super::{Signature, Signatures};
use crate::error::Result;
use crate::scratch::{Fields, Scratch, Spool, Spooled};

/// Bits that are kept of a minimum. Among ten million articles, fewer than one minimum in a thousand is equal to
/// another one by chance.
const BITS: u32 = 40;

/// Bytes of a minimum. In a row the lower four bytes of all minima come first, then the upper bytes.
pub(crate) const BYTES: usize = BITS as usize / 8;

/// Padding, and the largest minimum, which is taken for padding too.
const PADDING: u64 = (1 << BITS) - 1;

fn put_row(minima: &[u64], row: &mut Vec<u8>) {
    let kept = minima.iter().map(|minimum| (minimum >> (u64::BITS - BITS)).to_le_bytes());
    kept.clone().for_each(|kept| row.extend_from_slice(&kept[..4]));
    row.extend(kept.map(|kept| kept[4]));
}

fn take_row(row: &[u8], into: &mut Vec<u64>) {
    let (lower, upper) = row.split_at(row.len() / BYTES * 4);
    let lower = lower.as_chunks().0.iter().map(|&bytes| u64::from(u32::from_le_bytes(bytes)));
    let start = into.len();
    into.extend(lower.zip(upper).map(|(lower, &upper)| lower | u64::from(upper) << u32::BITS));
    let minima = &mut into[start..];
    if minima.last() == Some(&PADDING) {
        let padding = minima.partition_point(|&minimum| minimum < PADDING);
        minima[padding..].fill(NONE);
    }
}

/// Takes signatures in the order in which articles are read.
pub(crate) struct Writer {
    spool: Spool,
    width: usize,
    row: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(scratch: &Scratch, width: usize) -> Result<Writer> {
        Ok(Writer { spool: scratch.spool()?, width, row: Vec::new() })
    }

    /// Takes the signature of one article.
    pub(crate) fn push(&mut self, signature: &Signature) -> Result<()> {
        assert_eq!(signature.minima.len(), self.width, "signatures of one run are of one width");
        self.row.clear();
        put_row(&signature.minima, &mut self.row);
        self.spool.write(&self.row)?;
        Ok(())
    }

    /// Finishes; `row_of` gives for each article the row of its signature.
    pub(crate) fn finish(self, row_of: Vec<u32>) -> Result<StoredSignatures> {
        Ok(StoredSignatures { minima: self.spool.finish()?, row_of, width: self.width })
    }
}

/// The signatures of all articles of a run.
#[derive(Debug)]
pub(crate) struct StoredSignatures {
    minima: Spooled,
    row_of: Vec<u32>,
    width: usize,
}

impl StoredSignatures {
    /// Takes one signature per article, in article order.
    pub(crate) fn in_memory(signatures: &Signatures) -> Result<StoredSignatures> {
        let mut spool = Scratch::in_memory().spool()?;
        let mut row = Vec::new();
        for minima in signatures.minima.chunks_exact(signatures.width) {
            row.clear();
            put_row(minima, &mut row);
            spool.write(&row)?;
        }
        let rows = u32::try_from(signatures.len()).expect("a run has fewer than 2^32 articles");
        Ok(StoredSignatures {
            minima: spool.finish()?,
            row_of: (0..rows).collect(),
            width: signatures.width,
        })
    }

    /// Restores signatures from their parts.
    pub(crate) fn of_parts(
        minima: Spooled,
        row_of: &Spooled,
        width: usize,
    ) -> Result<StoredSignatures> {
        let mut reader = row_of.reader();
        let mut rows = Vec::new();
        while !reader.is_at_end() {
            rows.push(Fields(reader.take(4)?).u32());
        }
        Ok(StoredSignatures { minima, row_of: rows, width })
    }

    /// The minima of all rows.
    pub(crate) fn minima(&self) -> &Spooled {
        &self.minima
    }

    /// The row of each article.
    pub(crate) fn row_of_spooled(&self, scratch: &Scratch) -> Result<Spooled> {
        let mut spool = scratch.spool()?;
        for row in &self.row_of {
            spool.write(&row.to_le_bytes())?;
        }
        spool.finish()
    }

    /// Most minima in a signature.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Bytes of all minima, in memory or on disk.
    pub(crate) fn bytes(&self) -> usize {
        usize::try_from(self.minima.len()).unwrap_or(usize::MAX)
    }

    /// Whether the signatures are in memory.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.minima.is_in_memory()
    }

    /// The row of an article.
    pub(crate) fn row_of(&self, article: u32) -> u32 {
        self.row_of[article as usize]
    }

    /// The number of rows; some may belong to no article.
    pub(crate) fn rows(&self) -> usize {
        self.bytes() / self.row_bytes()
    }

    fn row_bytes(&self) -> usize {
        BYTES * self.width
    }

    /// Visits the minima of consecutive rows: numbers of [`BITS`] bits.
    pub(crate) fn each(
        &self,
        rows: Range<usize>,
        mut visit: impl FnMut(usize, &[u64]) -> Result<()>,
    ) -> Result<()> {
        let mut minima = Vec::new();
        if self.is_in_memory() {
            return rows.into_iter().try_for_each(|row| visit(row, self.row(row, &mut minima)?));
        }
        self.read(rows.start, rows.len(), &mut minima)?;
        rows.zip(minima.chunks_exact(self.width))
            .try_for_each(|(row, minima)| visit(row, without_padding(minima)))
    }

    /// The minima of a row, held in `into`.
    pub(crate) fn row<'m>(&self, row: usize, into: &'m mut Vec<u64>) -> Result<&'m [u64]> {
        if let Some(row) = self.minima.at_hand((row * self.row_bytes()) as u64, self.row_bytes()) {
            into.clear();
            take_row(row, into);
        } else {
            self.read(row, 1, into)?;
        }
        // Most articles have more shingles than a signature has minima, so most rows have no
        // padding.
        let is_full = into.last().is_some_and(|&last| last < NONE);
        Ok(if is_full { into } else { without_padding(into) })
    }

    /// Prefetches a row that is in memory.
    pub(crate) fn prefetch(&self, row: usize) {
        if let Some(row) = self.minima.at_hand((row * self.row_bytes()) as u64, self.row_bytes()) {
            crate::simd::prefetch(row);
        }
    }

    /// Reads consecutive rows, padding included.
    fn read(&self, first: usize, rows: usize, into: &mut Vec<u64>) -> Result<()> {
        let mut bytes = vec![0; rows * self.row_bytes()];
        self.minima.read_at((first * self.row_bytes()) as u64, &mut bytes)?;
        into.clear();
        bytes.chunks_exact(self.row_bytes()).for_each(|row| take_row(row, into));
        Ok(())
    }

    /// The signatures of some articles, in their order.
    pub(crate) fn of(&self, articles: &[u32]) -> Result<Signatures> {
        let mut by_row: Vec<(u32, usize)> =
            articles.iter().map(|&article| self.row_of(article)).zip(0..).collect();
        by_row.sort_unstable();
        let mut signatures =
            Signatures { minima: vec![NONE; articles.len() * self.width], width: self.width };
        let mut minima = Vec::new();
        let follow = |one: &(u32, usize), other: &(u32, usize)| one.0 + 1 == other.0;
        for run in by_row.chunk_by(follow).flat_map(|run| run.chunks(256)) {
            self.read(run[0].0 as usize, run.len(), &mut minima)?;
            for (row, &(_, place)) in minima.chunks_exact(self.width).zip(run) {
                signatures.minima[place * self.width..(place + 1) * self.width]
                    .copy_from_slice(row);
            }
        }
        Ok(signatures)
    }
}

/// The minima of a row without its padding.
fn without_padding(minima: &[u64]) -> &[u64] {
    &minima[..minima.partition_point(|&minimum| minimum != NONE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_bits_of_minima_survive_a_row() {
        let kept = |minimum: u64| minimum >> 24;
        let row = [1 << 24, 1 << 63, u64::MAX - (1 << 24), NONE, NONE];
        let mut bytes = Vec::new();
        put_row(&row, &mut bytes);
        assert_eq!(bytes.len(), 5 * row.len());
        let mut read = vec![7];
        take_row(&bytes, &mut read);
        assert_eq!(read, [7, 1, kept(1 << 63), PADDING - 1, NONE, NONE]);
    }

    #[test]
    fn rows_are_the_same_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let width = 64;
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let mut writer = Writer::new(&scratch, width).unwrap();
            // More than a piece of memory holds, so some rows lie in two.
            let rows: u32 = 2000;
            let minimum = |row: u32, at: usize| u64::from(row) << 40 | (at as u64) << 24;
            for row in 0..rows {
                let own = row as usize % (width + 1);
                let minima = (0..width).map(|at| if at < own { minimum(row, at) } else { NONE });
                writer.push(&Signature { minima: minima.collect() }).unwrap();
            }
            let stored = writer.finish((0..rows).rev().collect()).unwrap();
            let mut into = Vec::new();
            for article in 0..rows {
                let row = stored.row_of(article);
                let own = row as usize % (width + 1);
                let expected: Vec<u64> = (0..own).map(|at| minimum(row, at) >> 24).collect();
                assert_eq!(stored.row(row as usize, &mut into).unwrap(), expected);
                assert_eq!(stored.of(&[article]).unwrap().minima(0), expected);
            }
        }
    }
}
