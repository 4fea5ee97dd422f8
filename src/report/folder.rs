//! The output folder: written atomically, and never over files that no run wrote.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::identity::{Difference, RunIdentity};
use super::run::RunRecord;
use super::tables::{WrittenFile, WrittenTables, all_files};
use super::unwritable;
use crate::error::{Error, ErrorKind, Result};
use crate::scratch::{self, Begun};

/// The record of a finished run, written last: without it the folder holds no finished run.
pub(super) const RUN_RECORD: &str = "run.json";
/// The folder for what is not in its place yet.
const SCRATCH: &str = ".work";
/// The folder in the scratch folder for the finished stages of a run, which a later one may go on from.
const KEPT: &str = "kept";
/// The file in the scratch folder that a run keeps locked while it works.
const LOCK: &str = "lock";

/// How often the scratch folder is tried to be emptied that threads may still be writing to.
const TRIES: u32 = 5;

/// What to do about a folder that holds something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Leave it alone.
    Refuse,
    /// Replace the files of the same names. Other files stay even so.
    Force,
}

/// A folder that only this run writes to.
///
/// Until [`finish`](OutputFolder::finish) everything is written to a scratch folder in it, so that an earlier run stays
/// whole until there is a later one. A folder that is dropped before is left as it was found.
#[derive(Debug)]
pub struct OutputFolder {
    claim: Arc<Claim>,
    config: serde_json::Value,
    /// Whether the tables in the folder are those of an earlier run.
    held_a_run: bool,
    _begun: Begun,
}

/// Removed when the run ends or is stopped.
#[derive(Debug)]
struct Claim {
    path: PathBuf,
    scratch: PathBuf,
    lock: File,
    /// Whether this run made the folder.
    is_new: bool,
    progress: Mutex<Progress>,
}

/// The progress of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// It writes to the scratch folder only.
    Working,
    /// Some files of a run that did not finish, this one or an earlier one, may be in place. If this run ends here, its
    /// scratch folder has to stay, as a sign to the next one that the files around it are not somebody else's.
    HalfInPlace,
    /// Everything is in its place.
    Done,
    /// The folder is no longer this run's.
    Left,
}

/// What a folder held before this run.
enum Held {
    /// Nothing, or no folder.
    Nothing,
    /// A finished run.
    Finished(RunIdentity),
    /// What is left of a run that did not finish.
    Unfinished,
    /// Files that no run wrote, one of them named here.
    Foreign(String),
}

impl OutputFolder {
    /// Takes a folder for a run, and makes it if need be.
    ///
    /// A folder is refused, and left as it is, while another run writes to it; and, unless it is overwritten by force,
    /// when it holds a finished run that is not the same as this one, or files that no run wrote.
    pub fn claim(
        path: &Path,
        identity: &RunIdentity,
        overwrite: Overwrite,
    ) -> Result<OutputFolder> {
        let held = Held::in_folder(path)?;
        if overwrite == Overwrite::Refuse {
            held.refuse_unless_replaceable(path, identity)?;
        }
        let scratch = path.join(SCRATCH);
        if is_foreign_scratch(&scratch) {
            // It would be emptied in the end, so not even force takes it.
            return Err(
                ErrorKind::NotARun { folder: path.to_owned(), found: SCRATCH.to_owned() }.into()
            );
        }
        let is_new = !path.exists();
        let lock = lock(path, &scratch)?;
        let progress = if matches!(held, Held::Unfinished) {
            Progress::HalfInPlace
        } else {
            Progress::Working
        };
        let path_of_claim = path.to_owned();
        let progress = Mutex::new(progress);
        let claim = Arc::new(Claim { path: path_of_claim, scratch, lock, is_new, progress });
        let begun = scratch::begin({
            let claim = Arc::clone(&claim);
            move || claim.leave()
        });
        let mut folder = OutputFolder {
            claim,
            config: identity.config.clone(),
            held_a_run: matches!(held, Held::Finished(_) | Held::Unfinished),
            _begun: begun,
        };

        // Another run may have finished since the first look.
        if let Held::Finished(finished) = Held::in_folder(path)? {
            folder.held_a_run = true;
            *folder.claim.progress() = Progress::Working;
            if overwrite == Overwrite::Refuse {
                finished.refuse_unless_same(path, identity)?;
            }
        }
        let progress = *folder.claim.progress();
        folder.claim.empty_scratch(progress)?;
        Ok(folder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.claim.path
    }

    /// A folder for files that the run needs while it works. They are gone when it ends.
    pub fn scratch(&self) -> &Path {
        &self.claim.scratch
    }

    /// A folder for what a later run may go on from when this one does not finish. It is not made here.
    pub fn kept(&self) -> PathBuf {
        self.claim.kept()
    }

    /// Puts the tables in their place, then `run.json`, and takes the scratch folder away.
    ///
    /// Files of an earlier run that this one did not write are removed. Returns the files, `run.json` last. If this
    /// fails while the files are being put in place, the folder has no `run.json`, and so holds no finished run.
    pub fn finish(self, tables: &WrittenTables, record: &RunRecord) -> Result<Vec<WrittenFile>> {
        let mut files = tables.files().to_vec();
        files.push(self.write_record(&record.to_json(&self.config, &files))?);

        // A run that is told to stop ends behind the last of these steps.
        let _held = scratch::hold();
        *self.claim.progress() = Progress::HalfInPlace;
        self.remove(RUN_RECORD)?;
        self.secure();
        if self.held_a_run {
            for stale in all_files().filter(|name| files.iter().all(|file| file.name != *name)) {
                self.remove(&stale)?;
            }
        }
        for file in &files {
            if file.name == RUN_RECORD {
                // The tables must be in place on the disk before the file that says so.
                self.secure();
            }
            let to = self.path().join(&file.name);
            fs::rename(self.scratch().join(&file.name), &to).map_err(unwritable(&to))?;
        }
        self.secure();
        *self.claim.progress() = Progress::Done;
        Ok(files)
    }

    fn write_record(&self, json: &[u8]) -> Result<WrittenFile> {
        let path = self.scratch().join(RUN_RECORD);
        let mut file = File::create(&path).map_err(unwritable(&path))?;
        file.write_all(json).and_then(|()| file.sync_all()).map_err(unwritable(&path))?;
        Ok(WrittenFile { name: RUN_RECORD.to_owned(), bytes: json.len() as u64 })
    }

    /// Removes a file of this folder, if it is there.
    fn remove(&self, name: &str) -> Result<()> {
        let path = self.path().join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Asks the system to write the folder's list of files to the disk. Not every system has a way to; none needs it
    /// unless the machine itself stops.
    fn secure(&self) {
        if let Ok(folder) = File::open(self.path()) {
            _ = folder.sync_all();
        }
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        let _held = scratch::hold();
        self.claim.leave();
    }
}

impl Claim {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> PathBuf {
        self.scratch.join(KEPT)
    }

    /// Removes all files of the scratch folder but the lock and, unless the run is done, what is kept.
    fn empty_scratch(&self, progress: Progress) -> Result<()> {
        for entry in fs::read_dir(&self.scratch).map_err(unwritable(&self.scratch))? {
            let entry = entry.map_err(unwritable(&self.scratch))?;
            let is_kept = progress != Progress::Done && entry.file_name() == KEPT;
            if is_kept || entry.file_name() == LOCK {
                continue;
            }
            let path = entry.path();
            let is_folder = entry.file_type().map_err(unwritable(&path))?.is_dir();
            let removed =
                if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(unwritable(&path))?;
        }
        Ok(())
    }

    /// Removes the scratch folder if possible. An error is ignored, because the next run tries
    /// again.
    fn leave(&self) {
        let progress = std::mem::replace(&mut *self.progress(), Progress::Left);
        if matches!(progress, Progress::HalfInPlace | Progress::Left) {
            return;
        }
        // An empty folder is nothing to go on from.
        _ = fs::remove_dir(self.kept());
        // What still runs may put a file there in between.
        if (0..TRIES).all(|_| self.empty_scratch(progress).is_err()) {
            return;
        }
        if progress == Progress::Working && self.kept().exists() {
            // The lock's file is the sign that the scratch folder is a run's.
            _ = self.lock.unlock();
            return;
        }
        // The lock's file goes while it is locked, so that nobody can have it in between.
        _ = fs::remove_file(self.scratch.join(LOCK));
        _ = self.lock.unlock();
        // Both only succeed when the folder is empty.
        _ = fs::remove_dir(&self.scratch);
        if self.is_new {
            _ = fs::remove_dir(&self.path);
        }
    }
}

impl Held {
    /// Looks into a folder.
    fn in_folder(path: &Path) -> Result<Held> {
        // A run that is ending takes its lock away after its record is there, so the lock is looked for first.
        let is_unfinished = path.join(SCRATCH).join(LOCK).exists();
        let unreadable = |source| Error::from(ErrorKind::Read { path: path.to_owned(), source });
        let mut names = match fs::read_dir(path) {
            Ok(entries) => entries
                .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
                .collect::<io::Result<Vec<_>>>()
                .map_err(unreadable)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Held::Nothing),
            Err(error) => return Err(unreadable(error)),
        };
        // The same folder gives the same message on every system.
        names.sort_unstable();

        if names.iter().any(|name| name == RUN_RECORD) {
            let record = fs::read(path.join(RUN_RECORD)).map_err(unreadable)?;
            return Ok(match RunIdentity::of_finished(&record) {
                Some(finished) => Held::Finished(finished),
                None => Held::Foreign(RUN_RECORD.to_owned()),
            });
        }
        if is_unfinished {
            return Ok(Held::Unfinished);
        }
        Ok(names.into_iter().find(|name| name != SCRATCH).map_or(Held::Nothing, Held::Foreign))
    }

    fn refuse_unless_replaceable(&self, path: &Path, requested: &RunIdentity) -> Result<()> {
        match self {
            Held::Nothing | Held::Unfinished => Ok(()),
            Held::Finished(finished) => finished.refuse_unless_same(path, requested),
            Held::Foreign(found) => {
                Err(ErrorKind::NotARun { folder: path.to_owned(), found: found.clone() }.into())
            }
        }
    }
}

impl RunIdentity {
    fn refuse_unless_same(&self, folder: &Path, requested: &RunIdentity) -> Result<()> {
        let folder = folder.to_owned();
        match self.difference(requested) {
            None => Ok(()),
            Some(Difference::Configuration { finished, requested }) => {
                Err(ErrorKind::OtherConfiguration { folder, finished, requested }.into())
            }
            Some(Difference::Inputs { finished, requested }) => {
                Err(ErrorKind::OtherInputs { folder, finished, requested }.into())
            }
        }
    }
}

/// Whether a folder with the name of the scratch folder has files that no run put there.
fn is_foreign_scratch(scratch: &Path) -> bool {
    let Ok(entries) = fs::read_dir(scratch) else {
        return scratch.exists();
    };
    let names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    !names.is_empty() && names.iter().all(|name| name != LOCK)
}

/// Makes the scratch folder and locks it for this run.
fn lock(path: &Path, scratch: &Path) -> Result<File> {
    let lock_path = scratch.join(LOCK);
    // A run that ends takes its scratch folder away. That may happen between any two steps here, so they are tried more
    // than once; a second time is all it takes, unless yet another run ends at that moment.
    for _ in 0..3 {
        fs::create_dir_all(scratch).map_err(unwritable(scratch))?;
        let lock = match File::options().create(true).truncate(false).write(true).open(&lock_path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened.map_err(unwritable(&lock_path))?,
        };
        match lock.try_lock() {
            Ok(()) if lock_path.exists() => return Ok(lock),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(source)) => return Err(unwritable(&lock_path)(source)),
        }
    }
    Err(ErrorKind::FolderInUse { folder: path.to_owned() }.into())
}

#[cfg(test)]
mod tests;
