//! Reads a file that is one record, and turns problems with any file into notices and errors.

use crate::corpus::bytes::decode::{Hashing, RawFacts, Trouble};
use crate::corpus::file::File;
use crate::corpus::notice::Notice;
use crate::error::{ErrorKind, Result};

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

/// The notice for a problem with a file; an error if nothing of the file can be used.
pub(crate) fn notice_of(
    source: &File,
    trouble: Trouble,
    byte: u64,
    records: u64,
) -> Result<Notice> {
    let path = source.path.clone();
    match trouble {
        Trouble::Read(error) => Err(unreadable(source, error)),
        Trouble::Bomb(bytes) => Err(ErrorKind::Bomb { path, bytes, packed: byte }.into()),
        Trouble::EndsEarly => Ok(Notice::EndsEarly { path, byte, records }),
        Trouble::Damaged(reason) => Ok(Notice::Damaged { path, byte, records, reason }),
        // Without a single record, the file must not pass as empty.
        Trouble::Broken(problem) if records == 0 => {
            Err(ErrorKind::BrokenTable { path, problem }.into())
        }
        Trouble::Broken(reason) => Ok(Notice::Broken { path, byte, records, reason }),
    }
}

/// The error for a file that no longer opens as it did before.
pub(crate) fn failed(source: &File, trouble: Trouble) -> crate::Error {
    match trouble {
        Trouble::Read(error) => unreadable(source, error),
        Trouble::EndsEarly | Trouble::Damaged(_) | Trouble::Bomb(_) | Trouble::Broken(_) => {
            changed(source, None)
        }
    }
}

/// The error for a file that has changed, with the line of the record that shows it.
pub(crate) fn changed(source: &File, line: Option<u64>) -> crate::Error {
    ErrorKind::Changed { path: source.path.clone(), line }.into()
}

/// The error for a file that the system cannot read.
pub(crate) fn unreadable(source: &File, error: std::io::Error) -> crate::Error {
    ErrorKind::Read { path: source.path.clone(), source: error }.into()
}
