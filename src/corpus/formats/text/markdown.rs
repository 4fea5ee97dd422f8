//! The words of a text in Markdown.

use crate::corpus::formats::html;

/// A text in Markdown as it is read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Markdown {
    /// The first heading of the first level, if it is near the top.
    pub(super) heading: Option<String>,
    /// The paragraphs, one to a line, without that heading.
    pub(super) body: String,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Markdown {
    let mut blocks = Blocks::default();
    for line in text.lines() {
        blocks.add(line);
    }
    blocks.end_paragraph();
    Markdown { heading: blocks.heading, body: blocks.lines.join("\n") }
}

/// Collects the paragraphs of a text.
#[derive(Default)]
struct Blocks {
    heading: Option<String>,
    lines: Vec<String>,
    paragraph: String,
    /// What ends the lines that are taken as they are.
    fence: Option<&'static str>,
}

impl Blocks {
    fn add(&mut self, line: &str) {
        let line = without_quote_marks(line);
        if let Some(fence) = self.fence {
            if line.starts_with(fence) {
                self.fence = None;
            } else if !line.is_empty() {
                self.lines.push(line.trim_end().to_owned());
            }
            return;
        }
        self.fence = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence));
        let is_underline = !self.paragraph.is_empty() && consists_of(line, "=-");
        if self.fence.is_some() || line.is_empty() || is_rule(line) {
            if is_underline {
                return self.end_heading(2);
            }
            return self.end_paragraph();
        }
        if is_underline {
            return self.end_heading(if line.starts_with('=') { 1 } else { 2 });
        }
        if is_definition(line) {
            return;
        }
        if let Some((level, words)) = heading(line) {
            self.end_paragraph();
            self.paragraph.push_str(words);
            return self.end_heading(level);
        }
        let item = behind_bullet(line);
        let is_row = line.starts_with('|');
        if item.is_some() || is_row || begins_number(line) {
            self.end_paragraph();
        }
        if is_row {
            if !consists_of(line, "|-: ") {
                self.paragraph.push_str(&line.replace('|', " "));
            }
            return self.end_paragraph();
        }
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        let words = item.unwrap_or(line);
        let without_break = words.trim_end().trim_end_matches('\\');
        self.paragraph.push_str(without_break);
        if words.ends_with("  ") || without_break.len() < words.trim_end().len() {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let words = words_of(&std::mem::take(&mut self.paragraph));
        if !words.is_empty() {
            self.lines.push(words);
        }
    }

    fn end_heading(&mut self, level: usize) {
        let words = words_of(&std::mem::take(&mut self.paragraph));
        let is_near_top = self.lines.len() <= LINES_ABOVE;
        if level == 1 && self.heading.is_none() && is_near_top && !words.is_empty() {
            self.heading = Some(words);
        } else if !words.is_empty() {
            self.lines.push(words);
        }
    }
}

/// Lines above the headline of an article, such as its date, at most.
const LINES_ABOVE: usize = 2;

/// A line without its indent and the marks of a quotation.
fn without_quote_marks(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// Whether a line has no other characters than these, and at least two.
fn consists_of(line: &str, characters: &str) -> bool {
    line.trim_end().len() > 1 && line.trim_end().chars().all(|c| characters.contains(c))
}

fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let first = marks.next().filter(|mark| matches!(mark, '*' | '-' | '_'));
    let is_one = |first: char| {
        let others = line.chars().filter(|c| !c.is_whitespace() && *c != first).count();
        others == 0 && line.matches(first).count() > 2
    };
    first.is_some_and(is_one)
}

/// Whether a line says where a link leads: `[1]: https://…`.
fn is_definition(line: &str) -> bool {
    let label = line.strip_prefix('[').and_then(|rest| rest.split_once("]:"));
    label.is_some_and(|(label, target)| {
        !label.contains(']')
            && !label.starts_with('^')
            && (1..12).contains(&target.split_whitespace().count())
    })
}

/// The level and the words of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let is_heading =
        (1..=6).contains(&level) && (words.is_empty() || words.starts_with([' ', '\t']));
    is_heading.then(|| (level, words.trim_end().trim_end_matches('#').trim()))
}

/// The words of an item of a list.
fn behind_bullet(line: &str) -> Option<&str> {
    let words = line.strip_prefix(['-', '*', '+'])?;
    words.starts_with([' ', '\t']).then(|| words.trim_start())
}

/// Whether a line begins as an item of a numbered list.
fn begins_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// Bytes of the target of a link. Longer ones are text.
const LONGEST_TARGET: usize = 2 << 10;

/// The words of a paragraph, without marks of emphasis and code, pictures and where links lead.
fn words_of(paragraph: &str) -> String {
    let mut words = String::with_capacity(paragraph.len());
    // Brackets that are open: where they are in the words, and whether they begin a picture.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut before = ' ';
    let mut rest = paragraph;
    while let Some(character) = rest.chars().next() {
        let behind = &rest[character.len_utf8()..];
        let next = behind.chars().next();
        rest = behind;
        match character {
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => {
                words.extend(next);
                rest = &behind[1..];
            }
            '!' if next == Some('[') => {
                if open.len() < MOST_OPEN {
                    open.push((words.len(), true));
                }
                words.push_str("![");
                rest = &behind[1..];
            }
            '[' if behind_note(behind).is_some() => rest = behind_note(behind).unwrap_or(behind),
            '[' => {
                if open.len() < MOST_OPEN {
                    open.push((words.len(), false));
                }
                words.push('[');
            }
            ']' => match (open.pop(), behind_target(behind)) {
                (Some((start, is_picture)), Some(behind_target)) => {
                    if is_picture {
                        words.truncate(start);
                    } else {
                        words.remove(start);
                    }
                    rest = behind_target;
                }
                _ => words.push(']'),
            },
            '`' => {}
            '*' | '_' | '~' => {
                let run = rest.len() - rest.trim_start_matches(character).len();
                rest = &rest[run..];
                let next = rest.chars().next().unwrap_or(' ');
                let is_between = before.is_whitespace() && next.is_whitespace();
                let is_within = before.is_alphanumeric() && next.is_alphanumeric();
                let is_mark = match character {
                    '~' => run == 1,
                    '_' => !is_within && !is_between,
                    // A product, or letters left out.
                    _ if is_within
                        && (run > 1 || (before.is_ascii_digit() && next.is_ascii_digit())) =>
                    {
                        false
                    }
                    _ => !is_between,
                };
                if !is_mark {
                    words.extend(std::iter::repeat_n(character, run + 1));
                }
            }
            _ => words.push(character),
        }
        before = character;
    }
    html::plain(words.into()).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Brackets of a paragraph that are open at a time.
const MOST_OPEN: usize = 64;

/// What follows the mark of a note: `^1]`, and a colon where the note is.
fn behind_note(behind: &str) -> Option<&str> {
    const LONGEST: usize = 32;
    let end = behind
        .starts_with('^')
        .then(|| behind.bytes().take(LONGEST).position(|byte| byte == b']'))??;
    let behind = &behind[end + 1..];
    Some(behind.strip_prefix(": ").unwrap_or(behind))
}

/// What follows the target of a link: `(https://…)`, or `[1]`.
fn behind_target(behind: &str) -> Option<&str> {
    let close = match behind.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let open = behind.chars().next()?;
    let mut depth = 0;
    for (at, character) in behind.char_indices().take_while(|(at, _)| *at < LONGEST_TARGET) {
        depth += i32::from(character == open) - i32::from(character == close);
        if depth == 0 {
            return Some(&behind[at + 1..]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_no_words() {
        for (written, words) in [
            (
                "**TARN** (*Northline*) - A _ferry_ ran __aground__.",
                "TARN (Northline) - A ferry ran aground.",
            ),
            (
                "The [ferry](https://a.example/x_(y) \"Title\") of [Northline][1] ran `aground`[^2].",
                "The ferry of Northline ran aground.",
            ),
            (
                "It ran aground ![The ferry](a.jpg) [![x](b.jpg)](https://a.example) at noon.",
                "It ran aground at noon.",
            ),
            (
                "5 * 3 = 15, snake_case and \\*stars\\* [sic] ~~stay~~",
                "5 * 3 = 15, snake_case and *stars* [sic] stay",
            ),
            ("Fish &amp; <b>chips</b>", "Fish & chips"),
            ("5*3 and f***ing, but in**tern**al", "5*3 and f***ing, but internal"),
        ] {
            assert_eq!(words_of(written), words);
        }
    }

    #[test]
    fn blocks_are_lines() {
        let text = "Ferry aground\n=============\n\nA ferry ran\naground.\n\n## All saved ##\n\n> He said\n> so.\n\n* One\n* Two\n  lines\n\n\
            1. First\n2. Second\n\n***\n\n| a | b |\n|---|---|\n| c | d |\n\n```\nlet x = *y*;\n```\n\n[1]: https://a.example\nA break  \nfollows.\n";
        let read = read(text);
        assert_eq!(read.heading.as_deref(), Some("Ferry aground"));
        assert_eq!(
            read.body,
            "A ferry ran aground.\nAll saved\nHe said so.\nOne\nTwo lines\n1. First\n2. Second\na b\nc d\nlet x = *y*;\nA break\nfollows."
        );
    }

    #[test]
    fn headline_is_near_the_top() {
        let read_as = |above: usize| read(&format!("{}# Ferry", "A ferry.\n\n".repeat(above)));
        assert_eq!(read_as(2).heading.as_deref(), Some("Ferry"));
        assert_eq!(read_as(3).heading, None);
        assert!(read_as(3).body.ends_with("\nFerry"));
    }

    proptest! {
        #[test]
        fn reads_any_text(text in "(\\*|_|\\[|\\]|\\(|\\)|!|`|>|#|-|=|\\||\\\\|\n| |a|é){0,60}") {
            read(&text);
        }
    }
}
