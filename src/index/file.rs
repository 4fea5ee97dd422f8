//! The file of an index: a header, and blocks with checksums.
//!
//! The store trusts what it reads. So every block is checked before the store gets it, and a
//! damaged block is an error instead of undefined results.
//!
//! ```text
//! head       4096 bytes: see the head of format.rs
//! block 0    8 bytes checksum, 4096 bytes of the store
//! block 1    …
//! ```
//!
//! A checksum is the XXH3 of the 4096 bytes, seeded with the number of the block counted from 1,
//! little-endian. A block of zeros with a zero checksum was never written. The store never reads
//! such blocks, so if it does, the disk has lost one.

use std::fs::File;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{fmt, io};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::format::HEAD_BYTES;
use crate::error::{Error, ErrorKind, Result};

const BLOCK: usize = 4096;
const CHECKSUM: usize = 8;
const STORED: usize = CHECKSUM + BLOCK;

/// The store's view of the file: blocks without the header and checksums.
#[derive(Debug)]
pub(super) struct Blocks {
    file: FileBackend,
    /// The first damage that was found.
    damage: Arc<OnceLock<Damage>>,
}

/// A block with a wrong checksum, or that is incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// The offset of the block in the file.
    pub(super) offset: u64,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the block at byte {} is damaged", self.offset)
    }
}

impl std::error::Error for Damage {}

impl Blocks {
    pub(super) fn new(file: FileBackend, damage: Arc<OnceLock<Damage>>) -> Blocks {
        Blocks { file, damage }
    }

    fn damaged(&self, block: u64) -> io::Error {
        let damage = Damage { offset: offset_of(block) };
        io::Error::new(io::ErrorKind::InvalidData, *self.damage.get_or_init(|| damage))
    }

    /// Reads raw blocks and checks them. `may_be_new` allows blocks that were never written.
    fn stored(&self, blocks: std::ops::Range<u64>, may_be_new: bool) -> io::Result<Vec<u8>> {
        let mut stored = vec![0; to_usize(blocks.end - blocks.start)? * STORED];
        self.read_stored(blocks.start, &mut stored, may_be_new)?;
        Ok(stored)
    }

    /// Like [`stored`](Blocks::stored), into an existing buffer.
    fn read_stored(&self, first: u64, stored: &mut [u8], may_be_new: bool) -> io::Result<()> {
        self.file.read(offset_of(first), stored).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged(first),
            _ => error,
        })?;
        for (number, block) in (first..).zip(stored.chunks_exact(STORED)) {
            let (checksum, bytes) = block.split_at(CHECKSUM);
            let is_whole = checksum == checksum_of(number, bytes);
            let is_new = may_be_new && block.iter().all(|&byte| byte == 0);
            if !is_whole && !is_new {
                return Err(self.damaged(number));
            }
        }
        Ok(())
    }
}

impl StorageBackend for Blocks {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.len()?.saturating_sub(HEAD_BYTES) / STORED as u64 * BLOCK as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let touched = Touched::of(offset, out.len());
        if touched.blocks.end - touched.blocks.start == 1 {
            let mut stored = [0; STORED];
            self.read_stored(touched.blocks.start, &mut stored, false)?;
            out.copy_from_slice(&stored[CHECKSUM + touched.skipped..][..out.len()]);
            return Ok(());
        }
        let stored = self.stored(touched.blocks, false)?;
        let mut filled = 0;
        for (place, block) in stored.chunks_exact(STORED).enumerate() {
            let skipped = if place == 0 { touched.skipped } else { 0 };
            let bytes = &block[CHECKSUM + skipped..];
            let bytes = &bytes[..bytes.len().min(out.len() - filled)];
            out[filled..filled + bytes.len()].copy_from_slice(bytes);
            filled += bytes.len();
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let blocks = len.div_ceil(BLOCK as u64);
        self.file.set_len(offset_of(blocks))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Writes the blocks that contain the bytes.
    ///
    /// The store writes only whole new blocks, except for the start of the first block, with which
    /// it commits. There the checksum and the data are next to each other at the start of a disk
    /// sector, and only that much is written, so that a commit is atomic.
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let touched = Touched::of(offset, data.len());
        let is_whole = touched.skipped == 0 && data.len().is_multiple_of(BLOCK);
        let first = touched.blocks.start;
        let mut stored = if is_whole {
            vec![0; data.len() / BLOCK * STORED]
        } else {
            self.stored(touched.blocks.clone(), true)?
        };
        let mut left = data;
        for (place, block) in stored.chunks_exact_mut(STORED).enumerate() {
            let (checksum, bytes) = block.split_at_mut(CHECKSUM);
            let skipped = if place == 0 { touched.skipped } else { 0 };
            let (now, later) = left.split_at(left.len().min(BLOCK - skipped));
            bytes[skipped..skipped + now.len()].copy_from_slice(now);
            left = later;
            checksum.copy_from_slice(&checksum_of(first + place as u64, bytes));
        }
        let is_start_of_a_block = touched.blocks.end - first == 1 && touched.skipped == 0;
        let written =
            if is_start_of_a_block { &stored[..CHECKSUM + data.len()] } else { &stored[..] };
        self.file.write(offset_of(first), written)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}

/// The blocks that contain a byte range.
struct Touched {
    blocks: std::ops::Range<u64>,
    /// Bytes of the first block before the range.
    skipped: usize,
}

impl Touched {
    fn of(offset: u64, bytes: usize) -> Touched {
        let end = offset.saturating_add(bytes as u64);
        Touched {
            blocks: offset / BLOCK as u64..end.div_ceil(BLOCK as u64),
            skipped: usize::try_from(offset % BLOCK as u64).expect("a block is small"),
        }
    }
}

fn offset_of(block: u64) -> u64 {
    HEAD_BYTES + block * STORED as u64
}

fn checksum_of(block: u64, bytes: &[u8]) -> [u8; CHECKSUM] {
    xxh3_64_with_seed(bytes, block + 1).to_le_bytes()
}

fn to_usize(blocks: u64) -> io::Result<usize> {
    usize::try_from(blocks).map_err(|_| io::ErrorKind::OutOfMemory.into())
}

/// The file of an index, and the first damage found in it.
///
/// After a failed read, the store reports all further errors as "previous I/O error", so the first
/// one is kept.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) path: PathBuf,
    damage: Arc<OnceLock<Damage>>,
}

impl Origin {
    pub(super) fn new(path: &Path) -> Origin {
        Origin { path: path.to_owned(), damage: Arc::default() }
    }

    /// The store's view of the file.
    pub(super) fn blocks(&self, file: File) -> Result<Blocks> {
        let backend = FileBackend::new(file).map_err(|error| self.failure(error))?;
        Ok(Blocks::new(backend, Arc::clone(&self.damage)))
    }

    /// Translates an error of the store for the user.
    pub(super) fn failure(&self, error: impl Into<redb::Error>) -> Error {
        let path = self.path.clone();
        if let Some(damage) = self.damage.get() {
            return ErrorKind::DamagedIndex { path, damage: damage.to_string() }.into();
        }
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => ErrorKind::IndexInUse { path },
            redb::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
                ErrorKind::DamagedIndex { path, damage: source.to_string() }
            }
            redb::Error::Corrupted(damage) => ErrorKind::DamagedIndex { path, damage },
            other => ErrorKind::IndexStore { path, problem: other.to_string() },
        }
        .into()
    }
}
