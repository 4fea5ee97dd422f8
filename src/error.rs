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
    /// A row of a cleaning table is not as the table's head describes it.
    #[error("{table} table, line {line}: expected {expected}, found {found:?}")]
    TableRow {
        /// Which table: `furniture`, `agencies` or `credits`.
        table: &'static str,
        /// The line of the table's file, counted from 1.
        line: usize,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A pattern of a cleaning table is no regular expression.
    #[error("{table} table, line {line}: not a regular expression: {pattern:?}")]
    TablePattern {
        /// Which table: `furniture` or `credits`.
        table: &'static str,
        /// The line of the table's file, counted from 1.
        line: usize,
        /// The pattern as it stands there.
        pattern: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
}
