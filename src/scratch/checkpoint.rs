//! Finished stages of a run that may be killed: spools with a list of what they are, kept until the run is done.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Kept, OnDisk, PIECE, Spooled, failed};
use crate::error::Result;

/// Where finished stages are kept, and for which run.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    identity: String,
}

/// What is written of a stage last of all: without it the stage is not finished.
#[derive(Serialize, Deserialize)]
struct Manifest<'a, F> {
    identity: std::borrow::Cow<'a, str>,
    /// Bytes of each spool.
    spools: Vec<u64>,
    facts: F,
}

impl Checkpoints {
    /// Keeps the stages of a run in a folder, which is made if need be. `identity` has all that decides what the stages
    /// find; stages of a run with another one are of no use, and removed.
    pub fn in_folder(folder: &Path, identity: String) -> Result<Checkpoints> {
        fs::create_dir_all(folder).map_err(|source| failed(&folder.join("."), source))?;
        Ok(Checkpoints { folder: folder.to_owned(), identity })
    }

    /// What was kept of a stage: its facts and its spools. None where the stage did not finish, or was another run's.
    pub(crate) fn load<F: DeserializeOwned>(&self, stage: &str) -> Option<(F, Vec<Spooled>)> {
        let manifest = fs::read(self.manifest(stage)).ok()?;
        let manifest: Manifest<'_, F> = serde_json::from_slice(&manifest).ok()?;
        if manifest.identity != self.identity {
            return None;
        }
        let spools = (0..).zip(&manifest.spools).map(|(number, &bytes)| {
            let path = self.spool(stage, number);
            let file = File::open(&path).ok()?;
            let is_whole = file.metadata().ok()?.len() == bytes;
            let pending = Vec::new();
            let disk = OnDisk { file, path, bytes, pending, piece: PIECE, stays: true };
            is_whole.then(|| Spooled(Kept::File(Mutex::new(disk))))
        });
        let spools = spools.collect::<Option<_>>()?;
        Some((manifest.facts, spools))
    }

    /// Keeps a stage.
    pub(crate) fn save(
        &self,
        stage: &str,
        facts: &impl Serialize,
        spools: &[&Spooled],
    ) -> Result<()> {
        for (number, spooled) in (0..).zip(spools) {
            spooled.keep(&self.spool(stage, number))?;
        }
        let manifest = Manifest {
            identity: self.identity.as_str().into(),
            spools: spools.iter().map(|spooled| spooled.len()).collect(),
            facts,
        };
        let json = serde_json::to_vec(&manifest).map_err(io::Error::other);
        let path = self.manifest(stage);
        json.and_then(|json| write_whole(&path, |file| file.write_all(&json)))
            .map_err(|source| failed(&path, source))
    }

    fn manifest(&self, stage: &str) -> PathBuf {
        self.folder.join(format!("{stage}.json"))
    }

    fn spool(&self, stage: &str, number: u32) -> PathBuf {
        self.folder.join(format!("{stage}-{number}"))
    }
}

impl Spooled {
    /// Puts the bytes under a name of their own, and on the disk for good.
    fn keep(&self, to: &Path) -> Result<()> {
        let kept = match &self.0 {
            Kept::Memory(memory) => write_whole(to, |file| {
                memory.pieces.iter().try_for_each(|piece| file.write_all(piece))
            }),
            Kept::File(disk) => {
                let mut disk = super::lock(disk);
                if disk.path == to {
                    return Ok(());
                }
                let moved = disk.file.sync_all().and_then(|()| fs::rename(&disk.path, to));
                if moved.is_ok() {
                    to.clone_into(&mut disk.path);
                    disk.stays = true;
                }
                match moved {
                    // The scratch folder is on another disk.
                    Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                        let mut from =
                            File::open(&disk.path).map_err(|source| failed(to, source))?;
                        write_whole(to, |file| io::copy(&mut from, file).map(|_| ()))
                    }
                    other => other,
                }
            }
        };
        kept.map_err(|source| failed(to, source))
    }
}

/// Writes a file under another name first, so that it is there whole or not at all.
fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut io::BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut writer = io::BufWriter::with_capacity(PIECE, File::create(&unfinished)?);
    fill(&mut writer)?;
    writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&unfinished, path)?;
    // Not every system has a way to; none needs it unless the machine itself stops.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn stage_is_loaded_by_the_run_that_kept_it_and_by_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("kept");
        let this = Checkpoints::in_folder(&kept, "this".to_owned()).unwrap();
        for scratch in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let mut spool = scratch.spool().unwrap();
            spool.write(b"the dog ate it").unwrap();
            let spooled = spool.finish().unwrap();
            assert!(this.load::<u32>("read").is_none());
            this.save("read", &7, &[&spooled]).unwrap();
            drop(spooled);
            let (facts, spools) = this.load::<u32>("read").unwrap();
            let mut reader = spools[0].reader();
            assert_eq!((facts, reader.take(14).unwrap()), (7, &b"the dog ate it"[..]));
            let other = Checkpoints::in_folder(&kept, "other".to_owned()).unwrap();
            assert!(other.load::<u32>("read").is_none());
            fs::write(kept.join("read-0"), "the dog").unwrap();
            assert!(this.load::<u32>("read").is_none());
            fs::remove_file(kept.join("read.json")).unwrap();
        }
    }
}
