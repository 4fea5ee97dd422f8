//! Looks at the start of a file to see what it is.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::blocks::{BYTE_ORDER_MARK, Block, Blocks};
use super::decode::{Compression, Decoder, Hashing};
use super::find::{Found, How};
use super::notice::Notice;
use super::sample::Sample;
use super::schema::{Field, Mapping, Preset};
use super::source::{Format, SourceFile};
use super::{Options, Unreadable, suggest};
use crate::article::BodyIs;
use crate::error::{ErrorKind, Result};

/// The files that can be read, and what is to be said about the others.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) files: Vec<SourceFile>,
    pub(super) notices: Vec<Notice>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// What the name of a file says about its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guess {
    JsonLines,
    Text,
    NotRead(&'static str),
    Unknown,
}

/// What a file is, or why it cannot be read.
enum Look {
    Readable(SourceFile),
    /// It is in a format that is not read.
    NotRead(String),
    /// It is one JSON value.
    OneValue(&'static str),
}

/// Formats that are known but not read, by the ending of the file's name.
const NOT_READ: &[(&str, &[&str])] = &[
    ("CSV", &["csv", "tsv", "tab"]),
    ("Parquet", &["parquet"]),
    ("WARC", &["warc", "wet", "wat", "arc"]),
    ("HTML", &["html", "htm", "xhtml"]),
    ("XML", &["xml", "nitf", "newsml", "rss", "atom", "sgm", "sgml"]),
    ("SQLite", &["db", "sqlite", "sqlite3"]),
    ("an archive", &["zip", "tar", "tgz", "7z"]),
    ("bzip2 or xz", &["bz2", "xz"]),
    ("a document", &["pdf", "doc", "docx", "rtf", "md"]),
];

/// How many records are looked at, and how many bytes of them.
const SAMPLE_RECORDS: usize = 1_000;
const SAMPLE_BYTES: usize = 1 << 20;

/// Looks at each of the files.
pub(super) fn look_at(found: Vec<Found>, options: &Options) -> Result<Looked> {
    let mut looked = Looked::default();
    let mut passed_over: BTreeMap<(PathBuf, String), u64> = BTreeMap::new();
    let text_root = text_root(&found);
    for file in found {
        match look(&file, &text_root, options, &mut looked.notices) {
            Ok(Ok(Look::Readable(source))) => looked.files.push(source),
            Ok(Ok(Look::NotRead(format))) if file.how == How::Named => {
                return Err(ErrorKind::UnknownFormat { path: file.path, format }.into());
            }
            Ok(Ok(Look::OneValue(shape))) if file.how == How::Named => {
                return Err(one_value(file.path, shape));
            }
            Ok(Ok(Look::NotRead(format))) => {
                *passed_over.entry((file.root, format)).or_default() += 1;
            }
            Ok(Ok(Look::OneValue(shape))) => {
                *passed_over.entry((file.root, format!("one JSON {shape}"))).or_default() += 1;
            }
            Ok(Err(error)) => return Err(error),
            Err(reason) => looked.unreadable.push(Unreadable { path: file.path, reason }),
        }
    }
    let passed_over = passed_over.into_iter();
    looked.notices.extend(passed_over.map(|((within, format), files)| Notice::PassedOver {
        within,
        format,
        files,
    }));
    Ok(looked)
}

fn one_value(path: PathBuf, shape: &'static str) -> crate::Error {
    let (filter, name) = (if shape == "array" { ".[]" } else { "." }, path.display());
    let lines = path.with_extension("jsonl");
    let remedy = format!("jq -c '{filter}' {name} > {}", lines.display());
    ErrorKind::NotJsonLines { path, shape, remedy }.into()
}

/// The outer result is what the system says, the inner one what the caller got wrong.
fn look(
    file: &Found,
    text_root: &Path,
    options: &Options,
    notices: &mut Vec<Notice>,
) -> io::Result<Result<Look>> {
    let (guess, named_compression) = guess(&file.path);
    let bytes = std::fs::metadata(&file.location)?.len();
    let absolute = std::path::absolute(&file.location)?;
    let folder =
        absolute.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let (path, location) = (file.path.clone(), file.location.clone());
    if let Guess::NotRead(format) = guess {
        return Ok(Ok(Look::NotRead(format.to_owned())));
    }
    if guess == Guess::Text {
        let format = Format::Text { key: key_below(text_root, &absolute) };
        return Ok(Ok(Look::Readable(SourceFile {
            path,
            bytes,
            compression: named_compression,
            format,
            body_is: options.body_is,
            folder,
            location,
        })));
    }
    let start = start_of(&file.location, Compression::None)?;
    let compression = Compression::of(&start);
    let start = if compression == Compression::None {
        start
    } else {
        start_of(&file.location, compression)?
    };
    if let Some(look) = unfit(&start, guess) {
        return Ok(Ok(look));
    }
    let sample = sample(&file.location, compression)?;
    if sample.is_one_object() {
        return Ok(Ok(Look::OneValue("object over many lines")));
    }
    if file.how == How::Within && sample.records() == 1 && !has_text(&sample, options) {
        return Ok(Ok(Look::NotRead("JSON without a text".to_owned())));
    }
    Ok(mapping(file, &sample, options, notices).map(|mapping| {
        let format = Format::JsonLines(Box::new(mapping));
        let body_is = options.body_is;
        Look::Readable(SourceFile { path, bytes, compression, format, body_is, folder, location })
    }))
}

/// What a file is by its name, and how it is compressed by its name.
fn guess(path: &Path) -> (Guess, Compression) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (stem, compression) = match name.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Compression::Gzip),
        Some((stem, "zst" | "zstd")) => (stem, Compression::Zstd),
        _ => (&*name, Compression::None),
    };
    let ending = stem.rsplit_once('.').map_or("", |(_, ending)| ending);
    let guess = match ending {
        "jsonl" | "ndjson" | "jsonlines" | "jl" | "json" => Guess::JsonLines,
        "txt" | "text" => Guess::Text,
        _ => NOT_READ
            .iter()
            .find(|(_, endings)| endings.contains(&ending))
            .map_or(Guess::Unknown, |(format, _)| Guess::NotRead(format)),
    };
    (guess, compression)
}

/// The first bytes of a file; what is wrong behind them is for the reading to say.
fn start_of(path: &Path, compression: Compression) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    match Decoder::open(path, compression, Hashing::Off)?.read_into(&mut start, 256) {
        Err(super::decode::Trouble::Read(error)) => Err(error),
        _ => Ok(start),
    }
}

/// What the first bytes say against JSON Lines.
fn unfit(start: &[u8], guess: Guess) -> Option<Look> {
    if matches!(start, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Some(Look::NotRead("UTF-16".to_owned()));
    }
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start).trim_ascii_start();
    match start.first() {
        Some(b'[') => Some(Look::OneValue("array")),
        None | Some(b'{') => None,
        Some(_) if guess == Guess::JsonLines => None,
        Some(_) => Some(Look::NotRead("an unknown format".to_owned())),
    }
}

/// The fields of the first records.
fn sample(path: &Path, compression: Compression) -> io::Result<Sample> {
    let decoder = Decoder::open(path, compression, Hashing::Off)?;
    let mut blocks = Blocks::new(decoder, SAMPLE_BYTES, SAMPLE_BYTES as u64);
    let mut sample = Sample::default();
    // A block in which one line was too long to look at may not be the end of it.
    for _ in 0..4 {
        match blocks.next() {
            Some(Block::Lines(lines)) => {
                for line in lines.bytes.split(|&byte| byte == b'\n').take(SAMPLE_RECORDS) {
                    sample.add(line);
                }
                if sample.records() > 0 {
                    break;
                }
            }
            Some(Block::Overlong(_)) => {}
            None => break,
        }
    }
    Ok(sample)
}

/// The schema that the caller names, or else the one that the records fit.
fn preset_for(sample: &Sample, options: &Options) -> &'static Preset {
    options.schema.or_else(|| Preset::fitting(|path| sample.has(path))).unwrap_or_else(Preset::own)
}

/// Whether any record has a field of which the body is made.
fn has_text(sample: &Sample, options: &Options) -> bool {
    let has = |field: Field| match options.fields.get(field) {
        Some(name) => sample.has(name),
        None => preset_for(sample, options).paths(field).iter().any(|path| sample.has(path)),
    };
    has(Field::Text) || (options.body_is == BodyIs::Headline && has(Field::Headline))
}

/// Which fields are read as what.
fn mapping(
    file: &Found,
    sample: &Sample,
    options: &Options,
    notices: &mut Vec<Notice>,
) -> Result<Mapping> {
    let mapping = Mapping::new(preset_for(sample, options), &options.fields, options.outlet_from);
    if sample.records() == 0 {
        return Ok(mapping);
    }
    if !has_text(sample, options) {
        let suggestion = sample.likeliest_text(mapping.fields(Field::Text)).map(str::to_owned);
        return Err(ErrorKind::NoTextField {
            path: file.path.clone(),
            seen: sample.names(),
            suggestion,
        }
        .into());
    }
    for field in Field::ALL {
        if let Some(name) = options.fields.get(field).filter(|name| !sample.has(name)) {
            let suggestion = suggest::closest(name, sample.paths()).map(str::to_owned);
            notices.push(Notice::FieldNotSeen {
                path: file.path.clone(),
                field,
                name: name.to_owned(),
                suggestion,
            });
        }
    }
    Ok(mapping)
}

/// The deepest folder in which all text files lie that were named, or whose folders were.
///
/// Keys are paths below it, so that two folders with files of the same names keep them apart.
fn text_root(found: &[Found]) -> PathBuf {
    let roots = found.iter().filter(|file| guess(&file.path).0 == Guess::Text);
    let mut common: Option<PathBuf> = None;
    for root in roots.filter_map(|file| absolute_folder(&file.root)) {
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

fn absolute_folder(folder: &Path) -> Option<PathBuf> {
    std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
}

/// The key of a text file: its path below the root, with `/` on every system.
fn key_below(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
