//! How the program ends: all exit codes, and errors as the person at the shell reads them.

use std::error::Error as _;
use std::io;
use std::process::{ExitCode, Termination};

use wirecopy::{Error, ErrorKind};

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; warnings are allowed.
    Done = 0,
    /// The answer is no: a score below the required one, or nothing found.
    No = 1,
    /// The command line asks for something impossible.
    Usage = 2,
    /// The input is unusable.
    Input = 3,
    /// A file or folder cannot be read or written.
    Resources = 4,
    /// A bug in this program.
    Bug = 70,
}

/// Exit code of a run that a signal stopped, plus the number of the signal.
#[cfg(unix)]
pub(crate) const STOPPED: i32 = 128;

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// Why a command failed.
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) hint: Option<&'static str>,
}

impl Failure {
    /// The command line asks for something impossible.
    pub(crate) fn usage(message: String) -> Failure {
        Failure { exit: Exit::Usage, message, hint: None }
    }

    /// A file cannot be read or written.
    pub(crate) fn resources(message: String, hint: Option<&'static str>) -> Failure {
        Failure { exit: Exit::Resources, message, hint }
    }

    /// What went wrong, without the hint.
    pub(crate) fn message(&self) -> &str {
        &self.message
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
    /// An error on standard output. A closed pipe is not an error.
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure { exit: Exit::Done, message: String::new(), hint: None };
        }
        Failure::resources(format!("cannot write: {error}"), None)
    }
}

/// What to do about a bug.
pub(crate) const REPORT_BUG: &str =
    "This is a bug in wirecopy, not in your data. Please report it with the lines above";

/// The exit code of an error, and what to do about it.
fn class(kind: &ErrorKind) -> (Exit, Option<&'static str>) {
    match kind {
        ErrorKind::OtherConfiguration { .. }
        | ErrorKind::OtherInputs { .. }
        | ErrorKind::NotARun { .. } => {
            (Exit::Usage, Some("Use -o to write to another folder, or --force to replace the run"))
        }
        ErrorKind::NoRun { .. } => {
            (Exit::Usage, Some("Name the output folder of a finished wirecopy cluster run"))
        }
        ErrorKind::NotAsClustered { .. } => (
            Exit::Resources,
            Some("Name the folder of the inputs with --corpus DIR, or run wirecopy cluster again"),
        ),
        ErrorKind::UnknownArticle { .. } => {
            (Exit::Usage, Some("The ids of copies are in the column id of the table members"))
        }
        ErrorKind::NoIndex { .. } => (Exit::Usage, Some("Build one with wirecopy index build")),
        ErrorKind::IndexFormat { .. } => {
            (Exit::Usage, Some("Use the version that wrote it, or build the index again"))
        }
        ErrorKind::ParameterMismatch { .. } => {
            (Exit::Usage, Some("Drop the option, or build another index with it"))
        }
        ErrorKind::DamagedIndex { .. } => {
            (Exit::Resources, Some("Restore it from a backup, or build the index again"))
        }
        ErrorKind::DamagedStage { .. } => {
            (Exit::Resources, Some("Run the same command again with --fresh"))
        }
        ErrorKind::IndexInUse { .. } => {
            (Exit::Resources, Some("Wait until that run is done; the index can be read meanwhile"))
        }
        ErrorKind::TooManyBadRecords { .. } => {
            (Exit::Input, Some("See --max-bad, or name the fields: wirecopy cluster --help"))
        }
        ErrorKind::BadRecord { .. } => {
            (Exit::Input, Some("Without --strict, bad records are skipped and reported"))
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
        | ErrorKind::NotSelected { .. } => (Exit::Usage, None),
        ErrorKind::Scratch { .. } => (
            Exit::Resources,
            Some(
                "Set --tmp to a folder on a larger disk and run the same command again; finished stages are kept",
            ),
        ),
        ErrorKind::NotByRecord { .. } => {
            (Exit::Usage, Some("Use --mode list to write the list of copies only"))
        }
        ErrorKind::LostRecords { .. }
        | ErrorKind::LostStory { .. }
        | ErrorKind::Unbalanced { .. } => (Exit::Bug, Some(REPORT_BUG)),
        _ => (Exit::Resources, None),
    }
}
