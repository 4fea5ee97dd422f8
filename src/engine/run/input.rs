//! What a run reads: the files of a corpus, or articles in memory.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::articles::Articles;
use crate::article::{Article, ArticleId, BodyIs, FileId, Place};
use crate::corpus::{self, Corpus, FileFacts, FirstPass, Record, Reject, RejectCode, Selector};
use crate::date::DateReader;
use crate::engine::observer::Observer;
use crate::error::{ErrorKind, Result};
use crate::hash;

/// What a run reads, as often as it must.
#[derive(Clone, Copy)]
pub(crate) enum RunInput<'a> {
    /// The files of a corpus.
    Corpus(&'a Corpus),
    /// Articles in memory.
    Memory(InMemory<'a>),
}

/// Articles in memory. The place of each is its number.
#[derive(Clone, Copy)]
pub(crate) struct InMemory<'a> {
    pub(crate) articles: &'a [Article<'a>],
    pub(crate) body_is: BodyIs,
}

/// A record that was read, or why it is not an article.
pub(crate) type Parsed<'r> = std::result::Result<Record<'r>, Reject>;

/// Articles in memory that a thread takes at a time.
const ARTICLES_AT_ONCE: usize = 1 << 6;

impl RunInput<'_> {
    /// What the bodies of the articles are.
    pub(crate) fn body_is(self) -> BodyIs {
        match self {
            RunInput::Corpus(corpus) => corpus.body_is(),
            RunInput::Memory(memory) => memory.body_is,
        }
    }

    /// Number of bytes to read, unless a file is compressed.
    pub(crate) fn plain_bytes(self) -> Option<u64> {
        match self {
            RunInput::Corpus(corpus) => {
                let plain = corpus.files().iter().all(|file| !file.is_packed());
                plain.then(|| corpus.files().iter().map(|file| file.bytes).sum())
            }
            RunInput::Memory(memory) => Some(bytes_of(memory.articles)),
        }
    }

    /// Decides which articles are wanted; `None` for articles in memory, which all are.
    pub(crate) fn selector<'a>(&self, dates: &'a DateReader) -> Result<Option<Selector<'a>>>
    where
        Self: 'a,
    {
        match self {
            RunInput::Corpus(corpus) => corpus.selector(dates).map(Some),
            RunInput::Memory(_) => Ok(None),
        }
    }

    /// Reads the headlines at some places, in rising order, again: hands each to `visit` with its
    /// row in `places`, in order. Does not say if a record has changed since.
    pub(crate) fn headlines(
        self,
        places: &[Place],
        mut visit: impl FnMut(usize, Option<&str>),
    ) -> Result<()> {
        match self {
            RunInput::Corpus(corpus) => {
                let read = corpus.reread(places).par_bridge().map(|again| {
                    let again = again?;
                    let headlines = again.chunk.records().map(|record| {
                        let headline = record.ok().and_then(|record| record.article.headline);
                        headline.map(Cow::into_owned)
                    });
                    Ok(again.places.clone().zip(headlines).collect::<Vec<_>>())
                });
                let mut read: Vec<Vec<(usize, Option<String>)>> = read.collect::<Result<_>>()?;
                read.sort_unstable_by_key(|headlines| headlines.first().map(|&(row, _)| row));
                for (row, headline) in read.into_iter().flatten() {
                    visit(row, headline.as_deref());
                }
            }
            RunInput::Memory(memory) => {
                for (row, place) in places.iter().enumerate() {
                    let number = usize::try_from(place.offset).unwrap_or(usize::MAX);
                    let article = memory.articles.get(number);
                    visit(row, article.and_then(|article| article.headline.as_deref()));
                }
            }
        }
        Ok(())
    }

    /// The path of a file, for messages.
    pub(crate) fn path(self, file: FileId) -> PathBuf {
        match self {
            RunInput::Corpus(corpus) => corpus.file(file).path.clone(),
            RunInput::Memory(_) => Path::new("(in memory)").to_owned(),
        }
    }

    /// Reads everything once: hands the records to `visit` in parts, each with the bytes that it
    /// took, in any order and from any thread. No part is begun once `goes_on` is false.
    ///
    /// Up to `room` bytes of compressed files are held in memory, decompressed, to be read again.
    pub(crate) fn read(
        self,
        room: usize,
        goes_on: impl Fn() -> bool + Sync,
        visit: impl Fn(&mut dyn Iterator<Item = Parsed<'_>>, u64) -> Result<()> + Sync,
    ) -> Result<FirstPass> {
        match self {
            RunInput::Corpus(corpus) => {
                corpus.hold_anew(room);
                let mut chunks = corpus.chunks();
                chunks.by_ref().take_while(|_| goes_on()).par_bridge().try_for_each(|chunk| {
                    let chunk = chunk?;
                    visit(&mut chunk.records(), chunk.bytes() as u64)?;
                    corpus.hold(chunk);
                    Ok::<(), crate::Error>(())
                })?;
                Ok(chunks.finish())
            }
            RunInput::Memory(memory) => {
                let parts = memory.articles.par_chunks(ARTICLES_AT_ONCE).enumerate();
                parts.try_for_each(|(part, articles)| {
                    let numbers = part * ARTICLES_AT_ONCE..;
                    let fields: Vec<Vec<u8>> = articles.iter().map(fields).collect();
                    let mut records = numbers
                        .zip(articles.iter().zip(&fields))
                        .map(|(number, (article, fields))| memory.record(number, article, fields));
                    if goes_on() { visit(&mut records, bytes_of(articles)) } else { Ok(()) }
                })?;
                Ok(memory.first_pass())
            }
        }
    }

    /// Reads articles again: hands each to `visit` with its row in `wanted`, in any order and from
    /// any thread. Fails if a record is not the one that the first pass saw.
    pub(crate) fn read_again(
        self,
        articles: &Articles,
        wanted: &[ArticleId],
        observer: &dyn Observer,
        visit: impl Fn(usize, Record<'_>) -> Result<()> + Sync,
    ) -> Result<()> {
        let mut by_place: Vec<(Place, usize)> = (0..)
            .zip(wanted)
            .map(|(row, &article)| Ok((articles.place(article)?, row)))
            .collect::<Result<_>>()?;
        by_place.par_sort_unstable();
        let visit = |(place, row): (Place, usize), again: Option<Parsed<'_>>| {
            let same = again.and_then(Parsed::ok);
            let same = same.filter(|again| articles.is_unchanged(wanted[row], again.bytes));
            let changed =
                || ErrorKind::Changed { path: self.path(place.file), line: Some(place.line) };
            visit(row, same.ok_or_else(changed)?)
        };
        match self {
            RunInput::Corpus(corpus) => {
                let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
                corpus.reread(&places).par_bridge().try_for_each(|again| {
                    let again = again?;
                    let mut records = again.chunk.records();
                    for at in again.places.clone() {
                        visit(by_place[at], records.next())?;
                    }
                    observer.advance(again.places.len() as u64);
                    Ok(())
                })
            }
            RunInput::Memory(memory) => by_place.into_par_iter().try_for_each(|(place, row)| {
                let number = usize::try_from(place.offset).unwrap_or(usize::MAX);
                let article = memory.articles.get(number);
                let fields = article.map(fields).unwrap_or_default();
                visit(
                    (place, row),
                    article.map(|article| memory.record(number, article, &fields)),
                )?;
                observer.advance(1);
                Ok(())
            }),
        }
    }
}

impl InMemory<'_> {
    /// An article as if a file had it: without a key it goes by its URL, or else by its content,
    /// and without an outlet by the host of its URL.
    fn record<'r>(self, number: usize, given: &'r Article<'_>, fields: &'r [u8]) -> Parsed<'r> {
        let mut article = Article::from(given);
        let place = Place {
            file: FileId(0),
            offset: number as u64,
            bytes: article.body.len() as u64,
            line: number as u64 + 1,
        };
        article.body_is = self.body_is;
        if article.key.is_empty() {
            article.key = article.url.clone().unwrap_or_else(|| {
                let content = [hash::bytes(article.body.as_bytes()), hash::bytes(fields)];
                Cow::Owned(format!("x{:016x}", hash::words(&content)))
            });
        }
        if article.outlet.is_none() {
            article.outlet = article.url.as_deref().and_then(corpus::host).map(Cow::Owned);
        }
        if let (BodyIs::Headline, Some(headline)) = (self.body_is, &article.headline) {
            article.body = Cow::Owned(format!("{headline}\n{}", article.body));
        }
        if self.lacks_text(given) {
            let message = "empty body".to_owned();
            return Err(Reject::new(place, RejectCode::EmptyBody, message, fields));
        }
        Ok(Record { place, article, bytes: fields })
    }

    fn lacks_text(self, article: &Article<'_>) -> bool {
        let is_blank = |text: &str| text.trim().is_empty();
        let headline = match self.body_is {
            BodyIs::Story => None,
            BodyIs::Headline => article.headline.as_deref(),
        };
        is_blank(&article.body) && headline.is_none_or(is_blank)
    }

    /// What the first pass says of a file, of all articles.
    fn first_pass(self) -> FirstPass {
        let rejects = self.articles.iter().filter(|article| self.lacks_text(article));
        let file = FileFacts {
            bytes: bytes_of(self.articles),
            xxh3: 0,
            records: self.articles.len() as u64,
            rejects: rejects.count() as u64,
        };
        FirstPass { files: vec![file], notices: Vec::new() }
    }
}

fn bytes_of(articles: &[Article<'_>]) -> u64 {
    articles.iter().map(|article| article.body.len() as u64).sum()
}

/// The fields that tell two articles with the same key, text, outlet and URL apart.
fn fields(article: &Article<'_>) -> Vec<u8> {
    let mut fields = Vec::new();
    for field in [&article.headline, &article.byline, &article.published, &article.language] {
        fields.push(u8::from(field.is_some()));
        fields.extend_from_slice(field.as_deref().unwrap_or_default().as_bytes());
        fields.push(0);
    }
    fields
}
