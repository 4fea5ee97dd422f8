//! Finds the elements that are the records of a file, by tags alone.

use memchr::{memchr, memmem};

use crate::corpus::bytes::spans::{Event, Scanner, Step};

/// Longest tag. Anything longer is text.
const LONGEST_TAG: usize = 1 << 16;

/// Finds the outermost elements with certain names, in any namespace.
pub(super) struct Elements {
    names: Vec<String>,
    /// The open element: its full name, and the number of open elements with that name.
    open: Option<(Vec<u8>, usize)>,
    /// The end of the current comment or similar construct.
    until: Option<&'static [u8]>,
}

impl Elements {
    pub(super) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Elements {
        let names = names.into_iter().map(str::to_owned).collect();
        Elements { names, open: None, until: None }
    }
}

/// A tag.
struct Tag<'b> {
    name: &'b [u8],
    length: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Empty,
    End,
}

impl Scanner for Elements {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        loop {
            if let Some(end) = self.until {
                let Some(found) = memmem::find(&bytes[at..], end) else {
                    let kept = bytes[at..].len().min(end.len() - 1);
                    return more(bytes.len() - kept);
                };
                at += found + end.len();
                self.until = None;
            }
            let Some(found) = memchr(b'<', &bytes[at..]) else { return more(bytes.len()) };
            at += found;
            let rest = &bytes[at..];
            match passed_over(rest) {
                Passed::Nothing => {}
                Passed::Unknown => return more(at),
                Passed::Until(length, end) => {
                    at += length;
                    self.until = Some(end);
                    continue;
                }
            }
            let is_tag =
                |next: &u8| next.is_ascii_alphabetic() || b"/_:".contains(next) || !next.is_ascii();
            let Some(tag) = tag(rest).filter(|_| rest.get(1).is_some_and(is_tag)) else {
                if rest.len() < LONGEST_TAG && rest.get(1).is_none_or(is_tag) {
                    return more(at);
                }
                at += 1;
                continue;
            };
            match &mut self.open {
                None => {
                    let local = tag.name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
                    if tag.kind != Kind::End
                        && self.names.iter().any(|name| name.as_bytes() == local)
                    {
                        self.open = Some((tag.name.to_vec(), 0));
                        return Step { used: at, event: Event::Begin };
                    }
                }
                Some((name, open)) if *name == tag.name => {
                    match tag.kind {
                        Kind::Start => *open += 1,
                        Kind::End => *open = open.saturating_sub(1),
                        Kind::Empty => {}
                    }
                    if *open == 0 {
                        self.open = None;
                        return Step { used: at + tag.length, event: Event::End };
                    }
                }
                Some(_) => {}
            }
            at += tag.length;
        }
    }
}

/// What starts at a `<`.
enum Passed {
    /// Nothing that is skipped.
    Nothing,
    /// More bytes are needed.
    Unknown,
    /// A comment or similar: the length of its start, and its end.
    Until(usize, &'static [u8]),
}

fn passed_over(rest: &[u8]) -> Passed {
    const CDATA: &[u8] = b"<![CDATA[";
    if rest.starts_with(b"<?") {
        return Passed::Until(2, b"?>");
    }
    if !rest.starts_with(b"<!") {
        return Passed::Nothing;
    }
    if rest.starts_with(b"<!--") {
        return Passed::Until(4, b"-->");
    }
    if rest.starts_with(CDATA) {
        return Passed::Until(CDATA.len(), b"]]>");
    }
    // A document type may have an internal subset in brackets.
    match (memchr(b'[', rest), memchr(b'>', rest)) {
        (Some(bracket), Some(end)) if bracket < end => Passed::Until(bracket, b"]>"),
        (_, None) if rest.len() < LONGEST_TAG => Passed::Unknown,
        _ if rest.len() < CDATA.len() => Passed::Unknown,
        _ => Passed::Until(2, b">"),
    }
}

/// The tag at the start; `None` if it is incomplete.
fn tag(rest: &[u8]) -> Option<Tag<'_>> {
    let mut quote = None;
    let mut length = None;
    for (at, &byte) in rest.iter().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => {
                length = Some(at + 1);
                break;
            }
            _ => {}
        }
    }
    let length = length?;
    let inside = &rest[1..length - 1];
    let (kind, inside) = match inside.strip_prefix(b"/") {
        Some(inside) => (Kind::End, inside),
        None if inside.ends_with(b"/") => (Kind::Empty, inside),
        None => (Kind::Start, inside),
    };
    let end = inside.iter().position(|&byte| byte.is_ascii_whitespace() || byte == b'/');
    Some(Tag { name: &inside[..end.unwrap_or(inside.len())], length, kind })
}

fn more(used: usize) -> Step {
    Step { used, event: Event::More }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records found if the scanner gets `piece` more bytes at a time.
    fn found(text: &str, piece: usize) -> Vec<String> {
        let mut scanner = Elements::new(["item"]);
        let (mut found, mut at, mut given, mut begin) = (Vec::new(), 0, 0, 0);
        loop {
            let Step { used, event } = scanner.scan(&text.as_bytes()[at..given]);
            at += used;
            match event {
                Event::Begin => begin = at,
                Event::End => found.push(text[begin..at].to_owned()),
                Event::More if given == text.len() => return found,
                Event::More => given = text.len().min(given + piece),
                Event::Stop | Event::Broken(_) => unreachable!("the scanner never gives up"),
            }
        }
    }

    #[test]
    fn outermost_elements_are_found_wherever_the_file_is_cut() {
        let text = "<!DOCTYPE rss [<!ENTITY a '<item>'>]><r:rss><!-- <item> --><r:item a='>'>1<item/><r:item>2</r:item></r:item>\
                    <item/><![CDATA[<item>]]><items/><item>3 < 4</item></r:rss>";
        let expected =
            ["<r:item a='>'>1<item/><r:item>2</r:item></r:item>", "<item/>", "<item>3 < 4</item>"];
        for piece in 1..40 {
            assert_eq!(found(text, piece), expected, "{piece}");
        }
    }
}
