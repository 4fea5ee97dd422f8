//! What the first reading keeps of articles in memory, by the places of these.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::article::Place;

/// What is kept of the articles of one chunk of a file, in their order, with the bytes that each takes.
pub(crate) type Pack<T> = Vec<(Place, T, usize)>;

/// Takes packs for as long as there is room.
#[derive(Debug)]
pub(crate) struct Keeper<T> {
    packs: Vec<Vec<(Place, T)>>,
    room: usize,
}

impl<T> Keeper<T> {
    /// With room for so many bytes.
    pub(crate) fn new(room: usize) -> Keeper<T> {
        Keeper { packs: Vec::new(), room }
    }

    pub(crate) fn has_room(&self) -> bool {
        self.room > 0
    }

    /// Keeps a pack, as far as there is room.
    pub(crate) fn keep(&mut self, mut pack: Pack<T>) {
        let room = &mut self.room;
        let kept = pack.iter().take_while(|&&(.., bytes)| {
            let fits = bytes <= *room;
            *room = if fits { *room - bytes } else { 0 };
            fits
        });
        pack.truncate(kept.count());
        let mut kept: Vec<(Place, T)> =
            pack.into_iter().map(|(place, kept, _)| (place, kept)).collect();
        // There are thousands of packs, and each was gathered in room to spare.
        kept.shrink_to_fit();
        self.packs.push(kept);
    }

    pub(crate) fn finish(self) -> ByPlace<T> {
        let mut packs: Vec<Chunk<T>> = self
            .packs
            .into_iter()
            .filter_map(|pack| Some(Chunk { first: pack.first()?.0, kept: Mutex::new(pack) }))
            .collect();
        packs.sort_unstable_by_key(|pack| pack.first);
        ByPlace(packs)
    }
}

/// What is kept of the articles of a chunk, from the one that stands first.
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

/// What is kept, in the order of the places.
#[derive(Debug)]
pub(crate) struct ByPlace<T>(Vec<Chunk<T>>);

impl<T> Default for ByPlace<T> {
    fn default() -> ByPlace<T> {
        ByPlace(Vec::new())
    }
}

impl<T: Send> ByPlace<T> {
    /// What `look` makes of what is kept of the article that stands there.
    pub(crate) fn find<R>(&self, place: Place, look: impl FnOnce(&mut T) -> R) -> Option<R> {
        let chunk = self.0.partition_point(|chunk| chunk.first <= place).checked_sub(1)?;
        let mut kept = self.0[chunk].kept();
        let at = kept.binary_search_by_key(&place, |&(place, _)| place).ok()?;
        Some(look(&mut kept[at].1))
    }

    /// Lets go of all of it.
    pub(crate) fn clear(&self) {
        self.0.par_iter().for_each(|chunk| *chunk.kept() = Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::FileId;

    fn place(file: u32, offset: u64) -> Place {
        Place { file: FileId(file), offset, bytes: 10, line: 1 }
    }

    #[test]
    fn what_is_kept_is_found_by_its_place_whichever_chunk_came_first() {
        let mut keeper = Keeper::new(1000);
        keeper.keep(vec![(place(0, 50), "one", 10), (place(0, 70), "two", 10)]);
        keeper.keep(vec![]);
        keeper.keep(vec![(place(1, 50), "other file", 10)]);
        keeper.keep(vec![(place(0, 0), "first", 10)]);
        let kept = keeper.finish();
        let found = |file, offset| kept.find(place(file, offset), |kept| *kept);
        assert_eq!(found(0, 0), Some("first"));
        assert_eq!(found(0, 70), Some("two"));
        assert_eq!(found(0, 60), None);
        assert_eq!(found(1, 50), Some("other file"));
        kept.clear();
        assert_eq!(kept.find(place(0, 0), |kept| *kept), None);
    }

    #[test]
    fn nothing_is_kept_behind_what_found_no_room() {
        let mut keeper = Keeper::new(25);
        keeper.keep(vec![(place(0, 0), 1, 10), (place(0, 10), 2, 20), (place(0, 20), 3, 1)]);
        assert!(!keeper.has_room());
        keeper.keep(vec![(place(0, 30), 4, 1)]);
        let kept = keeper.finish();
        let found = [0, 10, 20, 30].map(|offset| kept.find(place(0, offset), |kept| *kept));
        assert_eq!(found, [Some(1), None, None, None]);
    }
}
