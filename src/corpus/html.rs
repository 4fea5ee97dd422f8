//! The article on a web page: its text without the page's furniture, and what the page says of itself.

use std::borrow::Cow;

use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};

use super::record::{Fault, host};
use super::reject::RejectCode;
use super::source::SourceFile;
use crate::article::{Article, BodyIs};

/// The deepest nesting of elements that is read: that of the browsers.
///
/// What looks for the article visits elements recursively, and a page can hold as many as it likes.
const MAX_DEPTH: usize = 512;

/// The most elements of a page that is read; the largest of news are of some ten thousand.
const MAX_ELEMENTS: usize = 1_000_000;

/// Finds the article on a page.
pub(super) fn article<'a>(source: &'a SourceFile, page: &str) -> Result<Article<'a>, Fault> {
    let settings = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MAX_ELEMENTS,
        ..Config::default()
    };
    let mut page = Readability::new(page, None, Some(settings)).map_err(|error| fault(&error))?;
    if nests_too_deeply(&page) {
        let message = format!("elements are nested more than {MAX_DEPTH} deep");
        return Err(Fault::new(RejectCode::TooDeep, message));
    }
    let found = page.parse().map_err(|error| fault(&error))?;

    let headline = said(Some(found.title));
    let body = match (source.body_is, &headline) {
        (BodyIs::Headline, Some(headline)) => headline.clone(),
        _ => found.text_content.trim().to_owned(),
    };
    if body.is_empty() {
        return Err(no_text());
    }
    let url = said(found.url);
    let outlet = said(found.site_name).or_else(|| url.as_deref().and_then(host)).map(Cow::Owned);
    Ok(Article {
        key: Cow::Borrowed(source.key.as_str()),
        body: Cow::Owned(body),
        body_is: source.body_is,
        headline: headline.map(Cow::Owned),
        byline: said(found.byline).map(Cow::Owned),
        outlet: outlet.or_else(|| source.folder.as_deref().map(Cow::Borrowed)),
        published: said(found.published_time).map(Cow::Owned),
        url: url.map(Cow::Owned),
        language: said(found.lang).map(Cow::Owned),
    })
}

/// What a page says, in one line; nothing where it says nothing.
fn said(text: Option<String>) -> Option<String> {
    let words = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn fault(error: &ReadabilityError) -> Fault {
    match error {
        ReadabilityError::TooManyElements(elements, most) => Fault::new(
            RejectCode::TooLong,
            format!("a page of {elements} elements; at most {most} are read"),
        ),
        _ => no_text(),
    }
}

fn no_text() -> Fault {
    Fault::new(RejectCode::EmptyBody, "no article text in the page")
}

/// Walks the page without recursion.
fn nests_too_deeply(page: &Readability) -> bool {
    let mut node = page.doc.root();
    let mut depth = 0;
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > MAX_DEPTH {
                return true;
            }
            continue;
        }
        node = loop {
            if depth == 0 {
                return false;
            }
            if let Some(next) = node.next_sibling() {
                break next;
            }
            let Some(parent) = node.parent() else { return false };
            node = parent;
            depth -= 1;
        };
    }
}
