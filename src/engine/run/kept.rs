//! Profiles that the first pass keeps of articles that are likely to be compared, so that few are
//! read again.
//!
//! Which profiles these are depends on the order of reading. The others are read again, so the
//! results do not change.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::by_place::{self, ByPlace};
use crate::article::Place;
use crate::error::Result;
use crate::hash;
use crate::index;
use crate::scratch::{Fields, Scratch, Spool, Spooled, put_u32, put_u64};
use crate::verify::{Profile, StoredProfile};

/// Kept profiles may take one in this many parts of the room: half a gigabyte without a memory
/// limit.
const PARTS: usize = 4;

/// Which minima were seen before, approximately. An article with several of them is likely to have
/// a candidate.
#[derive(Debug)]
pub(crate) struct Met(Vec<AtomicU64>);

/// Words of 64 bits: 8 MB, in which 800,000 minima set one bit in eighty.
const MET_PARTS: usize = 1 << 20;

/// Minima of each article that are looked up, and how many of them must have been seen. Copies with
/// two fifths of their shingles in common share three of the eight.
const LOOKED_AT: usize = 8;
const ENOUGH: usize = 2;

impl Met {
    pub(crate) fn new() -> Met {
        let mut parts = Vec::new();
        parts.resize_with(MET_PARTS, AtomicU64::default);
        Met(parts)
    }

    /// Marks the first few minima, and returns whether enough of them were marked before.
    pub(crate) fn meet(&self, minima: &[u64]) -> bool {
        let was_met = |&minimum: &u64| {
            let place = hash::mix(minimum);
            let mark = 1 << (place % 64);
            let part = (place / 64) as usize % MET_PARTS;
            self.0[part].fetch_or(mark, Ordering::Relaxed) & mark != 0
        };
        minima.iter().take(LOOKED_AT).filter(|minimum| was_met(minimum)).count() >= ENOUGH
    }
}

/// Estimated bytes of the profile of an article with this many words: 4 for each shingle, plus
/// small fields.
pub(crate) fn profile_bytes(words: u32) -> usize {
    640 + 6 * words as usize
}

/// Where profiles are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    InMemory,
    OnDisk,
}

/// The profiles of one chunk of a file, ready to be kept.
#[derive(Debug)]
pub(crate) enum Pack {
    InMemory(by_place::Pack<Option<Profile>>),
    OnDisk(StoredPack),
}

/// Encoded profiles, in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct StoredPack {
    first: Option<Place>,
    /// For each article, its offset in the file and the bytes of its profile.
    entries: Vec<u8>,
    profiles: Vec<u8>,
}

/// Initial capacity of a pack: enough for most chunks.
const USUAL_PROFILES: usize = 1 << 7;

/// Bytes of an entry.
const ENTRY: usize = 12;

impl Pack {
    pub(crate) fn new(keeping: Keeping) -> Pack {
        match keeping {
            Keeping::InMemory => Pack::InMemory(Vec::with_capacity(USUAL_PROFILES)),
            Keeping::OnDisk => Pack::OnDisk(StoredPack::default()),
        }
    }

    /// Adds the profile of an article. `bytes` is its size in memory.
    pub(crate) fn push(&mut self, place: Place, profile: Profile, bytes: usize) {
        match self {
            Pack::InMemory(profiles) => profiles.push((place, Some(profile), bytes)),
            Pack::OnDisk(pack) => pack.push(place, &profile),
        }
    }
}

impl StoredPack {
    fn push(&mut self, place: Place, profile: &Profile) {
        let stored = index::encode(&StoredProfile::from(profile));
        // An entry has 32 bits for the length.
        let Ok(bytes) = u32::try_from(stored.len()) else { return };
        self.first.get_or_insert(place);
        put_u64(&mut self.entries, place.offset);
        put_u32(&mut self.entries, bytes);
        self.profiles.extend_from_slice(&stored);
    }
}

/// Collects profiles: in memory until the room is used up, or all of them on disk if memory is
/// limited.
#[derive(Debug)]
pub(crate) enum Keeper {
    InMemory(by_place::Keeper<Option<Profile>>),
    OnDisk { spool: Spool, chunks: Vec<StoredChunk> },
}

/// Where the profiles of a chunk are stored: the entries first, then the profiles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredChunk {
    first: Place,
    at: u64,
    entries: usize,
}

impl Keeper {
    pub(crate) fn new(scratch: &Scratch) -> Result<Keeper> {
        Ok(if scratch.is_limited() {
            Keeper::OnDisk { spool: scratch.spool()?, chunks: Vec::new() }
        } else {
            Keeper::InMemory(by_place::Keeper::new(scratch.room(PARTS)))
        })
    }

    /// Where the next profiles would be kept; `None` if there is no room left.
    pub(crate) fn keeping(&self) -> Option<Keeping> {
        match self {
            Keeper::InMemory(keeper) => keeper.has_room().then_some(Keeping::InMemory),
            Keeper::OnDisk { .. } => Some(Keeping::OnDisk),
        }
    }

    /// Keeps the profiles of a chunk, as far as they fit.
    pub(crate) fn keep(&mut self, pack: Pack) -> Result<()> {
        match (self, pack) {
            (Keeper::InMemory(keeper), Pack::InMemory(pack)) => keeper.keep(pack),
            (Keeper::OnDisk { spool, chunks }, Pack::OnDisk(pack)) => {
                if let Some(first) = pack.first {
                    let at = spool.write(&pack.entries)?;
                    spool.write(&pack.profiles)?;
                    chunks.push(StoredChunk { first, at, entries: pack.entries.len() / ENTRY });
                }
            }
            (Keeper::InMemory(_), Pack::OnDisk(_)) | (Keeper::OnDisk { .. }, Pack::InMemory(_)) => {
                unreachable!("a pack is made as its keeper says")
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Kept> {
        Ok(match self {
            Keeper::InMemory(keeper) => Kept { in_memory: keeper.finish(), ..Kept::default() },
            Keeper::OnDisk { spool, mut chunks } => {
                chunks.sort_unstable_by_key(|chunk| chunk.first);
                Kept { stored: spool.finish()?, chunks, ..Kept::default() }
            }
        })
    }
}

/// The profiles that were kept, by the places of their articles.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Profiles in memory, until they are taken.
    in_memory: ByPlace<Option<Profile>>,
    stored: Spooled,
    /// In the order of their places.
    chunks: Vec<StoredChunk>,
}

impl Kept {
    /// Takes the profile of the article at a place, if it is in memory. A profile can be taken
    /// once.
    pub(crate) fn take(&self, place: Place) -> Option<Profile> {
        self.in_memory.find(place, Option::take).flatten()
    }

    /// Calls `visit` with each profile on disk that belongs to one of `places`, and with the number
    /// of that place. `places` are in rising order; the calls come in any order and from any
    /// thread.
    pub(crate) fn each_stored(
        &self,
        places: &[Place],
        visit: impl Fn(usize, Profile) + Sync,
    ) -> Result<()> {
        let behind = self.chunks.iter().skip(1).map(|next| Some(next.first)).chain([None]);
        let of_chunks: Vec<_> = self
            .chunks
            .iter()
            .zip(behind)
            .map(|(chunk, behind)| {
                let start = places.partition_point(|place| *place < chunk.first);
                let end = behind
                    .map_or(places.len(), |behind| places.partition_point(|place| *place < behind));
                (chunk, start..end)
            })
            .filter(|(_, wanted)| !wanted.is_empty())
            .collect();
        of_chunks.into_par_iter().try_for_each(|(chunk, wanted)| {
            let first = wanted.start;
            self.read(chunk, &places[wanted], |at, profile| visit(first + at, profile))
        })
    }

    /// Reads the wanted profiles of one chunk. Profiles that are missing or cannot be decoded are
    /// skipped.
    fn read(
        &self,
        chunk: &StoredChunk,
        places: &[Place],
        visit: impl Fn(usize, Profile),
    ) -> Result<()> {
        let mut entries = vec![0; ENTRY * chunk.entries];
        self.stored.read_at(chunk.at, &mut entries)?;
        let mut at = chunk.at + entries.len() as u64;
        let mut wanted =
            (0..).zip(places).filter(|(_, place)| place.file == chunk.first.file).peekable();
        let mut stored = Vec::new();
        for entry in entries.chunks_exact(ENTRY) {
            let mut fields = Fields(entry);
            let (offset, bytes) = (fields.u64(), fields.u32());
            while wanted.next_if(|(_, place)| place.offset < offset).is_some() {}
            if let Some((number, _)) = wanted.next_if(|(_, place)| place.offset == offset) {
                stored.resize(bytes as usize, 0);
                self.stored.read_at(at, &mut stored)?;
                let profile = index::decode::<StoredProfile>(&stored).ok();
                if let Some(profile) = profile.and_then(|stored| Profile::try_from(stored).ok()) {
                    visit(number, profile);
                }
            }
            at += u64::from(bytes);
        }
        Ok(())
    }

    /// Drops the profiles in memory that were not taken.
    pub(crate) fn clear(&self) {
        self.in_memory.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::article::{Article, FileId};
    use crate::clean::Cleaner;
    use crate::shingle::Shingling;

    fn place(file: u32, offset: u64) -> Place {
        Place { file: FileId(file), offset, bytes: 10, line: 1 }
    }

    fn profile(body: &str) -> Profile {
        let article = Article { body: body.into(), ..Article::default() };
        Profile::new(&article, &Cleaner::new().clean(&article), Shingling::default())
    }

    /// Keeps two chunks of one file, the later one first, and one chunk of another file.
    fn kept(scratch: &Scratch) -> Kept {
        let mut keeper = Keeper::new(scratch).unwrap();
        for chunk in [vec![place(0, 50), place(0, 70)], vec![place(0, 0)], vec![place(1, 50)]] {
            let mut pack = Pack::new(keeper.keeping().unwrap());
            for place in chunk {
                let body = format!("The ferry left pier {} of Tarn in the fog.", place.offset);
                pack.push(place, profile(&body), 1000);
            }
            keeper.keep(pack).unwrap();
        }
        keeper.finish().unwrap()
    }

    #[test]
    fn profiles_in_memory_can_be_taken_once() {
        let kept = kept(&Scratch::in_memory());
        for place in [place(0, 0), place(0, 50), place(0, 70), place(1, 50)] {
            assert!(kept.take(place).is_some(), "{place:?}");
            assert!(kept.take(place).is_none(), "{place:?}");
        }
        assert!(kept.take(place(0, 60)).is_none());
    }

    #[test]
    fn profiles_on_disk_are_found_by_place() {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept(&Scratch::in_folder(folder.path(), 1));
        let asked = [place(0, 50), place(0, 60), place(0, 70), place(1, 50), place(2, 0)];
        let found = Mutex::new(Vec::new());
        kept.each_stored(&asked, |at, profile| {
            found.lock().unwrap().push((at, StoredProfile::from(&profile)));
        })
        .unwrap();
        let mut found = found.into_inner().unwrap();
        found.sort_by_key(|&(at, _)| at);
        let stored = |pier: u32| {
            StoredProfile::from(&profile(&format!(
                "The ferry left pier {pier} of Tarn in the fog."
            )))
        };
        assert_eq!(found, [(0, stored(50)), (2, stored(70)), (3, stored(50))]);
        assert!(kept.take(place(0, 50)).is_none());
    }
}
