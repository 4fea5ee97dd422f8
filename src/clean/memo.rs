//! Remembers what was found in texts that come again: the lines of a site, and those that copies of a story share.

use std::sync::{Mutex, PoisonError};

/// What was found last under each key, as far as no other key took its place.
#[derive(Debug)]
pub(super) struct Memo<T>(Box<[Mutex<Option<Known<T>>>]>);

/// What was found under a key.
#[derive(Debug)]
struct Known<T> {
    key: u64,
    found: T,
}

impl<T: Clone> Memo<T> {
    /// An empty one that remembers so many finds at most.
    pub(super) fn new(places: usize) -> Memo<T> {
        let mut all = Vec::new();
        all.resize_with(places, Mutex::default);
        Memo(all.into())
    }

    /// What was found under this key; found now if it is not remembered.
    ///
    /// The key is the hash of all that the find depends on.
    #[expect(clippy::cast_possible_truncation, reason = "any bits of the hash will do")]
    pub(super) fn get_or_find(&self, key: u64, find: impl FnOnce() -> T) -> T {
        let place = &self.0[key as usize % self.0.len()];
        let lock = || place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*lock()
            && known.key == key
        {
            return known.found.clone();
        }
        let found = find();
        *lock() = Some(Known { key, found: found.clone() });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn find_is_remembered_until_another_takes_its_place() {
        let memo = Memo::new(2);
        assert_eq!(memo.get_or_find(4, || "one"), "one");
        assert_eq!(memo.get_or_find(4, || "other"), "one");
        assert_eq!(memo.get_or_find(6, || "other"), "other");
        assert_eq!(memo.get_or_find(5, || "third"), "third");
        assert_eq!(memo.get_or_find(4, || "fourth"), "fourth");
    }
}
