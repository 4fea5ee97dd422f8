//! Removes markup, entities and list syntax that systems leave in fields.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// How often a text is unescaped. Some systems escape twice.
const TIMES: usize = 2;

/// The words of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether it was HTML.
    pub(super) was_html: bool,
}

/// The words of a text that may be HTML, even escaped once or twice, or a list in Python or JSON
/// syntax.
///
/// `words_of_html` reads a text with tags. A text without `<`, `&` and a leading bracket is scanned
/// once and returned as it is.
pub(super) fn plain(text: Cow<'_, str>, words_of_html: fn(&str) -> String) -> Plain<'_> {
    let mut plain = Plain { text, was_html: false };
    if let Some(joined) = joined(&plain.text) {
        plain.text = Cow::Owned(joined);
    }
    for _ in 0..=TIMES {
        if has_tags(&plain.text) {
            plain.text = Cow::Owned(words_of_html(&plain.text));
            plain.was_html = true;
            // Markup that is left now was escaped within markup: an example in the text.
            break;
        }
        let Some(decoded) = decoded_once(&plain.text) else { break };
        plain.text = Cow::Owned(decoded);
    }
    plain
}

/// Elements that identify markup.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hl2",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "video",
];

/// Whether a text has an HTML tag or comment. If the first tag is in a JSON value, the text is not
/// HTML: it has a script of its page, whose strings must stay whole.
fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first = memchr::memchr_iter(b'<', bytes).find(|&at| is_tag(&bytes[at + 1..]));
    first.is_some_and(|at| !begins_json_value(&bytes[..at]))
}

/// Whether a text ends with the start of a JSON value: `"name": "`.
fn begins_json_value(text: &[u8]) -> bool {
    let name = text.strip_suffix(b"\"").and_then(|text| text.trim_ascii_end().strip_suffix(b":"));
    name.is_some_and(|name| name.trim_ascii_end().ends_with(b"\""))
}

/// Whether this follows the `<` of a tag.
fn is_tag(rest: &[u8]) -> bool {
    const LONGEST_TAG: usize = 4 << 10;
    if rest.starts_with(b"!--") {
        return true;
    }
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let length = rest.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (name, behind) = rest.split_at(length);
    let ends = matches!(behind.first(), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r'));
    ends && TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag.as_bytes()))
        && memchr::memchr(b'>', &behind[..behind.len().min(LONGEST_TAG)]).is_some()
}

/// The paragraphs of a list in Python or JSON syntax: `['One.', "Two."]`.
fn joined(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    if !inside.starts_with(['\'', '"']) {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    let mut rest = inside;
    loop {
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let mut line = String::new();
        let mut characters = rest[1..].char_indices();
        let end = loop {
            match characters.next()? {
                (at, c) if c == quote => break at + 2,
                (_, '\\') => match characters.next()?.1 {
                    'n' | 'r' => line.push('\n'),
                    't' => line.push(' '),
                    'u' | 'x' | 'U' => return None,
                    other => line.push(other),
                },
                (_, c) => line.push(c),
            }
        };
        lines.push(line);
        rest = rest[end..].trim_start();
        if rest.is_empty() {
            return Some(lines.join("\n"));
        }
        rest = rest.strip_prefix(',')?.trim_start();
        if rest.is_empty() {
            return Some(lines.join("\n"));
        }
    }
}

/// Bytes between `&` and `;` of the longest HTML entity.
const LONGEST_NAME: usize = 31;

/// Decodes the HTML entities of a text.
///
/// An entity is a known name or a number and ends with `;`. Any other `&` stays.
pub(super) fn decoded(mut text: Cow<'_, str>) -> Cow<'_, str> {
    for _ in 0..TIMES {
        let Some(once) = decoded_once(&text) else { break };
        text = Cow::Owned(once);
    }
    text
}

/// The text with its entities decoded; `None` if it has none.
pub(super) fn decoded_once(text: &str) -> Option<String> {
    let mut decoded = String::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let Some(name) = entity_at(&text[at + 1..]) else { continue };
        let Some(character) = character(name) else { continue };
        decoded.push_str(text.get(copied..at)?);
        decoded.push_str(&character);
        copied = at + 1 + name.len() + 1;
    }
    (copied > 0).then(|| decoded + &text[copied..])
}

/// The name between a `&` before the text and its `;`, if it may be an entity.
fn entity_at(text: &str) -> Option<&str> {
    let length = text.bytes().take(LONGEST_NAME + 1).position(|byte| byte == b';')?;
    let name = &text.as_bytes()[..length];
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    (length > 0 && is_name).then(|| &text[..length])
}

/// The characters that an entity stands for.
fn character(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(Cow::Borrowed);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16),
        None => number.parse(),
    };
    let character = char::from_u32(code.ok()?).filter(|&character| character != '\0')?;
    Some(Cow::Owned(character.to_string()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn entities_are_decoded() {
        for (written, read) in [
            ("Kul&uuml;b&uuml;", "Kulübü"),
            ("AT&amp;T &#8220;ferry&#x201D;", "AT&T “ferry”"),
            ("twice &amp;uuml; &amp;amp;", "twice ü &"),
            ("R&D; &nosuch; & ; &#; &#xZ; &#0; &", "R&D; &nosuch; & ; &#; &#xZ; &#0; &"),
            ("Fish & chips", "Fish & chips"),
        ] {
            assert_eq!(decoded(written.into()), read);
        }
    }

    proptest! {
        #[test]
        fn text_without_an_ampersand_is_borrowed(text in "[^&]{0,60}") {
            prop_assert!(matches!(decoded(Cow::Borrowed(&text)), Cow::Borrowed(_)));
        }

        #[test]
        fn any_text_can_be_decoded(text in "(&|;|#|x|amp|uuml|[0-9]{1,12}|\\PC){0,40}") {
            decoded(text.into());
        }
    }
}
