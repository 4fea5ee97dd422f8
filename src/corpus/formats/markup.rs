//! Recognises marked-up files by their first bytes.

use crate::corpus::look::Start;

/// Whether a file starts with an HTML document type or root element, after comments or an XML
/// declaration.
pub(crate) fn is_html(start: &Start) -> bool {
    begins_as_html(start.words())
}

/// Like [`is_html`], for bytes.
pub(crate) fn begins_as_html(bytes: &[u8]) -> bool {
    let rest = behind_comments(bytes.trim_ascii_start());
    let begins = |sign: &[u8]| rest.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    begins(b"<!doctype html") || begins(b"<html")
}

/// The local name of the root element of an XML file that is not a page.
pub(crate) fn root_of_xml<'b>(start: &Start<'b>) -> Option<&'b [u8]> {
    let mut rest = behind_comments(start.bytes.trim_ascii_start());
    if is_html(start) || !rest.starts_with(b"<") {
        return None;
    }
    if rest.starts_with(b"<!") {
        let end = memchr::memchr(b'>', rest)?;
        let end = match memchr::memchr(b'[', &rest[..end]) {
            Some(_) => memchr::memmem::find(rest, b"]>")? + 1,
            None => end,
        };
        rest = behind_comments(rest[end + 1..].trim_ascii_start());
    }
    let name = rest.strip_prefix(b"<")?;
    let end = name.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))?;
    name[..end].rsplit(|&byte| byte == b':').next().filter(|name| !name.is_empty())
}

/// The rest after comments and the XML declaration.
fn behind_comments(mut rest: &[u8]) -> &[u8] {
    loop {
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            _ => return rest,
        };
        let Some(at) = memchr::memmem::find(rest, end) else { return &[] };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
}
