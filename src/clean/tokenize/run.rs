//! Reads runs with characters beyond ASCII, in one pass.

use super::slow;
use super::tokens::Tokens;
use super::words::Gatherer;
use crate::clean::unicode::{self, Kind};

/// The result of reading a run.
pub(super) struct Read {
    /// Where it ends.
    pub(super) end: usize,
    /// Number of its words that are characters of a script without spaces.
    pub(super) spaceless: usize,
}

/// Appends the words of the run at `start`, and of following runs that start with a character
/// beyond ASCII.
///
/// Each character is looked up in a table, with a look at the next one. Only if that may be
/// normalised with it, both are computed together.
pub(super) fn words(text: &str, start: usize, tokens: &mut Tokens) -> Read {
    let mut run = Start { at: start, tokens: tokens.len(), spaceless: 0 };
    let mut words = Gatherer::new(tokens);
    let mut at = start;
    let (mut this, mut width) = unicode::known(text, at);
    loop {
        if this.is_plain_letter() {
            (at, this, width) = words.letters(text, at, this, width);
        } else if this.kind() == Kind::Spaceless {
            (at, this, width) = words.characters(text, at, this, width);
        }
        let mut end = at + width;
        let kind = this.kind();
        if kind == Kind::Other && width < 2 {
            // The end of the run, unless a word continues after a line end.
            if may_join(text, at) && slow::joined_at(text.as_bytes(), run.at, at).is_some() {
                return joined(text, &run, words);
            }
            words.finish();
            (this, width) = unicode::known(text, end);
            if width < 2 {
                return Read { end: at, spaceless: words.spaceless };
            }
            at = end;
            run = Start { at, tokens: words.tokens.len(), spaceless: words.spaceless };
            continue;
        }
        let (mut next, mut next_width) = unicode::known(text, end);
        if next.continues() || kind == Kind::Unknown {
            while kind != Kind::Unknown && next.drops() {
                end += next_width;
                (next, next_width) = unicode::known(text, end);
            }
            if kind == Kind::Unknown || next.continues() {
                let end = at + unicode::group_length(&text[at..]);
                unicode::fold(&text[at..end], |folded| words.take(folded, at, end));
                at = end;
                (this, width) = unicode::known(text, at);
                continue;
            }
        }
        match kind {
            Kind::Letter => words.letter(this.encoded(), at, end),
            Kind::Spaceless => words.spaceless(this.encoded(), at, end),
            Kind::Mark => words.mark(this.encoded(), end),
            Kind::LeftOut | Kind::Unknown => {}
            Kind::Other => {
                words.finish();
                if next_width < 2 {
                    return Read { end, spaceless: words.spaceless };
                }
            }
        }
        (at, this, width) = (end, next, next_width);
    }
}

/// The start of a run, and the counts before it.
struct Start {
    at: usize,
    tokens: usize,
    spaceless: usize,
}

/// Whether a word may continue on the next line at this byte.
fn may_join(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b'-' | b'\n' | b'\r'))
}

/// Reads a run again in which a word continues on the next line.
#[cold]
fn joined(text: &str, run: &Start, words: Gatherer<'_>) -> Read {
    let tokens = words.tokens;
    tokens.truncate(run.tokens);
    let end = slow::end_of_run(text.as_bytes(), run.at);
    let spaceless = run.spaceless + slow::one_run(text, run.at, end, tokens);
    Read { end, spaceless }
}
