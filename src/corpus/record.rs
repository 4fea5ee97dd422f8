//! Makes an article of a record's bytes.

use std::borrow::Cow;

use super::blocks::{BYTE_ORDER_MARK, End};
use super::entities;
use super::html;
use super::json::{self, Mended, Values};
use super::reject::RejectCode;
use super::schema::{Field, Mapping, OutletFrom};
use super::source::{Format, SourceFile};
use super::{warc, wire};
use crate::article::{Article, BodyIs, WireItem};
use crate::hash;

/// What is wrong with a record, before it is known where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: RejectCode,
    pub(super) column: Option<u64>,
    pub(super) message: String,
    pub(super) item: Option<Box<WireItem>>,
}

impl Fault {
    pub(super) fn new(code: RejectCode, message: impl Into<String>) -> Fault {
        Fault { code, column: None, message: message.into(), item: None }
    }
}

/// Makes an article of a record's bytes.
pub(super) fn article<'a>(
    source: &'a SourceFile,
    bytes: &'a [u8],
    end: End,
) -> Result<(Article<'a>, Mended), Fault> {
    match &source.format {
        Format::Rows { file, .. } => {
            let mapping = file.mapping();
            let (values, mended) =
                json::read(&mapping.paths, bytes).map_err(|error| fault_of(&error, end))?;
            Ok((from_values(source, mapping, values, bytes)?, mended))
        }
        Format::JsonLines(mapping) | Format::Json { mapping, .. } => {
            if mapping.is_wire() {
                let object =
                    serde_json::from_slice(bytes).map_err(|error| fault_of(&error, end))?;
                let article = wire::of_json(source, mapping.preset(), bytes, &object)?;
                return Ok((article, Mended::default()));
            }
            let (values, mended) =
                json::read(&mapping.paths, bytes).map_err(|error| fault_of(&error, end))?;
            Ok((from_values(source, mapping, values, bytes)?, mended))
        }
        Format::Html => {
            let page = String::from_utf8_lossy(bytes);
            let mended = Mended { utf8: matches!(page, Cow::Owned(_)), surrogates: false };
            let page = html::read(&page, None)?;
            Ok((page.into_article(source, Cow::Borrowed(&source.key))?, mended))
        }
        Format::Bulletin => Ok((wire::bulletin::article(source, bytes)?, Mended::default())),
        Format::Warc => Ok((warc::article(source, bytes, end)?, Mended::default())),
        Format::Elements(format) => {
            if end != End::Line {
                let message = "the file ends in the middle of this record";
                return Err(Fault::new(RejectCode::Truncated, message));
            }
            Ok((wire::article(source, *format, bytes)?, Mended::default()))
        }
        Format::Csv(table) => {
            let (values, mended) = table.read(bytes, end)?;
            Ok((from_values(source, table.mapping(), values, bytes)?, mended))
        }
        Format::Text => from_text(source, bytes),
    }
}

/// What an error of the JSON reader says to a person.
fn fault_of(error: &serde_json::Error, end: End) -> Fault {
    match (error.classify(), end) {
        (serde_json::error::Category::Eof, End::File) => {
            Fault::new(RejectCode::Truncated, "the file ends in the middle of this record")
        }
        (serde_json::error::Category::Eof, End::Cut) => {
            Fault::new(RejectCode::Truncated, "the data ends in the middle of this record")
        }
        (serde_json::error::Category::Data, _) => {
            Fault::new(RejectCode::BadJson, "not a JSON object")
        }
        _ => {
            let told = error.to_string();
            let what = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
            let what = what.replace('`', "'").replace("EOF while parsing", "the line ends inside");
            let column = Some(error.column() as u64).filter(|&column| column > 0);
            let message = format!("not valid JSON: {what}");
            Fault { column, ..Fault::new(RejectCode::BadJson, message) }
        }
    }
}

fn from_values<'a>(
    source: &'a SourceFile,
    mapping: &Mapping,
    mut values: Values<'a>,
    line: &[u8],
) -> Result<Article<'a>, Fault> {
    let mut article = Article {
        key: Cow::Borrowed(""),
        body: Cow::Borrowed(""),
        body_is: source.body_is,
        headline: first(mapping, &values, Field::Headline).map(entities::decoded),
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
        OutletFrom::Field => first(mapping, &values, Field::Outlet).map(entities::decoded),
        OutletFrom::Url => article.url.as_deref().and_then(host).map(Cow::Owned),
        OutletFrom::Folder => source.folder.as_deref().map(Cow::Borrowed),
    };
    let text = body(mapping, &mut values).map(entities::decoded);
    article.body = match (source.body_is, article.headline.as_deref()) {
        (BodyIs::Headline, Some(headline)) => below(headline, text.ok()),
        _ => text?,
    };
    Ok(article)
}

/// The first field of those read as this one that says something.
fn first<'a>(mapping: &Mapping, values: &Values<'a>, field: Field) -> Option<Cow<'a, str>> {
    let says_something = |text: &&Cow<'a, str>| match text.trim() {
        "" => false,
        "None" => !says_none(field),
        _ => true,
    };
    mapping
        .numbers(field)
        .iter()
        .find_map(|&number| values[number].as_ref().filter(says_something).cloned())
}

/// Whether the word `None` in this field means that there is nothing: some scrapers write it so.
fn says_none(field: Field) -> bool {
    !matches!(field, Field::Id | Field::Text | Field::Headline)
}

/// A headline, and the text below it if there is one.
pub(super) fn below<'a>(headline: &str, text: Option<Cow<'a, str>>) -> Cow<'a, str> {
    match text {
        Some(text) => Cow::Owned(format!("{headline}\n{text}")),
        None => Cow::Owned(headline.to_owned()),
    }
}

/// The first field of those read as the text that is not empty.
fn body<'a>(mapping: &Mapping, values: &mut Values<'a>) -> Result<Cow<'a, str>, Fault> {
    let mut missing = true;
    for &number in mapping.numbers(Field::Text) {
        if let Some(text) = values[number].take() {
            if !text.trim().is_empty() {
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

/// A key for a record that names none: it depends on what the record says, never on where it stands.
pub(super) fn made_key(record: &[u8]) -> Cow<'static, str> {
    Cow::Owned(format!("x{:016x}", hash::bytes(record)))
}

/// The host of a URL, in lower case and without `www.`.
pub(super) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

fn from_text<'a>(source: &'a SourceFile, bytes: &'a [u8]) -> Result<(Article<'a>, Mended), Fault> {
    let key = Cow::Borrowed(source.key.as_str());
    let body = String::from_utf8_lossy(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes));
    if body.trim().is_empty() {
        return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
    }
    let mended = Mended { utf8: matches!(body, Cow::Owned(_)), surrogates: false };
    let outlet = source.folder.as_deref().map(Cow::Borrowed);
    let body_is = source.body_is;
    Ok((Article { key, body, body_is, outlet, ..Article::default() }, mended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_a_reader_would_call_the_site() {
        for (url, expected) in [
            ("https://www.Gazette.example/news/1", Some("gazette.example")),
            ("http://reader:secret@gazette.example:8080?x=1", Some("gazette.example")),
            ("https://edition.gazette.example.", Some("edition.gazette.example")),
            ("gazette.example/news", None),
            ("https:///news", None),
            ("", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
