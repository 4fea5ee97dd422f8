//! Parses HTML within limits.
//!
//! The parser walks up the open elements for most of the elements that it opens, looks through all attributes of a tag for each
//! new one, and opens formatting elements that were left open again in each later block. So a small page can take time that
//! grows with the square of its size, or hundreds of times its memory. The limits are checked while the tree grows.

use std::borrow::Cow;
use std::cell::Cell;

use dom_query::{Document, NodeId};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, Parser, QualName, local_name, ns};

use crate::corpus::reject::{Fault, RejectCode};

/// The deepest nesting of elements that is read, as in browsers.
///
/// The search for the article is recursive, and a page can nest elements as deeply as it likes.
const MAX_DEPTH: usize = 512;

/// The most elements of a page that is read. The largest news pages have some ten thousand.
pub(super) const MAX_ELEMENTS: usize = 1_000_000;

/// A page has fewer elements, texts and comments than bytes, and the few elements that every page has, unless elements are
/// opened again and again.
const SPARE_NODES: usize = 1_000;

/// The most attributes of an element. Those of real pages have some dozens.
const MAX_ATTRIBUTES: usize = 2_000;

/// Bytes that are parsed between two looks at the tree.
const PORTION: usize = 1 << 12;

/// Parses a page.
pub(super) fn page(html: &str) -> Result<Document, Fault> {
    grown(html5ever::parse_document(Limited::new(Document::default()), options(false)), html)
}

/// Parses a part of a page.
pub(super) fn part(html: &str) -> Result<Document, Fault> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let sink = Limited::new(Document::fragment_sink());
    grown(html5ever::parse_fragment(sink, options(true), body, Vec::new(), false), html)
}

fn options(drop_doctype: bool) -> ParseOpts {
    let tree_builder =
        TreeBuilderOpts { scripting_enabled: false, drop_doctype, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

fn grown(mut parser: Parser<Limited>, html: &str) -> Result<Document, Fault> {
    if has_crowded_tag(html.as_bytes()) {
        let message = format!("a tag with more than {MAX_ATTRIBUTES} attributes");
        return Err(Fault::new(RejectCode::TooLong, message));
    }
    let mut parsed = 0;
    while parsed < html.len() {
        let portion = portion(&html[parsed..]);
        parsed += portion.len();
        parser.process(StrTendril::from_slice(portion));
        parser.tokenizer.sink.sink.check(parsed)?;
    }
    let page = parser.finish();
    if nests_too_deeply(&page) { Err(too_deep()) } else { Ok(page) }
}

/// The start of a text that is parsed next.
fn portion(html: &str) -> &str {
    let mut end = html.len().min(PORTION);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

fn too_deep() -> Fault {
    let message = format!("elements are nested more than {MAX_DEPTH} deep");
    Fault::new(RejectCode::TooDeep, message)
}

/// A tree that knows where it grows.
struct Limited {
    tree: Document,
    newest: Cell<Option<NodeId>>,
    /// Attributes of further `<html>` and `<body>` tags, which are added to those of the first.
    late_attributes: Cell<usize>,
}

impl Limited {
    fn new(tree: Document) -> Limited {
        Limited { tree, newest: Cell::new(None), late_attributes: Cell::new(0) }
    }

    /// Checks the size of the tree of so many bytes, and its depth where it grows.
    fn check(&self, bytes: usize) -> Result<(), Fault> {
        let tree = &self.tree.tree;
        if tree.len() > bytes + SPARE_NODES {
            let message = "elements that are not closed make more elements than the page has bytes";
            return Err(Fault::new(RejectCode::TooLong, message));
        }
        let depth = |newest| tree.ancestor_ids_of_it(&newest, Some(MAX_DEPTH + 1)).count();
        if self.newest.get().is_some_and(|newest| depth(newest) > MAX_DEPTH) {
            return Err(too_deep());
        }
        Ok(())
    }
}

impl TreeSink for Limited {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Document {
        self.tree
    }

    /// Pages are full of errors, and nobody reads them.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        let element = self.tree.create_element(name, attributes, flags);
        self.newest.set(Some(element));
        element
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let late = self.late_attributes.get() + attributes.len();
        self.late_attributes.set(late);
        if late <= MAX_ATTRIBUTES {
            self.tree.add_attrs_if_missing(target, attributes);
        }
    }

    fn get_document(&self) -> NodeId {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.tree.elem_name(target)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.tree.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.tree.append(parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        self.tree.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.tree.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.tree.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.tree.append_before_sibling(sibling, child);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        self.tree.reparent_children(node, parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &NodeId) -> bool {
        self.tree.is_mathml_annotation_xml_integration_point(target)
    }
}

/// Checks the depth of a page without recursion.
fn nests_too_deeply(page: &Document) -> bool {
    let mut node = page.root();
    let mut depth = 0;
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > MAX_DEPTH {
                return true;
            }
            continue;
        }
        node = loop {
            if depth == 0 {
                return false;
            }
            if let Some(next) = node.next_sibling() {
                break next;
            }
            let Some(parent) = node.parent() else { return false };
            node = parent;
            depth -= 1;
        };
    }
}

/// Elements whose content has no tags.
const RAW: [&[u8]; 8] =
    [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"];

/// Whether a tag has more than [`MAX_ATTRIBUTES`].
fn has_crowded_tag(html: &[u8]) -> bool {
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            rest = memchr::memmem::find(comment, b"-->").map_or(&[], |end| &comment[end + 3..]);
            continue;
        }
        let name = rest.strip_prefix(b"/").unwrap_or(rest);
        let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if length == 0 {
            continue;
        }
        let (behind, attributes) = behind_attributes(&name[length..]);
        if attributes > MAX_ATTRIBUTES {
            return true;
        }
        let is_raw = |raw: &&&[u8]| raw.eq_ignore_ascii_case(&name[..length]);
        rest = match RAW.iter().find(is_raw) {
            Some(raw) if !rest.starts_with(b"/") => before_end(behind, raw),
            _ => behind,
        };
    }
    false
}

/// What follows the attributes of a tag, and their number.
fn behind_attributes(mut rest: &[u8]) -> (&[u8], usize) {
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let mut attributes = 0;
    loop {
        rest = &rest[rest.iter().take_while(|byte| is_between(byte)).count()..];
        match rest {
            [] | [b'>', ..] => return (rest, attributes),
            // The first character belongs to the name, whatever it is.
            [_, behind @ ..] => rest = behind,
        }
        attributes += 1;
        let ends = |byte: &&u8| is_between(byte) || matches!(byte, b'>' | b'=');
        rest = &rest[rest.iter().take_while(|byte| !ends(byte)).count()..];
        let Some(value) = rest.trim_ascii_start().strip_prefix(b"=") else { continue };
        rest = match value.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => {
                memchr::memchr(*quote, value).map_or(&[], |end| &value[end + 1..])
            }
            value => {
                let ends = |byte: &&u8| byte.is_ascii_whitespace() || **byte == b'>';
                &value[value.iter().take_while(|byte| !ends(byte)).count()..]
            }
        };
    }
}

/// The rest from the end tag of a raw element on.
fn before_end<'h>(html: &'h [u8], raw: &[u8]) -> &'h [u8] {
    let mut ends = memchr::memmem::find_iter(html, b"</").filter(|&at| {
        let name = html.get(at + 2..at + 2 + raw.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(raw))
    });
    ends.next().map_or(&[], |at| &html[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(html: &str) -> Option<RejectCode> {
        let [of_page, of_part] = [page(html), part(html)].map(Result::err);
        assert_eq!(of_page.as_ref().map(|fault| fault.code), of_part.map(|fault| fault.code));
        of_page.map(|fault| fault.code)
    }

    fn numbered(count: usize, part: impl Fn(usize) -> String) -> String {
        (0..count).map(part).collect::<Vec<_>>().concat()
    }

    #[test]
    fn the_tree_is_that_of_the_parser_alone() {
        let ferry = "<p class=x>The f\u{e9}rry <b>ran <i>aground</b> at</i> Tarn.<table><td>x<div>y</table>\r\n&amp; &eacute;";
        let html = format!("<!doctype html><title>a</title><body>{}", ferry.repeat(300));
        assert_eq!(page(&html).unwrap().html(), Document::from(&*html).html());
        assert_eq!(part(&html).unwrap().html(), Document::fragment(&*html).html());
    }

    /// The parser stops soon after the limit, so that what it makes of a page does not depend on how much of the same follows.
    #[test]
    fn a_page_that_nests_too_deeply_is_refused_before_all_of_it_is_parsed() {
        for open in ["<div>", "<dl><dd>", "<form><div>", "<b>x", "<table><tr><td>", "<svg><g>"] {
            let html = open.repeat(100_000);
            let mut parser =
                html5ever::parse_document(Limited::new(Document::default()), options(false));
            let mut parsed = 0;
            while parsed < html.len() && parser.tokenizer.sink.sink.check(parsed).is_ok() {
                let portion = portion(&html[parsed..]);
                parsed += portion.len();
                parser.process(StrTendril::from_slice(portion));
            }
            assert!(parsed <= 4 * PORTION, "{open}: {parsed} bytes");
        }
        assert_eq!(code(&"<div>".repeat(600)), Some(RejectCode::TooDeep));
        assert_eq!(code(&"<div>".repeat(500)), None);
    }

    #[test]
    fn elements_that_are_opened_again_and_again_are_refused() {
        let fonts = numbered(400, |color| format!("<font color={color}>"));
        let html = format!("<div>{fonts}</div>{}", "<p>x</p>".repeat(2_000));
        assert_eq!(code(&html), Some(RejectCode::TooLong));
    }

    #[test]
    fn tags_with_very_many_attributes_are_refused() {
        let attributes = numbered(3_000, |number| format!(" a{number}='>'"));
        for html in [
            format!("<p>x<div{attributes}>y</div>"),
            format!("<p>x</p{attributes}>y"),
            format!("<script>'<div'</script><div{attributes}>"),
            format!("<!-- <div --><div{attributes}>"),
        ] {
            assert_eq!(code(&html), Some(RejectCode::TooLong), "{}", &html[..40]);
        }
        for html in [
            format!("<script>'<div{attributes}</script>x"),
            format!("<!--<div{attributes}-->x"),
            format!("<div title=\"{attributes}\">x</div>"),
            format!("5 < 6 {attributes}"),
        ] {
            assert_eq!(code(&html), None, "{}", &html[..40]);
        }
    }

    #[test]
    fn attributes_of_later_bodies_are_limited() {
        let bodies = numbered(5_000, |number| format!("<body a{number}=1>"));
        let page = page(&bodies).unwrap();
        let body = page.body().unwrap();
        assert!(body.attrs().len() <= MAX_ATTRIBUTES + 1, "{}", body.attrs().len());
    }
}
