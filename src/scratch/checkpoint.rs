//! Finished stages of a run that may be killed: spools and a manifest, kept until the run is done.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::spool::{Kept, OnDisk, PIECE, Spooled, failed, lock, sums};
use super::unfinished::{NewFile, make_folder};
use crate::error::Result;
use crate::hash;

/// The folder of finished stages, and the run they belong to.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    identity: String,
}

/// Written last: a stage without a manifest is not finished.
#[derive(Serialize, Deserialize)]
struct Manifest<'a, F> {
    identity: std::borrow::Cow<'a, str>,
    spools: Vec<Listed>,
    facts: F,
}

/// A spool as the manifest lists it.
#[derive(Serialize, Deserialize)]
struct Listed {
    bytes: u64,
    /// The hash of each [`LEAST_PIECE`](super::spool::LEAST_PIECE) bytes.
    checksums: Vec<u64>,
}

impl Checkpoints {
    /// Keeps the stages of a run in a folder, which is created if necessary. `identity` covers
    /// everything that determines the results of the stages; stages of a run with another identity
    /// are not loaded.
    pub fn in_folder(folder: &Path, identity: String) -> Result<Checkpoints> {
        make_folder(folder).map_err(|source| failed(&folder.join("."), source))?;
        Ok(Checkpoints { folder: folder.to_owned(), identity })
    }

    /// Loads the facts and spools of a stage. `None` if it did not finish, or belongs to another
    /// run.
    pub(crate) fn load<F: DeserializeOwned>(&self, stage: &str) -> Option<(F, Vec<Spooled>)> {
        let manifest = fs::read(self.manifest(stage)).ok()?;
        let (json, checksum) = manifest.split_last_chunk()?;
        if hash::bytes(json) != u64::from_le_bytes(*checksum) {
            return None;
        }
        let manifest: Manifest<'_, F> = serde_json::from_slice(json).ok()?;
        if manifest.identity != self.identity {
            return None;
        }
        let spools = (0..).zip(manifest.spools).map(|(number, Listed { bytes, checksums })| {
            let path = self.spool(stage, number);
            let file = File::open(&path).ok()?;
            let is_as_long = file.metadata().ok()?.len() == bytes;
            let (pending, piece, stays) = (Vec::new(), PIECE, true);
            let disk = OnDisk { file, path, bytes, checksums, pending, piece, stays };
            let spooled = Spooled(Kept::File(Mutex::new(disk)));
            (is_as_long && spooled.is_whole()).then_some(spooled)
        });
        let spools = spools.collect::<Option<_>>()?;
        Some((manifest.facts, spools))
    }

    /// Saves a stage.
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
            spools: spools.iter().map(|spooled| spooled.listed()).collect(),
            facts,
        };
        let json = serde_json::to_vec(&manifest).map_err(io::Error::other);
        let path = self.manifest(stage);
        let json = json.map_err(|source| failed(&path, source))?;
        let checksum = hash::bytes(&json).to_le_bytes();
        write_whole(&path, |file| file.write_all(&json).and_then(|()| file.write_all(&checksum)))
    }

    fn manifest(&self, stage: &str) -> PathBuf {
        self.folder.join(format!("{stage}.json"))
    }

    fn spool(&self, stage: &str, number: u32) -> PathBuf {
        self.folder.join(format!("{stage}-{number}"))
    }
}

impl Spooled {
    fn listed(&self) -> Listed {
        match &self.0 {
            Kept::Memory(memory) => Listed {
                bytes: memory.bytes,
                checksums: memory.pieces.iter().flat_map(|piece| sums(piece)).collect(),
            },
            Kept::File(disk) => {
                let disk = lock(disk);
                Listed { bytes: disk.bytes, checksums: disk.checksums.clone() }
            }
        }
    }

    /// Moves the bytes to this path, and syncs them.
    fn keep(&self, to: &Path) -> Result<()> {
        match &self.0 {
            Kept::Memory(memory) => write_whole(to, |file| {
                memory.pieces.iter().try_for_each(|piece| file.write_all(piece))
            }),
            Kept::File(disk) => {
                let mut disk = lock(disk);
                if disk.path == to {
                    return Ok(());
                }
                let moved = disk.file.sync_all().and_then(|()| fs::rename(&disk.path, to));
                if moved.is_ok() {
                    to.clone_into(&mut disk.path);
                    disk.stays = true;
                }
                match moved {
                    // The scratch folder is on another file system.
                    Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                        let mut from =
                            File::open(&disk.path).map_err(|source| failed(to, source))?;
                        write_whole(to, |file| io::copy(&mut from, file).map(|_| ()))
                    }
                    other => other.map_err(|source| failed(to, source)),
                }
            }
        }
    }
}

/// Writes a file atomically.
fn write_whole(path: &Path, fill: impl FnOnce(&mut NewFile) -> io::Result<()>) -> Result<()> {
    let mut new = NewFile::create(path)?;
    fill(&mut new).map_err(|source| failed(path, source))?;
    new.finish()
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
            for damaged in ["the dog", "the dog has it"] {
                fs::write(kept.join("read-0"), damaged).unwrap();
                assert!(this.load::<u32>("read").is_none(), "{damaged}");
            }
            fs::write(kept.join("read-0"), "the dog ate it").unwrap();
            assert!(this.load::<u32>("read").is_some());
            let list = fs::read(kept.join("read.json")).unwrap();
            for byte in 0..list.len() {
                let mut damaged = list.clone();
                damaged[byte] ^= 1;
                fs::write(kept.join("read.json"), damaged).unwrap();
                assert!(this.load::<u32>("read").is_none(), "{byte}");
            }
            fs::remove_file(kept.join("read.json")).unwrap();
        }
    }
}
