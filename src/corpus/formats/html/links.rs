//! Finds pictures with captions, and lines that lead to other stories.

use dom_query::{Document, NodeRef};

use super::parts;

/// Elements that are one line.
const LINES: &[&str] = &["p", "li", "h2", "h3", "h4", "h5", "h6"];

/// Elements that may hold a list of other stories.
const LISTS: &[&str] = &["div", "section", "ul", "ol"];

/// The most words of a caption. Longer ones are part of the text.
const MOST_CAPTION_WORDS: usize = 150;

/// A line or a list with fewer words may be a link and still part of the story.
const FEW_WORDS: usize = 3;

/// The most words of a list that are in no link, and of what introduces a link, such as "Read more:".
const MOST_UNLINKED: usize = 8;

/// The most words of a heading of a list.
const MOST_OF_LABEL: usize = 4;

/// Removes pictures with captions, and lines and lists that are only links, which lead to other stories.
pub(super) fn take_off(page: &Document) {
    let mut found = Vec::new();
    weigh(page.root(), Within::Text, &mut found);
    for node in found {
        parts::empty(&node);
    }
}

/// Whether words are in a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Link,
}

/// The words below a node.
#[derive(Clone, Copy, Default)]
struct Words {
    all: usize,
    linked: usize,
    /// Words of links that were found inside.
    gone: usize,
}

impl Words {
    fn unlinked(self) -> usize {
        self.all - self.linked
    }
}

/// Counts the words below a node except those found, and collects the nodes found.
///
/// Recursive: the page must be of [`tree`](super::super::tree).
fn weigh<'p>(node: NodeRef<'p>, within: Within, found: &mut Vec<NodeRef<'p>>) -> Words {
    if node.is_text() {
        let all = node.text().split_whitespace().count();
        let linked = if within == Within::Link { all } else { 0 };
        return Words { all, linked, gone: 0 };
    }
    let name = node.node_name();
    let name = name.as_deref().unwrap_or_default();
    let within = if name == "a" { Within::Link } else { within };
    let mut words = Words::default();
    let mut label: Option<(NodeRef, Words)> = None;
    for child in node.children() {
        let below = weigh(child, within, found);
        if below.all == 0 && below.gone > 0 {
            if let Some((label, of_label)) = label.take() {
                found.push(label);
                words.all -= of_label.all;
                words.linked -= of_label.linked;
            }
        } else if below.all > 0 {
            label = is_label(&child, below).then_some((child, below));
        }
        words.all += below.all;
        words.linked += below.linked;
        words.gone += below.gone;
    }
    let is_line = LINES.contains(&name) && is_linked_line(&node, words);
    if is_line || (LISTS.contains(&name) && is_list_of_links(&node, words)) {
        found.push(node);
        return Words { all: 0, linked: 0, gone: words.gone + words.all };
    }
    let is_picture = matches!(name, "figure" | "figcaption" | "nav");
    if is_picture || (words.all <= MOST_CAPTION_WORDS && is_caption(&node)) {
        found.push(node);
        return Words::default();
    }
    words
}

/// Whether a line is a link, or a link behind a few words, as in "Read more: A ferry ran aground".
fn is_linked_line(line: &NodeRef, words: Words) -> bool {
    if words.all < FEW_WORDS {
        return false;
    }
    if words.linked * 10 >= words.all * 9 {
        return true;
    }
    if words.unlinked() > MOST_UNLINKED || words.linked <= FEW_WORDS {
        return false;
    }
    let text = line.text();
    let separator = text.char_indices().find(|(_, c)| matches!(c, ':' | '：' | '|' | '»' | '►'));
    separator.is_some_and(|(at, separator)| {
        let before = &text[..at + separator.len_utf8()];
        before.split_whitespace().count() == words.unlinked()
    })
}

/// Whether an element has links and hardly anything else. Names of authors are not taken for stories.
fn is_list_of_links(list: &NodeRef, words: Words) -> bool {
    let links = words.linked + words.gone;
    links > FEW_WORDS
        && words.unlinked() <= MOST_UNLINKED
        && words.unlinked() * 2 <= links
        && !parts::has_name(list, OF_AUTHORS)
        && !list.descendants_it().any(|inside| {
            inside.attr("rel").as_deref() == Some("author") || parts::has_name(&inside, OF_AUTHORS)
        })
}

/// Words in the ids and classes of elements with the names of authors.
const OF_AUTHORS: &[&str] = &["author", "authors", "byline", "autor", "autoren", "auteur", "yazar"];

/// Whether an element may be the heading of a list.
fn is_label(node: &NodeRef, words: Words) -> bool {
    let is_heading = || {
        let name = node.node_name();
        matches!(name.as_deref(), Some("h3" | "h4" | "h5" | "h6"))
    };
    words.all <= MOST_OF_LABEL
        && node.is_element()
        && (is_heading() || node.text().trim_end().ends_with(':'))
}

fn is_caption(node: &NodeRef) -> bool {
    parts::has_name(node, &["caption", "captions"])
}
