//! What the files of tables have in common.

use std::path::Path;

use crate::error::Result;
use crate::report::{WrittenFile, unwritable};

/// Room for the rows that are not yet handed to the system, for each file.
pub(super) const BUFFER_BYTES: usize = 1 << 16;

/// Runs two closures in parallel.
pub(super) fn both(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let (one, other) = rayon::join(one, other);
    one.and(other)
}

/// What was written to a file, once it is on the disk.
pub(super) fn secured(file: &std::fs::File, path: &Path) -> Result<WrittenFile> {
    file.sync_all().map_err(unwritable(path))?;
    let bytes = file.metadata().map_err(unwritable(path))?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WrittenFile { name, bytes })
}
