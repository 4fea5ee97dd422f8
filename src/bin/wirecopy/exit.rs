//! The exit codes, all of them.

use std::process::{ExitCode, Termination};

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
