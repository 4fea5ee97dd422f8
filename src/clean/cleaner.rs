//! Cleans articles.

use std::ops::Range;

use super::agencies::{Agency, AgencySet, Where};
use super::boilerplate::{Boilerplate, Kind};
use super::boundary::FloorCharBoundary;
use super::candidates::Line;
use super::captions::{self, Captions};
use super::credit::{Credit, CreditKind};
use super::grammar::{Grammar, LONGEST_CREDIT, Passage};
use super::mentions::Mention;
use super::page::{CAPTION, Draft, MENTION, Page, VERSION};
use super::text::{CleanText, NamedAgencies};
use super::tokenize::{Tokens, tokens_of, words_of};
use super::versions::{Marked, Version, Versions};
use super::word_set::WordKinds;
use crate::article::{Article, BodyIs};
use crate::error::Result;

/// Words from which a block is prose; boilerplate patterns are not tried on it.
const PROSE: usize = 25;
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
        captions.words().into_iter().for_each(|words| kinds.add(CAPTION, words));
        versions.words_of_lines().into_iter().for_each(|words| kinds.add(VERSION, words));
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
        let of_headline = headline.as_ref().and_then(|(text, tokens)| {
            let &Tokens { ref hashes, traits, .. } = tokens;
            self.versions.headline(Line { text, words: hashes, traits })
        });
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
            page.drop_data();
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
                is_line.then(|| self.versions.line(page.line(block))).flatten()
            {
                page.blocks[at].is_kept = false;
                version
            } else if at < VERSION_BLOCKS
                && let Some(Marked { version, at: start }) = self.versions.start(page.line(block))
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
            let is_glued =
                at < BYLINE_BLOCKS && end - start <= BYLINE_WORDS && page.line(block).has_joint();
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
            match self.boilerplate.kind(page.line(block)) {
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
