//! [RSS](https://www.rssboard.org/rss-specification) and [Atom](https://www.rfc-editor.org/rfc/rfc4287).

use std::borrow::Cow;

use super::item::{Item, first_text};
use crate::corpus::formats::marked_text as text;
use crate::corpus::formats::xml::Element;

pub(super) fn item(element: &Element) -> Item {
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
