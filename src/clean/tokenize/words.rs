//! Collects folded characters into words.

use super::tokens::Tokens;
use crate::clean::unicode::{self, Encoded, Folded, Kind, Known};
use crate::hash;

/// Appends words to [`Tokens`] character by character.
pub(super) struct Gatherer<'a> {
    pub(super) tokens: &'a mut Tokens,
    /// Number of words that are characters of a script without spaces.
    pub(super) spaceless: usize,
    /// Bytes of the current word in the scratch buffer.
    filled: usize,
    start: usize,
    end: usize,
    script: Script,
}

/// Whether the current word is a run of letters, or one character of a script without spaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Spaceless,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(tokens: &'a mut Tokens) -> Gatherer<'a> {
        Gatherer { tokens, spaceless: 0, filled: 0, start: 0, end: 0, script: Script::Spaced }
    }

    /// Adds the next character, at `start..end`.
    pub(super) fn take(&mut self, folded: Folded, start: usize, end: usize) {
        match folded {
            Folded::Letter(letter) => self.letter(Encoded::of(letter), start, end),
            Folded::Spaceless(letter) => self.spaceless(Encoded::of(letter), start, end),
            Folded::Mark(mark) => self.mark(Encoded::of(mark), end),
            Folded::Other(_) => self.finish(),
        }
    }

    /// Adds a letter or digit.
    #[inline]
    pub(super) fn letter(&mut self, letter: Encoded, start: usize, end: usize) {
        if self.script == Script::Spaceless {
            self.finish();
        }
        if self.filled == 0 {
            self.start = start;
        }
        self.append(letter, end);
    }

    /// Adds plain letters while another one follows. Returns where it stopped; the last letter is
    /// not added.
    #[inline]
    pub(super) fn letters(
        &mut self,
        text: &str,
        mut at: usize,
        mut this: Known,
        mut width: usize,
    ) -> (usize, Known, usize) {
        let (start, mut filled) = (at, if self.script == Script::Spaced { self.filled } else { 0 });
        let (mut next, mut next_width) = unicode::known(text, at + width);
        if !next.is_plain_letter() {
            return (at, this, width);
        }
        if self.script == Script::Spaceless {
            self.finish();
        }
        if filled == 0 {
            self.start = start;
        }
        while next.is_plain_letter() {
            if filled + 4 > self.tokens.scratch.len() {
                self.tokens.scratch.resize(2 * filled + 64, 0);
            }
            let letter = this.encoded();
            self.tokens.scratch[filled..filled + 4].copy_from_slice(&letter.bytes);
            filled += letter.length;
            at += width;
            (this, width) = (next, next_width);
            (next, next_width) = unicode::known(text, at + width);
        }
        (self.filled, self.end) = (filled, at);
        (at, this, width)
    }

    /// Adds a base character of a script without spaces.
    #[inline]
    pub(super) fn spaceless(&mut self, letter: Encoded, start: usize, end: usize) {
        self.finish();
        self.start = start;
        self.script = Script::Spaceless;
        self.append(letter, end);
    }

    /// Adds base characters of a script without spaces while nothing that may be a mark on them
    /// follows. Returns the end of the last one.
    #[inline]
    pub(super) fn characters(
        &mut self,
        text: &str,
        mut at: usize,
        mut this: Known,
        mut width: usize,
    ) -> (usize, Known, usize) {
        self.finish();
        while this.kind() == Kind::Spaceless {
            let (next, next_width) = unicode::known(text, at + width);
            let ends = matches!(next.kind(), Kind::Spaceless | Kind::Letter | Kind::Other);
            if !ends || next.continues() {
                break;
            }
            let character = this.encoded();
            let hash = hash::word(&character.bytes[..character.length]);
            self.tokens.push(hash, at, at + width);
            self.spaceless += 1;
            at += width;
            (this, width) = (next, next_width);
        }
        (at, this, width)
    }

    /// Adds a mark. It is ignored without a letter before it.
    #[inline]
    pub(super) fn mark(&mut self, mark: Encoded, end: usize) {
        if self.filled > 0 {
            self.append(mark, end);
        }
    }

    /// Ends the current word.
    #[inline]
    pub(super) fn finish(&mut self) {
        if self.filled > 0 {
            let hash = hash::word(&self.tokens.scratch[..self.filled]);
            self.filled = 0;
            self.tokens.push(hash, self.start, self.end);
            self.spaceless += usize::from(self.script == Script::Spaceless);
        }
        self.script = Script::Spaced;
    }

    #[inline]
    fn append(&mut self, character: Encoded, end: usize) {
        let behind = self.filled + character.bytes.len();
        if behind > self.tokens.scratch.len() {
            self.tokens.scratch.resize(2 * behind.max(32), 0);
        }
        self.tokens.scratch[self.filled..behind].copy_from_slice(&character.bytes);
        self.filled += character.length;
        self.end = end;
    }
}
