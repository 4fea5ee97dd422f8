//! Splits a body into blocks: its lines, or its paragraphs if the lines are hard-wrapped.

use std::ops::Range;

use memchr::memchr2_iter;

/// A body with fewer wrapped lines is too short to decide; its lines are its blocks.
const MIN_BREAKS: usize = 3;
/// Widest column in characters. A longer line is a whole paragraph.
const MAX_WIDTH: usize = 100;
/// Shorter lines belong to lists or tables.
const MIN_WIDTH: usize = 28;

/// The non-empty blocks of a body in order, trimmed.
///
/// A line end is `\n`, `\r` or both. Each line is a block, unless the [body is
/// hard-wrapped](is_hard_wrapped): then each paragraph is a block, and an empty or indented line
/// starts the next one.
pub(super) fn blocks(body: &str) -> Vec<Range<usize>> {
    let lines = lines(body);
    if !is_hard_wrapped(body, &lines) {
        return whole_sentences(body, lines);
    }
    let margin = margin(&lines);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut in_paragraph = false;
    for line in lines {
        match blocks.last_mut() {
            _ if line.text.is_empty() => {}
            Some(block) if in_paragraph && line.indent <= margin => block.end = line.text.end,
            _ => blocks.push(line.text.clone()),
        }
        in_paragraph = !line.text.is_empty();
    }
    blocks
}

/// The non-empty lines as blocks, with lines joined if sentences continue across line ends.
///
/// Some web extractors start a new line at each link. A sentence continues if the next line starts
/// with a lower-case letter and the previous one has no stop. If that is so at a fifth of the line
/// ends of a page, each line without a stop continues, unless an empty line follows.
fn whole_sentences(body: &str, lines: Vec<Line>) -> Vec<Range<usize>> {
    let text = |line: &Line| &body[line.text.clone()];
    let (mut breaks, mut inside) = (0, 0);
    for pair in lines.windows(2) {
        let [line, next] = [text(&pair[0]), text(&pair[1])];
        breaks += usize::from(!line.is_empty() && !next.is_empty());
        inside += usize::from(goes_on(line, next));
    }
    let is_broken = inside >= MIN_BREAKS && inside * 5 >= breaks;
    let mut blocks: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    let mut follows = false;
    for line in lines {
        if line.text.is_empty() {
            follows = false;
            continue;
        }
        match blocks.last_mut() {
            Some(block)
                if follows && {
                    let (before, next) = (&body[block.clone()], &body[line.text.clone()]);
                    if is_broken { !has_stop(before) } else { goes_on(before, next) }
                } =>
            {
                block.end = line.text.end;
            }
            _ => blocks.push(line.text),
        }
        follows = true;
    }
    blocks
}

/// Words that one of two lines of a sentence has at least. Lines of menus and lists have fewer.
const MIN_SENTENCE: usize = 6;

/// Whether a sentence continues from one line to the next.
fn goes_on(line: &str, next: &str) -> bool {
    !line.is_empty()
        && next.starts_with(char::is_lowercase)
        && !has_stop(line)
        // From the end: what is joined may begin with a word as long as a page.
        && [line, next]
            .iter()
            .any(|line| line.split_whitespace().rev().nth(MIN_SENTENCE - 1).is_some())
}

/// Whether a line ends like a sentence, or introduces the next line.
fn has_stop(line: &str) -> bool {
    line.ends_with([
        '.', '!', '?', ':', ';', '…', '"', '”', '“', '’', '»', ')', '۔', '。', '؟', '।',
    ])
}

/// The smallest indent of a line. A deeper one starts a paragraph.
fn margin(lines: &[Line]) -> usize {
    lines.iter().filter(|line| !line.text.is_empty()).map(|line| line.indent).min().unwrap_or(0)
}

/// Bytes of a line on most pages; fewer only costs a move.
const USUAL_LINE: usize = 128;

/// A trimmed line, and the bytes of white space before it.
struct Line {
    text: Range<usize>,
    indent: usize,
}

fn lines(body: &str) -> Vec<Line> {
    let mut lines = Vec::with_capacity(body.len() / USUAL_LINE + 4);
    let mut start = 0;
    let ends = memchr2_iter(b'\n', b'\r', body.as_bytes()).map(|end| end + 1);
    for end in ends.chain([body.len()]) {
        let line = &body[start..end];
        if line.is_empty() {
            break;
        }
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let text = start + indent..start + indent + trimmed.trim_end().len();
        start += line.len();
        // The second half of "\r\n" is not a line.
        if line != "\n" || !body[..start - 1].ends_with('\r') {
            lines.push(Line { text, indent });
        }
    }
    lines
}

/// Whether lines end at the column width, and not at the end of paragraphs.
///
/// All of these must hold. No line is longer than a column can be. Of the lines that continue a
/// paragraph, at least a quarter start with a lower-case letter (or a letter of a script without
/// case), two thirds follow a line without a stop at its end, and seven in ten start with a word
/// that did not fit on the previous line; a ragged column may be a fifth narrower than its longest
/// line.
fn is_hard_wrapped(body: &str, lines: &[Line]) -> bool {
    let Some(width) = column_width(body, lines) else { return false };
    let margin = margin(lines);
    let (mut breaks, mut small, mut unstopped, mut full) = (0, 0, 0, 0);
    for pair in lines.windows(2) {
        if pair.iter().any(|line| line.text.is_empty()) || pair[1].indent > margin {
            continue;
        }
        let (line, next) = (&body[pair[0].text.clone()], &body[pair[1].text.clone()]);
        let word = next.split_whitespace().next().unwrap_or_default().chars().count();
        breaks += 1;
        small += usize::from(
            next.starts_with(|first: char| first.is_alphabetic() && !first.is_uppercase()),
        );
        unstopped += usize::from(!line.ends_with(['.', '!', '?', ':', '"', '”', '۔', '。', '؟']));
        full += usize::from(line.chars().count() + 1 + word > width - width / 5);
    }
    breaks >= MIN_BREAKS
        && small * 4 >= breaks
        && unstopped * 3 >= breaks * 2
        && full * 10 >= breaks * 7
}

/// The length of the longest line, if it fits in a column.
fn column_width(body: &str, lines: &[Line]) -> Option<usize> {
    // A character has at most four bytes, so most bodies need no counting.
    if lines.iter().any(|line| line.text.len() > MAX_WIDTH * 4) {
        return None;
    }
    let mut width = 0;
    for line in lines {
        if line.text.len() > width {
            width = width.max(body[line.text.clone()].chars().take(MAX_WIDTH + 1).count());
        }
        if width > MAX_WIDTH {
            return None;
        }
    }
    (width >= MIN_WIDTH).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Vec<&str> {
        blocks(body).into_iter().map(|block| &body[block]).collect()
    }

    #[test]
    fn each_line_of_a_page_is_a_block() {
        let page = "Ferry runs aground\n\n  The ferry ran aground on Monday, the harbour office said.\r\nNobody was hurt.\n";
        let lines = [
            "Ferry runs aground",
            "The ferry ran aground on Monday, the harbour office said.",
            "Nobody was hurt.",
        ];
        assert_eq!(texts(page), lines);
    }

    #[test]
    fn body_of_one_line_is_one_block() {
        assert_eq!(
            texts("The ferry ran aground. Nobody was hurt."),
            ["The ferry ran aground. Nobody was hurt."]
        );
    }

    #[test]
    fn body_without_text_has_no_blocks() {
        assert_eq!(texts(" \n\r\n\t\n"), [""; 0]);
    }

    #[test]
    fn lines_of_a_hard_wrapped_paragraph_are_one_block() {
        let wrapped = "The ferry to the outer islands ran\n\
                       aground on Monday in thick fog, the\n\
                       harbour office said.\n    \
                       Its forty passengers were taken off\n\
                       by fishing boats, and nobody was\n\
                       hurt.\n\n\
                       A tug is on its way.";
        let starts: Vec<&str> = texts(wrapped).into_iter().map(|block| &block[..5]).collect();
        assert_eq!(starts, ["The f", "Its f", "A tug"]);
    }

    #[test]
    fn list_of_short_lines_is_not_hard_wrapped() {
        let list = "pilots and tugs\nthe harbour office\nfog\nferries to the islands\nfog signals and lights";
        assert_eq!(texts(list).len(), 5);
    }

    #[test]
    fn sentences_broken_at_links_are_joined() {
        let page = "The ferry to the outer islands\nran aground\non Monday in thick fog, the\nHarbour Office\nsaid in a statement on Tuesday.\n\nForty people were on board.\nRelated topics";
        let whole = "The ferry to the outer islands\nran aground\non Monday in thick fog, the\nHarbour Office\nsaid in a statement on Tuesday.";
        assert_eq!(texts(page), [whole, "Forty people were on board.", "Related topics"]);
    }

    #[test]
    fn headline_without_a_stop_is_a_block_of_its_own() {
        let page = "Ferry runs aground in fog off outer islands\nThe ferry ran aground on Monday.\nby Nadia Example";
        assert_eq!(texts(page).len(), 3);
    }

    #[test]
    fn paragraphs_that_begin_with_capitals_are_not_hard_wrapped() {
        let page = "The ferry to the islands ran aground on Monday.\n\
                    Forty passengers were taken off by fishermen.\n\
                    Nobody was hurt, said the harbour office here.\n\
                    The tug is expected to arrive late on Tuesday.";
        assert_eq!(texts(page).len(), 4);
    }
}
