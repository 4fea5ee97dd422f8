//! [NITF](https://iptc.org/standards/nitf/) 3.

use super::item::{Item, first_text};
use crate::article::ItemStatus;
use crate::corpus::formats::marked_text as text;
use crate::corpus::formats::xml::Element;

pub(super) fn item(nitf: &Element) -> Item {
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
