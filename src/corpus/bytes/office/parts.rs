//! The XML files that a document is made of.

use std::io;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A part of an XML file.
pub(super) enum Part<'x> {
    /// The start of an element; of an empty one, its end follows.
    Begin(&'x BytesStart<'x>),
    /// The end of an element, by its name without a prefix.
    End(&'x str),
    /// Text, its entities resolved.
    Text(&'x str),
}

/// Hands out the parts of an XML file in order.
pub(super) fn events(xml: &str, mut take: impl FnMut(Part<'_>)) -> io::Result<()> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event().map_err(|error| damaged(&error.to_string()))? {
            Event::Start(start) => take(Part::Begin(&start)),
            Event::Empty(start) => {
                take(Part::Begin(&start));
                take(Part::End(start.local_name().as_ref()));
            }
            Event::End(end) => take(Part::End(end.local_name().as_ref())),
            Event::Text(text) => take(Part::Text(&text)),
            Event::CData(text) => take(Part::Text(&text)),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let resolved = character.or_else(|| {
                    quick_xml::escape::resolve_html5_entity(&reference).map(str::to_owned)
                });
                take(Part::Text(resolved.as_deref().unwrap_or_default()));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
}

/// The value of an attribute, by its name without a prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|it| it.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value);
    Some(value.map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned))
}

pub(super) fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("damaged document: {problem}"))
}
