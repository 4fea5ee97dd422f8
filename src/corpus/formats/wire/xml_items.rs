//! Items in XML: [NITF](https://iptc.org/standards/nitf/) 3,
//! [NewsML](https://iptc.org/standards/newsml-1/) 1, [NewsML-G2](https://iptc.org/standards/newsml-g2/) 2,
//! [RSS](https://www.rssboard.org/rss-specification) and [Atom](https://www.rfc-editor.org/rfc/rfc4287).

use std::borrow::Cow;

use super::item::{Item, first_text};
use crate::article::ItemStatus;
use crate::corpus::formats::marked_text as text;
use crate::corpus::formats::xml::Element;

pub(super) fn nitf(nitf: &Element) -> Item {
    let mut item = Item::default();
    let attribute = |name: &str, attribute: &str| {
        nitf.find(name).map_or(String::new(), |element| element.attribute(attribute).to_owned())
    };
    item.guid = attribute("doc-id", "id-string");
    if item.guid.is_empty() {
        nitf.attribute("uno").clone_into(&mut item.guid);
    }
    item.version = attribute("du-key", "version");
    item.published = [
        attribute("date.issue", "norm"),
        attribute("date.release", "norm"),
        attribute("story.date", "norm"),
    ]
    .into_iter()
    .find(|date| !date.is_empty())
    .map_or(String::new(), |date| moment(&date));
    item.take_status_word(&attribute("docdata", "management-status"));
    if nitf.find("correction").is_some() {
        item.take_status(
            ItemStatus::Corrected,
            &format!("correction {}", attribute("correction", "info")),
        );
    }
    item.url = attribute("pubdata", "ex-ref");
    take_content(nitf, &mut item);
    item.agencies = vec![
        first_text(nitf, &["distributor"]),
        attribute("doc-id", "regsrc"),
        attribute("doc.copyright", "holder"),
        attribute("copyrite.holder", "value"),
        first_text(nitf, &["rights.owner", "copyrite.holder"]),
        first_text(nitf, &["credit", "datasource", "bytag"]),
    ];
    item
}

/// Reads `body`, which other formats also contain.
pub(super) fn take_content(nitf: &Element, item: &mut Item) {
    let set = |field: &mut String, value: String| {
        if field.trim().is_empty() {
            *field = value;
        }
    };
    set(&mut item.headline, first_text(nitf, &["hl1", "hedline", "title"]));
    set(&mut item.byline, nitf.find("byline").map(Element::text_in_parts).unwrap_or_default());
    let place = nitf.find("dateline").map(|dateline| first_text(dateline, &["location"]));
    set(&mut item.dateline, place.unwrap_or_default());
    set(&mut item.dateline, first_text(nitf, &["dateline"]));
    let mut body = nitf.find("body.content").map(text::of).unwrap_or_default();
    if let Some(tagline) = nitf.find("body.end").map(text::of).filter(|tagline| !tagline.is_empty())
    {
        body.push('\n');
        body.push_str(&tagline);
    }
    set(&mut item.body, body);
}

/// Converts a basic ISO 8601 time, `20260304T101500+0100`, to the extended form. Exact midnight
/// becomes only the day, because that is how dates without a time are written.
pub(super) fn moment(norm: &str) -> String {
    let digits = norm.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 8 {
        return norm.to_owned();
    }
    let day = format!("{}-{}-{}", &norm[..4], &norm[4..6], &norm[6..8]);
    let Some(time) = norm[8..].strip_prefix('T') else { return day };
    let digits = time.bytes().take_while(u8::is_ascii_digit).count();
    let (clock, zone) = time.split_at(digits);
    if clock.len() != 6 || clock == "000000" {
        return day;
    }
    let zone = match zone.len() {
        5 => format!("{}:{}", &zone[..3], &zone[3..]),
        _ => zone.to_owned(),
    };
    format!("{day}T{}:{}:{}{zone}", &clock[..2], &clock[2..4], &clock[4..])
}

pub(super) fn newsml(element: &Element) -> Item {
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
    item.published = moment(item.published.trim());
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
        take_content(content, &mut item);
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

/// The kinds of items in the standard.
pub(super) const ITEMS: [&str; 6] =
    ["newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

pub(super) fn newsml_g2(element: &Element) -> Item {
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
        take_content(content, &mut item);
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

pub(super) fn feed(element: &Element) -> Item {
    let links = element.all("link");
    let link = links.iter().find_map(|link| {
        let is_page = matches!(link.attribute("rel"), "" | "alternate");
        let address = if link.attribute("href").is_empty() {
            link.text()
        } else {
            link.attribute("href").to_owned()
        };
        (is_page && !address.trim().is_empty()).then_some(address)
    });
    let own = |name: &str| element.elements().find(|child| child.name == name);
    let of_own = |names: &[&str]| {
        let mut texts = names.iter().filter_map(|name| Some(own(name)?.text()));
        texts.find(|text| !text.trim().is_empty()).unwrap_or_default()
    };
    let mut item = Item {
        guid: of_own(&["guid", "id"]),
        url: link.unwrap_or_default(),
        headline: text::of_html(&of_own(&["title"])),
        published: of_own(&["pubDate", "published", "date", "updated"]),
        byline: own("author").map_or_else(
            || of_own(&["creator"]),
            |author| {
                let name = first_text(author, &["name"]);
                if name.is_empty() { author.text() } else { name }
            },
        ),
        outlet: own("source").map(Element::text).unwrap_or_default(),
        ..Item::default()
    };
    for name in ["encoded", "content", "description", "summary"] {
        let Some(content) = own(name).filter(|_| item.body.is_empty()) else { continue };
        item.body = match content.elements().next() {
            Some(_) => text::of(content),
            None => text::of_html(&content.text()),
        };
    }
    let kind = of_own(&["post_type"]);
    if matches!(&*kind, "attachment" | "nav_menu_item") {
        item.body.clear();
        item.otherwise = Some(Cow::Borrowed("an attachment of a site"));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn times_keep_their_zone_and_midnight_is_a_day() {
        assert_eq!(moment("20260304T101500+0100"), "2026-03-04T10:15:00+01:00");
        assert_eq!(moment("20260304T101500Z"), "2026-03-04T10:15:00Z");
        assert_eq!(moment("20260304T000000"), "2026-03-04");
        assert_eq!(moment("20260304"), "2026-03-04");
        assert_eq!(moment("2026-03-04T10:15:00Z"), "2026-03-04T10:15:00Z");
    }
}
