//! The signatures of a whole corpus, in memory or, if memory is limited, on disk.

use std::ops::Range;

use super::bottom::NONE;
use super::{Signature, Signatures};
use crate::error::Result;
use crate::scratch::{Fields, Scratch, Spool, Spooled};

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
        for minimum in &signature.minima {
            self.row.extend_from_slice(&minimum.to_le_bytes());
        }
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
        for minimum in &signatures.minima {
            spool.write(&minimum.to_le_bytes())?;
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
        8 * self.width
    }

    /// Visits the minima of consecutive rows.
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
            into.extend(row.as_chunks().0.iter().map(|&minimum| u64::from_le_bytes(minimum)));
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
        let minima = bytes.chunks_exact(8).map(|minimum| {
            u64::from_le_bytes(minimum.try_into().expect("chunks are of eight bytes"))
        });
        into.clear();
        into.extend(minima);
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
