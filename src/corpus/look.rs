//! The first look at a file: what is known of it, whether it is marked up, and what opening it finds
//! out.

use std::io;

use super::file::File;
use super::format::{Format, FormatName};
use super::notice::Notice;
use super::options::Options;
use crate::error::Result;

/// A supported format: how to recognise a file of it, and how to open one.
pub(super) struct ReadFormat {
    pub(super) name: FormatName,
    /// Whether a file with this start is in the format.
    pub(super) fits: fn(&Start) -> bool,
    /// Finds out from the start of a file how to read it. The outer error is the system's, the
    /// inner one the caller's mistake.
    pub(super) understand: fn(&mut Asked) -> io::Result<Result<Understood>>,
}

/// The start of a file.
pub(super) struct Start<'a> {
    /// Its first bytes: decompressed, in UTF-8 if they are text, without a byte order mark.
    pub(super) bytes: &'a [u8],
    /// Whether this is the whole file.
    pub(super) is_whole: bool,
    /// The extension of its name.
    pub(super) ending: &'a str,
}

impl Start<'_> {
    /// The bytes after leading white space.
    pub(super) fn words(&self) -> &[u8] {
        self.bytes.trim_ascii_start()
    }

    /// Whether the file has an extension of the format.
    pub(super) fn is_named(&self, format: FormatName) -> bool {
        format.has_ending(self.ending)
    }
}

/// How a file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// The caller named it.
    Named,
    /// It is in a folder that the caller named, or matches a pattern.
    Within,
}

/// A file whose format is known, to be opened with some options.
pub(super) struct Asked<'a> {
    pub(super) start: Start<'a>,
    pub(super) file: &'a File,
    pub(super) how: How,
    pub(super) options: &'a Options,
    pub(super) notices: &'a mut Vec<Notice>,
}

/// The result of opening a file.
pub(super) enum Understood {
    /// It is read like this.
    As(Format),
    /// It is not read: it has no articles, or its format is not supported. Says what it is.
    NotRead(&'static str),
}

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
