//! Sorts more records than fit in memory: sorted runs, merged as they are read.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use rayon::prelude::*;

use super::{Fields, Reader, Scratch, Spooled, put_u32};
use crate::error::Result;

/// Compares two records; equal ones must have equal bytes.
pub(crate) type Compare = fn(&[u8], &[u8]) -> Ordering;

/// The part of a record by whose bytes records are ordered first.
pub(crate) type Leading = fn(&[u8]) -> &[u8];

/// Bytes of the records of a run in memory.
const RUN: usize = 1 << 24;

/// Pieces of a sorted run in memory. Each is freed as soon as it is read.
const PIECES: usize = 1 << 6;

/// Memory that a record takes besides its bytes while a run is sorted: its start, twice, and eight bytes of
/// its leading part.
const BESIDE: usize = size_of::<(usize, (u64, usize))>();

/// Bytes of a record's length.
const LENGTH: usize = 4;

/// Collects records.
pub(crate) struct Sorter {
    scratch: Scratch,
    by: Order,
    /// Bytes to hold before a run ends.
    room: usize,
    /// The records of the next run, each after its length.
    held: Vec<u8>,
    /// How many they are.
    count: usize,
    /// Runs in memory, not yet sorted.
    unsorted: Vec<Vec<u8>>,
    on_disk: Vec<Spooled>,
}

#[derive(Clone, Copy)]
struct Order {
    leading: Leading,
    compare: Compare,
}

/// The threads that sort a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Threads {
    One,
    All,
}

impl Sorter {
    /// Sorts records by their bytes. If memory is limited, holds `room` bytes before writing a run to
    /// disk.
    pub(crate) fn by_bytes(scratch: &Scratch, room: usize) -> Sorter {
        Sorter::new(scratch, room, |record| record, Ord::cmp)
    }

    /// The same by `compare`, which must compare the `leading` parts first.
    pub(crate) fn new(
        scratch: &Scratch,
        room: usize,
        leading: Leading,
        compare: Compare,
    ) -> Sorter {
        Sorter {
            scratch: scratch.clone(),
            by: Order { leading, compare },
            room: if scratch.is_limited() { room } else { RUN },
            held: Vec::new(),
            count: 0,
            unsorted: Vec::new(),
            on_disk: Vec::new(),
        }
    }

    /// Takes a record.
    pub(crate) fn push(&mut self, record: &[u8]) -> Result<()> {
        let beside = if self.scratch.is_limited() { BESIDE * (self.count + 1) } else { 0 };
        if self.count > 0 && self.held.len() + LENGTH + record.len() + beside > self.room {
            self.end_run()?;
        }
        put_u32(&mut self.held, u32::try_from(record.len()).expect("records are short"));
        self.held.extend_from_slice(record);
        self.count += 1;
        Ok(())
    }

    fn end_run(&mut self) -> Result<()> {
        self.count = 0;
        if !self.scratch.is_limited() {
            self.unsorted.push(std::mem::take(&mut self.held));
            return Ok(());
        }
        let mut spool = self.scratch.spool()?;
        // On this thread alone: callers hold locks, and a thread that waits for others may begin a task that
        // takes them.
        for record in self.by.sorted(&self.held, Threads::One) {
            spool.write(record)?;
        }
        self.on_disk.push(spool.finish()?);
        self.held.clear();
        Ok(())
    }

    /// Sorts what is held.
    pub(crate) fn finish(mut self) -> Result<Sorted> {
        // Sorted in memory, the last run takes its room twice.
        let is_large = 2 * self.held.len() + BESIDE * self.count > self.room;
        if self.scratch.is_limited() && self.count > 0 && (is_large || !self.on_disk.is_empty()) {
            self.end_run()?;
        }
        let Sorter { by, room, held, mut unsorted, on_disk, .. } = self;
        unsorted.push(held);
        let in_memory = unsorted.into_par_iter().map(|held| by.in_pieces(&held, room / PIECES));
        Ok(Sorted { compare: by.compare, in_memory: in_memory.collect(), on_disk, room })
    }
}

impl Order {
    /// The records of a run in order, each with its length.
    fn sorted(self, held: &[u8], threads: Threads) -> impl Iterator<Item = &[u8]> {
        let mut starts = Vec::new();
        let mut start = 0;
        while start < held.len() {
            starts.push(start);
            start += record_at(held, start).len();
        }
        let record = move |place: usize| &record_at(held, place)[LENGTH..];
        let leading = |&start: &usize| (self.leading)(record(start));
        // Most comparisons are of a few bytes after those that all records begin with: an id is often an
        // address or a counter.
        let first = starts.first().map(leading).unwrap_or_default();
        let shared = starts.iter().skip(1).fold(first.len(), |shared, start| {
            first[..shared]
                .iter()
                .zip(leading(start))
                .take_while(|(one, other)| one == other)
                .count()
        });
        let deciding = |start| {
            let mut bytes = [0; 8];
            let rest = leading(start).get(shared..).unwrap_or_default();
            let length = rest.len().min(bytes.len());
            bytes[..length].copy_from_slice(&rest[..length]);
            u64::from_be_bytes(bytes)
        };
        let mut order: Vec<(u64, usize)> =
            starts.iter().map(|start| (deciding(start), *start)).collect();
        let compare = |&(one, one_start): &(u64, usize), &(other, other_start): &(u64, usize)| {
            one.cmp(&other).then_with(|| (self.compare)(record(one_start), record(other_start)))
        };
        match threads {
            Threads::One => order.sort_unstable_by(compare),
            Threads::All => order.par_sort_unstable_by(compare),
        }
        order.into_iter().map(move |(_, start)| record_at(held, start))
    }

    /// The records in order, in pieces of this many bytes.
    fn in_pieces(self, held: &[u8], piece: usize) -> Pieces {
        let mut pieces: Vec<Vec<u8>> = Vec::new();
        for record in self.sorted(held, Threads::All) {
            if pieces.last().is_none_or(|last| last.len() + record.len() > piece) {
                pieces.push(Vec::with_capacity(piece.min(held.len()).max(record.len())));
            }
            pieces.last_mut().expect("a piece was just added").extend_from_slice(record);
        }
        pieces.reverse();
        Pieces { pieces, at: 0 }
    }
}

/// The record that starts here, with its length.
fn record_at(held: &[u8], start: usize) -> &[u8] {
    let length = Fields(&held[start..]).u32() as usize;
    &held[start..start + LENGTH + length]
}

/// Sorted records.
pub(crate) struct Sorted {
    compare: Compare,
    in_memory: Vec<Pieces>,
    on_disk: Vec<Spooled>,
    /// Memory for the read buffers of all runs on disk, in bytes.
    room: usize,
}

impl Sorted {
    /// Visits the records in order. Frees them as they are visited.
    pub(crate) fn each(self, mut visit: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let Sorted { compare, in_memory, on_disk, room } = self;
        let readers = on_disk.iter().map(|run| run.reader_beside(room, on_disk.len()));
        let runs = in_memory.into_iter().map(Run::InMemory).chain(readers.map(Run::OnDisk));
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.enumerate() {
            let mut head = Head { record: Vec::new(), run, number, compare };
            if head.advance()? {
                heads.push(head);
            }
        }
        while let Some(mut head) = heads.peek_mut() {
            visit(&head.record)?;
            if !head.advance()? {
                PeekMut::pop(head);
            }
        }
        Ok(())
    }
}

/// A sorted run in memory.
struct Pieces {
    /// The first to be read is the last. None is empty.
    pieces: Vec<Vec<u8>>,
    /// Bytes of that one that were read.
    at: usize,
}

enum Run<'r> {
    InMemory(Pieces),
    OnDisk(Reader<'r>),
}

/// A run and its next record. The order is reversed, so that a heap has the least record first.
struct Head<'r> {
    record: Vec<u8>,
    run: Run<'r>,
    number: usize,
    compare: Compare,
}

impl Head<'_> {
    /// Goes on to the next record; false at the end. The record stays if the next cannot be read, because it is
    /// compared once more.
    fn advance(&mut self) -> Result<bool> {
        match &mut self.run {
            Run::InMemory(Pieces { pieces, at }) => {
                let Some(piece) = pieces.last() else { return Ok(false) };
                let record = record_at(piece, *at);
                self.record.clear();
                self.record.extend_from_slice(&record[LENGTH..]);
                *at += record.len();
                if *at == piece.len() {
                    pieces.pop();
                    *at = 0;
                }
            }
            Run::OnDisk(reader) => {
                if reader.is_at_end() {
                    return Ok(false);
                }
                let length = Fields(reader.take(LENGTH)?).u32();
                let record = reader.take(length as usize)?;
                self.record.clear();
                self.record.extend_from_slice(record);
            }
        }
        Ok(true)
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head<'_> {}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(&other.record, &self.record).then(other.number.cmp(&self.number))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_merge_to_what_is_sorted_at_once(
            mut records in proptest::collection::vec(proptest::collection::vec(0..4_u8, 0..6), 0..60),
            room in 1..2000_usize,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let sorted = |scratch: &Scratch, room: usize| {
                let mut sorter = Sorter { room, ..Sorter::by_bytes(scratch, room) };
                for record in &records {
                    sorter.push(record).unwrap();
                }
                let mut sorted = Vec::new();
                sorter.finish().unwrap().each(|record| {
                    sorted.push(record.to_vec());
                    Ok(())
                }).unwrap();
                sorted
            };
            let at_once = sorted(&Scratch::in_memory(), RUN);
            prop_assert_eq!(&sorted(&Scratch::in_memory(), room), &at_once);
            prop_assert_eq!(&sorted(&Scratch::in_folder(folder.path(), 1), room), &at_once);
            records.sort();
            prop_assert_eq!(at_once, records);
        }
    }

    #[test]
    fn damaged_run_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::in_folder(folder.path(), 1);
        // Like most records, these cannot be compared without any bytes.
        let compare: Compare = |one, other| one[..4].cmp(&other[..4]);
        let mut sorter = Sorter::new(&scratch, 40_000, |record| &record[..4], compare);
        for number in 0..8_000_u32 {
            sorter.push(&number.to_be_bytes().repeat(5)).unwrap();
        }
        let runs = sorter.finish().unwrap();
        let path = folder.path().join("spool-0");
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let mut read = 0;
        let result = runs.each(|_| {
            read += 1;
            Ok(())
        });
        assert!(result.is_err());
        assert!(read > 0, "the first piece is whole");
    }
}
