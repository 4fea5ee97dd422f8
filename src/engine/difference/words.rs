//! The words of a cleaned text as they are written in its body.

use std::ops::Range;

use crate::article::Article;
use crate::clean::CleanText;

/// A word with adjacent punctuation, and the separator before it.
///
/// If a character is several words, the first of them has it as its text.
pub(super) struct Word<'a> {
    pub(super) before: &'static str,
    pub(super) text: &'a str,
    /// Where `text` starts in the body, in bytes.
    from: usize,
    /// Whether the word starts inside a character that the previous word shares, like the 2 of "½".
    pub(super) goes_on: bool,
}

/// The bytes of consecutive words in the body that they are from.
pub(super) fn bytes_of(words: &[Word<'_>]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.from..last.from + last.text.len(),
        _ => 0..0,
    }
}

/// The words of a text as written in its body.
pub(super) fn words<'a>((article, text): (&'a Article<'_>, &CleanText)) -> Vec<Word<'a>> {
    let body: &'a str = &article.body;
    let mut words = Vec::with_capacity(text.n_words());
    for block in text.blocks() {
        let spans = &text.spans()[block.tokens];
        let mut from = spans.first().map_or(0, |span| clinging_before(body, span.range().start));
        let mut goes_on = false;
        for (place, span) in spans.iter().enumerate() {
            let end = span.range().end;
            let next = spans.get(place + 1).map(|next| next.range().start);
            let (to, next_from) = match next {
                Some(next) => apart(body, end, next.max(end)),
                None => (clinging_behind(body, end), end),
            };
            let before = match place {
                0 => "\n",
                _ if bytes_of(&words).end == from => "",
                _ => " ",
            };
            words.push(Word { before, text: &body[from..to], from, goes_on });
            goes_on = next.is_some_and(|next| next < end);
            from = next_from;
        }
    }
    words
}

/// Where the text of a word ends and that of the next one starts: at the whitespace between them.
fn apart(body: &str, end: usize, next: usize) -> (usize, usize) {
    let gap = &body[end..next];
    match (gap.find(char::is_whitespace), gap.rfind(char::is_whitespace)) {
        (Some(first), Some(last)) => {
            let blank = gap[last..].chars().next().map_or(0, char::len_utf8);
            (end + first, end + last + blank)
        }
        _ => (next, next),
    }
}

/// Start of the quotation marks and brackets before a block's first word.
fn clinging_before(body: &str, start: usize) -> usize {
    let marks = body[..start].chars().rev().take_while(|mark| "\"'“‘«„([¿¡".contains(*mark));
    start - marks.map(char::len_utf8).sum::<usize>()
}

/// End of the punctuation after a block's last word.
fn clinging_behind(body: &str, end: usize) -> usize {
    let marks =
        body[end..].chars().take_while(|mark| !mark.is_whitespace() && !mark.is_alphanumeric());
    end + marks.map(char::len_utf8).sum::<usize>()
}
