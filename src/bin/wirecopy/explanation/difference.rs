//! The word difference, without long unchanged passages.

use wirecopy::engine::{Change, Passage};

use super::{INDENT, Length};
use crate::summary::{Line, Page, Tone, columns, counted, harmless};

/// Words of an unchanged passage that are shown beside a change.
const CONTEXT: usize = 6;
/// Words of a changed passage that are shown at its beginning and at its end.
const BEGINNING: usize = 40;
const END: usize = 12;
/// Fewer words than this are never omitted.
const FEWEST_LEFT_OUT: usize = 4;
/// The columns into which a run without a space is broken: Chinese, Japanese, Thai, and URLs.
const LONGEST: usize = 16;

/// A piece of a line that is not broken.
struct Piece {
    tone: Tone,
    text: String,
    /// Whether a space stands before it.
    spaced: bool,
    /// How many words it is.
    words: usize,
}

/// Shows a word difference.
pub(super) fn show(page: &mut Page, passages: &[Passage], length: Length) {
    let marks = [("[-", "only in 1", "-]", Tone::Removed), ("{+", "only in 2", "+}", Tone::Added)];
    let mut heading = Line::default().add(Tone::Heading, "Difference");
    for (open, text, close, tone) in marks {
        heading = heading.plain("   ").add(tone, format!("{open}{text}{close}"));
    }
    page.push(&heading);
    let ellipsis = page.style().marks.ellipsis();
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, passage) in passages.iter().enumerate() {
        let (first, last) = (place == 0, place + 1 == passages.len());
        let (beginning, end) = match (passage.change, length) {
            (_, Length::Full) => (usize::MAX, 0),
            (Change::Same, _) => (if first { 0 } else { CONTEXT }, if last { 0 } else { CONTEXT }),
            _ => (BEGINNING, END),
        };
        let what = if passage.change == Change::Same { "unchanged" } else { "more" };
        let omitted = |left_out: usize| {
            format!("{ellipsis} {} {what} {ellipsis}", counted(left_out as u64, "word"))
        };
        let shown = shortened(pieces_of(passage), beginning, end, omitted);
        pieces.extend(marked(shown, passage.change));
    }
    if pieces.is_empty() {
        pieces.extend(split("Both texts are empty.", Tone::Aside));
    }
    flow(page, pieces);
}

fn tone(change: Change) -> Tone {
    match change {
        Change::Same => Tone::Plain,
        Change::Removed => Tone::Removed,
        Change::Added => Tone::Added,
    }
}

fn pieces_of(passage: &Passage) -> Vec<Piece> {
    split(&harmless(&passage.text), tone(passage.change))
}

/// Breaks a text at its spaces, and what is too long without one anywhere.
fn split(text: &str, tone: Tone) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for word in text.split(' ') {
        if columns(word) <= 2 * LONGEST {
            pieces.push(Piece { tone, text: word.to_owned(), spaced: true, words: 1 });
            continue;
        }
        let mut spaced = true;
        let mut piece = String::new();
        for character in word.chars() {
            piece.push(character);
            if columns(&piece) >= LONGEST || piece.len() >= 4 * LONGEST {
                let words = piece.chars().count();
                pieces.push(Piece { tone, text: std::mem::take(&mut piece), spaced, words });
                spaced = false;
            }
        }
        if !piece.is_empty() {
            let words = piece.chars().count();
            pieces.push(Piece { tone, text: piece, spaced, words });
        }
    }
    pieces
}

/// Omits the pieces between the beginning and the end, and says how many words that is.
fn shortened(
    mut pieces: Vec<Piece>,
    beginning: usize,
    end: usize,
    omitted: impl Fn(usize) -> String,
) -> Vec<Piece> {
    if pieces.len() <= beginning.saturating_add(end).saturating_add(FEWEST_LEFT_OUT) {
        return pieces;
    }
    let ending = pieces.split_off(pieces.len() - end);
    let left_out = pieces.split_off(beginning).iter().map(|piece| piece.words).sum();
    pieces.push(Piece { tone: Tone::Aside, text: omitted(left_out), spaced: true, words: 0 });
    pieces.extend(ending);
    pieces
}

/// Puts the marks of its change around a passage.
fn marked(mut pieces: Vec<Piece>, change: Change) -> Vec<Piece> {
    let (open, close) = match change {
        Change::Same => return pieces,
        Change::Removed => ("[-", "-]"),
        Change::Added => ("{+", "+}"),
    };
    if let Some(first) = pieces.first_mut() {
        first.text.insert_str(0, open);
    }
    if let Some(last) = pieces.last_mut() {
        last.text.push_str(close);
    }
    pieces
}

/// Sets pieces one after the other in lines.
fn flow(page: &mut Page, pieces: Vec<Piece>) {
    let width = page.style().width;
    let mut line = Line::indented(INDENT);
    let mut is_empty = true;
    for piece in pieces {
        let space = usize::from(piece.spaced && !is_empty);
        if !is_empty && line.columns() + space + columns(&piece.text) > width {
            page.push(&line);
            line = Line::indented(INDENT);
        } else if space > 0 {
            line = line.plain(" ");
        }
        line = line.add(piece.tone, piece.text);
        is_empty = false;
    }
    page.push(&line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summary::Style;

    fn passage(change: Change, text: &str) -> Passage {
        Passage { change, words: text.split_whitespace().count(), text: text.to_owned() }
    }

    fn shown(passages: &[Passage], length: Length) -> String {
        let mut page = Page::new(Style { width: 60, ..Style::default() });
        show(&mut page, passages, length);
        page.into_text()
    }

    fn numbered(words: std::ops::Range<u32>) -> String {
        words.map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn middle_of_an_unchanged_passage_is_omitted() {
        let passages = [
            passage(Change::Same, &numbered(0..30)),
            passage(Change::Removed, "Tuesday"),
            passage(Change::Added, "Monday"),
            passage(Change::Same, &numbered(30..60)),
        ];
        assert_eq!(
            shown(&passages, Length::Shortened),
            "Difference   [-only in 1-]   {+only in 2+}\n  \
             … 24 words unchanged … w24 w25 w26 w27 w28 w29 [-Tuesday-]\n  \
             {+Monday+} w30 w31 w32 w33 w34 w35 … 24 words unchanged …\n"
        );
        assert!(!shown(&passages, Length::Full).contains('…'));
    }

    #[test]
    fn line_is_never_wider_than_the_terminal() {
        let long = "https://gazette.example/".repeat(20) + &"橋が開通した".repeat(30);
        for change in [Change::Same, Change::Added, Change::Removed] {
            let text = shown(&[passage(change, &long)], Length::Full);
            assert!(text.lines().all(|line| columns(line) <= 60), "{text}");
        }
    }

    #[test]
    fn hostile_words_do_nothing_to_the_terminal() {
        let text = shown(&[passage(Change::Added, "pay \u{1b}[2J now \u{202e}001")], Length::Full);
        assert!(text.contains(r"{+pay \u{1b}[2J now \u{202e}001+}"), "{text}");
    }
}
