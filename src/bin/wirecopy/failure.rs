//! Errors, as the person at the shell reads them.

use std::error::Error as _;
use std::io;

use wirecopy::{Error, ErrorKind};

use crate::exit::Exit;
use crate::output::Output;

/// Why a command did not do what it should.
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<&'static str>,
}

impl Failure {
    /// The command line asks for what cannot be done.
    pub(crate) fn usage(message: String) -> Failure {
        Failure { exit: Exit::Usage, message, hint: None }
    }

    /// A file cannot be read or written.
    pub(crate) fn resources(message: String, hint: Option<&'static str>) -> Failure {
        Failure { exit: Exit::Resources, message, hint }
    }

    /// What went wrong, without what to do about it.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Tells the person, and gives the exit code.
    pub(crate) fn report(self, output: &Output) -> Exit {
        if !self.message.is_empty() {
            output.error(&self.message, self.hint);
        }
        self.exit
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let (exit, hint) = class(error.kind());
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Failure { exit, message, hint }
    }
}

impl From<io::Error> for Failure {
    /// An error in writing to standard output; a reader that went away is none.
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure { exit: Exit::Done, message: String::new(), hint: None };
        }
        Failure::resources(format!("cannot write: {error}"), None)
    }
}

/// The exit code of an error, and what to do about it.
fn class(kind: &ErrorKind) -> (Exit, Option<&'static str>) {
    match kind {
        ErrorKind::OtherConfiguration { .. }
        | ErrorKind::OtherInputs { .. }
        | ErrorKind::NotARun { .. } => {
            (Exit::Usage, Some("Use -o to write elsewhere, or --force to replace it"))
        }
        ErrorKind::NoRun { .. } => (Exit::Usage, Some("Name a folder that wirecopy cluster wrote")),
        ErrorKind::NotAsClustered { .. } => (
            Exit::Resources,
            Some("Say with --corpus DIR where the inputs are now, or cluster again"),
        ),
        ErrorKind::NoIndex { .. } => (Exit::Usage, Some("Make one with wirecopy index build")),
        ErrorKind::IndexFormat { .. } => {
            (Exit::Usage, Some("Use the version that made it, or build the index anew"))
        }
        ErrorKind::ParameterMismatch { .. } => {
            (Exit::Usage, Some("Leave the option out, or build another index with it"))
        }
        ErrorKind::DamagedIndex { .. } => {
            (Exit::Resources, Some("Restore it from a copy, or build the index anew"))
        }
        ErrorKind::IndexInUse { .. } => (
            Exit::Resources,
            Some("Wait until that run is done; reading the index is possible meanwhile"),
        ),
        ErrorKind::TooManyBadRecords { .. } => {
            (Exit::Input, Some("See --max-bad, or name the fields: wirecopy cluster --help"))
        }
        ErrorKind::BadRecord { .. } => {
            (Exit::Input, Some("Without --strict such records are skipped, and told"))
        }
        ErrorKind::MalformedRow { .. }
        | ErrorKind::Bomb { .. }
        | ErrorKind::NoTable { .. }
        | ErrorKind::BrokenTable { .. } => (Exit::Input, None),
        ErrorKind::NothingMatches { .. }
        | ErrorKind::BadPattern { .. }
        | ErrorKind::NothingToRead { .. }
        | ErrorKind::UnknownFormat { .. }
        | ErrorKind::UnknownFormatName { .. }
        | ErrorKind::UnknownEncoding { .. }
        | ErrorKind::NoTextField { .. }
        | ErrorKind::NoHeader { .. }
        | ErrorKind::EndlessHeader { .. }
        | ErrorKind::WhichTable { .. }
        | ErrorKind::UnknownTable { .. }
        | ErrorKind::UnknownSchema { .. }
        | ErrorKind::UnknownTimeZone { .. }
        | ErrorKind::BadDateFormat { .. }
        | ErrorKind::UnknownArticle { .. } => (Exit::Usage, None),
        ErrorKind::Scratch { .. } => (
            Exit::Resources,
            Some("Set --tmp to a larger disk and run the same command: finished stages are kept"),
        ),
        ErrorKind::NotByRecord { .. } => {
            (Exit::Usage, Some("Use --mode list for the list of what to remove"))
        }
        ErrorKind::LostRecords { .. }
        | ErrorKind::LostStory { .. }
        | ErrorKind::Unbalanced { .. } => {
            (Exit::Bug, Some("this is a defect of wirecopy: please report it"))
        }
        _ => (Exit::Resources, None),
    }
}
