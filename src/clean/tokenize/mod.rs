//! Splits text into words and hashes them.
//!
//! [`tokenize`] is the only entry point. A word is a run of letters and digits in NFKC and lower
//! case. Soft hyphens and zero-width characters are removed, a hyphen at a line end inside a word
//! joins its halves, and anything else ends the word. So does an apostrophe: Turkish suffixes and
//! French articles are separate words, and a page that lost its apostrophes, or has question marks
//! in their place, still has the same words. In scripts without spaces each base character is a
//! word.

mod run;
mod slow;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use self::tokens::MASK;
pub(super) use self::tokens::{Tokens, Traits};
use crate::hash;
use crate::simd::{self, Words};
use crate::span::Span;

/// Appends the words of `text[from..to]` to `tokens`. Returns how many of them are single
/// characters of a script without spaces.
///
/// The range must be on character boundaries. Spans are relative to the start of `text`.
pub(super) fn tokenize(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    if tokens.mask.is_some() {
        tokens.traits = Traits::ANY;
        slow::words(text, from, to, tokens)
    } else {
        plainly(text, from, to, tokens)
    }
}

/// The words of a text without masks.
fn plainly(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    let mut taker = Taker { text: &text[..to], tokens, spaceless: 0 };
    simd::words(text.as_bytes(), from..to, &mut taker);
    taker.spaceless
}

/// Receives the ASCII words that a SIMD kernel finds, and reads all others.
struct Taker<'a> {
    text: &'a str,
    tokens: &'a mut Tokens,
    spaceless: usize,
}

impl Words for Taker<'_> {
    #[inline]
    fn lists(&mut self) -> (&mut Vec<u64>, &mut Vec<Span>) {
        (&mut self.tokens.hashes, &mut self.tokens.spans)
    }

    #[inline]
    fn may_split(&mut self) {
        self.tokens.traits.may_split = true;
    }

    #[inline]
    fn has_digits(&mut self) {
        self.tokens.traits.may_have_digits = true;
    }

    fn other(&mut self, start: usize) -> usize {
        self.tokens.traits = Traits::ANY;
        let run = run::words(self.text, start, self.tokens);
        self.spaceless += run.spaceless;
        run.end
    }
}

/// The words of a short text.
pub(super) fn tokens_of(text: &str) -> Tokens {
    let mut tokens = Tokens::for_text_of(text.len());
    tokenize(text, 0, text.len(), &mut tokens);
    tokens
}

/// The hashes of the words of a short text.
pub(crate) fn words_of(text: &str) -> Vec<u64> {
    tokens_of(text).hashes
}

/// Appends the hashes of the words of a text of letters and digits.
pub(super) fn append_words(text: &str, hashes: &mut Vec<u64>) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !text.is_empty() {
        hashes.push(hash::ascii_word(text.as_bytes()));
    } else {
        hashes.extend(words_of(text));
    }
}

/// The number of words of a text: those between white space, or, in scripts without spaces, half the characters.
pub(crate) fn count_words(text: &str) -> usize {
    let mut tokens = Tokens::for_text_of(text.len());
    let spaceless = tokenize(text, 0, text.len(), &mut tokens);
    if 2 * spaceless > tokens.len() { tokens.len() / 2 } else { text.split_whitespace().count() }
}
