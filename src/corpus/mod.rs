//! Stage 1: reads files into articles.
//!
//! [`Corpus::open`] finds the files and inspects the start of each. [`Corpus::chunks`] then reads
//! all of them once, in chunks that can be parsed on any thread. [`Corpus::reread`] reads single
//! articles again. Only one chunk at a time is held in memory, however large the files are.
//!
//! # Formats
//!
//! A format is a file or a folder in `formats`, and a line in the list there. It provides a
//! `look::ReadFormat`: its name and extensions, how to recognise it, and how to open a file.
//! Opening gives a `format::ReadFile`, which knows the layout of the records and makes an article
//! of each. Everything else, such as compression, encodings, chunks, limits, places and rereading,
//! is the same for all formats.
//!
//! # Folders
//!
//! `bytes` turns files into records, `fields` knows which field of a record holds what, `formats`
//! reads records, `find` finds files and their formats, and `read` goes through them.

mod bytes;
mod fields;
mod file;
mod find;
mod format;
mod formats;
mod look;
mod notice;
mod options;
mod read;
mod reject;
#[cfg_attr(
    not(any(feature = "parquet", feature = "sqlite")),
    expect(dead_code, reason = "no format whose records are rows is built in")
)]
mod rows;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::{Path, PathBuf};

pub use self::bytes::decode::{Compression, Decompressed, decompressed};
pub use self::bytes::encoding::{Certainty, Encoding};
use self::bytes::held::Held;
pub use self::bytes::office::Office;
pub use self::fields::schema::{Field, FieldNames, Mapping, OutletFrom, PRESETS, Preset};
pub use self::file::File;
pub use self::find::{is_url, named_of};
pub use self::format::{Format, FormatName, SourceFile};
pub(crate) use self::formats::host;
pub use self::notice::{Notice, Unreadable};
pub use self::options::{
    DEFAULT_CHUNK_BYTES, DEFAULT_MAX_RECORD_BYTES, Input, LeftOut, Options, Selection, TextHeads,
    Unwanted, Wanted,
};
pub use self::read::chunk::{Chunk, Record, Records};
pub use self::read::chunks::{Chunks, FileFacts, FirstPass};
pub use self::read::reread::{Again, Reread};
pub use self::read::select::Selector;
pub use self::reject::{Reject, RejectCode};
use crate::article::{BodyIs, FileId};
use crate::error::{ErrorKind, Result};
use crate::outlet::OutletNames;

/// Files that were found earlier.
#[derive(Clone, Copy, Debug)]
pub struct EarlierFiles<'a> {
    /// The files, folders and globs that were named.
    pub named: &'a [PathBuf],
    /// The folder in which they were named.
    pub base: &'a Path,
    /// Each file: its path then, and the path from which it is read now.
    pub files: &'a [(PathBuf, PathBuf)],
}

/// Files of articles.
#[derive(Debug)]
pub struct Corpus {
    files: Vec<SourceFile>,
    notices: Vec<Notice>,
    unreadable: Vec<Unreadable>,
    outlet_names: OutletNames,
    body_is: BodyIs,
    selection: Selection,
    max_record_bytes: u64,
    chunk_bytes: usize,
    held: Held,
}

impl Corpus {
    /// Finds files, folders and patterns with the default options.
    ///
    /// Standard input, a pipe, or an archive that is compressed as a whole needs a folder for its
    /// copy: see [`open`](Corpus::open).
    pub fn of_files(paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Result<Corpus> {
        let inputs: Vec<Input> = paths.into_iter().map(|path| Input::Path(path.into())).collect();
        Corpus::found(None, &inputs, &Options::default(), &mut std::io::empty())
    }

    /// Finds the files, and inspects the start of each to recognise its format.
    ///
    /// Patterns and folders are resolved, and the files sorted by their paths. A file that is named
    /// twice is read once. Hidden files in folders are skipped. Articles are read more than once,
    /// so standard input, and anything else that can be read only once, such as a named pipe, is
    /// copied into the folder `scratch`. The copy of standard input is a file named `-`. Archives are replaced by the files
    /// in them; one that is compressed as a whole is unpacked into that folder, which must stay as long as the corpus.
    ///
    /// Unreadable files are not an error here: see [`unreadable`](Corpus::unreadable).
    pub fn open(
        inputs: &[Input],
        options: &Options,
        scratch: &Path,
        stdin: &mut dyn Read,
    ) -> Result<Corpus> {
        Corpus::found(Some(scratch), inputs, options, stdin)
    }

    fn found(
        scratch: Option<&Path>,
        inputs: &[Input],
        options: &Options,
        stdin: &mut dyn Read,
    ) -> Result<Corpus> {
        let mut search = find::Search::new(scratch);
        for input in inputs {
            match input {
                Input::Path(path) => search.add(path)?,
                Input::Stdin => search.add_stdin(stdin)?,
            }
        }
        Corpus::of_found(search.finish(), inputs, scratch, options)
    }

    /// Opens files that were opened earlier.
    ///
    /// Keys and outlets that come from paths come from the earlier paths. Archives that are compressed as a whole are unpacked
    /// into the folder `scratch`, which must stay as long as the corpus.
    pub fn open_as_before(
        EarlierFiles { named, base, files }: EarlierFiles<'_>,
        scratch: &Path,
        options: &Options,
    ) -> Result<Corpus> {
        let files = find::as_before(named, base, files);
        let found = find::Finds { files, notices: Vec::new(), unreadable: Vec::new() };
        let inputs: Vec<Input> = named.iter().cloned().map(Input::Path).collect();
        Corpus::of_found(found, &inputs, Some(scratch), options)
    }

    fn of_found(
        found: find::Finds,
        inputs: &[Input],
        scratch: Option<&Path>,
        options: &Options,
    ) -> Result<Corpus> {
        let mut looked = find::look_at(found.files, scratch, options)?;
        looked.notices.splice(0..0, found.notices);
        looked.unreadable.splice(0..0, found.unreadable);
        looked.unreadable.sort_by(|one, other| one.path.cmp(&other.path));
        if u32::try_from(looked.files.len()).is_err() {
            return Err(nothing_to_read(
                inputs,
                Some("there are more than 4 billion files".to_owned()),
            ));
        }
        if looked.files.is_empty() && looked.unreadable.is_empty() {
            return Err(nothing_to_read(inputs, looked.notices.first().map(ToString::to_string)));
        }
        Ok(Corpus {
            files: looked.files,
            notices: looked.notices,
            unreadable: looked.unreadable,
            outlet_names: options.outlet_names.clone(),
            body_is: options.body_is,
            selection: options.selection.clone(),
            max_record_bytes: options.max_record_bytes,
            chunk_bytes: options.chunk_bytes,
            held: Held::default(),
        })
    }

    /// With other keys for its files, in their order, where a file is an article: a part of a corpus has the keys that
    /// the whole has. Without a key for each file, the input has changed.
    #[cfg(feature = "spark")]
    pub(crate) fn with_keys(
        mut self,
        keys: impl ExactSizeIterator<Item = String>,
    ) -> Result<Corpus> {
        if keys.len() != self.files.len() {
            let path = self.files[0].path.clone();
            return Err(ErrorKind::Changed { path, line: None }.into());
        }
        for (file, key) in self.files.iter_mut().zip(keys) {
            file.file.key = key;
        }
        Ok(self)
    }

    /// What the bodies of its articles are.
    pub fn body_is(&self) -> BodyIs {
        self.body_is
    }

    /// The files, by their numbers.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// One of the files.
    ///
    /// # Panics
    ///
    /// If this corpus has no file with this number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Warnings about the files, before they are read.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The archives whose files are read, by their paths.
    pub fn archives(&self) -> Vec<&Path> {
        let mut archives: Vec<&Path> =
            self.files.iter().filter_map(|file| file.within.as_deref()).collect();
        archives.dedup();
        archives
    }

    /// The inputs that cannot be read, by their paths.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }
}

fn nothing_to_read(inputs: &[Input], hint: Option<String>) -> crate::Error {
    let named = inputs.iter().map(|input| match input {
        Input::Path(path) => path.display().to_string(),
        Input::Stdin => "-".to_owned(),
    });
    ErrorKind::NothingToRead { inputs: named.collect::<Vec<_>>().join(", "), hint }.into()
}
