//! Files that are one record each.

use super::trouble::{changed, notice_of, unreadable};
use crate::corpus::bytes::decode::{Hashing, RawFacts};
use crate::corpus::file::File;
use crate::corpus::notice::Notice;
use crate::error::Result;

/// A file that was read.
pub(crate) struct Whole {
    /// Its length, decompressed.
    pub(crate) bytes: u64,
    pub(crate) raw: RawFacts,
    pub(crate) trouble: Option<Notice>,
}

/// Appends a file to a buffer, or only its start if it is too long.
pub(crate) fn read(
    source: &File,
    max_bytes: u64,
    hashing: Hashing,
    buffer: &mut Vec<u8>,
) -> Result<Whole> {
    let mut decoder = source.open(hashing).map_err(|error| unreadable(source, error))?;
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
        Err(trouble) => Some(notice_of(source, trouble, decoder.raw_position(), 0)?),
    };
    let raw = decoder.into_facts().map_err(|error| unreadable(source, error))?;
    if raw.bytes != source.bytes {
        return Err(changed(source, Some(1)));
    }
    Ok(Whole { bytes, raw, trouble })
}

/// Bytes that are kept of a file that is too long.
const HEAD: usize = 1 << 10;

/// Bytes of such a file that are skipped at a time.
const PASSED_AT_ONCE: usize = 128 << 10;
