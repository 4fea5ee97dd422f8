//! Tells from a few bytes that a text does not match a pattern. That is the answer for most texts, and takes
//! far less time than to try the pattern, or to compile it.

use std::iter;

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};
use regex_syntax::utf8::{Utf8Range, Utf8Sequences};

use super::required::Required;

/// The bytes at either end of a match at which a prefilter looks.
const DEPTH: usize = 12;
/// The place behind these bytes, as a bit.
const BEYOND: u32 = 1 << DEPTH;

/// What the texts that match a pattern have in common.
#[derive(Debug)]
pub(super) struct Prefilter {
    start: Edge,
    end: Edge,
    anchors: Anchors,
    required: Required,
}

/// At which ends of a text each match must be.
#[derive(Clone, Copy, Debug)]
struct Anchors {
    start: bool,
    end: bool,
}

/// The bytes that texts may have at one end, counted from that end.
#[derive(Debug)]
struct Edge {
    bytes: [Bytes; DEPTH],
    /// One bit for each length that a text may have. The bit [`BEYOND`] stands for [`DEPTH`] and all lengths
    /// above it.
    lengths: u32,
}

/// What may follow a match, in the way in which it is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    Nothing,
    Anything,
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Bytes([u64; 4]);

impl Prefilter {
    /// The prefilter of a regular expression.
    ///
    /// # Errors
    ///
    /// If it is not valid.
    pub(super) fn new(pattern: &str) -> Result<Prefilter, Box<regex_syntax::Error>> {
        let hir = regex_syntax::parse(pattern)?;
        let anchors = Anchors {
            start: hir.properties().look_set_prefix().contains(Look::Start),
            end: hir.properties().look_set_suffix().contains(Look::End),
        };
        let behind = |is_anchored| if is_anchored { Behind::Nothing } else { Behind::Anything };
        let start = Edge::of(&hir, Way::Forward, behind(anchors.end));
        let end = Edge::of(&hir, Way::Backward, behind(anchors.start));
        Ok(Prefilter { start, end, anchors, required: Required::by(&hir) })
    }

    /// Whether the pattern may match somewhere in a text. If not, it does not.
    pub(super) fn may_match(&self, text: &str) -> bool {
        self.fits_ends_of(text) && self.required.is_in(text)
    }

    fn fits_ends_of(&self, text: &str) -> bool {
        let (bytes, Anchors { start, end }) = (text.as_bytes(), self.anchors);
        (!start || self.start.fits(bytes.iter())) && (!end || self.end.fits(bytes.iter().rev()))
    }
}

impl Edge {
    /// The first bytes of matches, or the last in reverse.
    fn of(pattern: &Hir, way: Way, behind: Behind) -> Edge {
        let mut walk = Walk { bytes: [Bytes::default(); DEPTH], way };
        let ends = walk.step(pattern, 1);
        let Walk { mut bytes, .. } = walk;
        let mut lengths = ends;
        if behind == Behind::Anything {
            let shortest = ends.trailing_zeros() as usize;
            bytes.iter_mut().skip(shortest).for_each(|bytes| *bytes = Bytes([u64::MAX; 4]));
            lengths = (shortest..=DEPTH).fold(ends, |lengths, length| lengths | 1 << length);
        }
        Edge { bytes, lengths }
    }

    /// Whether a text with these bytes, from this end on, may match.
    #[inline]
    fn fits<'t>(&self, text: impl ExactSizeIterator<Item = &'t u8>) -> bool {
        self.lengths & 1 << text.len().min(DEPTH) != 0
            && iter::zip(&self.bytes, text).all(|(bytes, &byte)| bytes.contains(byte))
    }
}

impl Bytes {
    fn of(range: Utf8Range) -> Bytes {
        let mut bytes = Bytes::default();
        for (start, part) in iter::zip([0, 64, 128, 192], &mut bytes.0) {
            let (first, last) = (range.start.max(start), range.end.min(start + 63));
            if first <= last {
                *part = u64::MAX >> (63 - (last - first)) << (first - start);
            }
        }
        bytes
    }

    fn add(&mut self, other: Bytes) {
        iter::zip(&mut self.0, other.0).for_each(|(bytes, other)| *bytes |= other);
    }

    #[inline]
    fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] & 1 << (byte % 64) != 0
    }
}

/// The way in which a pattern is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Forward,
    Backward,
}

impl Way {
    fn through<T>(self, parts: &[T]) -> impl Iterator<Item = &T> {
        let last = parts.len().wrapping_sub(1);
        (0..parts.len()).map(move |at| match self {
            Way::Forward => &parts[at],
            Way::Backward => &parts[last - at],
        })
    }
}

/// Collects the bytes that a pattern may have at each place. Sets of places are bits: one for each byte from
/// the end at which the walk starts, and [`BEYOND`].
#[derive(Debug)]
struct Walk {
    bytes: [Bytes; DEPTH],
    way: Way,
}

impl Walk {
    /// The places at which a part may end that starts at one of `starts`.
    fn step(&mut self, part: &Hir, starts: u32) -> u32 {
        // What is beyond is not looked at.
        if starts & !BEYOND == 0 {
            return starts;
        }
        match part.kind() {
            HirKind::Empty | HirKind::Look(_) => starts,
            HirKind::Literal(literal) => {
                let one = |&byte: &u8| Utf8Range { start: byte, end: byte };
                self.sequence(self.way.through(&literal.0).map(one), starts)
            }
            HirKind::Class(Class::Bytes(class)) => {
                let ranges = class.ranges().iter();
                let ranges =
                    ranges.map(|range| Utf8Range { start: range.start(), end: range.end() });
                ranges.fold(0, |ends, range| ends | self.sequence(iter::once(range), starts))
            }
            HirKind::Class(Class::Unicode(class)) => self.characters(class, starts),
            HirKind::Capture(capture) => self.step(&capture.sub, starts),
            HirKind::Concat(parts) => {
                self.way.through(parts).fold(starts, |starts, part| self.step(part, starts))
            }
            HirKind::Alternation(parts) => {
                parts.iter().fold(0, |ends, part| ends | self.step(part, starts))
            }
            HirKind::Repetition(repeated) => {
                let mut ends =
                    (0..repeated.min).fold(starts, |starts, _| self.step(&repeated.sub, starts));
                let mut new = ends;
                // A place that was reached before was reached by fewer repetitions.
                let more = repeated.max.map_or(u32::MAX, |max| max - repeated.min);
                for _ in 0..more {
                    new = self.step(&repeated.sub, new) & !ends;
                    if new == 0 {
                        break;
                    }
                    ends |= new;
                }
                ends
            }
        }
    }

    fn characters(&mut self, class: &ClassUnicode, starts: u32) -> u32 {
        /// Of classes with more ranges, those beyond ASCII count as one with all characters between.
        const MOST: usize = 16;
        let mut ranges: Vec<(char, char)> =
            class.ranges().iter().map(|range| (range.start(), range.end())).collect();
        if ranges.len() > MOST {
            let ascii = ranges.partition_point(|&(_, end)| end.is_ascii());
            if let (Some(&(start, _)), Some(&(_, end))) = (ranges.get(ascii), ranges.last()) {
                ranges.splice(ascii.., [(start, end)]);
            }
        }
        let sequences = ranges.into_iter().flat_map(|(start, end)| Utf8Sequences::new(start, end));
        let way = self.way;
        sequences.fold(0, |ends, sequence| {
            ends | self.sequence(way.through(sequence.as_slice()).copied(), starts)
        })
    }

    /// The ends of a sequence of bytes, each within a range.
    fn sequence(&mut self, ranges: impl Iterator<Item = Utf8Range>, mut starts: u32) -> u32 {
        for range in ranges {
            let range = Bytes::of(range);
            for (place, bytes) in self.bytes.iter_mut().enumerate() {
                if starts & 1 << place != 0 {
                    bytes.add(range);
                }
            }
            starts = ((starts << 1) | (starts & BEYOND)) & ((BEYOND << 1) - 1);
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    /// Patterns of all kinds.
    const PATTERNS: [&str; 16] = [
        "^(?:ab|abc|bca)$",
        "^(?i:kab)(?:é|b){2,3}$",
        "^(?:a?b*c{2})$",
        "^(?:a{0,2}(?:bc)+)$",
        "^[^a]*b$",
        "^.{0,2}[éк]",
        "^(?:a|)b?",
        "(?:ca|b[ab]{2})$",
        "[é—]c?$",
        "(?:ab|k)(?-u:\\b)c",
        "b{3,}c",
        "^\\W*(?:a|b)$",
        "^(?:(?:a|bb){2,4}c)$",
        "^[b-k&&[^a]]a$",
        "a*",
        "^(?:abcabcabcabcabc|b{11}c|c{14})$",
    ];

    fn prefilter(pattern: &str) -> Prefilter {
        Prefilter::new(pattern).unwrap()
    }

    proptest! {
        #[test]
        fn every_text_that_matches_may_match(
            text in "[abckK\u{212a} é—к]{0,7}|(abc){0,6}|b{0,14}c{0,15}|(a|bb){0,6}c",
            at in 0..PATTERNS.len(),
        ) {
            let is_match = Regex::new(PATTERNS[at]).unwrap().is_match(&text);
            prop_assert!(!is_match || prefilter(PATTERNS[at]).may_match(&text));
        }
    }

    #[test]
    fn match_of_any_length_may_match() {
        let cases = (0..2 * DEPTH).flat_map(|length| {
            let letters = "b".repeat(length);
            [
                (format!("^b{{{length}}}$"), letters.clone()),
                (format!("^(?:b{{{length}}}é)$"), letters.clone() + "é"),
                (format!("^(?:éb{{{length}}})$"), format!("é{letters}")),
                (format!("^b{{{length}}}"), letters.clone() + "é a"),
                (format!("b{{{length}}}$"), format!("a é{letters}")),
                (format!("^(?:(?:bé)*|b{{{length}}})$"), letters.clone()),
                (String::from("^(?:(?:bé)*|b+)c?$"), letters),
            ]
        });
        for (pattern, text) in cases.filter(|(_, text)| !text.is_empty()) {
            assert!(Regex::new(&pattern).unwrap().is_match(&text), "{pattern}: {text}");
            assert!(prefilter(&pattern).may_match(&text), "{pattern}: {text}");
        }
    }

    #[test]
    fn most_texts_that_do_not_match_are_rejected_by_either_end() {
        for (pattern, text) in [
            ("^(?i:related|latest) (?:news|posts)$", "Retired posts"),
            ("^(?i:related|latest) (?:news|posts)$", "Related pasts"),
            ("^(?i:related|latest) (?:news|posts)$", "Related"),
            ("^[^.!?]*\\bago$", "4 minutes agog"),
            ("^(?:UPDATE|WRAP) [0-9]-", "Update 2-"),
            ("(?:\\(update\\))$", "The last update"),
            ("^é{2}$", "éa"),
            ("^[0-9]{10,}$", "123456789"),
            ("^a{1,3}$", "aaaa"),
        ] {
            assert!(!prefilter(pattern).fits_ends_of(text), "{pattern}: {text}");
        }
    }

    #[test]
    fn range_of_bytes_has_its_bytes() {
        for (start, end) in [(0, 0), (0, 255), (63, 64), (65, 126), (128, 191), (250, 255)] {
            let bytes = Bytes::of(Utf8Range { start, end });
            let found: Vec<u8> = (0..=255).filter(|&byte| bytes.contains(byte)).collect();
            assert_eq!(found, (start..=end).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn large_class_is_told_from_ascii() {
        let name = prefilter(r"^\p{Lu}[^\s0-9]+$");
        for (text, expected) in [("Éx", true), ("Ab", true), ("ab", false), ("A1", false)] {
            assert_eq!(name.may_match(text), expected, "{text}");
        }
    }

    #[test]
    fn pattern_that_is_not_valid_is_an_error() {
        assert!(Prefilter::new("(").is_err());
    }
}
