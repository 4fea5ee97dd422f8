//! Cuts a body into blocks: its lines, or its paragraphs where the lines are hard-wrapped.

use std::ops::Range;

/// A body with fewer wrapped lines than this is too short to tell; its lines are its blocks.
const MIN_BREAKS: usize = 2;
/// No column of a printed page and no terminal is wider, in characters; a longer line is a whole paragraph.
const MAX_WIDTH: usize = 100;
/// Shorter lines are those of a list or a table.
const MIN_WIDTH: usize = 20;

/// The blocks of a body in the order of the text, without the blanks around them; none is empty.
///
/// A line end is `\n`, `\r` or both. A line is a block, unless the [body is hard-wrapped](is_hard_wrapped): then the
/// lines of a paragraph are one block, and an empty line or a deeper indent starts the next.
pub(super) fn blocks(body: &str) -> Vec<Range<usize>> {
    let lines = lines(body);
    if !is_hard_wrapped(body, &lines) {
        return lines
            .into_iter()
            .filter(|line| line.text.start < line.text.end)
            .map(|line| line.text)
            .collect();
    }
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut indent = None;
    for line in lines {
        if line.text.is_empty() {
            indent = None;
            continue;
        }
        match (indent, blocks.last_mut()) {
            (Some(before), Some(block)) if line.indent <= before => block.end = line.text.end,
            _ => blocks.push(line.text),
        }
        indent = Some(line.indent);
    }
    blocks
}

/// One line without the blanks around it, and how many bytes of blanks stand before it.
struct Line {
    text: Range<usize>,
    indent: usize,
}

fn lines(body: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive(['\n', '\r']) {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let text = start + indent..start + indent + trimmed.trim_end().len();
        start += line.len();
        // The second half of "\r\n" is no line of its own.
        if line != "\n" || !body[..start - 1].ends_with('\r') {
            lines.push(Line { text, indent });
        }
    }
    lines
}

/// Whether the lines end where the column did, and not where the paragraph does.
///
/// Three signs must agree. No line is longer than a column is wide. The text runs on: at least half of the lines that
/// follow another begin with a small letter (in scripts without capitals, the line before ends without a stop). And
/// most lines are full: the first word of the next would not have fitted on them, up to a fifth of the column.
fn is_hard_wrapped(body: &str, lines: &[Line]) -> bool {
    let Some(width) = column_width(body, lines) else { return false };
    let (mut breaks, mut runs_on, mut full) = (0, 0, 0);
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| !line.text.is_empty())) {
        let (line, next) = (&body[pair[0].text.clone()], &body[pair[1].text.clone()]);
        if pair[1].indent > pair[0].indent {
            continue;
        }
        breaks += 1;
        let first = next.chars().next().unwrap_or(' ');
        let stops = line.ends_with(['.', '!', '?', ':', '"', '”', '۔', '。', '؟']);
        runs_on += usize::from(
            first.is_lowercase() || (first.is_alphabetic() && !first.is_uppercase() && !stops),
        );
        let word = next.split_whitespace().next().unwrap_or_default().chars().count();
        full += usize::from(line.chars().count() + 1 + word > width - width / 5);
    }
    breaks >= MIN_BREAKS && runs_on * 2 >= breaks && full * 10 >= breaks * 7
}

/// The length of the longest line, if it is one of a column.
fn column_width(body: &str, lines: &[Line]) -> Option<usize> {
    // Bytes are never fewer than characters, so the long lines of most bodies need no counting.
    let mut width = 0;
    for line in lines {
        if line.text.len() > MAX_WIDTH * 4 {
            return None;
        }
        width = width.max(body[line.text.clone()].chars().take(MAX_WIDTH + 1).count());
    }
    (MIN_WIDTH..=MAX_WIDTH).contains(&width).then_some(width)
}
