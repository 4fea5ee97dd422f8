//! Turns problems with a file into notices and errors.

use crate::corpus::bytes::decode::Trouble;
use crate::corpus::file::File;
use crate::corpus::notice::Notice;
use crate::error::{ErrorKind, Result};

/// The notice for a problem with a file; an error if nothing of the file can be used.
pub(crate) fn notice_of(
    source: &File,
    trouble: Trouble,
    byte: u64,
    records: u64,
) -> Result<Notice> {
    let path = source.path.clone();
    match trouble {
        Trouble::Read(error) => Err(unreadable(source, error)),
        Trouble::Bomb(bytes) => Err(ErrorKind::Bomb { path, bytes, packed: byte }.into()),
        Trouble::EndsEarly => Ok(Notice::EndsEarly { path, byte, records }),
        Trouble::Damaged(reason) => Ok(Notice::Damaged { path, byte, records, reason }),
        // Without a single record, the file must not pass as empty.
        Trouble::Broken(problem) if records == 0 => {
            Err(ErrorKind::BrokenTable { path, problem }.into())
        }
        Trouble::Broken(reason) => Ok(Notice::Broken { path, byte, records, reason }),
    }
}

/// The error for a file that no longer opens as it did before.
pub(crate) fn failed(source: &File, trouble: Trouble) -> crate::Error {
    match trouble {
        Trouble::Read(error) => unreadable(source, error),
        Trouble::EndsEarly | Trouble::Damaged(_) | Trouble::Bomb(_) | Trouble::Broken(_) => {
            changed(source, None)
        }
    }
}

/// The error for a file that has changed, with the line of the record that shows it.
pub(crate) fn changed(source: &File, line: Option<u64>) -> crate::Error {
    ErrorKind::Changed { path: source.path.clone(), line }.into()
}

/// The error for a file that the system cannot read.
pub(crate) fn unreadable(source: &File, error: std::io::Error) -> crate::Error {
    ErrorKind::Read { path: source.path.clone(), source: error }.into()
}
