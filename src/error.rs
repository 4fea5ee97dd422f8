//! What can go wrong in a run as a whole.
//!
//! A record that is no article is not an error: it is a [`Reject`](crate::corpus::Reject), and the run goes on.

use std::path::PathBuf;
use std::{fmt, io};

/// The result of a fallible function of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error: what went wrong, boxed so that a `Result` stays small.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

/// The kinds of error, each with what a person needs to act.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Labels, ignored pairs or members of a run, handed in as a reader, break off.
    #[error("{what}: cannot be read")]
    ReadTable {
        /// What was being read.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A line of a table that eval compares is not what it must be.
    #[error("{what}, line {line}: {problem}")]
    MalformedRow {
        /// What was being read.
        what: &'static str,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong, with the values that disagree.
        problem: String,
    },
}
