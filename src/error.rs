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
    /// The output folder holds a finished run of another configuration.
    #[error("{} holds a finished run of another configuration ({finished})", folder.display())]
    OtherConfiguration {
        /// The folder.
        folder: PathBuf,
        /// The settings of the finished run that differ.
        finished: String,
        /// The same settings as this run has them.
        requested: String,
    },
    /// The output folder holds a finished run over other inputs.
    #[error("{} holds a finished run over other inputs ({finished})", folder.display())]
    OtherInputs {
        /// The folder.
        folder: PathBuf,
        /// What the finished run read where this one reads something else.
        finished: String,
        /// What this run reads there.
        requested: String,
    },
    /// The output folder holds files that no run made.
    #[error("{} holds {found}, which is not from a run", folder.display())]
    NotARun {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        found: String,
    },
    /// Another run is writing to the output folder.
    #[error("{} is being written by another run", folder.display())]
    FolderInUse {
        /// The folder.
        folder: PathBuf,
    },
    /// Some records are counted twice or not at all, which is a mistake of this library.
    #[error("{read} records were read, but {clustered} + {single} + {rejected} are accounted for")]
    LostRecords {
        /// Records read.
        read: u64,
        /// Articles in a cluster with others.
        clustered: u64,
        /// Articles in no such cluster.
        single: u64,
        /// Records left out.
        rejected: u64,
    },
}
