//! Decompressed chunks that stay in memory. Reading an article of a compressed file again would otherwise
//! decompress the file from its start.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::article::{FileId, Place};

/// Chunks of compressed files, until their room is used up.
#[derive(Default)]
pub(crate) struct Held(Mutex<Chunks>);

#[derive(Default)]
struct Chunks {
    /// Bytes that more chunks may take.
    room: usize,
    /// By their files, and where they begin there.
    bytes: BTreeMap<(FileId, u64), Vec<u8>>,
}

impl Held {
    /// Drops what is held. From now on chunks are held until they take this many bytes.
    pub(crate) fn begin(&self, room: usize) {
        *self.chunks() = Chunks { room, bytes: BTreeMap::new() };
    }

    /// Holds the bytes of a file from this offset on, if there is room.
    pub(crate) fn put(&self, file: FileId, offset: u64, bytes: Vec<u8>) {
        let mut chunks = self.chunks();
        if let Some(room) = chunks.room.checked_sub(bytes.capacity()) {
            chunks.room = room;
            chunks.bytes.insert((file, offset), bytes);
        }
    }

    /// Appends a record to a buffer, if its chunk is held.
    pub(crate) fn read(&self, place: Place, buffer: &mut Vec<u8>) -> bool {
        let chunks = self.chunks();
        let mut before = chunks.bytes.range((place.file, 0)..=(place.file, place.offset));
        let Some((&(_, offset), bytes)) = before.next_back() else { return false };
        let start = usize::try_from(place.offset - offset);
        let (Ok(start), Ok(length)) = (start, usize::try_from(place.bytes)) else { return false };
        let record = bytes.get(start..).and_then(|rest| rest.get(..length));
        buffer.extend_from_slice(record.unwrap_or_default());
        record.is_some()
    }

    fn chunks(&self) -> MutexGuard<'_, Chunks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("chunks", &self.chunks().bytes.len()).finish_non_exhaustive()
    }
}
