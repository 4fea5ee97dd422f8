//! Unfinished files, each in a private folder near its target, and how a process that is told to
//! stop removes them.

use std::ffi::OsStr;
use std::fs::{self, File, FileType, Metadata, TryLockError};
use std::io::{self, BufWriter, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, ErrorKind};

/// Removes the traces of something that was begun.
type Clear = Box<dyn Fn() + Send>;

/// What was begun and not finished, in order.
#[derive(Default)]
pub(crate) struct All {
    begun: Vec<(u64, Clear)>,
    next: u64,
}

static ALL: Mutex<All> = Mutex::new(All { begun: Vec::new(), next: 0 });

/// Something that was begun; dropping this ends it.
#[derive(Debug)]
pub(crate) struct Begun(u64);

/// Begins something, and registers how to remove its traces. A stop comes before both or after both.
pub(crate) fn begin<T, E, C: Fn() + Send + 'static>(
    begin: impl FnOnce() -> Result<(T, C), E>,
) -> Result<(T, Begun), E> {
    let mut all = hold();
    let (made, clear) = begin()?;
    let number = all.next;
    all.next += 1;
    all.begun.push((number, Box::new(clear)));
    Ok((made, Begun(number)))
}

impl Drop for Begun {
    fn drop(&mut self) {
        hold().begun.retain(|&(number, _)| number != self.0);
    }
}

/// Blocks [`clear`] while it is held, so that several steps happen together. Not reentrant.
pub(crate) fn hold() -> MutexGuard<'static, All> {
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a folder and those above it, unless [`clear`] came first: it would bring back what was
/// removed.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let _held = hold();
    fs::create_dir_all(path)
}

/// Removes the traces of everything begun and not finished. Call it only before the process exits:
/// any later attempt to begin or end something blocks forever.
pub fn clear() {
    let all = hold();
    for (_, clear) in all.begun.iter().rev() {
        clear();
    }
    mem::forget(all);
}

/// Prefix of the names of these folders.
const PREFIX: &str = ".wirecopy-";
/// Locked as long as the process of the folder lives. The file gets this name only once it is
/// locked.
const LOCK: &str = "lock";
const LOCK_TO_BE: &str = "lock.new";

/// Attempts to make a folder, in case another process takes it for stale, or to remove one, in case
/// others still write to it.
const TRIES: u32 = 20;

/// A folder of this process for unfinished files. It is removed when this is dropped, or when the
/// process is told to stop. If the process is killed, the next one that works in the same place
/// removes it.
#[derive(Debug)]
pub struct Workspace {
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
    _begun: Begun,
}

impl Workspace {
    /// Makes one next to the target: in the folder that will contain it, or in the closest existing
    /// ancestor.
    pub fn beside(target: &Path) -> crate::Result<Workspace> {
        let above = target.ancestors().skip(1).find(|folder| folder.is_dir());
        Workspace::in_folder(above.unwrap_or(Path::new(".")))
    }

    /// Makes one in the folder of a file, which must exist.
    pub fn for_file(target: &Path) -> crate::Result<Workspace> {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        Workspace::in_folder(folder.unwrap_or(Path::new(".")))
    }

    /// Makes one in this folder.
    pub fn in_folder(folder: &Path) -> crate::Result<Workspace> {
        let unwritable = |source| Error::from(ErrorKind::Write { path: folder.to_owned(), source });
        let begun = begin(|| {
            let (path, lock) = new_folder(folder)?;
            let made = path.clone();
            Ok(((path, lock), move || remove(&made)))
        });
        let ((path, lock), begun) = begun.map_err(unwritable)?;
        let workspace = Workspace { path, _lock: lock, _begun: begun };
        remove_stale(folder, &workspace.path);
        Ok(workspace)
    }

    /// Whether this is the name of such a folder. If no process uses it, a killed one left it
    /// behind.
    pub fn has_name(name: &OsStr) -> bool {
        name.to_string_lossy().starts_with(PREFIX)
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Syncs a file or folder of this one, and moves it to its target.
    pub fn put(&self, name: &str, target: &Path) -> crate::Result<()> {
        let from = self.path.join(name);
        let placed = secure_file(&from).and_then(|()| {
            let _held = hold();
            fs::rename(&from, target)
        });
        placed.map_err(unwritable(target))?;
        secure_folder_of(target);
        Ok(())
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _held = hold();
        remove(&self.path);
    }
}

/// A file that is written atomically.
#[derive(Debug)]
pub struct NewFile {
    /// `None` if the target is not a regular file, such as a pipe, which is written directly.
    workspace: Option<Workspace>,
    file: BufWriter<File>,
    target: PathBuf,
}

/// The name of such a file in its workspace.
const NEW: &str = "new";

impl NewFile {
    /// Begins a file. An existing file is replaced only when the new one is finished.
    pub fn create(target: &Path) -> crate::Result<NewFile> {
        let is_special = |facts: Metadata| {
            let kind: FileType = facts.file_type();
            !kind.is_file() && !kind.is_dir()
        };
        if fs::metadata(target).is_ok_and(is_special) {
            let file = File::options().write(true).open(target).map_err(unwritable(target))?;
            let target = target.to_owned();
            return Ok(NewFile { workspace: None, file: BufWriter::new(file), target });
        }
        // The target of a link is replaced, and the link stays.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        let workspace = Workspace::for_file(&target)?;
        let file = File::create_new(workspace.path.join(NEW)).map_err(unwritable(&target))?;
        Ok(NewFile { workspace: Some(workspace), file: BufWriter::new(file), target })
    }

    /// Syncs the file, and moves it to its target.
    pub fn finish(self) -> crate::Result<()> {
        let NewFile { workspace, mut file, target } = self;
        file.flush().map_err(unwritable(&target))?;
        workspace.map_or(Ok(()), |workspace| workspace.put(NEW, &target))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes a folder and its lock.
fn new_folder(folder: &Path) -> io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        tries += 1;
        let made = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        match locked(made.path()) {
            // Another process removed the folder before it was locked.
            Err(error) if error.kind() == io::ErrorKind::NotFound && tries < TRIES => {}
            Err(error) => return Err(error),
            Ok(lock) => return Ok((made.keep(), lock)),
        }
    }
}

/// Makes the lock of a new folder. Fails with `NotFound` if another process is removing the folder.
fn locked(folder: &Path) -> io::Result<File> {
    let to_be = folder.join(LOCK_TO_BE);
    let lock = File::create_new(&to_be)?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::NotFound.into()),
        // Without locks in the file system, a folder is never considered stale.
        Ok(()) | Err(TryLockError::Error(_)) => {}
    }
    fs::rename(&to_be, folder.join(LOCK))?;
    Ok(lock)
}

/// Removes the folders next to ours whose process has ended. Failures are ignored.
fn remove_stale(folder: &Path, own: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_one = Workspace::has_name(&entry.file_name())
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && path.file_name() != own.file_name();
        if !is_one {
            continue;
        }
        let lock = |name| File::options().read(true).write(true).open(path.join(name));
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        match lock(LOCK)
            .or_else(|error| if is_missing(&error) { lock(LOCK_TO_BE) } else { Err(error) })
        {
            // The lock is held until everything is removed, so that no other process removes it
            // too.
            Ok(lock) if lock.try_lock().is_ok() => remove(&path),
            // The process was killed before it made the lock, or is about to retry. Only an empty
            // folder can be removed.
            Err(error) if is_missing(&error) => _ = fs::remove_dir(&path),
            _ => {}
        }
    }
}

/// Removes such a folder, its lock last.
fn remove(path: &Path) {
    for _ in 0..TRIES {
        let mut is_empty = true;
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if entry.file_name() == LOCK {
                continue;
            }
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let entry = entry.path();
            let removed =
                if is_folder { fs::remove_dir_all(&entry) } else { fs::remove_file(&entry) };
            is_empty &= removed.is_ok();
        }
        if !is_empty {
            continue;
        }
        _ = fs::remove_file(path.join(LOCK));
        match fs::remove_dir(path) {
            // Another process wrote a file in the meantime.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            _ => return,
        }
    }
}

/// Syncs a file; the files of a folder were synced before.
fn secure_file(path: &Path) -> io::Result<()> {
    if path.is_dir() { Ok(()) } else { File::open(path)?.sync_all() }
}

/// Syncs the folder that contains this file. Not every system supports it, and it only matters if
/// the machine itself stops.
pub(super) fn secure_folder_of(path: &Path) {
    let folder = path
        .parent()
        .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    if let Some(folder) = folder.and_then(|folder| File::open(folder).ok()) {
        _ = folder.sync_all();
    }
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn file_is_there_whole_or_not_at_all_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.html");
        fs::write(&path, "old").unwrap();
        let mut one = NewFile::create(&path).unwrap();
        let mut other = NewFile::create(&path).unwrap();
        one.write_all(b"one").unwrap();
        other.write_all(b"other").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        one.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        drop(other);
        assert_eq!(
            (fs::read_to_string(&path).unwrap(), names(folder.path())),
            ("one".into(), vec!["news.html".to_owned()])
        );
    }

    #[test]
    fn folder_of_a_process_that_is_gone_is_removed_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let of_this_process = Workspace::in_folder(folder.path()).unwrap();
        for (name, file) in [("stale", "lock"), ("begun", "lock.new"), ("foreign", "notes.txt")] {
            let path = folder.path().join(format!(".wirecopy-{name}"));
            fs::create_dir_all(path.join("spool")).unwrap();
            fs::write(path.join(file), "").unwrap();
        }
        fs::create_dir(folder.path().join(".wirecopy-empty")).unwrap();
        let held = folder.path().join(".wirecopy-held");
        fs::create_dir(&held).unwrap();
        let lock = File::create(held.join(LOCK_TO_BE)).unwrap();
        lock.lock().unwrap();
        fs::write(folder.path().join(".wirecopy-file"), "").unwrap();
        let other = Workspace::in_folder(folder.path()).unwrap();
        assert!(of_this_process.path().join(LOCK).exists());
        drop((of_this_process, other));
        assert_eq!(names(folder.path()), [".wirecopy-file", ".wirecopy-foreign", ".wirecopy-held"]);
    }

    #[test]
    fn folders_that_are_made_at_once_do_not_remove_one_another() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let workspace = Workspace::in_folder(folder.path()).unwrap();
                        fs::write(workspace.path().join("new"), "one").unwrap();
                    }
                });
            }
        });
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut new = NewFile::create(&link).unwrap();
        new.write_all(b"new").unwrap();
        new.finish().unwrap();
        assert!(link.is_symlink() && fs::read_to_string(&file).unwrap() == "new");
    }
}
