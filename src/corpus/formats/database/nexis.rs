//! Nexis and `LexisNexis`, as text or HTML: `1 of 4 DOCUMENTS`, the outlet, the date, the headline,
//! named lines such as `BYLINE:`, the text, and more named lines.

use super::documents::{Document, said};
use super::marks::Marks;
use crate::corpus::formats::html;
use crate::date::Day;

pub(super) const MARKS: Marks = Marks { find, longest: 64 };

/// The word for documents in the languages of the database.
const DOCUMENTS: [&[u8]; 5] =
    [b"DOCUMENTS", b"DOKUMENTEN", b"DOCUMENTEN", b"DOCUMENTOS", b"DOCUMENTI"];
const OF: [&[u8]; 5] = [b"of", b"von", b"de", b"van", b"di"];

/// Finds `1 of 4 DOCUMENTS`.
fn find(bytes: &[u8]) -> Option<usize> {
    let mut ends = memchr::memmem::find_iter(bytes, b" DO");
    ends.find_map(|end| {
        let word = &bytes[end + 1..];
        DOCUMENTS.iter().any(|name| word.starts_with(name)).then_some(())?;
        let (before, _) = digits(&bytes[..end])?;
        let before = before.strip_suffix(b" ")?;
        let before = OF.iter().find_map(|of| strip_word(before, of))?;
        let (before, count) = digits(before.strip_suffix(b" ")?)?;
        let is_start = before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric());
        (is_start && count <= 6).then_some(before.len())
    })
}

fn strip_word<'b>(bytes: &'b [u8], word: &[u8]) -> Option<&'b [u8]> {
    let at = bytes.len().checked_sub(word.len())?;
    bytes[at..].eq_ignore_ascii_case(word).then_some(&bytes[..at])
}

/// The part before the digits at the end, and the number of digits.
fn digits(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let count = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then(|| (&bytes[..bytes.len() - count], count))
}

/// Names of lines after the text.
const BEHIND: &[&str] = &[
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "GRAPHIC",
    "DOCUMENT-TYPE",
    "SUBJECT",
    "ORGANIZATION",
    "COUNTRY",
    "CITY",
    "STATE",
    "PERSON",
    "COMPANY",
    "TICKER",
    "INDUSTRY",
    "GEOGRAPHIC",
    "JOURNAL-CODE",
    "ACC-NO",
    "PUB-TYPE",
    "CORRECTION",
    "CORRECTION-DATE",
    "UPDATE",
    "SPRACHE",
    "PUBLIKATIONSTYP",
    "COPYRIGHT",
    "URL",
    "WEBSITE",
    "TYPE",
    "LANGUE",
    "TYPE-PUBLICATION",
    "DATE-CHARGEMENT",
    "IDIOMA",
    "TAAL",
    "LAAD-DATUM",
    "FECHA-CARGA",
    "CLASSIFICATION",
];

pub(super) fn document(text: &str) -> Document {
    let paragraphs = if text.contains("</") { of_page(text) } else { of_text(text) };
    let mut document = Document::default();
    let mut paragraphs = paragraphs.into_iter().skip(1).peekable();
    // Above the text: the outlet, editions, the date, the headline and named lines, in this order.
    let mut is_dated = false;
    let mut editions = 0;
    while let Some(paragraph) = paragraphs.peek() {
        if let Some((name, value)) = named(paragraph) {
            if BEHIND.contains(&name) {
                break;
            }
            take(&mut document, name, value);
            is_dated = true;
        } else if document.outlet.is_none() {
            document.outlet = said(paragraph);
        } else if !is_dated {
            if Day::parse(paragraph).is_some() {
                document.date = said(paragraph);
                is_dated = true;
            } else {
                editions += 1;
                is_dated = editions > 4;
            }
        } else if document.headline.is_none() {
            document.headline = said(paragraph);
        } else {
            break;
        }
        paragraphs.next();
    }
    let mut body: Vec<String> = Vec::new();
    let mut is_behind = false;
    for paragraph in paragraphs {
        match named(&paragraph) {
            Some((name, value)) if is_behind || BEHIND.contains(&name) => {
                is_behind = true;
                take(&mut document, name, value);
            }
            _ if is_behind => {}
            Some(("BODY" | "TEXT", value)) => body.extend(said(value)),
            _ if is_copyright(&paragraph) => is_behind = true,
            _ => body.push(paragraph),
        }
    }
    document.body = body.join("\n");
    document
}

fn take(document: &mut Document, name: &str, value: &str) {
    let field = match name {
        "HEADLINE" | "TITRE" | "TITULAR" => &mut document.headline,
        "BYLINE" | "AUTOR" | "AUTEUR" | "AUTHOR" => &mut document.byline,
        "LANGUAGE" | "SPRACHE" | "LANGUE" | "IDIOMA" | "TAAL" => &mut document.language,
        "URL" | "WEBSITE" => &mut document.url,
        _ => return,
    };
    *field = said(value);
}

fn is_copyright(paragraph: &str) -> bool {
    paragraph.starts_with("Copyright ") && paragraph.chars().count() < 120
}

/// The name and the rest of a named line: `LENGTH: 199 words`.
fn named(paragraph: &str) -> Option<(&str, &str)> {
    let (name, value) = paragraph.split_once(':')?;
    let is_of_name = |c: char| c.is_uppercase() || matches!(c, '-' | ' ');
    let is_name = (3..=24).contains(&name.chars().count()) && name.chars().all(is_of_name);
    is_name.then(|| (name, value.trim()))
}

/// The paragraphs of a text with wrapped lines.
fn of_text(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines().map(str::trim) {
        let last = paragraphs.last_mut().expect("there is one always");
        if line.is_empty() {
            if !last.is_empty() {
                paragraphs.push(String::new());
            }
            continue;
        }
        if !last.is_empty() {
            last.push(' ');
        }
        last.push_str(line);
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

fn of_page(page: &str) -> Vec<String> {
    html::words_of_part(page).lines().map(str::to_owned).collect()
}
