//! Cleans articles.

use std::ops::Range;

use super::agencies::{Agency, AgencySet, Where};
use super::boilerplate::{Boilerplate, Kind};
use super::candidates::has_joint;
use super::captions::{self, Captions};
use super::credit::{Credit, CreditKind};
use super::grammar::{FloorCharBoundary, Found, Grammar, LONGEST_CREDIT, Passage};
use super::lines;
use super::mentions::Mention;
use super::span::Span;
use super::text::{Block, CleanText, NamedAgencies};
use super::tokenize::{Tokens, tokenize, tokens_of, words_of};
use super::versions::{Marked, Version, Versions};
use super::word_set::WordKinds;
use crate::article::{Article, BodyIs};
use crate::error::Result;
use crate::hash;

/// Words from which a block is prose; boilerplate patterns are not tried on it.
const PROSE: usize = 25;
/// Words from which a block after a section's heading shows that the story continues.
const STORY: usize = 40;
/// The same for a block that ends like a sentence. Teasers are shorter or end with dots.
const SENTENCE: usize = 8;
/// Longest line of boilerplate or credit in bytes, whatever its words.
const LONGEST_LINE: usize = 4096;
/// Blocks at the start that may have the dateline.
const HEAD_BLOCKS: usize = 80;
/// Words at the start of a dateline that may have its agency.
const DATELINE_WORDS: usize = 24;
/// Longest byline with run-together names, in words, and the blocks at the start that may be one.
const BYLINE_WORDS: usize = 16;
const BYLINE_BLOCKS: usize = 15;
/// Blocks at the end whose last words may be a credit.
const END_BLOCKS: usize = 8;
/// Words of the story on both sides of a line of names, from which the names are those of a picture.
const AMID: usize = 50;
/// Blocks at either end that may have a version mark.
const VERSION_BLOCKS: usize = 4;
/// Notes on versions have fewer words.
const LONGEST_NOTE: usize = 60;

/// Cleans articles: splits them into words, and drops everything that is not the story.
///
/// Creating one compiles its tables, so share it by reference between threads.
#[derive(Debug)]
pub struct Cleaner {
    captions: Captions,
    boilerplate: Boilerplate,
    grammar: Grammar,
    versions: Versions,
    kinds: WordKinds,
    mask: Option<Box<str>>,
    left_on: Vec<Part>,
}

/// The parts of a page that a [`Cleaner`] removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The dateline, and everything before the story that it opens.
    Dateline,
    /// Lines and ends of paragraphs that credit an agency.
    Credits,
    /// Lines of the site, and sections of teasers.
    Boilerplate,
    /// Repeated blocks, and the headline.
    Repeats,
    /// Captions of pictures.
    Captions,
}

impl Default for Cleaner {
    fn default() -> Cleaner {
        Cleaner::new()
    }
}

impl Cleaner {
    /// A cleaner with the built-in tables.
    pub fn new() -> Cleaner {
        Cleaner::with_tables(None, None).expect("a test compiles the built-in tables")
    }

    /// A cleaner with the built-in tables and the rows of two more, given as texts in the same format.
    ///
    /// # Errors
    ///
    /// If a row does not have the format described at the top of the built-in table, or its example
    /// does not match its pattern.
    pub fn with_tables(
        extra_boilerplate: Option<&str>,
        extra_agencies: Option<&str>,
    ) -> Result<Cleaner> {
        let captions = Captions::new()?;
        let boilerplate = Boilerplate::new(extra_boilerplate)?;
        let grammar = Grammar::new(extra_agencies)?;
        let versions = Versions::new()?;
        let mut kinds = WordKinds::new();
        kinds.add(MENTION, grammar.first_words());
        kinds.add(CAPTION, captions.words());
        kinds.add(VERSION, versions.words_of_lines());
        let (mask, left_on) = (None, Vec::new());
        Ok(Cleaner { captions, boilerplate, grammar, versions, kinds, mask, left_on })
    }

    /// For corpora in which `mask`, as a separate word, replaces removed words.
    #[must_use]
    pub fn with_mask(self, mask: &str) -> Cleaner {
        Cleaner { mask: Some(mask.into()), ..self }
    }

    /// Keeps a part, to see the effect of removing it.
    #[must_use]
    pub fn leaving(mut self, part: Part) -> Cleaner {
        self.left_on.push(part);
        self
    }

    /// All agencies that an article may credit, sorted by name. A [`Credit`] uses these names.
    pub fn agencies(&self) -> &[Agency] {
        self.grammar.agencies().list()
    }

    /// The agency that owns an outlet, by the outlet's [normalised](crate::outlet::normalise) name.
    pub fn agency_of_outlet(&self, outlet: &str) -> Option<&str> {
        // "CNN (Web News)" is CNN, and "edition.cnn.com" is "cnn.com".
        let outlet = outlet.split_once(" (").map_or(outlet, |(name, _)| name);
        let agencies = self.grammar.agencies();
        let known = |name: &str| agencies.find(name).filter(|name| name.stands_in(Where::Outlet));
        if outlet.contains(' ') {
            return known(outlet).map(|name| &*name.agency);
        }
        let mut host = outlet;
        loop {
            if let Some(name) = known(host) {
                return Some(&name.agency);
            }
            host =
                host.split_once('.').map(|(_, domain)| domain).filter(|host| host.contains('.'))?;
        }
    }

    /// The words of the article's story.
    ///
    /// A body is only read up to 4 GiB.
    pub fn clean(&self, article: &Article<'_>) -> CleanText {
        let body = &article.body[..article.body.floor_char_boundary_at(u32::MAX as usize)];
        let mut page = Page::new(body, self.mask.as_deref());
        let starts = page.mark_kinds(&self.kinds);
        let headline = article.headline.as_deref().map(|headline| (headline, tokens_of(headline)));
        let of_headline = headline
            .as_ref()
            .and_then(|(headline, words)| self.versions.headline(headline, &words.hashes));
        let version =
            self.take_version(&mut page, of_headline.as_ref().map(|(version, _)| version));
        let mut credits = Vec::new();
        let mentions = self.grammar.mentions(body, &page.tokens, starts.into_iter());
        let takes_off = |part| !self.left_on.contains(&part);
        if takes_off(Part::Dateline) {
            credits.extend(self.take_dateline(&mut page, &mentions));
        }
        if article.body_is == BodyIs::Headline {
            page.keep_headline();
        }
        if takes_off(Part::Credits) {
            self.take_credits(&mut page, &mentions, &mut credits);
        }
        if takes_off(Part::Boilerplate) {
            self.drop_boilerplate(&mut page);
        }
        if takes_off(Part::Repeats) {
            let without_mark = of_headline.as_ref().map(|&(_, headline)| words_of(headline));
            let as_is = headline.as_ref().map(|(_, words)| &*words.hashes);
            page.drop_repeats(match article.body_is {
                BodyIs::Story => [as_is, without_mark.as_deref()],
                BodyIs::Headline => [None; 2],
            });
        }
        if takes_off(Part::Captions) {
            self.drop_captions(&mut page);
        }
        credits.extend(article.byline.as_deref().and_then(|byline| self.credit_in_byline(byline)));
        if let Some(wire) = &article.wire {
            credits.extend(self.credit_of_provider(&wire.providers));
        }
        let agencies = self.agencies_of(&mentions, headline.as_ref(), article, &credits);
        let best = credits.into_iter().min_by_key(|credit| credit.kind);
        let of_item = article.wire.as_deref().and_then(Version::of_item);
        let version = gravest(version, of_item);
        page.into_clean_text(best, agencies, version)
    }

    /// The agencies that an article names. `mentions` and `credits` are those found in it.
    fn agencies_of(
        &self,
        mentions: &[Mention],
        headline: Option<&(&str, Tokens)>,
        article: &Article<'_>,
        credits: &[Credit],
    ) -> NamedAgencies {
        let list = self.grammar.agencies();
        let mut agencies = NamedAgencies::default();
        let name = |mentions: &[Mention], set: &mut AgencySet| {
            mentions
                .iter()
                .filter_map(|mention| mention.agency)
                .for_each(|place| set.insert(place));
        };
        for credit in credits {
            let names = [Some(&credit.agency), credit.carrier.as_ref()];
            let places = names.into_iter().flatten().filter_map(|name| list.place(name));
            places.for_each(|place| agencies.credited.insert(place));
            // A credit may name two agencies.
            name(&self.grammar.mentions_of(&credit.words), &mut agencies.credited);
        }
        agencies.named = agencies.credited;
        name(mentions, &mut agencies.named);
        if let Some((headline, words)) = headline {
            let mentions = self.grammar.mentions(headline, words, 0..words.len());
            name(&mentions, &mut agencies.named);
        }
        if let Some(byline) = &article.byline {
            name(&self.grammar.mentions_of(byline), &mut agencies.named);
        }
        agencies
    }

    /// The credit of the sender or rights holder of an item, from its format.
    fn credit_of_provider(&self, providers: &[String]) -> Option<Credit> {
        let agencies = self.grammar.agencies();
        let (words, name) = providers.iter().find_map(|name| Some((name, agencies.find(name)?)))?;
        Some(Credit {
            agency: name.agency.clone(),
            carrier: None,
            kind: CreditKind::Copyright,
            words: words.clone(),
            span: None,
        })
    }

    /// The credit in a byline field, with or without "By".
    fn credit_in_byline(&self, byline: &str) -> Option<Credit> {
        if self.grammar.mentions_of(byline).is_empty() {
            return None;
        }
        let credit = |byline: &str| {
            let mentions = self.grammar.mentions_of(byline);
            let line = Passage::new(byline, 0..byline.len(), &mentions);
            self.grammar.whole(line, words_of(byline).len())
        };
        let found = credit(byline).or_else(|| credit(&format!("By {byline}")))?;
        let words = byline.trim().to_owned();
        Some(Credit {
            agency: found.agency,
            carrier: found.carrier,
            kind: found.kind,
            words,
            span: None,
        })
    }

    /// Removes the version marks at the start and the end of the page.
    ///
    /// Returns the most serious one. Ties go to the headline, then to the first.
    fn take_version(&self, page: &mut Page<'_>, of_headline: Option<&Version>) -> Option<Version> {
        let mut gravest = of_headline.cloned();
        let last_blocks = page.blocks.len().saturating_sub(VERSION_BLOCKS);
        for at in 0..page.blocks.len() {
            if at >= VERSION_BLOCKS && at < last_blocks {
                continue;
            }
            let block = &page.blocks[at];
            let text = page.text(block);
            let is_line = block.kinds & VERSION != 0
                && block.words.len() < LONGEST_NOTE
                && text.len() <= LONGEST_LINE;
            let version = if let Some(version) =
                is_line.then(|| self.versions.line(text, page.words(block))).flatten()
            {
                page.blocks[at].is_kept = false;
                version
            } else if at < VERSION_BLOCKS
                && let Some(Marked { version, at: start }) =
                    self.versions.start(text, page.words(block))
            {
                page.cut_start(at, start);
                version
            } else {
                continue;
            };
            if gravest.as_ref().is_none_or(|gravest| gravest.status < version.status) {
                gravest = Some(version);
            }
        }
        gravest
    }

    /// Removes the dateline, and drops everything before the story that it opens.
    fn take_dateline(&self, page: &mut Page<'_>, mentions: &[Mention]) -> Option<Credit> {
        let (at, found) =
            page.blocks.iter().take(HEAD_BLOCKS).enumerate().find_map(|(at, block)| {
                let Range { start, end } = block.words;
                let may_credit = has_mention(mentions, start..end.min(start + DATELINE_WORDS));
                let found =
                    may_credit.then(|| self.grammar.dateline(page.passage(block, mentions)));
                Some((at, found??))
            })?;
        let start = page.blocks[at].text.start + found.range.end;
        let words = &mut page.blocks[at].words;
        words.start +=
            page.tokens.spans[words.clone()].partition_point(|span| (span.start as usize) < start);
        // Before a dateline, a round-up has other stories, but a page has its title, standfirst and
        // captions.
        if page.blocks[at].words.start <= page.tokens.len() / 3 {
            let lede = page.words(&page.blocks[at]).to_vec();
            for before in 0..at {
                let block = &page.blocks[before];
                let is_story = block.words.len() >= PROSE && page.words(block) != lede;
                page.blocks[before].is_kept &= is_story;
            }
        }
        Some(page.credit(at, found))
    }

    /// Drops blocks that are a credit, and removes credits from the ends of others.
    fn take_credits(&self, page: &mut Page<'_>, mentions: &[Mention], credits: &mut Vec<Credit>) {
        let ends_from = page.blocks.len().saturating_sub(END_BLOCKS);
        for at in 0..page.blocks.len() {
            let block = &page.blocks[at];
            if !block.is_kept {
                continue;
            }
            let Range { start, end } = block.words;
            let last = start.max(end.saturating_sub(LONGEST_CREDIT))..end;
            let text = page.text(block);
            let is_glued = at < BYLINE_BLOCKS && end - start <= BYLINE_WORDS && has_joint(text);
            let run_together = if is_glued { self.grammar.run_together(text) } else { Vec::new() };
            let passage = if run_together.is_empty() {
                page.passage(block, mentions)
            } else {
                Passage::new(text, 0..text.len(), &run_together)
            };
            if run_together.is_empty() && !has_mention(mentions, last) {
                continue;
            }
            let whole = (text.len() <= LONGEST_LINE)
                .then(|| self.grammar.whole(passage, end - start))
                .flatten();
            if let Some(found) = whole {
                page.blocks[at].is_kept = false;
                if !(found.is_bare && page.is_amid_story(at)) {
                    credits.push(page.credit(at, found));
                }
            } else if at >= ends_from
                && let Some(found) = self.grammar.end(passage)
            {
                let end = block.text.start + found.range.start;
                let kept = page.tokens.spans[block.words.clone()]
                    .partition_point(|span| (span.end as usize) <= end);
                let words = &mut page.blocks[at].words;
                words.end = words.start + kept;
                credits.push(page.credit(at, found));
            }
        }
    }

    /// Drops captions, unless the page is mostly pictures.
    fn drop_captions(&self, page: &mut Page<'_>) {
        let prose = |block: &Draft| match block.words.len() {
            words if block.is_kept && words >= captions::PROSE => words,
            _ => 0,
        };
        let is_caption = |block: &Draft| {
            let words = block.words.len();
            block.is_kept
                && words < captions::LONGEST
                && self.captions.fit(
                    page.text(block),
                    page.words(block),
                    block.kinds & CAPTION != 0,
                )
        };
        let captions: Vec<usize> =
            (0..page.blocks.len()).filter(|&at| is_caption(&page.blocks[at])).collect();
        let caption_words: usize = captions.iter().map(|&at| page.blocks[at].words.len()).sum();
        let caption_prose: usize = captions.iter().map(|&at| prose(&page.blocks[at])).sum();
        let other_prose = page.blocks.iter().map(prose).sum::<usize>() - caption_prose;
        if other_prose >= caption_words.clamp(captions::OTHER_PROSE, captions::STORY) {
            for at in captions {
                page.blocks[at].is_kept = false;
            }
        }
    }

    /// Drops boilerplate blocks, and everything after a section's heading that is not part of the
    /// story.
    fn drop_boilerplate(&self, page: &mut Page<'_>) {
        let last_story =
            page.blocks.iter().rposition(|block| block.is_kept && page.is_story(block));
        for at in 0..page.blocks.len() {
            let block = &page.blocks[at];
            if block.words.is_empty()
                || block.words.len() >= PROSE
                || block.text.len() > LONGEST_LINE
            {
                continue;
            }
            match self.boilerplate.kind(page.text(block), page.words(block)) {
                None => {}
                Some(Kind::Heading)
                    if block.words.start * 2 >= page.tokens.len()
                        && last_story.is_none_or(|last| last < at) =>
                {
                    page.blocks[at..].iter_mut().for_each(|block| block.is_kept = false);
                    return;
                }
                Some(Kind::Line | Kind::Heading) => page.blocks[at].is_kept = false,
            }
        }
    }
}

/// Whether a mention lies in a range of words.
fn has_mention(mentions: &[Mention], words: Range<usize>) -> bool {
    let first = mentions.partition_point(|mention| mention.words.start < words.start);
    mentions.get(first).is_some_and(|mention| mention.words.end <= words.end)
}

/// The more serious of the two versions. If their status is the same, the text's, with any number
/// that is known.
fn gravest(of_text: Option<Version>, of_item: Option<Version>) -> Option<Version> {
    let (of_text, of_item) = match (of_text, of_item) {
        (Some(of_text), Some(of_item)) => (of_text, of_item),
        (of_text, of_item) => return of_text.or(of_item),
    };
    let number = of_item.number.or(of_text.number);
    let gravest = if of_item.status > of_text.status { of_item } else { of_text };
    Some(Version { number, ..gravest })
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

/// An article while it is cleaned.
struct Page<'a> {
    body: &'a str,
    tokens: Tokens,
    blocks: Vec<Draft>,
}

/// A block that may still be dropped.
struct Draft {
    text: Range<usize>,
    words: Range<usize>,
    spaceless: bool,
    is_kept: bool,
    /// The kinds that some of its words may be.
    kinds: u8,
}

/// Kinds of words: the first of a mention of an agency, and those of captions and version marks.
const MENTION: u8 = 1;
const CAPTION: u8 = 1 << 1;
const VERSION: u8 = 1 << 2;

impl<'a> Page<'a> {
    fn new(body: &'a str, mask: Option<&str>) -> Page<'a> {
        let mut tokens = Tokens::for_text_of(body.len()).masked_by(mask);
        let mut blocks = Vec::new();
        for text in lines::blocks(body) {
            let start = tokens.len();
            let spaceless = tokenize(body, text.start, text.end, &mut tokens);
            let words = start..tokens.len();
            blocks.push(Draft {
                text,
                spaceless: spaceless * 2 > words.len(),
                words,
                is_kept: true,
                kinds: 0,
            });
        }
        Page { body, tokens, blocks }
    }

    /// Notes the kinds of the words in each block. Returns the words that may begin a mention.
    fn mark_kinds(&mut self, kinds: &WordKinds) -> Vec<usize> {
        let mut starts = Vec::new();
        for block in &mut self.blocks {
            for at in block.words.clone() {
                let kinds = kinds.of(self.tokens.hashes[at]);
                block.kinds |= kinds;
                if kinds & MENTION != 0 {
                    starts.push(at);
                }
            }
        }
        starts
    }

    fn text(&self, block: &Draft) -> &'a str {
        &self.body[block.text.clone()]
    }

    fn passage<'m>(&self, block: &Draft, mentions: &'m [Mention]) -> Passage<'m>
    where
        'a: 'm,
    {
        Passage::new(self.body, block.text.clone(), mentions)
    }

    fn words(&self, block: &Draft) -> &[u64] {
        &self.tokens.hashes[block.words.clone()]
    }

    /// Whether the block is part of a story rather than a teaser of another.
    fn is_story(&self, block: &Draft) -> bool {
        let text = self.text(block).trim_end_matches(['"', '\'', '”', '’', '»', ')']);
        let ends_sentence =
            text.ends_with(['.', '!', '?', '۔', '。', '।']) && !text.ends_with("..");
        block.words.len() >= STORY || (block.words.len() >= SENTENCE && ends_sentence)
    }

    /// Whether a block is between two paragraphs of the story, with a good part of it on both sides.
    fn is_amid_story(&self, block: usize) -> bool {
        let (before, behind) = (&self.blocks[..block], &self.blocks[block + 1..]);
        let is_story = |block: &&Draft| block.is_kept && self.is_story(block);
        let words = |blocks: &[Draft]| -> usize {
            blocks.iter().filter(is_story).map(|block| block.words.len()).sum()
        };
        [before.last(), behind.first()].iter().all(|next| next.as_ref().is_some_and(is_story))
            && words(before).min(words(behind)) >= AMID
    }

    /// Removes bytes from the start of a block.
    fn cut_start(&mut self, block: usize, bytes: usize) {
        let Draft { text, words, .. } = &mut self.blocks[block];
        text.start += bytes;
        let spans = &self.tokens.spans[words.clone()];
        words.start += spans.partition_point(|span| (span.start as usize) < text.start);
    }

    fn credit(&self, block: usize, found: Found) -> Credit {
        let block = &self.blocks[block];
        credit_in_body(found, self.text(block), block.text.start)
    }

    /// Drops blocks whose words are already in a headline or an earlier kept block.
    fn drop_repeats(&mut self, headlines: [Option<&[u64]>; 2]) {
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
    fn keep_headline(&mut self) {
        if let Some(headline) = self.blocks.first_mut() {
            headline.is_kept = true;
        }
    }

    fn into_clean_text(
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
