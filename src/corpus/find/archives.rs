//! Replaces archives by the files in them, and finds out how files are compressed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::search::Found;
use crate::corpus::bytes::decode::{Compression, Decoder, Hashing, Trouble, is_bomb};
use crate::corpus::bytes::encoding::Encoding;
use crate::corpus::bytes::office::{self, Office};
use crate::corpus::bytes::source::{Location, Member};
use crate::corpus::bytes::zip::{self, Entry, Package};
use crate::corpus::look::How;
use crate::corpus::notice::{Notice, Unreadable};
use crate::hash::{HashMap, HashSet};

/// The files of a corpus, none of them an archive.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) files: Vec<Found>,
    /// Files that are not read, by what they are in and what they are.
    pub(super) passed_over: BTreeMap<(PathBuf, String), u64>,
    pub(super) notices: Vec<Notice>,
    pub(super) unreadable: Vec<Unreadable>,
    /// Archives that were unpacked.
    unpacked: u64,
}

/// What a file is.
enum Content {
    /// One file.
    File(Compression),
    /// An archive.
    Archive(Vec<Entry>, Location),
    /// A workbook of several sheets.
    Sheets(Vec<(String, usize)>),
}

/// Bytes at the start of a file that show what it is, and room for them.
const START: u64 = 512;
const START_ROOM: usize = 1 << 10;

/// Bytes that are unpacked at a time.
const UNPACKED_AT_ONCE: usize = 1 << 20;

/// Opens every archive among the files. Those that are compressed as a whole are unpacked into the folder
/// `scratch`, and cannot be read without it.
pub(super) fn opened(found: Vec<Found>, scratch: Option<&Path>) -> Opened {
    let mut opened = Opened::default();
    // The files of an archive follow one another.
    let mut archive: Option<(PathBuf, HashMap<PathBuf, Found>)> = None;
    for file in found {
        let Some(path) = archive_of_earlier_run(&file) else {
            opened.add(file, scratch);
            continue;
        };
        if archive.as_ref().is_none_or(|(known, _)| *known != path) {
            let members = opened.members_of(&file, &path, scratch);
            archive = Some((path, members));
        }
        let members = archive.as_mut().map(|(_, members)| members);
        if let Some(member) = members.and_then(|members| members.remove(&file.path)) {
            let Found { root, how, base, .. } = file;
            opened.files.push(Found { root, how, base, ..member });
        } else {
            let reason = io::Error::new(io::ErrorKind::NotFound, "no longer in its archive");
            opened.unreadable.push(Unreadable { path: file.path, reason });
        }
    }
    opened
}

/// The archive that a file of an earlier run is in.
fn archive_of_earlier_run(file: &Found) -> Option<PathBuf> {
    file.base.as_ref()?;
    let path = &file.location.path;
    if path.exists() {
        None
    } else {
        path.ancestors().skip(1).find(|path| path.is_file()).map(Path::to_owned)
    }
}

impl Opened {
    fn add(&mut self, file: Found, scratch: Option<&Path>) {
        match self.content(&file, scratch) {
            Ok(Content::File(compression)) => self.files.push(Found { compression, ..file }),
            Ok(Content::Archive(entries, location)) => {
                self.add_members(&file, entries, &location, scratch);
            }
            Ok(Content::Sheets(sheets)) => {
                let mut names = HashSet::default();
                for (name, number) in sheets {
                    let name = name.replace(['/', '\\'], "_");
                    let is_name = !matches!(&*name, "" | "." | "..") && names.insert(name.clone());
                    let name = if is_name { name } else { format!("sheet {}", number + 1) };
                    let compression = Compression::Office(Office::Excel(number));
                    self.files
                        .push(Found { compression, ..below(&file, &name, file.location.clone()) });
                }
            }
            Err(reason) => self.unreadable.push(Unreadable { path: file.path, reason }),
        }
    }

    /// The files in an archive that an earlier run read, by their paths then.
    fn members_of(
        &mut self,
        file: &Found,
        archive: &Path,
        scratch: Option<&Path>,
    ) -> HashMap<PathBuf, Found> {
        let inside = file
            .location
            .path
            .strip_prefix(archive)
            .map_or(0, |inside| inside.components().count());
        let path = file.path.ancestors().nth(inside).unwrap_or(&file.path).to_owned();
        let location = Location::of_file(archive.to_owned());
        let whole = Found {
            path,
            location,
            base: file.base.clone(),
            root: PathBuf::new(),
            within: None,
            ..*file
        };
        let mut members = Opened { unpacked: self.unpacked, ..Opened::default() };
        members.add(whole, scratch);
        self.unpacked = members.unpacked;
        self.unreadable.extend(members.unreadable);
        members.files.into_iter().map(|member| (member.path.clone(), member)).collect()
    }

    fn content(&mut self, file: &Found, scratch: Option<&Path>) -> io::Result<Content> {
        let Location { path, member } = &file.location;
        let start = head(&file.location, Compression::None)?;
        if zip::is_zip(&start) {
            if member.is_some() {
                let bytes = whole(&file.location)?;
                let kind = office::Kind::of(Package::of(&bytes)?.names());
                return kind.map_or_else(|| Err(nested()), |kind| document(kind, || Ok(bytes)));
            }
            let entries = zip::entries(fs::File::open(path)?)?;
            let kind = office::Kind::of(entries.iter().map(|entry| entry.name.as_str()));
            return match kind {
                Some(kind) => document(kind, || fs::read(path)),
                None => Ok(Content::Archive(entries, file.location.clone())),
            };
        }
        let compression = Compression::of(&start);
        let is_tar = match compression {
            Compression::None => is_tar(&start),
            compression => is_tar(&head(&file.location, compression)?),
        };
        match compression {
            compression if !is_tar => Ok(Content::File(compression)),
            _ if member.is_some() => Err(nested()),
            Compression::None => {
                let entries = self.entries_of_tar(&file.path, path, None)?;
                Ok(Content::Archive(entries, file.location.clone()))
            }
            compression => {
                let Some(scratch) = scratch else {
                    return Err(io::Error::other("it must be unpacked before it can be read"));
                };
                self.unpacked += 1;
                let to = scratch.join(format!("unpacked-{}.tar", self.unpacked));
                let problem = unpack(&file.location, compression, &to)?;
                let entries = self.entries_of_tar(&file.path, &to, problem)?;
                Ok(Content::Archive(entries, Location::of_file(to)))
            }
        }
    }

    /// The files in a tar archive; if it is cut off, with a notice, those before that.
    fn entries_of_tar(
        &mut self,
        named: &Path,
        path: &Path,
        problem: Option<String>,
    ) -> io::Result<Vec<Entry>> {
        let length = fs::metadata(path)?.len();
        let mut archive = tar::Archive::new(fs::File::open(path)?);
        let (mut entries, mut problem) = (Vec::new(), problem);
        for entry in archive.entries_with_seek()? {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    problem = problem.or_else(|| Some(error.to_string()));
                    break;
                }
            };
            let kind = entry.header().entry_type();
            if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
                continue;
            }
            let member =
                Member { offset: entry.raw_file_position(), bytes: entry.size(), deflated: None };
            if member.offset.checked_add(member.bytes).is_none_or(|end| end > length) {
                problem = problem.or_else(|| Some("it ends within a file".to_owned()));
                break;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let member = if kind.is_gnu_sparse() { Err("a sparse file") } else { Ok(member) };
            entries.push(Entry { name, member });
        }
        match problem {
            Some(problem) if entries.is_empty() => {
                Err(invalid(format!("damaged or incomplete tar archive: {problem}")))
            }
            Some(reason) => {
                let files = entries.len() as u64;
                self.notices.push(Notice::CutArchive { path: named.to_owned(), files, reason });
                Ok(entries)
            }
            None => Ok(entries),
        }
    }

    fn add_members(
        &mut self,
        archive: &Found,
        entries: Vec<Entry>,
        location: &Location,
        scratch: Option<&Path>,
    ) {
        // Members may share bytes of the archive, so those that are stored count too.
        let members = entries.iter().filter_map(|entry| entry.member.as_ref().ok());
        let inflated = members.fold(0_u64, |sum, member| {
            sum.saturating_add(member.deflated.map_or(member.bytes, |deflated| deflated.bytes))
        });
        let packed = fs::metadata(&location.path).map_or(0, |file| file.len());
        if is_bomb(inflated, packed) {
            let reason = invalid(format!(
                "its {packed} bytes would be unpacked to {inflated}, which is not plausible"
            ));
            self.unreadable.push(Unreadable { path: archive.path.clone(), reason });
            return;
        }
        let first = self.files.len();
        let mut names = HashSet::default();
        for Entry { name, member } in entries {
            let parts: Vec<&str> =
                name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
            let is_hidden = |part: &&str| part.starts_with('.') || *part == "__MACOSX";
            if parts.is_empty() || parts.iter().any(is_hidden) {
                continue;
            }
            let name = parts.join("/");
            let problem = match member {
                _ if !names.insert(name.clone()) => "a second file of the same name",
                Err(problem) => problem,
                Ok(member) => {
                    let location = Location { member: Some(member), ..location.clone() };
                    self.add_member(archive, below(archive, &name, location), scratch);
                    continue;
                }
            };
            self.pass_over(archive, &format!("{problem}; unpack the archive to read it"));
        }
        self.files[first..].sort_by(|one, other| one.path.cmp(&other.path));
    }

    /// Adds a file of an archive; one that is damaged takes no other with it.
    fn add_member(&mut self, archive: &Found, member: Found, scratch: Option<&Path>) {
        let before = self.unreadable.len();
        self.add(member, scratch);
        for Unreadable { reason, .. } in self.unreadable.split_off(before) {
            self.pass_over(archive, &reason.to_string());
        }
    }

    fn pass_over(&mut self, archive: &Found, what: &str) {
        *self.passed_over.entry((archive.path.clone(), what.to_owned())).or_default() += 1;
    }
}

/// A file in an archive, or a sheet of a workbook.
fn below(archive: &Found, name: &str, location: Location) -> Found {
    let root = match archive.how {
        How::Named => archive.path.clone(),
        How::Within => archive.root.clone(),
    };
    Found {
        path: archive.path.join(name),
        location,
        compression: Compression::None,
        within: Some(archive.within.clone().unwrap_or_else(|| archive.path.clone())),
        is_copy: archive.is_copy,
        root,
        how: How::Within,
        base: archive.base.clone(),
    }
}

/// How a document is read.
fn document(
    kind: office::Kind,
    bytes: impl FnOnce() -> io::Result<Vec<u8>>,
) -> io::Result<Content> {
    let sheets = match kind {
        office::Kind::Word => return Ok(Content::File(Compression::Office(Office::Word))),
        office::Kind::Other => return Ok(Content::File(Compression::None)),
        office::Kind::Excel => office::sheets(&bytes()?)?,
    };
    match &sheets[..] {
        [] => Err(invalid("a workbook without rows".to_owned())),
        [(_, number)] => Ok(Content::File(Compression::Office(Office::Excel(*number)))),
        _ => Ok(Content::Sheets(sheets)),
    }
}

/// The first bytes of a file. Faults after them are reported when the file is read.
fn head(location: &Location, compression: Compression) -> io::Result<Vec<u8>> {
    if location.member.is_none() && compression == Compression::None {
        // Nearly every file is looked at here, and most are no archives.
        let mut start = Vec::with_capacity(START_ROOM);
        fs::File::open(&location.path)?.take(START).read_to_end(&mut start)?;
        return Ok(start);
    }
    let mut start = Vec::new();
    let mut decoder = Decoder::open(location, compression, Encoding::UTF_8, Hashing::Off)?;
    match decoder.read_into(&mut start, usize::try_from(START).unwrap_or_default()) {
        Err(Trouble::Read(error)) => Err(error),
        _ => Ok(start),
    }
}

/// The bytes of a document that is in an archive.
fn whole(location: &Location) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let decoder = Decoder::open(location, Compression::None, Encoding::UTF_8, Hashing::Off)?;
    decoder.take(office::MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_tar(start: &[u8]) -> bool {
    start.get(257..262) == Some(b"ustar")
}

/// Unpacks a file; says why it ends early if it does.
fn unpack(location: &Location, compression: Compression, to: &Path) -> io::Result<Option<String>> {
    let mut decoder = Decoder::open(location, compression, Encoding::UTF_8, Hashing::Off)?;
    let mut file = fs::File::create(to)?;
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = decoder.read_into(&mut piece, UNPACKED_AT_ONCE);
        file.write_all(&piece)?;
        match read {
            Ok(()) if piece.is_empty() => return Ok(None),
            Ok(()) => {}
            Err(Trouble::Read(error)) => return Err(error),
            Err(Trouble::Bomb(bytes)) => {
                return Err(invalid(format!(
                    "it unpacks to more than {bytes} bytes, which is not plausible"
                )));
            }
            Err(Trouble::EndsEarly) => {
                return Ok(Some("its compressed data ends early".to_owned()));
            }
            Err(Trouble::Damaged(problem) | Trouble::Broken(problem)) => return Ok(Some(problem)),
        }
    }
}

fn nested() -> io::Error {
    invalid("an archive within an archive; unpack it first".to_owned())
}

fn invalid(problem: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
