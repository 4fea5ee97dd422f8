//! Decodes HTML entities that stand in plain text.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// Bytes between `&` and `;` of the longest name that HTML knows.
const LONGEST_NAME: usize = 31;

/// How often a text is decoded: some systems escape twice, and `&amp;uuml;` is `ü`.
const TIMES: usize = 2;

/// The text with its HTML entities as the characters that they stand for.
///
/// An entity ends with `;` and is known by its name or its number; any other `&` stays as it is.
pub(super) fn decoded(mut text: Cow<'_, str>) -> Cow<'_, str> {
    for _ in 0..TIMES {
        let Some(once) = decoded_once(&text) else { break };
        text = Cow::Owned(once);
    }
    text
}

/// The text with its entities decoded, or `None` where it has none.
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

/// What stands between the `&` in front of a text and its `;`, if that may be an entity.
fn entity_at(text: &str) -> Option<&str> {
    let length = text.bytes().take(LONGEST_NAME + 1).position(|byte| byte == b';')?;
    let name = &text.as_bytes()[..length];
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    (length > 0 && is_name).then(|| &text[..length])
}

/// The characters for which an entity stands.
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
    fn entities_are_the_characters_that_they_stand_for() {
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
        fn no_text_is_too_odd_to_decode(text in "(&|;|#|x|amp|uuml|[0-9]{1,12}|\\PC){0,40}") {
            decoded(text.into());
        }
    }
}
