//! Sorts more records than fit in memory: sorted runs on disk, merged as they are read.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::{Reader, Scratch, Spool, Spooled, put_u32};
use crate::error::Result;

/// Compares two records; equal ones must have equal bytes.
pub(crate) type Compare = fn(&[u8], &[u8]) -> Ordering;

/// The part of a record by whose bytes records are ordered first.
pub(crate) type Leading = fn(&[u8]) -> &[u8];

/// Memory that a record takes besides its bytes: its start.
const BESIDE: usize = 8;

/// Collects records.
pub(crate) struct Sorter {
    scratch: Scratch,
    compare: Compare,
    leading: Leading,
    /// Bytes to hold before writing a run to disk.
    room: usize,
    held: Vec<u8>,
    starts: Vec<usize>,
    runs: Vec<Spooled>,
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
        let room = if scratch.is_limited() { room } else { usize::MAX };
        Sorter {
            scratch: scratch.clone(),
            compare,
            leading,
            room,
            held: Vec::new(),
            starts: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Takes a record.
    pub(crate) fn push(&mut self, record: &[u8]) -> Result<()> {
        self.starts.push(self.held.len());
        self.held.extend_from_slice(record);
        if self.held.len() + BESIDE * self.starts.len() >= self.room {
            self.end_run()?;
        }
        Ok(())
    }

    fn end_run(&mut self) -> Result<()> {
        let order = self.order();
        let (held, starts) = (&self.held, &self.starts);
        let mut spool: Spool = self.scratch.spool()?;
        let mut length = Vec::new();
        for place in order {
            let record = record(held, starts, place);
            length.clear();
            put_u32(&mut length, u32::try_from(record.len()).expect("records are short"));
            spool.write(&length)?;
            spool.write(record)?;
        }
        self.runs.push(spool.finish()?);
        self.held.clear();
        self.starts.clear();
        Ok(())
    }

    /// The numbers of the records held, in order.
    fn order(&self) -> Vec<u32> {
        let count = u32::try_from(self.starts.len()).expect("there are fewer records than 2^32");
        let (held, starts) = (&self.held, &self.starts);
        let leading = |place| (self.leading)(record(held, starts, place));
        // Most comparisons are of a few bytes after those that all records begin with: an id is often an
        // address or a counter.
        let first = if count > 0 { leading(0) } else { &[] };
        let shared = (1..count).fold(first.len(), |shared, place| {
            first[..shared]
                .iter()
                .zip(leading(place))
                .take_while(|(one, other)| one == other)
                .count()
        });
        let deciding = |place| {
            let mut bytes = [0; 8];
            let rest = leading(place).get(shared..).unwrap_or_default();
            let length = rest.len().min(bytes.len());
            bytes[..length].copy_from_slice(&rest[..length]);
            u64::from_be_bytes(bytes)
        };
        let mut order: Vec<(u64, u32)> = (0..count).map(|place| (deciding(place), place)).collect();
        order.par_sort_unstable_by(|&(one, one_place), &(other, other_place)| {
            one.cmp(&other).then_with(|| {
                (self.compare)(record(held, starts, one_place), record(held, starts, other_place))
            })
        });
        order.into_iter().map(|(_, place)| place).collect()
    }

    /// Sorts what is held.
    pub(crate) fn finish(mut self) -> Result<Sorted> {
        if !self.runs.is_empty() {
            if !self.starts.is_empty() {
                self.end_run()?;
            }
            let Sorter { compare, runs, room, .. } = self;
            return Ok(Sorted { compare, runs, room, ..Sorted::default() });
        }
        let order = self.order();
        let Sorter { held, starts, compare, .. } = self;
        Ok(Sorted { compare, held, starts, order, ..Sorted::default() })
    }
}

fn record<'h>(held: &'h [u8], starts: &[usize], place: u32) -> &'h [u8] {
    let place = place as usize;
    let end = starts.get(place + 1).copied().unwrap_or(held.len());
    &held[starts[place]..end]
}

/// Sorted records.
pub(crate) struct Sorted {
    compare: Compare,
    held: Vec<u8>,
    starts: Vec<usize>,
    order: Vec<u32>,
    runs: Vec<Spooled>,
    /// Memory for the read buffers of all runs, in bytes.
    room: usize,
}

impl Default for Sorted {
    fn default() -> Sorted {
        let (held, starts, order, runs, room) = Default::default();
        Sorted { compare: Ord::cmp, held, starts, order, runs, room }
    }
}

impl Sorted {
    /// Visits the records in order.
    pub(crate) fn each(&self, mut visit: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if self.runs.is_empty() {
            return self
                .order
                .iter()
                .try_for_each(|&place| visit(record(&self.held, &self.starts, place)));
        }
        let runs = self.runs.iter();
        let mut readers: Vec<Reader<'_>> =
            runs.map(|run| run.reader_beside(self.room, self.runs.len())).collect();
        let mut heads: BinaryHeap<Head> = BinaryHeap::new();
        for (run, reader) in readers.iter_mut().enumerate() {
            heads.extend(head(reader, run, self.compare, Vec::new())?);
        }
        while let Some(Head { record, run, .. }) = heads.pop() {
            visit(&record)?;
            heads.extend(head(&mut readers[run], run, self.compare, record)?);
        }
        Ok(())
    }
}

/// The next record of a run. The order is reversed, so that a heap pops the least first.
struct Head {
    record: Vec<u8>,
    run: usize,
    compare: Compare,
}

fn head(
    reader: &mut Reader<'_>,
    run: usize,
    compare: Compare,
    mut room: Vec<u8>,
) -> Result<Option<Head>> {
    if reader.is_at_end() {
        return Ok(None);
    }
    let length = super::Fields(reader.take(4)?).u32();
    room.clear();
    room.extend_from_slice(reader.take(length as usize)?);
    Ok(Some(Head { record: room, run, compare }))
}

impl PartialEq for Head {
    fn eq(&self, other: &Head) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Head) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Head) -> Ordering {
        (self.compare)(&other.record, &self.record).then(other.run.cmp(&self.run))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_on_disk_merge_to_what_memory_sorts(
            mut records in proptest::collection::vec(proptest::collection::vec(0..4_u8, 0..6), 0..60),
            room in 1..200_usize,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let sorted = |scratch: &Scratch| {
                let mut sorter = Sorter::by_bytes(scratch, room);
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
            let (in_memory, on_disk) =
                (sorted(&Scratch::in_memory()), sorted(&Scratch::in_folder(folder.path(), 1)));
            prop_assert_eq!(&in_memory, &on_disk);
            records.sort();
            prop_assert_eq!(in_memory, records);
        }
    }
}
