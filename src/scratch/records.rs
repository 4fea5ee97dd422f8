//! Records of any length, numbered in the order in which they were written, and read by their numbers.

use std::sync::{Mutex, PoisonError};

use super::spool::{Spool, Spooled};
use super::{Fields, Scratch};
use crate::error::Result;

/// Bytes of the start of a record.
const START_BYTES: usize = 5;

/// Records in a cached block, and the number of blocks.
const BLOCK_RECORDS: u32 = 64;
const BLOCKS: u32 = 512;

/// Marks a cached block that holds nothing.
const NONE: u32 = u32::MAX;

/// Writes records in order.
pub(crate) struct RecordsWriter {
    starts: Spool,
    bytes: Spool,
}

impl RecordsWriter {
    pub(crate) fn new(scratch: &Scratch) -> Result<RecordsWriter> {
        Ok(RecordsWriter { starts: scratch.spool()?, bytes: scratch.spool()? })
    }

    /// Appends a record.
    ///
    /// # Panics
    ///
    /// If those before it take a tebibyte or more.
    pub(crate) fn push(&mut self, record: &[u8]) -> Result<()> {
        let start = self.bytes.write(record)?.to_le_bytes();
        let (start, above) = start.split_at(START_BYTES);
        assert!(above.iter().all(|&byte| byte == 0), "the records of a run take less than 1 TiB");
        self.starts.write(start)?;
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Records> {
        Ok(Records::of_spools([self.starts.finish()?, self.bytes.finish()?]))
    }
}

/// Records in memory, or on disk with a cache of blocks.
#[derive(Debug, Default)]
pub(crate) struct Records {
    starts: Spooled,
    bytes: Spooled,
    count: u32,
    /// A direct-mapped cache, if the records are on disk: blocks by the remainder of their numbers.
    blocks: Vec<Mutex<Block>>,
}

/// Consecutive records.
#[derive(Debug)]
struct Block {
    number: u32,
    /// Where each record begins in all bytes, and where the last one ends.
    starts: Vec<u64>,
    bytes: Vec<u8>,
}

impl Records {
    /// The inverse of [`spools`](Records::spools).
    pub(crate) fn of_spools([starts, bytes]: [Spooled; 2]) -> Records {
        let count = u32::try_from(starts.len() / START_BYTES as u64)
            .expect("there are fewer than 2^32 records");
        let blocks = if bytes.is_in_memory() { 0 } else { BLOCKS };
        let empty = || Block { number: NONE, starts: Vec::new(), bytes: Vec::new() };
        let blocks = (0..blocks).map(|_| Mutex::new(empty())).collect();
        Records { starts, bytes, count, blocks }
    }

    /// Where the records begin, and their bytes.
    pub(crate) fn spools(&self) -> [&Spooled; 2] {
        [&self.starts, &self.bytes]
    }

    pub(crate) fn len(&self) -> usize {
        self.count as usize
    }

    /// Reads the record with this number. Fails if `read` finds it damaged, that is, returns `None`.
    pub(crate) fn read<T>(&self, number: u32, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<T> {
        if number >= self.count {
            return Err(self.damaged());
        }
        let value = if self.blocks.is_empty() {
            let mut starts = [0; 2];
            self.read_starts(number, &mut starts)?;
            let bytes = self.length(starts)?;
            if let Some(record) = self.bytes.at_hand(starts[0], bytes) {
                read(record)
            } else {
                let mut record = vec![0; bytes];
                self.bytes.read_at(starts[0], &mut record)?;
                read(&record)
            }
        } else {
            let block = number / BLOCK_RECORDS;
            let held = &self.blocks[(block % BLOCKS) as usize];
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.number != block {
                self.fill(&mut held, block)?;
            }
            held.record((number % BLOCK_RECORDS) as usize).and_then(read)
        };
        value.ok_or_else(|| self.damaged())
    }

    /// Visits all records in order. `visit` returns `None` for a damaged one.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(u32, &[u8]) -> Option<Result<()>>,
    ) -> Result<()> {
        let (mut starts, mut bytes) = (self.starts.reader(), self.bytes.reader());
        let mut next = |is_last: bool| -> Result<u64> {
            if is_last { Ok(self.bytes.len()) } else { Ok(start_in(starts.take(START_BYTES)?)) }
        };
        let mut start = next(self.count == 0)?;
        for number in 0..self.count {
            let end = next(number + 1 == self.count)?;
            let record = bytes.take(self.length([start, end])?)?;
            visit(number, record).unwrap_or_else(|| Err(self.damaged()))?;
            start = end;
        }
        Ok(())
    }

    /// The error for bytes that are not what was written.
    pub(crate) fn damaged(&self) -> crate::Error {
        self.bytes.damaged()
    }

    /// Reads where the records from `first` on begin, and where the last one of them ends.
    fn read_starts(&self, first: u32, into: &mut [u64]) -> Result<()> {
        let mut bytes = [0; START_BYTES * (BLOCK_RECORDS as usize + 1)];
        let known = into.len().min((self.count - first) as usize);
        let bytes = &mut bytes[..known * START_BYTES];
        self.starts.read_at(u64::from(first) * START_BYTES as u64, bytes)?;
        into.fill(self.bytes.len());
        for (start, bytes) in into.iter_mut().zip(bytes.chunks_exact(START_BYTES)) {
            *start = start_in(bytes);
        }
        Ok(())
    }

    fn fill(&self, held: &mut Block, block: u32) -> Result<()> {
        held.number = NONE;
        let first = block * BLOCK_RECORDS;
        let records = BLOCK_RECORDS.min(self.count - first) as usize;
        held.starts.resize(records + 1, 0);
        self.read_starts(first, &mut held.starts)?;
        let bytes = self.length([held.starts[0], held.starts[records]])?;
        held.bytes.resize(bytes, 0);
        self.bytes.read_at(held.starts[0], &mut held.bytes)?;
        held.number = block;
        Ok(())
    }

    /// The length of what begins and ends at these places.
    fn length(&self, [start, end]: [u64; 2]) -> Result<usize> {
        let bytes = if end <= self.bytes.len() { end.checked_sub(start) } else { None };
        bytes.and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(|| self.damaged())
    }
}

impl Block {
    fn record(&self, place: usize) -> Option<&[u8]> {
        let first = *self.starts.first()?;
        let at = |place: usize| usize::try_from(self.starts.get(place)?.checked_sub(first)?).ok();
        self.bytes.get(at(place)?..at(place + 1)?)
    }
}

fn start_in(bytes: &[u8]) -> u64 {
    let mut start = [0; size_of::<u64>()];
    start[..START_BYTES].copy_from_slice(bytes);
    u64::from_le_bytes(start)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Records of 0 to 4,999 bytes; some are in two pieces of memory.
    fn written(scratch: &Scratch) -> (Vec<Vec<u8>>, Records) {
        let records: Vec<Vec<u8>> = (0..=250)
            .cycle()
            .take(1000)
            .zip(0..)
            .map(|(byte, n)| vec![byte; n * 7919 % 5000])
            .collect();
        let mut writer = RecordsWriter::new(scratch).unwrap();
        for record in &records {
            writer.push(record).unwrap();
        }
        (records, writer.finish().unwrap())
    }

    #[test]
    fn records_are_read_by_their_numbers_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let (expected, records) = written(&scratch);
            assert_eq!(records.len(), expected.len());
            for number in (0..1000).rev().step_by(3).chain([999, 0, 64, 63]) {
                let record = records.read(number, |record| Some(record.to_vec())).unwrap();
                assert_eq!(record, expected[number as usize]);
            }
            let mut read = Vec::new();
            let visited = records.each(|number, record| {
                assert_eq!(number as usize, read.len());
                read.push(record.to_vec());
                Some(Ok(()))
            });
            visited.unwrap();
            assert_eq!(read, expected);
            assert!(records.read(1000, |_| Some(())).is_err());
            assert!(records.read(7, |_| None::<()>).is_err());
            assert!(records.each(|_, _| None).is_err());
        }
        let none = RecordsWriter::new(&Scratch::in_memory()).unwrap().finish().unwrap();
        none.each(|_, _| unreachable!("there is no record")).unwrap();
        assert!(none.read(0, |_| Some(())).is_err());
    }

    #[test]
    fn damaged_starts_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let (_, records) = written(&Scratch::in_folder(folder.path(), 1));
        for file in fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            if fs::metadata(&path).unwrap().len() == (START_BYTES * 1000) as u64 {
                fs::write(&path, [0, 0, 0, 0, 9, 1, 2, 3, 4, 5].repeat(500)).unwrap();
            }
        }
        assert!(records.each(|_, _| Some(Ok(()))).is_err());
        for number in 0..1000 {
            assert!(records.read(number, |_| Some(())).is_err(), "{number}");
        }
    }
}
