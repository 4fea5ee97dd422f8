//! The sentences of an article's prose.

use std::ops::Range;

use super::profile::to_u32;
use super::speech;
use crate::article::Article;
use crate::clean::{CleanText, Span};

/// Words in a block from which it is prose: shorter ones are headings, captions and by-lines.
const MIN_PROSE_BLOCK: usize = 12;

/// A sentence in the prose of an article. Takes 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    start: u32,
    end: u32,
    /// Words of prose in front of its middle, a half exact.
    position: f32,
    /// Words of it that are nobody's speech, a half exact.
    narration: f32,
}

impl Sentence {
    /// The numbers of its words.
    pub(super) fn words(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Words of prose in front of its middle.
    pub(super) fn position(&self) -> f64 {
        self.position.into()
    }

    /// Words of it that are nobody's speech; a word inside quote marks counts half.
    pub(super) fn narration(&self) -> f64 {
        self.narration.into()
    }
}

/// The prose of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Prose {
    pub(super) sentences: Box<[Sentence]>,
    /// Words in sentences that are numbers, in order.
    pub(super) numbers: Box<[u32]>,
    /// Words in sentences that begin with a capital, but for the first of each: mostly names, in order.
    pub(super) names: Box<[u32]>,
}

impl Prose {
    /// Cuts the prose of an article into sentences.
    pub(super) fn of(article: &Article<'_>, text: &CleanText) -> Prose {
        let (body, spans) = (&*article.body, text.spans());
        let quoted = speech::quoted_words(body, text);
        let (mut sentences, mut numbers, mut names) = (Vec::new(), Vec::new(), Vec::new());
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
                    halves(2 * words.len() - quoted)
                };
                let position = halves(2 * prose + words.len());
                numbers.extend(words_that(words.clone(), |word| {
                    begins_with(body, spans[word], |c| c.is_ascii_digit())
                }));
                names.extend(words_that(start + 1..next, |word| {
                    begins_with(body, spans[word], char::is_uppercase)
                }));
                sentences.push(Sentence {
                    start: to_u32(start),
                    end: to_u32(next),
                    position,
                    narration,
                });
                prose += words.len();
                start = next;
            }
        }
        Prose { sentences: sentences.into(), numbers: numbers.into(), names: names.into() }
    }

    /// How many words.
    pub(super) fn words(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.words().len()).sum()
    }
}

/// A number of halves, which is exact for fewer than 2^24 of them: the weights of longer texts are rounded.
#[expect(clippy::cast_precision_loss, reason = "so says the doc")]
fn halves(count: usize) -> f32 {
    count as f32 / 2.0
}

fn words_that(words: Range<usize>, is_one: impl Fn(usize) -> bool) -> impl Iterator<Item = u32> {
    words.filter(move |&word| is_one(word)).map(to_u32)
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
