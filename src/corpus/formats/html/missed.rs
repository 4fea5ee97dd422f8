//! Finds the paragraphs of an article that the search for it left out.
//!
//! The search takes one element of the page and those beside it that score well. Pages that set an article in several elements,
//! between pictures, offers and boxes, lose those that score badly. Such elements are of one form.

use dom_query::{Document, Element, NodeData, NodeRef};

use super::trim;
use crate::hash::{self, HashSet, MapOfHashes, SetOfHashes};

/// Elements that may hold one paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "section",
    "blockquote",
    "dd",
    "td",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// Elements without paragraphs of the article.
const PASSED_OVER: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "figure",
    "button", "svg", "iframe", "select", "dialog",
];

/// A text is found in another one if this share of its runs of words is, and missed if so few are.
const FOUND: usize = 70;
const MISSED: usize = 30;

/// The least share of the words found that paragraphs of one form hold if it is that of the article.
const OF_ARTICLE: usize = 15;

/// Fewest words and fewest letters of a paragraph, for some languages write no spaces.
const FEWEST_WORDS: usize = 5;
const FEWEST_LETTERS: usize = 25;

/// Fewest words of a paragraph that is taken although its class is not that of the others around it.
const MANY_WORDS: usize = 15;

/// Percentage of the words left on a page that are found if nothing of importance was missed.
const ENOUGH: usize = 90;

/// An element that holds words and no other such element.
struct Block<'p> {
    node: NodeRef<'p>,
    /// The names of the elements around it.
    path: u64,
    words: usize,
    state: State,
}

/// What the text found has of a block.
enum State {
    /// It is this line.
    Line(usize),
    Found,
    /// Nothing; its text.
    Missed(String),
    /// A part of it, or the block is no paragraph.
    Other,
}

/// The text found on a page with the paragraphs that were missed, in the order of the page. `words` are those outside links
/// that are left on the page.
pub(super) fn added(page: &Document, words: usize, found: String) -> String {
    let all_words = trim::spaced(&found);
    if all_words * 100 >= words * ENOUGH {
        return found;
    }
    let lines: Vec<&str> = found.lines().collect();
    let mut search = Search::new(&found, &lines);
    if let Some(body) = page.body() {
        search.gather(body, 0);
    }
    let blocks = search.blocks;
    let mut of_form: MapOfHashes<Form> = MapOfHashes::default();
    for (at, block) in blocks.iter().enumerate() {
        if matches!(block.state, State::Line(_) | State::Found) {
            let form = of_form.entry(block.path).or_default();
            form.words += block.words;
            form.found.push(at);
        }
    }
    let mut known: HashSet<&str> = HashSet::default();
    let mut all = Vec::with_capacity(lines.len());
    for (at, block) in blocks.iter().enumerate() {
        match &block.state {
            State::Line(line) if *line >= all.len() - known.len() => {
                all.extend_from_slice(&lines[all.len() - known.len()..=*line]);
            }
            State::Missed(text) => {
                let is_alike = of_form.get(&block.path).is_some_and(|form| {
                    form.words * 100 >= all_words * OF_ARTICLE
                        && form.around(at).any(|found| is_alike(block, &blocks[found]))
                });
                if is_alike && known.insert(text) {
                    all.push(text);
                }
            }
            _ => {}
        }
    }
    if known.is_empty() {
        drop(blocks);
        return found;
    }
    all.extend_from_slice(&lines[all.len() - known.len()..]);
    all.join("\n")
}

/// The blocks of one form that were found, by their numbers.
#[derive(Default)]
struct Form {
    words: usize,
    found: Vec<usize>,
}

impl Form {
    /// The last one before a block and the first one behind it.
    fn around(&self, block: usize) -> impl Iterator<Item = usize> {
        let behind = self.found.partition_point(|&found| found < block);
        let before = behind.checked_sub(1).map(|before| self.found[before]);
        before.into_iter().chain(self.found.get(behind).copied())
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Elements within one another that are compared: far more than pages have between a paragraph and its article.
const MOST_LEVELS: usize = 32;

/// Whether two blocks are in elements of the same names and classes, up to the one that both are in, which is within an article.
fn is_alike(missed: &Block, found: &Block) -> bool {
    let (mut one, mut other) = (missed.node, found.node);
    let mut levels = 0;
    while one.id != other.id {
        let (Some(next), Some(next_other)) = (one.parent(), other.parent()) else { return false };
        let are_beside = next.id == next_other.id;
        let is_any_class = levels == 0 && are_beside && missed.words >= MANY_WORDS;
        if matches!(one.node_name().as_deref(), Some("article" | "main" | "body"))
            || !(is_any_class || has_class_of(&one, &other))
            || one.element_ref().is_some_and(|element| is_hidden(&element))
            || levels == MOST_LEVELS
        {
            return false;
        }
        (one, other, levels) = (next, next_other, levels + 1);
    }
    true
}

/// Whether two elements have the same classes, or one has a further one.
fn has_class_of(one: &NodeRef, other: &NodeRef) -> bool {
    let (one, other) = (one.attr("class"), other.attr("class"));
    let names = |class: Option<&str>| -> HashSet<String> {
        class.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect()
    };
    let (one, other) = (names(one.as_deref()), names(other.as_deref()));
    let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    (!fewer.is_empty() || more.is_empty())
        && more.len() - fewer.len() <= 1
        && fewer.iter().all(|name| more.contains(name))
}

fn is_hidden(element: &Element) -> bool {
    let hides = |style: &str| style.replace(' ', "").to_lowercase().contains("display:none");
    element.attrs.iter().any(|attr| match &*attr.name.local {
        "hidden" => true,
        "aria-hidden" => &*attr.value == "true",
        "style" => hides(&attr.value),
        _ => false,
    })
}

/// Compares the blocks of a page with the text found.
struct Search<'p> {
    blocks: Vec<Block<'p>>,
    /// The runs of words of the text found.
    runs: SetOfHashes,
    /// The first place of each line, by its letters.
    places: MapOfHashes<usize>,
    shown: Shown,
}

impl<'p> Search<'p> {
    fn new(found: &str, lines: &[&str]) -> Search<'p> {
        let mut search = Search {
            blocks: Vec::new(),
            runs: runs(found).collect(),
            places: MapOfHashes::default(),
            shown: Shown::default(),
        };
        for (number, line) in lines.iter().enumerate() {
            let letters = search.shown.letters_of(line);
            search.places.entry(letters).or_insert(number);
        }
        search
    }

    /// Collects the blocks below a node, and tells whether there are any.
    ///
    /// Recursive: the page must be of [`tree`](super::super::tree).
    fn gather(&mut self, node: NodeRef<'p>, around: u64) -> bool {
        let Some(element) = node.element_ref() else { return false };
        let name = &*element.name.local;
        if PASSED_OVER.contains(&name) {
            return false;
        }
        let path = hash::mix(around ^ hash::bytes(name.as_bytes()));
        let mut has_block = false;
        for child in node.children_it(false) {
            has_block |= self.gather(child, path);
        }
        if has_block || !BLOCKS.contains(&name) {
            return has_block;
        }
        self.shown.read(&node);
        let words = words(&self.shown.text).count();
        if words > 0 {
            let state = self.state(words, is_heading(name));
            self.blocks.push(Block { node, path, words, state });
        }
        words > 0
    }

    /// What the text found has of the block that was read last.
    fn state(&mut self, words: usize, is_heading: bool) -> State {
        let text = std::mem::take(&mut self.shown.text);
        let letters = self.shown.letters_of(&text);
        let is_long = words >= FEWEST_WORDS || self.shown.letters.len() >= FEWEST_LETTERS;
        let state = if let Some(&place) = self.places.get(&letters) {
            State::Line(place)
        } else {
            let (mut all, mut found) = (0, 0);
            for run in runs(&text) {
                all += 1;
                found += usize::from(self.runs.contains(&run));
            }
            let is_paragraph = is_long && !is_heading && self.shown.linked * 2 <= words;
            if all > 0 && found * 100 >= all * FOUND {
                State::Found
            } else if found * 100 <= all * MISSED && is_paragraph {
                State::Missed(text.split_whitespace().collect::<Vec<_>>().join(" "))
            } else {
                State::Other
            }
        };
        self.shown.text = text;
        state
    }
}

/// Whether words are in a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Link,
}

/// The words of a block that a reader sees. The room is used again for the next one.
#[derive(Default)]
struct Shown {
    text: String,
    linked: usize,
    letters: String,
}

impl Shown {
    fn read(&mut self, block: &NodeRef) {
        self.text.clear();
        self.linked = 0;
        self.add(block, Within::Text);
    }

    fn add(&mut self, node: &NodeRef, within: Within) {
        for child in node.children_it(false) {
            let Some(element) = child.element_ref() else {
                child.query(|node| {
                    if let NodeData::Text { contents } = &node.data {
                        if within == Within::Link {
                            self.linked += words(contents).count();
                        }
                        self.text.push_str(contents);
                    }
                });
                continue;
            };
            let name = &*element.name.local;
            if PASSED_OVER.contains(&name) || is_hidden(&element) {
                continue;
            }
            if name == "br" {
                self.text.push(' ');
            }
            self.add(&child, if name == "a" { Within::Link } else { within });
        }
    }

    /// The letters and digits of a text, hashed.
    fn letters_of(&mut self, text: &str) -> u64 {
        self.letters.clear();
        self.letters.extend(words(text));
        hash::bytes(self.letters.as_bytes())
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Three words in a row, hashed.
fn runs(text: &str) -> impl Iterator<Item = u64> {
    let mut last = [0_u64; 2];
    let hashes = words(text).map(|word| hash::bytes(word.as_bytes()));
    let runs = hashes.map(move |word| {
        let run = hash::mix(hash::mix(last[0]) ^ last[1]) ^ word;
        last = [last[1], word];
        run
    });
    runs.skip(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(number: usize) -> String {
        (0..12).map(|word| format!("w{number}x{word}")).collect::<Vec<_>>().join(" ")
    }

    fn complete(page: &str, found: &[usize]) -> Vec<usize> {
        let found: Vec<String> = found.iter().map(|&number| paragraph(number)).collect();
        let all = added(&Document::from(page), 1_000, found.join("\n\n"));
        let lines = all.lines().filter(|line| !line.is_empty());
        lines.map(|line| line[1..line.find('x').unwrap()].parse().unwrap()).collect()
    }

    fn page(parts: &[(&str, usize)]) -> String {
        let part = |&(class, number): &(&str, usize)| {
            format!("<div class='{class}'><div><p class=text>{}</p></div></div>", paragraph(number))
        };
        format!("<main>{}</main>", parts.iter().map(part).collect::<String>())
    }

    #[test]
    fn paragraphs_in_elements_of_the_same_form_are_added_in_their_places() {
        let parts = [("part", 0), ("box", 1), ("part wide", 2), ("part", 3), ("part", 4)];
        assert_eq!(complete(&page(&parts), &[3]), [0, 2, 3, 4]);
        assert_eq!(complete(&page(&parts), &[0, 4]), [0, 2, 3, 4]);
        // Nothing is missing, or nothing is alike.
        assert_eq!(complete(&page(&parts), &[0, 2, 3, 4]), [0, 2, 3, 4]);
        assert_eq!(complete(&page(&parts), &[9]), [9]);
        let twice = [("part", 0), ("part", 1), ("part", 1)];
        assert_eq!(complete(&page(&twice), &[0]), [0, 1]);
    }

    #[test]
    fn paragraphs_of_other_articles_and_hidden_ones_are_not_added() {
        let article = |class: &str, number: usize| {
            format!("<article class='{class}'><p>{}</p></article>", paragraph(number))
        };
        assert_eq!(complete(&format!("{}{}", article("a", 0), article("a", 1)), &[0]), [0]);
        let hidden = format!(
            "<div class=a><p>{}</p></div><div class=a style='display: none'><p>{}</p></div>\
             <div class=a><p>{}</p></div><div class=a><p><a href=/x>{}</a></p></div>",
            paragraph(0),
            paragraph(1),
            paragraph(2),
            paragraph(3)
        );
        assert_eq!(complete(&hidden, &[0]), [0, 2]);
    }

    #[test]
    fn paragraphs_beside_one_that_was_found_may_have_another_class() {
        let long = paragraph(1) + " " + &paragraph(1).replace('w', "v");
        let page = format!(
            "<div><p>{}</p><p class=more>{long}</p><p class=note>{}</p></div>",
            paragraph(0),
            paragraph(2)
        );
        assert_eq!(complete(&page, &[0]), [0, 1]);
    }
}
