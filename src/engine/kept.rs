//! Profiles that the first reading keeps of articles that are likely to be measured, so that few are read again.
//!
//! Which these are depends on the order of reading; what is not kept is read again, and the results are the same.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::article::Place;
use crate::hash::{self, HashMap};
use crate::scratch::Scratch;
use crate::verify::Profile;

/// Parts of the room that kept profiles may take one of: half a gigabyte where nothing limits it.
const PARTS: usize = 4;

/// Which minima were met before, nearly: an article that has some of them is likely to have a candidate.
#[derive(Debug)]
pub(crate) struct Met(Vec<AtomicU64>);

/// Parts of 64 bits: 8 MB, of which 800,000 minima mark one bit in eighty.
const MET_PARTS: usize = 1 << 20;

/// Minima of each article that are looked at, and how many of them must have been met. Copies with two fifths of their
/// shingles in common share three of the eight.
const LOOKED_AT: usize = 8;
const ENOUGH: usize = 2;

impl Met {
    pub(crate) fn new() -> Met {
        let mut parts = Vec::new();
        parts.resize_with(MET_PARTS, AtomicU64::default);
        Met(parts)
    }

    /// Marks the first of some minima, and says whether enough of them were marked before.
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

/// Profiles by the places of their articles, until there is no more room.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    profiles: Mutex<HashMap<Place, Profile>>,
}

/// Takes profiles for as long as there is room.
#[derive(Debug)]
pub(crate) struct Keeper {
    profiles: HashMap<Place, Profile>,
    room: usize,
}

impl Keeper {
    /// Keeps nothing where memory is limited: what is kept here would be taken from the rest of the run.
    pub(crate) fn new(scratch: &Scratch) -> Keeper {
        let room = if scratch.is_limited() { 0 } else { scratch.room(PARTS) };
        Keeper { profiles: HashMap::default(), room }
    }

    /// Whether any more would be kept.
    pub(crate) fn has_room(&self) -> bool {
        self.room > 0
    }

    /// Keeps a profile that takes so many bytes, if there is room.
    pub(crate) fn keep(&mut self, place: Place, profile: Profile, bytes: usize) {
        if bytes <= self.room {
            self.room -= bytes;
            self.profiles.insert(place, profile);
        } else {
            self.room = 0;
        }
    }

    pub(crate) fn finish(self) -> Kept {
        Kept { profiles: Mutex::new(self.profiles) }
    }
}

impl Kept {
    /// The profile of the article that stands there, which is given once.
    pub(crate) fn take(&self, place: Place) -> Option<Profile> {
        self.profiles.lock().unwrap_or_else(PoisonError::into_inner).remove(&place)
    }

    /// Lets go of those that nobody took.
    pub(crate) fn clear(&self) {
        *self.profiles.lock().unwrap_or_else(PoisonError::into_inner) = HashMap::default();
    }
}
