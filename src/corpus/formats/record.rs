//! Builds an article from the fields of a record.

use std::borrow::Cow;

use super::entities;
use super::html::{plain, plain_line};
pub(crate) use super::url::host;
use crate::article::{Article, BodyIs};
use crate::corpus::fault::Fault;
use crate::corpus::fields::schema::{Field, Mapping, OutletFrom};
use crate::corpus::file::File;
use crate::corpus::format::Mended;
use crate::corpus::reject::RejectCode;
use crate::hash;

/// The wanted fields of one record by number, as written; `None` if missing or null.
pub(super) type Values<'a> = Vec<Option<Cow<'a, str>>>;

/// Builds an article from the wanted fields of a record.
pub(super) fn from_values<'a>(
    source: &'a File,
    mapping: &Mapping,
    mut values: Values<'a>,
    line: &[u8],
    mut mended: Mended,
) -> Result<(Article<'a>, Mended), Fault> {
    let mut article = Article {
        key: Cow::Borrowed(""),
        body: Cow::Borrowed(""),
        body_is: source.body_is,
        headline: first(mapping, &values, Field::Headline).map(plain_line),
        byline: first(mapping, &values, Field::Byline).map(entities::decoded),
        outlet: None,
        published: first(mapping, &values, Field::Date),
        url: first(mapping, &values, Field::Url),
        language: first(mapping, &values, Field::Language),
        wire: None,
    };
    article.key = first(mapping, &values, Field::Id)
        .or_else(|| article.url.clone())
        .unwrap_or_else(|| made_key(line));
    article.outlet = match mapping.outlet_from() {
        OutletFrom::Field => first(mapping, &values, Field::Outlet)
            .map(|outlet| without_fraction(entities::decoded(outlet)))
            .or_else(|| source.said_by_folders(Field::Outlet).map(Cow::Borrowed))
            .or_else(|| article.url.as_deref().and_then(host).map(Cow::Owned)),
        OutletFrom::Url => article.url.as_deref().and_then(host).map(Cow::Owned),
        OutletFrom::Folder => source.folder.as_deref().map(Cow::Borrowed),
    };
    article.published =
        article.published.or_else(|| source.said_by_folders(Field::Date).map(Cow::Borrowed));
    let text = body(mapping, &mut values).map(plain);
    let text = text.map(|plain| {
        mended.html = plain.was_html;
        plain.text
    });
    article.body = match (source.body_is, article.headline.as_deref()) {
        (BodyIs::Headline, Some(headline)) => below(headline, text.ok()),
        _ => text?,
    };
    if article.body.trim().is_empty() {
        return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
    }
    Ok((article, mended))
}

/// A numeric outlet without the fraction that programs add to columns with missing numbers:
/// `18775.0`.
fn without_fraction(outlet: Cow<'_, str>) -> Cow<'_, str> {
    match outlet.strip_suffix(".0") {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Cow::Owned(number.to_owned())
        }
        _ => outlet,
    }
}

/// The first path of a field that has a value.
fn first<'a>(mapping: &Mapping, values: &Values<'a>, field: Field) -> Option<Cow<'a, str>> {
    let says_something = |text: &&Cow<'a, str>| match text.trim() {
        "" | "\\N" => false,
        text => !says_none(field) || !NOTHING.iter().any(|none| text.eq_ignore_ascii_case(none)),
    };
    mapping
        .numbers(field)
        .iter()
        .find_map(|&number| values[number].as_ref().filter(says_something).cloned())
}

/// What programs write for a missing value.
const NOTHING: [&str; 8] = ["none", "null", "nan", "nat", "na", "n/a", "undefined", "-"];

/// Whether such a word in this field means a missing value.
fn says_none(field: Field) -> bool {
    !matches!(field, Field::Id | Field::Text | Field::Headline)
}

/// A headline, with the text below it if there is one.
pub(super) fn below<'a>(headline: &str, text: Option<Cow<'a, str>>) -> Cow<'a, str> {
    match text {
        Some(text) => Cow::Owned(format!("{headline}\n{text}")),
        None => Cow::Owned(headline.to_owned()),
    }
}

/// The first path of the text that is not empty.
fn body<'a>(mapping: &Mapping, values: &mut Values<'a>) -> Result<Cow<'a, str>, Fault> {
    let mut missing = true;
    for &number in mapping.numbers(Field::Text) {
        if let Some(text) = values[number].take() {
            let trimmed = text.trim();
            if !matches!(trimmed, "" | "\\N" | "NaN" | "nan" | "None" | "NULL" | "null") {
                return Ok(text);
            }
            missing = false;
        }
    }
    if missing {
        let names = mapping.fields(Field::Text).join("' or '");
        return Err(Fault::new(
            RejectCode::MissingText,
            format!("text missing: no field '{names}'"),
        ));
    }
    Err(Fault::new(RejectCode::EmptyBody, "empty body"))
}

/// A key for a record without one. It depends on the content of the record, never on its place.
pub(super) fn made_key(record: &[u8]) -> Cow<'static, str> {
    Cow::Owned(format!("x{:016x}", hash::bytes(record)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_usual_name_of_the_site() {
        for (url, expected) in [
            ("https://www.Gazette.example/news/1", Some("gazette.example")),
            ("http://reader:secret@gazette.example:8080?x=1", Some("gazette.example")),
            ("https://edition.gazette.example.", Some("edition.gazette.example")),
            ("gazette.example/news", None),
            ("https:///news", None),
            ("//www.gazette.example/news", Some("gazette.example")),
            (
                "https://www-gazette-example.cdn.ampproject.org/c/s/www.gazette.example/a",
                Some("gazette.example"),
            ),
            ("https://www.google.com/amp/s/amp.gazette.example/a", Some("gazette.example")),
            (
                "https://web.archive.org/web/2024id_/http://gazette.example:80/a",
                Some("gazette.example"),
            ),
            ("https://web.archive.org/about", Some("web.archive.org")),
            (
                "http://webcache.googleusercontent.com/search?q=cache:xY1:https://gazette.example/a&hl=en",
                Some("gazette.example"),
            ),
            (
                "https://translate.google.com/translate?hl=de&u=https%3A%2F%2Fgazette.example%2Fa",
                Some("gazette.example"),
            ),
            ("https://www-the--gazette-example.translate.goog/a", Some("the-gazette.example")),
            ("https://news.google.com/rss/articles/x", Some("news.google.com")),
            ("", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
