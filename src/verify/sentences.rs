//! The sentences of an article's prose.

use std::ops::Range;

use super::profile::to_u32;
use super::speech;
use crate::article::Article;
use crate::clean::{CleanText, Span};

/// Words in a block from which it is prose: shorter ones are headings, captions and by-lines.
const MIN_PROSE_BLOCK: usize = 12;

/// What of a word inside quote marks is not counted as narration.
const QUOTED: f64 = 0.5;

/// A sentence in the prose of an article.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// The numbers of its words.
    pub(super) words: Range<usize>,
    /// Words of prose in front of its middle.
    pub(super) position: f64,
    /// Words of it that are nobody's speech; a word inside quote marks counts half.
    pub(super) narration: f64,
    /// Its words that are numbers.
    pub(super) numbers: Box<[u32]>,
    /// Its words that begin with a capital, but for the first: mostly names.
    pub(super) names: Box<[u32]>,
}

/// Cuts the prose of an article into sentences.
pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Vec<Sentence> {
    let (body, spans) = (&*article.body, text.spans());
    let quoted = speech::quoted_words(body, text);
    let mut sentences = Vec::new();
    let mut prose = 0;
    for block in text.blocks().filter(|block| block.tokens.len() >= MIN_PROSE_BLOCK) {
        let mut start = block.tokens.start;
        for next in block.tokens.start + 1..=block.tokens.end {
            if next < block.tokens.end && !ends_between(body, spans[next - 1], spans[next]) {
                continue;
            }
            let words = start..next;
            let narration = if speech::addresses(body, spans, &quoted, words.clone()) {
                0.0
            } else {
                let quoted = quoted[words.clone()].iter().filter(|&&quoted| quoted).count();
                f64::from(to_u32(words.len())) - QUOTED * f64::from(to_u32(quoted))
            };
            sentences.push(Sentence {
                position: f64::from(to_u32(prose)) + f64::from(to_u32(words.len())) / 2.0,
                narration,
                numbers: words_that(words.clone(), |word| {
                    begins_with(body, spans[word], |c| c.is_ascii_digit())
                }),
                names: words_that(start + 1..next, |word| {
                    begins_with(body, spans[word], char::is_uppercase)
                }),
                words: words.clone(),
            });
            prose += words.len();
            start = next;
        }
    }
    sentences
}

fn words_that(words: Range<usize>, is_one: impl Fn(usize) -> bool) -> Box<[u32]> {
    words.filter(|&word| is_one(word)).map(to_u32).collect()
}

fn begins_with(body: &str, word: Span, is_one: impl Fn(char) -> bool) -> bool {
    body[word.range()].starts_with(is_one)
}

/// Whether a sentence ends between two words: a full stop, question or exclamation mark, perhaps closing quotes, then
/// space, then anything but a small letter; or a mark of a script that needs none of that.
fn ends_between(body: &str, word: Span, next: Span) -> bool {
    let Some(between) = body.get(word.end as usize..next.start as usize) else { return false };
    if between.contains(['。', '！', '？', '۔', '؟', '।']) {
        return true;
    }
    let Some(mark) = between.find(['.', '!', '?']) else { return false };
    let behind =
        between[mark..].trim_start_matches(['.', '!', '?', '"', '\'', '”', '’', ')', ']', '»']);
    let opening = behind.trim_start();
    behind.len() > opening.len()
        && (!opening.is_empty() || body[next.start as usize..].starts_with(char::is_uppercase))
}
