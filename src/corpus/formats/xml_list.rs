//! Lists of articles in XML that is no format of agencies: elements of one name whose children are named like the fields of an
//! article.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::elements::Elements;
use super::marked_text;
use super::record::{Guess, from_values};
use super::xml::{self, Element, Node};
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding;
use crate::corpus::bytes::spans::{self, Scanner, Step};
use crate::corpus::fields::names;
use crate::corpus::fields::sample::Sample;
use crate::corpus::fields::schema::{Field, Mapping};
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{Asked, How, ReadFormat, Understood, root_of_xml};
use crate::corpus::reject::{Fault, RejectCode};
use crate::error::Result;

pub(super) const XML: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("xml", "XML", &["xml"], Holds::Text)),
    fits: |start| {
        // A page may lack its outermost element, and a text in Markdown begin with one.
        let is_page = matches!(start.ending, "html" | "htm" | "xhtml" | "md" | "markdown");
        !is_page && root_of_xml(start).is_some() && name_of_articles(start.bytes).is_some()
    },
    understand: |asked| Ok(understand(asked)),
};

/// A file of elements that are articles.
#[derive(Debug)]
struct List {
    mapping: Mapping,
    /// The name of the elements.
    name: String,
}

impl ReadFile for List {
    fn name(&self) -> FormatName {
        XML.name
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.mapping)
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(Box::new(Elements::new([self.name.as_str()])))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        if end != End::Line {
            let message = "the file ends in the middle of this record";
            return Err(Fault::new(RejectCode::Truncated, message));
        }
        let mut fields = fields(&xml::parse(&encoding::text(bytes))?);
        let texts: Vec<&str> = self.mapping.text_fields().collect();
        let value = |path: &str| {
            let value = fields.remove(path)?;
            if texts.contains(&path) {
                return Some(value.into());
            }
            // There may be several authors; of dates, addresses and ids the first counts.
            let is_byline = self.mapping.fields(Field::Byline).iter().any(|known| known == path);
            let first = || value.lines().next().unwrap_or_default().to_owned();
            Some(if is_byline { value.replace('\n', ", ") } else { first() }.into())
        };
        let values = self.mapping.paths.names().map(value).collect();
        from_values(file, &self.mapping, values, bytes, Mended::default())
    }
}

/// Records in a sample.
const SAMPLE: usize = 100;

fn understand(asked: &mut Asked) -> Result<Understood> {
    const NONE: &str = "XML without elements that are articles";
    let bytes = asked.start.bytes;
    let Some(name) = name_of_articles(bytes) else { return Ok(Understood::NotRead(NONE)) };
    let mut sample = Sample::default();
    for element in first_elements(bytes, &name) {
        let fields = fields(&element);
        sample.add_cells(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
    let guess = Guess::of(&sample, asked.options);
    if asked.how == How::Within && !guess.has_text {
        return Ok(Understood::NotRead(NONE));
    }
    let mapping = guess.settle(asked, &sample);
    mapping.map(|mapping| Understood::As(Format::new(List { mapping, name })))
}

/// The first elements with a name that are whole.
fn first_elements(bytes: &[u8], name: &str) -> impl Iterator<Item = Element> {
    let mut scanner = Elements::new([name]);
    let (mut at, mut begin) = (0, 0);
    let next = move || loop {
        let Step { used, event } = scanner.scan(&bytes[at..]);
        at += used;
        match event {
            spans::Event::Begin => begin = at,
            spans::Event::End => return Some(&bytes[begin..at]),
            _ => return None,
        }
    };
    std::iter::from_fn(next)
        .take(SAMPLE)
        .filter_map(|bytes| xml::parse(&encoding::text(bytes)).ok())
}

/// The name of the elements that have children, or attributes, with the names of a text and of a headline or a date. Among
/// several, those that are most, and then the outer ones; but none that are parts of others, such as comments.
fn name_of_articles(bytes: &[u8]) -> Option<String> {
    /// Elements in one another that are looked at.
    const DEEPEST: usize = 16;
    let text = encoding::text(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().check_end_names = false;
    let mut open: Vec<(String, Inside)> = Vec::new();
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut find = |name: String, around: &[(String, Inside)]| {
        let around = || around.iter().map(|(name, _)| name.clone());
        let found = found.entry(name).or_insert_with(|| Found {
            times: 0,
            depth: around().count(),
            always_in: around().collect(),
        });
        found.times += 1;
        let around: BTreeSet<String> = around().collect();
        found.always_in.retain(|name| around.contains(name));
    };
    // The first bytes may be cut anywhere, and be no XML further on.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(start) if open.len() < DEEPEST => open.push(begun(&start)),
            Event::Start(start) if reader.read_to_end(start.to_end().name()).is_err() => break,
            Event::Empty(start) => {
                let (name, inside) = begun(&start);
                if let Some((_, outer)) = open.last_mut() {
                    outer.note(&name);
                }
                if inside.is_article() {
                    find(name, &open);
                }
            }
            Event::End(_) => {
                let Some((name, inside)) = open.pop() else { break };
                let is_text = names::is_name_of(Field::Text, &name);
                if let Some((_, outer)) = open.last_mut() {
                    // An article is not the text of what is around it, whatever its name.
                    let has_parts = TEXTS.contains(&&*name.to_lowercase());
                    if !(inside.is_article() && is_text && !has_parts) {
                        outer.note(&name);
                    }
                    // A group of fields.
                    outer.has_head |= inside.has_head && !inside.has_text && !is_text;
                }
                if inside.is_article() {
                    find(name, &open);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let are_many = |name: &String| found.get(name).is_some_and(|found| found.times > 1);
    let whole = found.iter().filter(|(_, found)| !found.always_in.iter().any(are_many));
    let most = whole.min_by_key(|(_, found)| (Reverse(found.times), found.depth));
    most.map(|(name, _)| name.clone())
}

/// Names of texts that may have a heading and a text of their own.
const TEXTS: &[&str] = &["text", "body", "content"];

/// Elements of one name that are articles.
struct Found {
    times: usize,
    /// How deep the first one is.
    depth: usize,
    /// The names of the elements that are around each of them.
    always_in: BTreeSet<String>,
}

/// An element that begins: its name, and what its attributes are.
fn begun(start: &BytesStart) -> (String, Inside) {
    let mut inside = Inside::default();
    for attribute in start.attributes().with_checks(false).flatten() {
        inside.note(attribute.key.local_name().as_ref());
    }
    (start.local_name().as_ref().to_owned(), inside)
}

/// What the names in an element tell.
#[derive(Clone, Copy, Default)]
struct Inside {
    has_text: bool,
    has_head: bool,
}

impl Inside {
    fn note(&mut self, name: &str) {
        self.has_text |= names::is_name_of(Field::Text, name);
        self.has_head |=
            names::is_name_of(Field::Headline, name) || names::is_name_of(Field::Date, name);
    }

    fn is_article(self) -> bool {
        self.has_text && self.has_head
    }
}

/// Levels of elements that are groups of fields.
const GROUPS: usize = 3;

/// The fields of an article by their names, dotted if they are in a group. Those of the same name are one, with a line for each.
fn fields(article: &Element) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (name, value) in article.attributes() {
        add(&mut fields, name.to_owned(), value);
    }
    gather(article, "", 0, &mut fields);
    fields
}

fn gather(group: &Element, prefix: &str, depth: usize, fields: &mut BTreeMap<String, String>) {
    for element in group.elements() {
        let name = format!("{prefix}{}", element.name);
        let is_text = names::is_name_of(Field::Text, &element.name);
        if depth == GROUPS || is_text || is_value(element) {
            add(fields, name, &text_of(element));
        } else {
            gather(element, &format!("{name}."), depth + 1, fields);
        }
    }
}

fn add(fields: &mut BTreeMap<String, String>, name: String, value: &str) {
    let value = value.trim();
    let known = fields.entry(name).or_default();
    if !known.is_empty() && !value.is_empty() {
        known.push('\n');
    }
    known.push_str(value);
}

/// Whether an element is a field and no group of fields: it has text alone, marked-up text, or several elements of one name.
fn is_value(element: &Element) -> bool {
    let mut children = element.elements();
    let Some(first) = children.next() else { return true };
    let is_marked_up = element.elements().all(|child| marked_text::is_markup(&child.name));
    if is_marked_up || has_words(element) {
        return true;
    }
    let mut is_list = false;
    let are_alike = children.all(|child| {
        is_list = true;
        child.name == first.name
    });
    is_list && are_alike
}

/// Whether an element has words of its own between its elements, whatever these are.
fn has_words(element: &Element) -> bool {
    let is_word = |node: &Node| matches!(node, Node::Text(text) if !text.trim().is_empty());
    element.children.iter().any(is_word)
}

/// The text of a field, one paragraph to a line.
fn text_of(element: &Element) -> String {
    if element.elements().next().is_none() {
        return marked_text::of_plain(&element.text());
    }
    if has_words(element) || element.elements().all(|child| marked_text::is_markup(&child.name)) {
        return marked_text::of(element);
    }
    let parts = element.elements().map(text_of).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_found_by_what_is_in_them() {
        let article = "<title>Rain</title><date>2026-03-01</date><text>It rains.</text>";
        for (xml, name) in [
            (format!("<list><a>{article}</a><a>{article}</a></list>"), Some("a")),
            (format!("<?xml version='1.0'?><x:a xmlns:x='y'>{article}</x:a>"), Some("a")),
            (
                format!(
                    "<all><title>x</title><text>y</text><row>{article}</row><row>{article}</row>"
                ),
                Some("row"),
            ),
            (
                "<list><row headline='Rain'><body><p>It rains.</p></body></row>".to_owned(),
                Some("row"),
            ),
            ("<list><row><title>Rain</title></row></list>".to_owned(), None),
            (
                "<corpus><text date='1' title='Rain'><p>It rains.</p></text></corpus>".to_owned(),
                None,
            ),
            (
                format!(
                    "<list>{}</list>",
                    format!(
                        "<a>{article}<comments>{}</comments></a>",
                        "<c><date>1</date><text>Wet.</text></c>".repeat(3)
                    )
                    .repeat(2)
                ),
                Some("a"),
            ),
            (
                format!("<export><date>2026-03-01</date><article>{article}</article></export>"),
                Some("article"),
            ),
            ("<rows><row title='Rain' text='It rains.'/></rows>".to_owned(), Some("row")),
            ("<recipe><name>Soup</name><step>Boil.</step></recipe>".to_owned(), None),
            ("<".to_owned(), None),
        ] {
            assert_eq!(name_of_articles(xml.as_bytes()).as_deref(), name, "{xml}");
        }
    }

    #[test]
    fn fields_are_texts_groups_and_lists() {
        let xml = "<row id='7'><meta><date>2026-03-01</date><paper><name>Gazette</name><place>Tarn</place></paper></meta>\
            <authors><author>Ida Roe</author><author>Karl Oster</author></authors>\
            <body><p>It <b>rains</b>.</p><p>All <place>Tarn</place> is wet.</p></body><title>Rain in <place>Tarn</place></title><para>One.</para><para>Two.</para></row>";
        let fields = fields(&xml::parse(xml).unwrap());
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("authors", "Ida Roe\nKarl Oster"),
                ("body", "It rains.\nAll Tarn is wet."),
                ("id", "7"),
                ("meta.date", "2026-03-01"),
                ("meta.paper.name", "Gazette"),
                ("meta.paper.place", "Tarn"),
                ("para", "One.\nTwo."),
                ("title", "Rain in Tarn"),
            ]
        );
    }
}
