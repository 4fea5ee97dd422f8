//! Coloured lines, none wider than the terminal, and untrusted text made safe for them.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects};
use unicode_width::UnicodeWidthStr;

/// How a summary looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// The columns of the terminal.
    pub(crate) width: usize,
    /// With colours or without.
    pub(crate) paint: Paint,
    /// What bars and dots are made of.
    pub(crate) marks: Marks,
}

/// With colours or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// With ANSI colours.
    Colored,
    /// Nothing but text.
    Plain,
}

/// What bars and dots are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    /// Blocks, dots and arrows of Unicode.
    Unicode,
    /// ASCII, for terminals that are not UTF-8. Headlines are not changed.
    Ascii,
}

impl Default for Style {
    fn default() -> Style {
        Style { width: 80, paint: Paint::Plain, marks: Marks::Unicode }
    }
}

impl Marks {
    /// The separator of a list.
    pub(crate) fn dot(self) -> &'static str {
        self.choose(" · ", ", ")
    }

    /// The mark for omitted text.
    pub(crate) fn ellipsis(self) -> &'static str {
        self.choose("…", "...")
    }

    /// Points to where there is more.
    pub(crate) fn arrow(self) -> &'static str {
        self.choose("→", "->")
    }

    /// The dash of a range.
    pub(crate) fn to(self) -> &'static str {
        self.choose("–", "-")
    }

    fn choose(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self {
            Marks::Unicode => unicode,
            Marks::Ascii => ascii,
        }
    }

    /// A bar for a part of a whole that would be `length` columns long.
    ///
    /// A part above zero always has a bar.
    pub(crate) fn bar(self, part: u64, whole: u64, length: usize) -> String {
        const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        if part == 0 || whole == 0 {
            return String::new();
        }
        let steps = match self {
            Marks::Unicode => length * EIGHTHS.len(),
            Marks::Ascii => length,
        };
        let exact = u128::from(part.min(whole)) * steps as u128;
        let filled = (exact + u128::from(whole) / 2) / u128::from(whole);
        let filled = usize::try_from(filled).expect("a bar is no longer than a line").max(1);
        match self {
            Marks::Unicode => "█".repeat(filled / EIGHTHS.len()) + EIGHTHS[filled % EIGHTHS.len()],
            Marks::Ascii => "#".repeat(filled),
        }
    }
}

/// The purpose of a piece of text, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Heading,
    Aside,
    Warning,
    Bar,
    Command,
    Removed,
    Added,
}

impl Tone {
    fn style(self) -> anstyle::Style {
        match self {
            Tone::Plain => anstyle::Style::new(),
            Tone::Heading => Effects::BOLD.into(),
            Tone::Aside => Effects::DIMMED.into(),
            Tone::Warning => AnsiColor::Yellow.on_default(),
            Tone::Bar => AnsiColor::Cyan.on_default(),
            Tone::Command | Tone::Added => AnsiColor::Green.on_default(),
            Tone::Removed => AnsiColor::Red.on_default(),
        }
    }
}

/// A line in the making.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pieces: Vec<(Tone, String)>,
}

impl Line {
    /// A line that begins with some spaces.
    pub(crate) fn indented(spaces: usize) -> Line {
        Line::default().plain(" ".repeat(spaces))
    }

    /// Appends text.
    pub(crate) fn add(mut self, tone: Tone, text: impl Into<String>) -> Line {
        self.pieces.push((tone, text.into()));
        self
    }

    /// Appends text that is not highlighted.
    pub(crate) fn plain(self, text: impl Into<String>) -> Line {
        self.add(Tone::Plain, text)
    }

    /// The columns it takes so far.
    pub(crate) fn columns(&self) -> usize {
        self.pieces.iter().map(|(_, text)| columns(text)).sum()
    }
}

/// The lines of a summary.
#[derive(Debug)]
pub(crate) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(crate) fn new(style: Style) -> Page {
        Page { style, text: String::new() }
    }

    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// Appends a line, cut to the width.
    pub(crate) fn push(&mut self, line: &Line) {
        let mut room = self.style.width;
        let last_text = line.pieces.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        let shown = last_text.map_or(&[][..], |last| &line.pieces[..=last]);
        for (place, (tone, text)) in shown.iter().enumerate() {
            let text = if Some(place) == last_text { text.trim_end() } else { text };
            let text = cut(text, room, self.style.marks.ellipsis());
            room -= columns(&text);
            match self.style.paint {
                Paint::Colored if *tone != Tone::Plain && !text.is_empty() => {
                    let style = tone.style();
                    write!(self.text, "{style}{text}{style:#}").expect("a string takes any text");
                }
                _ => self.text.push_str(&text),
            }
        }
        self.text.push('\n');
    }

    /// Appends an empty line.
    pub(crate) fn skip(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

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
    fn bar_is_as_long_as_the_part() {
        assert_eq!(Marks::Unicode.bar(60, 100, 25), "█".repeat(15));
        assert_eq!(Marks::Unicode.bar(34, 100, 25), "████████▌");
        assert_eq!(Marks::Ascii.bar(34, 100, 25), "#########");
        assert_eq!(Marks::Unicode.bar(1, 1, 3), "███");
    }

    #[test]
    fn little_has_a_short_bar_and_nothing_has_none() {
        assert_eq!(Marks::Unicode.bar(1, 1_000_000, 10), "▏");
        assert_eq!(Marks::Ascii.bar(1, 1_000_000, 10), "#");
        assert_eq!(Marks::Unicode.bar(0, 1_000_000, 10), "");
        assert_eq!(Marks::Unicode.bar(0, 0, 10), "");
        assert_eq!(Marks::Unicode.bar(u64::MAX, u64::MAX, 2), "██");
    }

    #[test]
    fn colours_take_no_columns() {
        let style = Style { width: 9, paint: Paint::Colored, marks: Marks::Unicode };
        let mut page = Page::new(style);
        page.push(&Line::indented(2).add(Tone::Heading, "Stories carried").plain(" 12"));
        assert_eq!(page.into_text(), "  \u{1b}[1mStorie…\u{1b}[0m\n");
    }

    #[test]
    fn line_ends_without_spaces() {
        let mut page = Page::new(Style::default());
        page.push(&Line::indented(2).plain("one  ").plain("   ").add(Tone::Bar, ""));
        assert_eq!(page.into_text(), "  one\n");
    }

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
