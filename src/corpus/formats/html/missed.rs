//! Finds the paragraphs of an article that the search for it left out.
//!
//! The search takes one element of the page and those beside it that score well. Pages that set an article in several elements,
//! between pictures, offers and boxes, lose those that score badly. Such elements are of one form.

use dom_query::{Document, NodeRef};

use crate::hash::{self, HashMap, HashSet};

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

/// An element that holds words and no other such element.
struct Block<'p> {
    node: NodeRef<'p>,
    /// The names of the elements around it.
    path: u64,
    text: String,
    words: usize,
    linked: usize,
}

/// The text found on a page with the paragraphs that were missed, in the order of the page.
pub(super) fn added(page: &Document, found: String) -> String {
    let lines: Vec<&str> = found.lines().collect();
    let all_words = words(&found).count();
    let (runs, places) = (runs(&found).collect::<HashSet<u64>>(), places(&lines));
    let mut blocks = Vec::new();
    if let Some(body) = page.body() {
        gather(body, 0, &mut blocks);
    }
    let states: Vec<State> = blocks.iter().map(|block| state(block, &runs, &places)).collect();
    let mut of_form: HashMap<u64, Form> = HashMap::default();
    for (at, (block, state)) in blocks.iter().zip(&states).enumerate() {
        if matches!(state, State::Line(_) | State::Found) {
            let form = of_form.entry(block.path).or_default();
            form.words += block.words;
            form.found.push(at);
        }
    }
    let mut known: HashSet<u64> = HashSet::default();
    let mut before: Vec<(usize, usize)> = Vec::new();
    let mut line = 0;
    for (at, (block, state)) in blocks.iter().zip(&states).enumerate() {
        match state {
            State::Line(number) => line = line.max(number + 1),
            State::Missed => {
                let is_alike = of_form.get(&block.path).is_some_and(|form| {
                    form.words * 100 >= all_words * OF_ARTICLE
                        && form.around(at).any(|found| is_alike(block, &blocks[found]))
                });
                if is_alike && known.insert(letters(&block.text)) {
                    before.push((line, at));
                }
            }
            State::Found | State::Other => {}
        }
    }
    if before.is_empty() {
        return found;
    }
    let mut before = before.into_iter().peekable();
    let mut all = Vec::with_capacity(lines.len());
    for number in 0..=lines.len() {
        while let Some((_, at)) = before.next_if(|(line, _)| *line <= number) {
            all.push(blocks[at].text.as_str());
        }
        all.extend(lines.get(number));
    }
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

/// What the text found has of a block.
enum State {
    /// It is this line.
    Line(usize),
    Found,
    Missed,
    /// A part of it, or the block is no paragraph.
    Other,
}

fn state(block: &Block, runs_found: &HashSet<u64>, places: &HashMap<u64, usize>) -> State {
    if let Some(&place) = places.get(&letters(&block.text)) {
        return State::Line(place);
    }
    let (mut all, mut found) = (0, 0);
    for run in runs(&block.text) {
        all += 1;
        found += usize::from(runs_found.contains(&run));
    }
    let is_heading = block.node.node_name().is_some_and(|name| is_heading(&name));
    let is_long = block.words >= FEWEST_WORDS
        || block.text.chars().filter(|c| c.is_alphanumeric()).nth(FEWEST_LETTERS).is_some();
    if all > 0 && found * 100 >= all * FOUND {
        State::Found
    } else if found * 100 <= all * MISSED
        && is_long
        && !is_heading
        && block.linked * 2 <= block.words
    {
        State::Missed
    } else {
        State::Other
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Whether two blocks are in elements of the same names and classes, up to the one that both are in, which is within an article.
fn is_alike(missed: &Block, found: &Block) -> bool {
    let (mut one, mut other) = (missed.node, found.node);
    let mut is_first = true;
    while one.id != other.id {
        let (Some(next), Some(next_other)) = (one.parent(), other.parent()) else { return false };
        let are_beside = next.id == next_other.id;
        let is_any_class = is_first && are_beside && missed.words >= MANY_WORDS;
        if matches!(one.node_name().as_deref(), Some("article" | "main" | "body"))
            || !(is_any_class || has_class_of(&one, &other))
            || is_hidden(&one)
        {
            return false;
        }
        (one, other, is_first) = (next, next_other, false);
    }
    true
}

/// Whether two elements have the same classes, or one has a further one.
fn has_class_of(one: &NodeRef, other: &NodeRef) -> bool {
    let (one, other) = (one.attr("class"), other.attr("class"));
    let names = |class: Option<&str>| -> Vec<String> {
        class.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect()
    };
    let (one, other) = (names(one.as_deref()), names(other.as_deref()));
    let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    (!fewer.is_empty() || more.is_empty())
        && more.len() - fewer.len() <= 1
        && fewer.iter().all(|name| more.contains(name))
}

fn is_hidden(node: &NodeRef) -> bool {
    let style = node.attr("style");
    let hides = |style: &str| style.replace(' ', "").to_lowercase().contains("display:none");
    node.has_attr("hidden")
        || node.attr("aria-hidden").as_deref() == Some("true")
        || style.as_deref().is_some_and(hides)
}

/// Collects the blocks below a node, and tells whether there are any.
///
/// Recursive: the page must be of [`tree`](super::super::tree).
fn gather<'p>(node: NodeRef<'p>, around: u64, blocks: &mut Vec<Block<'p>>) -> bool {
    let name = node.node_name();
    let name = name.as_deref().unwrap_or_default();
    if PASSED_OVER.contains(&name) {
        return false;
    }
    let path = hash::mix(around ^ hash::bytes(name.as_bytes()));
    let mut has_block = false;
    for child in node.children() {
        has_block |= child.is_element() && gather(child, path, blocks);
    }
    if has_block || !BLOCKS.contains(&name) {
        return has_block;
    }
    let mut shown = Shown::default();
    shown.add(&node, Within::Text);
    let text = shown.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words(&text).count();
    if words > 0 {
        blocks.push(Block { node, path, text, words, linked: shown.linked });
    }
    words > 0
}

/// Whether words are in a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Link,
}

/// The words of a block that a reader sees.
#[derive(Default)]
struct Shown {
    text: String,
    linked: usize,
}

impl Shown {
    fn add(&mut self, node: &NodeRef, within: Within) {
        for child in node.children_it(false) {
            if child.is_text() {
                let text = child.text();
                if within == Within::Link {
                    self.linked += words(&text).count();
                }
                self.text.push_str(&text);
                continue;
            }
            let Some(name) = child.node_name() else { continue };
            if PASSED_OVER.contains(&&*name) || is_hidden(&child) {
                continue;
            }
            if &*name == "br" {
                self.text.push(' ');
            }
            self.add(&child, if &*name == "a" { Within::Link } else { within });
        }
    }
}

/// The first place of each line, by its letters.
fn places(lines: &[&str]) -> HashMap<u64, usize> {
    let mut places = HashMap::default();
    for (number, line) in lines.iter().enumerate() {
        places.entry(letters(line)).or_insert(number);
    }
    places
}

/// The letters and digits of a text, hashed.
fn letters(text: &str) -> u64 {
    hash::bytes(words(text).collect::<String>().as_bytes())
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
