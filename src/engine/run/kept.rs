//! What the first pass keeps of articles that are likely to be compared, so that few are read again:
//! their profiles, and their display fields.
//!
//! Which articles these are depends on the order of reading. The others are read again, so the
//! results do not change. Without a memory limit both are kept in memory, by the places of the
//! articles, until their room is used up; if few articles used it up, nothing is kept. With one, all
//! profiles are kept on disk, and no display fields.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::shown::Shown;
use crate::article::Place;
use crate::error::Result;
use crate::hash;
use crate::index;
use crate::scratch::{Fields, Scratch, Spool, Spooled, put_u32, put_u64};
use crate::simd;
use crate::verify::{Profile, StoredProfile};

/// Kept profiles may take one in this many parts of the room: half a gigabyte without a memory
/// limit.
const PROFILE_PARTS: usize = 4;

/// Display fields may take one in this many parts: 128 MB.
const SHOWN_PARTS: usize = 16;

/// If the room was used up by fewer than one in this many records, nothing is kept.
const FEW: u64 = 8;

/// A name for the last article that had each minimum, approximately. An article that shares several minima
/// with another is likely to be compared with it, and takes over its name: the copies of a story have
/// one.
#[derive(Debug)]
pub(crate) struct Met(Vec<AtomicU32>);

/// Places for minima: 8 MB.
const MET_PLACES: usize = 1 << 21;

/// Minima of each article that are looked up, and how many of them one other article must have had last.
/// Copies with two fifths of their shingles in common share three of the eight.
const LOOKED_AT: usize = 8;
const ENOUGH: usize = 2;

impl Met {
    pub(crate) fn new() -> Met {
        // Written at once: pages that are first read, and written later, cost each thread two faults.
        let mut places = Vec::new();
        places.resize_with(MET_PLACES, AtomicU32::default);
        Met(places)
    }

    /// Prefetches what [`meet`](Met::meet) looks up, which is rarely in the cache.
    pub(crate) fn prefetch(&self, minima: &[u64]) {
        places_of(looked_at(minima)).for_each(|place| simd::prefetch(&self.0[place..=place]));
    }

    /// Names the article by its first few minima, and returns whether another one had enough of them.
    pub(crate) fn meet(&self, minima: &[u64]) -> bool {
        let minima = looked_at(minima);
        let (Some(&first), Some(&last)) = (minima.first(), minima.last()) else { return false };
        // Any number but 0, which is nobody's.
        #[expect(clippy::cast_possible_truncation, reason = "only some bits are wanted")]
        let own = (hash::mix(first ^ last.rotate_left(32)) as u32).max(1);
        let mut others = [0; LOOKED_AT];
        for (other, place) in others.iter_mut().zip(places_of(minima)) {
            *other = self.0[place].load(Ordering::Relaxed);
        }
        let shares_enough = |&&other: &&u32| {
            other != 0 && others.iter().filter(|&&one| one == other).count() >= ENOUGH
        };
        let met = others.iter().find(shares_enough);
        let name = *met.unwrap_or(&own);
        places_of(minima).for_each(|place| self.0[place].store(name, Ordering::Relaxed));
        met.is_some()
    }
}

/// The minima that are looked up, without padding.
fn looked_at(minima: &[u64]) -> &[u64] {
    let padded = minima.iter().take(LOOKED_AT).position(|&minimum| minimum == u64::MAX);
    &minima[..padded.unwrap_or(LOOKED_AT.min(minima.len()))]
}

#[expect(clippy::cast_possible_truncation, reason = "only some bits are wanted")]
fn places_of(minima: &[u64]) -> impl Iterator<Item = usize> {
    minima.iter().map(|&minimum| hash::mix(minimum) as usize % MET_PLACES)
}

/// Estimated bytes of the profile of an article with this many words: 4 for each shingle, plus
/// small fields.
pub(crate) fn profile_bytes(words: u32) -> usize {
    640 + 6 * words as usize
}

/// Collects what is kept.
#[derive(Debug)]
pub(crate) struct Keeper {
    profiles: ProfileKeeper,
    shown: InMemory<Arc<Shown>>,
}

#[derive(Debug)]
enum ProfileKeeper {
    InMemory(InMemory<Option<Profile>>),
    OnDisk { spool: Spool, chunks: Vec<StoredChunk> },
}

/// What is kept of the articles of one chunk: nothing where there was no room left.
#[derive(Debug)]
pub(crate) struct Pack {
    profiles: Option<ProfilePack>,
    shown: Option<SizedPack<Arc<Shown>>>,
}

#[derive(Debug)]
enum ProfilePack {
    InMemory(SizedPack<Option<Profile>>),
    OnDisk(StoredPack),
}

/// Initial capacity of a pack: enough for most chunks.
const USUAL_PROFILES: usize = 1 << 7;

impl Keeper {
    pub(crate) fn new(scratch: &Scratch) -> Result<Keeper> {
        Ok(if scratch.is_limited() {
            Keeper {
                profiles: ProfileKeeper::OnDisk { spool: scratch.spool()?, chunks: Vec::new() },
                shown: InMemory::new(0),
            }
        } else {
            Keeper {
                profiles: ProfileKeeper::InMemory(InMemory::new(scratch.room(PROFILE_PARTS))),
                shown: InMemory::new(scratch.room(SHOWN_PARTS)),
            }
        })
    }

    /// An empty pack for the next chunk.
    pub(crate) fn pack(&self) -> Pack {
        let profiles = match &self.profiles {
            ProfileKeeper::InMemory(keeper) => {
                keeper.has_room().then(|| ProfilePack::InMemory(Vec::with_capacity(USUAL_PROFILES)))
            }
            ProfileKeeper::OnDisk { .. } => Some(ProfilePack::OnDisk(StoredPack::default())),
        };
        Pack { profiles, shown: self.shown.has_room().then(Vec::new) }
    }

    /// Keeps what is in a pack, as far as it fits.
    pub(crate) fn keep(&mut self, Pack { profiles, shown }: Pack) -> Result<()> {
        if let Some(shown) = shown {
            self.shown.keep(shown);
        }
        match (&mut self.profiles, profiles) {
            (_, None) => {}
            (ProfileKeeper::InMemory(keeper), Some(ProfilePack::InMemory(pack))) => {
                keeper.keep(pack);
            }
            (ProfileKeeper::OnDisk { spool, chunks }, Some(ProfilePack::OnDisk(pack))) => {
                if let Some(first) = pack.first {
                    let at = spool.write(&pack.entries)?;
                    spool.write(&pack.profiles)?;
                    chunks.push(StoredChunk { first, at, entries: pack.entries.len() / ENTRY });
                }
            }
            (ProfileKeeper::InMemory(_), Some(ProfilePack::OnDisk(_)))
            | (ProfileKeeper::OnDisk { .. }, Some(ProfilePack::InMemory(_))) => {
                unreachable!("a pack is made by its keeper")
            }
        }
        Ok(())
    }

    /// Finishes, after `read` records.
    pub(crate) fn finish(self, read: u64) -> Result<(Kept, KeptShown)> {
        let kept = match self.profiles {
            ProfileKeeper::InMemory(keeper) => {
                Kept { in_memory: keeper.finish(read), ..Kept::default() }
            }
            ProfileKeeper::OnDisk { spool, mut chunks } => {
                chunks.sort_unstable_by_key(|chunk| chunk.first);
                Kept { stored: spool.finish()?, chunks, ..Kept::default() }
            }
        };
        Ok((kept, self.shown.finish(read)))
    }
}

impl Pack {
    /// Whether there is room for anything.
    pub(crate) fn has_room(&self) -> bool {
        self.profiles.is_some() || self.shown.is_some()
    }

    /// Adds an article with this many words.
    pub(crate) fn push(
        &mut self,
        place: Place,
        words: u32,
        shown: impl FnOnce() -> Shown,
        profile: impl FnOnce() -> Profile,
    ) {
        if let Some(pack) = &mut self.shown {
            let shown = shown();
            let bytes = size_of::<(Place, Arc<Shown>)>() + shown.bytes();
            pack.push((place, Arc::new(shown), bytes));
        }
        match &mut self.profiles {
            None => {}
            Some(ProfilePack::InMemory(pack)) => {
                pack.push((place, Some(profile()), profile_bytes(words)));
            }
            Some(ProfilePack::OnDisk(pack)) => pack.push(place, &profile()),
        }
    }
}

/// Encoded profiles, in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct StoredPack {
    first: Option<Place>,
    /// For each article, its offset in the file and the bytes of its profile.
    entries: Vec<u8>,
    profiles: Vec<u8>,
}

/// Bytes of an entry.
const ENTRY: usize = 12;

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

/// Where the profiles of a chunk are stored: the entries first, then the profiles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredChunk {
    first: Place,
    at: u64,
    entries: usize,
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

/// The display fields that were kept. The tables share them.
pub(crate) type KeptShown = ByPlace<Arc<Shown>>;

/// The data kept for the articles of one chunk, in their order, each with its size in bytes.
type SizedPack<T> = Vec<(Place, T, usize)>;

/// Collects packs until the room is used up.
#[derive(Debug)]
struct InMemory<T> {
    packs: Vec<Vec<(Place, T)>>,
    room: usize,
}

impl<T> InMemory<T> {
    /// `room` is in bytes.
    fn new(room: usize) -> InMemory<T> {
        InMemory { packs: Vec::new(), room }
    }

    fn has_room(&self) -> bool {
        self.room > 0
    }

    /// Keeps the entries of a pack up to the first that does not fit. Nothing is kept after that.
    fn keep(&mut self, mut pack: SizedPack<T>) {
        let room = &mut self.room;
        let kept = pack.iter().take_while(|&&(.., bytes)| {
            let fits = bytes <= *room;
            *room = if fits { *room - bytes } else { 0 };
            fits
        });
        pack.truncate(kept.count());
        let mut kept: Vec<(Place, T)> =
            pack.into_iter().map(|(place, kept, _)| (place, kept)).collect();
        // There are thousands of packs, each with spare capacity.
        kept.shrink_to_fit();
        self.packs.push(kept);
    }

    /// Drops everything if few of the records used the room up: it would take memory until the end of the run,
    /// and spare little reading.
    fn finish(self, read: u64) -> ByPlace<T> {
        let kept: usize = self.packs.iter().map(Vec::len).sum();
        if !self.has_room() && read > FEW * kept as u64 {
            return ByPlace::default();
        }
        let mut packs: Vec<Chunk<T>> = self
            .packs
            .into_iter()
            .filter_map(|pack| Some(Chunk { first: pack.first()?.0, kept: Mutex::new(pack) }))
            .collect();
        packs.sort_unstable_by_key(|pack| pack.first);
        ByPlace(packs)
    }
}

/// The data kept for the articles of one chunk.
#[derive(Debug)]
struct Chunk<T> {
    first: Place,
    kept: Mutex<Vec<(Place, T)>>,
}

impl<T> Chunk<T> {
    fn kept(&self) -> MutexGuard<'_, Vec<(Place, T)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The data kept, in the order of the places.
#[derive(Debug)]
pub(crate) struct ByPlace<T>(Vec<Chunk<T>>);

impl<T> Default for ByPlace<T> {
    fn default() -> ByPlace<T> {
        ByPlace(Vec::new())
    }
}

impl<T: Send> ByPlace<T> {
    /// Calls `look` on the data kept for the article at a place, if there is any.
    pub(crate) fn find<R>(&self, place: Place, look: impl FnOnce(&mut T) -> R) -> Option<R> {
        let chunk = self.0.partition_point(|chunk| chunk.first <= place).checked_sub(1)?;
        let mut kept = self.0[chunk].kept();
        let at = kept.binary_search_by_key(&place, |&(place, _)| place).ok()?;
        Some(look(&mut kept[at].1))
    }

    /// Drops everything.
    fn clear(&self) {
        self.0.par_iter().for_each(|chunk| *chunk.kept() = Vec::new());
    }
}

#[cfg(test)]
mod tests {
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
    fn kept(scratch: &Scratch) -> (Kept, KeptShown) {
        let mut keeper = Keeper::new(scratch).unwrap();
        for chunk in [vec![place(0, 50), place(0, 70)], vec![place(0, 0)], vec![place(1, 50)]] {
            let mut pack = keeper.pack();
            for place in chunk {
                let body = format!("The ferry left pier {} of Tarn in the fog.", place.offset);
                pack.push(place, 60, Shown::default, || profile(&body));
            }
            keeper.keep(pack).unwrap();
        }
        keeper.finish(4).unwrap()
    }

    #[test]
    fn what_is_in_memory_is_found_by_place_and_profiles_can_be_taken_once() {
        let (kept, shown) = kept(&Scratch::in_memory());
        for place in [place(0, 0), place(0, 50), place(0, 70), place(1, 50)] {
            assert!(kept.take(place).is_some(), "{place:?}");
            assert!(kept.take(place).is_none(), "{place:?}");
            assert!(shown.find(place, |_| ()).is_some(), "{place:?}");
        }
        assert!(kept.take(place(0, 60)).is_none());
        assert!(shown.find(place(0, 60), |_| ()).is_none());
    }

    #[test]
    fn profiles_on_disk_are_found_by_place() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, shown) = kept(&Scratch::in_folder(folder.path(), 1));
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
        assert!(shown.find(place(0, 50), |_| ()).is_none());
    }
    #[test]
    fn entries_are_found_by_place_in_whatever_order_the_chunks_came() {
        let mut keeper = InMemory::new(1000);
        keeper.keep(vec![(place(0, 50), "one", 10), (place(0, 70), "two", 10)]);
        keeper.keep(vec![]);
        keeper.keep(vec![(place(1, 50), "other file", 10)]);
        keeper.keep(vec![(place(0, 0), "first", 10)]);
        let kept = keeper.finish(4);
        let found = |file, offset| kept.find(place(file, offset), |kept| *kept);
        assert_eq!(found(0, 0), Some("first"));
        assert_eq!(found(0, 70), Some("two"));
        assert_eq!(found(0, 60), None);
        assert_eq!(found(1, 50), Some("other file"));
        kept.clear();
        assert_eq!(kept.find(place(0, 0), |kept| *kept), None);
    }

    #[test]
    fn nothing_is_kept_after_the_first_entry_that_does_not_fit() {
        let mut keeper = InMemory::new(25);
        keeper.keep(vec![(place(0, 0), 1, 10), (place(0, 10), 2, 20), (place(0, 20), 3, 1)]);
        assert!(!keeper.has_room());
        keeper.keep(vec![(place(0, 30), 4, 1)]);
        let kept = keeper.finish(8);
        let found = [0, 10, 20, 30].map(|offset| kept.find(place(0, offset), |kept| *kept));
        assert_eq!(found, [Some(1), None, None, None]);
    }

    #[test]
    fn nothing_is_kept_if_the_room_was_used_up_by_few_of_the_articles() {
        for (room, read, is_kept) in [(15, 8, true), (15, 9, false), (20, 9, true)] {
            let mut keeper = InMemory::new(room);
            keeper.keep(vec![(place(0, 0), (), 10)]);
            if room < 20 {
                keeper.keep(vec![(place(0, 10), (), 10)]);
            }
            assert_eq!(keeper.finish(read).find(place(0, 0), |()| ()).is_some(), is_kept);
        }
    }
}
