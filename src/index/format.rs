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

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ErrorKind, Result};
use crate::hash;

/// The format version that is written.
///
/// Formats 1 and 2 split words differently, so their articles cannot be compared with new ones. Format 3 has
/// placeholder texts in its stories. Format 4 does not tell which words are narration. Format 5 has LSH keys of 64 bits.
pub const FORMAT_VERSION: u32 = 6;

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

/// The parameters that decide what is stored, by name.
///
/// They are flat: if there is a `matching.threshold`, there is no `matching`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Value>", into = "BTreeMap<String, Value>")]
pub struct Parameters(BTreeMap<String, Value>);

impl TryFrom<BTreeMap<String, Value>> for Parameters {
    type Error = String;

    fn try_from(parameters: BTreeMap<String, Value>) -> std::result::Result<Parameters, String> {
        for name in parameters.keys() {
            let mut outer = name.match_indices('.').map(|(at, _)| &name[..at]);
            if let Some(outer) = outer.find(|&outer| parameters.contains_key(outer)) {
                return Err(format!("{outer} is a value, and has {name} in it"));
            }
        }
        Ok(Parameters(parameters))
    }
}

impl From<Parameters> for BTreeMap<String, Value> {
    fn from(Parameters(parameters): Parameters) -> BTreeMap<String, Value> {
        parameters
    }
}

impl Parameters {
    /// Flattens an object. Nested parameters get dotted names.
    pub fn of(object: &Value) -> Parameters {
        let mut parameters = BTreeMap::new();
        flatten("", object, &mut parameters);
        Parameters(parameters)
    }

    /// The inverse of [`of`](Parameters::of).
    pub fn to_object(&self) -> Value {
        let mut object = Value::Object(serde_json::Map::new());
        for (name, value) in &self.0 {
            let mut place = &mut object;
            for part in name.split('.') {
                place = &mut place[part];
            }
            *place = value.clone();
        }
        object
    }

    /// The parameter with a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All parameters in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Fails if other parameters are requested, with the first that differs and both values.
    pub fn require(&self, requested: &Parameters) -> Result<()> {
        let names = self.0.keys().chain(requested.0.keys());
        // An empty list is the same as none.
        let said = |value: Option<&Value>| {
            value.filter(|value| !value.is_null() && !is_empty_list(value)).cloned()
        };
        let differs = |name: &&String| said(self.get(name)) != said(requested.get(name));
        let Some(name) = names.into_iter().find(differs) else { return Ok(()) };
        let shown = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "none".to_owned(),
            Some(value) if is_empty_list(value) => "none".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        Err(ErrorKind::ParameterMismatch {
            parameter: name.clone(),
            in_index: shown(self.get(name)),
            requested: shown(requested.get(name)),
        }
        .into())
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn flatten(name: &str, value: &Value, parameters: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (part, value) in object {
                let name = if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
                flatten(&name, value, parameters);
            }
        }
        value => _ = parameters.insert(name.to_owned(), value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_survive_flattening() {
        let object = json!({ "matching": { "threshold": 0.6, "without": [] }, "texts": false });
        assert_eq!(Parameters::of(&object).to_object(), object);
    }

    #[test]
    fn parameter_that_is_inside_another_is_refused() {
        let stored = json!({ "matching": 5, "matching-x": 1, "matching.threshold": 0.6 });
        let error = serde_json::from_value::<Parameters>(stored).unwrap_err();
        assert_eq!(error.to_string(), "matching is a value, and has matching.threshold in it");
    }

    #[test]
    fn mismatch_names_the_parameter_and_both_values() {
        let built = Parameters::of(&json!({ "matching": { "threshold": 0.6, "min_words": 25 } }));
        let asked = Parameters::of(&json!({ "matching": { "threshold": 0.5, "min_words": 25 } }));
        assert_eq!(
            built.require(&asked).unwrap_err().to_string(),
            "the index was built with matching.threshold 0.6, but this run asks for 0.5"
        );
        built.require(&built).unwrap();
    }
}
