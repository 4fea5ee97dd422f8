//! What the first look at a file asks, and what it learns.

use std::io;

use super::file::File;
use super::format::{Format, FormatName};
use super::notice::Notice;
use super::options::Options;
use crate::error::Result;

/// A format that is read: how a file is known to be in it, and what is learnt of the file at opening.
pub(super) struct ReadFormat {
    pub(super) name: FormatName,
    /// Whether a file that begins so is in the format.
    pub(super) fits: fn(&Start) -> bool,
    /// Learns from the start of a file how to read it. The outer result is what the system says, the inner one what the
    /// caller got wrong.
    pub(super) understand: fn(&mut Asked) -> io::Result<Result<Understood>>,
}

/// The start of a file.
pub(super) struct Start<'a> {
    /// Its first bytes: decompressed, in UTF-8 if they are text, without a byte order mark.
    pub(super) bytes: &'a [u8],
    /// Whether that is all of it.
    pub(super) is_whole: bool,
    /// The ending of its name.
    pub(super) ending: &'a str,
}

impl Start<'_> {
    /// The first bytes that are no white space.
    pub(super) fn words(&self) -> &[u8] {
        self.bytes.trim_ascii_start()
    }

    /// Whether the file's name may stand for the format.
    pub(super) fn is_named(&self, format: FormatName) -> bool {
        format.has_ending(self.ending)
    }
}

/// How a file came to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// The caller named it.
    Named,
    /// It lies in a folder that the caller named, or fits a pattern.
    Within,
}

/// A file whose format is known by name, and what is asked of it.
pub(super) struct Asked<'a> {
    pub(super) start: Start<'a>,
    pub(super) file: &'a File,
    pub(super) how: How,
    pub(super) options: &'a Options,
    pub(super) notices: &'a mut Vec<Notice>,
}

/// What was learnt of it.
pub(super) enum Understood {
    /// How it is to be read.
    As(Format),
    /// It is not read, for it holds no articles, or not in this form: what it is.
    NotRead(&'static str),
}
