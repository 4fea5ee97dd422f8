//! Cuts a file into blocks of whole lines.

use std::io;

use memchr::{memchr, memchr_iter, memrchr};

use super::decode::{Decoder, RawFacts, Trouble};
use super::encoding::BYTE_ORDER_MARK;

/// Lines of a file.
pub(crate) enum Block {
    /// Whole lines.
    Lines(Lines),
    /// A line that is too long, of which only the start is kept.
    Overlong(Overlong),
}

/// Whole lines.
pub(crate) struct Lines {
    pub(crate) bytes: Vec<u8>,
    /// Bytes from the start of the file.
    pub(crate) offset: u64,
    /// The number of the first line.
    pub(crate) line: u64,
    /// How the last line ends.
    pub(crate) end: End,
}

/// How the last line of a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// At a line end.
    Line,
    /// At the end of the file.
    File,
    /// Where compressed data ends early.
    Cut,
}

/// A line that is too long.
pub(crate) struct Overlong {
    pub(crate) head: Vec<u8>,
    pub(crate) offset: u64,
    pub(crate) line: u64,
    /// Its length without the line end.
    pub(crate) bytes: u64,
}

/// Cuts a file into blocks.
pub(crate) struct Blocks {
    decoder: Decoder,
    block_bytes: usize,
    max_line: u64,
    /// Bytes after the last whole line.
    rest: Vec<u8>,
    /// The offset of `rest` in the file.
    offset: u64,
    line: u64,
    /// Lines so far that are not blank.
    records: u64,
    /// Set at the end of the data.
    ended: Option<End>,
    trouble: Option<(Trouble, u64)>,
}

/// Bytes that are kept of a line that is too long.
const HEAD: usize = 1 << 10;

impl Blocks {
    /// Cuts decoded data into blocks of about this size. A block is only larger if a line is.
    pub(crate) fn new(decoder: Decoder, block_bytes: usize, max_line: u64) -> Blocks {
        Blocks {
            decoder,
            block_bytes: block_bytes.max(1),
            max_line,
            rest: Vec::new(),
            offset: 0,
            line: 1,
            records: 0,
            ended: None,
            trouble: None,
        }
    }

    /// The next block; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Option<Block> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        let mut target = self.block_bytes;
        if self.offset == 0 && self.ended.is_none() && bytes.is_empty() {
            self.fill(&mut bytes, BYTE_ORDER_MARK.len());
            if bytes == BYTE_ORDER_MARK {
                bytes.clear();
                self.offset = BYTE_ORDER_MARK.len() as u64;
            }
        }
        loop {
            self.fill(&mut bytes, target);
            if let Some(end) = memrchr(b'\n', &bytes[searched..]).map(|end| searched + end + 1) {
                self.rest = bytes.split_off(end);
                return Some(self.lines(bytes, End::Line));
            }
            if bytes.len() as u64 > self.max_line.saturating_add(1) {
                return Some(Block::Overlong(self.skip_line(bytes)));
            }
            if let Some(end) = self.ended {
                return (!bytes.is_empty()).then(|| self.lines(bytes, end));
            }
            searched = bytes.len();
            let longest = usize::try_from(self.max_line.saturating_add(2)).unwrap_or(usize::MAX);
            target = searched.saturating_mul(2).min(longest).max(searched + 1);
        }
    }

    /// Lines so far that are not blank.
    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    /// Why the file could not be read further, and the byte on disk.
    pub(crate) fn take_trouble(&mut self) -> Option<(Trouble, u64)> {
        self.trouble.take()
    }

    /// Reads the rest of the file for the hash, and returns the facts of the file.
    pub(crate) fn into_facts(self) -> io::Result<RawFacts> {
        self.decoder.into_facts()
    }

    /// Reads until the buffer holds `target` bytes, or the file ends.
    fn fill(&mut self, bytes: &mut Vec<u8>, target: usize) {
        if self.ended.is_some() || bytes.len() >= target {
            return;
        }
        let missing = target - bytes.len();
        match self.decoder.read_into(bytes, missing) {
            Ok(()) if bytes.len() < target => self.ended = Some(End::File),
            Ok(()) => {}
            Err(trouble) => {
                self.ended = Some(End::Cut);
                self.trouble = Some((trouble, self.decoder.raw_position()));
            }
        }
    }

    fn lines(&mut self, bytes: Vec<u8>, end: End) -> Block {
        let (offset, line) = (self.offset, self.line);
        let mut start = 0;
        for at in memchr_iter(b'\n', &bytes) {
            self.line += 1;
            self.records += u64::from(is_record(&bytes[start..at], self.max_line));
            start = at + 1;
        }
        self.records += u64::from(is_record(&bytes[start..], self.max_line));
        self.offset += bytes.len() as u64;
        Block::Lines(Lines { bytes, offset, line, end })
    }

    /// Reads to the next line end, and keeps only the start of the line.
    fn skip_line(&mut self, mut bytes: Vec<u8>) -> Overlong {
        let head = bytes[..bytes.len().min(HEAD)].to_vec();
        let (offset, line) = (self.offset, self.line);
        let mut length = bytes.len() as u64;
        let mut last = bytes.last().copied();
        loop {
            bytes.clear();
            self.fill(&mut bytes, self.block_bytes);
            let end = memchr(b'\n', &bytes);
            let part = &bytes[..end.unwrap_or(bytes.len())];
            length += part.len() as u64;
            last = part.last().copied().or(last);
            if let Some(end) = end {
                self.rest = bytes.split_off(end + 1);
                self.offset = offset + length + 1;
                break;
            }
            if self.ended.is_some() {
                self.offset = offset + length;
                break;
            }
        }
        self.line += 1;
        self.records += 1;
        Overlong { head, offset, line, bytes: length - u64::from(last == Some(b'\r')) }
    }
}

/// Whether a line counts as a record. Blank lines do not, unless they are too long.
pub(crate) fn is_record(line: &[u8], max_line: u64) -> bool {
    !line.iter().all(u8::is_ascii_whitespace) || without_return(line).len() as u64 > max_line
}

/// A line without the carriage return before its line end.
pub(crate) fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
