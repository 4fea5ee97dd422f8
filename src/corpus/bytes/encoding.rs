//! Detects the encoding of a file, and converts it to UTF-8.

mod of_dos;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use encoding_rs::{ISO_2022_JP, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

use self::of_dos::OfDos;
use crate::error::{ErrorKind, Result};

/// The UTF-8 byte order mark.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(Known);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    OfWeb(&'static encoding_rs::Encoding),
    OfDos(&'static OfDos),
}

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding::of_web(UTF_8);

    /// The encoding with this label, as in the WHATWG Encoding Standard; also `cp437` and `cp850`, and `macroman` for
    /// `macintosh`.
    pub fn named(label: &str) -> Result<Encoding> {
        let bare = label.trim().to_ascii_lowercase().replace(['_', '-', ' '], "");
        let of_web = if bare == "macroman" { MACINTOSH.name() } else { label };
        encoding_rs::Encoding::for_label_no_replacement(of_web.as_bytes())
            .map(Encoding::of_web)
            .or_else(|| OfDos::named(&bare).map(|known| Encoding(Known::OfDos(known))))
            .ok_or_else(|| ErrorKind::UnknownEncoding { label: label.to_owned() }.into())
    }

    /// The name, such as `windows-1252`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Known::OfWeb(known) => known.name(),
            Known::OfDos(known) => known.name,
        }
    }

    const fn of_web(known: &'static encoding_rs::Encoding) -> Encoding {
        Encoding(Known::OfWeb(known))
    }

    /// Converts bytes to UTF-8.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        if self == Encoding::UTF_8 {
            return Cow::Borrowed(bytes);
        }
        let text = match self.0 {
            Known::OfWeb(known) => known.decode_with_bom_removal(bytes).0.into_owned(),
            Known::OfDos(known) => known.decode(bytes),
        };
        Cow::Owned(text.into_bytes())
    }

    /// The converter to UTF-8; `None` for UTF-8 itself.
    pub(crate) fn transcoder(self) -> Option<Transcoder> {
        let decoder = match self.0 {
            Known::OfWeb(known) => Decoder::OfWeb(known.new_decoder_with_bom_removal()),
            Known::OfDos(known) => Decoder::OfDos(known),
        };
        (self != Encoding::UTF_8).then(|| Transcoder {
            decoder,
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
        [0xff, 0xfe, ..] => return (Encoding::of_web(UTF_16LE), Certainty::Sure),
        [0xfe, 0xff, ..] => return (Encoding::of_web(UTF_16BE), Certainty::Sure),
        _ => {}
    }
    if let Some(encoding) = unmarked_utf16(start) {
        return (Encoding::of_web(encoding), Certainty::Guessed);
    }
    if has_escapes_of_japanese(start) {
        return (Encoding::of_web(ISO_2022_JP), Certainty::Guessed);
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
    let old = if guess.is_single_byte() { of_old_machines(start, guess) } else { None };
    (old.unwrap_or(Encoding::of_web(guess)), Certainty::Guessed)
}

/// Whether a text has only ASCII, and the escape sequences that switch to Japanese characters.
fn has_escapes_of_japanese(start: &[u8]) -> bool {
    let is_switch = |at: usize| matches!(start.get(at + 1..at + 3), Some(b"$B" | b"$@"));
    memchr::memchr_iter(0x1b, start).any(is_switch) && start.is_ascii()
}

/// The encoding of a machine from before the web, if the bytes within words are letters in it, and not in the one guessed.
///
/// The guess is made for web pages and knows none of these.
fn of_old_machines(start: &[u8], guess: &'static encoding_rs::Encoding) -> Option<Encoding> {
    // What is common within the words of Western European languages.
    const LETTERS: &str = "äöüßéèêëàâáçñóòôíîïúûåøæœ’–—";
    // What else is in encodings of the web: spaces and signs between words, and letters of names.
    const ALSO_OF_WEB: &str = "‘“”…\u{a0}šž";
    let is_of_word = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let within = start.windows(3).filter(|bytes| {
        !bytes[1].is_ascii()
            && (is_of_word(bytes[0]) && is_of_word(bytes[2]))
            && (bytes[0].is_ascii() || bytes[2].is_ascii())
    });
    let mut times = [0_usize; 256];
    for bytes in within {
        times[usize::from(bytes[1])] += 1;
    }
    let all: usize = times.iter().sum();
    let letters = |encoding: Encoding, also: &str| {
        let bytes: Vec<u8> = (0x80..=0xff).collect();
        let text = encoding.decode(&bytes).into_owned();
        let text = String::from_utf8(text).unwrap_or_default();
        let letters = text
            .chars()
            .zip(0x80_usize..)
            .filter(|(letter, _)| LETTERS.contains(*letter) || also.contains(*letter));
        letters.map(|(_, byte)| times[byte]).sum::<usize>()
    };
    let of_web = letters(Encoding::of_web(guess), ALSO_OF_WEB);
    let old = [Encoding::of_web(MACINTOSH), Encoding(Known::OfDos(&of_dos::CP850))];
    let (found, encoding) = old
        .map(|encoding| (letters(encoding, ""), encoding))
        .into_iter()
        .max_by_key(|(found, _)| *found)?;
    (all >= FEW && found * 10 >= all * 8 && of_web * 2 < found).then_some(encoding)
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
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(Encoding::of_web(encoding))
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

enum Decoder {
    OfWeb(encoding_rs::Decoder),
    OfDos(&'static OfDos),
}

/// Converts bytes of another encoding to UTF-8 while reading.
pub(crate) struct Transcoder {
    decoder: Decoder,
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
            match &mut self.decoder {
                Decoder::OfWeb(decoder) => {
                    let room = decoder.max_utf8_buffer_length(read).unwrap_or(4 * INPUT);
                    self.output.reserve(room);
                    _ = decoder.decode_to_string(&self.input[..read], &mut self.output, self.ended);
                }
                Decoder::OfDos(table) => self.output = table.decode(&self.input[..read]),
            }
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
    fn encodings_of_old_machines_are_recognised() {
        let german = "Der F\u{e4}hrverkehr ruhte f\u{fc}r Stunden, gr\u{f6}\u{df}ere Sch\u{e4}den gab es nicht.";
        let french = "Le traversier s'est \u{e9}chou\u{e9} pr\u{e8}s de la c\u{f4}te, les passag\u{e8}res \u{e9}vacu\u{e9}es regagn\u{e8}rent le port.";
        for text in [german, french] {
            let mac = MACINTOSH.encode(text).0.into_owned();
            let table = OfDos::named("cp850").unwrap();
            let dos: Vec<u8> = text.chars().map(|letter| table.byte_of(letter).unwrap()).collect();
            for (bytes, name) in [(dos, "cp850"), (mac, "macintosh")] {
                assert_eq!(detected(&bytes), (name, Certainty::Guessed), "{text}");
                let decoded = Encoding::named(name).unwrap().decode(&bytes).into_owned();
                assert_eq!(String::from_utf8(decoded).unwrap(), text);
            }
            let (web, ..) = WINDOWS_1252.encode(text);
            assert_eq!(detected(&web).0, "windows-1252", "{text}");
        }
        let (web, ..) =
            WINDOWS_1252.encode("It’s what they’d said, we don’t know who’s here–or “there”.");
        assert_eq!(detected(&web).0, "windows-1252");
        for text in [
            "The\u{a0}ferry\u{a0}ran\u{a0}aground\u{a0}off\u{a0}Tarn.",
            "He waited…but it was late…and cold…so he left…then.",
            "O‘zbek bog‘i Yo‘lda, to‘rt so‘z, bo‘ldi.",
            "Hawai‘i, O‘ahu, Kaua‘i, Moloka‘i and Lana‘i",
        ] {
            let (web, ..) = WINDOWS_1252.encode(text);
            assert_eq!(detected(&web).0, "windows-1252", "{text}");
        }
        assert_eq!(detected(b"\x1b$B1+\x1b(B rain").0, "ISO-2022-JP");
        assert_eq!(detected(b"\x1b[1mRain\x1b[0m").0, "UTF-8");
    }

    #[test]
    fn names_of_old_encodings_are_known() {
        for (label, name) in [
            ("CP437", "cp437"),
            ("IBM-850", "cp850"),
            ("Mac Roman", "macintosh"),
            ("x-mac-roman", "macintosh"),
            ("iso-2022-jp", "ISO-2022-JP"),
        ] {
            assert_eq!(Encoding::named(label).unwrap().name(), name);
        }
        assert!(Encoding::named("cp851").is_err());
    }

    #[test]
    fn text_is_converted_in_reads_of_any_size() {
        let text = "Café “open”, said Müller. ".repeat(4000);
        let (bytes, ..) = WINDOWS_1252.encode(&text);
        let mut transcoder = Encoding::of_web(WINDOWS_1252).transcoder().unwrap();
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
