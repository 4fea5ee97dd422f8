//! A small tree of an XML element. Namespaces are ignored, and so is everything outside the
//! element: there is no document type, and no entities but those of HTML.

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::reject::{Fault, RejectCode};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 512;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// A child of an element.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) fn new(name: &str) -> Element {
        Element { name: name.to_owned(), ..Element::default() }
    }

    /// The value of an attribute; empty if it is missing.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The attributes by their names.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The child elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All descendants with a name, in document order.
    pub(super) fn all(&self, name: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        self.gather(name, &mut found);
        found
    }

    fn gather<'e>(&'e self, name: &str, found: &mut Vec<&'e Element>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            element.gather(name, found);
        }
    }

    /// The first descendant with a name.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| {
            if element.name == name { Some(element) } else { element.find(name) }
        })
    }

    /// All text in it, unchanged.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.append_text(&mut text);
        text
    }

    /// All text in it, with spaces around each descendant, so that the words of `By Ida
    /// Roe<byttl>AP Writer</byttl>` stay separate.
    pub(super) fn text_in_parts(&self) -> String {
        let parts = self.children.iter().map(|node| match node {
            Node::Text(part) => part.clone(),
            Node::Element(element) => format!(" {} ", element.text_in_parts()),
        });
        parts.collect()
    }

    fn append_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.append_text(text),
            }
        }
    }
}

/// Reads an element.
pub(super) fn parse(text: &str) -> Result<Element, Fault> {
    let bad = |message: String| Fault::new(RejectCode::BadXml, format!("not valid XML: {message}"));
    let mut reader = Reader::from_str(text);
    // Feeds may come from people and programs that do not escape: `Silo & fire`.
    reader.config_mut().allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| bad(error.to_string()))?;
        match event {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    let message = format!("elements are nested more than {MAX_DEPTH} deep");
                    return Err(Fault::new(RejectCode::TooDeep, message));
                }
                open.push(begun(&start));
            }
            Event::Empty(start) => add(&mut open, Node::Element(begun(&start))),
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    add(&mut open, Node::Element(element));
                }
            }
            Event::Text(text) => {
                add(&mut open, Node::Text(text.to_string()));
            }
            Event::CData(text) => {
                add(&mut open, Node::Text(text.to_string()));
            }
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let resolved = character.or_else(|| resolve_html5_entity(&name).map(str::to_owned));
                add(&mut open, Node::Text(resolved.unwrap_or_else(|| format!("&{name};"))));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
    if open.len() > 1 {
        return Err(Fault::new(
            RejectCode::Truncated,
            "the file ends in the middle of this record",
        ));
    }
    let outermost = open.pop().unwrap_or_default();
    let mut elements = outermost.children.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    elements.next().ok_or_else(|| bad("no element found".to_owned()))
}

fn begun(start: &BytesStart<'_>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_owned();
        let raw = attribute.value.into_owned();
        let value = quick_xml::escape::unescape_with(&raw, resolve_html5_entity)
            .map_or_else(|_| raw.clone(), std::borrow::Cow::into_owned);
        (name, value)
    });
    Element {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        children: Vec::new(),
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(element) = open.last_mut() {
        element.children.push(node);
    }
}
