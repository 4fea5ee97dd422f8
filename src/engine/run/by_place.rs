//! Data that the first pass keeps in memory, by the places of the articles.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::article::Place;

/// The data kept for the articles of one chunk, in their order, each with its size in bytes.
pub(crate) type Pack<T> = Vec<(Place, T, usize)>;

/// Collects packs until the room is used up.
#[derive(Debug)]
pub(crate) struct Keeper<T> {
    packs: Vec<Vec<(Place, T)>>,
    room: usize,
}

impl<T> Keeper<T> {
    /// `room` is in bytes.
    pub(crate) fn new(room: usize) -> Keeper<T> {
        Keeper { packs: Vec::new(), room }
    }

    pub(crate) fn has_room(&self) -> bool {
        self.room > 0
    }

    /// Keeps the entries of a pack up to the first that does not fit. Nothing is kept after that.
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
        // There are thousands of packs, each with spare capacity.
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
    fn entries_are_found_by_place_in_whatever_order_the_chunks_came() {
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
    fn nothing_is_kept_after_the_first_entry_that_does_not_fit() {
        let mut keeper = Keeper::new(25);
        keeper.keep(vec![(place(0, 0), 1, 10), (place(0, 10), 2, 20), (place(0, 20), 3, 1)]);
        assert!(!keeper.has_room());
        keeper.keep(vec![(place(0, 30), 4, 1)]);
        let kept = keeper.finish();
        let found = [0, 10, 20, 30].map(|offset| kept.find(place(0, offset), |kept| *kept));
        assert_eq!(found, [Some(1), None, None, None]);
    }
}
