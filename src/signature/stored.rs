//! The signatures of a whole corpus, in memory or, if memory is limited, on disk.
//!
//! They are the largest part of what a run holds in memory, so only some bits of each minimum are kept: 32, and
//! [`KEY_BITS`] of the first half of them, which are keys. Minima that differ only in other bits are taken for the
//! same: that is rare, and every candidate pair is compared exactly.

use std::ops::Range;

use super::{Signature, Signatures};
use crate::error::Result;
use crate::scratch::{Fields, Scratch, Spool, Spooled};

/// Bits of a key. Among ten million articles, about one key in a hundred is equal to another one by chance.
pub(crate) const KEY_BITS: u32 = 38;

/// Bits of a key below the upper half of the minimum.
const LOWER_BITS: u32 = KEY_BITS - u32::BITS;

/// Pads the upper halves of a row. A minimum with this half is not kept. All its bytes are equal.
const PADDING: u32 = u32::MAX;

/// Bytes of a row of `width` minima: their upper halves, then the lower bits of each key.
pub(crate) fn row_bytes(width: usize) -> usize {
    size_of::<u32>() * width + key_count(width)
}

/// How many of the minima are keys.
fn key_count(width: usize) -> usize {
    width / 2
}

/// The upper halves of minima in rising order, without padding. One that is not above the one before it, which hardly
/// ever happens, becomes the next number, so that a signature has as many halves as minima, unless that would reach
/// [`PADDING`].
pub(crate) fn halves(minima: &[u64]) -> impl Iterator<Item = u32> {
    let mut least = 0;
    minima.iter().map_while(move |minimum| {
        let upper = u32::try_from(minimum >> u32::BITS).expect("half of the bits are left");
        let half = Some(upper.max(least)).filter(|&half| half < PADDING)?;
        least = half + 1;
        Some(half)
    })
}

/// The keys with these minima: [`KEY_BITS`] bits of each.
pub(crate) fn keys(minima: &[u64]) -> impl Iterator<Item = u64> {
    halves(minima).zip(lower(minima)).map(|(half, lower)| key(half, lower))
}

/// The lower bits of keys with these minima.
fn lower(minima: &[u64]) -> impl Iterator<Item = u8> {
    let bits = |minimum: &u64| (minimum >> (u64::BITS - KEY_BITS)).to_le_bytes()[0];
    minima.iter().map(move |minimum| bits(minimum) % (1 << LOWER_BITS))
}

fn key(half: u32, lower: u8) -> u64 {
    u64::from(half) << LOWER_BITS | u64::from(lower)
}

/// Puts the row of a signature in place of what is there.
fn put_row(minima: &[u64], row: &mut Vec<u8>) {
    row.clear();
    let bytes = size_of::<u32>() * minima.len();
    row.resize(bytes, PADDING.to_le_bytes()[0]);
    let (places, _) = row.as_chunks_mut();
    for (place, half) in places.iter_mut().zip(halves(minima)) {
        *place = half.to_le_bytes();
    }
    row.extend(lower(&minima[..key_count(minima.len())]));
}

fn halves_in(row: &[u8], width: usize) -> impl Iterator<Item = u32> {
    let (halves, _) = row[..size_of::<u32>() * width].as_chunks();
    halves.iter().map(|&half| u32::from_le_bytes(half))
}

/// Appends the upper halves in a row of `width`, padding included.
fn take_halves(row: &[u8], width: usize, into: &mut Vec<u64>) {
    into.extend(halves_in(row, width).map(u64::from));
}

/// Puts the keys in a row of `width` in place of what is there.
fn take_keys(row: &[u8], width: usize, into: &mut Vec<u64>) {
    let lower = &row[size_of::<u32>() * width..];
    let keys = halves_in(row, width).take_while(|&half| half < PADDING).zip(lower);
    into.clear();
    into.extend(keys.map(|(half, &lower)| key(half, lower)));
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
        put_row(&signature.minima, &mut self.row);
        self.spool.write(&self.row)?;
        Ok(())
    }

    /// Finishes; `row_of` gives for each article the row of its signature.
    pub(crate) fn finish(self, row_of: Vec<u32>) -> Result<StoredSignatures> {
        Ok(StoredSignatures { spooled: self.spool.finish()?, row_of, width: self.width })
    }
}

/// The signatures of all articles of a run.
#[derive(Debug)]
pub(crate) struct StoredSignatures {
    spooled: Spooled,
    row_of: Vec<u32>,
    width: usize,
}

impl StoredSignatures {
    /// Takes one signature per article, in article order.
    pub(crate) fn in_memory(signatures: &Signatures) -> Result<StoredSignatures> {
        let mut spool = Scratch::in_memory().spool()?;
        let mut row = Vec::new();
        for minima in signatures.minima.chunks_exact(signatures.width) {
            put_row(minima, &mut row);
            spool.write(&row)?;
        }
        let rows = u32::try_from(signatures.len()).expect("a run has fewer than 2^32 articles");
        Ok(StoredSignatures {
            spooled: spool.finish()?,
            row_of: (0..rows).collect(),
            width: signatures.width,
        })
    }

    /// Restores signatures from their parts.
    pub(crate) fn of_parts(
        spooled: Spooled,
        row_of: &Spooled,
        width: usize,
    ) -> Result<StoredSignatures> {
        let mut reader = row_of.reader();
        let mut rows = Vec::new();
        while !reader.is_at_end() {
            rows.push(Fields(reader.take(4)?).u32());
        }
        Ok(StoredSignatures { spooled, row_of: rows, width })
    }

    /// The bytes of all rows.
    pub(crate) fn spooled(&self) -> &Spooled {
        &self.spooled
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

    /// How many bytes all rows have, in memory or on disk.
    pub(crate) fn bytes(&self) -> usize {
        usize::try_from(self.spooled.len()).unwrap_or(usize::MAX)
    }

    /// Whether the signatures are in memory.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.spooled.is_in_memory()
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
        row_bytes(self.width)
    }

    /// Visits the keys of consecutive rows: numbers of [`KEY_BITS`] bits, in rising order.
    pub(crate) fn each_keys(
        &self,
        rows: Range<usize>,
        mut visit: impl FnMut(usize, &[u64]) -> Result<()>,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        let mut keys = Vec::new();
        if !self.is_in_memory() {
            self.read_bytes(rows.clone(), &mut bytes)?;
            return rows.zip(bytes.chunks_exact(self.row_bytes())).try_for_each(|(row, bytes)| {
                take_keys(bytes, self.width, &mut keys);
                visit(row, &keys)
            });
        }
        for row in rows {
            let bytes = if let Some(bytes) = self.at_hand(row) {
                bytes
            } else {
                self.read_bytes(row..row + 1, &mut bytes)?;
                &bytes
            };
            take_keys(bytes, self.width, &mut keys);
            visit(row, &keys)?;
        }
        Ok(())
    }

    /// The upper halves of the minima of a row, held in `into`.
    pub(crate) fn row<'m>(&self, row: usize, into: &'m mut Vec<u64>) -> Result<&'m [u64]> {
        if let Some(bytes) = self.at_hand(row) {
            into.clear();
            take_halves(bytes, self.width, into);
        } else {
            self.read(row..row + 1, into)?;
        }
        Ok(without_padding(into))
    }

    /// Prefetches a row that is in memory.
    pub(crate) fn prefetch(&self, row: usize) {
        if let Some(bytes) = self.at_hand(row) {
            crate::simd::prefetch(bytes);
        }
    }

    /// The bytes of a row that is in memory in one piece.
    fn at_hand(&self, row: usize) -> Option<&[u8]> {
        self.spooled.at_hand((row * self.row_bytes()) as u64, self.row_bytes())
    }

    /// Reads the bytes of consecutive rows.
    fn read_bytes(&self, rows: Range<usize>, into: &mut Vec<u8>) -> Result<()> {
        into.resize(rows.len() * self.row_bytes(), 0);
        self.spooled.read_at((rows.start * self.row_bytes()) as u64, into)
    }

    /// Reads the upper halves of consecutive rows, padding included.
    fn read(&self, rows: Range<usize>, into: &mut Vec<u64>) -> Result<()> {
        let mut bytes = Vec::new();
        self.read_bytes(rows, &mut bytes)?;
        into.clear();
        bytes.chunks_exact(self.row_bytes()).for_each(|row| take_halves(row, self.width, into));
        Ok(())
    }

    /// The upper halves of the signatures of some articles, in their order.
    pub(crate) fn of(&self, articles: &[u32]) -> Result<Halves> {
        let mut by_row: Vec<(u32, usize)> =
            articles.iter().map(|&article| self.row_of(article)).zip(0..).collect();
        by_row.sort_unstable();
        let mut padded = vec![u64::from(PADDING); articles.len() * self.width];
        let mut halves = Vec::new();
        let follow = |one: &(u32, usize), other: &(u32, usize)| one.0 + 1 == other.0;
        for run in by_row.chunk_by(follow).flat_map(|run| run.chunks(256)) {
            let first = run[0].0 as usize;
            self.read(first..first + run.len(), &mut halves)?;
            for (row, &(_, place)) in halves.chunks_exact(self.width).zip(run) {
                padded[place * self.width..(place + 1) * self.width].copy_from_slice(row);
            }
        }
        Ok(Halves { padded, width: self.width })
    }
}

/// The upper halves of some signatures, a row for each.
pub(crate) struct Halves {
    padded: Vec<u64>,
    width: usize,
}

impl Halves {
    /// The halves in a row, in rising order.
    pub(crate) fn row(&self, row: usize) -> &[u64] {
        without_padding(&self.padded[row * self.width..(row + 1) * self.width])
    }
}

/// A row without its padding.
fn without_padding(halves: &[u64]) -> &[u64] {
    // Most articles have more shingles than a signature has minima, so most rows have no padding.
    if halves.last().is_some_and(|&last| last < u64::from(PADDING)) {
        return halves;
    }
    &halves[..halves.partition_point(|&half| half < u64::from(PADDING))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::NONE;

    /// Five minima, three of which have the same upper half, and the largest of all.
    const CLOSE: [u64; 6] = [1 << 32, 5 << 32, 5 << 32 | 7, 5 << 32 | 9 << 26, 6 << 32, NONE - 1];

    #[test]
    fn equal_halves_rise() {
        assert!(halves(&CLOSE).eq([1, 5, 6, 7, 8]));
    }

    #[test]
    fn keys_of_a_row_are_those_of_its_minima() {
        let minima: Vec<u64> = [&CLOSE[..], &[NONE; 2]].concat();
        let several = [minima.clone(), [&minima[1..], &[NONE]].concat(), vec![NONE; 8]];
        let mut writer = Writer::new(&Scratch::in_memory(), minima.len()).unwrap();
        for minima in &several {
            writer.push(&Signature { minima: minima.clone().into() }).unwrap();
        }
        let stored = writer.finish(vec![0, 1, 2]).unwrap();
        let mut read = Vec::new();
        stored
            .each_keys(0..several.len(), |_, own| {
                read.push(own.to_vec());
                Ok(())
            })
            .unwrap();
        assert_eq!(read, several.map(|minima| keys(&minima[..4]).collect::<Vec<_>>()));
        assert_eq!(read[0], [1 << 6, 5 << 6, 6 << 6, 7 << 6 | 9]);
    }

    #[test]
    fn rows_are_the_same_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let width = 64;
        assert_eq!(row_bytes(width), 288);
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let mut writer = Writer::new(&scratch, width).unwrap();
            // More than a piece of memory holds, so some rows lie in two.
            let rows: u32 = 2000;
            let minimum = |row: u32, at: u64| u64::from(row) << 40 | at << 32 | at << 26;
            let own = |row: u32| u64::from(row) % (width as u64 + 1);
            let kept = |row: u32, most: u64, bits: u32| -> Vec<u64> {
                let minima = (0..own(row).min(most)).map(|at| minimum(row, at));
                minima.map(|minimum| minimum >> (u64::BITS - bits)).collect()
            };
            for row in 0..rows {
                let minima =
                    (0..width as u64).map(|at| if at < own(row) { minimum(row, at) } else { NONE });
                writer.push(&Signature { minima: minima.collect() }).unwrap();
            }
            let stored = writer.finish((0..rows).rev().collect()).unwrap();
            let mut into = Vec::new();
            for article in 0..rows {
                let row = stored.row_of(article);
                let halves = kept(row, width as u64, 32);
                assert_eq!(stored.row(row as usize, &mut into).unwrap(), halves);
                assert_eq!(stored.of(&[article]).unwrap().row(0), halves);
            }
            let mut visited = 0..rows;
            stored
                .each_keys(0..rows as usize, |row, keys| {
                    assert_eq!(Some(row), visited.next().map(|row| row as usize));
                    assert_eq!(keys, kept(u32::try_from(row).unwrap(), width as u64 / 2, KEY_BITS));
                    Ok(())
                })
                .unwrap();
            assert_eq!(visited.len(), 0);
        }
    }
}
