//! The files that a finished run read: where they are now, and whether they are as they were.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3Default;

use crate::error::{ErrorKind, Result};

/// Bytes that are hashed at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// An input file as it was when the run read it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FinishedInput {
    /// Its path; `-` for standard input.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// The XXH3 of these bytes in sixteen hexadecimal digits.
    pub xxh3: String,
    /// Its format: `jsonl`, `text` and others.
    #[serde(default)]
    pub format: String,
    /// The encoding of its text, such as `UTF-8`.
    #[serde(default)]
    pub encoding: String,
    /// Number of records, including those that are not articles.
    #[serde(default)]
    pub records: u64,
    /// The archive that it is in, if it is in one.
    #[serde(default)]
    pub within: Option<FinishedArchive>,
    /// Where it is now, once it was [looked for](super::FinishedRun::find_inputs).
    #[serde(skip)]
    pub(super) found: Option<PathBuf>,
}

/// An archive as it was when the run read the files in it.
#[derive(Clone, Debug, Deserialize)]
pub struct FinishedArchive {
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its XXH3, like that of an input.
    pub xxh3: String,
}

impl FinishedArchive {
    /// The archive as an input of its own.
    pub(super) fn as_input(&self) -> FinishedInput {
        let FinishedArchive { path, bytes, xxh3 } = self.clone();
        FinishedInput { path, bytes, xxh3, ..FinishedInput::default() }
    }
}

impl FinishedInput {
    /// Its current path.
    pub fn location(&self) -> &Path {
        self.found.as_deref().unwrap_or(Path::new(&self.path))
    }

    /// Its path below the archive that it is in.
    pub(super) fn below(&self, archive: &FinishedArchive) -> &Path {
        let path = Path::new(&self.path);
        path.strip_prefix(&archive.path).unwrap_or(path)
    }

    /// The first of some places at which it is, byte-identical. If it is at none of them, what is wrong is said of
    /// the first that has something.
    pub(super) fn find(&self, places: Vec<PathBuf>, corpus: Option<&Path>) -> Result<PathBuf> {
        if self.path != "-" {
            let mut changed = None;
            for place in places.into_iter().filter(|place| place.exists()) {
                let shown = if corpus.is_some() { &place } else { Path::new(&self.path) };
                match self.check(&place, shown) {
                    Ok(()) => return Ok(place),
                    Err(error) => changed = changed.or(Some(error)),
                }
            }
            if let Some(error) = changed {
                return Err(error);
            }
        }
        let problem = match corpus {
            _ if self.path == "-" => "standard input cannot be read again".to_owned(),
            Some(corpus) => {
                format!("no longer there, and no file with its name is below {}", corpus.display())
            }
            None => "no longer there".to_owned(),
        };
        Err(ErrorKind::NotAsClustered { path: PathBuf::from(&self.path), problem }.into())
    }

    pub(super) fn check(&self, path: &Path, shown: &Path) -> Result<()> {
        let other = |problem: String| ErrorKind::NotAsClustered { path: shown.to_owned(), problem };
        if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
            return Err(other("not a file, and cannot be read again".to_owned()).into());
        }
        let (bytes, xxh3) = match size_and_hash(path) {
            Ok(facts) => facts,
            Err(source) => return Err(ErrorKind::Read { path: path.to_owned(), source }.into()),
        };
        self.require_at(shown, bytes, xxh3)
    }

    /// Checks that the file has not changed, by its size and XXH3.
    pub(crate) fn require(&self, bytes: u64, xxh3: u64) -> Result<()> {
        self.require_at(Path::new(&self.path), bytes, xxh3)
    }

    fn require_at(&self, shown: &Path, bytes: u64, xxh3: u64) -> Result<()> {
        let other = |problem| ErrorKind::NotAsClustered { path: shown.to_owned(), problem };
        if bytes != self.bytes {
            let before = self.bytes;
            return Err(other(format!("has changed: it had {before} bytes and has {bytes}")).into());
        }
        if format!("{xxh3:016x}") != self.xxh3 {
            return Err(other("has changed, with the same size".to_owned()).into());
        }
        Ok(())
    }
}

fn size_and_hash(path: &Path) -> io::Result<(u64, u64)> {
    let mut file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
    let (mut bytes, mut hash) = (0, Xxh3Default::new());
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            return Ok((bytes, hash.digest()));
        }
        hash.update(read);
        let read = read.len();
        bytes += read as u64;
        file.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use crate::hash;

    use super::*;

    fn input(path: &Path, text: &str) -> FinishedInput {
        let xxh3 = format!("{:016x}", hash::bytes(text.as_bytes()));
        let path = path.to_str().unwrap().to_owned();
        let (bytes, format, encoding) = (text.len() as u64, "jsonl".into(), "UTF-8".into());
        FinishedInput {
            path,
            bytes,
            xxh3,
            format,
            encoding,
            records: 1,
            ..FinishedInput::default()
        }
    }

    fn find(path: &Path, text: &str) -> Result<PathBuf> {
        input(path, text).find(vec![path.to_owned()], None)
    }

    #[test]
    fn input_with_one_changed_byte_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.jsonl");
        fs::write(&path, "the ferry").unwrap();
        assert!(find(&path, "the ferry").is_ok());
        let problem = |was: &str| find(&path, was).unwrap_err().to_string();
        assert!(problem("the fairy").ends_with("has changed, with the same size"));
        assert!(problem("a ferry").ends_with("has changed: it had 7 bytes and has 9"));
        fs::remove_file(&path).unwrap();
        assert!(problem("the ferry").ends_with("no longer there"));
    }
}
