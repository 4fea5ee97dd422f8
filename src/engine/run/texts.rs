//! The distinct texts of a corpus. Articles with the same words are compared once.

use super::articles::{Articles, KeptFacts, OutletId};
use crate::article::ArticleId;
use crate::cluster::Node;
use crate::date::Day;
use crate::engine::pairing::{Across, Pairing, Span};
use crate::error::Result;
use crate::scratch::{Fields, Scratch, Sorter};

/// Shorter texts may be templates.
const SHORT: u32 = 150;

/// Whether two articles with the same `words` words count as one text. A possible template also
/// needs the same headline, given by its hash, and the same day.
pub(crate) fn is_one_text(words: u32, one: (u64, Option<Day>), other: (u64, Option<Day>)) -> bool {
    words >= SHORT || one == other
}

/// The distinct texts, each with its articles. A text goes by its first article.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// For each article, the first article with its text.
    first: Vec<u32>,
    /// For each article, the next article with its text, or [`NONE`].
    next: Vec<u32>,
    /// Articles whose text is no story, in rising order.
    placeholders: Vec<ArticleId>,
}

/// Marks the last article with a text.
const NONE: u32 = u32::MAX;

impl Texts {
    /// Groups articles with equal words. An article with fewer than `least` words, without words, or
    /// with a placeholder for a text, is never grouped.
    ///
    /// A possible template needs the same headline and day, and articles of one outlet need the
    /// same headline. Otherwise they are distinct texts, and comparing them decides whether they
    /// are copies. So are articles that may not be compared.
    pub(crate) fn of(
        articles: &Articles,
        least: u32,
        placeholders: Vec<ArticleId>,
        pairing: Pairing,
        scratch: &Scratch,
    ) -> Result<Texts> {
        let mut sorter = Sorter::by_bytes(scratch, scratch.room(4));
        let mut texts = Texts { placeholders, ..Texts::apart(articles.len()) };
        articles.each(|article, facts| {
            if facts.words < least.max(1) || texts.is_placeholder(article) {
                return Ok(());
            }
            sorter.push(&Comparable::of(article, &facts).to_bytes())
        })?;
        let mut alike: Vec<Comparable> = Vec::new();
        sorter.finish()?.each(|record| {
            let next = Comparable::of_bytes(record);
            if alike.last().is_some_and(|last| (last.stream, last.form) != (next.stream, next.form))
            {
                texts.join_alike(&alike, articles, pairing);
                alike.clear();
            }
            alike.push(next);
            Ok(())
        })?;
        texts.join_alike(&alike, articles, pairing);
        Ok(texts)
    }

    /// Every article is a text of its own.
    fn apart(articles: usize) -> Texts {
        let count = u32::try_from(articles).expect("a run has fewer than 2^32 articles");
        Texts { first: (0..count).collect(), next: vec![NONE; articles], placeholders: Vec::new() }
    }

    /// Joins articles with the same words: those under the first headline of each outlet, then
    /// those under the second … If articles of an outlet may not be compared, the first article of
    /// each outlet, then the second …
    fn join_alike(&mut self, alike: &[Comparable], articles: &Articles, pairing: Pairing) {
        if alike.len() < 2 {
            return;
        }
        let mut members: Vec<(u32, ArticleId)> = Vec::with_capacity(alike.len());
        for of_outlet in alike.chunk_by(|one, other| one.outlet == other.outlet) {
            let mut headlines_before = 0;
            let mut headline = of_outlet[0].headline;
            for (place, comparable) in of_outlet.iter().enumerate() {
                let differs = comparable.headline != headline
                    || (pairing.across == Across::Outlets && place > 0);
                headlines_before += u32::from(comparable.outlet != NONE && differs);
                headline = comparable.headline;
                members.push((headlines_before, comparable.article));
            }
        }
        members.sort_unstable();
        for group in members.chunk_by(|one, other| one.0 == other.0) {
            let group = group.iter().map(|&(_, article)| article);
            match pairing.window {
                None => self.join(group),
                Some(window) => self.join_within(group.collect(), articles, window),
            }
        }
    }

    /// Joins those of some articles that follow one another within a window. Those without a date
    /// are with the first.
    fn join_within(&mut self, group: Vec<ArticleId>, articles: &Articles, window: u32) {
        let span = |article: ArticleId| articles.facts(article).published.map(Span::from);
        let mut dated: Vec<(Option<Span>, ArticleId)> =
            group.into_iter().map(|article| (span(article), article)).collect();
        dated.sort_unstable_by_key(|&(span, article)| (span.map(Span::start), article));
        let mut parts: Vec<Vec<ArticleId>> = vec![Vec::new()];
        let mut before: Option<Span> = None;
        for (span, article) in dated {
            let is_outside =
                before.zip(span).is_some_and(|(before, span)| span.is_outside(before, window));
            if is_outside {
                parts.push(Vec::new());
            }
            before = match (before.filter(|_| !is_outside), span) {
                (Some(before), Some(span)) => Some(before.joined(span)),
                (before, span) => span.or(before),
            };
            parts.last_mut().expect("there is always one").push(article);
        }
        for mut part in parts {
            part.sort_unstable();
            self.join(part.into_iter());
        }
    }

    /// Joins articles that are in rising order.
    fn join(&mut self, mut group: impl Iterator<Item = ArticleId>) {
        let Some(first) = group.next() else { return };
        let mut last = first;
        for article in group {
            self.first[article.index()] = first.0;
            self.next[last.index()] = article.0;
            last = article;
        }
    }

    /// Builds the texts of a number of articles from groups of articles, each in rising order. All others are texts of
    /// their own.
    pub(crate) fn from_groups<'g>(
        articles: usize,
        groups: impl IntoIterator<Item = &'g [ArticleId]>,
        placeholders: Vec<ArticleId>,
    ) -> Texts {
        let mut texts = Texts { placeholders, ..Texts::apart(articles) };
        for group in groups {
            texts.join(group.iter().copied());
        }
        texts
    }

    /// Whether the text of an article is a placeholder, which is not compared.
    pub(crate) fn is_placeholder(&self, article: ArticleId) -> bool {
        self.placeholders.binary_search(&article).is_ok()
    }

    /// The articles with a placeholder for a text, in rising order.
    pub(crate) fn placeholders(&self) -> &[ArticleId] {
        &self.placeholders
    }

    /// The first articles of the texts, in rising order.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = ArticleId> + '_ {
        (0..)
            .zip(&self.first)
            .filter(|(article, first)| article == *first)
            .map(|(article, _)| ArticleId(article))
    }

    /// All texts, in the order of their first articles.
    pub(crate) fn nodes(&self) -> Vec<Node> {
        self.firsts().map(|article| self.node(article)).collect()
    }

    /// The text with this first article.
    pub(crate) fn node(&self, article: ArticleId) -> Node {
        let copies = self.articles_like(article).count();
        Node { article, copies: u32::try_from(copies).expect("a run has fewer than 2^32 articles") }
    }

    /// The first article with the text of this one.
    pub(crate) fn first_like(&self, article: ArticleId) -> ArticleId {
        ArticleId(self.first[article.index()])
    }

    /// All articles with the text of this one, in rising order.
    pub(crate) fn articles_like(&self, article: ArticleId) -> impl Iterator<Item = ArticleId> + '_ {
        let first = Some(self.first_like(article));
        std::iter::successors(first, |article| {
            Some(self.next[article.index()]).filter(|&next| next != NONE).map(ArticleId)
        })
    }
}

/// An article with the fields that decide its group, in sort order.
#[derive(Clone, Copy, Debug)]
struct Comparable {
    stream: u64,
    /// For a possible template, headline and day.
    form: [u8; Comparable::FORM],
    outlet: u32,
    headline: u64,
    article: ArticleId,
}

impl Comparable {
    const FORM: usize = 14;

    fn of(article: ArticleId, facts: &KeptFacts) -> Comparable {
        let mut form = [0; Comparable::FORM];
        if facts.words < SHORT {
            form[0] = 1;
            form[1..9].copy_from_slice(&facts.headline.to_be_bytes());
            if let Some(day) = facts.day {
                form[9] = 1;
                form[10..].copy_from_slice(&day.number().to_be_bytes());
            }
        }
        Comparable {
            stream: facts.stream,
            form,
            outlet: facts.outlet.map_or(NONE, OutletId::number),
            headline: facts.headline,
            article,
        }
    }

    /// Bytes that sort as the fields do.
    fn to_bytes(self) -> [u8; 38] {
        let mut bytes = [0; 38];
        bytes[..8].copy_from_slice(&self.stream.to_be_bytes());
        bytes[8..22].copy_from_slice(&self.form);
        bytes[22..26].copy_from_slice(&self.outlet.to_be_bytes());
        bytes[26..34].copy_from_slice(&self.headline.to_be_bytes());
        bytes[34..].copy_from_slice(&self.article.0.to_be_bytes());
        bytes
    }

    fn of_bytes(bytes: &[u8]) -> Comparable {
        let mut fields = Fields(bytes);
        Comparable {
            stream: u64::from_be_bytes(fields.array()),
            form: fields.array(),
            outlet: u32::from_be_bytes(fields.array()),
            headline: u64::from_be_bytes(fields.array()),
            article: ArticleId(u32::from_be_bytes(fields.array())),
        }
    }
}
