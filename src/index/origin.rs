//! The file of an index, and the meaning of its errors.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use redb::backends::FileBackend;

use super::file::{Blocks, Damage};
use crate::error::{Error, ErrorKind, Result};

/// The file of an index, and the first damage found in it.
///
/// After a failed read, the store reports all further errors as "previous I/O error", so the first
/// one is kept.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) path: PathBuf,
    damage: Arc<OnceLock<Damage>>,
}

impl Origin {
    pub(super) fn new(path: &Path) -> Origin {
        Origin { path: path.to_owned(), damage: Arc::default() }
    }

    /// The store's view of the file.
    pub(super) fn blocks(&self, file: File) -> Result<Blocks> {
        let backend = FileBackend::new(file).map_err(|error| self.failure(error))?;
        Ok(Blocks::new(backend, Arc::clone(&self.damage)))
    }

    /// Translates an error of the store for the user.
    pub(super) fn failure(&self, error: impl Into<redb::Error>) -> Error {
        let path = self.path.clone();
        if let Some(damage) = self.damage.get() {
            return ErrorKind::DamagedIndex { path, damage: damage.to_string() }.into();
        }
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => ErrorKind::IndexInUse { path },
            redb::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
                ErrorKind::DamagedIndex { path, damage: source.to_string() }
            }
            redb::Error::Corrupted(damage) => ErrorKind::DamagedIndex { path, damage },
            other => ErrorKind::IndexStore { path, problem: other.to_string() },
        }
        .into()
    }
}
