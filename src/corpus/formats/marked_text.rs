//! The text of marked-up content, a line to a paragraph.

use dom_query::{Document, NodeRef};

use super::xml::{Element, Node};

/// Elements that begin a line of their own.
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

/// Elements with no words of the story in them.
const LEFT_OUT: &[&str] =
    &["media", "figure", "script", "style", "head", "noscript", "iframe", "template", "svg"];

/// The words of an element, blanks between them as one, and a line for each paragraph.
pub(super) fn of(element: &Element) -> String {
    let mut lines = Lines::default();
    lines.add(element);
    lines.finish()
}

/// The same of HTML that stands in a text.
pub(super) fn of_html(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return of_plain(html);
    }
    of_document(&Document::fragment(html))
}

/// The same of HTML that was parsed.
pub(crate) fn of_document(page: &Document) -> String {
    let mut root = Element::new("div");
    copy(&page.root(), &mut root, 0);
    of(&root)
}

/// The lines of plain text, blanks between words as one.
pub(super) fn of_plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Elements nested deeper than this are left out.
const MAX_DEPTH: usize = 256;

fn copy(from: &NodeRef<'_>, to: &mut Element, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for child in from.children() {
        if child.is_text() {
            to.children.push(Node::Text(child.text().to_string()));
        } else if let Some(name) = child.node_name() {
            let mut element = Element::new(&name);
            copy(&child, &mut element, depth + 1);
            to.children.push(Node::Element(element));
        }
    }
}

/// Lines that are being written.
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
