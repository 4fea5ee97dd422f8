//! The first pass over the corpus: all of it, in the order of the files.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::blocks::Blocks;
use super::chunk::{Chunk, Counts, Mendings, Span};
use super::decode::{Decoder, Hashing, RawFacts, Trouble};
use super::notice::Notice;
use super::source::{Format, SourceFile};
use super::{Corpus, text};
use crate::article::{FileId, Place};
use crate::error::{ErrorKind, Result};

/// The corpus in chunks, in the order of the files and of the records in them.
///
/// An `Err` item is a file that cannot be read, or not to its end; after it the next file's chunks follow.
/// When all chunks are parsed, [`finish`](Chunks::finish) tells what was counted on the way.
pub struct Chunks<'c> {
    corpus: &'c Corpus,
    next: usize,
    open: Option<(FileId, Blocks)>,
    facts: Vec<Facts>,
    counts: Arc<[Counts]>,
}

/// What the reading of one file showed.
#[derive(Default)]
struct Facts {
    raw: RawFacts,
    records: u64,
    trouble: Option<Notice>,
}

/// What the first pass counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPass {
    /// One for each file, in their order.
    pub files: Vec<FileFacts>,
    /// What a person should know, in the order of the files.
    pub notices: Vec<Notice>,
}

/// What the first pass counted of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Bytes on disk.
    pub bytes: u64,
    /// XXH3 (64 bits, seed 0) of these bytes.
    pub xxh3: u64,
    /// Records, those that are no article included. Blank lines are none.
    pub records: u64,
    /// Records that are no article.
    pub rejects: u64,
}

impl<'c> Chunks<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Chunks<'c> {
        let counts = corpus.files.iter().map(|_| Counts::default()).collect();
        let facts = corpus.files.iter().map(|_| Facts::default()).collect();
        Chunks { corpus, next: 0, open: None, facts, counts }
    }

    /// Tells what was counted, once the chunks are parsed.
    ///
    /// Files and chunks that were not asked for count as empty.
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
        }
        pass
    }

    /// The next block of the open file; `None` when it is at its end.
    fn next_block(&mut self, file: FileId, mut blocks: Blocks) -> Option<Result<Chunk<'c>>> {
        if let Some(block) = blocks.next() {
            self.open = Some((file, blocks));
            return Some(Ok(Chunk::of_block(self.corpus, file, block, Arc::clone(&self.counts))));
        }
        let source = self.source(file);
        let facts = &mut self.facts[file.0 as usize];
        facts.records = blocks.records();
        let failure = match note_trouble(source, &mut blocks, facts) {
            Some(error) => Some(error),
            None => match blocks.into_facts() {
                Ok(raw) => {
                    facts.raw = raw;
                    None
                }
                Err(error) => Some(error),
            },
        };
        failure
            .map(|error| Err(ErrorKind::Read { path: source.path.clone(), source: error }.into()))
    }

    /// As many of the text files that come next as make a chunk.
    fn next_texts(&mut self) -> Result<Chunk<'c>> {
        let mut bytes = Vec::new();
        let mut spans = Vec::new();
        while let Some(source) = self.corpus.files.get(self.next) {
            if !matches!(source.format, Format::Text { .. })
                || (!spans.is_empty() && bytes.len() >= self.corpus.chunk_bytes)
            {
                break;
            }
            let file = file_id(self.next);
            let start = bytes.len();
            match text::read(source, self.corpus.max_record_bytes, Hashing::On, &mut bytes) {
                Ok(read) => {
                    self.next += 1;
                    let facts = &mut self.facts[file.0 as usize];
                    *facts = Facts { raw: read.raw, records: 1, trouble: read.trouble };
                    let place = Place { file, offset: 0, bytes: read.bytes, line: 1 };
                    spans.push(Span { place, start, kept: bytes.len() - start });
                }
                // What was read before goes out first; the file is tried again next time.
                Err(_) if !spans.is_empty() => {
                    bytes.truncate(start);
                    break;
                }
                Err(error) => {
                    self.next += 1;
                    return Err(ErrorKind::Read { path: source.path.clone(), source: error }.into());
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
            if let Some((file, blocks)) = self.open.take() {
                match self.next_block(file, blocks) {
                    Some(item) => return Some(item),
                    None => continue,
                }
            }
            let source = self.corpus.files.get(self.next)?;
            if let Format::Text { .. } = source.format {
                return Some(self.next_texts());
            }
            let file = file_id(self.next);
            self.next += 1;
            match Decoder::open(&source.location, source.compression, Hashing::On) {
                Ok(decoder) => {
                    let blocks =
                        Blocks::new(decoder, self.corpus.chunk_bytes, self.corpus.max_record_bytes);
                    self.open = Some((file, blocks));
                }
                Err(error) => {
                    return Some(Err(
                        ErrorKind::Read { path: source.path.clone(), source: error }.into()
                    ));
                }
            }
        }
    }
}

fn file_id(index: usize) -> FileId {
    FileId(u32::try_from(index).expect("Corpus::open has counted the files"))
}

/// Notes what kept a file from being read to its end; gives back what the system refused.
fn note_trouble(
    source: &SourceFile,
    blocks: &mut Blocks,
    facts: &mut Facts,
) -> Option<std::io::Error> {
    let (trouble, byte) = blocks.take_trouble()?;
    match trouble {
        Trouble::Read(error) => return Some(error),
        trouble => facts.trouble = notice_of(source, trouble, byte, facts.records),
    }
    None
}

/// What a trouble with compressed data says to a person.
pub(super) fn notice_of(
    source: &SourceFile,
    trouble: Trouble,
    byte: u64,
    records: u64,
) -> Option<Notice> {
    let path = source.path.clone();
    match trouble {
        Trouble::Read(_) => None,
        Trouble::EndsEarly => Some(Notice::EndsEarly { path, byte, records }),
        Trouble::Damaged(reason) => Some(Notice::Damaged { path, byte, records, reason }),
    }
}

fn mended(mendings: &Mendings) -> Option<(u64, u64)> {
    let records = mendings.records.load(Ordering::Relaxed);
    (records > 0).then(|| (records, mendings.first_line.load(Ordering::Relaxed)))
}
