//! Finds the words of plain ASCII in a text by the bits of its windows; everything else is for the caller to read.
//!
//! It is the same for all processors, and is compiled into the kernel of each.

use std::ops::Range;

use super::{Classes, WINDOW};
use crate::hash;

/// Where the words go that [`words`](super::words) finds.
pub(crate) trait Words {
    /// Where a word stands.
    type Place;

    /// The hashes of the words so far, and their places: as many of one as of the other.
    fn lists(&mut self) -> (&mut Vec<u64>, &mut Vec<Self::Place>);

    /// The place of a word, from its first byte to the one behind its last.
    fn place(start: u32, end: u32) -> Self::Place;

    /// Reads what is more than a run of ASCII letters and digits, from where the run begins, and returns where to go
    /// on: behind it.
    fn other(&mut self, start: usize) -> usize;
}

/// Words in a window at most: each has a byte at least, and another between it and the next.
const WORDS: usize = WINDOW / 2;

/// Hands on the words of `text[range]`, where `classes` tells the bytes of a window apart.
#[inline(always)]
#[expect(clippy::inline_always, reason = "its caller says which instructions it may use")]
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
        // A hyphen in front of a blank may join two halves of a word. What is behind the window is not known.
        let special = (other | hyphen & (blank >> 1 | 1 << (WINDOW - 1))) & inside;
        let mut runs = (plain | other) & inside;
        let mut next = window + length;

        // The run that goes on behind the window is left for the next, which begins with it.
        if next < range.end && runs >> (WINDOW - 1) == 1 {
            let open = WINDOW - runs.leading_ones() as usize;
            next = if open == 0 { words.other(window) } else { window + open };
            runs &= (1 << open) - 1;
        }
        let is_plain = (runs | runs << 1) & special == 0;
        let (mut starts, mut ends) = borders(runs);
        let mut room = Room::behind(words.lists());
        while starts != 0 {
            let (start, end) = (starts.trailing_zeros(), ends.trailing_zeros());
            starts &= starts - 1;
            ends &= ends.wrapping_sub(1);
            if is_plain || !is_special(special, start, end) {
                let [start, end] = [start, end].map(|at| window + at as usize);
                // SAFETY: a run ends where the window does or before, and that lies in the text.
                let word = unsafe { text.get_unchecked(start..end) };
                room.put(hash::ascii_word(word), place::<W>(start, end));
                continue;
            }
            room.keep();
            let behind = words.other(window + start as usize);
            room = Room::behind(words.lists());
            if behind >= next {
                next = behind;
                break;
            }
            (starts, ends) = borders(runs & u64::MAX << (behind - window));
        }
        room.keep();
        window = next;
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
#[expect(clippy::cast_possible_truncation, reason = "a range ends where u32 can count")]
fn place<W: Words>(start: usize, end: usize) -> W::Place {
    W::place(start as u32, end as u32)
}

/// Room for the words of a window behind both lists.
struct Room<'a, P> {
    hashes: &'a mut Vec<u64>,
    places: &'a mut Vec<P>,
    free: (*mut u64, *mut P),
    found: usize,
}

impl<'a, P> Room<'a, P> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn behind((hashes, places): (&'a mut Vec<u64>, &'a mut Vec<P>)) -> Room<'a, P> {
        hashes.reserve(WORDS);
        places.reserve(WORDS);
        let free = (
            hashes.spare_capacity_mut().as_mut_ptr().cast(),
            places.spare_capacity_mut().as_mut_ptr().cast(),
        );
        Room { hashes, places, free, found: 0 }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn put(&mut self, hash: u64, place: P) {
        assert!(self.found < WORDS, "a window has no more words");
        // SAFETY: both lists have room for so many more, and neither moves while this borrows them.
        unsafe {
            self.free.0.add(self.found).write(hash);
            self.free.1.add(self.found).write(place);
        }
        self.found += 1;
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn keep(self) {
        // SAFETY: so many were written behind the end of either.
        unsafe {
            self.hashes.set_len(self.hashes.len() + self.found);
            self.places.set_len(self.places.len() + self.found);
        }
    }
}

/// The bits where runs of bits start, and those behind their ends.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn borders(runs: u64) -> (u64, u64) {
    (runs & !(runs << 1), !runs & (runs << 1))
}

/// Whether a run of bits has one that is special, or the bit behind it is.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn is_special(special: u64, start: u32, end: u32) -> bool {
    let shorter = 63_u32.saturating_sub(end - start);
    special >> start & u64::MAX >> shorter != 0
}
