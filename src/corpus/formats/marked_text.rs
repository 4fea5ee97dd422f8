//! The text of marked-up content, one paragraph per line.

use dom_query::{Document, NodeRef};

use super::tree;
use super::xml::{Element, Node};

/// Elements that start a new line.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "div",
    "block",
    "blockquote",
    "bq",
    "li",
    "tr",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hl1",
    "hl2",
    "hr",
    "table",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "section",
    "article",
    "tagline",
    "title",
];

/// Elements that set off words within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "cite", "em", "font", "i", "q", "s", "small", "span", "strong", "sub", "sup",
    "u",
];

/// Whether elements of this name start a new line.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Whether elements of this name mark up a text.
pub(super) fn is_markup(name: &str) -> bool {
    [BLOCKS, INLINE, LEFT_OUT].iter().any(|names| names.contains(&name)) && name != "title"
}

/// Elements without words of the story.
const LEFT_OUT: &[&str] =
    &["media", "figure", "script", "style", "head", "noscript", "iframe", "template", "svg"];

/// The words of an element with single spaces, one paragraph per line.
pub(super) fn of(element: &Element) -> String {
    let mut lines = Lines::default();
    lines.add(element);
    lines.finish()
}

/// Like [`of`], for HTML in a text.
pub(super) fn of_html(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return of_plain(html);
    }
    tree::part(html).map_or_else(|_| without_tags(html), |part| of_document(&part))
}

/// The words of HTML that is not parsed, one line for each tag.
pub(super) fn without_tags(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let words = parts.map(|(number, part)| match part.split_once('>') {
        Some((_, words)) if number > 0 => words,
        _ => part,
    });
    of_plain(&words.collect::<Vec<_>>().join("\n"))
}

/// Like [`of`], for parsed HTML. Recursive: it must be of [`tree`].
pub(crate) fn of_document(page: &Document) -> String {
    let mut root = Element::new("div");
    copy(&page.root(), &mut root);
    of(&root)
}

/// The lines of plain text with single spaces.
pub(super) fn of_plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn copy(from: &NodeRef<'_>, to: &mut Element) {
    for child in from.children() {
        if child.is_text() {
            to.children.push(Node::Text(child.text().to_string()));
        } else if let Some(name) = child.node_name() {
            let mut element = Element::new(&name);
            copy(&child, &mut element);
            to.children.push(Node::Element(element));
        }
    }
}

/// Collects lines.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
}

impl Lines {
    fn add(&mut self, element: &Element) {
        if LEFT_OUT.contains(&&*element.name) {
            return;
        }
        let is_block = BLOCKS.contains(&&*element.name);
        if is_block {
            self.end_line();
        }
        for node in &element.children {
            match node {
                Node::Text(text) => self.line.push_str(text),
                Node::Element(element) => self.add(element),
            }
        }
        if is_block {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let mut separator = if self.done.is_empty() { None } else { Some('\n') };
        for word in self.line.split_whitespace() {
            self.done.extend(separator.replace(' '));
            self.done.push_str(word);
        }
        self.line.clear();
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.done
    }
}
