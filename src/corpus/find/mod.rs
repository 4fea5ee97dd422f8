//! Finds the files of a corpus, and recognises their formats.

mod archives;
mod recognise;
mod search;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::archives::Opened;
use self::search::Found;
pub(super) use self::search::{Finds, Search, as_before};
pub use self::search::{is_url, named_of};
use super::bytes::decode::{Compression, Decoder, Hashing, Trouble};
use super::bytes::encoding::{self, BYTE_ORDER_MARK, Certainty, Encoding};
use super::bytes::office::Office;
use super::bytes::source::Location;
use super::fields::names;
use super::fields::schema::Field;
use super::file::File;
use super::format::{FormatName, SourceFile};
use super::formats;
use super::look::{Asked, How, Start, Understood};
use super::notice::{Notice, Unreadable};
use super::options::Options;
use crate::date::Day;
use crate::error::{ErrorKind, Result};

/// The readable files, and messages about the others.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) files: Vec<SourceFile>,
    pub(super) notices: Vec<Notice>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// The result of inspecting a file.
enum Look {
    Readable(Box<SourceFile>),
    /// Its format is not supported, or it has no articles.
    NotRead(String),
}

/// Bytes of a file that are inspected.
const START_BYTES: usize = 1 << 20;

/// Files that are inspected side by side: few, so that a file that cannot be read stops the others soon.
const FILES_AT_ONCE: usize = 1 << 8;

/// Opens archives into the folder `scratch`, and inspects each of the files.
pub(super) fn look_at(
    found: Vec<Found>,
    scratch: Option<&Path>,
    options: &Options,
) -> Result<Looked> {
    let Opened { files, mut passed_over, notices, unreadable, .. } =
        archives::opened(found, scratch);
    let mut looked = Looked { unreadable, ..Looked::default() };
    let mut said = Said { notices, ..Said::default() };
    let root = root_of_keys(&files, options);
    for files in files.chunks(FILES_AT_ONCE) {
        let looks = files.par_iter().map(|file| {
            let mut said = Said::default();
            (look(file, &root, options, &mut said), said)
        });
        for (file, (look, of_file)) in files.iter().zip(looks.collect::<Vec<_>>()) {
            said.join(of_file);
            match look {
                Ok(Ok(Look::Readable(source))) => looked.files.push(*source),
                Ok(Ok(Look::NotRead(format))) if file.how == How::Named => {
                    let known = recognise::advice(&format).map_or_else(
                        || {
                            let known: Vec<_> = FormatName::all().map(FormatName::words).collect();
                            format!(". Supported: {}", known.join(", "))
                        },
                        |advice| format!(", not supported. {advice}"),
                    );
                    let path = file.path.clone();
                    return Err(ErrorKind::UnknownFormat { path, format, known }.into());
                }
                Ok(Ok(Look::NotRead(format))) => {
                    let within = file.within.as_ref().unwrap_or(&file.root).clone();
                    *passed_over.entry((within, format)).or_default() += 1;
                }
                Ok(Err(error)) => return Err(error),
                Err(reason) => {
                    looked.unreadable.push(Unreadable { path: file.path.clone(), reason });
                }
            }
        }
    }
    looked.notices = said.into_notices();
    let passed_over = passed_over.into_iter();
    looked.notices.extend(passed_over.map(|((within, format), files)| Notice::PassedOver {
        within,
        format,
        files,
    }));
    Ok(looked)
}

/// Notices. Files with the same problem share one.
#[derive(Default)]
struct Said {
    formats: BTreeMap<(&'static str, FormatName), (PathBuf, u64)>,
    encodings: BTreeMap<(&'static str, bool), (PathBuf, Encoding, Certainty, u64)>,
    notices: Vec<Notice>,
}

impl Said {
    /// Notes that the format of a file is not that of its extension.
    fn format(&mut self, path: &Path, ending: &str, format: FormatName) {
        let mut known = FormatName::all().filter(|known| known.has_ending(ending));
        let named = known.next().map(FormatName::words).or_else(|| recognise::not_read(ending));
        if let Some(named) = named.filter(|_| !format.has_ending(ending)) {
            let entry = self.formats.entry((named, format));
            entry.or_insert_with(|| (path.to_owned(), 0)).1 += 1;
        }
    }

    /// Notes the encoding of a file, if it is not UTF-8.
    fn encoding(&mut self, path: &Path, encoding: Encoding, certainty: Certainty) {
        if encoding != Encoding::UTF_8 {
            let key = (encoding.name(), certainty == Certainty::Sure);
            let entry = self.encodings.entry(key);
            entry.or_insert_with(|| (path.to_owned(), encoding, certainty, 0)).3 += 1;
        }
    }

    /// Adds what was noted of files that follow.
    fn join(&mut self, later: Said) {
        for (key, (path, files)) in later.formats {
            self.formats.entry(key).or_insert((path, 0)).1 += files;
        }
        for (key, (path, encoding, certainty, files)) in later.encodings {
            self.encodings.entry(key).or_insert((path, encoding, certainty, 0)).3 += files;
        }
        self.notices.extend(later.notices);
    }

    fn into_notices(self) -> Vec<Notice> {
        let formats = self.formats.into_iter();
        let formats = formats.map(|((named, format), (path, files))| Notice::OtherFormat {
            path,
            files,
            named: named.to_owned(),
            format,
        });
        let encodings = self.encodings.into_values();
        let encodings = encodings.map(|(path, encoding, certainty, files)| Notice::OtherEncoding {
            path,
            files,
            encoding,
            certainty,
        });
        formats.chain(encodings).chain(self.notices).collect()
    }
}

/// The outer error is the system's, the inner one the caller's mistake.
fn look(file: &Found, root: &Path, options: &Options, said: &mut Said) -> io::Result<Result<Look>> {
    let bytes = match file.location.member {
        Some(member) => member.bytes,
        None => std::fs::metadata(&file.location.path)?.len(),
    };
    // A file that has moved keeps its original key and folder.
    let absolute = absolute(file, &file.path)?;
    let named = path_with_folders(file, &absolute);
    let folders = named.as_deref().and_then(Path::parent);
    let folder = folders.and_then(folder_of_outlet);
    let in_folders = folders.map(said_by_folders).unwrap_or_default();
    let compression = file.compression;
    let raw = head(&file.location, compression, START_BYTES as u64)?;
    let is_binary = recognise::is_binary(&raw);
    let is_document = matches!(compression, Compression::Office(_));
    let (encoding, certainty) = match options.encoding {
        _ if is_binary || is_document => (Encoding::UTF_8, Certainty::Sure),
        Some(encoding) => (encoding, Certainty::Sure),
        None => encoding::detect(&raw, raw.len() < START_BYTES),
    };
    let decoded = encoding.decode(&raw);
    let decoded = decoded.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&decoded);
    let ending = match compression {
        Compression::Office(Office::Word) => "txt".to_owned(),
        Compression::Office(Office::Excel(_)) => "csv".to_owned(),
        _ => recognise::ending(&file.path),
    };
    let is_whole = raw.len() < START_BYTES;
    let start = Start { bytes: decoded, is_whole, ending: &ending };
    let named = options.format.map(formats::of);
    let Some(format) = named.or_else(|| recognise::recognise(&start)) else {
        return Ok(Ok(Look::NotRead(recognise::otherwise(&start))));
    };

    let source = File {
        path: file.path.clone(),
        bytes,
        compression,
        encoding,
        body_is: options.body_is,
        folder,
        in_folders,
        within: file.within.clone(),
        key: if file.is_copy {
            file.path.to_string_lossy().into_owned()
        } else {
            key_below(root, &absolute)
        },
        location: file.location.clone(),
    };
    let notices = &mut said.notices;
    let mut asked = Asked { start, file: &source, how: file.how, options, notices };
    let format = match (format.understand)(&mut asked)? {
        Err(error) => return Ok(Err(error)),
        Ok(Understood::NotRead(what)) => return Ok(Ok(Look::NotRead(what.to_owned()))),
        Ok(Understood::As(format)) => format,
    };
    if options.format.is_none() {
        said.format(&file.path, &ending, format.name());
    }
    if options.encoding.is_none() {
        said.encoding(&file.path, encoding, certainty);
    }
    Ok(Ok(Look::Readable(Box::new(SourceFile { file: source, format }))))
}

/// The path of a file below the folders that say something of it. An archive is a folder of its name without the extension. The
/// folder of a pipe or of standard input means nothing.
fn path_with_folders(file: &Found, absolute: &Path) -> Option<PathBuf> {
    let Some(archive) = &file.within else { return (!file.is_copy).then(|| absolute.to_owned()) };
    let inside = file.path.strip_prefix(archive).unwrap_or(&file.path);
    let above = absolute.ancestors().nth(inside.components().count())?;
    let name = above.file_name()?.to_string_lossy().into_owned();
    let ending = recognise::ending(above);
    let stem = match name.to_ascii_lowercase().rfind(&format!(".{ending}")) {
        Some(at) if at > 0 && !ending.is_empty() => &name[..at],
        _ => &name,
    };
    Some(if file.is_copy { inside.to_owned() } else { above.with_file_name(stem).join(inside) })
}

/// The name of the innermost folder that is not part of a date: `gazette` in `gazette/2026/03/04`.
fn folder_of_outlet(folders: &Path) -> Option<String> {
    let names = folders.ancestors().filter_map(Path::file_name);
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    let innermost = names.next()?;
    if !is_of_date(&innermost) {
        return Some(innermost);
    }
    // If all folders are numbers, the innermost one may be an outlet.
    names.find(|name| !is_of_date(name)).or(Some(innermost))
}

/// Whether the name of a folder is a year, a month, a day or a date.
fn is_of_date(name: &str) -> bool {
    let parts: Vec<&str> = name.split(['-', '_', '.']).collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match &parts[..] {
        [one] if is_number(one) => match one.len() {
            1 | 2 => one.parse::<u8>().is_ok_and(|number| (1..=31).contains(&number)),
            4 | 6 | 8 => one.starts_with("19") || one.starts_with("20") || one.starts_with("18"),
            _ => false,
        },
        [_] => Day::parse(&format!("1 {name} 2000")).is_some(),
        _ => {
            parts.len() <= 3
                && parts.iter().all(is_number)
                && parts.iter().any(|part| part.len() == 4)
        }
    }
}

/// The fields in the names of folders, in Hive style: `outlet=gazette`.
fn said_by_folders(folders: &Path) -> Vec<(Field, String)> {
    let names = folders.ancestors().filter_map(Path::file_name);
    let said = names.filter_map(|name| {
        let name = name.to_string_lossy();
        let (key, value) = name.split_once('=')?;
        let is_said = !value.is_empty() && value != "__HIVE_DEFAULT_PARTITION__";
        Some((names::field_of(key)?, value.replace("%20", " "))).filter(|_| is_said)
    });
    said.collect()
}

/// The first bytes of a file. Errors after them are left for the reading to report.
fn head(location: &Location, compression: Compression, bytes: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut decoder = Decoder::open(location, compression, Encoding::UTF_8, Hashing::Off)?;
    match decoder.read_into(&mut head, usize::try_from(bytes).unwrap_or(usize::MAX)) {
        Err(Trouble::Read(error)) => Err(error),
        _ => Ok(head),
    }
}

/// The deepest folder above all files that are one article each, and above their named folders.
///
/// Keys are paths relative to it, so files with the same name in two folders have different keys.
fn root_of_keys(found: &[Found], options: &Options) -> PathBuf {
    let is_article = |file: &&Found| {
        if file.compression == Compression::Office(Office::Word) {
            return true;
        }
        let ending = recognise::ending(&file.path);
        let mut formats = FormatName::all().filter(|format| format.is_whole());
        match options.format {
            Some(format) => format.is_whole(),
            None => formats.any(|format| format.has_ending(&ending)),
        }
    };
    let mut common: Option<PathBuf> = None;
    let articles = found.iter().filter(is_article);
    for root in articles.filter_map(|file| absolute(file, &file.root).ok()) {
        common = Some(match common {
            None => root,
            Some(common) => common
                .components()
                .zip(root.components())
                .map_while(|(a, b)| (a == b).then_some(a))
                .collect(),
        });
    }
    common.unwrap_or_default()
}

/// The absolute path of a file, or of the folder where it was found.
fn absolute(file: &Found, path: &Path) -> io::Result<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    match &file.base {
        None => std::path::absolute(path),
        Some(base) => std::path::absolute(base.join(path)),
    }
}

/// The key of a file that is one article: its path below the root, with `/` on every system.
fn key_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
