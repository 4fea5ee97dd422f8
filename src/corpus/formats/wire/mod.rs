//! Items of agencies and feeds: NITF, `NewsML`, NewsML-G2, ninjs, AP's JSON, IPTC 7901 and ANPA
//! 1312, RSS and Atom.

mod bulletin;
mod item;
mod json_items;
mod xml_items;

use serde_json::{Map, Value};

pub(super) use self::bulletin::BULLETIN;
use self::item::Item;
use super::elements::Elements;
use super::xml::{self, Element};
use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding;
use crate::corpus::bytes::spans::Scanner;
use crate::corpus::fields::schema::Preset;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{ReadFormat, Start, Understood, root_of_xml};
use crate::corpus::reject::{Fault, RejectCode};

pub(super) const NITF: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("nitf", "NITF", &["nitf", "xml"], Holds::Text)),
    fits: |start| begins(start, &["nitf"]),
    understand: |_| {
        let records = &["nitf"];
        Ok(Ok(Understood::As(Format::new(Items {
            name: NITF.name,
            records,
            item: xml_items::nitf,
        }))))
    },
};

pub(super) const NEWSML: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("newsml", "NewsML 1", &["newsml", "xml"], Holds::Text)),
    fits: |start| begins(start, &["NewsML", "NewsItem"]),
    understand: |_| {
        let records = &["NewsItem"];
        Ok(Ok(Understood::As(Format::new(Items {
            name: NEWSML.name,
            records,
            item: xml_items::newsml,
        }))))
    },
};

pub(super) const NEWSML_G2: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("newsml-g2", "NewsML-G2", &["newsml", "xml"], Holds::Text)),
    fits: |start| begins(start, &["newsMessage"]) || begins(start, &xml_items::ITEMS),
    understand: |_| {
        let records = &xml_items::ITEMS;
        let (name, item) = (NEWSML_G2.name, xml_items::newsml_g2);
        Ok(Ok(Understood::As(Format::new(Items { name, records, item }))))
    },
};

pub(super) const FEED: ReadFormat = ReadFormat {
    name: FormatName(&Known::new(
        "feed",
        "RSS or Atom",
        &["rss", "atom", "rdf", "xml"],
        Holds::Text,
    )),
    fits: |start| begins(start, &["rss", "RDF", "feed"]),
    understand: |_| {
        let records = &["item", "entry"];
        Ok(Ok(Understood::As(Format::new(Items {
            name: FEED.name,
            records,
            item: xml_items::feed,
        }))))
    },
};

/// Whether the root element of a file has one of these names.
fn begins(start: &Start, names: &[&str]) -> bool {
    root_of_xml(start).is_some_and(|root| names.iter().any(|name| name.as_bytes() == root))
}

/// A file of elements that are items.
#[derive(Debug)]
struct Items {
    name: FormatName,
    /// Names of the elements that are records.
    records: &'static [&'static str],
    /// Reads one of them.
    item: fn(&Element) -> Item,
}

impl ReadFile for Items {
    fn name(&self) -> FormatName {
        self.name
    }

    fn described(&self) -> &'static str {
        "one item per element, outlet from its provider or URL"
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(Box::new(Elements::new(self.records.iter().copied())))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        if end != End::Line {
            let message = "the file ends in the middle of this record";
            return Err(Fault::new(RejectCode::Truncated, message));
        }
        let record = xml::parse(&encoding::text(bytes))?;
        Ok(((self.item)(&record).into_article(file, bytes)?, Mended::default()))
    }
}

/// Builds an article from a JSON object in a wire format.
pub(super) fn of_json<'a>(
    source: &'a File,
    schema: &Preset,
    record: &[u8],
    object: &Map<String, Value>,
) -> Result<Article<'a>, Fault> {
    let item = match schema.name {
        "ap" => json_items::ap(source, object),
        _ => json_items::ninjs(object),
    };
    item.into_article(source, record)
}
