//! The exit codes, all of them.

use std::process::{ExitCode, Termination};

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; warnings are allowed.
    Done = 0,
    /// A plain "no": a score below the floor that was asked for.
    No = 1,
    /// The command line asks for what cannot be done.
    Usage = 2,
    /// The input is not what it should be.
    Input = 3,
    /// A file or folder cannot be read or written.
    Resources = 4,
    /// A defect of this program.
    Bug = 70,
}

/// What the exit code of a run that a signal stopped begins with; the number of the signal is added.
#[cfg(unix)]
pub(crate) const STOPPED: i32 = 128;

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
