//! Items in JSON: [ninjs](https://iptc.org/standards/ninjs/) 1 to 3, and AP's Media API.
//!
//! An item of AP has everything of a story but its text, which is in a linked NITF file. If that file is
//! in the folder of the item, named after its content or the item, the text is taken from it.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;

use serde_json::{Map, Value};

use super::item::{Item, objects};
use super::xml_items;
use crate::corpus::file::File as SourceFile;
use crate::corpus::formats::{marked_text as text, xml};

pub(super) fn ninjs(object: &Map<String, Value>) -> Item {
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

/// Longest NITF file that is read.
const MOST_BYTES: u64 = 8 << 20;

type Object = Map<String, Value>;

/// An item: by itself, in an entry of a feed, or in the response to a request for it.
pub(super) fn ap(source: &SourceFile, object: &Object) -> Item {
    let inside = |object: &Object, name: &str| object.get(name).and_then(Value::as_object).cloned();
    let answer = inside(object, "data").and_then(|data| inside(&data, "item"));
    let Some(object) = answer.or_else(|| inside(object, "item")) else {
        return of_object(source, object);
    };
    of_object(source, &object)
}

fn of_object(source: &SourceFile, object: &Object) -> Item {
    let ids = object.get("altids").and_then(Value::as_object);
    let mut item = Item {
        guid: ids.map(|ids| string(ids, "itemid")).unwrap_or_default(),
        version: string(object, "version"),
        headline: first_of(object, &["headline", "headline_extended", "title"]),
        byline: objects(object.get("bylines"))
            .map(|byline| string(byline, "by"))
            .filter(|by| !by.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        dateline: first_of(object, &["located"]),
        published: first_of(object, &["versioncreated", "firstcreated"]),
        language: string(object, "language"),
        ..Item::default()
    };
    if item.dateline.is_empty() {
        let place = object.get("datelinelocation").and_then(Value::as_object);
        item.dateline = place.map(|place| string(place, "city")).unwrap_or_default();
    }
    item.agencies = vec![string(object, "provider"), string(object, "description_creditline")];
    let sources = objects(object.get("infosource"));
    item.agencies.extend(sources.map(|source| string(source, "name")));
    item.take_status_word(&string(object, "pubstatus"));
    for sort in strings(object.get("editorialtypes")) {
        item.take_status_word(sort);
    }
    let kind = string(object, "type");
    if !matches!(&*kind, "" | "text") {
        item.otherwise = Some(Cow::Owned(format!("an item of type {kind}")));
    } else if object.contains_key("signals")
        && !strings(object.get("signals")).any(|signal| signal == "newscontent")
    {
        item.otherwise = Some(Cow::Borrowed("a note to editors (no newscontent signal)"));
    } else {
        item.body = embedded(object);
        if item.body.is_empty() {
            take_file(source, object, ids, &mut item);
        }
    }
    item
}

/// The text, if it is in the item.
fn embedded(object: &Object) -> String {
    let body = first_of(object, &["body_text", "body_xhtml", "body_nitf", "body_html", "body"]);
    if body.contains('<') { text::of_html(&body) } else { text::of_plain(&body) }
}

/// Takes the text from the linked NITF file.
fn take_file(source: &SourceFile, object: &Object, ids: Option<&Object>, item: &mut Item) {
    let link =
        object.get("renditions").and_then(|links| links.get("nitf")).and_then(Value::as_object);
    let mut names: Vec<String> = link.map(|link| string(link, "contentid")).into_iter().collect();
    if let Some(ids) = ids {
        names.extend(["etag", "itemid", "friendlykey"].map(|name| string(ids, name)));
    }
    // A name must not lead to another folder.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    names.retain(|name| !name.is_empty() && name.bytes().all(is_name));
    let files =
        names.iter().flat_map(|name| ["xml", "nitf"].map(|ending| format!("{name}.{ending}")));
    for file in files {
        // Beside a file that is in an archive nothing is looked for.
        let beside =
            source.location.member.is_none().then(|| source.location.path.with_file_name(file));
        let Some(Ok(file)) = beside.map(File::open) else { continue };
        let mut bytes = Vec::new();
        if file.take(MOST_BYTES).read_to_end(&mut bytes).is_err() {
            continue;
        }
        if let Ok(nitf) = xml::parse(&String::from_utf8_lossy(&bytes)) {
            xml_items::take_content(&nitf, item);
            return;
        }
    }
    let what = match link {
        Some(_) => "its text is a linked NITF file, which is not in the folder",
        None => "it has no text, and no link to one",
    };
    let status = match string(object, "pubstatus") {
        status if status.is_empty() => "no status".to_owned(),
        status => status,
    };
    let headline = item.headline.split_whitespace().collect::<Vec<_>>().join(" ");
    let version = if item.version.is_empty() { "none" } else { &item.version };
    item.otherwise =
        Some(Cow::Owned(format!("{what} (AP, '{headline}', version {version}, {status})")));
}

/// The first of these members with a value.
fn first_of(object: &Object, names: &[&str]) -> String {
    names.iter().map(|name| string(object, name)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn string(object: &Object, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
