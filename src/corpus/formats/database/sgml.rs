//! Newswires in SGML, as in the collections of TREC, the Linguistic Data Consortium (Gigaword) and Reuters-21578: a document
//! between `<DOC>` and `</DOC>`, or `<REUTERS>` and `</REUTERS>`.

use super::documents::{Document, said};
use crate::corpus::bytes::encoding;
use crate::corpus::formats::{html, plain};
use crate::date::Day;

/// The elements that are a document.
const DOCUMENTS: [&str; 2] = ["DOC", "REUTERS"];

/// Whether a file begins with a document that has a text.
pub(super) fn is_in(bytes: &[u8]) -> bool {
    const HEAD: usize = 16 << 10;
    let mut start = bytes[..bytes.len().min(HEAD)].trim_ascii_start();
    if start.starts_with(b"<!DOCTYPE lewis") {
        let end = memchr::memchr(b'>', start).map_or(start.len(), |end| end + 1);
        start = start[end..].trim_ascii_start();
    }
    let begins =
        |name: &&str| start.strip_prefix(b"<").is_some_and(|tag| tag.starts_with(name.as_bytes()));
    if !DOCUMENTS.iter().any(begins) {
        return false;
    }
    let head = encoding::text(start);
    DOCUMENTS.iter().any(|name| tag(&head, name).is_some_and(|(at, _)| at == 0))
        && ["TEXT", "DOCNO"].iter().any(|name| tag(&head, name).is_some())
}

/// The end of the first document.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"</").find_map(|at| {
        let rest = &bytes[at + 2..];
        let name = DOCUMENTS.iter().find(|name| rest.starts_with(name.as_bytes()))?;
        let end = rest[name.len()..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let end = name.len() + end;
        (rest[end] == b'>').then_some(at + 2 + end + 1)
    })
}

/// Reads a document.
pub(super) fn document(text: &str) -> Document {
    let first = |names: &[&str]| names.iter().find_map(|name| words_in(text, name));
    let attribute = |name: &str| {
        let (start, end) = DOCUMENTS.iter().find_map(|name| tag(text, name))?;
        let (_, value) = text[start..end].split_once(name)?;
        said(value.strip_prefix("=\"")?.split('"').next()?)
    };
    let id = first(&["DOCNO", "DOCID"]).or_else(|| attribute(" id")).or_else(|| attribute("NEWID"));
    let date = first(&["DATE", "DATE_TIME", "DATETIME", "PUBDATE", "DD"]);
    let is_date = |date: &String| Day::parse(date).is_some();
    let of_id = id.as_deref().and_then(day_in);
    let outlet = first(&["PUB", "SOURCE", "AGENCY"])
        .or_else(|| tag(text, "REUTERS").map(|_| "Reuters".to_owned()))
        .or_else(|| id.as_deref().and_then(wire_of));
    Document {
        outlet,
        date: date.clone().filter(is_date).or(of_id).or(date),
        headline: first(&["HEADLINE", "TITLE", "HEAD", "HL", "TI"]),
        byline: first(&["BYLINE", "AUTHOR"]),
        body: body(text),
        id,
        ..Document::default()
    }
}

/// The text, behind its dateline.
fn body(document: &str) -> String {
    let texts = elements(document, "TEXT").map(|text| {
        let inside = elements(text, "BODY").next().unwrap_or(text);
        let behind_heads = ["</TITLE>", "</DATELINE>", "</AUTHOR>", "</HEADLINE>"];
        let heads =
            behind_heads.iter().filter_map(|head| inside.find(head).map(|at| at + head.len()));
        paragraphs(&inside[heads.max().unwrap_or(0)..])
    });
    // Some collections have the first paragraphs before the text.
    let leads = ["LP", "LEADPARA"].into_iter().flat_map(|name| elements(document, name));
    let texts = leads.map(paragraphs).chain(texts).filter(|text| !text.is_empty());
    let texts = texts.collect::<Vec<String>>().join("\n");
    match words_in(document, "DATELINE") {
        Some(dateline) if !texts.is_empty() && !texts.starts_with(&*dateline) => {
            let dateline = dateline.trim_end_matches([' ', '-', '_', ':']);
            format!("{dateline} - {texts}")
        }
        _ => texts,
    }
}

/// The paragraphs of a text, one to a line: by their tags, or by blank lines and indents.
fn paragraphs(text: &str) -> String {
    const WIDEST: usize = 100;
    if tag(text, "P").is_some() {
        return html::plain(text.to_owned().into()).text.into_owned();
    }
    let is_wrapped = text.lines().all(|line| line.chars().count() <= WIDEST);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_new = true;
    for line in text.lines() {
        let words = said(&line.replace(|c: char| c.is_control() && c != '\t', " "));
        let Some(words) = words.map(|words| plain::decoded(words.into()).into_owned()) else {
            is_new = true;
            continue;
        };
        match paragraphs.last_mut() {
            Some(last) if is_wrapped && !is_new && !line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(&words);
            }
            _ => paragraphs.push(words),
        }
        is_new = false;
    }
    paragraphs.join("\n")
}

/// The words of the first element with a name.
fn words_in(document: &str, name: &str) -> Option<String> {
    let inside = elements(document, name).next()?;
    if tag(inside, "P").is_some() {
        return said(&html::plain(inside.to_owned().into()).text);
    }
    said(&html::plain_line(plain::decoded(inside.into())))
}

/// What is in the elements with a name.
fn elements<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let end = format!("</{name}>");
    let name = name.to_owned();
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, start) = tag(rest, &name)?;
        let (inside, behind) = rest[start..].split_once(&*end)?;
        rest = behind;
        Some(inside)
    })
}

/// The place of a start tag and of its end.
fn tag(text: &str, name: &str) -> Option<(usize, usize)> {
    let is_end = |c: char| c == '>' || c.is_ascii_whitespace();
    let named =
        |at: usize| text[at + 1..].strip_prefix(name).is_some_and(|rest| rest.starts_with(is_end));
    let (at, _) = text.match_indices('<').find(|(at, _)| named(*at))?;
    Some((at, at + text[at..].find('>')? + 1))
}

/// The day in an id such as `XIN_ENG_20240305.0001`.
fn day_in(id: &str) -> Option<String> {
    let mut runs = id.split(|c: char| !c.is_ascii_digit());
    let day =
        runs.find(|run| run.len() == 8 && (run.starts_with("19") || run.starts_with("20")))?;
    let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
    Day::parse(&day).map(|_| day)
}

/// The wire in an id: `XIN` in `XIN_ENG_20240305.0001`, `AP` in `AP880212-0001`.
fn wire_of(id: &str) -> Option<String> {
    let wire = &id[..id.find(|c: char| !c.is_ascii_uppercase())?];
    (2..=8).contains(&wire.len()).then(|| wire.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIGAWORD: &str = "<DOC id=\"NLN_ENG_20260304.0007\" type=\"story\" >\n<HEADLINE>\nFerry runs &amp; aground\n</HEADLINE>\n\
        <DATELINE>\nTARN, March 4 (Northline)\n</DATELINE>\n<TEXT>\n<P>\nA ferry ran\naground.\n</P>\n<P>\nAll were saved.\n</P>\n</TEXT>\n</DOC>\n";
    const TREC: &str = "<DOC>\n<DOCNO> NL260304-0007 </DOCNO>\n<DATE> 260304 </DATE>\n<TEXT>\n   A ferry ran\naground.\n\n\
        All were\nsaved.\n</TEXT>\n<PUB>The Wend Gazette\n</PUB>\n</DOC>\n";
    const REUTERS: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" NEWID=\"7\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n\
        <TEXT>&#2;\n<TITLE>FERRY AGROUND</TITLE>\n<DATELINE>    TARN, Feb 26 - </DATELINE><BODY>A ferry ran\naground.\n    All were saved.\n\
        </BODY></TEXT>\n</REUTERS>\n";

    #[test]
    fn documents_have_their_fields() {
        for file in [GIGAWORD, TREC, REUTERS] {
            assert!(is_in(file.as_bytes()), "{file}");
            assert_eq!(end(file.as_bytes()), Some(file.trim_end().len()));
        }
        let found = document(GIGAWORD);
        assert_eq!(found.id.as_deref(), Some("NLN_ENG_20260304.0007"));
        assert_eq!(found.outlet.as_deref(), Some("NLN"));
        assert_eq!(found.date.as_deref(), Some("2026-03-04"));
        assert_eq!(found.headline.as_deref(), Some("Ferry runs & aground"));
        assert_eq!(found.body, "TARN, March 4 (Northline) - A ferry ran aground.\nAll were saved.");
        let found = document(TREC);
        assert_eq!(found.id.as_deref(), Some("NL260304-0007"));
        assert_eq!(found.outlet.as_deref(), Some("The Wend Gazette"));
        assert_eq!(found.body, "A ferry ran aground.\nAll were saved.");
        let found = document(REUTERS);
        assert_eq!((found.id.as_deref(), found.outlet.as_deref()), (Some("7"), Some("Reuters")));
        assert_eq!(found.headline.as_deref(), Some("FERRY AGROUND"));
        assert_eq!(found.body, "TARN, Feb 26 - A ferry ran aground.\nAll were saved.");
        assert!(found.date.is_some_and(|date| Day::parse(&date).is_some()));
    }

    #[test]
    fn other_elements_are_no_documents() {
        for other in ["<DOC>x</DOC>", "<DOCS><TEXT>", "<doc><TEXT>", "A <DOC> <TEXT>", ""] {
            assert!(!is_in(other.as_bytes()), "{other}");
        }
        assert_eq!(end(b"</DOCNO> </DOC"), None);
        assert_eq!(document("<DOC"), Document::default());
    }
}
