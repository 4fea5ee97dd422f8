//! Common parts of the table files.

use std::path::Path;

use crate::error::Result;
use crate::report::{WrittenFile, unwritable};

/// Size of the write buffer of each file.
pub(super) const BUFFER_BYTES: usize = 1 << 16;

/// Runs two closures in parallel.
pub(super) fn both(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let (one, other) = rayon::join(one, other);
    one.and(other)
}

/// Syncs a file, and returns its record.
pub(super) fn secured(file: &std::fs::File, path: &Path) -> Result<WrittenFile> {
    file.sync_all().map_err(unwritable(path))?;
    let bytes = file.metadata().map_err(unwritable(path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WrittenFile { name, bytes })
}
