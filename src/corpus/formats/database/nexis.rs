//! Nexis and `LexisNexis`, as text or HTML: `1 of 4 DOCUMENTS`, the outlet, the date, the headline,
//! named lines such as `BYLINE:`, the text, and more named lines.
//!
//! Nexis Uni, as a text, mostly of a Word document: the headline, the outlet, the date, a copyright line, named lines such as
//! `Length:`, `Body`, the text, `Load-Date:`, and `End of Document`.

use super::documents::{Document, Marks, said};
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

const UNI_END: &[u8] = b"End of Document";

/// The end of the first line of these bytes that ends an article.
pub(super) fn uni_end(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, UNI_END).find_map(|at| {
        // Not past the first word beside it: a line may have very many of these.
        let is_word_or_end = |byte: &&u8| **byte == b'\n' || !byte.is_ascii_whitespace();
        let before = bytes[..at].iter().rev().find(is_word_or_end);
        let behind = bytes[at + UNI_END.len()..].iter().find(is_word_or_end);
        let is_line = before.is_none_or(|&byte| byte == b'\n') && behind == Some(&b'\n');
        is_line.then_some(at + UNI_END.len())
    })
}

/// Whether these bytes have such an article.
pub(super) fn is_uni(bytes: &[u8]) -> bool {
    let has_name = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    uni_end(bytes).is_some() && (has_name(b"Load-Date:") || has_name(b"Length:"))
}

/// Paragraphs with which what is behind the text begins.
const BEHIND_UNI: &[&str] =
    &["Graphic", "Classification", "Notes", "Correction", "Correction-Date"];

pub(super) fn uni_document(text: &str) -> Document {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut document = Document::default();
    let is_behind = |line: &&str| {
        BEHIND_UNI.contains(line) || line.starts_with("Load-Date:") || line.as_bytes() == UNI_END
    };
    let body = lines.iter().position(|line| *line == "Body");
    let above = &lines[..body.unwrap_or(lines.len())];
    // Above the first article there may be a list of all of them.
    let is_copyright = |line: &&str| line.starts_with("Copyright") || line.starts_with('©');
    let copyright = above.iter().rposition(&is_copyright).unwrap_or(above.len());
    let dated = above[..copyright].iter().rposition(|line| Day::parse(line).is_some());
    let Some(dated) = dated else {
        text.trim().clone_into(&mut document.body);
        return document;
    };
    document.date = said(above[dated]);
    document.outlet = dated.checked_sub(1).and_then(|at| said(above[at]));
    document.headline = dated.checked_sub(2).and_then(|at| said(above[at]));
    let mut first = body.map_or(dated + 1, |body| body + 1);
    for (at, line) in above.iter().enumerate().skip(dated + 1) {
        let named = line.split_once(':').filter(|(name, _)| name.len() < 24 && !name.contains(' '));
        match named {
            Some(("Byline", value)) => document.byline = said(value),
            Some(_) => {}
            None if is_copyright(line) => {}
            None => continue,
        }
        // Without the word `Body`, the text begins below the named lines.
        if body.is_none() && at == first {
            first += 1;
        }
    }
    let body: Vec<&str> =
        lines[first..].iter().take_while(|line| !is_behind(line)).copied().collect();
    let language = lines.iter().find_map(|line| line.strip_prefix("Language:"));
    document.language =
        language.and_then(|language| said(language.split(';').next().unwrap_or_default()));
    document.body = body.join("\n");
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "User Name: ann\n\nDocuments (2)\n\n1. Eleven saved from silo\n\n2. Sun\n\n\nEleven saved from silo\n\nThe Gazette (Lorvik)\n\n\
        March 12, 2019 Tuesday\n\nCopyright 2019 The Gazette All Rights Reserved\n\nSection: NEWS; Pg. 3\n\nLength: 199 words\n\nByline: Ida Roe\n\n\
        Body\n\nRain fell.\n\nIt was the end of Document 7.\n\nLoad-Date: March 13, 2019\n\nEnd of Document\n\nSun\n\nThe Post\n\nMarch 13, 2019\n\n\
        Length: 2 words\n\nIt shone.\n\nClassification\n\nLanguage: ENGLISH\n\nEnd of Document\n";

    #[test]
    fn documents_end_with_their_last_line_and_have_their_fields() {
        assert!(is_uni(FILE.as_bytes()));
        let at = uni_end(FILE.as_bytes()).unwrap();
        let first = uni_document(&FILE[..at]);
        assert_eq!(first.headline.as_deref(), Some("Eleven saved from silo"));
        assert_eq!(first.outlet.as_deref(), Some("The Gazette (Lorvik)"));
        assert_eq!(first.date.as_deref(), Some("March 12, 2019 Tuesday"));
        assert_eq!(first.byline.as_deref(), Some("Ida Roe"));
        assert_eq!(first.body, "Rain fell.\nIt was the end of Document 7.");
        assert_eq!(uni_end(&FILE.as_bytes()[at..]), Some(FILE.len() - at - 1));
        let other = uni_document(&FILE[at..]);
        assert_eq!(other.headline.as_deref(), Some("Sun"));
        assert_eq!(other.outlet.as_deref(), Some("The Post"));
        assert_eq!(other.language.as_deref(), Some("ENGLISH"));
        assert_eq!(other.body, "It shone.");
    }

    #[test]
    fn any_other_text_is_none() {
        for text in ["", "End of Document", "Length: 3\nThe End of Document\n", "End of Document\n"]
        {
            assert!(!is_uni(text.as_bytes()), "{text}");
        }
        assert_eq!(uni_document("It rains.").body, "It rains.");
    }
}
