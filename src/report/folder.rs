//! The output folder. It is written atomically, and never over files that no run wrote.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::identity::{Difference, RUN_RECORD, RunIdentity};
use super::joined::PART;
use super::run::RunRecord;
use super::unwritable;
use super::written::{WrittenFile, WrittenTables, all_files};
use crate::error::{Error, ErrorKind, Result};
use crate::scratch::{self, Begun};

/// The folder for unfinished files.
const SCRATCH: &str = ".work";
/// The folder in the scratch folder for finished stages, from which a later run can resume.
const KEPT: &str = "kept";
/// The file in the scratch folder that a run keeps locked while it works.
const LOCK: &str = "lock";

/// Attempts to find the scratch folder empty while threads may still write to it.
const TRIES: u32 = 20;
/// The time between two of these attempts.
const PAUSE: Duration = Duration::from_millis(5);

/// What to do with a folder that holds something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Leave it alone.
    Refuse,
    /// Replace files with the same names. Other files stay.
    Force,
}

/// A folder that only this run writes to.
///
/// Until [`finish`](OutputFolder::finish) everything is written to a scratch folder in it, so that
/// an earlier run stays complete until there is a new one. If the value is dropped before, the
/// folder stays as it was.
#[derive(Debug)]
pub struct OutputFolder {
    claim: Arc<Claim>,
    config: serde_json::Value,
    /// Whether the folder has the tables of an earlier run.
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
    /// Some files of an unfinished run, this one or an earlier one, may be in place. If this run
    /// ends here, its scratch folder must stay, as a sign for the next run that these files are not
    /// the user's.
    HalfInPlace,
    /// Everything is in place.
    Done,
    /// The folder is no longer this run's, and has its results or not.
    Left { is_done: bool },
}

/// What a folder held before this run.
enum Held {
    /// Nothing, or no folder.
    Nothing,
    /// A finished run.
    Finished(RunIdentity),
    /// The remains of an unfinished run.
    Unfinished,
    /// Files that no run wrote, one of them named here.
    Foreign(String),
}

impl OutputFolder {
    /// Claims a folder for a run, and creates it if needed.
    ///
    /// A folder is refused, and left as it is, while another run writes to it. Without force it is
    /// also refused if it holds a finished run with other settings or inputs, or files that no run
    /// wrote.
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
            // It would be emptied in the end, so it is refused even with force.
            return Err(
                ErrorKind::NotARun { folder: path.to_owned(), found: SCRATCH.to_owned() }.into()
            );
        }
        // A folder that has the name of a table is replaced if it has the parts of one.
        if let Some(found) = all_files().find(|name| !may_be_replaced(&path.join(name))) {
            return Err(ErrorKind::NotARun { folder: path.to_owned(), found }.into());
        }
        let progress = if matches!(held, Held::Unfinished) {
            Progress::HalfInPlace
        } else {
            Progress::Working
        };
        let (claim, begun) = scratch::begin(|| {
            let is_new = !path.exists();
            let lock = lock(path, &scratch)?;
            let progress = Mutex::new(progress);
            let claim = Claim { path: path.to_owned(), scratch, lock, is_new, progress };
            let claim = Arc::new(claim);
            let leave = {
                let claim = Arc::clone(&claim);
                move || claim.leave()
            };
            Ok::<_, Error>((claim, leave))
        })?;
        let mut folder = OutputFolder {
            claim,
            config: identity.config.clone(),
            held_a_run: matches!(held, Held::Finished(_) | Held::Unfinished),
            _begun: begun,
        };

        // Another run may have finished since the first check.
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

    /// A folder for temporary files of the run.
    pub fn scratch(&self) -> &Path {
        &self.claim.scratch
    }

    /// A folder for data from which a later run can resume if this one does not finish. It is not
    /// created here.
    pub fn kept(&self) -> PathBuf {
        self.claim.kept()
    }

    /// Tells, even after this value is gone, whether the results of the run are in place.
    pub fn completion(&self) -> impl Fn() -> bool + Send + 'static {
        let claim = Arc::clone(&self.claim);
        move || matches!(*claim.progress(), Progress::Done | Progress::Left { is_done: true })
    }

    /// Moves the tables into place, then `run.json`, and removes the scratch folder.
    ///
    /// Files of an earlier run that this one did not write are removed. Returns the files,
    /// `run.json` last. If this fails halfway, the folder has no `run.json`, and so is not a
    /// finished run.
    pub fn finish(self, tables: &WrittenTables, record: &RunRecord) -> Result<Vec<WrittenFile>> {
        // A signal to stop is held back until these steps are complete. One that came before waits
        // here for the process to end, so that nothing is written to a folder that is being emptied.
        let _held = scratch::hold();
        let mut files = tables.files().to_vec();
        files.push(self.write_record(&record.to_json(&self.config, &files))?);

        *self.claim.progress() = Progress::HalfInPlace;
        self.remove(RUN_RECORD)?;
        self.secure();
        if self.held_a_run {
            for stale in all_files().filter(|name| files.iter().all(|file| file.name != *name)) {
                self.remove(&stale)?;
            }
        }
        for (placed, file) in files.iter().enumerate() {
            if file.name == RUN_RECORD {
                // The tables must be on disk before the file that lists them.
                self.secure();
            }
            let to = self.path().join(&file.name);
            if to.is_dir() {
                self.remove(&file.name)?;
            }
            if let Err(error) = fs::rename(self.scratch().join(&file.name), &to) {
                self.take_back(&files[..placed]);
                return Err(unwritable(&to)(error));
            }
        }
        self.secure();
        *self.claim.progress() = Progress::Done;
        Ok(files)
    }

    /// Removes the tables that are in place, unless they replaced those of another run.
    fn take_back(&self, placed: &[WrittenFile]) {
        if self.held_a_run {
            return;
        }
        // The error that led here is the one to report. If a table stays, so does the sign that it
        // is not the user's.
        let removed = placed.iter().filter(|file| self.remove(&file.name).is_ok()).count();
        if removed == placed.len() {
            *self.claim.progress() = Progress::Working;
        }
    }

    fn write_record(&self, json: &[u8]) -> Result<WrittenFile> {
        let path = self.scratch().join(RUN_RECORD);
        let mut file = File::create(&path).map_err(unwritable(&path))?;
        file.write_all(json).and_then(|()| file.sync_all()).map_err(unwritable(&path))?;
        Ok(WrittenFile { name: RUN_RECORD.to_owned(), bytes: json.len() as u64 })
    }

    /// Removes a file of this folder, if it exists, or the copied parts of a table.
    fn remove(&self, name: &str) -> Result<()> {
        let path = self.path().join(name);
        let removed = if path.is_dir() { remove_parts(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Syncs the folder's directory entry. Not every system can; it only matters if the machine
    /// crashes.
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

    /// Removes everything in the scratch folder except the lock and, unless the run is done, the
    /// kept data. Returns how much there was.
    fn empty_scratch(&self, progress: Progress) -> Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.scratch).map_err(unwritable(&self.scratch))? {
            let entry = entry.map_err(unwritable(&self.scratch))?;
            let is_kept = progress != Progress::Done && entry.file_name() == KEPT;
            if is_kept || entry.file_name() == LOCK {
                continue;
            }
            let path = entry.path();
            let is_folder = entry.file_type().map_err(unwritable(&path))?.is_dir();
            if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
                .map_err(unwritable(&path))?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Removes the scratch folder if possible. An error is ignored, because the next run tries
    /// again.
    fn leave(&self) {
        let progress = {
            let mut now = self.progress();
            let before = *now;
            if matches!(before, Progress::Left { .. }) {
                return;
            }
            *now = Progress::Left { is_done: before == Progress::Done };
            before
        };
        if progress == Progress::HalfInPlace {
            return;
        }
        // Nothing to resume from if it is empty.
        _ = fs::remove_dir(self.kept());
        // Running threads may still create files. If that does not end, the lock file must stay: a
        // scratch folder without one counts as the user's.
        let is_empty = (0..TRIES).any(|tries| {
            if tries > 1 {
                thread::sleep(PAUSE);
            }
            matches!(self.empty_scratch(progress), Ok(0))
        });
        if !is_empty {
            return;
        }
        if progress == Progress::Working && self.kept().exists() {
            // The lock file marks the scratch folder as belonging to a run.
            _ = self.lock.unlock();
            return;
        }
        // Remove the lock file while it is locked, so that no other run can take it in between.
        _ = fs::remove_file(self.scratch.join(LOCK));
        _ = self.lock.unlock();
        // Both only succeed if the folder is empty.
        _ = fs::remove_dir(&self.scratch);
        if self.is_new {
            _ = fs::remove_dir(&self.path);
        }
    }
}

impl Held {
    /// Inspects a folder.
    fn in_folder(path: &Path) -> Result<Held> {
        // An ending run removes its lock after writing its record, so check for the lock first.
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
        // For the same message on every system.
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

/// Whether there is no folder, or one with the parts of a table alone.
fn may_be_replaced(path: &Path) -> bool {
    let is_part = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(PART))
    };
    fs::read_dir(path).map_or(true, |mut entries| entries.all(is_part))
}

/// Removes the parts of a table, and their folder if it has nothing else.
fn remove_parts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PART) {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

/// Whether a folder named like the scratch folder has files that no run wrote.
fn is_foreign_scratch(scratch: &Path) -> bool {
    let Ok(entries) = fs::read_dir(scratch) else {
        return scratch.exists();
    };
    let names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    !names.is_empty() && names.iter().all(|name| name != LOCK)
}

/// Creates the scratch folder and locks it for this run.
fn lock(path: &Path, scratch: &Path) -> Result<File> {
    let lock_path = scratch.join(LOCK);
    // An ending run may remove its scratch folder between any two steps here, so retry. A second
    // attempt is enough, unless yet another run ends at that moment.
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
