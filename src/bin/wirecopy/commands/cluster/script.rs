//! The script that drives an engine, run by a Python that has it.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde_json::Value;
use wirecopy::scratch::make_folder;

use crate::commands::worker::SCRIPT;

/// Lines of the log that are shown if the script ends without a word.
const LINES_SHOWN: usize = 12;

/// The script in a folder.
pub(super) struct Script {
    pub(super) path: PathBuf,
    /// What it and the engine write to standard error.
    pub(super) log: PathBuf,
}

impl Script {
    /// Writes it to a folder, which is made if need be.
    pub(super) fn write(folder: &Path) -> io::Result<Script> {
        let path = folder.join("wirecopy_spark.py");
        make_folder(folder)?;
        fs::write(&path, SCRIPT)?;
        Ok(Script { path, log: folder.join("log") })
    }

    /// Runs it, and hands over each line of facts that it prints. It ends when this process does. The error is what it, or the
    /// engine, has to say.
    pub(super) fn run(
        &self,
        python: &Path,
        master: Option<&str>,
        words: impl IntoIterator<Item = impl AsRef<OsStr>>,
        mut take: impl FnMut(&Value),
    ) -> Result<(), String> {
        let started = fs::File::create(&self.log).and_then(|log| {
            let mut command = Command::new(python);
            // spark-submit takes the master itself, and options before the script.
            if python.file_stem().is_some_and(|name| name == "spark-submit")
                && let Some(master) = master
            {
                command.arg("--master").arg(master);
            }
            command.arg(&self.path).arg("--attached").arg(std::process::id().to_string());
            command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()
        });
        let mut script = started.map_err(|error| {
            format!("{}: cannot be started: {error}; see --python", python.display())
        })?;
        let mut said = None;
        let lines = BufReader::new(script.stdout.take().expect("it was asked for"));
        for line in lines.split(b'\n').map_while(Result::ok) {
            let Ok(facts) = serde_json::from_slice::<Value>(&line) else { continue };
            match facts["error"].as_str() {
                Some(error) => said = Some(error.to_owned()),
                None => take(&facts),
            }
        }
        let ended = script.wait();
        if ended.as_ref().is_ok_and(ExitStatus::success) {
            return Ok(());
        }
        Err(said.unwrap_or_else(|| {
            let ended = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
            format!("the engine ended with {ended}: {}", self.last_lines())
        }))
    }

    fn last_lines(&self) -> String {
        let text = String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")
    }
}
