//! Detects the encoding of a file, and converts it to UTF-8.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

use crate::error::{ErrorKind, Result};

/// The UTF-8 byte order mark.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding(UTF_8);

    /// The encoding with this label, as in the WHATWG Encoding Standard.
    pub fn named(label: &str) -> Result<Encoding> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())
            .map(Encoding)
            .ok_or_else(|| ErrorKind::UnknownEncoding { label: label.to_owned() }.into())
    }

    /// The name, such as `windows-1252`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Converts bytes to UTF-8.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        if self == Encoding::UTF_8 {
            return Cow::Borrowed(bytes);
        }
        Cow::Owned(self.0.decode_with_bom_removal(bytes).0.into_owned().into_bytes())
    }

    /// The converter to UTF-8; `None` for UTF-8 itself.
    pub(crate) fn transcoder(self) -> Option<Transcoder> {
        (self.0 != UTF_8).then(|| Transcoder {
            decoder: self.0.new_decoder_with_bom_removal(),
            input: vec![0; INPUT],
            output: String::new(),
            given: 0,
            ended: false,
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Bytes as text. What is not UTF-8 is replaced.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    // The check by vector instructions is ten times as fast as the one that replaces.
    simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// How an encoding is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// By a byte order mark or a declaration, or because the text is valid UTF-8.
    Sure,
    /// By byte statistics.
    Guessed,
}

/// Detects the encoding of text by its first bytes.
///
/// Text that is not UTF-8 is in the encoding that it declares, if it is a web page or XML;
/// otherwise in the likeliest one. A few invalid bytes in text that is mostly UTF-8 are mistakes,
/// not another encoding.
pub(crate) fn detect(start: &[u8], is_whole: bool) -> (Encoding, Certainty) {
    match start {
        [0xff, 0xfe, ..] => return (Encoding(UTF_16LE), Certainty::Sure),
        [0xfe, 0xff, ..] => return (Encoding(UTF_16BE), Certainty::Sure),
        _ => {}
    }
    if let Some(encoding) = unmarked_utf16(start) {
        return (Encoding(encoding), Certainty::Guessed);
    }
    if simdutf8::basic::from_utf8(start).is_ok() {
        return (Encoding::UTF_8, Certainty::Sure);
    }
    let Counts { characters, mistakes } = Counts::of(start, is_whole);
    if mistakes <= characters {
        return (Encoding::UTF_8, Certainty::Sure);
    }
    if let Some(encoding) = declared(start) {
        return (encoding, Certainty::Sure);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(start, is_whole);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Too few bytes to guess anything but the most common encoding.
    let guess = if mistakes < FEW { WINDOWS_1252 } else { guess };
    (Encoding(guess), Certainty::Guessed)
}

/// The encoding that a web page names in its first `<meta … charset=…>`.
///
/// A declaration of UTF-16 is ignored: it was just read as ASCII.
fn declared(page: &[u8]) -> Option<Encoding> {
    let head = page.get(..DECLARED_WITHIN).unwrap_or(page).to_ascii_lowercase();
    let label = named_by_xml(&head).or_else(|| {
        memmem::find_iter(&head, b"<meta").find_map(|at| {
            let tag = &head[at..];
            let tag = &tag[..memchr(b'>', tag)?];
            let named = &tag[memmem::find(tag, b"charset")? + b"charset".len()..];
            label(named)
        })
    })?;
    let encoding = encoding_rs::Encoding::for_label_no_replacement(label)?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(Encoding(encoding))
}

/// The encoding in an XML declaration.
fn named_by_xml(head: &[u8]) -> Option<&[u8]> {
    let mark = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let mark = &mark[..memchr(b'>', mark)?];
    label(&mark[memmem::find(mark, b"encoding")? + b"encoding".len()..])
}

/// The label after `=`, with or without quotes.
fn label(named: &[u8]) -> Option<&[u8]> {
    let label = named.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let is_of_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
    Some(&label[..label.iter().position(|byte| !is_of_label(byte)).unwrap_or(label.len())])
}

/// Bytes of a page in which a declaration is looked for.
const DECLARED_WITHIN: usize = 16 << 10;

/// Recognises UTF-16 without a byte order mark: in most scripts, spaces and digits make every other
/// byte NUL.
fn unmarked_utf16(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    memchr(0, start)?;
    let (pairs, _) = start.as_chunks::<2>();
    let zeros = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let is_many = |zeros: usize, others: usize| zeros * 10 > pairs.len() && others * 20 < zeros;
    match (is_many(first, second), is_many(second, first)) {
        (true, _) => Some(UTF_16BE),
        (_, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Fewer invalid bytes than this are too few for a guess.
const FEW: usize = 4;

/// Valid multi-byte characters of UTF-8, and invalid runs.
#[derive(Default)]
struct Counts {
    characters: usize,
    mistakes: usize,
}

impl Counts {
    fn of(bytes: &[u8], is_whole: bool) -> Counts {
        let mut counts = Counts::default();
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            counts.characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            let is_cut = chunks.peek().is_none() && !is_whole && chunk.invalid().len() < 4;
            counts.mistakes += usize::from(!chunk.invalid().is_empty() && !is_cut);
        }
        counts
    }
}

/// Bytes that are converted at a time.
const INPUT: usize = 32 << 10;

/// Converts bytes of another encoding to UTF-8 while reading.
pub(crate) struct Transcoder {
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    output: String,
    /// Bytes of the output that were returned.
    given: usize,
    ended: bool,
}

impl Transcoder {
    pub(crate) fn read(&mut self, raw: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() && !self.ended {
            let read = raw.read(&mut self.input)?;
            self.ended = read == 0;
            self.output.clear();
            self.given = 0;
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * INPUT);
            self.output.reserve(room);
            _ = self.decoder.decode_to_string(&self.input[..read], &mut self.output, self.ended);
        }
        let left = &self.output.as_bytes()[self.given..];
        let given = left.len().min(buffer.len());
        buffer[..given].copy_from_slice(&left[..given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(start: &[u8]) -> (&'static str, Certainty) {
        let (encoding, certainty) = detect(start, true);
        (encoding.name(), certainty)
    }

    #[test]
    fn a_byte_order_mark_tells_the_kind_of_utf16() {
        assert_eq!(detected(b"\xff\xfeR\0"), ("UTF-16LE", Certainty::Sure));
        assert_eq!(detected(b"\xfe\xff\0R"), ("UTF-16BE", Certainty::Sure));
    }

    #[test]
    fn ascii_and_utf8_are_utf8() {
        for start in ["", "Rain.", "Café.", "雨が降る"] {
            assert_eq!(detected(start.as_bytes()), ("UTF-8", Certainty::Sure), "{start}");
        }
    }

    #[test]
    fn a_character_cut_off_at_the_end_of_a_sample_is_no_mistake() {
        let start = &"Rain over the caf\u{e9}".as_bytes()[..18];
        assert_eq!(detect(start, false).0, Encoding::UTF_8);
        assert_eq!(detect(start, true).0.name(), "windows-1252");
    }

    #[test]
    fn an_invalid_byte_in_utf8_does_not_change_the_encoding() {
        assert_eq!(detected("Café, crème, na\u{ef}f \u{fffd}".as_bytes()).0, "UTF-8");
        assert_eq!(detected(b"Caf\xc3\xa9 and caf\xe9.").0, "UTF-8");
    }

    #[test]
    fn single_letters_with_accents_are_windows_1252() {
        assert_eq!(detected(b"The caf\xe9 closed."), ("windows-1252", Certainty::Guessed));
    }

    #[test]
    fn another_script_is_recognised() {
        let (bytes, ..) =
            encoding_rs::WINDOWS_1251.encode("Дождь идёт весь день, сообщило агентство.");
        assert_eq!(detected(&bytes).0, "windows-1251");
        let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("雨が一日中降っていると通信社が伝えた。");
        assert_eq!(detected(&bytes).0, "Shift_JIS");
    }

    #[test]
    fn text_is_converted_in_reads_of_any_size() {
        let text = "Café “open”, said Müller. ".repeat(4000);
        let (bytes, ..) = WINDOWS_1252.encode(&text);
        let mut transcoder = Encoding(WINDOWS_1252).transcoder().unwrap();
        let (mut raw, mut read) = (&bytes[..], Vec::new());
        for length in [1, 2, 7, 1000].into_iter().cycle() {
            let mut buffer = vec![0; length];
            let given = transcoder.read(&mut raw, &mut buffer).unwrap();
            if given == 0 {
                break;
            }
            read.extend_from_slice(&buffer[..given]);
        }
        assert_eq!(String::from_utf8(read).unwrap(), text);
    }
}
