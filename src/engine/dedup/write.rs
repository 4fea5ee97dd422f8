//! Writes the files without the removed records. Kept records are byte-identical.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use liblzma::write::XzEncoder;

use super::lines::Lines;
use super::plan::{Annotation, is_base};
use super::{DedupFacts, DedupMode, DedupSettings, Plan};
use crate::corpus::{Compression, decompressed};
use crate::error::{Error, ErrorKind, Result};
use crate::hash;
use crate::report::{FinishedInput, FinishedRun};
use crate::scratch::{Workspace, make_folder};

/// The list of removed articles.
const REMOVED: &str = "removed.csv";

/// The folder that holds the files until all of them are complete.
const WHOLE: &str = "whole";

impl Plan {
    /// Writes the deduplicated files of a run and the list of removed articles into a folder that
    /// is empty or does not exist. Either everything is written or nothing.
    ///
    /// The names of the files are relative to the folder that contains them all.
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
        let workspace = if folder.is_dir() {
            Workspace::in_folder(folder)?
        } else {
            Workspace::beside(folder)?
        };
        let whole = workspace.path().join(WHOLE);
        fs::create_dir(&whole).map_err(unwritable(folder))?;
        let (stories, already_had) = (self.stories, self.already_had);
        let left = self.left;
        let mut facts = DedupFacts { already_had, stories, left, ..DedupFacts::default() };
        if mode == DedupMode::List {
            facts.read = inputs.iter().map(|input| input.records).sum();
            facts.removed = self.removals.len() as u64;
            facts.kept = facts.read.saturating_sub(facts.removed);
        } else {
            for (input, name) in inputs.iter().zip(names(&inputs, run.ran_in())) {
                let copied = self.copy(input, mode, &whole.join(name))?;
                facts.read += copied.read;
                facts.kept += copied.kept;
                facts.removed += copied.removed;
            }
        }
        self.write_list(&whole)?;
        let is_whole = settings.against.is_some() || facts.read == run.records();
        if !is_whole
            || facts.kept + facts.removed != facts.read
            || facts.removed != self.removals.len() as u64
        {
            let read = if is_whole { facts.read } else { run.records() };
            let DedupFacts { kept, removed, .. } = facts;
            return Err(ErrorKind::Unbalanced { read, kept, removed }.into());
        }
        place(&workspace, folder)?;
        Ok(facts)
    }

    fn annotation(&self, input: &FinishedInput, line: u64) -> Option<&Annotation> {
        self.annotations.get(&(input.path.clone(), line))
    }

    fn copy(&self, input: &FinishedInput, mode: DedupMode, to: &Path) -> Result<DedupFacts> {
        if is_one_article(input) {
            let is_removed = self
                .annotation(input, 1)
                .is_some_and(|annotation| annotation.duplicate_of.is_some());
            if !is_removed && mode == DedupMode::Drop {
                copy_whole(input, to)?;
            }
            let removed = u64::from(is_removed);
            let kept = 1 - removed;
            return Ok(DedupFacts { read: 1, kept, removed, ..DedupFacts::default() });
        }
        let mut out = Out::create(input.location(), to)?;
        let facts = self.copy_lines(input, mode, &mut out)?;
        out.finish()?;
        Ok(facts)
    }

    fn copy_lines(
        &self,
        input: &FinishedInput,
        mode: DedupMode,
        out: &mut Out,
    ) -> Result<DedupFacts> {
        let from = input.location();
        let unreadable = |source| ErrorKind::Read { path: from.to_owned(), source };
        let bytes = BufReader::with_capacity(1 << 16, decompressed(from).map_err(unreadable)?);
        let mut lines = Lines::new(bytes, &input.encoding).map_err(unreadable)?;
        out.write(lines.mark())?;
        let mut facts = DedupFacts::default();
        let mut line = Vec::new();
        for number in 1.. {
            if !lines.next(&mut line).map_err(unreadable)? {
                break;
            }
            let is_record = !lines.is_blank(&line);
            let annotation = self.annotation(input, number);
            let is_removed = annotation.is_some_and(|annotation| annotation.duplicate_of.is_some());
            facts.read += u64::from(is_record);
            facts.removed += u64::from(is_removed);
            facts.kept += u64::from(is_record && !is_removed);
            match annotation {
                Some(annotation) if mode == DedupMode::Annotate => {
                    let field = serde_json::to_string(annotation).expect("it is made of texts");
                    out.write(&lines.annotated(&line, &field))?;
                }
                _ if is_removed => {}
                _ => out.write(&line)?,
            }
        }
        let (bytes, xxh3) = lines.into_inner().into_inner().into_facts().map_err(unreadable)?;
        input.require(bytes, xxh3)?;
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
            "jaccard",
            "role",
            "outlet",
            "date",
            "published",
        ])
        .map_err(failed)?;
        for removal in &self.removals {
            csv.serialize(removal).map_err(failed)?;
        }
        let file = csv.into_inner().map_err(|error| unwritable(&path)(error.into_error()))?;
        file.sync_all().map_err(unwritable(&path))
    }
}

/// Whether a file is one article.
fn is_one_article(input: &FinishedInput) -> bool {
    matches!(&*input.format, "text" | "html")
}

/// Checks that single records can be removed from a file.
fn check(input: &FinishedInput, mode: DedupMode) -> Result<()> {
    if input.within.is_some() {
        return Err(ErrorKind::InArchive { path: (&input.path).into() }.into());
    }
    let can = match &*input.format {
        "jsonl" => true,
        _ => is_one_article(input) && mode == DedupMode::Drop,
    };
    let refused =
        || ErrorKind::NotByRecord { path: (&input.path).into(), format: input.format.clone() };
    if can { Ok(()) } else { Err(refused().into()) }
}

/// Copies a file as it is.
fn copy_whole(input: &FinishedInput, to: &Path) -> Result<()> {
    let from = input.location();
    let bytes =
        fs::read(from).map_err(|source| ErrorKind::Read { path: from.to_owned(), source })?;
    input.require(bytes.len() as u64, hash::bytes(&bytes))?;
    make_folder_of(to)?;
    let mut file = File::create_new(to).map_err(unwritable(to))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(unwritable(to))
}

/// Moves everything to its place.
fn place(workspace: &Workspace, folder: &Path) -> Result<()> {
    if !folder.is_dir() {
        make_folder_of(folder)?;
        return workspace.put(WHOLE, folder);
    }
    // The folder exists and is not replaced. The list goes last: without it the output is
    // incomplete.
    let whole = workspace.path().join(WHOLE);
    let entries = fs::read_dir(&whole)
        .and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()
        })
        .map_err(unwritable(folder))?;
    let (list, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|name| name == REMOVED);
    let names: Vec<_> = files.into_iter().chain(list).collect();
    for (before, name) in names.iter().enumerate() {
        let name = Path::new(WHOLE).join(name);
        let target = folder.join(name.file_name().unwrap_or_default());
        if let Err(error) = workspace.put(&name.to_string_lossy(), &target) {
            for placed in &names[..before] {
                let placed = folder.join(placed);
                // Cleaning up is best effort.
                _ = if placed.is_dir() {
                    fs::remove_dir_all(placed)
                } else {
                    fs::remove_file(placed)
                };
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The names of the files relative to the folder that contained them all during the run in
/// `ran_in`.
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

/// A path without `.` and `..`, without looking at the disk.
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

/// An output file with the compression of the input.
struct Out {
    file: Encoder,
    path: PathBuf,
}

/// The default level of xz.
const XZ_LEVEL: u32 = 6;

enum Encoder {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
    Bzip2(BzEncoder<BufWriter<File>>),
    Xz(XzEncoder<BufWriter<File>>),
}

impl Out {
    fn create(like: &Path, path: &Path) -> Result<Out> {
        make_folder_of(path)?;
        let compression = Compression::of_file(like)
            .map_err(|source| ErrorKind::Read { path: like.to_owned(), source })?;
        let file = BufWriter::new(File::create_new(path).map_err(unwritable(path))?);
        let file = match compression {
            Compression::None | Compression::Office(_) => Encoder::Plain(file),
            Compression::Gzip => {
                Encoder::Gzip(GzEncoder::new(file, flate2::Compression::default()))
            }
            Compression::Zstd => Encoder::Zstd(
                zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)
                    .map_err(unwritable(path))?,
            ),
            Compression::Bzip2 => {
                Encoder::Bzip2(BzEncoder::new(file, bzip2::Compression::default()))
            }
            Compression::Xz => Encoder::Xz(XzEncoder::new(file, XZ_LEVEL)),
        };
        Ok(Out { file, path: path.to_owned() })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let file: &mut dyn Write = match &mut self.file {
            Encoder::Plain(file) => file,
            Encoder::Gzip(file) => file,
            Encoder::Zstd(file) => file,
            Encoder::Bzip2(file) => file,
            Encoder::Xz(file) => file,
        };
        file.write_all(bytes).map_err(unwritable(&self.path))
    }

    fn finish(self) -> Result<()> {
        let ended = match self.file {
            Encoder::Plain(file) => Ok(file),
            Encoder::Gzip(file) => file.finish(),
            Encoder::Zstd(file) => file.finish(),
            Encoder::Bzip2(file) => file.finish(),
            Encoder::Xz(file) => file.finish(),
        };
        ended
            .and_then(|file| file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all())
            .map_err(unwritable(&self.path))
    }
}

fn make_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    make_folder(folder).map_err(unwritable(folder))
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| ErrorKind::Write { path: path.to_owned(), source }.into()
}
