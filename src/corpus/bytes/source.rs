//! The bytes of a file as they are stored: on disk, or as a member of an archive.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use xxhash_rust::xxh3::Xxh3Default;

/// Where the bytes of a file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The file on disk.
    pub(crate) path: PathBuf,
    /// The part of it that is the file, if that is in an archive.
    pub(crate) member: Option<Member>,
}

/// The bytes of a file within an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Where they begin in the archive.
    pub(crate) offset: u64,
    /// How many they are there.
    pub(crate) bytes: u64,
    /// What they are inflated to, if they are deflated.
    pub(crate) deflated: Option<Deflated>,
}

/// What the directory of an archive says of a deflated member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deflated {
    /// Its length, inflated.
    pub(crate) bytes: u64,
    /// Its CRC-32.
    pub(crate) crc: u32,
}

impl Location {
    /// A whole file on disk.
    pub(crate) fn of_file(path: PathBuf) -> Location {
        Location { path, member: None }
    }

    /// Whether it is deflated within its archive.
    pub(crate) fn is_deflated(&self) -> bool {
        self.member.is_some_and(|member| member.deflated.is_some())
    }
}

/// Whether to hash the raw bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hashing {
    /// Hash them.
    On,
    /// Do not.
    Off,
}

/// The facts of a file as it is stored, known once it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawFacts {
    pub(crate) bytes: u64,
    pub(crate) xxh3: u64,
}

/// Bytes that are read from disk at a time.
pub(crate) const BUFFER: usize = 128 << 10;

/// The bytes of a file, inflated if its archive has them deflated.
pub(crate) enum Source {
    Plain(Raw),
    Inflated(Box<Inflated>),
}

impl Source {
    pub(crate) fn open(location: &Location, hashing: Hashing) -> io::Result<Source> {
        let mut file = File::open(&location.path)?;
        let Some(Member { offset, bytes, deflated }) = location.member else {
            return Ok(Source::Plain(Raw::new(Vec::new(), file, u64::MAX, hashing)));
        };
        file.seek(SeekFrom::Start(offset))?;
        let raw = Raw::new(Vec::new(), file, bytes, hashing);
        Ok(match deflated {
            None => Source::Plain(raw),
            Some(deflated) => Source::Inflated(Box::new(Inflated {
                decoder: DeflateDecoder::new(BufReader::with_capacity(BUFFER, raw)),
                crc: Crc::new(),
                expected: deflated,
            })),
        })
    }

    /// A file of which these first bytes were read already.
    pub(crate) fn begun(start: Vec<u8>, file: File, hashing: Hashing) -> Source {
        Source::Plain(Raw::new(start, file, u64::MAX, hashing))
    }

    /// Bytes that are read from disk at a time: no more than there are, for room has to be cleared before it is used.
    pub(crate) fn buffer(&self) -> usize {
        let Source::Plain(raw) = self else { return BUFFER };
        let bytes = raw.file.metadata().map_or(0, |file| file.len());
        // A pipe has no length.
        match usize::try_from(bytes.min(raw.left)) {
            Ok(0) | Err(_) => BUFFER,
            Ok(bytes) => bytes.min(BUFFER),
        }
    }

    pub(crate) fn is_inflated(&self) -> bool {
        matches!(self, Source::Inflated(_))
    }

    /// Stored bytes that were used so far; `ahead` more were read than were used.
    pub(crate) fn position(&self, ahead: usize) -> u64 {
        match self {
            Source::Plain(raw) => raw.bytes - ahead as u64,
            Source::Inflated(inflated) => {
                let raw = inflated.decoder.get_ref();
                raw.get_ref().bytes - raw.buffer().len() as u64
            }
        }
    }

    /// The error of the system, if that is why it could not be read further.
    pub(crate) fn take_error(&mut self) -> Option<io::Error> {
        match self {
            Source::Plain(raw) => raw.error.take(),
            Source::Inflated(inflated) => inflated.decoder.get_mut().get_mut().error.take(),
        }
    }

    /// Reads the rest of the stored bytes for the hash.
    pub(crate) fn into_facts(self) -> io::Result<RawFacts> {
        let mut raw = match self {
            Source::Plain(raw) => raw,
            Source::Inflated(inflated) => inflated.decoder.into_inner().into_inner(),
        };
        let mut buffer = [0; 8 << 10];
        loop {
            match raw.read(&mut buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(raw.error.take().unwrap_or(error)),
            }
        }
        Ok(RawFacts { bytes: raw.bytes, xxh3: raw.hash.map_or(0, |hash| hash.digest()) })
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Plain(raw) => raw.read(buffer),
            Source::Inflated(inflated) => inflated.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (self, to) {
            (Source::Plain(raw), SeekFrom::Current(step)) => {
                raw.left = raw.left.saturating_sub(step.unsigned_abs());
                raw.file.seek(to)
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// The stored bytes. Counts and hashes them, and keeps the system's error.
pub(crate) struct Raw {
    /// Bytes that were already read from the start.
    start: Vec<u8>,
    file: File,
    /// Bytes of the file that may still be read.
    left: u64,
    hash: Option<Box<Xxh3Default>>,
    bytes: u64,
    error: Option<io::Error>,
}

impl Raw {
    fn new(start: Vec<u8>, file: File, left: u64, hashing: Hashing) -> Raw {
        let hash = (hashing == Hashing::On).then(Box::default);
        Raw { start, file, left, hash, bytes: 0, error: None }
    }

    fn read_next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.start.is_empty() {
            let given = self.start.len().min(buffer.len());
            buffer[..given].copy_from_slice(&self.start[..given]);
            self.start.drain(..given);
            return Ok(given);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read(&mut buffer[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.read_next(buffer) {
            Ok(read) => {
                self.bytes += read as u64;
                if let Some(hash) = &mut self.hash {
                    hash.update(&buffer[..read]);
                }
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let kind = error.kind();
                self.error = Some(error);
                Err(kind.into())
            }
        }
    }
}

/// A deflated member of an archive, held to what the directory says of it.
pub(crate) struct Inflated {
    decoder: DeflateDecoder<BufReader<Raw>>,
    crc: Crc,
    expected: Deflated,
}

impl Read for Inflated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.crc.update(&buffer[..read]);
        let bytes = self.decoder.total_out();
        if read > 0 || buffer.is_empty() {
            let is_too_long = bytes > self.expected.bytes;
            return if is_too_long {
                Err(damaged("it is longer than its archive says"))
            } else {
                Ok(read)
            };
        }
        if bytes < self.expected.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.crc.sum() == self.expected.crc {
            Ok(0)
        } else {
            Err(damaged("its checksum is wrong"))
        }
    }
}

fn damaged(how: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, how)
}
