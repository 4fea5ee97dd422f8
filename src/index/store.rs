//! Opens an index, for many readers or one writer.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use redb::{
    Builder, CompactionError, ConcurrencyMode, Database, DatabaseError, ReadOnlyDatabase,
    ReadableDatabase,
};

use super::Parameters;
use super::changes::Changes;
use super::file::Origin;
use super::format::{self, HEAD_BYTES, Head};
use super::tables::Snapshot;
use crate::error::{ErrorKind, Result};

/// Size of the block cache.
const CACHE_BYTES: usize = 256 << 20;

/// An index, open for reading.
pub struct Index {
    origin: Origin,
    head: Head,
    database: ReadOnlyDatabase,
}

/// An index, open for writing. An index has at most one writer at a time.
pub struct IndexWriter {
    origin: Origin,
    parameters: Parameters,
    database: Database,
}

impl Index {
    /// Opens an index.
    ///
    /// If a writer was killed, the index returns to its last committed state.
    pub fn open(path: &Path) -> Result<Index> {
        let origin = Origin::new(path);
        let (head, file) = opened(path, OpenOptions::new().read(true))?;
        match builder().open_read_only_with_backend(origin.blocks(file)?) {
            Ok(database) => Ok(Index { origin, head, database }),
            Err(DatabaseError::RepairAborted) => {
                drop(IndexWriter::open(path)?);
                let (head, file) = opened(path, OpenOptions::new().read(true))?;
                let database = builder()
                    .open_read_only_with_backend(origin.blocks(file)?)
                    .map_err(|error| origin.failure(error))?;
                Ok(Index { origin, head, database })
            }
            Err(error) => Err(origin.failure(error)),
        }
    }

    /// The parameters of the index.
    pub fn parameters(&self) -> &Parameters {
        &self.head.parameters
    }

    /// The format version.
    pub fn format(&self) -> u32 {
        self.head.version
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.origin.path
    }

    /// The state as it is now.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let transaction = self.database.begin_read().map_err(|error| self.origin.failure(error))?;
        Snapshot::new(&self.origin, &transaction)
    }
}

impl IndexWriter {
    /// Creates an empty index. The file must not exist.
    pub fn create(path: &Path, parameters: Parameters) -> Result<IndexWriter> {
        let unwritable = |source| ErrorKind::Write { path: path.to_owned(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(unwritable)?;
        file.write_all(&format::head(&parameters)?).map_err(unwritable)?;
        let mut writer = IndexWriter::over(path, parameters, file)?;
        writer.apply(&Changes::default())?;
        Ok(writer)
    }

    /// Opens an index to change it.
    pub fn open(path: &Path) -> Result<IndexWriter> {
        let (head, file) = opened(path, OpenOptions::new().read(true).write(true))?;
        let length = file.metadata().map_err(|source| unreadable(path, source))?.len();
        if length <= HEAD_BYTES {
            return Err(
                ErrorKind::NoIndex { path: path.to_owned(), problem: "is truncated" }.into()
            );
        }
        IndexWriter::over(path, head.parameters, file)
    }

    fn over(path: &Path, parameters: Parameters, file: File) -> Result<IndexWriter> {
        let origin = Origin::new(path);
        let database = builder()
            .create_with_backend(origin.blocks(file)?)
            .map_err(|error| origin.failure(error))?;
        Ok(IndexWriter { origin, parameters, database })
    }

    /// The parameters of the index.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The state as it is now.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let transaction = self.database.begin_read().map_err(|error| self.origin.failure(error))?;
        Snapshot::new(&self.origin, &transaction)
    }

    /// Applies changes atomically.
    pub(crate) fn apply(&mut self, changes: &Changes) -> Result<()> {
        let failed = |error: redb::Error| self.origin.failure(error);
        let mut transaction = self.database.begin_write().map_err(|error| failed(error.into()))?;
        transaction.set_quick_repair(true);
        changes.write(&transaction).map_err(failed)?;
        transaction.commit().map_err(|error| failed(error.into()))
    }

    /// Stores named texts.
    pub fn note(&mut self, notes: Vec<(String, String)>) -> Result<()> {
        self.apply(&Changes { notes, ..Changes::default() })
    }

    /// Compacts the file.
    pub fn compact(&mut self) -> Result<()> {
        match self.database.compact() {
            Ok(_) => Ok(()),
            Err(CompactionError::TransactionInProgress) => {
                Err(ErrorKind::IndexInUse { path: self.origin.path.clone() }.into())
            }
            Err(error) => Err(self.origin.failure(error)),
        }
    }

    /// Reads and checks every block in use.
    pub fn check(&mut self) -> Result<()> {
        match self.database.check_integrity() {
            Ok(true) => Ok(()),
            Ok(false) => {
                let damage = "its tables are inconsistent".to_owned();
                Err(ErrorKind::DamagedIndex { path: self.origin.path.clone(), damage }.into())
            }
            Err(error) => Err(self.origin.failure(error)),
        }
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("path", &self.origin.path).finish_non_exhaustive()
    }
}

impl fmt::Debug for IndexWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexWriter").field("path", &self.origin.path).finish_non_exhaustive()
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_concurrency_mode(ConcurrencyMode::SingleWriter).set_cache_size(CACHE_BYTES);
    builder
}

/// Opens the file and reads its header.
fn opened(path: &Path, options: &OpenOptions) -> Result<(Head, File)> {
    let mut file = options.open(path).map_err(|source| unreadable(path, source))?;
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(HEAD_BYTES)
        .read_to_end(&mut head)
        .map_err(|source| unreadable(path, source))?;
    Ok((format::read_head(path, &head)?, file))
}

fn unreadable(path: &Path, source: io::Error) -> ErrorKind {
    ErrorKind::Read { path: path.to_owned(), source }
}
