//! Nexis Uni, as a text, mostly of a Word document: the headline, the outlet, the date, a copyright line, named lines such as
//! `Length:`, `Body`, the text, `Load-Date:`, and `End of Document`.

use super::documents::{Document, said};
use crate::date::Day;

const END: &[u8] = b"End of Document";

/// The end of the first line of these bytes that ends an article.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, END).find_map(|at| {
        // Not past the first word beside it: a line may have very many of these.
        let is_word_or_end = |byte: &&u8| **byte == b'\n' || !byte.is_ascii_whitespace();
        let before = bytes[..at].iter().rev().find(is_word_or_end);
        let behind = bytes[at + END.len()..].iter().find(is_word_or_end);
        let is_line = before.is_none_or(|&byte| byte == b'\n') && behind == Some(&b'\n');
        is_line.then_some(at + END.len())
    })
}

/// Whether these bytes have such an article.
pub(super) fn is_in(bytes: &[u8]) -> bool {
    let has_name = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    end(bytes).is_some() && (has_name(b"Load-Date:") || has_name(b"Length:"))
}

/// Paragraphs with which what is behind the text begins.
const BEHIND: &[&str] = &["Graphic", "Classification", "Notes", "Correction", "Correction-Date"];

pub(super) fn document(text: &str) -> Document {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut document = Document::default();
    let is_behind = |line: &&str| {
        BEHIND.contains(line) || line.starts_with("Load-Date:") || line.as_bytes() == END
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
        assert!(is_in(FILE.as_bytes()));
        let at = end(FILE.as_bytes()).unwrap();
        let first = document(&FILE[..at]);
        assert_eq!(first.headline.as_deref(), Some("Eleven saved from silo"));
        assert_eq!(first.outlet.as_deref(), Some("The Gazette (Lorvik)"));
        assert_eq!(first.date.as_deref(), Some("March 12, 2019 Tuesday"));
        assert_eq!(first.byline.as_deref(), Some("Ida Roe"));
        assert_eq!(first.body, "Rain fell.\nIt was the end of Document 7.");
        assert_eq!(end(&FILE.as_bytes()[at..]), Some(FILE.len() - at - 1));
        let other = document(&FILE[at..]);
        assert_eq!(other.headline.as_deref(), Some("Sun"));
        assert_eq!(other.outlet.as_deref(), Some("The Post"));
        assert_eq!(other.language.as_deref(), Some("ENGLISH"));
        assert_eq!(other.body, "It shone.");
    }

    #[test]
    fn any_other_text_is_none() {
        for text in ["", "End of Document", "Length: 3\nThe End of Document\n", "End of Document\n"]
        {
            assert!(!is_in(text.as_bytes()), "{text}");
        }
        assert_eq!(document("It rains.").body, "It rains.");
    }
}
