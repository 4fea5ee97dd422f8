//! Finds pictures with captions, and lines that lead to other stories.

use dom_query::{Document, NodeRef};

/// Elements that start a new line.
const LINES: &[&str] = &["p", "li", "h2", "h3", "h4", "h5", "h6"];

/// Usual classes of captions.
const CAPTIONS: &[&str] =
    &["caption", "image-caption", "media-caption", "photo-caption", "wp-caption-text"];

/// The most words of a caption. Longer ones are part of the text.
const MOST_CAPTION_WORDS: usize = 150;

/// A line with fewer words may be a link and still part of the story.
const FEW_WORDS: usize = 3;

/// Removes boilerplate from a page: pictures with captions, and lines that are only a link, which
/// lead to other stories.
pub(super) fn take_off(page: &Document) {
    let mut boilerplate = Vec::new();
    weigh(page.root(), Within::Text, &mut boilerplate);
    for node in boilerplate {
        node.remove_from_parent();
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
}

/// Counts the words below a node except boilerplate, and collects the boilerplate nodes.
///
/// Recursive: the page must be of [`tree`].
fn weigh<'p>(node: NodeRef<'p>, within: Within, boilerplate: &mut Vec<NodeRef<'p>>) -> Words {
    if node.is_text() {
        let all = node.text().split_whitespace().count();
        return Words { all, linked: if within == Within::Link { all } else { 0 } };
    }
    let name = node.node_name();
    let name = name.as_deref().unwrap_or_default();
    let within = if name == "a" { Within::Link } else { within };
    let mut words = Words::default();
    for child in node.children() {
        let below = weigh(child, within, boilerplate);
        words.all += below.all;
        words.linked += below.linked;
    }
    let is_link =
        LINES.contains(&name) && words.all >= FEW_WORDS && words.linked * 10 >= words.all * 9;
    let is_picture = matches!(name, "figure" | "figcaption" | "nav");
    let is_caption = || {
        let class = node.attr("class");
        words.all <= MOST_CAPTION_WORDS
            && class.is_some_and(|class| {
                class.split_whitespace().any(|class| CAPTIONS.contains(&class))
            })
    };
    if is_link || is_picture || is_caption() {
        boilerplate.push(node);
        return Words::default();
    }
    words
}
