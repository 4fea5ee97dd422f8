//! The program under test, and corpora for it.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use wirecopy::corpus::decompressed;

/// A folder for one test, and the program.
pub(crate) struct Bench {
    folder: TempDir,
    program: PathBuf,
}

impl Bench {
    pub(crate) fn new() -> Result<Bench, Box<dyn Error>> {
        let example = std::env::current_exe()?;
        let beside = example.parent().and_then(Path::parent).ok_or("no target folder")?;
        let program = beside.join("wirecopy");
        if !program.exists() {
            return Err("there is no wirecopy beside the examples: cargo build --release".into());
        }
        Ok(Bench { folder: TempDir::new_in(beside)?, program })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, lines: &[&str]) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(self.path(name), lines.join("\n"))?)
    }

    /// A command line, split at spaces.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.folder.path()).args(words.split(' ')).arg("--no-progress");
        command
    }

    /// Runs a command and returns what it printed.
    pub(crate) fn run(&self, words: &str) -> Result<Vec<u8>, Box<dyn Error>> {
        let done = self.command(words).stderr(Stdio::inherit()).output()?;
        // A query exits with 1 if nothing matches.
        if done.status.success() || (words.starts_with("query") && done.status.code() == Some(1)) {
            Ok(done.stdout)
        } else {
            Err(format!("`wirecopy {words}` ended with {}", done.status).into())
        }
    }
}

/// The records of a corpus in JSON Lines.
pub(crate) fn lines(corpus: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    decompressed(corpus)?.read_to_string(&mut text)?;
    Ok(text)
}

/// A pseudorandom number for each index, by the finaliser of `SplitMix64` (Steele et al. 2014).
pub(crate) fn random(index: u64) -> u64 {
    let mut bits = index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
