//! A lookup table for the folding of each character of the basic plane that is not normalised with
//! another.

use std::sync::OnceLock;

use super::{Folded, continues_group, fold, is_left_out, is_stable};

/// A character in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::clean) struct Encoded {
    /// The first `length` of these are the character's.
    pub(in crate::clean) bytes: [u8; 4],
    /// Number of bytes.
    pub(in crate::clean) length: usize,
}

impl Encoded {
    /// The bytes of a character.
    pub(in crate::clean) fn of(character: char) -> Encoded {
        let mut bytes = [0; 4];
        let length = character.encode_utf8(&mut bytes).len();
        Encoded { bytes, length }
    }
}

/// The role of a character in a word, if nothing after it is normalised with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::clean) enum Kind {
    /// As [`Folded::Letter`].
    Letter,
    /// As [`Folded::Spaceless`].
    Spaceless,
    /// As [`Folded::Mark`].
    Mark,
    /// As [`Folded::Other`].
    Other,
    /// Removed from words without ending them.
    LeftOut,
    /// Must be computed with [`fold`].
    Unknown,
}

/// A packed table entry: up to three bytes of the folded character, their number, its kind, and
/// flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::clean) struct Known(u32);

const LENGTH: u32 = 24;
const KIND: u32 = 26;
const CONTINUES: u32 = 1 << 29;
const DROPS: u32 = 1 << 30;

impl Known {
    /// The entry after the end of a text.
    const END: Known = Known((Kind::Other as u32) << KIND);

    fn of(code: u32) -> Known {
        let Some(character) = char::from_u32(code) else {
            return Known((Kind::Unknown as u32) << KIND);
        };
        let mut becomes = Vec::new();
        fold(character.encode_utf8(&mut [0; 4]), |folded| becomes.push(folded));
        let (kind, letter) = match becomes[..] {
            [] if is_left_out(character) => (Kind::LeftOut, None),
            [Folded::Letter(letter)] => (Kind::Letter, Some(letter)),
            [Folded::Spaceless(letter)] => (Kind::Spaceless, Some(letter)),
            [Folded::Mark(letter)] => (Kind::Mark, Some(letter)),
            [Folded::Other(_)] => (Kind::Other, None),
            _ => (Kind::Unknown, None),
        };
        let Encoded { bytes, length } =
            letter.map_or(Encoded { bytes: [0; 4], length: 0 }, Encoded::of);
        // Four bytes do not fit. Only rare letters need them.
        let (kind, bytes, length) =
            if length > 3 { (Kind::Unknown, [0; 4], 0) } else { (kind, bytes, length) };
        let length = u32::try_from(length).expect("there are three at most");
        let mut bits = u32::from_le_bytes(bytes) | length << LENGTH | (kind as u32) << KIND;
        if continues_group(character) {
            bits |= CONTINUES;
            if kind == Kind::LeftOut && is_stable(character) {
                bits |= DROPS;
            }
        }
        Known(bits)
    }

    /// The folded character.
    #[inline]
    pub(in crate::clean) fn encoded(self) -> Encoded {
        let [one, two, three, length] = self.0.to_le_bytes();
        Encoded { bytes: [one, two, three, 0], length: usize::from(length & 3) }
    }

    /// Its role in a word.
    #[inline]
    pub(in crate::clean) fn kind(self) -> Kind {
        match self.0 >> KIND & 7 {
            0 => Kind::Letter,
            1 => Kind::Spaceless,
            2 => Kind::Mark,
            3 => Kind::Other,
            4 => Kind::LeftOut,
            _ => Kind::Unknown,
        }
    }

    /// Whether it is a letter that NFKC does not compose with anything before it.
    #[inline]
    pub(in crate::clean) fn is_plain_letter(self) -> bool {
        const { assert!(Kind::Letter as u32 == 0) };
        self.0 & (7 << KIND | CONTINUES) == 0
    }

    /// Whether NFKC may compose it with the character before it.
    #[inline]
    pub(in crate::clean) fn continues(self) -> bool {
        self.0 & CONTINUES != 0
    }

    /// Whether it is a mark that is removed, and does not compose with anything before it.
    #[inline]
    pub(in crate::clean) fn drops(self) -> bool {
        self.0 & DROPS != 0
    }
}

/// Characters in a page of the table, and pages.
const PAGE: usize = 256;

/// A page of the table is built when a text first has a character of it.
static PAGES: [OnceLock<[Known; PAGE]>; PAGE] = [const { OnceLock::new() }; PAGE];

#[inline(always)]
#[expect(clippy::inline_always, reason = "this is done for each character")]
fn look_up(code: u32) -> Known {
    let [low, page, ..] = code.to_le_bytes();
    let known = match PAGES[usize::from(page)].get() {
        Some(known) => known,
        None => fill(page),
    };
    known[usize::from(low)]
}

#[cold]
fn fill(page: u8) -> &'static [Known; PAGE] {
    let code = |low| u32::from(page) << 8 | u32::try_from(low).expect("a page is short");
    PAGES[usize::from(page)].get_or_init(|| std::array::from_fn(|low| Known::of(code(low))))
}

/// The entry of the character at `at`, and its length in bytes; at the end of the text, an entry
/// that ends a word, with length 0.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
pub(in crate::clean) fn known(text: &str, at: usize) -> (Known, usize) {
    let bytes = text.as_bytes();
    let rest = |at: usize| u32::from(bytes[at] & 0x3f);
    let Some(&first) = bytes.get(at) else { return (Known::END, 0) };
    match first {
        0..0x80 => (look_up(u32::from(first)), 1),
        0x80..0xe0 => (look_up(u32::from(first & 0x1f) << 6 | rest(at + 1)), 2),
        0xe0..0xf0 => {
            let code = u32::from(first & 0xf) << 12 | rest(at + 1) << 6 | rest(at + 2);
            (look_up(code), 3)
        }
        _ => (beyond_the_plane(text, at), 4),
    }
}

#[cold]
fn beyond_the_plane(text: &str, at: usize) -> Known {
    let continues = text[at..].chars().next().is_some_and(continues_group);
    Known((Kind::Unknown as u32) << KIND | if continues { CONTINUES } else { 0 })
}
