//! The bytes of a file, decompressed and turned into UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use liblzma::bufread::XzDecoder;
use xxhash_rust::xxh3::Xxh3Default;

use super::encoding::{Encoding, Transcoder};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one member or many.
    Gzip,
    /// Zstandard, of one frame or many.
    Zstd,
    /// bzip2, of one stream or many.
    Bzip2,
    /// xz, of one stream or many.
    Xz,
}

impl Compression {
    /// How a file is compressed, by its first bytes.
    pub fn of_file(path: &Path) -> io::Result<Compression> {
        let mut start = Vec::new();
        File::open(path)?.take(MAGIC).read_to_end(&mut start)?;
        Ok(Compression::of(&start))
    }

    /// The first bytes of a compressed file; zstd may also begin with a frame that is skipped.
    pub(crate) fn of(start: &[u8]) -> Compression {
        match start {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            // The number of the block size, and the number that begins a block or ends a stream.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Compression::Bzip2,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', ..] => Compression::Xz,
            _ => Compression::None,
        }
    }
}

/// Whether the raw bytes are hashed on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hashing {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// A file, opened: reads decompressed bytes, in UTF-8 if the file is text.
pub(crate) struct Decoder {
    kind: Kind,
    unpacked: Unpacked,
    transcoder: Option<Box<Transcoder>>,
    /// Decompressed bytes so far.
    given: u64,
}

enum Kind {
    Plain(BufReader<Raw>),
    Gzip(Box<MultiGzDecoder<BufReader<Raw>>>),
    Zstd(zstd::Decoder<'static, BufReader<Raw>>),
    Bzip2(Box<MultiBzDecoder<BufReader<Raw>>>),
    Xz(Box<XzDecoder<BufReader<Raw>>>),
}

/// What was unpacked and not yet handed out.
///
/// Packed data is asked for in pieces of one size, whatever the caller asks for: how much an unpacker gives of data that is
/// damaged depends on that.
#[derive(Default)]
struct Unpacked {
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

/// How much is unpacked at once.
const UNPACKED: usize = 64 << 10;

/// Why the bytes of a file end before the file does.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The system cannot read on.
    Read(io::Error),
    /// The compressed data ends, and something is missing.
    EndsEarly,
    /// The compressed data is not what the format asks for.
    Damaged(String),
    /// The compressed data has grown to this many bytes, which no honest file does.
    Bomb(u64),
    /// The bytes are there, but the format's structure is not.
    Broken(String),
}

/// The facts of a file on disk, known once it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawFacts {
    pub(crate) bytes: u64,
    pub(crate) xxh3: u64,
}

/// The bytes of a file, decompressed if its first ones say that it is compressed.
pub struct Decompressed(Decoder);

/// Opens a file, and decompresses it if its first bytes say that it is compressed. It is opened once, so that it may be
/// one that can be read only once.
pub fn decompressed(path: &Path) -> io::Result<Decompressed> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(MAGIC).read_to_end(&mut start)?;
    let compression = Compression::of(&start);
    let raw = Raw { start, ..Raw::of(file, Hashing::On) };
    Ok(Decompressed(Decoder::over(raw, compression, Encoding::UTF_8)?))
}

impl Decompressed {
    /// Reads the rest, and tells how many bytes the file has on disk, and their XXH3 (64 bits, seed 0).
    pub fn into_facts(self) -> io::Result<(u64, u64)> {
        let RawFacts { bytes, xxh3 } = self.0.into_facts()?;
        Ok((bytes, xxh3))
    }
}

impl Read for Decompressed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// So many bytes at the start of a file say how it is compressed.
pub(crate) const MAGIC: u64 = 5;

/// Compressed data is a bomb when it has given more than `BOMB_BYTES`, and `BOMB_RATIO` bytes for each one on disk.
/// News compresses to a fifth, copies of one story to a fiftieth.
const BOMB_BYTES: u64 = 256 << 20;
const BOMB_RATIO: u64 = 200;

/// Whether so many bytes come from so few that no honest file does it.
pub(crate) fn is_bomb(given: u64, packed: u64) -> bool {
    given > BOMB_BYTES && given / BOMB_RATIO > packed
}

/// Bytes that are read from disk at once.
const BUFFER: usize = 128 << 10;

/// Room that is made at once for what is read.
const RESERVED: usize = 8 << 20;

impl Decoder {
    pub(crate) fn open(
        path: &Path,
        compression: Compression,
        encoding: Encoding,
        hashing: Hashing,
    ) -> io::Result<Decoder> {
        Decoder::over(Raw::of(File::open(path)?, hashing), compression, encoding)
    }

    fn over(raw: Raw, compression: Compression, encoding: Encoding) -> io::Result<Decoder> {
        let raw = BufReader::with_capacity(BUFFER, raw);
        let kind = match compression {
            Compression::None => Kind::Plain(raw),
            Compression::Gzip => Kind::Gzip(Box::new(MultiGzDecoder::new(raw))),
            Compression::Zstd => Kind::Zstd(zstd::Decoder::with_buffer(raw)?),
            Compression::Bzip2 => Kind::Bzip2(Box::new(MultiBzDecoder::new(raw))),
            Compression::Xz => Kind::Xz(Box::new(XzDecoder::new_multi_decoder(raw))),
        };
        let transcoder = encoding.transcoder().map(Box::new);
        Ok(Decoder { kind, unpacked: Unpacked::default(), transcoder, given: 0 })
    }

    /// Appends up to `bytes` more bytes to the buffer; fewer only at the end.
    ///
    /// What was read before a trouble is in the buffer too.
    pub(crate) fn read_into(&mut self, buffer: &mut Vec<u8>, bytes: usize) -> Result<(), Trouble> {
        // Room for a line of the longest allowed length is made only as it comes in.
        buffer.reserve_exact(bytes.min(RESERVED));
        self.take(bytes as u64).read_to_end(buffer).map_err(|error| self.trouble(&error))?;
        self.check_size()
    }

    /// Passes over some bytes; says whether they were there.
    pub(crate) fn skip(&mut self, bytes: u64) -> Result<bool, Trouble> {
        if let (Kind::Plain(raw), None) = (&mut self.kind, &self.transcoder) {
            let step = i64::try_from(bytes)
                .map_err(io::Error::other)
                .and_then(|bytes| raw.seek_relative(bytes));
            return step.map(|()| true).map_err(Trouble::Read);
        }
        let skipped = io::copy(&mut self.take(bytes), &mut io::sink())
            .map_err(|error| self.trouble(&error))?;
        Ok(skipped == bytes)
    }

    /// The byte on disk up to which the file has been decompressed.
    pub(crate) fn raw_position(&self) -> u64 {
        let raw = self.raw();
        raw.get_ref().bytes - raw.buffer().len() as u64
    }

    /// Reads the rest of the file for its hash's sake, and gives the file's facts.
    pub(crate) fn into_facts(self) -> io::Result<RawFacts> {
        let mut raw = match self.kind {
            Kind::Plain(raw) => raw,
            Kind::Gzip(decoder) => decoder.into_inner(),
            Kind::Zstd(decoder) => decoder.into_inner(),
            Kind::Bzip2(decoder) => decoder.into_inner(),
            Kind::Xz(decoder) => decoder.into_inner(),
        };
        loop {
            let read = raw.fill_buf()?.len();
            if read == 0 {
                break;
            }
            raw.consume(read);
        }
        let raw = raw.into_inner();
        Ok(RawFacts { bytes: raw.bytes, xxh3: raw.hash.map_or(0, |hash| hash.digest()) })
    }

    /// Refuses data that grows as no honest data does.
    fn check_size(&self) -> Result<(), Trouble> {
        let is_packed = !matches!(self.kind, Kind::Plain(_));
        if is_packed && is_bomb(self.given, self.raw_position()) {
            return Err(Trouble::Bomb(self.given));
        }
        Ok(())
    }

    fn raw(&self) -> &BufReader<Raw> {
        match &self.kind {
            Kind::Plain(raw) => raw,
            Kind::Gzip(decoder) => decoder.get_ref(),
            Kind::Zstd(decoder) => decoder.get_ref(),
            Kind::Bzip2(decoder) => decoder.get_ref(),
            Kind::Xz(decoder) => decoder.get_ref(),
        }
    }

    /// What an error of the decoder means.
    fn trouble(&mut self, error: &io::Error) -> Trouble {
        let raw = match &mut self.kind {
            Kind::Plain(raw) => raw,
            Kind::Gzip(decoder) => decoder.get_mut(),
            Kind::Zstd(decoder) => decoder.get_mut(),
            Kind::Bzip2(decoder) => decoder.get_mut(),
            Kind::Xz(decoder) => decoder.get_mut(),
        };
        match (raw.get_mut().error.take(), error.kind()) {
            (Some(error), _) => Trouble::Read(error),
            (None, io::ErrorKind::UnexpectedEof) => Trouble::EndsEarly,
            (None, _) => Trouble::Damaged(error.to_string()),
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = Bytes { kind: &mut self.kind, unpacked: &mut self.unpacked };
        let read = match &mut self.transcoder {
            None => bytes.read(buffer)?,
            Some(transcoder) => transcoder.read(&mut bytes, buffer)?,
        };
        self.given += read as u64;
        Ok(read)
    }
}

/// The bytes of a file, unpacked.
struct Bytes<'d> {
    kind: &'d mut Kind,
    unpacked: &'d mut Unpacked,
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Kind::Plain(raw) = self.kind {
            return raw.read(buffer);
        }
        let Unpacked { bytes, at, end } = self.unpacked;
        if at == end {
            bytes.resize(UNPACKED, 0);
            *at = 0;
            *end = 0;
            *end = self.kind.read(bytes)?;
        }
        let given = (*end - *at).min(buffer.len());
        buffer[..given].copy_from_slice(&bytes[*at..*at + given]);
        *at += given;
        Ok(given)
    }
}

impl Read for Kind {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Kind::Plain(raw) => raw.read(buffer),
            Kind::Gzip(decoder) => decoder.read(buffer),
            Kind::Zstd(decoder) => decoder.read(buffer),
            Kind::Bzip2(decoder) => decoder.read(buffer),
            Kind::Xz(decoder) => decoder.read(buffer),
        }
    }
}

/// The file itself: counts and hashes its bytes, and remembers what the system refused.
struct Raw {
    /// Bytes that were read of it before; none where it is read from a place on.
    start: Vec<u8>,
    file: File,
    hash: Option<Box<Xxh3Default>>,
    bytes: u64,
    error: Option<io::Error>,
}

impl Raw {
    fn of(file: File, hashing: Hashing) -> Raw {
        let hash = (hashing == Hashing::On).then(Box::default);
        Raw { start: Vec::new(), file, hash, bytes: 0, error: None }
    }

    fn read_next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start.is_empty() {
            return self.file.read(buffer);
        }
        let given = self.start.len().min(buffer.len());
        buffer[..given].copy_from_slice(&self.start[..given]);
        self.start.drain(..given);
        Ok(given)
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

impl io::Seek for Raw {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
