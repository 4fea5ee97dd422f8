//! The binary format of an index: the header, and the encoding of values. No other file names the
//! crate that encodes them.
//!
//! The header is the first 4096 bytes of the file:
//!
//! ```text
//! 0    16 bytes  "wirecopy index\r\n"
//! 16    4 bytes  format version
//! 20    4 bytes  length of the parameters
//! 24             the parameters, as JSON
//!                zeros
//! 4088  8 bytes  XXH3 of the 4088 bytes before
//! ```
//!
//! Numbers are little-endian. The magic and the format version will never move.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Parameters;
use crate::error::{ErrorKind, Result};
use crate::hash;

/// The format version that is written.
///
/// Formats 1 and 2 split words differently, so their articles cannot be compared with new ones. Format 3 has placeholder texts
/// in its stories. Format 4 does not tell which words are narration.
pub const FORMAT_VERSION: u32 = 5;

/// Bytes of the header.
pub(super) const HEAD_BYTES: u64 = HEAD as u64;

const HEAD: usize = 4096;
const MAGIC: &[u8; 16] = b"wirecopy index\r\n";
const VERSION_AT: usize = 16;
const LENGTH_AT: usize = 20;
const PARAMETERS_AT: usize = 24;
const CHECKSUM_AT: usize = HEAD - 8;

/// Largest size of a decoded value. No article needs that much.
const MAX_VALUE_BYTES: usize = 1 << 28;

const CONFIGURATION: bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Varint,
    bincode::config::Limit<MAX_VALUE_BYTES>,
> = bincode::config::standard().with_limit::<MAX_VALUE_BYTES>();

/// The header of an index.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) version: u32,
    pub(super) parameters: Parameters,
}

/// The bytes are not a valid value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoValue;

/// Encodes a value.
pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    bincode::serde::encode_to_vec(value, CONFIGURATION)
        .expect("a value in memory has lengths that are known, and writing to memory does not fail")
}

/// Decodes a value that uses all of the bytes.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NoValue> {
    match bincode::serde::decode_from_slice(bytes, CONFIGURATION) {
        Ok((value, read)) if read == bytes.len() => Ok(value),
        _ => Err(NoValue),
    }
}

/// Encodes the header of an index.
pub(super) fn head(parameters: &Parameters) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(parameters).expect("parameters have names for keys");
    if json.len() > CHECKSUM_AT - PARAMETERS_AT {
        return Err(ErrorKind::TooManyParameters { bytes: json.len() }.into());
    }
    let mut head = vec![0; HEAD];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[VERSION_AT..LENGTH_AT].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    let length = u32::try_from(json.len()).expect("it fits the head");
    head[LENGTH_AT..PARAMETERS_AT].copy_from_slice(&length.to_le_bytes());
    head[PARAMETERS_AT..PARAMETERS_AT + json.len()].copy_from_slice(&json);
    let checksum = hash::bytes(&head[..CHECKSUM_AT]);
    head[CHECKSUM_AT..].copy_from_slice(&checksum.to_le_bytes());
    Ok(head)
}

/// Decodes the header of an index. The file may be shorter than a header.
pub(super) fn read_head(path: &Path, bytes: &[u8]) -> Result<Head> {
    let path = || path.to_owned();
    if bytes.is_empty() {
        return Err(ErrorKind::NoIndex { path: path(), problem: "is empty" }.into());
    }
    if !bytes.starts_with(MAGIC) {
        let problem =
            if MAGIC.starts_with(bytes) { "is truncated" } else { "is not a wirecopy index" };
        return Err(ErrorKind::NoIndex { path: path(), problem }.into());
    }
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().expect("four bytes were taken")))
    };
    let cut_off = || ErrorKind::NoIndex { path: path(), problem: "is truncated" };
    let version = number(VERSION_AT).ok_or_else(cut_off)?;
    let length = number(LENGTH_AT).ok_or_else(cut_off)?;
    if version != FORMAT_VERSION {
        return Err(ErrorKind::IndexFormat {
            path: path(),
            in_index: version,
            read: FORMAT_VERSION,
        }
        .into());
    }
    let head = bytes.get(..HEAD).ok_or_else(cut_off)?;
    let damaged = || ErrorKind::DamagedIndex { path: path(), damage: "its head".to_owned() };
    let checksum = hash::bytes(&head[..CHECKSUM_AT]).to_le_bytes();
    if head[CHECKSUM_AT..] != checksum {
        return Err(damaged().into());
    }
    let json = head[PARAMETERS_AT..CHECKSUM_AT].get(..length as usize).ok_or_else(damaged)?;
    let parameters = serde_json::from_slice(json).map_err(|_| damaged())?;
    Ok(Head { version, parameters })
}
