//! The simple way, run by run: for texts with masks, and for words that are hyphenated at a line
//! end.

use super::tokens::{MASK, Tokens};
use super::words::Gatherer;
use crate::clean::unicode;
use crate::hash;

/// Whether a byte belongs to a run, even if it is not part of a word.
fn belongs_to_a_run(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Like [`tokenize`](super::tokenize), and checks for the mask before each run.
pub(super) fn words(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    let text = &text[..to];
    let mut spaceless = 0;
    let mut at = from;
    while at < to {
        if let Some(length) = mask_at(tokens.mask.as_deref(), text, at) {
            tokens.push(MASK, at, at + length);
            at += length;
        } else if belongs_to_a_run(text.as_bytes()[at]) {
            let end = end_of_run(text.as_bytes(), at);
            spaceless += one_run(text, at, end, tokens);
            at = end;
        } else {
            at += 1;
        }
    }
    spaceless
}

/// The length of the mask, if there is one at `at`, separate from any word.
fn mask_at(mask: Option<&str>, text: &str, at: usize) -> Option<usize> {
    let mask = mask?;
    let behind = text.get(at..)?.strip_prefix(mask)?;
    let stands_alone =
        !text[..at].ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric);
    (stands_alone && !mask.is_empty()).then_some(mask.len())
}

/// The end of the run that starts at `start`.
pub(super) fn end_of_run(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at = if belongs_to_a_run(byte) {
            at + 1
        } else {
            let Some(next) = joined_at(bytes, start, at) else { break };
            next
        };
    }
    at
}

/// Appends the words of a run, and returns how many of them are spaceless.
pub(super) fn one_run(text: &str, start: usize, end: usize, tokens: &mut Tokens) -> usize {
    let run = &text[start..end];
    if run.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        tokens.push(hash::ascii_word(run.as_bytes()), start, end);
        return 0;
    }
    let mut words = Gatherer::new(tokens);
    let mut at = 0;
    while at < run.len() {
        let length = unicode::group_length(&run[at..]);
        let group = &run[at..at + length];
        // The only such ASCII in a run is the hyphen and line end of a hyphenated word.
        if !matches!(group, "-" | " " | "\t" | "\n" | "\x0c" | "\r") {
            unicode::fold(group, |folded| words.take(folded, start + at, start + at + length));
        }
        at += length;
    }
    words.finish();
    words.spaceless
}

/// Where a word hyphenated at `at` continues, if it is.
pub(super) fn joined_at(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte >= 0x80;
    let behind = match bytes[at] {
        b'-' if at > start && (is_letter(bytes[at - 1]) || bytes[at - 1].is_ascii_uppercase()) => {
            at + 1
        }
        b'\n' | b'\r' if bytes[start..at].ends_with("\u{ad}".as_bytes()) => at,
        _ => return None,
    };
    let blank = bytes[behind..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let next = behind + blank;
    let crosses_a_line = bytes[behind..next].contains(&b'\n');
    (crosses_a_line && bytes.get(next).is_some_and(|&byte| is_letter(byte))).then_some(next)
}
