//! The fields of a record: which are read as what, and the article that they make.

pub(crate) use crate::outlet::host;

use std::borrow::Cow;

use super::html::{plain, plain_line};
use super::plain;
use crate::article::{Article, BodyIs};
use crate::corpus::fields::names;
use crate::corpus::fields::sample::Sample;
use crate::corpus::fields::schema::{Field, FieldNames, Mapping, OutletFrom, Preset, alternatives};
use crate::corpus::file::File;
use crate::corpus::format::Mended;
use crate::corpus::look::Asked;
use crate::corpus::notice::Notice;
use crate::corpus::options::Options;
use crate::corpus::reject::{Fault, RejectCode};
use crate::error;
use crate::error::{ErrorKind, Result};
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
        byline: first(mapping, &values, Field::Byline).map(plain::decoded),
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
            .map(|outlet| without_fraction(plain::decoded(outlet)))
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

/// The first text that is not empty, of one field or of several.
fn body<'a>(mapping: &Mapping, values: &mut Values<'a>) -> Result<Cow<'a, str>, Fault> {
    let is_empty =
        |text: &str| matches!(text.trim(), "" | "\\N" | "NaN" | "nan" | "None" | "NULL" | "null");
    let mut missing = true;
    for parts in mapping.texts() {
        let mut whole: Option<Cow<'a, str>> = None;
        for part in parts.iter().filter_map(|&number| values[number].take()) {
            missing = false;
            if is_empty(&part) {
                continue;
            }
            whole = Some(match whole {
                // Some systems repeat the opening in the text.
                Some(before) if part.trim_start().starts_with(before.trim()) => part,
                Some(before) => before + "\n" + part,
                None => part,
            });
        }
        if let Some(whole) = whole {
            return Ok(whole);
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

/// The schema that the caller names, or else the one that fits the records.
fn preset_for(sample: &Sample, options: &Options) -> &'static Preset {
    options.schema.or_else(|| Preset::fitting(|path| sample.has(path))).unwrap_or_else(Preset::own)
}

/// Which fields are read as what: first the caller's names, then those of the schema, then, for a
/// field that no record has, the usual names. A schema that the caller names is used as it is.
fn mapping_of(sample: &Sample, options: &Options) -> Mapping {
    let preset = preset_for(sample, options);
    let mut found = FieldNames::default();
    if options.schema.is_none() && !preset.is_wire() && sample.records() > 0 {
        let is_of_schema = |field: Field| {
            preset.paths(field).iter().find(|path| sample.has(path) && sample.may_be(field, path))
        };
        let find = |field: Field, text: Option<&str>| {
            let is_known = options.fields.get(field).is_some() || is_of_schema(field).is_some();
            if is_known { None } else { names::find_in(sample, field, text) }
        };
        found.set(Field::Text, find(Field::Text, None));
        let text = options.fields.text.clone().or_else(|| found.text.clone());
        let text = text.or_else(|| is_of_schema(Field::Text).map(|&path| path.to_owned()));
        for field in Field::ALL.into_iter().filter(|field| *field != Field::Text) {
            found.set(field, find(field, text.as_deref()));
        }
    }
    let forms = found.text.as_deref().map(|text| names::other_forms(sample, text));
    let forms = forms.unwrap_or_default();
    Mapping::with_found(preset, &options.fields, options.outlet_from, &found, &forms)
}

/// Which fields are read as what, as far as a sample shows.
pub(super) struct Guess {
    mapping: Mapping,
    /// Whether any record has a field for the body.
    pub(super) has_text: bool,
}

impl Guess {
    pub(super) fn of(sample: &Sample, options: &Options) -> Guess {
        let mapping = mapping_of(sample, options);
        let has = |field: Field| {
            let mut parts =
                mapping.fields(field).iter().flat_map(|path| alternatives(path)).flatten();
            parts.any(|path| sample.has(path))
        };
        let is_headline = || options.body_is == BodyIs::Headline && has(Field::Headline);
        let has_text = has(Field::Text) || mapping.preset().is_wire() || is_headline();
        Guess { mapping, has_text }
    }

    /// Decides which fields are read as what, with notices about names that are not in the sample.
    pub(super) fn settle(self, asked: &mut Asked, sample: &Sample) -> Result<Mapping> {
        let Guess { mapping, has_text } = self;
        let (options, path) = (asked.options, &asked.file.path);
        if sample.records() == 0 {
            return Ok(mapping);
        }
        if !has_text {
            let list = sample.list_with_texts().map(str::to_owned);
            let suggestion = sample.likeliest_text(mapping.fields(Field::Text)).map(str::to_owned);
            let seen = sample.names();
            return Err(
                ErrorKind::NoTextField { path: path.clone(), seen, list, suggestion }.into()
            );
        }
        for field in Field::ALL {
            let Some(named) = options.fields.get(field).filter(|name| !sample.has(name)) else {
                continue;
            };
            let parts = alternatives(named).last().into_iter().flatten();
            for name in parts.filter(|name| !sample.has(name)) {
                let suggestion = error::closest(name, sample.paths()).map(str::to_owned);
                asked.notices.push(Notice::FieldNotSeen {
                    path: path.clone(),
                    field,
                    name: name.to_owned(),
                    suggestion,
                });
            }
        }
        Ok(mapping)
    }
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
