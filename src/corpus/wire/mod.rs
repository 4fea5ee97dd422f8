//! Items as agencies send them and sites list them: NITF, `NewsML`, NewsML-G2, ninjs, AP's JSON, IPTC 7901 and
//! ANPA 1312, RSS and Atom.

mod ap;
pub(super) mod bulletin;
pub(super) mod elements;
mod feed;
mod newsml;
mod newsml_g2;
mod ninjs;
mod nitf;
mod text;
mod xml;

use std::borrow::Cow;

use serde_json::{Map, Value};

use self::xml::Element;
use super::format::FormatName;
use super::record::{Fault, below, host, made_key};
use super::reject::RejectCode;
use super::schema::Preset;
use super::source::SourceFile;
use crate::article::{Article, BodyIs, ItemStatus, WireItem};

/// What a format says of an item; empty where it says nothing.
#[derive(Debug, Default)]
struct Item {
    guid: String,
    version: String,
    status: ItemStatus,
    /// What says so.
    status_said: String,
    /// Who publishes it.
    outlet: String,
    /// Who may be the agency that does, the likeliest first.
    agencies: Vec<String>,
    headline: String,
    byline: String,
    dateline: String,
    published: String,
    url: String,
    language: String,
    body: String,
    /// What it is, if not a text: `a picture`.
    otherwise: Option<Cow<'static, str>>,
}

/// The elements of which each is a record.
pub(super) fn records_of(format: FormatName) -> &'static [&'static str] {
    match format {
        FormatName::Nitf => &["nitf"],
        FormatName::NewsmlG2 => &newsml_g2::ITEMS,
        FormatName::Newsml => &["NewsItem"],
        _ => &["item", "entry"],
    }
}

/// The format whose files have this outermost element.
pub(super) fn format_of(root: &[u8]) -> Option<FormatName> {
    Some(match root {
        b"nitf" => FormatName::Nitf,
        b"NewsML" | b"NewsItem" => FormatName::Newsml,
        b"rss" | b"RDF" | b"feed" => FormatName::Feed,
        b"newsMessage" => FormatName::NewsmlG2,
        name if newsml_g2::ITEMS.iter().any(|item| item.as_bytes() == name) => FormatName::NewsmlG2,
        _ => return None,
    })
}

/// Makes an article of an element.
pub(super) fn article<'a>(
    source: &'a SourceFile,
    format: FormatName,
    bytes: &[u8],
) -> Result<Article<'a>, Fault> {
    let record = xml::parse(&String::from_utf8_lossy(bytes))?;
    let item = match format {
        FormatName::Nitf => nitf::item(&record),
        FormatName::NewsmlG2 => newsml_g2::item(&record),
        FormatName::Newsml => newsml::item(&record),
        _ => feed::item(&record),
    };
    item.into_article(source, bytes)
}

/// Makes an article of an object of a schema that is a wire format.
pub(super) fn of_json<'a>(
    source: &'a SourceFile,
    schema: &Preset,
    record: &[u8],
    object: &Map<String, Value>,
) -> Result<Article<'a>, Fault> {
    let item = match schema.name {
        "ap" => ap::item(source, object),
        _ => ninjs::item(object),
    };
    item.into_article(source, record)
}

impl Item {
    fn into_article<'a>(self, source: &'a SourceFile, record: &[u8]) -> Result<Article<'a>, Fault> {
        let text = match (source.body_is, said(&self.headline)) {
            (BodyIs::Headline, Some(headline)) => below(&headline, said(&self.body)).into_owned(),
            _ => self.body,
        };
        let version = self.version.trim().parse().ok();
        let wire = WireItem {
            guid: said(&self.guid).map(Cow::into_owned),
            version,
            status: self.status,
            providers: self
                .agencies
                .iter()
                .filter_map(|name| Some(said(name)?.into_owned()))
                .collect(),
            status_said: said(&self.status_said).map(Cow::into_owned).unwrap_or_default(),
            dateline: said(&self.dateline).map(Cow::into_owned),
        };
        let wire = Box::new(wire);
        if text.trim().is_empty() {
            return Err(no_article(self.otherwise.as_deref(), wire));
        }
        let key = match (said(&self.guid), version) {
            (Some(guid), None) => guid,
            (Some(guid), Some(version)) => Cow::Owned(format!("{guid}:{version}")),
            (None, _) => said(&self.url).unwrap_or_else(|| made_key(record)),
        };
        let outlet = said(&self.outlet)
            .or_else(|| self.agencies.iter().find_map(|name| said(name)))
            .or_else(|| host(&self.url).map(Cow::Owned))
            .or_else(|| source.folder.as_deref().map(Cow::Borrowed));
        Ok(Article {
            key,
            body: Cow::Owned(text),
            body_is: source.body_is,
            headline: said(&self.headline),
            byline: said(&self.byline),
            outlet,
            published: said(&self.published),
            url: said(&self.url),
            language: said(&self.language),
            wire: Some(wire),
        })
    }

    /// Takes a status, unless a graver one is known.
    fn take_status(&mut self, status: ItemStatus, said: &str) {
        if status > self.status {
            self.status = status;
            said.clone_into(&mut self.status_said);
        }
    }

    /// Takes the status that one of the words used for it means; other words mean nothing.
    fn take_status_word(&mut self, word: &str) {
        let name = word.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let status = match name.as_str() {
            "canceled" | "cancelled" | "killed" | "kill" | "withheld" => ItemStatus::Killed,
            "correction" | "corrected" => ItemStatus::Corrected,
            "update" | "updated" => ItemStatus::Updated,
            _ => return,
        };
        self.take_status(status, word);
    }
}

/// The fault of an item without a text, which may still say that the item must not run.
fn no_article(otherwise: Option<&str>, item: Box<WireItem>) -> Fault {
    let what = otherwise.unwrap_or("an item without a text");
    let message = match (item.status, &item.guid) {
        (ItemStatus::Killed, Some(guid)) => {
            format!("no article: it kills the item {guid} ({}), and is {what}", item.status_said)
        }
        _ => format!("no article: {what}"),
    };
    Fault { item: Some(item), ..Fault::new(RejectCode::NoArticle, message) }
}

/// A text in one line; none if it says nothing.
fn said(text: &str) -> Option<Cow<'static, str>> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(Cow::Owned(words))
}

/// The text of the first of these descendants that says something.
fn first_text(element: &Element, names: &[&str]) -> String {
    let mut texts = names.iter().flat_map(|name| element.all(name)).map(Element::text);
    texts.find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The objects of a list.
fn objects(list: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}
