//! Decodes HTML entities in plain text.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// Bytes between `&` and `;` of the longest HTML entity.
const LONGEST_NAME: usize = 31;

/// How often a text is decoded. Some systems escape twice, so that `&amp;uuml;` is `ü`.
const TIMES: usize = 2;

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
