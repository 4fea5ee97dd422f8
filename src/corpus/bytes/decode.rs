//! The bytes of a file, decompressed and turned into UTF-8.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use liblzma::bufread::XzDecoder;

use super::encoding::{Encoding, Transcoder};
use super::office::{self, Office};
pub(crate) use super::source::{Hashing, RawFacts};
use super::source::{Location, Source};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not compressed.
    None,
    /// gzip, of one member or many.
    Gzip,
    /// Zstandard, of one frame or many.
    Zstd,
    /// bzip2, of one stream or many.
    Bzip2,
    /// xz, of one stream or many.
    Xz,
    /// A document of Word or Excel, of which the text is read.
    Office(Office),
}

impl Compression {
    /// Recognises the compression of a file by its first bytes.
    pub fn of_file(path: &Path) -> io::Result<Compression> {
        let mut start = Vec::new();
        File::open(path)?.take(MAGIC).read_to_end(&mut start)?;
        Ok(Compression::of(&start))
    }

    /// Recognises compression by the first bytes. A zstd file may start with a skippable frame.
    pub(crate) fn of(start: &[u8]) -> Compression {
        match start {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            // The digit of the block size, then the magic of a block or of the end of the stream.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Compression::Bzip2,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', ..] => Compression::Xz,
            _ => Compression::None,
        }
    }
}

/// An open file. Reads decompressed bytes, in UTF-8 if the file is text.
pub(crate) struct Decoder {
    kind: Kind,
    unpacked: Unpacked,
    transcoder: Option<Box<Transcoder>>,
    /// Decompressed bytes so far.
    given: u64,
}

enum Kind {
    Plain(BufReader<Source>),
    Gzip(Box<MultiGzDecoder<BufReader<Source>>>),
    Zstd(zstd::Decoder<'static, BufReader<Source>>),
    Bzip2(Box<MultiBzDecoder<BufReader<Source>>>),
    Xz(Box<XzDecoder<BufReader<Source>>>),
    /// The text of a document, and the file that was read for it.
    Office(Cursor<Vec<u8>>, BufReader<Source>),
}

/// Decompressed data that was not yet returned.
///
/// Data is decompressed in pieces of a fixed size, whatever the caller asks for, because the piece
/// size decides how much a decoder returns of damaged data.
#[derive(Default)]
struct Unpacked {
    bytes: Vec<u8>,
    at: usize,
    end: usize,
}

/// Bytes that are decompressed at a time.
const UNPACKED: usize = 64 << 10;

/// Why a file could not be read to its end.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The system cannot read further.
    Read(io::Error),
    /// The compressed data is truncated.
    EndsEarly,
    /// The compressed data is invalid.
    Damaged(String),
    /// The data decompresses to this many bytes, which is not plausible.
    Bomb(u64),
    /// The bytes can be read, but their structure is invalid.
    Broken(String),
}

/// The bytes of a file, decompressed if the file is compressed.
pub struct Decompressed(Decoder);

/// Opens a file, and decompresses it if its first bytes show a compressed format. Opens the file
/// only once, so it can be a pipe.
pub fn decompressed(path: &Path) -> io::Result<Decompressed> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(MAGIC).read_to_end(&mut start)?;
    let compression = Compression::of(&start);
    let raw = Source::begun(start, file, Hashing::On);
    Ok(Decompressed(Decoder::over(raw, compression, Encoding::UTF_8)?))
}

impl Decompressed {
    /// Reads the rest of the file. Returns its size on disk and its XXH3 (64 bits, seed 0).
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

/// Bytes at the start of a file that show its compression.
pub(crate) const MAGIC: u64 = 5;

/// Compressed data is a bomb if it decompresses to more than `BOMB_BYTES`, and to more than
/// `BOMB_RATIO` times its size. News compresses to a fifth, copies of one story to a fiftieth.
const BOMB_BYTES: u64 = 256 << 20;
const BOMB_RATIO: u64 = 200;

/// Whether this much data from this many compressed bytes is a bomb.
pub(crate) fn is_bomb(given: u64, packed: u64) -> bool {
    given > BOMB_BYTES && given / BOMB_RATIO > packed
}

/// Bytes that are read at first, then twice as many each time: the room for them is cleared, and most files are small.
const FIRST_STEP: usize = 64 << 10;
/// Most bytes that are reserved at a time: fewer than the longest line, which may not be there.
const RESERVED: usize = 8 << 20;

impl Decoder {
    pub(crate) fn open(
        location: &Location,
        compression: Compression,
        encoding: Encoding,
        hashing: Hashing,
    ) -> io::Result<Decoder> {
        Decoder::over(Source::open(location, hashing)?, compression, encoding)
    }

    fn over(source: Source, compression: Compression, encoding: Encoding) -> io::Result<Decoder> {
        let mut raw = BufReader::with_capacity(source.buffer(), source);
        let kind = match compression {
            Compression::None => Kind::Plain(raw),
            Compression::Gzip => Kind::Gzip(Box::new(MultiGzDecoder::new(raw))),
            Compression::Zstd => Kind::Zstd(zstd::Decoder::with_buffer(raw)?),
            Compression::Bzip2 => Kind::Bzip2(Box::new(MultiBzDecoder::new(raw))),
            Compression::Xz => Kind::Xz(Box::new(XzDecoder::new_multi_decoder(raw))),
            Compression::Office(office) => {
                let mut package = Vec::new();
                raw.by_ref().take(office::MOST_BYTES + 1).read_to_end(&mut package)?;
                Kind::Office(Cursor::new(office::text(office, &package)?), raw)
            }
        };
        let transcoder = encoding.transcoder().map(Box::new);
        Ok(Decoder { kind, unpacked: Unpacked::default(), transcoder, given: 0 })
    }

    /// Appends up to `bytes` bytes to the buffer; fewer only at the end.
    ///
    /// After an error, the buffer has what was read before it.
    pub(crate) fn read_into(&mut self, buffer: &mut Vec<u8>, bytes: usize) -> Result<(), Trouble> {
        buffer.reserve_exact(bytes.min(RESERVED));
        let (mut missing, mut most) = (bytes, FIRST_STEP);
        while missing > 0 {
            let (filled, step) = (buffer.len(), missing.min(most));
            buffer.resize(filled + step, 0);
            let (read, ended) = self.fill(&mut buffer[filled..]);
            buffer.truncate(filled + read);
            ended.map_err(|error| self.trouble(&error))?;
            if read < step {
                break;
            }
            missing -= step;
            most = (2 * most).min(RESERVED);
        }
        self.check_size()
    }

    /// Reads until the room is full, or to the end. Returns the number of bytes that were read, also before an error.
    ///
    /// `read_to_end` would read small pieces, and clear the room for each again.
    fn fill(&mut self, room: &mut [u8]) -> (usize, io::Result<()>) {
        let mut read = 0;
        while read < room.len() {
            match self.read(&mut room[read..]) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return (read, Err(error)),
            }
        }
        (read, Ok(()))
    }

    /// Skips bytes. Returns whether there were that many.
    pub(crate) fn skip(&mut self, bytes: u64) -> Result<bool, Trouble> {
        if let (Kind::Plain(raw), None) = (&mut self.kind, &self.transcoder)
            && !raw.get_ref().is_inflated()
        {
            let step = i64::try_from(bytes)
                .map_err(io::Error::other)
                .and_then(|bytes| raw.seek_relative(bytes));
            return step.map(|()| true).map_err(Trouble::Read);
        }
        let skipped = io::copy(&mut self.take(bytes), &mut io::sink())
            .map_err(|error| self.trouble(&error))?;
        Ok(skipped == bytes)
    }

    /// The byte on disk that decompression has reached.
    pub(crate) fn raw_position(&self) -> u64 {
        let raw = self.raw();
        raw.get_ref().position(raw.buffer().len())
    }

    /// Reads the rest of the file for the hash, and returns the facts of the file.
    pub(crate) fn into_facts(self) -> io::Result<RawFacts> {
        let raw = match self.kind {
            Kind::Plain(raw) | Kind::Office(_, raw) => raw,
            Kind::Gzip(decoder) => decoder.into_inner(),
            Kind::Zstd(decoder) => decoder.finish(),
            Kind::Bzip2(decoder) => decoder.into_inner(),
            Kind::Xz(decoder) => decoder.into_inner(),
        };
        raw.into_inner().into_facts()
    }

    /// Fails if the data is a bomb.
    fn check_size(&self) -> Result<(), Trouble> {
        if self.kind.is_packed() && is_bomb(self.given, self.raw_position()) {
            return Err(Trouble::Bomb(self.given));
        }
        Ok(())
    }

    fn raw(&self) -> &BufReader<Source> {
        match &self.kind {
            Kind::Plain(raw) | Kind::Office(_, raw) => raw,
            Kind::Gzip(decoder) => decoder.get_ref(),
            Kind::Zstd(decoder) => decoder.get_ref(),
            Kind::Bzip2(decoder) => decoder.get_ref(),
            Kind::Xz(decoder) => decoder.get_ref(),
        }
    }

    /// What an error of the decoder means.
    fn trouble(&mut self, error: &io::Error) -> Trouble {
        let raw = match &mut self.kind {
            Kind::Plain(raw) | Kind::Office(_, raw) => raw,
            Kind::Gzip(decoder) => decoder.get_mut(),
            Kind::Zstd(decoder) => decoder.get_mut(),
            Kind::Bzip2(decoder) => decoder.get_mut(),
            Kind::Xz(decoder) => decoder.get_mut(),
        };
        match (raw.get_mut().take_error(), error.kind()) {
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

/// The decompressed bytes of a file.
struct Bytes<'d> {
    kind: &'d mut Kind,
    unpacked: &'d mut Unpacked,
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.kind.is_packed() {
            return self.kind.read(buffer);
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

impl Kind {
    /// Whether the bytes on disk differ from these.
    fn is_packed(&self) -> bool {
        match self {
            Kind::Plain(raw) => raw.get_ref().is_inflated(),
            _ => true,
        }
    }
}

impl Read for Kind {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Kind::Plain(raw) => raw.read(buffer),
            Kind::Office(text, _) => text.read(buffer),
            Kind::Gzip(decoder) => decoder.read(buffer),
            Kind::Zstd(decoder) => decoder.read(buffer),
            Kind::Bzip2(decoder) => decoder.read(buffer),
            Kind::Xz(decoder) => decoder.read(buffer),
        }
    }
}
