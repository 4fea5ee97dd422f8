//! The first look at a file: what is known of it, and what opening it finds out.

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
