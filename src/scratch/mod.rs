//! Storage for the data of a run: in memory, or in a folder if memory is limited.
//!
//! A spool takes bytes and can be read any number of times. Its users do not know where the bytes
//! are, so a run gives the same results with and without a memory limit.

mod checkpoint;
mod records;
mod sorter;
mod spool;
mod unfinished;

pub use checkpoint::Checkpoints;
pub(crate) use records::{Records, RecordsWriter};
pub(crate) use sorter::Sorter;
pub(crate) use spool::{Fields, Reader, Spool, Spooled, number, put, put_u32, put_u64};
pub(crate) use unfinished::{Begun, begin, hold};
pub use unfinished::{NewFile, Workspace, clear, make_folder};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::spool::{PIECE, piece_of};
use crate::error::Result;

/// Bytes of memory to divide among the parts, if there is no limit.
const UNLIMITED_ROOM: usize = 2 << 30;

/// Least memory per part, however small the limit: less would cost much and save nothing.
const LEAST_ROOM: usize = 1 << 10;

/// Where a run keeps its data.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    limited: Option<Limited>,
    checkpoints: Option<Checkpoints>,
}

#[derive(Clone, Debug)]
struct Limited {
    folder: PathBuf,
    memory: u64,
    next_file: Arc<AtomicU64>,
}

impl Scratch {
    /// Keeps everything in memory.
    pub fn in_memory() -> Scratch {
        Scratch::default()
    }

    /// Keeps data in this existing folder if it does not fit into `memory` bytes.
    pub fn in_folder(folder: &Path, memory: u64) -> Scratch {
        let next_file = Arc::new(AtomicU64::new(0));
        let folder = folder.to_owned();
        Scratch { limited: Some(Limited { folder, memory, next_file }), checkpoints: None }
    }

    /// Keeps finished stages of the run, too.
    #[must_use]
    pub fn with_checkpoints(self, checkpoints: Checkpoints) -> Scratch {
        Scratch { checkpoints: Some(checkpoints), ..self }
    }

    /// Where finished stages are kept, if anywhere.
    pub(crate) fn checkpoints(&self) -> Option<&Checkpoints> {
        self.checkpoints.as_ref()
    }

    /// Whether memory is limited.
    pub fn is_limited(&self) -> bool {
        self.limited.is_some()
    }

    /// The memory of one of `parts` parts that exist at the same time, in bytes.
    pub(crate) fn room(&self, parts: usize) -> usize {
        let whole = self.limited.as_ref().map_or(UNLIMITED_ROOM, |limited| {
            usize::try_from(limited.memory).unwrap_or(usize::MAX)
        });
        (whole / parts).max(LEAST_ROOM)
    }

    /// Begins a spool.
    pub(crate) fn spool(&self) -> Result<Spool> {
        self.spool_in_pieces(PIECE)
    }

    /// Begins `count` spools that are filled in turn; their write buffers share one part of the
    /// memory.
    pub(crate) fn spools(&self, count: usize) -> Result<Vec<Spool>> {
        let piece = piece_of(self.room(8), count);
        (0..count).map(|_| self.spool_in_pieces(piece)).collect()
    }

    fn spool_in_pieces(&self, piece: usize) -> Result<Spool> {
        let Some(limited) = &self.limited else {
            return Ok(Spool::in_memory());
        };
        let number = limited.next_file.fetch_add(1, Ordering::Relaxed);
        Spool::in_file(limited.folder.join(format!("spool-{number}")), piece)
    }
}
