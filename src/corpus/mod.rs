//! Stage 1: reads files into articles.
//!
//! [`Corpus::open`] finds the files and looks at the start of each. [`Corpus::chunks`] then reads all of them once, in
//! chunks that can be parsed on any thread, and [`Corpus::reread`] reads single articles again. No more than a chunk is
//! held in memory, however large the files are.
//!
//! # Formats
//!
//! What is said of each format stands in few places: its name and endings in `format`, its first bytes in `recognise`,
//! what is learnt of it at opening in `sniff`, how its records lie in a file in `source::Format::layout`, and how a
//! record becomes an article in `record::article`. A format whose records are runs of bytes brings a
//! `spans::Scanner` that finds them; of one that is a whole file nothing needs finding. Everything else, such as
//! compression, encodings, chunks, limits, places and reading again, is the same for all.

mod blocks;
mod chunk;
mod chunks;
mod decode;
mod delimited;
mod encoding;
mod entities;
mod fields;
mod find;
mod format;
mod html;
mod json;
mod json_files;
mod json_outline;
mod json_values;
mod notice;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
mod recognise;
mod record;
mod reject;
mod reread;
#[cfg_attr(
    not(any(feature = "parquet", feature = "sqlite")),
    expect(dead_code, reason = "no format whose records are rows is built in")
)]
mod rows;
mod sample;
mod sampling;
mod schema;
mod sniff;
mod source;
mod spans;
#[cfg(feature = "sqlite")]
mod sqlite;
pub(crate) mod suggest;
mod warc;
mod whole;
mod wire;

#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::{Path, PathBuf};

pub use self::chunk::{Chunk, Record, Records};
pub use self::chunks::{Chunks, FileFacts, FirstPass};
pub use self::decode::{Compression, Decompressed, decompressed};
pub use self::delimited::Table;
pub use self::encoding::{Certainty, Encoding};
pub use self::format::FormatName;
pub use self::json_values::Within;
pub use self::notice::Notice;
pub use self::reject::{Reject, RejectCode};
pub use self::reread::{Again, Reread};
pub use self::rows::RowFile;
pub use self::schema::{Field, FieldNames, Mapping, OutletFrom, PRESETS, Preset};
pub use self::source::{Format, SourceFile};
use crate::article::{BodyIs, FileId, Place};
use crate::error::{ErrorKind, Result};
use crate::outlet::OutletNames;

/// What the caller names as the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder, or a pattern for the names of files.
    Path(PathBuf),
    /// The standard input.
    Stdin,
}

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of all files; by default each file's is recognised.
    pub format: Option<FormatName>,
    /// The encoding of all text; by default each file's is recognised.
    pub encoding: Option<Encoding>,
    /// The schema of all files; by default each file's is picked by its fields.
    pub schema: Option<&'static Preset>,
    /// Fields that the caller names in place of the schema's.
    pub fields: FieldNames,
    /// The table that is read, in formats that may have several; by default the only one with a text.
    pub table: Option<String>,
    /// Where outlets are taken from; by default as the schema says.
    pub outlet_from: Option<OutletFrom>,
    /// What is known of outlets with several names.
    pub outlet_names: OutletNames,
    /// What the body of an article is made of.
    pub body_is: BodyIs,
    /// The longest record, in bytes; a longer one is rejected without being held in memory.
    pub max_record_bytes: u64,
    /// How much of a file is read at once, in bytes. It changes no result.
    pub chunk_bytes: usize,
}

/// The longest record that is read by default: 64 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: u64 = 64 << 20;

/// How much is read at once by default: 1 MiB.
pub const DEFAULT_CHUNK_BYTES: usize = 1 << 18;

impl Default for Options {
    fn default() -> Options {
        Options {
            format: None,
            encoding: None,
            schema: None,
            fields: FieldNames::default(),
            table: None,
            outlet_from: None,
            outlet_names: OutletNames::default(),
            body_is: BodyIs::default(),
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            chunk_bytes: DEFAULT_CHUNK_BYTES,
        }
    }
}

/// Files of articles.
#[derive(Debug)]
pub struct Corpus {
    files: Vec<SourceFile>,
    notices: Vec<Notice>,
    unreadable: Vec<Unreadable>,
    outlet_names: OutletNames,
    body_is: BodyIs,
    max_record_bytes: u64,
    chunk_bytes: usize,
}

/// An input that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its path as named or found.
    pub path: PathBuf,
    /// What the system said.
    pub reason: std::io::Error,
}

impl Corpus {
    /// Finds the files, and looks at the start of each to see what it is.
    ///
    /// Patterns and folders are resolved, the files sorted by their paths, and each read once however often it is named.
    /// Hidden files of folders are skipped. Standard input, and what else can be read only once, such as a named
    /// pipe, is copied into `scratch`, a folder of the caller's, for articles are read more than once; from then on it is
    /// an ordinary file of the same name, the standard input one named `-`.
    ///
    /// Files that cannot be read are no error here: see [`unreadable`](Corpus::unreadable).
    pub fn open(
        inputs: &[Input],
        options: &Options,
        scratch: &Path,
        stdin: &mut dyn Read,
    ) -> Result<Corpus> {
        let mut search = find::Search::new(scratch);
        for input in inputs {
            match input {
                Input::Path(path) => search.add(path)?,
                Input::Stdin => search.add_stdin(stdin)?,
            }
        }
        Corpus::of_found(search.finish(), inputs, options)
    }

    /// Opens the files that an earlier search found when it was made from the folder `base` with these names: each with
    /// the path that it had then, and the one from which it is read now.
    ///
    /// Keys and outlets that come from paths are those of the paths that they had then.
    pub fn open_as_before(
        named: &[PathBuf],
        base: &Path,
        files: &[(PathBuf, PathBuf)],
        options: &Options,
    ) -> Result<Corpus> {
        let files = find::as_before(named, base, files);
        let found = find::Finds { files, notices: Vec::new(), unreadable: Vec::new() };
        let inputs: Vec<Input> = named.iter().cloned().map(Input::Path).collect();
        Corpus::of_found(found, &inputs, options)
    }

    fn of_found(found: find::Finds, inputs: &[Input], options: &Options) -> Result<Corpus> {
        let mut looked = sniff::look_at(found.files, options)?;
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
            max_record_bytes: options.max_record_bytes,
            chunk_bytes: options.chunk_bytes,
        })
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
    /// If the number is of another corpus, and this one has fewer files.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// What a person should know about the files before they are read.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The inputs that cannot be read, by their paths.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Reads all files, in their order.
    pub fn chunks(&self) -> Chunks<'_> {
        Chunks::new(self)
    }

    /// Reads some articles again. The places should be sorted, so that each file is read forward once.
    pub fn reread<'c>(&'c self, places: &'c [Place]) -> Reread<'c> {
        Reread::new(self, places)
    }
}

fn nothing_to_read(inputs: &[Input], hint: Option<String>) -> crate::Error {
    let named = inputs.iter().map(|input| match input {
        Input::Path(path) => path.display().to_string(),
        Input::Stdin => "-".to_owned(),
    });
    ErrorKind::NothingToRead { inputs: named.collect::<Vec<_>>().join(", "), hint }.into()
}
