//! Cuts a file into blocks of whole records, where records are runs of bytes that a format's scanner finds.

use std::io;

use memchr::memchr_iter;

use super::blocks::End;
use super::decode::{Decoder, RawFacts, Trouble};
use super::encoding::BYTE_ORDER_MARK;

/// Finds where records begin and end in the bytes of a file.
///
/// It is given the file piece by piece and remembers what it must, so that a record may be longer than memory.
pub(crate) trait Scanner: Send {
    /// Scans on, up to the next event.
    ///
    /// `bytes` begins where the last step ended. With [`Event::More`] a step may leave bytes over that mean nothing
    /// without those behind them: it gets them again, with more.
    fn scan(&mut self, bytes: &[u8]) -> Step;
}

/// How far a scanner came, and what it met there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Bytes scanned.
    pub(crate) used: usize,
    /// What stands behind them.
    pub(crate) event: Event,
}

/// What a scanner meets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Nothing: more bytes are needed.
    More,
    /// The first byte of a record.
    Begin,
    /// The first byte that is no longer of the record.
    End,
    /// The end of all records; what follows means nothing.
    Stop,
    /// Something that the format does not allow, behind which no record can be found.
    Broken(String),
}

/// Some whole records of a file.
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    pub(crate) spans: Vec<Piece>,
}

/// A record among the bytes of a block.
pub(crate) struct Piece {
    /// Where it begins in the block.
    pub(crate) start: usize,
    /// How many of its bytes were kept: all, unless it is longer than allowed.
    pub(crate) kept: usize,
    /// Bytes from the start of the file.
    pub(crate) offset: u64,
    /// Its length.
    pub(crate) bytes: u64,
    /// The number of its first line.
    pub(crate) line: u64,
    pub(crate) end: End,
}

/// The blocks of one file, one after the other.
pub(crate) struct Spans {
    decoder: Decoder,
    scanner: Box<dyn Scanner>,
    block_bytes: usize,
    max_record: u64,
    /// What was read and not yet handed out.
    buffer: Vec<u8>,
    /// How much of it was scanned.
    scanned: usize,
    /// Bytes from the start of the file to what was scanned.
    offset: u64,
    /// The number of the line up to which was scanned.
    line: u64,
    open: Option<Open>,
    records: u64,
    /// The file gives no more bytes, for this reason.
    ended: Option<End>,
    /// The scanner wants no more bytes.
    stopped: bool,
    trouble: Option<(Trouble, u64)>,
}

/// A record that has begun.
struct Open {
    start: usize,
    offset: u64,
    line: u64,
}

/// What of a record is kept that is longer than allowed.
const HEAD: usize = 1 << 10;

impl Spans {
    /// Cuts what the decoder gives into blocks of about this size, larger only for a longer record.
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

    /// What kept the file from being read to its end, and the byte where it did: on disk if the data is compressed.
    pub(crate) fn take_trouble(&mut self) -> Option<(Trouble, u64)> {
        self.trouble.take()
    }

    /// Reads what is left of the file for its hash's sake, and gives the file's facts.
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

    /// Forgets what belongs to no record, and of a record that is too long all but its beginning.
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

    /// Reads on; says how the file ends if there is no more.
    fn fill(&mut self) -> Option<End> {
        if self.ended.is_none() {
            // A record that goes on and on is scanned in pieces that grow with it.
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
