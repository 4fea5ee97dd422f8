//! The directory of a zip archive. The members are read by [`Source`](super::source::Source).

use std::fs::File;
use std::io::{self, Read};

use flate2::bufread::DeflateDecoder;
use rawzip::{
    CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder,
};

use super::source::{Deflated, Member};

/// A file in an archive.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its path, with `/` between the names.
    pub(crate) name: String,
    /// Where it is; else why it cannot be read.
    pub(crate) member: Result<Member, &'static str>,
}

/// The first bytes of an archive, or of one without members.
pub(crate) fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// The files in an archive on disk.
pub(crate) fn entries(file: File) -> io::Result<Vec<Entry>> {
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    entries_of(&archive, &mut buffer)
}

fn entries_of<R: ReaderAt>(archive: &ZipArchive<R>, buffer: &mut [u8]) -> io::Result<Vec<Entry>> {
    let (mut entries, mut found) = (Vec::new(), 0_u64);
    let mut directory = archive.entries(buffer);
    while let Some(entry) = directory.next_entry().map_err(damaged)? {
        found += 1;
        if entry.is_dir() {
            continue;
        }
        let name = name_of(entry.file_path().as_bytes());
        let deflated = match entry.compression_method() {
            CompressionMethod::STORE => Ok(None),
            CompressionMethod::DEFLATE => {
                Ok(Some(Deflated { bytes: entry.uncompressed_size_hint(), crc: entry.crc32() }))
            }
            _ => Err("compressed by a method other than deflate"),
        };
        let member = if entry.flags().is_encrypted() {
            Err("locked with a password")
        } else {
            deflated.and_then(|deflated| member(archive, entry.wayfinder(), deflated))
        };
        entries.push(Entry { name, member });
    }
    // Old programs write no more than the last two bytes of the number.
    if found & 0xffff == archive.entries_hint() & 0xffff {
        Ok(entries)
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "damaged zip archive: its directory is cut off",
        ))
    }
}

fn member<R: ReaderAt>(
    archive: &ZipArchive<R>,
    wayfinder: ZipArchiveEntryWayfinder,
    deflated: Option<Deflated>,
) -> Result<Member, &'static str> {
    let entry = archive.get_entry(wayfinder).map_err(|_| "damaged")?;
    let (offset, end) = entry.compressed_data_range();
    let bytes = end.checked_sub(offset).ok_or("damaged")?;
    Ok(Member { offset, bytes, deflated })
}

/// A name as written: in UTF-8, or else in an encoding that is not known, of which each byte is kept apart.
fn name_of(bytes: &[u8]) -> String {
    let name = std::str::from_utf8(bytes);
    let name = name.map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned);
    name.replace('\\', "/")
}

fn damaged(error: rawzip::Error) -> io::Error {
    match error.into_kind() {
        rawzip::ErrorKind::IO(error) if error.kind() != io::ErrorKind::UnexpectedEof => error,
        problem => io::Error::new(
            io::ErrorKind::InvalidData,
            format!("damaged or incomplete zip archive: {problem}"),
        ),
    }
}

/// An archive in memory.
pub(crate) struct Package<'p> {
    bytes: &'p [u8],
    entries: Vec<Entry>,
}

impl Package<'_> {
    pub(crate) fn of(bytes: &[u8]) -> io::Result<Package<'_>> {
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let archive = ZipArchive::from_slice(bytes).map_err(damaged)?.into_reader_archive();
        Ok(Package { bytes, entries: entries_of(&archive, &mut buffer)? })
    }

    /// The names of its members.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// A member; `None` if there is no such. It may have up to `most` bytes.
    pub(crate) fn read(&self, name: &str, most: u64) -> io::Result<Option<String>> {
        let invalid = |problem: &str| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("damaged document: {name}: {problem}"),
            )
        };
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let Member { offset, bytes, deflated } = entry.member.map_err(invalid)?;
        let range = usize::try_from(offset).ok().zip(usize::try_from(offset + bytes).ok());
        let stored = range.and_then(|(from, to)| self.bytes.get(from..to));
        let stored = stored.ok_or_else(|| invalid("outside the file"))?;
        let mut text = Vec::new();
        if deflated.is_some() {
            let inflated = DeflateDecoder::new(stored).take(most + 1).read_to_end(&mut text);
            inflated.map_err(|error| invalid(&error.to_string()))?;
        } else {
            text.extend_from_slice(stored);
        }
        if text.len() as u64 > most {
            return Err(invalid("too large"));
        }
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }
}
