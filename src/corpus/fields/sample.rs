//! The fields of a file's first records.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::corpus::suggest;

/// What fields some records have, by their dotted names.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    /// The length of all the strings in a field.
    fields: BTreeMap<String, usize>,
    records: usize,
    /// Lines that are not blank.
    lines: usize,
    /// Of the first two of them, those that look like a part of a larger value.
    parts: usize,
}

/// How deep fields are looked for, how many are kept, and how long their names can be: records with a field for every word
/// are no records.
const DEPTH: usize = 4;
const KEPT: usize = 500;
const LONGEST_NAME: usize = 1 << 10;

/// Names under which texts are kept, for suggestions.
const TEXT_NAMES: &[&str] =
    &["text", "body", "content", "maintext", "article", "raw_text", "body_text", "fulltext"];

impl Sample {
    /// Takes in the fields of one line.
    pub(crate) fn add(&mut self, line: &[u8]) {
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        self.lines += 1;
        if !line.starts_with(b"{") {
            self.parts += usize::from(self.lines == 2);
            return;
        }
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        let mut fields = BTreeMap::new();
        let walked =
            Walk { name: "", depth: 0, fields: &mut fields }.deserialize(&mut deserializer);
        match walked.and_then(|()| deserializer.end()) {
            Ok(()) => {
                self.records += 1;
                for (name, length) in fields {
                    if self.fields.len() < KEPT || self.fields.contains_key(&name) {
                        *self.fields.entry(name).or_default() += length;
                    }
                }
            }
            Err(error) => self.parts += usize::from(self.lines == 1 && error.is_eof()),
        }
    }

    /// Takes in the columns of one row, each with the length of what it holds.
    pub(crate) fn add_row<'a>(&mut self, columns: impl Iterator<Item = (&'a str, usize)>) {
        self.records += 1;
        for (name, length) in columns {
            if self.fields.len() < KEPT || self.fields.contains_key(name) {
                *self.fields.entry(name.to_owned()).or_default() += length;
            }
        }
    }

    /// How many records were read.
    pub(crate) fn records(&self) -> usize {
        self.records
    }

    /// Whether the file seems to be one JSON object over many lines.
    pub(crate) fn is_one_object(&self) -> bool {
        self.parts == 2
    }

    /// Whether any record has the field.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.fields.contains_key(path)
    }

    /// The names of all fields.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The names of all fields, for people.
    pub(crate) fn names(&self) -> Vec<String> {
        self.fields.keys().cloned().collect()
    }

    /// The field that may be the text: one whose name is close to a usual one, or else the longest.
    pub(crate) fn likeliest_text(&self, asked: &[String]) -> Option<&str> {
        let mut usual = asked.iter().map(String::as_str).chain(TEXT_NAMES.iter().copied());
        usual.find_map(|name| suggest::closest(name, self.paths())).or_else(|| {
            self.fields.iter().max_by_key(|(_, length)| **length).map(|(name, _)| name.as_str())
        })
    }
}

/// Notes the fields of a value.
struct Walk<'f> {
    name: &'f str,
    depth: usize,
    fields: &'f mut BTreeMap<String, usize>,
}

impl Walk<'_> {
    fn note(self, length: usize) {
        if !self.name.is_empty() {
            *self.fields.entry(self.name.to_owned()).or_default() += length;
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if self.depth == DEPTH || self.name.len() + key.len() > LONGEST_NAME {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let name = if self.name.is_empty() {
                key.into_owned()
            } else {
                format!("{}.{key}", self.name)
            };
            map.next_value_seed(Walk {
                name: &name,
                depth: self.depth + 1,
                fields: &mut *self.fields,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        self.note(0);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.note(text.len());
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.note(0);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.note(0);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.note(0);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.note(0);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.note(0);
        Ok(())
    }
}
