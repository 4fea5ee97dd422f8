//! Pieces of the corpus that fit in memory and can be parsed independently.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use memchr::memchr;

use crate::article::{Article, FileId, Place};
use crate::corpus::Corpus;
use crate::corpus::bytes::blocks::{Block, End, Lines, Overlong, is_record, without_return};
use crate::corpus::bytes::spans::Piece;
use crate::corpus::format::Mended;
use crate::corpus::formats::host;
use crate::corpus::notice::Grouped;
use crate::corpus::reject::{Fault, Reject, RejectCode};

/// Records of the corpus, read but not yet parsed.
///
/// The thread that calls [`records`](Chunk::records) parses them.
pub struct Chunk<'c> {
    corpus: &'c Corpus,
    bytes: Vec<u8>,
    content: Content,
    counts: Option<Arc<[Counts]>>,
    is_counted: AtomicBool,
}

/// What the bytes of a chunk are.
enum Content {
    /// Whole lines of one file.
    Lines { file: FileId, offset: u64, line: u64, end: End },
    /// Records of one or more files.
    Spans(Vec<Span>),
}

/// A record among the bytes of a chunk.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub(crate) place: Place,
    /// Its start in the chunk.
    pub(crate) start: usize,
    /// Bytes that were kept: all, unless it is too long.
    pub(crate) kept: usize,
    pub(crate) end: End,
}

impl Span {
    /// A record that a scanner found in a file.
    pub(crate) fn of(file: FileId, piece: &Piece) -> Span {
        let &Piece { start, kept, offset, bytes, line, end } = piece;
        Span { place: Place { file, offset, bytes, line }, start, kept, end }
    }
}

/// A record that is an article.
#[derive(Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its place in the corpus.
    pub place: Place,
    /// The article.
    pub article: Article<'a>,
    /// Its bytes in the (decompressed) file, without the line end. For a row of a table, its wanted
    /// columns as JSON.
    pub bytes: &'a [u8],
}

/// Counts for one file while its chunks are parsed.
pub(crate) struct Counts {
    pub(crate) rejects: AtomicU64,
    pub(crate) utf8: Mendings,
    pub(crate) surrogates: Mendings,
    pub(crate) html: Mendings,
}

/// Number of records that were repaired, and the line of the first one.
pub(crate) struct Mendings {
    pub(crate) records: AtomicU64,
    pub(crate) first_line: AtomicU64,
}

impl Default for Mendings {
    fn default() -> Mendings {
        Mendings { records: AtomicU64::new(0), first_line: AtomicU64::new(u64::MAX) }
    }
}

impl Default for Counts {
    fn default() -> Counts {
        Counts {
            rejects: AtomicU64::new(0),
            utf8: Mendings::default(),
            surrogates: Mendings::default(),
            html: Mendings::default(),
        }
    }
}

impl Mendings {
    fn add(&self, line: u64) {
        self.records.fetch_add(1, Ordering::Relaxed);
        self.first_line.fetch_min(line, Ordering::Relaxed);
    }
}

impl<'c> Chunk<'c> {
    /// A chunk of one block of a file.
    pub(crate) fn of_block(
        corpus: &'c Corpus,
        file: FileId,
        block: Block,
        counts: Arc<[Counts]>,
    ) -> Chunk<'c> {
        let (bytes, content) = match block {
            Block::Lines(Lines { bytes, offset, line, end }) => {
                (bytes, Content::Lines { file, offset, line, end })
            }
            Block::Overlong(Overlong { head, offset, line, bytes }) => {
                let place = Place { file, offset, bytes, line };
                let span = Span { place, start: 0, kept: head.len(), end: End::Line };
                (head, Content::Spans(vec![span]))
            }
        };
        Chunk { corpus, bytes, content, counts: Some(counts), is_counted: AtomicBool::new(false) }
    }

    /// A chunk of single records, without counts if they were counted before.
    pub(crate) fn of_spans(
        corpus: &'c Corpus,
        bytes: Vec<u8>,
        spans: Vec<Span>,
        counts: Option<Arc<[Counts]>>,
    ) -> Chunk<'c> {
        Chunk {
            corpus,
            bytes,
            content: Content::Spans(spans),
            counts,
            is_counted: AtomicBool::new(false),
        }
    }

    /// The file and the offset of its bytes, if they are consecutive bytes of one file.
    pub(super) fn part_of_file(&self) -> Option<(FileId, u64)> {
        match &self.content {
            &Content::Lines { file, offset, .. } => Some((file, offset)),
            Content::Spans(spans) => {
                let begin = |span: &Span| {
                    let offset = span.place.offset.checked_sub(span.start as u64)?;
                    Some((span.place.file, offset)).filter(|_| span.kept as u64 == span.place.bytes)
                };
                let first = begin(spans.first()?)?;
                spans.iter().all(|span| begin(span) == Some(first)).then_some(first)
            }
        }
    }

    /// Its bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes of the records.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The records in order, parsed lazily. Records that are not articles are `Err`.
    pub fn records(&self) -> Records<'_> {
        // A second call must not count again.
        let counts =
            self.counts.as_deref().filter(|_| !self.is_counted.swap(true, Ordering::Relaxed));
        let (line, spans) = match &self.content {
            Content::Lines { line, .. } => (*line, [].iter()),
            Content::Spans(spans) => (0, spans.iter()),
        };
        Records { chunk: self, counts, at: 0, line, spans }
    }
}

/// The records of a chunk.
pub struct Records<'a> {
    chunk: &'a Chunk<'a>,
    counts: Option<&'a [Counts]>,
    /// Offset and number of the next line, in a chunk of lines.
    at: usize,
    line: u64,
    spans: std::slice::Iter<'a, Span>,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let (place, bytes, end) = match self.chunk.content {
            Content::Spans(_) => {
                let span = self.spans.next()?;
                (span.place, &self.chunk.bytes[span.start..span.start + span.kept], span.end)
            }
            Content::Lines { file, offset, end, .. } => self.next_line(file, offset, end)?,
        };
        Some(self.parse(place, bytes, end))
    }
}

impl<'a> Records<'a> {
    /// The next line that is a record.
    fn next_line(&mut self, file: FileId, offset: u64, end: End) -> Option<(Place, &'a [u8], End)> {
        let bytes = &self.chunk.bytes;
        while self.at < bytes.len() {
            let (start, line) = (self.at, self.line);
            let line_end = memchr(b'\n', &bytes[start..]).map(|length| start + length);
            self.at = line_end.map_or(bytes.len(), |line_end| line_end + 1);
            self.line += 1;
            let found = &bytes[start..line_end.unwrap_or(bytes.len())];
            if is_record(found, self.chunk.corpus.max_record_bytes) {
                let found = without_return(found);
                let place =
                    Place { file, offset: offset + start as u64, bytes: found.len() as u64, line };
                return Some((place, found, if line_end.is_some() { End::Line } else { end }));
            }
        }
        None
    }

    fn parse(&self, place: Place, bytes: &'a [u8], end: End) -> Result<Record<'a>, Reject> {
        let corpus = self.chunk.corpus;
        let read = if place.bytes > corpus.max_record_bytes {
            let message = format!(
                "record of {} bytes is longer than the {} allowed",
                Grouped(place.bytes),
                Grouped(corpus.max_record_bytes)
            );
            Err(Fault::new(RejectCode::TooLong, message))
        } else {
            let source = &corpus.files[place.file.0 as usize];
            source.format.article(source, bytes, end)
        };
        match read {
            Ok((mut article, mended)) => {
                if !corpus.outlet_names.is_default() {
                    let host = article.url.as_deref().and_then(host);
                    let outlet = article.outlet.as_deref();
                    article.outlet = outlet
                        .and_then(|name| corpus.outlet_names.outlet_at(name, host.as_deref()))
                        .map(Into::into);
                }
                self.count_mended(place, mended);
                Ok(Record { place, article, bytes })
            }
            Err(fault) => {
                if let Some(counts) = self.counts {
                    counts[place.file.0 as usize].rejects.fetch_add(1, Ordering::Relaxed);
                }
                Err(Reject::of(fault, place, bytes))
            }
        }
    }

    fn count_mended(&self, place: Place, mended: Mended) {
        if mended == Mended::default() {
            return;
        }
        if let Some(counts) = self.counts {
            let counts = &counts[place.file.0 as usize];
            if mended.utf8 {
                counts.utf8.add(place.line);
            }
            if mended.surrogates {
                counts.surrogates.add(place.line);
            }
            if mended.html {
                counts.html.add(place.line);
            }
        }
    }
}
