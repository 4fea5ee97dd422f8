//! [NewsML-G2](https://iptc.org/standards/newsml-g2/) 2.

use std::borrow::Cow;

use super::item::{Item, first_text};
use super::nitf;
use crate::corpus::formats::marked_text as text;
use crate::corpus::formats::xml::Element;

/// The kinds of items in the standard.
pub(super) const ITEMS: [&str; 6] =
    ["newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

pub(super) fn item(element: &Element) -> Item {
    let mut item = Item { otherwise: otherwise(element), ..Item::default() };
    if element.name != "newsItem" {
        return item;
    }
    element.attribute("guid").clone_into(&mut item.guid);
    element.attribute("version").clone_into(&mut item.version);
    let (item_meta, content_meta) = (element.find("itemMeta"), element.find("contentMeta"));
    if let Some(meta) = item_meta {
        item.published = first_text(meta, &["versionCreated", "firstCreated"]);
        for signal in meta.all("signal").into_iter().chain(meta.find("pubStatus")) {
            item.take_status_word(signal.attribute("qcode"));
        }
        item.agencies.extend(meta.find("provider").map(party));
        item.headline = first_text(meta, &["title"]);
    }
    if let Some(meta) = content_meta {
        let headline = first_text(meta, &["headline"]);
        if !headline.trim().is_empty() {
            item.headline = headline;
        }
        item.byline = first_text(meta, &["by"]);
        item.dateline = first_text(meta, &["dateline"]);
        meta.find("language")
            .map_or("", |language| language.attribute("tag"))
            .clone_into(&mut item.language);
        item.agencies.push(first_text(meta, &["creditline"]));
        item.agencies.extend(meta.all("infoSource").into_iter().map(party));
        if item.published.trim().is_empty() {
            item.published = first_text(meta, &["contentModified", "contentCreated"]);
        }
    }
    item.agencies.extend(element.find("copyrightHolder").map(party));
    for content in element.all("inlineXML") {
        nitf::take_content(content, &mut item);
        if item.body.is_empty() {
            item.body = text::of(content.find("body").unwrap_or(content));
        }
    }
    for content in element.all("inlineData") {
        if item.body.is_empty() {
            item.body = text::of_html(&content.text());
        }
    }
    // A caption is not a story.
    if !matches!(item.otherwise.as_deref(), None | Some("an item without a text")) {
        item.body.clear();
    }
    item
}

/// The name of a party, or else its code without the scheme.
fn party(element: &Element) -> String {
    let name = first_text(element, &["name"]);
    let code =
        |name: &str| element.attribute(name).rsplit(':').next().unwrap_or_default().to_owned();
    let names = [name, element.attribute("literal").to_owned(), code("qcode"), element.text()];
    names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default()
}

/// What an item is, if it is not a text.
fn otherwise(element: &Element) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match &*element.name {
        "packageItem" => "a package of other items",
        "conceptItem" => "a concept",
        "knowledgeItem" => "a list of concepts",
        "planningItem" => "a plan of coverage",
        "catalogItem" => "a catalogue of codes",
        _ => {
            let class = element.find("itemClass").map_or("", |class| class.attribute("qcode"));
            match class.rsplit(':').next().unwrap_or_default() {
                "picture" => "a picture",
                "graphic" => "a graphic",
                "video" => "a video",
                "audio" => "a sound recording",
                "animation" => "an animation",
                _ => return None,
            }
        }
    }))
}
