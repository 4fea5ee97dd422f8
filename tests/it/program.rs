//! Runs the program like a user at the shell.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A temporary folder in which the program runs.
pub(crate) struct Desk {
    folder: TempDir,
    /// The folder in which the program is started.
    start: PathBuf,
}

/// The output of a run of the program.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    /// The program starts in the folder.
    pub(crate) fn new() -> Desk {
        let folder = TempDir::new().unwrap();
        Desk { start: folder.path().to_owned(), folder }
    }

    /// The program starts in the project's root, so that messages about the project's files do not
    /// depend on its path: the length of a path decides where a message is wrapped.
    pub(crate) fn in_project() -> Desk {
        Desk { start: project_file(""), ..Desk::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and creates its folder.
    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The lines of a JSON Lines file.
    pub(crate) fn rows(&self, name: &str) -> Vec<serde_json::Value> {
        self.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// Runs the program with arguments separated by spaces.
    pub(crate) fn run(&self, words: &str) -> Said {
        self.run_with_input(words, "")
    }

    pub(crate) fn run_with_input(&self, words: &str, input: impl AsRef<[u8]>) -> Said {
        let mut program = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = program.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // The program may stop reading its input early.
        let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
        let output = program.wait_with_output().unwrap();
        writer.join().unwrap();
        Said::of(&output)
    }

    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wirecopy"));
        command.args(words.split_whitespace()).current_dir(&self.start).env("LC_ALL", "C.UTF-8");
        // Nobody's own settings, but those of a test.
        command.env("XDG_CONFIG_HOME", self.path(".config"));
        command
    }
}

impl Said {
    pub(crate) fn of(output: &Output) -> Said {
        Said {
            exit: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Checks that the run succeeded.
    #[track_caller]
    pub(crate) fn done(self) -> Said {
        assert_eq!(self.exit, 0, "{}", self.stderr);
        self
    }
}

/// A file of the project.
pub(crate) fn project_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
