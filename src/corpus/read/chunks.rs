//! The first pass over the corpus, in the order of the files.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::chunk::{Chunk, Counts, Mendings, Span};
use super::whole;
use super::whole::{changed, failed, notice_of, unreadable};
use crate::article::{FileId, Place};
use crate::corpus::Corpus;
use crate::corpus::bytes::blocks::{Blocks, End};
use crate::corpus::bytes::decode::{Hashing, RawFacts};
use crate::corpus::bytes::spans::{self, Spans};
use crate::corpus::format::{Layout, SourceFile};
use crate::corpus::notice::Notice;
use crate::corpus::rows::{self, Batches};
use crate::error::Result;

/// The corpus in chunks, in the order of the files and of the records in them.
///
/// An `Err` item is a file that cannot be read to its end; the chunks of the next file follow. When
/// all chunks are parsed, [`finish`](Chunks::finish) returns the counts.
pub struct Chunks<'c> {
    corpus: &'c Corpus,
    next: usize,
    open: Option<(FileId, Reader)>,
    facts: Vec<Facts>,
    counts: Arc<[Counts]>,
}

/// An open file.
enum Reader {
    Lines(Box<Blocks>),
    Spans(Box<Spans>),
    Rows(Box<Batches>),
}

/// The facts of one file that was read.
#[derive(Default)]
struct Facts {
    raw: RawFacts,
    records: u64,
    trouble: Option<Notice>,
}

/// The results of the first pass, apart from the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPass {
    /// One for each file, in order.
    pub files: Vec<FileFacts>,
    /// Warnings, in the order of the files.
    pub notices: Vec<Notice>,
}

/// The facts of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Bytes on disk.
    pub bytes: u64,
    /// XXH3 (64 bits, seed 0) of these bytes.
    pub xxh3: u64,
    /// Records, including those that are not articles. Blank lines are not records.
    pub records: u64,
    /// Records that are not articles.
    pub rejects: u64,
}

impl Corpus {
    /// Reads all files, in their order.
    pub fn chunks(&self) -> Chunks<'_> {
        Chunks::new(self)
    }
}

impl<'c> Chunks<'c> {
    fn new(corpus: &'c Corpus) -> Chunks<'c> {
        let counts = corpus.files.iter().map(|_| Counts::default()).collect();
        let facts = corpus.files.iter().map(|_| Facts::default()).collect();
        Chunks { corpus, next: 0, open: None, facts, counts }
    }

    /// Skips the rest of the current file.
    pub fn skip_rest(&mut self) {
        self.open = None;
    }

    /// Returns the counts. Call it when all chunks are parsed.
    ///
    /// Files and chunks that were not read count as empty.
    pub fn finish(self) -> FirstPass {
        let mut pass =
            FirstPass { files: Vec::with_capacity(self.facts.len()), notices: Vec::new() };
        for ((facts, counts), source) in
            self.facts.into_iter().zip(&*self.counts).zip(&self.corpus.files)
        {
            let rejects = counts.rejects.load(Ordering::Relaxed);
            let RawFacts { bytes, xxh3 } = facts.raw;
            pass.files.push(FileFacts { bytes, xxh3, records: facts.records, rejects });
            pass.notices.extend(facts.trouble);
            let path = || source.path.clone();
            if let Some((records, line)) = mended(&counts.utf8) {
                pass.notices.push(Notice::InvalidUtf8 { path: path(), line, records });
            }
            if let Some((records, line)) = mended(&counts.surrogates) {
                pass.notices.push(Notice::LoneSurrogates { path: path(), line, records });
            }
            if let Some((records, _)) = mended(&counts.html) {
                pass.notices.push(Notice::HtmlInText { path: path(), records });
            }
        }
        pass
    }

    /// The next chunk of the open file; `None` at its end.
    fn next_of(&mut self, file: FileId, mut reader: Reader) -> Option<Result<Chunk<'c>>> {
        let counts = || Arc::clone(&self.counts);
        let chunk_of = |spans::Block { bytes, spans }| {
            let spans = spans.into_iter().map(|piece| Span::of(file, &piece)).collect();
            Chunk::of_spans(self.corpus, bytes, spans, Some(counts()))
        };
        let chunk = match &mut reader {
            Reader::Lines(blocks) => {
                blocks.next().map(|block| Chunk::of_block(self.corpus, file, block, counts()))
            }
            Reader::Spans(spans) => spans.next().map(chunk_of),
            Reader::Rows(batches) => batches.next().map(chunk_of),
        };
        if let Some(chunk) = chunk {
            self.open = Some((file, reader));
            return Some(Ok(chunk));
        }
        let source = self.source(file);
        let facts = &mut self.facts[file.0 as usize];
        let trouble = match &mut reader {
            Reader::Lines(blocks) => {
                facts.records = blocks.records();
                blocks.take_trouble()
            }
            Reader::Spans(spans) => {
                facts.records = spans.records();
                spans.take_trouble()
            }
            Reader::Rows(batches) => {
                facts.records = batches.records();
                batches.take_trouble()
            }
        };
        if let Some((trouble, byte)) = trouble {
            match notice_of(source, trouble, byte, facts.records) {
                Ok(notice) => facts.trouble = Some(notice),
                Err(error) => return Some(Err(error)),
            }
        }
        let raw = match reader {
            Reader::Lines(blocks) => blocks.into_facts(),
            Reader::Spans(spans) => spans.into_facts(),
            Reader::Rows(_) => rows::facts(source),
        };
        match raw {
            Ok(raw) if raw.bytes != source.bytes => Some(Err(changed(source, None))),
            Ok(raw) => {
                facts.raw = raw;
                None
            }
            Err(error) => Some(Err(unreadable(source, error))),
        }
    }

    /// Opens a file with several records.
    fn open(&self, source: &SourceFile, layout: Layout) -> Result<Reader> {
        let (chunk_bytes, max_record) = (self.corpus.chunk_bytes, self.corpus.max_record_bytes);
        if let Layout::Rows(file) = layout {
            let rows = file.open(&source.location.path);
            let rows = rows.map_err(|trouble| failed(source, trouble))?;
            return Ok(Reader::Rows(Box::new(Batches::new(
                rows,
                source.bytes,
                chunk_bytes,
                max_record,
            ))));
        }
        let decoder = source.open(Hashing::On).map_err(|error| unreadable(source, error))?;
        Ok(match layout {
            Layout::Spans(scanner) => {
                Reader::Spans(Box::new(Spans::new(decoder, scanner, chunk_bytes, max_record)))
            }
            Layout::Lines | Layout::Whole | Layout::Rows(_) => {
                Reader::Lines(Box::new(Blocks::new(decoder, chunk_bytes, max_record)))
            }
        })
    }

    /// A chunk from the next files that are one record each.
    fn next_whole(&mut self) -> Result<Chunk<'c>> {
        let mut bytes = Vec::new();
        let mut spans = Vec::new();
        while let Some(source) = self.corpus.files.get(self.next) {
            if !source.format.name().is_whole()
                || (!spans.is_empty() && bytes.len() >= self.corpus.chunk_bytes)
            {
                break;
            }
            let file = file_id(self.next);
            let start = bytes.len();
            match whole::read(source, self.corpus.max_record_bytes, Hashing::On, &mut bytes) {
                Ok(read) => {
                    self.next += 1;
                    let facts = &mut self.facts[file.0 as usize];
                    *facts = Facts { raw: read.raw, records: 1, trouble: read.trouble };
                    let place = Place { file, offset: 0, bytes: read.bytes, line: 1 };
                    spans.push(Span { place, start, kept: bytes.len() - start, end: End::File });
                }
                // Return what was read before; the next call tries this file again.
                Err(_) if !spans.is_empty() => {
                    bytes.truncate(start);
                    break;
                }
                Err(error) => {
                    self.next += 1;
                    return Err(error);
                }
            }
        }
        Ok(Chunk::of_spans(self.corpus, bytes, spans, Some(Arc::clone(&self.counts))))
    }

    fn source(&self, file: FileId) -> &'c SourceFile {
        &self.corpus.files[file.0 as usize]
    }
}

impl<'c> Iterator for Chunks<'c> {
    type Item = Result<Chunk<'c>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((file, reader)) = self.open.take() {
                match self.next_of(file, reader) {
                    Some(item) => return Some(item),
                    None => continue,
                }
            }
            let source = self.corpus.files.get(self.next)?;
            let layout = source.format.layout();
            if let Layout::Whole = layout {
                return Some(self.next_whole());
            }
            let file = file_id(self.next);
            self.next += 1;
            match self.open(source, layout) {
                Ok(reader) => self.open = Some((file, reader)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn file_id(index: usize) -> FileId {
    FileId(u32::try_from(index).expect("Corpus::open has counted the files"))
}

fn mended(mendings: &Mendings) -> Option<(u64, u64)> {
    let records = mendings.records.load(Ordering::Relaxed);
    (records > 0).then(|| (records, mendings.first_line.load(Ordering::Relaxed)))
}
