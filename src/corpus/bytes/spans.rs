//! Cuts a file into blocks of whole records that a format's scanner finds.

use std::io;

use memchr::memchr_iter;

use super::blocks::End;
use super::decode::{Decoder, RawFacts, Trouble};
use super::encoding::BYTE_ORDER_MARK;

/// Finds where records start and end in a file.
///
/// It gets the file piece by piece and keeps its own state, so a record may be larger than memory.
pub(crate) trait Scanner: Send {
    /// Scans to the next event.
    ///
    /// `bytes` starts where the last step ended. With [`Event::More`], a step may leave bytes that
    /// cannot be decided yet; it gets them again, with more.
    fn scan(&mut self, bytes: &[u8]) -> Step;
}

/// How far a scanner got, and what it found there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Bytes scanned.
    pub(crate) used: usize,
    /// What follows them.
    pub(crate) event: Event,
}

/// What a scanner finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Nothing: more bytes are needed.
    More,
    /// The first byte of a record.
    Begin,
    /// The first byte after a record.
    End,
    /// The end of all records; the rest of the file is ignored.
    Stop,
    /// A format error after which no record can be found.
    Broken(String),
}

/// Whole records of a file.
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    pub(crate) spans: Vec<Piece>,
}

/// A record among the bytes of a block.
pub(crate) struct Piece {
    /// Its start in the block.
    pub(crate) start: usize,
    /// Bytes that were kept: all, unless it is too long.
    pub(crate) kept: usize,
    /// Bytes from the start of the file.
    pub(crate) offset: u64,
    /// Its length.
    pub(crate) bytes: u64,
    /// The number of its first line.
    pub(crate) line: u64,
    pub(crate) end: End,
}

/// Cuts a file into blocks.
pub(crate) struct Spans {
    decoder: Decoder,
    scanner: Box<dyn Scanner>,
    block_bytes: usize,
    max_record: u64,
    /// Data that was not yet returned.
    buffer: Vec<u8>,
    /// Bytes of the buffer that were scanned.
    scanned: usize,
    /// Bytes of the file that were scanned.
    offset: u64,
    /// The number of the line at that point.
    line: u64,
    open: Option<Open>,
    records: u64,
    /// Set at the end of the data.
    ended: Option<End>,
    /// The scanner has finished.
    stopped: bool,
    trouble: Option<(Trouble, u64)>,
}

/// A record that has started.
struct Open {
    start: usize,
    offset: u64,
    line: u64,
}

/// Bytes that are kept of a record that is too long.
const HEAD: usize = 1 << 10;

impl Spans {
    /// Cuts decoded data into blocks of about this size. A block is only larger if a record is.
    pub(crate) fn new(
        decoder: Decoder,
        scanner: Box<dyn Scanner>,
        block_bytes: usize,
        max_record: u64,
    ) -> Spans {
        Spans {
            decoder,
            scanner,
            block_bytes: block_bytes.max(1),
            max_record,
            buffer: Vec::new(),
            scanned: 0,
            offset: 0,
            line: 1,
            open: None,
            records: 0,
            ended: None,
            stopped: false,
            trouble: None,
        }
    }

    /// The next block; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Option<Block> {
        let mut spans = Vec::new();
        if self.offset == 0 && self.ended.is_none() {
            self.skip_mark();
        }
        while !self.stopped {
            let Step { used, event } = self.scanner.scan(&self.buffer[self.scanned..]);
            self.pass(used);
            match event {
                Event::Begin => {
                    self.open =
                        Some(Open { start: self.scanned, offset: self.offset, line: self.line });
                }
                Event::End => spans.extend(self.close(End::Line)),
                Event::Stop => self.stopped = true,
                Event::Broken(reason) => {
                    self.trouble = Some((Trouble::Broken(reason), self.offset));
                    self.stopped = true;
                }
                Event::More if !spans.is_empty() && self.scanned >= self.block_bytes => break,
                Event::More => {
                    self.drop_passed(&spans);
                    if let Some(end) = self.fill() {
                        self.pass(self.buffer.len() - self.scanned);
                        spans.extend(self.close(end));
                        self.stopped = true;
                    }
                }
            }
        }
        if spans.is_empty() {
            return None;
        }
        let kept = self.open.as_ref().map_or(self.scanned, |open| open.start);
        let rest = self.buffer.split_off(kept);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        self.scanned -= kept;
        if let Some(open) = &mut self.open {
            open.start = 0;
        }
        Some(Block { bytes, spans })
    }

    /// Records so far.
    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    /// Why the file could not be read further, and the byte: on disk if the data is compressed.
    pub(crate) fn take_trouble(&mut self) -> Option<(Trouble, u64)> {
        self.trouble.take()
    }

    /// Reads the rest of the file for the hash, and returns the facts of the file.
    pub(crate) fn into_facts(self) -> io::Result<RawFacts> {
        self.decoder.into_facts()
    }

    fn skip_mark(&mut self) {
        while self.buffer.len() < BYTE_ORDER_MARK.len() && self.fill().is_none() {}
        if self.buffer.starts_with(BYTE_ORDER_MARK) {
            self.pass(BYTE_ORDER_MARK.len());
        }
    }

    /// Counts some bytes as scanned.
    fn pass(&mut self, used: usize) {
        let passed = &self.buffer[self.scanned..self.scanned + used];
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.offset += used as u64;
        self.scanned += used;
    }

    /// Ends the open record here.
    fn close(&mut self, end: End) -> Option<Piece> {
        let Open { start, offset, line } = self.open.take()?;
        self.records += 1;
        let bytes = self.offset - offset;
        let kept = self.scanned - start;
        Some(Piece { start, kept, offset, bytes, line, end })
    }

    /// Drops bytes outside records, and all but the start of a record that is too long.
    fn drop_passed(&mut self, spans: &[Piece]) {
        match &self.open {
            Some(open) if self.offset - open.offset > self.max_record => {
                let head = open.start + HEAD.min(self.scanned - open.start);
                self.buffer.drain(head..self.scanned);
                self.scanned = head;
            }
            None if spans.is_empty() => {
                self.buffer.drain(..self.scanned);
                self.scanned = 0;
            }
            _ => {}
        }
    }

    /// Reads more data. Returns how the file ends if there is none.
    fn fill(&mut self) -> Option<End> {
        if self.ended.is_none() {
            // The piece size grows with a long record, so that scanning stays linear.
            let missing = self.block_bytes.max((self.buffer.len() - self.scanned) / 2);
            let before = self.buffer.len();
            match self.decoder.read_into(&mut self.buffer, missing) {
                Ok(()) if self.buffer.len() - before < missing => self.ended = Some(End::File),
                Ok(()) => {}
                Err(trouble) => {
                    self.ended = Some(End::Cut);
                    self.trouble = Some((trouble, self.decoder.raw_position()));
                }
            }
            if self.buffer.len() > before {
                return None;
            }
        }
        self.ended
    }
}
