//! Factiva and Europresse, as an HTML page of many articles.

use memchr::memmem;

use super::documents::{Document, Marks, said};
use crate::corpus::formats::{html, tree};
use crate::date::Day;

pub(super) const FACTIVA: Marks = Marks { find: find_factiva, longest: 64 };
pub(super) const EUROPRESSE: Marks = Marks { find: find_europresse, longest: 16 };

/// `<div class="article enArticle">`; `en` is the language.
fn find_factiva(bytes: &[u8]) -> Option<usize> {
    const MARK: &[u8] = b"<div class=\"article ";
    memmem::find_iter(bytes, MARK).find(|at| {
        let class = &bytes[at + MARK.len()..];
        let end = class.iter().take(32).position(|&byte| byte == b'"');
        end.is_some_and(|end| class[..end].trim_ascii_end().ends_with(b"Article"))
    })
}

fn find_europresse(bytes: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, b"<article").find(|at| {
        bytes.get(at + 8).is_some_and(|byte| matches!(byte, b'>' | b' ' | b'\n' | b'\r'))
    })
}

/// Whether a page has class names that only Europresse uses.
pub(super) fn is_europresse(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memmem::find(bytes, name).is_some();
    has(b"DocPublicationName") && (has(b"titreArticle") || has(b"DocHeader"))
}

pub(super) fn europresse(html: &str) -> Document {
    let Ok(page) = tree::part(html) else { return Document::default() };
    let text = |selector: &str| said(&page.select(selector).first().text());
    // `mardi 12 mars 2019 - 199 mots`, sometimes with a section or page.
    let header = text(".DocHeader").unwrap_or_default();
    let body = page.select(".DocText, .docOcurrContainer").first();
    Document {
        id: text(".publiC-lblNodoc"),
        outlet: text(".DocPublicationName")
            .map(|name| name.split(',').next().unwrap_or_default().to_owned()),
        date: dated(header.split(" - ").flat_map(|part| part.split(" • "))),
        headline: text(".titreArticleVisu").or_else(|| text(".titreArticle")),
        byline: text(".sm-margin-bottomNews"),
        body: paragraphs(&body.html()),
        ..Document::default()
    }
}

pub(super) fn factiva(html: &str) -> Document {
    let Ok(page) = tree::part(html) else { return Document::default() };
    let text = |selector: &str| said(&page.select(selector).first().text());
    let parts = page.select("p.articleParagraph");
    let body: Vec<String> = parts.iter().filter_map(|part| said(&part.text())).collect();
    let lines = page.select("div");
    let lines: Vec<String> = lines
        .iter()
        .filter(|line| line.select("div").is_empty())
        .filter_map(|line| said(&line.text()))
        .collect();
    let date = dated(lines.iter().map(String::as_str));
    // The outlet is on the line below the date or the time.
    let below =
        lines.iter().position(|line| Some(line) == date.as_ref()).map(|at| &lines[at + 1..]);
    let is_time =
        |line: &&String| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(':');
    let outlet = below.and_then(|lines| lines.iter().find(|line| !is_time(line))).cloned();
    let last = page.select("p").iter().filter_map(|part| said(&part.text())).last();
    Document {
        id: last.and_then(|last| Some(last.strip_prefix("Document ")?.to_owned())),
        outlet,
        date,
        headline: text(".enHeadline, [class$=Headline]"),
        byline: text(".author"),
        body: body.join("\n"),
        ..Document::default()
    }
}

/// The first of these lines that is a date.
fn dated<'l>(mut lines: impl Iterator<Item = &'l str>) -> Option<String> {
    lines.find(|line| Day::parse(line).is_some()).and_then(said)
}

fn paragraphs(html: &str) -> String {
    html::words_of_part(html)
}
