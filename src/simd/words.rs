//! Finds the plain ASCII words of a text from the class bits of its windows; the caller reads the
//! rest.
//!
//! This code is the same for all processors, and is compiled into the kernel of each.

use std::ops::Range;

use super::classes::{Classes, WINDOW};
use crate::hash;

/// Receives the words that [`words`](super::words) finds.
pub(crate) trait Words {
    /// The position of a word in the text.
    type Place;

    /// The hashes and places of the words so far, equally many.
    fn lists(&mut self) -> (&mut Vec<u64>, &mut Vec<Self::Place>);

    /// The place of a word, from its first byte to the one after its last.
    fn place(start: u32, end: u32) -> Self::Place;

    /// Reads a run that is not plain from its first byte, and returns where to continue.
    fn other(&mut self, start: usize) -> usize;
}

/// Finds the words of `text[range]`; `classes` classifies the bytes of a window.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the target features are those of the caller")]
pub(super) fn find<W: Words>(
    classes: impl Fn(&[u8]) -> Classes,
    text: &[u8],
    range: Range<usize>,
    words: &mut W,
) {
    assert!(range.end <= text.len(), "a range lies in its text");
    assert!(
        u32::try_from(range.end).is_ok(),
        "a Cleaner reads no more of a body than u32 can count"
    );
    let mut window = range.start;
    while window < range.end {
        let length = WINDOW.min(range.end - window);
        let inside = u64::MAX >> (WINDOW - length);
        let Classes { plain, other, hyphen, blank } =
            classes(&text[window..text.len().min(window + WINDOW)]);
        // A hyphen before whitespace may join two halves of a word. What follows the window is
        // unknown.
        let special = (other | hyphen & (blank >> 1 | 1 << (WINDOW - 1))) & inside;
        let mut runs = (plain | other) & inside;
        let mut next = window + length;

        // A run that continues past the window is left to the next window, which begins with it.
        if next < range.end && runs >> (WINDOW - 1) == 1 {
            let open = WINDOW - runs.leading_ones() as usize;
            next = if open == 0 { words.other(window) } else { window + open };
            runs &= (1 << open) - 1;
        }
        loop {
            let marked = (runs | runs << 1) & special;
            if marked == 0 {
                take(text, window, runs, words);
                break;
            }
            // The mark is in a run, or it is the hyphen after one.
            let first =
                (u64::MAX >> (WINDOW - 1 - marked.trailing_zeros() as usize)) & starts(runs);
            let first = WINDOW - 1 - first.leading_zeros() as usize;
            take(text, window, runs & ((1 << first) - 1), words);
            let behind = words.other(window + first);
            debug_assert!(behind > window + first, "a run has a byte at least");
            if behind >= next {
                next = behind;
                break;
            }
            runs &= u64::MAX << (behind - window);
        }
        window = next;
    }
}

/// Takes each run of a window as a word.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn take<W: Words>(text: &[u8], window: usize, runs: u64, words: &mut W) {
    let (mut starts, mut ends) = (starts(runs), !runs & (runs << 1));
    let found = starts.count_ones() as usize;
    let (hashes, places) = words.lists();
    hashes.reserve(found);
    places.reserve(found);
    let mut free_hash: *mut u64 = hashes.spare_capacity_mut().as_mut_ptr().cast();
    let mut free_place: *mut W::Place = places.spare_capacity_mut().as_mut_ptr().cast();
    while starts != 0 {
        let start = window + starts.trailing_zeros() as usize;
        let end = window + ends.trailing_zeros() as usize;
        // SAFETY: a run has at least one byte, and ends no later than the window, which is in the
        // text.
        let word = unsafe {
            std::hint::assert_unchecked(start < end);
            text.get_unchecked(start..end)
        };
        // SAFETY: room was reserved for as many words as there are runs.
        unsafe {
            free_hash.write(hash::ascii_word(word));
            free_place.write(place::<W>(start, end));
            free_hash = free_hash.add(1);
            free_place = free_place.add(1);
        }
        starts &= starts - 1;
        ends &= ends.wrapping_sub(1);
    }
    // SAFETY: `found` elements were written past the end of each.
    unsafe {
        hashes.set_len(hashes.len() + found);
        places.set_len(places.len() + found);
    }
}

/// The lowest bit of each run of bits.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn starts(runs: u64) -> u64 {
    runs & !(runs << 1)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
#[expect(clippy::cast_possible_truncation, reason = "a range ends where u32 can count")]
fn place<W: Words>(start: usize, end: usize) -> W::Place {
    W::place(start as u32, end as u32)
}
