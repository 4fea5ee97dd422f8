//! An article while it is cleaned: its blocks, and what of them is dropped.

use std::iter;
use std::ops::Range;

use memchr::memchr;

use super::candidates::Line;
use super::credit::Credit;
use super::grammar::{Found, Passage};
use super::lines;
use super::mentions::Mention;
use super::text::{Block, CleanText, NamedAgencies};
use super::tokenize::{Tokens, Traits, tokenize};
use super::versions::Version;
use super::word_set::WordKinds;
use crate::hash;
use crate::span::Span;

/// Words from which a block after a section's heading shows that the story continues.
const STORY: usize = 40;
/// The same for a block that ends like a sentence. Teasers are shorter or end with dots.
const SENTENCE: usize = 8;
/// Named values from which a block is the data of a script, such as the pictures of a gallery as JSON, and the bytes around each
/// of them at most. In a page of one line a script is only a part.
const DATA: usize = 8;
const BYTES_OF_VALUE: usize = 500;
/// Words of the story on both sides of a line of names, from which the names are those of a picture.
const AMID: usize = 50;

/// An article while it is cleaned.
pub(super) struct Page<'a> {
    body: &'a str,
    pub(super) tokens: Tokens,
    pub(super) blocks: Vec<Draft>,
}

/// A block that may still be dropped.
pub(super) struct Draft {
    /// Its bytes in the body.
    pub(super) text: Range<usize>,
    /// Its words, by number.
    pub(super) words: Range<usize>,
    spaceless: bool,
    pub(super) is_kept: bool,
    /// The kinds that some of its words may be.
    pub(super) kinds: u8,
    traits: Traits,
}

/// Kinds of words: the first of a mention of an agency, and those of captions and version marks.
pub(super) const MENTION: u8 = 1;
pub(super) const CAPTION: u8 = 1 << 1;
pub(super) const VERSION: u8 = 1 << 2;

impl<'a> Page<'a> {
    pub(super) fn new(body: &'a str, mask: Option<&str>) -> Page<'a> {
        let mut tokens = Tokens::for_text_of(body.len()).masked_by(mask);
        let texts = lines::blocks(body);
        let mut blocks = Vec::with_capacity(texts.len());
        for text in texts {
            let start = tokens.len();
            let spaceless = tokenize(body, text.start, text.end, &mut tokens);
            let words = start..tokens.len();
            blocks.push(Draft {
                text,
                spaceless: spaceless * 2 > words.len(),
                words,
                is_kept: true,
                kinds: 0,
                traits: std::mem::take(&mut tokens.traits),
            });
        }
        Page { body, tokens, blocks }
    }

    /// Notes the kinds of the words in each block. Returns the words that may begin a mention.
    pub(super) fn mark_kinds(&mut self, kinds: &WordKinds) -> Vec<usize> {
        // Enough for most pages.
        let mut starts = Vec::with_capacity(self.tokens.len() / 16);
        for block in &mut self.blocks {
            let mut of_block = 0;
            for (at, &word) in
                iter::zip(block.words.clone(), &self.tokens.hashes[block.words.clone()])
            {
                let kinds = kinds.of(word);
                of_block |= kinds;
                if kinds & MENTION != 0 {
                    starts.push(at);
                }
            }
            block.kinds |= of_block;
        }
        starts
    }

    pub(super) fn text(&self, block: &Draft) -> &'a str {
        &self.body[block.text.clone()]
    }

    pub(super) fn passage<'m>(&self, block: &Draft, mentions: &'m [Mention]) -> Passage<'m>
    where
        'a: 'm,
    {
        Passage::new(self.body, block.text.clone(), mentions)
    }

    pub(super) fn words(&self, block: &Draft) -> &[u64] {
        &self.tokens.hashes[block.words.clone()]
    }

    pub(super) fn line(&self, block: &Draft) -> Line<'_> {
        let (text, words) = (self.text(block), self.words(block));
        Line { text, words, traits: block.traits }
    }

    /// Whether the block is part of a story rather than a teaser of another.
    pub(super) fn is_story(&self, block: &Draft) -> bool {
        let text = self.text(block).trim_end_matches(['"', '\'', '”', '’', '»', ')']);
        let ends_sentence =
            text.ends_with(['.', '!', '?', '۔', '。', '।']) && !text.ends_with("..");
        block.words.len() >= STORY || (block.words.len() >= SENTENCE && ends_sentence)
    }

    /// Whether a block is between two paragraphs of the story, with a good part of it on both sides.
    pub(super) fn is_amid_story(&self, block: usize) -> bool {
        let (before, behind) = (&self.blocks[..block], &self.blocks[block + 1..]);
        let is_story = |block: &&Draft| block.is_kept && self.is_story(block);
        // A few blocks suffice on either side, so a page of many such lines is not walked for each.
        let have_enough = |blocks: &mut dyn Iterator<Item = &Draft>| {
            let mut words = 0;
            blocks.filter(is_story).any(|block| {
                words += block.words.len();
                words >= AMID
            })
        };
        [before.last(), behind.first()].iter().all(|next| next.as_ref().is_some_and(is_story))
            && have_enough(&mut before.iter().rev())
            && have_enough(&mut behind.iter())
    }

    /// Removes bytes from the start of a block.
    pub(super) fn cut_start(&mut self, block: usize, bytes: usize) {
        let Draft { text, words, .. } = &mut self.blocks[block];
        text.start += bytes;
        let spans = &self.tokens.spans[words.clone()];
        words.start += spans.partition_point(|span| (span.start as usize) < text.start);
    }

    pub(super) fn credit(&self, block: usize, found: Found) -> Credit {
        let block = &self.blocks[block];
        credit_in_body(found, self.text(block), block.text.start)
    }

    /// Drops blocks that are the data of a script.
    pub(super) fn drop_data(&mut self) {
        if memchr(b'{', self.body.as_bytes()).is_none() {
            return;
        }
        for block in &mut self.blocks {
            block.is_kept &= !is_data(&self.body[block.text.clone()]);
        }
    }

    /// Drops blocks whose words are already in a headline or an earlier kept block.
    pub(super) fn drop_repeats(&mut self, headlines: [Option<&[u64]>; 2]) {
        // Few blocks have as many words as another and the same at both ends; only those are hashed whole.
        let ends = |words: &[u64]| {
            let [first, last] =
                [words.first(), words.last()].map(|word| word.copied().unwrap_or(0));
            hash::mix(first ^ hash::mix(last ^ words.len() as u64))
        };
        let of_headlines = headlines.into_iter().flatten().map(|words| (words, 0));
        let kept = (1..).zip(&self.blocks).filter(|(_, block)| block.is_kept);
        let of_blocks = kept.map(|(at, block)| (self.words(block), at));
        let mut all: Vec<(u64, &[u64], usize)> =
            of_headlines.chain(of_blocks).map(|(words, at)| (ends(words), words, at)).collect();
        all.sort_unstable_by_key(|&(ends, _, at)| (ends, at));
        let alike = all.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1);
        let mut seen: Vec<(u64, usize)> =
            alike.flatten().map(|&(_, words, at)| (hash::words(words), at)).collect();
        seen.sort_unstable();
        for same in seen.chunk_by(|one, other| one.0 == other.0) {
            for &(_, at) in same[1..].iter().filter(|&&(_, at)| at > 0) {
                self.blocks[at - 1].is_kept = false;
            }
        }
    }

    /// Keeps the first block, even if the story only starts after it.
    pub(super) fn keep_headline(&mut self) {
        if let Some(headline) = self.blocks.first_mut() {
            headline.is_kept = true;
        }
    }

    pub(super) fn into_clean_text(
        self,
        credit: Option<Credit>,
        agencies: NamedAgencies,
        version: Option<Version>,
    ) -> CleanText {
        let kept = self.blocks.into_iter().filter(|block| block.is_kept && !block.words.is_empty());
        let blocks =
            kept.map(|block| Block { tokens: block.words, spaceless: block.spaceless }).collect();
        CleanText::keep(self.tokens, blocks, credit, agencies, version)
    }
}

/// Whether a block is the data of a script: many names in quote marks with a colon behind.
fn is_data(block: &str) -> bool {
    let is_name = |at: usize| {
        let name = block[..at].rsplit('"').next().unwrap_or_default();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        !name.is_empty() && name.bytes().all(is_part)
    };
    block.contains('{') && {
        let values = block.match_indices("\":").filter(|&(at, _)| is_name(at)).count();
        let braces = block.find('{').zip(block.rfind('}'));
        let extent = braces.map_or(0, |(first, last)| last.saturating_sub(first));
        // A story may stand in one line with the data.
        values >= DATA && values * BYTES_OF_VALUE >= block.len() && extent * 2 >= block.len()
    }
}

/// The credit found in a block of the body that starts at `start`.
fn credit_in_body(found: Found, block: &str, start: usize) -> Credit {
    let position = |at: usize| {
        u32::try_from(start + at).expect("a Cleaner reads no more of a body than u32 can count")
    };
    let span = Span { start: position(found.range.start), end: position(found.range.end) };
    let words = block[found.range].trim().to_owned();
    Credit {
        agency: found.agency,
        carrier: found.carrier,
        kind: found.kind,
        words,
        span: Some(span),
    }
}
