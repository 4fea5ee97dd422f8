//! A wire item, independent of its format.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::article::{Article, BodyIs, ItemStatus, WireItem};
use crate::corpus::file::File;
use crate::corpus::formats::html::plain;
use crate::corpus::formats::record::{below, host, made_key};
use crate::corpus::formats::xml::Element;
use crate::corpus::reject::{Fault, RejectCode};

/// The fields of an item; empty if missing.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) guid: String,
    pub(super) version: String,
    pub(super) status: ItemStatus,
    /// The words that give the status.
    pub(super) status_said: String,
    /// The publisher.
    pub(super) outlet: String,
    /// Candidates for the agency, likeliest first.
    pub(super) agencies: Vec<String>,
    pub(super) headline: String,
    pub(super) byline: String,
    pub(super) dateline: String,
    pub(super) published: String,
    pub(super) url: String,
    pub(super) language: String,
    pub(super) body: String,
    /// What the item is, if it is not a text: `a picture`.
    pub(super) otherwise: Option<Cow<'static, str>>,
}

impl Item {
    pub(super) fn into_article<'a>(
        self,
        source: &'a File,
        record: &[u8],
    ) -> Result<Article<'a>, Fault> {
        let text = match (source.body_is, said(&self.headline)) {
            (BodyIs::Headline, Some(headline)) => below(&headline, said(&self.body)).into_owned(),
            _ => self.body,
        };
        let text = plain(Cow::Owned(text)).text.into_owned();
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

    /// Sets the status, unless a more serious one is set.
    pub(super) fn take_status(&mut self, status: ItemStatus, said: &str) {
        if status > self.status {
            self.status = status;
            said.clone_into(&mut self.status_said);
        }
    }

    /// Sets the status for a status word. Other words have no effect.
    pub(super) fn take_status_word(&mut self, word: &str) {
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

/// The fault for an item without a text, which may still be a kill notice.
fn no_article(otherwise: Option<&str>, item: Box<WireItem>) -> Fault {
    let what = otherwise.unwrap_or("an item without a text");
    let message = match (item.status, &item.guid) {
        (ItemStatus::Killed, Some(guid)) => {
            format!("not an article: kill notice for {guid} ({}); {what}", item.status_said)
        }
        _ => format!("not an article: {what}"),
    };
    Fault { item: Some(item), ..Fault::new(RejectCode::NoArticle, message) }
}

/// A text on one line; `None` if it is empty.
fn said(text: &str) -> Option<Cow<'static, str>> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(Cow::Owned(words))
}

/// The text of the first of these descendants that is not empty.
pub(super) fn first_text(element: &Element, names: &[&str]) -> String {
    let mut texts = names.iter().flat_map(|name| element.all(name)).map(Element::text);
    texts.find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The objects of a list.
pub(super) fn objects(list: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}
