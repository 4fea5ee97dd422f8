//! Profiles that the first reading keeps, so that a corpus of usual size is read once.

use std::sync::{Mutex, PoisonError};

use crate::article::Place;
use crate::hash::HashMap;
use crate::scratch::Scratch;
use crate::verify::Profile;

/// Parts of the room that kept profiles may take one of: half a gigabyte where nothing limits it.
const PARTS: usize = 4;

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
