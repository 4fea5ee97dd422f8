//! [NewsML](https://iptc.org/standards/newsml-1/) 1.

use std::borrow::Cow;

use super::item::{Item, first_text};
use super::nitf;
use crate::corpus::formats::marked_text as text;
use crate::corpus::formats::xml::Element;

pub(super) fn item(element: &Element) -> Item {
    let mut item = Item {
        guid: [
            first_text(element, &["ProviderId"]),
            first_text(element, &["DateId"]),
            first_text(element, &["NewsItemId"]),
        ]
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(":"),
        version: first_text(element, &["RevisionId"]),
        published: first_text(element, &["ThisRevisionCreated", "FirstCreated"]),
        headline: first_text(element, &["HeadLine"]),
        byline: first_text(element, &["ByLine"]),
        dateline: first_text(element, &["DateLine"]),
        ..Item::default()
    };
    item.published = nitf::moment(item.published.trim());
    let formal = |name: &str| {
        element
            .find(name)
            .map_or(String::new(), |element| element.attribute("FormalName").to_owned())
    };
    item.take_status_word(&formal("Status"));
    item.language = formal("Language");
    let party = |name: &str| {
        element
            .find(name)
            .and_then(|parent| parent.find("Party"))
            .map_or(String::new(), |party| party.attribute("FormalName").to_owned())
    };
    item.agencies = vec![
        party("Provider"),
        party("Source"),
        first_text(element, &["CreditLine", "CopyrightLine"]),
        first_text(element, &["ProviderId"]),
    ];
    for content in element.all("DataContent") {
        nitf::take_content(content, &mut item);
        if item.body.is_empty() {
            item.body = match content.find("body") {
                Some(body) => text::of(body),
                None if content.elements().next().is_some() => text::of(content),
                None => text::of_html(&content.text()),
            };
        }
    }
    let kind = formal("NewsItemType");
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("news") {
        item.otherwise = Some(Cow::Owned(format!("an item of type {kind}")));
    }
    item
}
