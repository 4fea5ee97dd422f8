//! Factiva as text: headline, word count, date, outlet and its code, language, copyright line,
//! text, and a last line of `Document` and a number. Or each of these behind a code of its own, such as `HD` and `LP`.

use super::documents::{Document, said};
use crate::date::Day;

const END: &[u8] = b"Document ";

/// The end of the first line of these bytes that ends an article.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, END).find_map(|at| {
        let line = bytes[..at].rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        let is_line = line.is_empty() || line.trim_ascii_end() == b"AN";
        let number = &bytes[at + END.len()..];
        let length = number.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let is_end = matches!(number.get(length), Some(b'\r' | b'\n'));
        let is_number = (18..=40).contains(&length)
            && number[0].is_ascii_uppercase()
            && number[..length].iter().any(u8::is_ascii_digit);
        (is_line && is_end && is_number).then_some(at + END.len() + length)
    })
}

/// The codes of the fields, before the text and behind it.
const BEFORE: &[&str] =
    &["SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY"];
const TEXT: &[&str] = &["LP", "TD"];
const BEHIND: &[&str] = &["CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN"];

/// The fields of a document whose lines have codes.
fn coded(lines: &[&str]) -> Document {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        let (code, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // `IN` and `RE` may begin a line of the text; as codes they have a list of terms behind them.
        let is_list =
            || !matches!(code, "ART" | "CO" | "IN" | "NS" | "RE") || words.contains(" : ");
        let is_in_text = fields.iter().any(|(code, _)| TEXT.contains(code));
        let is_code = TEXT.contains(&code)
            || (BEFORE.contains(&code) && !is_in_text)
            || (BEHIND.contains(&code) && is_list());
        match fields.last_mut() {
            Some((_, value)) if !is_code => value.push(line),
            _ => fields.push((
                code,
                Some(words.trim()).filter(|words| !words.is_empty()).into_iter().collect(),
            )),
        }
    }
    let all = |wanted: &[&str]| {
        let values = fields.iter().filter(|(code, _)| wanted.contains(code));
        values.flat_map(|(_, value)| value).copied().collect::<Vec<_>>().join("\n")
    };
    let one = |code: &str| said(&all(&[code]));
    Document {
        id: one("AN").and_then(|id| Some(id.strip_prefix("Document ")?.to_owned())),
        outlet: one("SN"),
        date: one("PD"),
        headline: one("HD"),
        byline: one("BY"),
        body: all(TEXT).trim().to_owned(),
        ..Document::default()
    }
}

pub(super) fn document(text: &str) -> Document {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_field = |line: &&str, code| line.split_whitespace().next() == Some(code);
    if ["HD", "PD", "TD"].iter().all(|&code| lines.iter().any(|line| is_field(line, code))) {
        let first = lines.iter().position(|line| !line.is_empty()).unwrap_or_default();
        return coded(&lines[first..]);
    }
    let mut document = Document::default();
    let is_count = |line: &&str| {
        let number = line.split_whitespace().next().unwrap_or_default();
        let is_number =
            number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        !number.is_empty() && is_number && line.split_whitespace().count() == 2
    };
    let Some(count) = lines.iter().position(is_count) else {
        text.clone_into(&mut document.body);
        return document;
    };
    for line in lines[..count].iter().filter(|line| !line.is_empty()) {
        if let Some(by) =
            ["By ", "Von ", "Par ", "Por ", "Di "].iter().find_map(|by| line.strip_prefix(by))
        {
            document.byline = said(by);
        } else if document.headline.as_ref().is_none_or(|known| line.len() > known.len()) {
            document.headline = said(line);
        }
    }
    let dated = lines[count..].iter().position(|line| Day::parse(line).is_some());
    let head = dated.map_or(count, |at| count + at);
    document.date = dated.and_then(|_| said(lines[head]));
    let is_time = |line: &&str| line.len() <= 8 && line.contains(':');
    document.outlet =
        lines[head + 1..].iter().find(|line| !is_time(line)).and_then(|line| said(line));
    let copyright = lines[head..].iter().take(12).position(|line| {
        let line = line.to_lowercase();
        line.starts_with("(c)") || line.starts_with('©') || line.starts_with("copyright")
    });
    let blank = || lines[head..].iter().position(|line| line.is_empty());
    let body = copyright.or_else(blank).map_or(head, |at| head + at) + 1;
    let mut body: Vec<&str> = lines.get(body..).unwrap_or_default().to_vec();
    if let Some(last) = body.pop_if(|line| line.as_bytes().starts_with(END)) {
        document.id = last.split_whitespace().nth(1).map(str::to_owned);
    }
    body.join("\n").trim().clone_into(&mut document.body);
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::bytes::spans::{Event, Scanner, Step};
    use crate::corpus::formats::database::documents::Ends;

    const FILE: &str = "\nNews\nEleven saved from silo\nBy Ida Roe\n199 words\n12 March 2019\n20:15\nThe Gazette\nGAZ\nEnglish\n(c) 2019 The Gazette\n\nRain fell.\n\nDocument says no.\n\nDocument GAZ0000020190312ef3c0001p\n\nSun\n7 words\n13 March 2019\nThe Post\n(c) 2019\n\nIt shone.\n\nDocument POST000020190312ef3c0001p\n";

    #[test]
    fn fields_behind_codes_are_read() {
        let file = "\nHD Eleven saved from silo\nBY\tIda Roe\nWC 199 words\nPD 12 March 2019\nET 20:15\nSN The Gazette\nSC GAZ\nCY (c) 2019\n\nLP \nRain fell.\n\nIN Tarn it snowed.\n\nTD\nSun shone.\n\nIN i1 : Energy | i12 : Gas\nNS gcat : News\nAN Document GAZ0000020190312ef3c0001p\n\nHD Next\n";
        let at = end(file.as_bytes()).unwrap();
        assert!(file[..at].ends_with("c0001p"));
        let document = document(&file[..at]);
        assert_eq!(document.headline.as_deref(), Some("Eleven saved from silo"));
        assert_eq!(document.byline.as_deref(), Some("Ida Roe"));
        assert_eq!(document.outlet.as_deref(), Some("The Gazette"));
        assert_eq!(document.date.as_deref(), Some("12 March 2019"));
        assert_eq!(document.id.as_deref(), Some("GAZ0000020190312ef3c0001p"));
        assert_eq!(document.body, "Rain fell.\n\nIN Tarn it snowed.\n\nSun shone.");
    }

    #[test]
    fn documents_are_found_wherever_the_file_is_cut() {
        for piece in 1..90 {
            let mut scanner = Ends::new(end);
            let (mut found, mut at, mut given, mut begin) = (Vec::new(), 0, 0, 0);
            loop {
                let Step { used, event } = scanner.scan(&FILE.as_bytes()[at..given]);
                at += used;
                match event {
                    Event::Begin => begin = at,
                    Event::End => found.push(&FILE[begin..at]),
                    _ if given == FILE.len() => break,
                    _ => given = FILE.len().min(given + piece),
                }
            }
            assert_eq!(found.len(), 2, "{piece}: {found:?}");
            let first = document(found[0]);
            assert_eq!(first.headline.as_deref(), Some("Eleven saved from silo"));
            assert_eq!(first.outlet.as_deref(), Some("The Gazette"));
            assert_eq!(first.date.as_deref(), Some("12 March 2019"));
            assert_eq!(first.byline.as_deref(), Some("Ida Roe"));
            assert_eq!(first.id.as_deref(), Some("GAZ0000020190312ef3c0001p"));
            assert_eq!(first.body, "Rain fell.\n\nDocument says no.");
            assert_eq!(document(found[1]).body, "It shone.");
        }
    }
}
