//! Takes off what is around an article in one walk: pictures with captions, lines and lists of links, which lead to other
//! stories; and of a page also consent dialogs, comments, and the small print of its form.

use dom_query::{Document, Element, LocalName, NodeData, NodeRef, local_name};

use super::names::Named;
use crate::hash::{self, MapOfHashes};

/// What is walked through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A page.
    Page,
    /// A part of one, of which everything belongs to the article but pictures and links.
    Part,
}

/// Whether an element is one line.
fn is_line(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("li")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
    )
}

/// Whether an element may hold a list of other stories.
fn may_be_list(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("div") | local_name!("section") | local_name!("ul") | local_name!("ol")
    )
}

/// Whether an element may be a dialog, or hold comments.
fn may_be_foreign(name: &LocalName) -> bool {
    may_be_list(name)
        || matches!(
            *name,
            local_name!("aside")
                | local_name!("dialog")
                | local_name!("form")
                | local_name!("details")
                | local_name!("iframe")
        )
}

/// Whether an element has no words that are read.
fn is_wordless(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("style")
            | local_name!("noscript")
            | local_name!("template")
    )
}

/// The most words of a caption. Longer ones are part of the text.
const MOST_OF_CAPTION: usize = 150;

/// The most words of a short part that is not of the story.
const MOST_SMALL: usize = 15;

/// The most words of a part that asks for something or is not shown. Longer ones also hold the text.
const MOST_REQUESTED: usize = 200;

/// A line or a list with fewer words may be a link and still part of the story.
const FEW_WORDS: usize = 3;

/// The most words of a list that are in no link, and of what introduces a link, such as "Read more:".
const MOST_UNLINKED: usize = 8;

/// The fewest words of an article below which others are further ones.
const LEAST_OF_ARTICLE: usize = 60;

/// The most words of a heading of a list.
const MOST_OF_LABEL: usize = 4;

/// Takes everything off that is found. Returns the number of words outside links that are left.
pub(super) fn take_off(page: &Document, of: Of) -> usize {
    let mut walk = Walk::new(of);
    let words = walk.weigh(page.root(), Around::default());
    // The tree can only be changed when the walk, which borrows it, is over.
    let Walk { found, articles, late, .. } = walk;
    for node in late {
        node.remove_attr("hidden");
    }
    for node in &found {
        empty(node);
    }
    // Pages load further articles below their own, each with its headline.
    let mut articles = articles;
    articles.dedup_by_key(|article| article.id);
    // One with a few words is a name of the site or a teaser.
    let is_story = |article: &NodeRef| count(&article.text()) >= LEAST_OF_ARTICLE;
    if let Some(first) = articles.iter().position(is_story) {
        for further in &articles[first + 1..] {
            further.remove_from_parent();
        }
    }
    words.unlinked()
}

/// Empties an element. One is left in its place, for the search takes an element that is alone in its parent for less than the
/// article.
fn empty(node: &NodeRef) {
    for child in node.children() {
        child.remove_from_parent();
    }
    node.rename("link");
}

/// The elements around a node.
#[derive(Clone, Copy, Default)]
struct Around<'p> {
    is_link: bool,
    /// Whether the next one is a paragraph.
    is_paragraph: bool,
    /// The outermost article.
    article: Option<NodeRef<'p>>,
}

/// What is below a node.
#[derive(Clone, Copy, Default)]
struct Below {
    words: usize,
    linked: usize,
    /// Words of links that were found inside.
    gone: usize,
    /// Whether there is an article or its headline.
    has_article: bool,
    names_author: bool,
    /// Whether its last words end in a colon.
    ends_in_colon: bool,
    /// Paragraphs with words outside links, such as a credit beside a list of topics.
    paragraphs: usize,
}

impl Below {
    fn unlinked(self) -> usize {
        self.words - self.linked
    }
}

/// What an element says about itself.
#[derive(Default)]
struct Told {
    named: Named,
    is_dialog: bool,
    /// React puts what it renders late into hidden elements, which a script of the page shows.
    is_late: bool,
}

struct Walk<'p> {
    of: Of,
    found: Vec<NodeRef<'p>>,
    /// The outermost article around each headline.
    articles: Vec<NodeRef<'p>>,
    late: Vec<NodeRef<'p>>,
    /// What classes and ids stand for, by their hashes, for a page has the same ones again and again.
    known: MapOfHashes<Named>,
}

impl<'p> Walk<'p> {
    fn new(of: Of) -> Walk<'p> {
        Walk {
            of,
            found: Vec::new(),
            articles: Vec::new(),
            late: Vec::new(),
            known: MapOfHashes::default(),
        }
    }

    fn told(&mut self, element: &Element) -> Told {
        let mut told = Told::default();
        let (mut is_hidden, mut is_of_react) = (false, false);
        for attr in &element.attrs {
            let value = &*attr.value;
            match &*attr.name.local {
                "class" => told.named.add(self.named(value)),
                "id" => {
                    told.named.add(self.named(value));
                    is_of_react = value.starts_with("S:");
                }
                "rel" if value == "author" => told.named.add(Named::AUTHOR),
                "aria-modal" => told.is_dialog |= value == "true",
                "role" => {
                    let is = |name: &str| value.eq_ignore_ascii_case(name);
                    told.is_dialog |= is("dialog") || is("alertdialog");
                }
                "hidden" => is_hidden = true,
                _ => {}
            }
        }
        told.is_late = is_hidden && is_of_react;
        told
    }

    fn named(&mut self, value: &str) -> Named {
        let hash = hash::bytes(value.as_bytes());
        *self.known.entry(hash).or_insert_with(|| Named::of(value))
    }

    /// Counts the words below a node except those found.
    ///
    /// Recursive: the page must be of [`tree`](super::super::tree).
    fn weigh(&mut self, node: NodeRef<'p>, around: Around<'p>) -> Below {
        let Some(element) = node.element_ref() else {
            return match node.query_or(None, |node| counted(&node.data)) {
                Some((words, ends_in_colon)) => {
                    let linked = if around.is_link { words } else { 0 };
                    Below { words, linked, ends_in_colon, ..Below::default() }
                }
                // The root; comments have nothing below them.
                None => self.below(node, around),
            };
        };
        let name = &element.name.local;
        if is_wordless(name) {
            return Below::default();
        }
        let told = self.told(&element);
        let mut is_foreign_part = false;
        if self.of == Of::Page {
            if told.is_late {
                self.late.push(node);
            }
            let is_foreign = told.is_dialog || told.named.is(Named::FOREIGN);
            is_foreign_part = is_foreign && may_be_foreign(name);
            if *name == local_name!("h1") {
                self.articles.extend(around.article);
            }
        }
        let inside = Around {
            is_link: around.is_link || *name == local_name!("a"),
            is_paragraph: *name == local_name!("p"),
            article: around.article.or((*name == local_name!("article")).then_some(node)),
        };
        let mut below = self.below(node, inside);
        if is_foreign_part && !below.has_article {
            self.found.push(node);
            return Below::default();
        }
        let is_article = holds_story(name) || is_outermost(name);
        if self.of == Of::Page
            && !is_article
            && !below.has_article
            && most_words(name, told.named, around).is_some_and(|most| below.words <= most)
        {
            self.found.push(node);
            return Below::default();
        }
        below.has_article |= is_article;
        below.paragraphs += usize::from(*name == local_name!("p") && below.unlinked() > 0);
        below.names_author |= told.named.is(Named::AUTHOR);
        let is_line = is_line(name) && is_linked_line(&node, below);
        if is_line || (may_be_list(name) && is_list_of_links(below)) {
            self.found.push(node);
            return Below { gone: below.gone + below.words, ..Below::default() };
        }
        let is_picture =
            matches!(*name, local_name!("figure") | local_name!("figcaption") | local_name!("nav"));
        if is_picture || (below.words <= MOST_OF_CAPTION && told.named.is(Named::CAPTION)) {
            self.found.push(node);
            return Below::default();
        }
        below
    }

    /// Counts the words of the children of a node. A heading above links that were found goes with them.
    fn below(&mut self, node: NodeRef<'p>, inside: Around<'p>) -> Below {
        let mut all = Below::default();
        let mut label: Option<(NodeRef, Below)> = None;
        for child in node.children_it(false) {
            let below = self.weigh(child, inside);
            if below.words == 0 && below.gone > 0 {
                if let Some((label, of_label)) = label.take() {
                    self.found.push(label);
                    all.words -= of_label.words;
                    all.linked -= of_label.linked;
                    all.paragraphs -= of_label.paragraphs;
                }
            } else if below.words > 0 {
                label = is_label(&child, below).then_some((child, below));
            }
            if below.words > 0 {
                all.ends_in_colon = below.ends_in_colon;
            }
            all.words += below.words;
            all.linked += below.linked;
            all.gone += below.gone;
            all.paragraphs += below.paragraphs;
            all.has_article |= below.has_article;
            all.names_author |= below.names_author;
        }
        all
    }
}

/// Whether a character is of a script without spaces: Thai, Lao, Myanmar, Khmer, Kana and Han.
fn is_spaceless(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
    )
}

/// The words in a text. Where no spaces part them, each character counts.
pub(super) fn count(text: &str) -> usize {
    let may_be_spaceless = |byte: &u8| matches!(byte, 0xe0 | 0xe1 | 0xe3..=0xe9);
    if !text.as_bytes().iter().any(may_be_spaceless) {
        return spaced(text);
    }
    let words = text.split_whitespace();
    words.map(|word| word.chars().filter(|&letter| is_spaceless(letter)).count().max(1)).sum()
}

/// The words in a text that white space parts.
pub(super) fn spaced(text: &str) -> usize {
    /// Pairs of bytes whose sum fits into a byte.
    const PAIRS: usize = 255;
    let bytes = text.as_bytes();
    let [first, behind @ ..] = bytes else { return 0 };
    if has_wide_space(bytes) {
        return text.split_whitespace().count();
    }
    let is_space = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    let begins = |(before, byte): (&u8, &u8)| u8::from(is_space(*before) & !is_space(*byte));
    let pairs = bytes.chunks(PAIRS).zip(behind.chunks(PAIRS));
    let words = pairs.map(|(before, bytes)| before.iter().zip(bytes).map(begins).sum::<u8>());
    usize::from(!is_space(*first)) + words.map(usize::from).sum::<usize>()
}

/// Whether a text has white space beyond ASCII.
fn has_wide_space(text: &[u8]) -> bool {
    let is_space = |at: usize| match text[at..] {
        [0xc2, 0x85 | 0xa0, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => true,
        [0xe2, 0x80, last, ..] => matches!(last, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf),
        _ => false,
    };
    memchr::memchr3_iter(0xc2, 0xe2, 0xe3, text).any(is_space)
        || memchr::memmem::find(text, "\u{1680}".as_bytes()).is_some()
}

/// The most words of a part that is about the article, asks for something or is not seen; `None` for other elements.
fn most_words(name: &LocalName, named: Named, around: Around) -> Option<usize> {
    match *name {
        local_name!("button") | local_name!("label") => Some(MOST_REQUESTED),
        local_name!("time") if !around.is_paragraph => Some(MOST_SMALL),
        _ if named.is(Named::REQUEST) => Some(MOST_REQUESTED),
        local_name!("p") if named.is(Named::UNSEEN) => Some(MOST_SMALL),
        _ if named.is(Named::UNSEEN) && !around.is_paragraph => Some(MOST_REQUESTED),
        _ if named.is(Named::SMALL) && !around.is_paragraph => Some(MOST_SMALL),
        _ => None,
    }
}

/// Whether a line is a link, or a link behind a few words, as in "Read more: A ferry ran aground".
fn is_linked_line(line: &NodeRef, below: Below) -> bool {
    if below.words < FEW_WORDS {
        return false;
    }
    if below.linked * 10 >= below.words * 9 {
        return true;
    }
    if below.unlinked() > MOST_UNLINKED || below.linked <= FEW_WORDS {
        return false;
    }
    let text = line.text();
    let separator = text.char_indices().find(|(_, c)| matches!(c, ':' | '：' | '|' | '»' | '►'));
    separator.is_some_and(|(at, separator)| {
        count(&text[..at + separator.len_utf8()]) == below.unlinked()
    })
}

/// Whether a list has links and hardly anything else. Names of authors are not taken for stories.
fn is_list_of_links(below: Below) -> bool {
    let links = below.linked + below.gone;
    links > FEW_WORDS
        && below.unlinked() <= MOST_UNLINKED
        && below.unlinked() * 2 <= links
        && !below.names_author
        && below.paragraphs == 0
}

/// Whether an element may be the heading of a list.
fn is_label(node: &NodeRef, below: Below) -> bool {
    let is_heading = |element: &Element| {
        let name = &element.name.local;
        is_line(name) && !matches!(*name, local_name!("p") | local_name!("li") | local_name!("h2"))
    };
    below.words <= MOST_OF_LABEL
        && node.element_ref().is_some_and(|element| below.ends_in_colon || is_heading(&element))
}

/// Whether an element is an article, what holds the one of the page, or its headline.
pub(super) fn holds_story(name: &LocalName) -> bool {
    matches!(*name, local_name!("article") | local_name!("main") | local_name!("h1"))
}

fn is_outermost(name: &LocalName) -> bool {
    matches!(*name, local_name!("body") | local_name!("html"))
}

/// The words of a text, and whether it ends in a colon.
fn counted(data: &NodeData) -> Option<(usize, bool)> {
    match data {
        NodeData::Text { contents } => Some((count(contents), contents.trim_end().ends_with(':'))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_are_those_between_white_space(
            text in "( |\t|\u{b}|\u{1c}|\u{85}|\u{a0}|\u{1680}|\u{2003}|\u{2028}|\u{205f}|\u{3000}|’|é|a|\\PC){0,40}",
            times in 1_usize..20,
        ) {
            let text = text.repeat(times);
            prop_assert_eq!(spaced(&text), text.split_whitespace().count());
            let words = text.split_whitespace();
            let each = words.map(|word| word.chars().filter(|&c| is_spaceless(c)).count().max(1));
            prop_assert_eq!(count(&text), each.sum::<usize>());
        }
    }

    fn left(page: &str, of: Of) -> (String, usize) {
        let page = Document::from(page);
        let words = take_off(&page, of);
        let text = page.body().unwrap().text();
        (text.split_whitespace().collect::<Vec<_>>().join(" "), words)
    }

    #[test]
    fn small_print_is_taken_off_and_the_story_stays() {
        let page = Document::from(
            "<div class=newsletter-box><p>Get our letter every morning</p></div>\
             <div class=subscribe><article><p>Ferry</p></article></div>\
             <span class=publish-date>3 March 2026</span><div><time>2 hours ago</time></div>\
             <p>It ran aground at <time>noon</time>.</p><button>Share</button>\
             <p class=date-line>TARN (Northline) - A ferry with 212 people on board ran aground off the island on Tuesday.</p>\
             <p class='x sr-only'>Skip to the text</p><div class=author-bio><p>Ida Roe writes.</p></div>\
             <div class=sign-off>Reporting by Ida Roe</div><div id=onetrust-banner>We use cookies</div>\
             <div hidden id='S:1'>Late</div><div hidden id=x>Never</div>",
        );
        take_off(&page, Of::Page);
        let left = page.body().unwrap().text();
        let left: Vec<&str> = left.split_whitespace().collect();
        assert_eq!(
            left.join(" "),
            "FerryIt ran aground at noon.TARN (Northline) - A ferry with 212 people on board ran aground off the island on \
             Tuesday.Reporting by Ida RoeLateNever"
        );
        assert_eq!(page.select("[hidden]").length(), 1);
    }

    #[test]
    fn links_to_other_stories_go_with_what_introduces_them() {
        let other = "<a href=/a>A tram that nobody wanted</a>";
        for links in [
            format!("<p>{other}</p>"),
            format!("<p>READ MORE: {other}</p>"),
            format!("<p>Lesen Sie auch | <b>{other}</b></p>"),
            format!("<div>See also {other} {other}</div>"),
            format!("<h3>More stories</h3><ul><li>{other}</li><li>{other}</li></ul>"),
            format!("<div><div>Related:</div><div>{other}</div></div>"),
        ] {
            let page = format!("<p>Ferry aground.</p>{links}<p>All saved.</p>");
            let expected = ("Ferry aground.All saved.".to_owned(), 4);
            assert_eq!(left(&page, Of::Page), expected, "{links}");
            assert_eq!(left(&page, Of::Part), expected, "{links}");
        }
        for story in [
            format!("<p>He said so in {other}</p>"),
            format!("<p>He said: {other}, and left</p>"),
            "<p>Source: <a href=/n>Northline</a></p>".to_owned(),
            "<div class=byline>By <a href=/a>Ida Roe and Karl Oster</a></div>".to_owned(),
            "<h3>More stories</h3><p>A tram that nobody wanted.</p>".to_owned(),
        ] {
            let words = left(&story, Of::Page).0;
            assert_eq!(
                words,
                Document::from(&*story).body().unwrap().text().to_string(),
                "{story}"
            );
        }
    }

    #[test]
    fn credit_beside_a_list_of_topics_stays() {
        let topics = "<li><a href=/t>Tarn</a></li>".repeat(4);
        let page = format!("<div><p>Quelle: dpa</p><ul>{topics}</ul></div>");
        assert_eq!(left(&page, Of::Page).0, "Quelle: dpa");
    }

    #[test]
    fn story_in_a_script_without_spaces_is_no_list_of_links() {
        let links = "<li><a href=x>国内新闻</a></li>".repeat(12);
        let story = "<p>一艘载有二百人的渡轮周二在岛外搁浅，所有人获救。</p>".repeat(5);
        let page = format!(
            "<div id=page><div><ul>{links}</ul></div><h1>渡轮搁浅</h1><div>{story}</div></div>"
        );
        assert!(left(&page, Of::Page).0.contains("所有人获救"));
    }

    #[test]
    fn words_within_a_sentence_stay() {
        let page = "<p>The ferry of <a class=article-tags href=/n>Northline</a> ran aground on <span class=date>3 March</span> at Tarn.</p>";
        let expected = "The ferry of Northline ran aground on 3 March at Tarn.";
        assert_eq!(left(page, Of::Page).0, expected);
    }

    #[test]
    fn further_articles_with_headlines_of_their_own_are_taken_off() {
        let story = "It ran aground. ".repeat(20);
        let page = format!(
            "<header><article><h1>Gazette</h1></article></header>\
             <article><h1>Ferry</h1><p>{story}</p><article><p>Map</p></article></article>\
             <article><p>Fog</p></article><div><article><h1>Tram</h1><p>Nobody wanted it.</p></article></div>"
        );
        let expected = format!("GazetteFerry{story}MapFog");
        assert_eq!(left(&page, Of::Page).0, expected);
    }
}
