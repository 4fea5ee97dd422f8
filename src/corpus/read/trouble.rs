//! What keeps a file from being read, as it is told.

use crate::corpus::bytes::decode::Trouble;
use crate::corpus::file::File;
use crate::corpus::notice::Notice;
use crate::error::{ErrorKind, Result};

/// What a trouble with a file says to a person; an error where nothing of the file should be used.
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
        // A file of which nothing can be read is no empty one.
        Trouble::Broken(problem) if records == 0 => {
            Err(ErrorKind::BrokenTable { path, problem }.into())
        }
        Trouble::Broken(reason) => Ok(Notice::Broken { path, byte, records, reason }),
    }
}

/// The error of a file that cannot be opened for what was understood of it.
pub(crate) fn failed(source: &File, trouble: Trouble) -> crate::Error {
    match trouble {
        Trouble::Read(error) => unreadable(source, error),
        Trouble::EndsEarly | Trouble::Damaged(_) | Trouble::Bomb(_) | Trouble::Broken(_) => {
            changed(source, None)
        }
    }
}

/// The error of a file that is not what it was, and of the record at which that shows.
pub(crate) fn changed(source: &File, line: Option<u64>) -> crate::Error {
    ErrorKind::Changed { path: source.path.clone(), line }.into()
}

/// The error of a file that the system cannot read.
pub(crate) fn unreadable(source: &File, error: std::io::Error) -> crate::Error {
    ErrorKind::Read { path: source.path.clone(), source: error }.into()
}
