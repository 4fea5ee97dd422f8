//! Finds the plain ASCII words of a text from the class bits of its windows; the caller reads the
//! rest.
//!
//! This code is the same for all processors, and is compiled into the kernel of each.

use std::ops::Range;

use super::classes::{Classes, WINDOW};
use crate::span::Span;

/// Receives the words that [`words`](super::words) finds.
pub(crate) trait Words {
    /// The hashes and places of the words so far, equally many.
    fn lists(&mut self) -> (&mut Vec<u64>, &mut Vec<Span>);

    /// Told if some words may be two: there is a place inside of a run where two words may meet.
    fn may_split(&mut self);

    /// Told if there are digits.
    fn has_digits(&mut self);

    /// Reads a run that is not plain from its first byte, and returns where to continue.
    fn other(&mut self, start: usize) -> usize;
}

/// What a processor's kernel does for [`find`].
pub(super) trait Kernel: Copy {
    /// Classifies the bytes of a window.
    fn classes(self, bytes: &[u8]) -> Classes;

    /// The hash of a word, or, if [`hash`](Kernel::hash) makes that of many, its [first bytes](first_bytes).
    fn word(self, text: &[u8], word: Range<usize>) -> u64;

    /// Replaces the first bytes of words with their hashes.
    fn hash(self, text: &[u8], places: &[Span], words: &mut [u64]);
}

/// Finds the words of `text[range]`.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the target features are those of the caller")]
pub(super) fn find<W: Words>(kernel: impl Kernel, text: &[u8], range: Range<usize>, words: &mut W) {
    assert!(range.end <= text.len(), "a range lies in its text");
    assert!(
        u32::try_from(range.end).is_ok(),
        "a Cleaner reads no more of a body than u32 can count"
    );
    // Words are found first and hashed many at a time.
    let mut done = words.lists().0.len();
    let hash_found = |words: &mut W, done: &mut usize| {
        let (hashes, places) = words.lists();
        kernel.hash(text, &places[*done..], &mut hashes[*done..]);
        *done = hashes.len();
    };
    let other = |words: &mut W, done: &mut usize, start: usize| {
        hash_found(words, done);
        let behind = words.other(start);
        *done = words.lists().0.len();
        behind
    };
    let mut window = range.start;
    while window < range.end {
        let length = WINDOW.min(range.end - window);
        let inside = u64::MAX >> (WINDOW - length);
        let bytes = &text[window..text.len().min(window + WINDOW)];
        let Classes { plain, capital, digit, other: beyond, hyphen, blank } = kernel.classes(bytes);
        let beyond = if beyond == 0 { 0 } else { beyond & !punctuation(bytes, beyond) };
        // A hyphen before whitespace may join two halves of a word, unless the range ends there. What follows
        // the window is unknown.
        let special = (beyond | hyphen & ((blank & inside) >> 1 | 1 << (WINDOW - 1))) & inside;
        let mut runs = (plain | beyond) & inside;
        // Each run that is read here lies in its window whole.
        let small = plain & !capital & !digit;
        let joint = (small | capital & small >> 2) & capital >> 1;
        let number_end = plain & plain >> 1 & (digit ^ digit >> 1);
        if (joint | number_end | beyond) & inside != 0 {
            words.may_split();
        }
        if digit & inside != 0 {
            words.has_digits();
        }
        let mut next = window + length;

        // A run that continues past the window is left to the next window, which begins with it.
        if next < range.end && runs >> (WINDOW - 1) == 1 {
            let open = WINDOW - runs.leading_ones() as usize;
            next = if open == 0 { other(words, &mut done, window) } else { window + open };
            runs &= (1 << open) - 1;
        }
        loop {
            let marked = (runs | runs << 1) & special;
            if marked == 0 {
                take(kernel, text, window, runs, words);
                break;
            }
            // The mark is in a run, or it is the hyphen after one.
            let first =
                (u64::MAX >> (WINDOW - 1 - marked.trailing_zeros() as usize)) & starts(runs);
            let first = WINDOW - 1 - first.leading_zeros() as usize;
            take(kernel, text, window, runs & ((1 << first) - 1), words);
            let behind = other(words, &mut done, window + first);
            debug_assert!(behind > window + first, "a run has a byte at least");
            if behind >= next {
                next = behind;
                break;
            }
            runs &= u64::MAX << (behind - window);
        }
        window = next;
    }
    hash_found(words, &mut done);
}

/// Most bytes beyond ASCII in a window whose punctuation is looked for: with more, the text is in
/// another script, and its words are read character by character anyway.
const MOST_BEYOND: u32 = 24;

/// The bytes of the punctuation beyond ASCII that news is full of, one bit each: dashes, curly quotes and dots.
/// `beyond` has the bits of all bytes beyond ASCII.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn punctuation(bytes: &[u8], beyond: u64) -> u64 {
    let (mut left, mut found) = (beyond, 0);
    if beyond.count_ones() > MOST_BEYOND {
        return found;
    }
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        // U+2013 to U+2014, U+2018 to U+2019, U+201C to U+201E, U+2026. No other character combines with them.
        let is_punctuation = matches!(
            bytes.get(at..at + 3),
            Some([0xe2, 0x80, 0x93..=0x94 | 0x98..=0x99 | 0x9c..=0x9e | 0xa6])
        );
        let mark = if is_punctuation { 0b111 << at } else { 0b1 << at };
        found |= if is_punctuation { mark } else { 0 };
        left &= !mark;
    }
    found
}

/// Takes each run of a window as a word.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn take<W: Words>(kernel: impl Kernel, text: &[u8], window: usize, runs: u64, words: &mut W) {
    let (mut starts, mut ends) = (starts(runs), !runs & (runs << 1));
    let found = starts.count_ones() as usize;
    let (hashes, places) = words.lists();
    hashes.reserve(found);
    places.reserve(found);
    let mut free_hash: *mut u64 = hashes.spare_capacity_mut().as_mut_ptr().cast();
    let mut free_place: *mut Span = places.spare_capacity_mut().as_mut_ptr().cast();
    while starts != 0 {
        let start = window + starts.trailing_zeros() as usize;
        let end = window + ends.trailing_zeros() as usize;
        // SAFETY: a run has at least one byte, and ends no later than the window, which is in the text. Room was
        // reserved for as many words as there are runs.
        unsafe {
            std::hint::assert_unchecked(start < end && end <= text.len());
            free_hash.write(kernel.word(text, start..end));
            free_place.write(place(start, end));
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

/// The eight bytes from the start of a word on, the first lowest; zeros past the end of the text.
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "only kernels for x86-64 hash many words at a time")
)]
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
pub(super) fn first_bytes(text: &[u8], start: usize) -> u64 {
    match text[start..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => last_bytes(&text[start..]),
    }
}

#[cold]
fn last_bytes(left: &[u8]) -> u64 {
    left.iter().rfold(0, |bytes, &byte| bytes << 8 | u64::from(byte))
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
fn place(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}
