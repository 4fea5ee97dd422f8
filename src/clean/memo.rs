//! Caches results for repeated texts: the lines of a site, and those shared by copies of a story.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// A direct-mapped cache.
#[derive(Debug)]
pub(super) struct Memo<T>(Box<[Mutex<Option<Known<T>>>]>);

/// A cached result.
#[derive(Debug)]
struct Known<T> {
    key: u64,
    found: T,
}

impl<T: Clone> Memo<T> {
    /// An empty cache with this many places.
    pub(super) fn new(places: usize) -> Memo<T> {
        let mut all = Vec::new();
        all.resize_with(places, Mutex::default);
        Memo(all.into())
    }

    /// The result for a key, computed if it is not cached.
    ///
    /// The key must be a hash of everything that the result depends on.
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

/// A cache for results 0, 1 and 2. An entry takes eight bytes: the key, with the result in its
/// lowest bits.
#[derive(Debug)]
pub(super) struct SmallMemo(Box<[AtomicU64]>);

/// The bits of an entry with the result plus 1; 0 if the entry is empty.
const FIND: u64 = 3;

impl SmallMemo {
    /// An empty cache with this many places.
    pub(super) fn new(places: usize) -> SmallMemo {
        let mut all = Vec::new();
        all.resize_with(places, AtomicU64::default);
        SmallMemo(all.into())
    }

    /// The result for a key, computed if it is not cached.
    ///
    /// The key must be a hash of everything that the result depends on.
    pub(super) fn get_or_find(&self, key: u64, find: impl FnOnce() -> u8) -> u8 {
        let place = &self.0[(key >> 2) as usize % self.0.len()];
        let known = place.load(Ordering::Relaxed);
        if (known ^ key) & !FIND == 0 && known & FIND != 0 {
            return (known & FIND) as u8 - 1;
        }
        let found = find();
        debug_assert!(u64::from(found) < FIND);
        place.store(key & !FIND | (u64::from(found) + 1), Ordering::Relaxed);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_result_is_cached_until_replaced() {
        let memo = SmallMemo::new(2);
        for (key, found, expected) in
            [(4, 0, 0), (4, 1, 0), (8, 2, 2), (8, 1, 2), (12, 1, 1), (4, 2, 2), (8, 0, 2)]
        {
            assert_eq!(memo.get_or_find(key, || found), expected, "{key}");
        }
        // Key 0 is not taken for an empty entry.
        assert_eq!(SmallMemo::new(2).get_or_find(0, || 2), 2);
    }

    #[test]
    fn result_is_cached_until_replaced() {
        let memo = Memo::new(2);
        assert_eq!(memo.get_or_find(4, || "one"), "one");
        assert_eq!(memo.get_or_find(4, || "other"), "one");
        assert_eq!(memo.get_or_find(6, || "other"), "other");
        assert_eq!(memo.get_or_find(5, || "third"), "third");
        assert_eq!(memo.get_or_find(4, || "fourth"), "fourth");
    }
}
