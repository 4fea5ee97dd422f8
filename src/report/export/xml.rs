//! Text in XML.

/// Escapes a text for XML 1.0. Characters that it cannot represent become U+FFFD.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_of_outlets_are_escaped() {
        assert_eq!(
            escaped("</node> \"A & B\"\n\0\u{1b}[2J"),
            "&lt;/node&gt; &quot;A &amp; B&quot;&#10;\u{fffd}\u{fffd}[2J"
        );
    }
}
