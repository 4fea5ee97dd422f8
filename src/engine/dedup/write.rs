//! Writes the files again: what stays is the same to the byte.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;

use super::plan::{Told, is_base};
use super::{DedupFacts, DedupMode, DedupSettings, Plan};
use crate::corpus::{Compression, decompressed};
use crate::error::{Error, ErrorKind, Result};
use crate::report::{FinishedInput, FinishedRun};

/// The list of what was left out.
const REMOVED: &str = "removed.csv";

impl Plan {
    /// Writes the files of a run again, below a folder that is empty or not there, and the list of what was left out.
    ///
    /// The files have the names that they have below the folder that they all are in.
    pub fn write(
        &self,
        run: &FinishedRun,
        settings: &DedupSettings,
        mode: DedupMode,
        folder: &Path,
    ) -> Result<DedupFacts> {
        let inputs: Vec<&FinishedInput> =
            run.inputs().iter().filter(|input| !is_base(&input.path, settings)).collect();
        if mode != DedupMode::List {
            inputs.iter().try_for_each(|input| check(input, mode))?;
        }
        let unfinished = Unfinished::in_folder(folder)?;
        let (stories, already_had) = (self.stories, self.already_had);
        let mut facts = DedupFacts { already_had, stories, ..DedupFacts::default() };
        for (input, name) in inputs.iter().zip(names(&inputs, run.ran_in())) {
            let to = unfinished.path.join(name);
            let copied = self.copy(input, mode, &to)?;
            facts.read += copied.read;
            facts.kept += copied.kept;
            facts.removed += copied.removed;
        }
        self.write_list(&unfinished.path)?;
        let is_whole = settings.against.is_some() || facts.read == run.records();
        if !is_whole
            || facts.kept + facts.removed != facts.read
            || facts.removed != self.removals.len() as u64
        {
            let read = if is_whole { facts.read } else { run.records() };
            let DedupFacts { kept, removed, .. } = facts;
            return Err(ErrorKind::Unbalanced { read, kept, removed }.into());
        }
        unfinished.finish()?;
        Ok(facts)
    }

    fn told(&self, input: &FinishedInput, line: u64) -> Option<&Told> {
        self.told.get(&(input.path.clone(), line))
    }

    fn copy(&self, input: &FinishedInput, mode: DedupMode, to: &Path) -> Result<DedupFacts> {
        let from = input.location();
        if input.format == "text" {
            let is_removed = self.told(input, 1).is_some_and(|told| told.duplicate_of.is_some());
            if !is_removed && mode == DedupMode::Drop {
                make_folder_of(to)?;
                fs::copy(from, to).map_err(unwritable(to))?;
            }
            let removed = u64::from(is_removed);
            let kept = 1 - removed;
            return Ok(DedupFacts { read: 1, kept, removed, ..DedupFacts::default() });
        }
        let mut out = match mode {
            DedupMode::List => None,
            DedupMode::Drop | DedupMode::Annotate => Some(Out::create(from, to)?),
        };
        let facts = self.copy_lines(input, mode, &mut out)?;
        if let Some(out) = out {
            out.finish()?;
        }
        Ok(facts)
    }

    fn copy_lines(
        &self,
        input: &FinishedInput,
        mode: DedupMode,
        out: &mut Option<Out>,
    ) -> Result<DedupFacts> {
        let from = input.location();
        let unreadable = |source| ErrorKind::Read { path: from.to_owned(), source };
        let mut lines = BufReader::with_capacity(1 << 16, decompressed(from).map_err(unreadable)?);
        let mut facts = DedupFacts::default();
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if lines.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
                break;
            }
            let is_record = !line.trim_ascii().is_empty();
            let told = self.told(input, number);
            let is_removed = told.is_some_and(|told| told.duplicate_of.is_some());
            facts.read += u64::from(is_record);
            facts.removed += u64::from(is_removed);
            facts.kept += u64::from(is_record && !is_removed);
            let Some(out) = out else { continue };
            match told {
                Some(told) if mode == DedupMode::Annotate => out.write(&annotated(&line, told))?,
                _ if is_removed => {}
                _ => out.write(&line)?,
            }
        }
        Ok(facts)
    }

    fn write_list(&self, folder: &Path) -> Result<()> {
        let path = folder.join(REMOVED);
        let failed = |error: csv::Error| unwritable(&path)(io::Error::from(error));
        let mut csv =
            csv::WriterBuilder::new().has_headers(false).from_path(&path).map_err(failed)?;
        csv.write_record([
            "id",
            "duplicate_of",
            "cluster_id",
            "sim",
            "role",
            "outlet",
            "published",
        ])
        .map_err(failed)?;
        for removal in &self.removals {
            csv.serialize(removal).map_err(failed)?;
        }
        csv.flush().map_err(unwritable(&path))
    }
}

/// An article's line with a field more, before the brace that ends it.
fn annotated(line: &[u8], told: &Told) -> Vec<u8> {
    let field = serde_json::to_string(told).expect("it is made of texts");
    let Some(end) = line.iter().rposition(|&byte| byte == b'}') else { return line.to_vec() };
    let is_empty = line[..end].trim_ascii_end().ends_with(b"{");
    let comma = if is_empty { "" } else { "," };
    [&line[..end], format!("{comma}\"wirecopy\":{field}").as_bytes(), &line[end..]].concat()
}

/// Checks that a file can be written again without some of its records.
fn check(input: &FinishedInput, mode: DedupMode) -> Result<()> {
    let can = match &*input.format {
        "jsonl" => true,
        "text" => mode == DedupMode::Drop,
        _ => false,
    };
    let refused =
        || ErrorKind::NotByRecord { path: (&input.path).into(), format: input.format.clone() };
    if can { Ok(()) } else { Err(refused().into()) }
}

/// The name of each file below the folder that they were all in when the run was made, from the folder `ran_in`.
fn names(inputs: &[&FinishedInput], ran_in: &Path) -> Vec<PathBuf> {
    let paths: Vec<PathBuf> =
        inputs.iter().map(|input| without_dots(&ran_in.join(&input.path))).collect();
    let Some(first) = paths.first() else { return Vec::new() };
    let mut shared: Vec<Component<'_>> = first.parent().unwrap_or(first).components().collect();
    for path in &paths[1..] {
        let same = shared.iter().zip(path.parent().unwrap_or(path).components());
        let same = same.take_while(|(one, other)| **one == *other).count();
        shared.truncate(same);
    }
    let below = |path: &PathBuf| {
        let names = path.components().skip(shared.len());
        names.filter(|name| matches!(name, Component::Normal(_))).collect()
    };
    paths.iter().map(below).collect()
}

/// A path without `.` and `..`, as far as it can be done without a look at the disk.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    plain
}

/// The folder in the output in which everything stands until it is whole; what a killed run left there is taken away.
const UNFINISHED: &str = ".wirecopy-unfinished";

/// Whether a name in an output folder is that of what a run had not finished, and so nobody's.
pub fn is_unfinished(name: &OsStr) -> bool {
    name == UNFINISHED
}

/// Files that are being written: gone if they never are whole.
struct Unfinished {
    folder: PathBuf,
    path: PathBuf,
    /// Whether the folder was made for them.
    is_new: bool,
}

impl Unfinished {
    fn in_folder(folder: &Path) -> Result<Unfinished> {
        let path = folder.join(UNFINISHED);
        let is_new = !folder.exists();
        if path.exists() {
            fs::remove_dir_all(&path).map_err(unwritable(&path))?;
        }
        fs::create_dir_all(&path).map_err(unwritable(&path))?;
        Ok(Unfinished { folder: folder.to_owned(), path, is_new })
    }

    /// Puts everything in its place.
    fn finish(mut self) -> Result<()> {
        for entry in fs::read_dir(&self.path).map_err(unwritable(&self.path))? {
            let entry = entry.map_err(unwritable(&self.path))?;
            let to = self.folder.join(entry.file_name());
            fs::rename(entry.path(), &to).map_err(unwritable(&to))?;
        }
        self.is_new = false;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What cannot be removed is removed by the next run.
        _ = fs::remove_dir_all(&self.path);
        if self.is_new {
            _ = fs::remove_dir(&self.folder);
        }
    }
}

/// A file that is written as another one is compressed.
struct Out {
    file: Encoder,
    part: PathBuf,
    path: PathBuf,
}

enum Encoder {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
    Bzip2(BzEncoder<BufWriter<File>>),
}

impl Out {
    fn create(like: &Path, path: &Path) -> Result<Out> {
        make_folder_of(path)?;
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let compression = Compression::of_file(like)
            .map_err(|source| ErrorKind::Read { path: like.to_owned(), source })?;
        let file = BufWriter::new(File::create_new(&part).map_err(unwritable(&part))?);
        let file = match compression {
            Compression::None => Encoder::Plain(file),
            Compression::Gzip => {
                Encoder::Gzip(GzEncoder::new(file, flate2::Compression::default()))
            }
            Compression::Zstd => Encoder::Zstd(
                zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)
                    .map_err(unwritable(&part))?,
            ),
            Compression::Bzip2 => {
                Encoder::Bzip2(BzEncoder::new(file, bzip2::Compression::default()))
            }
        };
        Ok(Out { file, part, path: path.to_owned() })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let file: &mut dyn Write = match &mut self.file {
            Encoder::Plain(file) => file,
            Encoder::Gzip(file) => file,
            Encoder::Zstd(file) => file,
            Encoder::Bzip2(file) => file,
        };
        file.write_all(bytes).map_err(unwritable(&self.part))
    }

    fn finish(self) -> Result<()> {
        let ended = match self.file {
            Encoder::Plain(file) => Ok(file),
            Encoder::Gzip(file) => file.finish(),
            Encoder::Zstd(file) => file.finish(),
            Encoder::Bzip2(file) => file.finish(),
        };
        ended
            .and_then(|file| file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all())
            .and_then(|()| fs::rename(&self.part, &self.path))
            .map_err(unwritable(&self.path))
    }
}

fn make_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(unwritable(folder))
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}
