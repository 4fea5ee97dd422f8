//! Untrusted text, made safe for a terminal.

use unicode_width::UnicodeWidthStr;

/// The most characters per column, on average. Combining marks take no column, and hostile text can have any number of
/// them.
const CHARACTERS_PER_COLUMN: usize = 4;

/// Text without terminal commands.
///
/// Control characters and direction marks are escaped (`\u{1b}`). Line ends, tabs and runs of spaces become one space. Other
/// scripts, accents and emoji are kept.
pub(crate) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for character in text.trim().chars() {
        if character.is_whitespace() {
            if !harmless.ends_with(' ') {
                harmless.push(' ');
            }
        } else if character.is_control() || turns_direction(character) {
            harmless.extend(character.escape_unicode());
        } else {
            harmless.push(character);
        }
    }
    harmless
}

/// Whether a character changes the direction of the text around it: the marks, embeddings, overrides and isolates of
/// the Unicode Bidirectional Algorithm (UAX 9, section 2).
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The columns that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Cuts a text to some columns, with the ellipsis as the last of them when something is cut off.
pub(crate) fn cut(text: &str, width: usize, ellipsis: &str) -> String {
    if columns(text) <= width && text.chars().count() <= width * CHARACTERS_PER_COLUMN {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(columns(ellipsis)) else {
        return String::new();
    };
    let mut cut = String::new();
    for character in text.chars().take(room * CHARACTERS_PER_COLUMN) {
        cut.push(character);
        // Measured as a whole, for a character may change the width of the one before it.
        if columns(&cut) > room {
            cut.pop();
            break;
        }
    }
    cut.truncate(cut.trim_end().len());
    cut + ellipsis
}

/// Joins items to lines that are no wider than `width`. An item that is wider gets a line of its own.
pub(crate) fn wrap(items: &[String], separator: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(separator) + columns(item) <= width => {
                line.push_str(separator);
                line.push_str(item);
            }
            _ => lines.push(item.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(harmless("\u{1b}[2Jgone \u{9b}31mred\u{7}"), r"\u{1b}[2Jgone \u{9b}31mred\u{7}");
    }

    #[test]
    fn direction_marks_are_shown() {
        assert_eq!(
            harmless("pay \u{202e}001\u{202c} now\u{2066}"),
            r"pay \u{202e}001\u{202c} now\u{2066}"
        );
    }

    #[test]
    fn lines_and_tabs_become_spaces() {
        assert_eq!(harmless("\r\n one \n\t two\u{2028}three\u{b}four  "), "one two three four");
    }

    #[test]
    fn nul_is_shown() {
        assert_eq!(harmless("a\0b"), r"a\u{0}b");
    }

    #[test]
    fn other_scripts_stay_as_they_are() {
        for text in
            ["पुल खुला", "橋が開通", "افتتاح الجسر", "می\u{200c}خواهم", "👩\u{200d}🚒 Überfall"]
        {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn text_is_cut_by_the_columns_that_it_takes() {
        assert_eq!(cut("Bridge opens", 12, "…"), "Bridge opens");
        assert_eq!(cut("Bridge opens", 8, "…"), "Bridge…");
        assert_eq!(cut("Bridge opens", 8, "..."), "Bridg...");
        assert_eq!(cut("橋が開通した", 8, "…"), "橋が開…");
        assert_eq!(cut("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 5, "…"), "❤\u{fe0f}❤\u{fe0f}…");
        assert_eq!(cut("no room", 0, "…"), "");
    }

    #[test]
    fn pile_of_accents_is_cut() {
        let pile = format!("o{}", "\u{301}".repeat(100_000));
        assert!(cut(&pile, 20, "…").chars().count() <= 20 * CHARACTERS_PER_COLUMN);
    }

    #[test]
    fn items_are_wrapped_between_them() {
        let items = ["one", "two", "three", "unreasonably long"].map(str::to_owned);
        assert_eq!(wrap(&items, " · ", 10), ["one · two", "three", "unreasonably long"]);
        assert!(wrap(&[], " · ", 10).is_empty());
    }
}
