//! Records of any length, numbered in the order in which they were written, and read by their numbers.

use std::sync::{Mutex, PoisonError};

use super::Scratch;
use super::spool::{Spool, Spooled};
use crate::error::Result;

/// Bytes of the start of a record.
const START_BYTES: usize = 5;

/// Records in a cached block, and the number of blocks. With keys of usual length, the cache takes
/// some 7 MB.
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
    /// Where the first record begins in `bytes`.
    first: usize,
}

impl Records {
    /// The inverse of [`spools`](Records::spools).
    pub(crate) fn of_spools([starts, bytes]: [Spooled; 2]) -> Records {
        let count = u32::try_from(starts.len() / START_BYTES as u64)
            .expect("there are fewer than 2^32 records");
        let blocks = if bytes.is_in_memory() { 0 } else { BLOCKS };
        let empty = || Block { number: NONE, starts: Vec::new(), bytes: Vec::new(), first: 0 };
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
            let [start, end] = self.bounds(number)?;
            let bytes = usize::try_from(end - start).expect("it is in memory");
            if let Some(record) = self.bytes.at_hand(start, bytes) {
                read(record)
            } else {
                let mut record = vec![0; bytes];
                self.bytes.read_at(start, &mut record)?;
                read(&record)
            }
        } else {
            let block = number / BLOCK_RECORDS;
            let held = &self.blocks[(block % BLOCKS) as usize];
            let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.number != block {
                self.fill(&mut held, block)?;
            }
            read(held.record((number % BLOCK_RECORDS) as usize))
        };
        value.ok_or_else(|| self.damaged())
    }

    /// Reads all records in order, and visits them. `read` returns `None` for a damaged one.
    pub(crate) fn each<T>(
        &self,
        read: impl Fn(&[u8]) -> Option<T>,
        mut visit: impl FnMut(u32, T) -> Result<()>,
    ) -> Result<()> {
        let (mut starts, mut bytes) = (self.starts.reader(), self.bytes.reader());
        let mut next = |is_last: bool| -> Result<u64> {
            if is_last { Ok(self.bytes.len()) } else { Ok(start_in(starts.take(START_BYTES)?)) }
        };
        let mut start = next(self.count == 0)?;
        for number in 0..self.count {
            let end = next(number + 1 == self.count)?;
            let length = usize::try_from(end - start).expect("a record fits in memory");
            let value = read(bytes.take(length)?).ok_or_else(|| self.damaged())?;
            visit(number, value)?;
            start = end;
        }
        Ok(())
    }

    /// The error for bytes that are not what was written.
    pub(crate) fn damaged(&self) -> crate::Error {
        self.bytes.damaged()
    }

    /// Where a record in memory begins and ends.
    fn bounds(&self, number: u32) -> Result<[u64; 2]> {
        let mut bytes = [0; 2 * START_BYTES];
        let known =
            if number + 1 < self.count { &mut bytes[..] } else { &mut bytes[..START_BYTES] };
        self.starts.read_at(place_of(number), known)?;
        let (start, end) = bytes.split_at(START_BYTES);
        let end = if number + 1 < self.count { start_in(end) } else { self.bytes.len() };
        Ok([start_in(start), end])
    }

    fn fill(&self, held: &mut Block, block: u32) -> Result<()> {
        held.number = NONE;
        let first = block * BLOCK_RECORDS;
        let end = self.count.min(first + BLOCK_RECORDS + 1);
        let at = self.starts.read_checked(place_of(first), place_of(end), &mut held.bytes)?;
        held.starts.clear();
        let starts = held.bytes[at..].chunks_exact(START_BYTES).take((end - first) as usize);
        held.starts.extend(starts.map(start_in));
        if end - first <= BLOCK_RECORDS {
            held.starts.push(self.bytes.len());
        }
        let (start, end) = (held.starts[0], held.starts[held.starts.len() - 1]);
        held.first = self.bytes.read_checked(start, end, &mut held.bytes)?;
        held.number = block;
        Ok(())
    }
}

impl Block {
    fn record(&self, place: usize) -> &[u8] {
        let at = |place: usize| {
            let behind = usize::try_from(self.starts[place] - self.starts[0]);
            self.first + behind.expect("a block fits in memory")
        };
        &self.bytes[at(place)..at(place + 1)]
    }
}

/// Where the start of a record is stored.
fn place_of(number: u32) -> u64 {
    u64::from(number) * START_BYTES as u64
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
            let visited = records.each(
                |record| Some(record.to_vec()),
                |number, record| {
                    assert_eq!(number as usize, read.len());
                    read.push(record);
                    Ok(())
                },
            );
            visited.unwrap();
            assert_eq!(read, expected);
            assert!(records.read(1000, |_| Some(())).is_err());
            assert!(records.read(7, |_| None::<()>).is_err());
            assert!(records.each(|_| None::<()>, |_, ()| Ok(())).is_err());
        }
        let none = RecordsWriter::new(&Scratch::in_memory()).unwrap().finish().unwrap();
        none.each(|_| None::<()>, |_, ()| Ok(())).unwrap();
        assert!(none.read(0, |_| Some(())).is_err());
    }

    #[test]
    fn damaged_bytes_are_an_error_and_the_others_are_read() {
        for at in [0, 70 * START_BYTES, 999 * START_BYTES + 1] {
            let folder = tempfile::tempdir().unwrap();
            let (expected, records) = written(&Scratch::in_folder(folder.path(), 1));
            for path in fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()) {
                let mut bytes = fs::read(&path).unwrap();
                bytes[at] ^= 1;
                fs::write(&path, bytes).unwrap();
            }
            assert!(records.each(|_| Some(()), |_, ()| Ok(())).is_err());
            let read = (0..1000).map(|number| records.read(number, |record| Some(record.to_vec())));
            let read: Vec<Option<Vec<u8>>> = read.map(Result::ok).collect();
            let is_right = |(read, expected): (&Option<Vec<u8>>, &Vec<u8>)| {
                read.as_ref().is_none_or(|read| read == expected)
            };
            assert!(read.iter().zip(&expected).all(is_right));
            assert!(read[at / START_BYTES].is_none());
            assert!(read.iter().any(Option::is_some));
        }
    }
}
