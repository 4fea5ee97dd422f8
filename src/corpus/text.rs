//! Text files, of which each is one article.

use std::io;

use super::chunks::notice_of;
use super::decode::{Decoder, Hashing, RawFacts, Trouble};
use super::notice::Notice;
use super::source::SourceFile;

/// A text file that was read.
pub(super) struct Text {
    /// Its length, decompressed.
    pub(super) bytes: u64,
    pub(super) raw: RawFacts,
    pub(super) trouble: Option<Notice>,
}

/// Appends a text file to a buffer, or only its beginning if it is longer than allowed.
pub(super) fn read(
    source: &SourceFile,
    max_bytes: u64,
    hashing: Hashing,
    buffer: &mut Vec<u8>,
) -> io::Result<Text> {
    let mut decoder = Decoder::open(&source.location, source.compression, hashing)?;
    let start = buffer.len();
    let longest = usize::try_from(max_bytes).unwrap_or(usize::MAX).saturating_add(1);
    let mut read = decoder.read_into(buffer, longest);
    let mut bytes = (buffer.len() - start) as u64;
    if bytes > max_bytes {
        buffer.truncate(start + HEAD.min(buffer.len() - start));
        while read.is_ok() {
            let mut more = Vec::new();
            read = decoder.read_into(&mut more, PASSED_AT_ONCE);
            bytes += more.len() as u64;
            if more.is_empty() {
                break;
            }
        }
    }
    let trouble = match read {
        Ok(()) => None,
        Err(Trouble::Read(error)) => return Err(error),
        Err(trouble) => notice_of(source, trouble, decoder.raw_position(), 0),
    };
    Ok(Text { bytes, raw: decoder.into_facts()?, trouble })
}

/// What of a text is kept that is longer than allowed.
const HEAD: usize = 1 << 10;

/// How much of such a text is passed over at once.
const PASSED_AT_ONCE: usize = 128 << 10;
