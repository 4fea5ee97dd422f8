//! Bytes that are written once, to memory or to a file, and read again; and numbers as such bytes.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::{ErrorKind, Result};
use crate::hash;

/// Writes a number as a LEB128 varint.
pub(crate) fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Takes a number that [`put`] wrote from the front of `bytes`; `None` if they end before it does, or it has more than
/// 64 bits.
#[inline]
pub(crate) fn number(bytes: &mut &[u8]) -> Option<u64> {
    // Most numbers have one byte.
    match bytes.split_first() {
        Some((&byte, later)) if byte < 0x80 => {
            *bytes = later;
            Some(byte.into())
        }
        _ => match bytes.first_chunk().and_then(|&eight| number_in(eight)) {
            Some((number, length)) => {
                *bytes = &bytes[length..];
                Some(number)
            }
            None => long_number(bytes),
        },
    }
}

/// A number that ends in these bytes, and how many of them it takes: the same as [`long_number`], without a loop.
#[inline]
fn number_in(bytes: [u8; 8]) -> Option<(u64, usize)> {
    let bits = u64::from_le_bytes(bytes);
    // The last byte of a number is the first without its highest bit.
    let last = !bits & 0x8080_8080_8080_8080;
    if last == 0 {
        return None;
    }
    let bits = bits & (last ^ (last - 1)) & 0x7f7f_7f7f_7f7f_7f7f;
    // Seven bits of each byte move together, first in pairs.
    let bits = bits & 0x007f_007f_007f_007f | (bits & 0x7f00_7f00_7f00_7f00) >> 1;
    let bits = bits & 0x0000_3fff_0000_3fff | (bits & 0x3fff_0000_3fff_0000) >> 2;
    let bits = bits & 0x0000_0000_0fff_ffff | (bits & 0x0fff_ffff_0000_0000) >> 4;
    Some((bits, last.trailing_zeros() as usize / 8 + 1))
}

fn long_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, later) = bytes.split_first()?;
        *bytes = later;
        let part = u64::from(byte & 0x7f);
        if part << shift >> shift != part {
            return None;
        }
        number |= part << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Writes a number in four bytes.
pub(crate) fn put_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// Writes a number in eight bytes.
pub(crate) fn put_u64(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// Reads the fields of a fixed-width record, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'b>(pub(crate) &'b [u8]);

impl Fields<'_> {
    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let (now, later) = self.0.split_first_chunk().expect("a record has all its fields");
        self.0 = later;
        *now
    }

    pub(crate) fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    pub(crate) fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }
}

/// Bytes allocated, written or read at a time.
pub(super) const PIECE: usize = 1 << 18;

/// Fewest bytes written or read at a time, however many spools share the memory. Every piece is a
/// multiple of it.
pub(super) const LEAST_PIECE: usize = 1 << 12;

/// Piece size of each of `files` files that share `room` bytes of memory.
pub(super) fn piece_of(room: usize, files: usize) -> usize {
    (room / files.max(1)).clamp(LEAST_PIECE, PIECE) / LEAST_PIECE * LEAST_PIECE
}

/// The hash of each [`LEAST_PIECE`] bytes; larger pieces are checked against several.
pub(super) fn sums(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes.chunks(LEAST_PIECE).map(hash::bytes)
}

/// Bytes being written.
#[derive(Debug)]
pub(crate) struct Spool(Place);

#[derive(Debug)]
enum Place {
    Memory(Pieces),
    File(OnDisk),
}

/// Bytes in memory, in pieces, so that growing never moves them.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Vec<u8>>,
    pub(super) bytes: u64,
}

#[derive(Debug)]
pub(super) struct OnDisk {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// The hash of each [`LEAST_PIECE`] bytes.
    pub(super) checksums: Vec<u64>,
    pub(super) pending: Vec<u8>,
    /// Bytes written at a time.
    pub(super) piece: usize,
    /// Whether to keep the file when this is dropped.
    pub(super) stays: bool,
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        if !self.stays {
            // The whole folder is removed at the end in any case.
            _ = fs::remove_file(&self.path);
        }
    }
}

impl Spool {
    /// Begins a spool in memory.
    pub(super) fn in_memory() -> Spool {
        Spool(Place::Memory(Pieces::default()))
    }

    /// Begins a spool in a file, written in pieces of this size.
    pub(super) fn in_file(path: PathBuf, piece: usize) -> Result<Spool> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let file = file.map_err(|source| failed(&path, source))?;
        let (checksums, pending, stays) = (Vec::new(), Vec::new(), false);
        let disk = OnDisk { file, path, bytes: 0, checksums, pending, piece, stays };
        Ok(Spool(Place::File(disk)))
    }

    /// Appends bytes, and returns where they begin.
    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> Result<u64> {
        match &mut self.0 {
            Place::Memory(memory) => {
                let at = memory.bytes;
                memory.bytes += bytes.len() as u64;
                while !bytes.is_empty() {
                    let is_full = memory.pieces.last().is_none_or(|piece| piece.len() == PIECE);
                    if is_full {
                        let is_first = memory.pieces.is_empty();
                        let room = if is_first { bytes.len().min(PIECE) } else { PIECE };
                        memory.pieces.push(Vec::with_capacity(room));
                    }
                    let piece = memory.pieces.last_mut().expect("a piece was just added");
                    let (now, later) = bytes.split_at(bytes.len().min(PIECE - piece.len()));
                    piece.extend_from_slice(now);
                    bytes = later;
                }
                Ok(at)
            }
            Place::File(disk) => {
                let at = disk.bytes;
                disk.bytes += bytes.len() as u64;
                disk.pending.extend_from_slice(bytes);
                let whole = disk.pending.len() / disk.piece * disk.piece;
                if whole > 0 {
                    disk.flush(whole)?;
                }
                Ok(at)
            }
        }
    }

    /// Finishes writing.
    pub(crate) fn finish(mut self) -> Result<Spooled> {
        if let Place::File(disk) = &mut self.0 {
            disk.flush(disk.pending.len())?;
            disk.pending = Vec::new();
        }
        Ok(Spooled(match self.0 {
            Place::Memory(memory) => Kept::Memory(memory),
            Place::File(disk) => Kept::File(Mutex::new(disk)),
        }))
    }
}

impl OnDisk {
    /// Writes the first `bytes` pending bytes: whole pieces, or the last ones.
    fn flush(&mut self, bytes: usize) -> Result<()> {
        let written = self.file.write_all(&self.pending[..bytes]);
        self.checksums.extend(sums(&self.pending[..bytes]));
        self.pending.drain(..bytes);
        written.map_err(|source| failed(&self.path, source))
    }

    /// Whether the bytes read at `at`, whole pieces or up to the end, are those that were written.
    fn has(&self, at: u64, read: &[u8]) -> bool {
        let first = usize::try_from(at / LEAST_PIECE as u64).unwrap_or(usize::MAX);
        let known = self.checksums.get(first..).unwrap_or_default();
        at.is_multiple_of(LEAST_PIECE as u64)
            && sums(read).eq(known.iter().copied().take(read.len().div_ceil(LEAST_PIECE)))
    }
}

/// Bytes that can be read.
#[derive(Debug)]
pub(crate) struct Spooled(pub(super) Kept);

#[derive(Debug)]
pub(super) enum Kept {
    Memory(Pieces),
    File(Mutex<OnDisk>),
}

impl Default for Spooled {
    fn default() -> Spooled {
        Spooled(Kept::Memory(Pieces::default()))
    }
}

impl Spooled {
    /// The number of bytes.
    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Kept::Memory(memory) => memory.bytes,
            Kept::File(disk) => lock(disk).bytes,
        }
    }

    /// Whether the bytes are in memory.
    pub(crate) fn is_in_memory(&self) -> bool {
        matches!(self.0, Kept::Memory(_))
    }

    /// A range of bytes, if it is in memory and in one piece. A record whose size divides the piece
    /// size always is in one piece.
    pub(crate) fn at_hand(&self, at: u64, bytes: usize) -> Option<&[u8]> {
        let Kept::Memory(memory) = &self.0 else { return None };
        let at = usize::try_from(at).ok()?;
        memory.pieces.get(at / PIECE)?.get(at % PIECE..)?.get(..bytes)
    }

    /// Reads bytes at `at`. The caller must not read past the end.
    pub(crate) fn read_at(&self, at: u64, into: &mut [u8]) -> Result<()> {
        self.read(at, into, Checked::No)
    }

    /// Reads the bytes from `start` to `end`, and some around them, in place of what is in `into`. Returns where they
    /// begin there. Fails if the bytes are not what was written. The caller must not read past the end.
    pub(crate) fn read_checked(&self, start: u64, end: u64, into: &mut Vec<u8>) -> Result<usize> {
        let size = |bytes: u64| usize::try_from(bytes).expect("a record fits in memory");
        // Only whole pieces have hashes.
        let piece = LEAST_PIECE as u64;
        let from = start / piece * piece;
        let to = end.next_multiple_of(piece).min(self.len());
        into.resize(size(to - from), 0);
        self.read(from, into, Checked::Pieces)?;
        Ok(size(start - from))
    }

    fn read(&self, at: u64, into: &mut [u8], checked: Checked) -> Result<()> {
        match &self.0 {
            Kept::Memory(memory) => {
                memory.read_at(at, into);
                Ok(())
            }
            Kept::File(disk) => {
                let mut disk = lock(disk);
                let read =
                    disk.file.seek(SeekFrom::Start(at)).and_then(|_| disk.file.read_exact(into));
                let read = read.and_then(|()| match checked {
                    Checked::Pieces if !disk.has(at, into) => {
                        Err(io::ErrorKind::InvalidData.into())
                    }
                    Checked::Pieces | Checked::No => Ok(()),
                });
                read.map_err(|source| failed(&disk.path, source))
            }
        }
    }

    /// Reads everything from the start, and fails if the bytes are not those that were written.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { checked: Checked::Pieces, ..self.reader_of(0, self.len()) }
    }

    /// Whether everything can be read, and is what was written.
    pub(super) fn is_whole(&self) -> bool {
        let mut reader = self.reader();
        while !reader.is_at_end() {
            let passed = reader.peek(1).map(<[u8]>::len);
            if passed.is_err() {
                return false;
            }
            reader.at = reader.buffer.len();
        }
        true
    }

    /// Reads a record at `start`, with small reads.
    pub(crate) fn reader_from(&self, start: u64) -> Reader<'_> {
        Reader { piece: 512, ..self.reader_of(start, self.len()) }
    }

    /// Like [`reader`](Spooled::reader), but `readers` of them share `room` bytes of memory.
    pub(crate) fn reader_beside(&self, room: usize, readers: usize) -> Reader<'_> {
        Reader { piece: piece_of(room, readers), ..self.reader() }
    }

    fn reader_of(&self, start: u64, end: u64) -> Reader<'_> {
        let (buffer, piece, checked) = (Vec::new(), PIECE, Checked::No);
        Reader { spooled: self, next: start, end, buffer, at: 0, piece, checked }
    }

    /// The error for bytes that are not what was written.
    pub(crate) fn damaged(&self) -> crate::Error {
        self.error(io::ErrorKind::InvalidData)
    }
}

/// Whether bytes read from a file are checked against their hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Checked {
    /// Requires that whole pieces are read.
    Pieces,
    No,
}

impl Pieces {
    fn read_at(&self, at: u64, mut into: &mut [u8]) {
        let mut at = usize::try_from(at).expect("an offset into memory fits a usize");
        while !into.is_empty() {
            let piece = &self.pieces[at / PIECE][at % PIECE..];
            let (now, later) = into.split_at_mut(into.len().min(piece.len()));
            now.copy_from_slice(&piece[..now.len()]);
            at += now.len();
            into = later;
        }
    }
}

/// Reads a spool forward.
#[derive(Debug)]
pub(crate) struct Reader<'s> {
    spooled: &'s Spooled,
    /// The offset after what is in the buffer.
    next: u64,
    end: u64,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes read at a time.
    piece: usize,
    checked: Checked,
}

impl Reader<'_> {
    /// Whether everything has been read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.buffer.len() && self.next == self.end
    }

    /// The next bytes without consuming them; fewer only at the end.
    pub(crate) fn peek(&mut self, wanted: usize) -> Result<&[u8]> {
        let held = self.buffer.len() - self.at;
        if held < wanted && self.next < self.end {
            self.buffer.drain(..self.at);
            self.at = 0;
            let wanted = (wanted - held).div_ceil(self.piece) as u64 * self.piece as u64;
            let more = wanted.min(self.end - self.next);
            self.buffer.resize(held + usize::try_from(more).expect("a record fits in memory"), 0);
            self.spooled.read(self.next, &mut self.buffer[held..], self.checked)?;
            self.next += more;
        }
        Ok(&self.buffer[self.at..self.buffer.len().min(self.at + wanted)])
    }

    /// The next bytes; an error if there are fewer.
    pub(crate) fn take(&mut self, wanted: usize) -> Result<&[u8]> {
        self.peek(wanted)?;
        let from = self.at;
        if self.buffer.len() - from < wanted {
            return Err(self.spooled.error(io::ErrorKind::UnexpectedEof));
        }
        self.at += wanted;
        Ok(&self.buffer[from..self.at])
    }

    /// Reads a number that [`put`](super::put) wrote.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<u64> {
        // Most numbers have one byte or two.
        if let Some(&[first, second]) = self.buffer[self.at..].first_chunk() {
            let (first, second) = (u64::from(first), u64::from(second));
            if first < 0x80 {
                self.at += 1;
                return Ok(first);
            }
            if second < 0x80 {
                self.at += 2;
                return Ok(first & 0x7f | second << 7);
            }
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = match self.buffer.get(self.at) {
                Some(&byte) => {
                    self.at += 1;
                    byte
                }
                None => self.take(1)?[0],
            };
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Ok(number)
    }

    /// Reads a number that must fit 32 bits.
    #[inline]
    pub(crate) fn small(&mut self) -> Result<u32> {
        let number = self.number()?;
        u32::try_from(number).map_err(|_| self.damaged())
    }

    /// Reads several such numbers, which is faster than one at a time.
    #[inline]
    pub(crate) fn smalls<const N: usize>(&mut self) -> Result<[u32; N]> {
        let mut numbers = [0; N];
        let mut at = self.at;
        // Without a check for each byte, if enough are held for the longest numbers.
        if self.buffer.len() - at >= LONGEST_SMALL * N {
            let mut are_short = true;
            for number in &mut numbers {
                let (first, second) = (u32::from(self.buffer[at]), u32::from(self.buffer[at + 1]));
                let is_long = first >= 0x80;
                *number = if is_long { first & 0x7f | second << 7 } else { first };
                at += 1 + usize::from(is_long);
                are_short &= !is_long || second < 0x80;
            }
            if are_short {
                self.at = at;
                return Ok(numbers);
            }
        }
        for number in &mut numbers {
            *number = self.small()?;
        }
        Ok(numbers)
    }

    /// The error for bytes that are not what was written.
    pub(crate) fn damaged(&self) -> crate::Error {
        self.spooled.damaged()
    }
}

/// Most bytes of a number of 32 bits.
const LONGEST_SMALL: usize = 5;

impl Spooled {
    fn error(&self, kind: io::ErrorKind) -> crate::Error {
        let path = match &self.0 {
            Kept::Memory(_) => PathBuf::new(),
            Kept::File(disk) => lock(disk).path.clone(),
        };
        failed(&path, kind.into())
    }
}

pub(super) fn lock(disk: &Mutex<OnDisk>) -> std::sync::MutexGuard<'_, OnDisk> {
    disk.lock().expect("no thread panics while it holds the lock")
}

pub(super) fn failed(path: &Path, source: io::Error) -> crate::Error {
    let folder = path.parent().unwrap_or(path).to_owned();
    ErrorKind::Scratch { folder, source }.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scratch::Scratch;

    proptest! {
        #[test]
        fn numbers_are_the_same_read_with_and_without_a_loop(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), 0x80..=u8::MAX], 0..14),
        ) {
            let (mut left, mut left_by_loop) = (&bytes[..], &bytes[..]);
            let read = number(&mut left);
            prop_assert_eq!(read, long_number(&mut left_by_loop));
            prop_assert!(read.is_none() || left == left_by_loop);
        }

        #[test]
        fn numbers_are_the_same_read_together_or_one_by_one(
            numbers in proptest::collection::vec(
                prop_oneof![0..300_u64, 0..70_000_u64, 0..1_u64 << 33],
                0..40,
            ),
        ) {
            let mut bytes = Vec::new();
            for &number in &numbers {
                put(&mut bytes, number);
            }
            let mut spool = Scratch::in_memory().spool().unwrap();
            spool.write(&bytes).unwrap();
            let spooled = spool.finish().unwrap();
            let mut reader = spooled.reader();
            for expected in numbers.chunks_exact(4) {
                let expected: Option<Vec<u32>> =
                    expected.iter().map(|&number| u32::try_from(number).ok()).collect();
                let read = reader.smalls::<4>();
                prop_assert_eq!(read.as_ref().ok().map(|read| read.to_vec()), expected.clone());
                if expected.is_none() {
                    return Ok(());
                }
            }
            for &expected in numbers.chunks_exact(4).remainder() {
                prop_assert_eq!(reader.number().unwrap(), expected);
            }
            prop_assert!(reader.is_at_end());
        }
    }

    #[test]
    fn small_pieces_are_held_against_their_hashes_too() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..251).cycle().take(PIECE + 7).collect();
        for whole in [true, false] {
            let mut spools = Scratch::in_folder(folder.path(), 1 << 17).spools(3).unwrap();
            bytes.chunks(777).for_each(|part| _ = spools[1].write(part).unwrap());
            let spooled = spools.remove(1).finish().unwrap();
            if !whole {
                let Kept::File(disk) = &spooled.0 else { unreachable!() };
                fs::write(&lock(disk).path, vec![7; bytes.len()]).unwrap();
            }
            for room in [1, 3 * LEAST_PIECE - 1, 5 * LEAST_PIECE + 9, 9 * PIECE] {
                let mut reader = spooled.reader_beside(room, 2);
                let read: Result<Vec<Vec<u8>>> =
                    bytes.chunks(500).map(|part| Ok(reader.take(part.len())?.to_vec())).collect();
                assert_eq!(read.ok().map(|read| read.concat() == bytes), whole.then_some(true));
            }
        }
    }

    #[test]
    fn what_was_damaged_on_disk_is_not_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..251).cycle().take(3 * PIECE + 7).collect();
        for damaged in [0, 7, PIECE - 1, PIECE, 2 * PIECE + 5, 3 * PIECE + 6] {
            let mut spool = Scratch::in_folder(folder.path(), 1).spool().unwrap();
            bytes.chunks(100_000).for_each(|part| _ = spool.write(part).unwrap());
            let spooled = spool.finish().unwrap();
            assert!(spooled.is_whole());
            let path = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
            let mut other = bytes.clone();
            other[damaged] ^= 1;
            fs::write(path, other).unwrap();
            assert!(!spooled.is_whole());
            let mut reader = spooled.reader();
            let read: Result<Vec<Vec<u8>>> =
                bytes.chunks(777).map(|part| reader.take(part.len()).map(<[u8]>::to_vec)).collect();
            assert!(matches!(read.unwrap_err().kind(), ErrorKind::Scratch { .. }), "{damaged}");
        }
    }

    #[test]
    fn what_is_spooled_is_the_same_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..251).cycle().take(3 * PIECE + 7).collect();
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let mut spool = scratch.spool().unwrap();
            for (part, at) in bytes.chunks(1000).zip((0..).step_by(1000)) {
                assert_eq!(spool.write(part).unwrap(), at);
            }
            let spooled = spool.finish().unwrap();
            assert_eq!(spooled.len(), bytes.len() as u64);
            let mut reader = spooled.reader();
            for part in bytes.chunks(777) {
                assert_eq!(reader.take(part.len()).unwrap(), part);
            }
            assert!(reader.is_at_end() && reader.take(1).is_err());
            let mut some = [0; 9];
            spooled.read_at(PIECE as u64 - 3, &mut some).unwrap();
            assert_eq!(some, bytes[PIECE - 3..PIECE + 6]);
            let at_hand = spooled.at_hand(PIECE as u64 - 9, 9);
            assert_eq!(at_hand, spooled.is_in_memory().then_some(&bytes[PIECE - 9..PIECE]));
            assert_eq!(spooled.at_hand(PIECE as u64 - 3, 9), None);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
