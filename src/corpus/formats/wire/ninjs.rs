//! [ninjs](https://iptc.org/standards/ninjs/) 1 to 3.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::item::{Item, objects};
use crate::corpus::formats::marked_text as text;

pub(super) fn item(object: &Map<String, Value>) -> Item {
    let string = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| match object.get(*name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        found.next().unwrap_or_default()
    };
    let mut item = Item {
        guid: string(&["uri", "guid"]),
        version: string(&["version"]),
        headline: string(&["headline"]),
        byline: string(&["byline", "by"]),
        published: string(&[
            "versioncreated",
            "versionCreated",
            "firstcreated",
            "firstCreated",
            "contentCreated",
        ]),
        language: string(&["language"]),
        dateline: string(&["located"]),
        agencies: vec![string(&["copyrightholder", "copyrightHolder"])],
        ..Item::default()
    };
    item.take_status_word(&string(&["pubstatus", "pubStatus"]));
    if item.headline.is_empty() {
        item.headline = main_value(object.get("headlines")).0;
    }
    let starting = |start: &str| {
        object.iter().find_map(|(name, value)| {
            Some(value.as_str().filter(|_| name.starts_with(start))?.to_owned())
        })
    };
    if item.headline.is_empty() {
        item.headline = starting("headline_").unwrap_or_default();
    }
    for name in ["infosource", "infosources", "infoSources"] {
        for source in objects(object.get(name)) {
            item.agencies.extend(source.get("name").and_then(Value::as_str).map(str::to_owned));
        }
    }
    let plain = string(&["body_text", "description_text"].map(|name| name)[..1]);
    item.body = if plain.is_empty() {
        let (body, kind) = main_value(object.get("bodies"));
        if body.is_empty() {
            let marked = string(&["body_xhtml", "body_html"]);
            let marked =
                if marked.is_empty() { starting("body_").unwrap_or_default() } else { marked };
            text::of_html(&marked)
        } else if kind.contains("html") || kind.contains("xml") || body.contains("</p>") {
            text::of_html(&body)
        } else {
            text::of_plain(&body)
        }
    } else {
        text::of_plain(&plain)
    };
    if item.headline.contains('<') {
        item.headline = text::of_html(&item.headline);
    }
    let kind = string(&["type"]);
    let what = match &*kind {
        "picture" | "graphic" | "video" | "audio" | "composite" | "event" | "planning" => {
            Some(kind)
        }
        _ => None,
    };
    if let Some(kind) = what {
        if kind != "composite" {
            item.body.clear();
        }
        item.otherwise = Some(Cow::Owned(format!("an item of type {kind}")));
    }
    item
}

/// The value and content type of the main object, or else of the first.
fn main_value(list: Option<&Value>) -> (String, String) {
    let string = |object: &Map<String, Value>, name: &str| {
        object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let objects: Vec<_> =
        objects(list).filter(|object| !string(object, "value").is_empty()).collect();
    let main = objects.iter().find(|object| string(object, "role") == "main").or(objects.first());
    main.map_or_else(Default::default, |main| {
        let kind = ["contentType", "contenttype"].map(|name| string(main, name)).concat();
        (string(main, "value"), kind)
    })
}
