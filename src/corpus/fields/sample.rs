//! The fields of a file's first records.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::schema::Field;
use crate::error;

/// The fields of some records, by their dotted names.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    fields: BTreeMap<String, Seen>,
    records: usize,
    /// Lines that are not blank.
    lines: usize,
    /// The number of the first two lines that look like parts of a larger value.
    parts: usize,
}

/// The content seen in a field.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// The total length of its strings.
    length: usize,
    /// The start of the first value that is not empty.
    example: String,
    /// Some distinct values, shortened; of URLs, their hosts.
    values: BTreeSet<String>,
    /// The total length of the strings in the objects of a list.
    of_objects: usize,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.length += other.length;
        self.of_objects += other.of_objects;
        if self.example.is_empty() {
            self.example = other.example;
        }
        for value in other.values {
            if self.values.len() < VALUES {
                self.values.insert(value);
            }
        }
    }

    /// What a value adds to what was seen in its field before.
    fn of(value: &str, before: Option<&Seen>) -> Seen {
        let mut seen = Seen { length: value.len(), ..Seen::default() };
        let wants_example = before.is_none_or(|before| before.example.is_empty());
        let wants_values = before.is_none_or(|before| before.values.len() < VALUES);
        if !wants_example && !wants_values {
            return seen;
        }
        let example = value.trim();
        if matches!(example, "None" | "null" | "NULL" | "NaN" | "nan" | "NA" | "\\N") {
            return seen;
        }
        if wants_example {
            let end = example.char_indices().nth(EXAMPLE).map_or(example.len(), |(end, _)| end);
            example[..end].clone_into(&mut seen.example);
        }
        if wants_values {
            // Sections of a site have hosts of their own.
            let host_of = |at: usize| {
                let rest = &example[at + SCHEME_ENDS.len()..];
                let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                psl::domain_str(host).unwrap_or(host)
            };
            let scheme = memchr::memmem::find(example.as_bytes(), SCHEME_ENDS.as_bytes());
            let distinct = scheme.map_or(example, host_of);
            if !distinct.is_empty() && distinct.len() <= DISTINCT {
                seen.values.insert(distinct.to_lowercase());
            }
        }
        seen
    }
}

/// Characters that are kept of a value.
const EXAMPLE: usize = 600;

/// What parts the scheme of a URL from its host.
const SCHEME_ENDS: &str = "://";

/// Distinct values that are kept of a field, and the longest.
const VALUES: usize = 64;
const DISTINCT: usize = 100;

/// Members of an object that holds a text in parts.
pub(crate) const PARTS: [&str; 5] = ["sections", "paragraphs", "blocks", "children", "content"];

/// Limits for depth, number and length of names: an object with a field for every word is not a
/// record.
const DEPTH: usize = 4;
const KEPT: usize = 500;
const LONGEST_NAME: usize = 1 << 10;

/// Usual names of texts, for suggestions.
const TEXT_NAMES: &[&str] =
    &["text", "body", "content", "maintext", "article", "raw_text", "body_text", "fulltext"];

impl Sample {
    /// Adds the fields of one line.
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
        let walk = Walk { name: "", depth: 0, before: &self.fields, fields: &mut fields };
        let walked = walk.deserialize(&mut deserializer);
        match walked.and_then(|()| deserializer.end()) {
            Ok(()) => {
                self.records += 1;
                for (name, seen) in fields {
                    self.note(name, seen);
                }
            }
            Err(error) => self.parts += usize::from(self.lines == 1 && error.is_eof()),
        }
    }

    /// Adds the columns of one row, each with the length of its content.
    pub(crate) fn add_row<'a>(&mut self, columns: impl Iterator<Item = (&'a str, usize)>) {
        self.records += 1;
        for (name, length) in columns {
            self.note(name.to_owned(), Seen { length, ..Seen::default() });
        }
    }

    /// Adds the cells of one row, each with the name of its column.
    pub(crate) fn add_cells<'a>(&mut self, cells: impl Iterator<Item = (&'a str, &'a str)>) {
        self.records += 1;
        for (name, cell) in cells {
            let seen = Seen::of(cell, self.fields.get(name));
            self.note(name.to_owned(), seen);
        }
    }

    /// Adds the names of columns.
    pub(crate) fn name<'a>(&mut self, columns: impl Iterator<Item = &'a str>) {
        for name in columns {
            self.note(name.to_owned(), Seen::default());
        }
    }

    fn note(&mut self, name: String, seen: Seen) {
        if self.fields.len() < KEPT || self.fields.contains_key(&name) {
            self.fields.entry(name).or_default().add(seen);
        }
    }

    /// Whether the content of a field can be this: a date has a digit, and the name of an outlet is
    /// not a URL.
    pub(crate) fn may_be(&self, field: Field, path: &str) -> bool {
        let Some(Seen { example, .. }) = self.fields.get(path) else { return true };
        if example.is_empty() {
            return true;
        }
        let is_address = example.contains("://") && !example.contains(char::is_whitespace);
        let is_shorter = |length: usize| example.chars().count() < length;
        match field {
            Field::Id | Field::Byline => is_shorter(400),
            Field::Text => !is_address && !example.bytes().all(|byte| byte.is_ascii_digit()),
            Field::Headline => is_shorter(500) && !is_address,
            Field::Outlet => is_shorter(150) && !is_address && !example.contains('\n'),
            Field::Date => is_shorter(150) && !is_address && example.contains(char::is_numeric),
            Field::Url => is_address || example.starts_with("www.") || example.starts_with('/'),
            Field::Language => is_shorter(40),
        }
    }

    /// The list of objects with more text than any other field, in which the articles may be.
    pub(crate) fn list_with_texts(&self) -> Option<&str> {
        let longest = self.fields.iter().max_by_key(|(_, seen)| seen.length.max(seen.of_objects));
        longest.filter(|(_, seen)| seen.of_objects > seen.length).map(|(name, _)| name.as_str())
    }

    /// Whether the URLs of the records are of many more hosts than the field has values, so that it does not name the outlet.
    /// `is_url` tells the names of fields with URLs of articles from those of pictures and feeds.
    pub(crate) fn is_of_many_hosts(&self, path: &str, is_url: impl Fn(&str) -> bool) -> bool {
        const FEWEST: usize = 3;
        const TIMES: usize = 3;
        let Some(seen) = self.fields.get(path).filter(|seen| !seen.values.is_empty()) else {
            return false;
        };
        let urls =
            self.fields.iter().filter(|(name, seen)| is_url(name) && seen.example.contains("://"));
        let hosts = urls.map(|(_, seen)| seen.values.len()).max().unwrap_or(0);
        hosts >= FEWEST && hosts >= TIMES * seen.values.len()
    }

    /// The field with the most text, if there is enough.
    pub(crate) fn longest(&self) -> Option<&str> {
        const MUCH: usize = 60;
        let longest = self.fields.iter().max_by_key(|(_, seen)| seen.length);
        let is_much = |(_, seen): &(&String, &Seen)| seen.length >= MUCH * self.records.max(1);
        longest.filter(is_much).map(|(name, _)| name.as_str())
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

    /// The most likely text: the field with a name close to a usual one, or else the longest.
    pub(crate) fn likeliest_text(&self, asked: &[String]) -> Option<&str> {
        let mut usual = asked.iter().map(String::as_str).chain(TEXT_NAMES.iter().copied());
        usual.find_map(|name| error::closest(name, self.paths())).or_else(|| {
            let longest = self.fields.iter().max_by_key(|(_, seen)| seen.length);
            longest.map(|(name, _)| name.as_str())
        })
    }
}

/// Collects the fields of a value.
struct Walk<'f> {
    name: &'f str,
    depth: usize,
    /// The fields of the records before.
    before: &'f BTreeMap<String, Seen>,
    fields: &'f mut BTreeMap<String, Seen>,
}

impl Walk<'_> {
    fn note(self, seen: Seen) {
        if !self.name.is_empty() {
            self.fields.entry(self.name.to_owned()).or_default().add(seen);
        }
    }

    fn note_number(self, number: &str) {
        let seen = Seen::of(number, self.before.get(self.name));
        self.note(Seen { length: 0, ..seen });
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
        let mut is_text = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if self.depth == DEPTH || self.name.len() + key.len() > LONGEST_NAME {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            is_text |= PARTS[..3].contains(&&*key);
            let name = if self.name.is_empty() {
                key.into_owned()
            } else {
                format!("{}.{key}", self.name)
            };
            map.next_value_seed(Walk {
                name: &name,
                depth: self.depth + 1,
                before: self.before,
                fields: &mut *self.fields,
            })?;
        }
        if is_text {
            self.note(Seen::default());
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut seen = Seen::default();
        while let Some(element) = elements.next_element_seed(Length)? {
            match element {
                Element::Text(length) => seen.length += length,
                Element::Other(length) => seen.of_objects += length,
            }
        }
        self.note(seen);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let seen = Seen::of(text, self.before.get(self.name));
        self.note(seen);
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.note_number(&number.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.note_number(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.note_number(&number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.note(Seen::default());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.note(Seen::default());
        Ok(())
    }
}

/// An element of a list, with the length of its text.
enum Element {
    Text(usize),
    /// A number, or something with texts inside.
    Other(usize),
}

impl Element {
    fn length(&self) -> usize {
        match self {
            Element::Text(length) | Element::Other(length) => *length,
        }
    }
}

/// Measures an element.
struct Length;

impl<'de> DeserializeSeed<'de> for Length {
    type Value = Element;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Element, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Length {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Element, E> {
        Ok(Element::Text(text.len()))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Element, E> {
        Ok(Element::Other(0))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Element, E> {
        Ok(Element::Other(0))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Element, E> {
        Ok(Element::Other(0))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element, E> {
        Ok(Element::Other(0))
    }

    fn visit_unit<E>(self) -> Result<Element, E> {
        Ok(Element::Other(0))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Element, A::Error> {
        let mut length = 0;
        while let Some(element) = elements.next_element_seed(Length)? {
            length += element.length();
        }
        Ok(Element::Other(length))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
        let mut length = 0;
        while map.next_key::<IgnoredAny>()?.is_some() {
            length += map.next_value_seed(Length)?.length();
        }
        Ok(Element::Other(length))
    }
}
