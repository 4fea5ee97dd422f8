//! Reads the wanted fields of one line of JSON Lines.
//!
//! Nothing else is allocated: other fields are skipped, and a string without escapes is borrowed
//! from the line. If a key is repeated, the last one counts, as in most JSON parsers.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::corpus::fields::paths::{Node, Paths};
use crate::corpus::fields::sample::PARTS;
use crate::corpus::format::Mended;
use crate::corpus::formats::record::Values;

/// Reads the wanted fields of one line.
pub(crate) fn read<'a>(paths: &Paths, line: &'a [u8]) -> serde_json::Result<(Values<'a>, Mended)> {
    match read_as_is(paths, line) {
        Ok(values) => Ok((values, Mended::default())),
        // Errors are rare, so a second pass is acceptable.
        Err(error) => match mend(line) {
            None => Err(error),
            Some((line, mended)) => {
                let values = read_as_is(paths, line.as_bytes())?;
                Ok((
                    values
                        .into_iter()
                        .map(|value| value.map(|text| Cow::Owned(text.into_owned())))
                        .collect(),
                    mended,
                ))
            }
        },
    }
}

/// Reads a line without repairs.
fn read_as_is<'a>(paths: &Paths, line: &'a [u8]) -> serde_json::Result<Values<'a>> {
    // A number that fits no machine type has lost digits or was rejected. That is rare, so the line
    // is read again.
    match read_once(paths, line, Numbers::Fast) {
        Ok((values, Exact::Yes)) => Ok(values),
        Ok((_, Exact::No)) => Ok(read_once(paths, line, Numbers::AsWritten)?.0),
        Err(error) => {
            read_once(paths, line, Numbers::AsWritten).map(|(values, _)| values).map_err(|_| error)
        }
    }
}

fn read_once<'a>(
    paths: &Paths,
    line: &'a [u8],
    numbers: Numbers,
) -> serde_json::Result<(Values<'a>, Exact)> {
    let walk = Walk { values: vec![None; paths.len()], numbers, exact: Exact::Yes };
    // Text is checked faster as a whole than string by string.
    match simdutf8::basic::from_utf8(line) {
        Ok(line) => walked(paths, walk, serde_json::Deserializer::from_str(line)),
        Err(_) => walked(paths, walk, serde_json::Deserializer::from_slice(line)),
    }
}

fn walked<'a>(
    paths: &Paths,
    mut walk: Walk<'a>,
    mut deserializer: serde_json::Deserializer<impl serde_json::de::Read<'a>>,
) -> serde_json::Result<(Values<'a>, Exact)> {
    Record { node: paths.root(), walk: &mut walk }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((walk.values, walk.exact))
}

/// How numbers are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// As 64-bit integers, and other numbers are noted.
    Fast,
    /// As their digits in the line.
    AsWritten,
}

/// Whether all numbers were read exactly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exact {
    Yes,
    No,
}

/// The state of a walk through one record.
struct Walk<'de> {
    values: Values<'de>,
    numbers: Numbers,
    exact: Exact,
}

/// A whole record, which must be an object.
struct Record<'n, 'w, 'de> {
    node: &'n Node,
    walk: &'w mut Walk<'de>,
}

impl<'de> DeserializeSeed<'de> for Record<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        walk_object(self.node, self.walk, map)
    }
}

fn walk_object<'de, A: MapAccess<'de>>(
    node: &Node,
    walk: &mut Walk<'de>,
    mut map: A,
) -> Result<(), A::Error> {
    while let Some(wanted) = map.next_key_seed(Key { node })? {
        match wanted {
            None => {
                map.next_value::<IgnoredAny>()?;
            }
            Some(node) => {
                let text = map.next_value_seed(Value { node, walk, join: Join::List })?;
                if let Some(number) = node.number {
                    walk.values[number] = text;
                }
            }
        }
    }
    Ok(())
}

/// A key. Its result is the node of its value.
struct Key<'n> {
    node: &'n Node,
}

impl<'de, 'n> DeserializeSeed<'de> for Key<'n> {
    type Value = Option<&'n Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'n> Visitor<'_> for Key<'n> {
    type Value = Option<&'n Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.node.member(key))
    }
}

/// What to do with an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Join its elements with commas.
    List,
    /// Skip it: it is itself an element.
    Nothing,
}

/// A wanted value. Its result is its text.
struct Value<'n, 'w, 'de> {
    node: &'n Node,
    walk: &'w mut Walk<'de>,
    join: Join,
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_, 'de> {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.walk.numbers == Numbers::Fast {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
        if raw.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Ok(Some(Cow::Borrowed(raw)));
        }
        serde_json::Deserializer::from_str(raw).deserialize_any(self).map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_, 'de> {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        self.walk.exact = Exact::No;
        Ok(None)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        if self.node.is_text {
            let mut text = String::new();
            while elements.next_element_seed(Part { text: &mut text, depth: 1 })?.is_some() {}
            return Ok((!text.is_empty()).then_some(Cow::Owned(text)));
        }
        let nothing = Node::default();
        let mut joined: Option<Cow<'de, str>> = None;
        if self.join == Join::List {
            while let Some(text) = elements.next_element_seed(Value {
                node: &nothing,
                walk: &mut *self.walk,
                join: Join::Nothing,
            })? {
                match (&mut joined, text) {
                    // Append in place: an array can have very many elements.
                    (Some(joined), Some(text)) => {
                        let joined = joined.to_mut();
                        joined.push_str(", ");
                        joined.push_str(&text);
                    }
                    (joined, text) => *joined = joined.take().or(text),
                }
            }
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(joined)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if self.node.has_members() {
            walk_object(self.node, self.walk, map)?;
        } else if self.node.is_text {
            let mut text = String::new();
            Part { text: &mut text, depth: 1 }.visit_map(map)?;
            return Ok((!text.is_empty()).then_some(Cow::Owned(text)));
        } else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        }
        Ok(None)
    }
}

/// A part of a text: a paragraph, an object with one, or a list of them. Each becomes a line.
struct Part<'t> {
    text: &'t mut String,
    depth: usize,
}

/// Members of an object that hold a text; [`PARTS`] hold parts of one.
const TEXTS: [&str; 6] = ["text", "value", "body", "html", "paragraph", "plaintext"];

/// Parts that are nested deeper are skipped.
const MOST_DEPTH: usize = 12;

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if !text.trim().is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(text);
        }
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        if self.depth < MOST_DEPTH {
            let depth = self.depth + 1;
            while elements.next_element_seed(Part { text: &mut *self.text, depth })?.is_some() {}
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut is_told = false;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let is_text = TEXTS.contains(&&*key);
            // If there are several forms of a text, the first counts.
            if self.depth < MOST_DEPTH && ((is_text && !is_told) || PARTS.contains(&&*key)) {
                let before = self.text.len();
                map.next_value_seed(Part { text: &mut *self.text, depth: self.depth + 1 })?;
                is_told |= is_text && self.text.len() > before;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Replaces everything in a line that a Rust string cannot hold; `None` if there is nothing to
/// replace.
fn mend(line: &[u8]) -> Option<(String, Mended)> {
    let mut text = String::from_utf8_lossy(line);
    let mut mended = Mended { utf8: matches!(text, Cow::Owned(_)), ..Mended::default() };
    let halves = lone_surrogates(text.as_bytes());
    if !halves.is_empty() {
        mended.surrogates = true;
        let mut whole = text.into_owned();
        for start in halves {
            // Same length, so later offsets stay valid.
            whole.replace_range(start..start + ESCAPE, "\\ufffd");
        }
        text = Cow::Owned(whole);
    }
    (mended != Mended::default()).then(|| (text.into_owned(), mended))
}

/// Length of an escape like `\ud83d`.
const ESCAPE: usize = 6;

/// Offsets of escaped surrogates without their other half.
fn lone_surrogates(line: &[u8]) -> Vec<usize> {
    let mut halves = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', line.get(at..).unwrap_or_default()) {
        at += found;
        let (first, second) = (escaped_unit(line, at), escaped_unit(line, at + ESCAPE));
        at += match (first, second) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => {
                halves.push(at);
                ESCAPE
            }
            // Any other escape: the backslash and the next byte.
            _ => 2,
        };
    }
    halves
}

/// The UTF-16 code unit of the escape at this byte, if there is one.
fn escaped_unit(line: &[u8], at: usize) -> Option<u16> {
    let digits = line.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of the fields, or the error message.
    fn values(names: &[&str], line: &[u8]) -> Result<Vec<Option<String>>, String> {
        let paths = Paths::new(names.iter().copied());
        let (values, _) = read(&paths, line).map_err(|error| error.to_string())?;
        Ok(values.into_iter().map(|value| value.map(Cow::into_owned)).collect())
    }

    fn value(name: &str, line: &[u8]) -> Option<String> {
        values(&[name], line).unwrap().remove(0)
    }

    #[expect(clippy::unnecessary_wraps, reason = "the values it is compared with may be missing")]
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_string_without_escapes_is_borrowed_from_the_line() {
        let paths = Paths::new(["text"].into_iter());
        let (values, _) = read(&paths, br#"{"id": 1, "text": "Rain is coming."}"#).unwrap();
        assert!(matches!(values[0], Some(Cow::Borrowed("Rain is coming."))));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            value("text", br#"{"text": "\"Rain\"\n\u00e9\ud83d\ude00"}"#),
            some("\"Rain\"\né😀")
        );
    }

    #[test]
    fn numbers_are_kept_as_written() {
        for number in
            ["7", "-7", "9007199254740993", "18446744073709551616", "1.50", "1e400", "-0", "0.1e-7"]
        {
            let line = format!(r#"{{"id": {number}, "text": "Rain."}}"#);
            assert_eq!(
                values(&["id", "text"], line.as_bytes()).unwrap(),
                [some(number), some("Rain.")]
            );
        }
    }

    #[test]
    fn arrays_are_joined_without_elements_that_are_not_text() {
        let line = br#"{"by": ["Ann Smith", null, 7, 1.50, {"name": "x"}, ["y"], "Bob Jones"]}"#;
        assert_eq!(value("by", line), some("Ann Smith, 7, 1.50, Bob Jones"));
        assert_eq!(value("by", br#"{"by": []}"#), None);
    }

    #[test]
    fn array_of_very_many_strings_is_joined_in_time() {
        // Quadratic copying would move terabytes.
        let line = format!(r#"{{"by": [{}"b"]}}"#, "\"a\",".repeat(2_000_000));
        assert_eq!(value("by", line.as_bytes()), Some("a, ".repeat(2_000_000) + "b"));
    }

    #[test]
    fn null_and_objects_are_not_text() {
        assert_eq!(value("date", br#"{"date": null}"#), None);
        assert_eq!(value("date", br#"{"date": {"day": 3}}"#), None);
    }

    #[test]
    fn dotted_names_lead_into_objects() {
        let line = br#"{"meta": {"outlet": {"name": "Gazette", "id": 3}, "id": "a"}}"#;
        assert_eq!(
            values(&["meta.id", "meta.outlet.name"], line).unwrap(),
            [some("a"), some("Gazette")]
        );
    }

    #[test]
    fn dotted_names_are_found_flat_too() {
        assert_eq!(value("meta.outlet", br#"{"meta.outlet": "Gazette"}"#), some("Gazette"));
    }

    #[test]
    fn the_last_of_a_repeated_key_counts() {
        assert_eq!(value("text", br#"{"text": "old", "text": "new"}"#), some("new"));
        assert_eq!(value("text", br#"{"text": "old", "text": null}"#), None);
    }

    #[test]
    fn an_escaped_key_is_the_same_key() {
        assert_eq!(value("text", br#"{"te\u0078t": "Rain."}"#), some("Rain."));
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement_character() {
        assert_eq!(
            value("text", br#"{"text": "a\ud83d b\ude00 c\\ud83d"}"#),
            some("a\u{fffd} b\u{fffd} c\\ud83d")
        );
        assert_eq!(value("text", br#"{"text": "\ud83d\ud83d\ude00"}"#), some("\u{fffd}😀"));
    }

    #[test]
    fn bytes_that_are_not_utf8_become_replacement_characters() {
        assert_eq!(value("text", b"{\"text\": \"caf\xe9 \xc3\xa9\"}"), some("caf\u{fffd} é"));
    }

    #[test]
    fn what_is_not_json_is_an_error() {
        for (line, message) in [
            (r#"{"text": NaN}"#, "expected value at line 1 column 10"),
            (r#"{"text": "a",}"#, "trailing comma at line 1 column 14"),
            (r#"{"text": "a"} x"#, "trailing characters at line 1 column 15"),
            (r#"["a"]"#, "invalid type: sequence, expected a JSON object at line 1 column 1"),
            ("7", "invalid type: integer `7`, expected a JSON object at line 1 column 1"),
            (r#"{"text": "a"#, "EOF while parsing a string at line 1 column 11"),
        ] {
            assert_eq!(values(&["text"], line.as_bytes()), Err(message.to_owned()), "{line}");
        }
    }

    #[test]
    fn deep_nesting_is_read() {
        let line = format!(
            r#"{{"junk": {}{}, "text": "Rain."}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(value("text", line.as_bytes()), some("Rain."));
        let line = format!(r#"{{"text": {}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(values(&["text"], line.as_bytes()).is_ok());
    }
}
