//! Tells which rows of a table a text can match, from the words and marks that each row needs. Patterns are
//! tried on few texts this way.
//!
//! A row needs one of the words and signs in its column, which spaces separate: `ago` anywhere, `^share` at the
//! start, `#` a digit anywhere, `%` a [date](super::masked) anywhere, `0` a digit at the start, any other mark at
//! the start. A row whose column is empty is tried on all texts.

use super::dates;
use super::masked::DATE;
use super::mentions::{is_joint, joints, splits};
use super::tokenize::{Traits, append_words, words_of};
use super::word_set::WordSet;
use crate::hash::MapOfHashes;

/// The rows of a table by what they need.
#[derive(Debug)]
pub(super) struct Candidates {
    by_word: MapOfHashes<Needing>,
    /// The words that a row needs at the start.
    first_words: WordSet,
    /// The words that a row needs anywhere.
    words: WordSet,
    by_sign: Vec<(Sign, Vec<u32>)>,
    /// The rows that need nothing.
    always: Vec<u32>,
}

/// The rows that need a word.
#[derive(Debug, Default)]
struct Needing {
    /// At the start of the text.
    first: Vec<u32>,
    anywhere: Vec<u32>,
}

/// A text of which it is asked which rows it matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) words: &'t [u64],
    pub(super) traits: Traits,
}

/// What a row may need other than a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// This first character; `0` stands for any digit.
    First(char),
    /// A digit anywhere: `#`.
    Digit,
    /// A date anywhere: `%`.
    Date,
}

impl Candidates {
    /// From what each row needs.
    pub(super) fn new<'r>(needs: impl Iterator<Item = &'r str>) -> Candidates {
        let mut by_word: MapOfHashes<Needing> = MapOfHashes::default();
        let (mut by_sign, mut always): (Vec<(Sign, Vec<u32>)>, _) = (Vec::new(), Vec::new());
        for (row, needs) in (0_u32..).zip(needs) {
            if needs.trim().is_empty() {
                always.push(row);
            }
            for need in needs.split_whitespace() {
                match Sign::of(need) {
                    Some(sign) => match by_sign.iter_mut().find(|(known, _)| *known == sign) {
                        Some((_, rows)) => rows.push(row),
                        None => by_sign.push((sign, vec![row])),
                    },
                    None => {
                        for word in words_of(need) {
                            let needing = by_word.entry(word).or_default();
                            let is_first = need.starts_with(FIRST);
                            if is_first { &mut needing.first } else { &mut needing.anywhere }
                                .push(row);
                        }
                    }
                }
            }
        }
        let needed = |is_needed: fn(&Needing) -> bool| {
            let words = by_word.iter().filter(|(_, needing)| is_needed(needing));
            WordSet::new(words.map(|(&word, _)| word))
        };
        let first_words = needed(|needing| !needing.first.is_empty());
        let words = needed(|needing| !needing.anywhere.is_empty());
        Candidates { by_word, first_words, words, by_sign, always }
    }

    /// Whether a line may have [rows](Candidates::rows). Most have none, which is cheap to find out.
    pub(super) fn may_have_rows(&self, line: Line<'_>) -> bool {
        let Line { text, words, traits } = line;
        let start = text.chars().next();
        traits.may_split
            || !self.always.is_empty()
            || words.first().is_some_and(|&word| self.first_words.may_contain(word))
            || words.iter().any(|&word| self.words.may_contain(word))
            || self.by_sign.iter().any(|(sign, _)| match sign {
                Sign::First(_) => sign.is_in(text, start),
                Sign::Digit => traits.may_have_digits,
                Sign::Date => {
                    text.contains(DATE) || traits.may_have_digits && dates::may_have_date(text)
                }
            })
    }

    /// The rows that a text with these words may match, in order. `parts` are those of words that are run
    /// together. Dates in the text may be masked.
    pub(super) fn rows(&self, text: &str, words: &[u64], parts: &[u64]) -> Vec<u32> {
        let mut rows = self.always.clone();
        self.add_needing(&words[..words.len().min(1)], true, &mut rows);
        self.add_needing(words.get(1..).unwrap_or_default(), false, &mut rows);
        // Any of them may be of the first word.
        self.add_needing(parts, true, &mut rows);
        let start = text.chars().next();
        for (_, of_sign) in self.by_sign.iter().filter(|(sign, _)| sign.is_in(text, start)) {
            rows.extend(of_sign);
        }
        if rows.len() > 1 {
            rows.sort_unstable();
            rows.dedup();
        }
        rows
    }

    /// Adds the rows that need one of these words; `are_first` tells whether they may be the first of a text.
    fn add_needing(&self, words: &[u64], are_first: bool, rows: &mut Vec<u32>) {
        let may_be_needed = |&&word: &&u64| {
            self.words.may_contain(word) || are_first && self.first_words.may_contain(word)
        };
        for word in words.iter().filter(may_be_needed) {
            if let Some(needing) = self.by_word.get(word) {
                rows.extend(&needing.anywhere);
                rows.extend(if are_first { &needing.first[..] } else { &[] });
            }
        }
    }

    /// All words that a row may need, at the start and anywhere. A text without one of them has no candidates, if all
    /// rows need a word.
    pub(super) fn words(&self) -> [&WordSet; 2] {
        [&self.first_words, &self.words]
    }
}

/// Precedes a word that a text must start with.
const FIRST: char = '^';

impl Sign {
    fn of(need: &str) -> Option<Sign> {
        let mut characters = need.chars();
        let sign = match characters.next()? {
            '#' => Sign::Digit,
            '%' => Sign::Date,
            first if first == '0' || !first.is_alphanumeric() => Sign::First(first),
            _ => return None,
        };
        characters.next().is_none().then_some(sign)
    }

    /// Whether it is in a text that starts with this character.
    #[inline]
    fn is_in(self, text: &str, start: Option<char>) -> bool {
        match self {
            Sign::First('0') => start.is_some_and(|start| start.is_ascii_digit()),
            Sign::First(first) => start == Some(first),
            Sign::Digit => text.bytes().any(|byte| byte.is_ascii_digit()),
            Sign::Date => text.contains(DATE),
        }
    }
}

impl<'t> Line<'t> {
    /// A text with these words.
    pub(super) fn new(text: &'t str, words: &'t [u64]) -> Line<'t> {
        Line { text, words, traits: Traits::ANY }
    }

    /// The parts of words that may be run together: at [joints](super::mentions::joints), and where letters
    /// and digits meet.
    pub(super) fn parts(self) -> Vec<u64> {
        let mut parts = Vec::new();
        let mut behind = if self.traits.may_split { 0 } else { self.text.len() };
        while let Some(inside) = place_of_parts(&self.text.as_bytes()[behind..]) {
            let inside = behind + inside;
            let (before, rest) = self.text.split_at(inside);
            let ends_word = |letter: char| !letter.is_alphanumeric();
            let from = before[behind..].rfind(ends_word).map_or(behind, |space| {
                let space = &before[behind + space..];
                before.len() - space.trim_start_matches(ends_word).len()
            });
            let length = rest.find(ends_word).unwrap_or(rest.len());
            let word = &self.text[from..inside + length];
            let mut start = 0;
            for part in splits(word, is_part) {
                append_words(&word[start..part], &mut parts);
                start = part;
            }
            if start > 0 {
                append_words(&word[start..], &mut parts);
            }
            behind = inside + length.max(rest.chars().next().map_or(1, char::len_utf8));
        }
        parts
    }

    /// Whether some words may be [run together](super::mentions::joints).
    pub(super) fn has_joint(self) -> bool {
        if !self.traits.may_split {
            return false;
        }
        if self.text.is_ascii() {
            let bytes = self.text.as_bytes();
            let [lower, upper] = [u8::is_ascii_lowercase, u8::is_ascii_uppercase];
            return bytes.windows(2).any(|two| lower(&two[0]) && upper(&two[1]))
                || bytes
                    .windows(3)
                    .any(|three| upper(&three[0]) && upper(&three[1]) && lower(&three[2]));
        }
        let mut words = self.text.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| joints(word).next().is_some())
    }
}

/// The first of these bytes that may be in a word with parts: one of two ASCII letters or digits of which the
/// second may begin a part, or the first of a character beyond ASCII. This is faster than to look at characters.
/// Most of those beyond ASCII are punctuation between U+2000 and U+203F, which is in no word.
fn place_of_parts(bytes: &[u8]) -> Option<usize> {
    // Without branches, because lines are long and most have no such word.
    let may_begin = |(&one, &next): (&u8, &u8)| {
        let begins_beyond = one >= 0xc2 && (one, next) != (0xe2, 0x80);
        let are_of_parts = one.is_ascii_alphanumeric()
            & next.is_ascii_alphanumeric()
            & (next.is_ascii_uppercase() & !one.is_ascii_digit()
                | (one.is_ascii_digit() != next.is_ascii_digit()));
        begins_beyond | are_of_parts
    };
    let last = bytes.len().saturating_sub(1);
    let has_any = |&from: &usize| {
        // Of one length, so that the bytes are looked at in vectors.
        let mut window = [b' '; WINDOW + 1];
        let part = &bytes[from..bytes.len().min(from + WINDOW + 1)];
        window[..part.len()].copy_from_slice(part);
        let pairs = window[..WINDOW].iter().zip(&window[1..]);
        pairs.fold(false, |any, pair| any | may_begin(pair))
    };
    let from = (0..last).step_by(WINDOW).find(has_any).unwrap_or(last);
    let next = |at: usize| bytes.get(at + 1).unwrap_or(&b' ');
    (from..bytes.len()).find(|&at| may_begin((&bytes[at], next(at))))
}

/// Bytes that are looked at together.
const WINDOW: usize = 32;

fn is_part(one: char, next: char, behind: Option<char>) -> bool {
    one.is_ascii_digit() != next.is_ascii_digit() || is_joint(one, next, behind)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clean::masked::Masked;
    use crate::clean::tokenize::tokens_of;

    /// Whether a line has a needed word run together with others in small letters, which no page writes.
    pub(in crate::clean) fn has_run_together(line: &str, needs: &str) -> bool {
        let text = line.to_lowercase();
        let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        needs.split(' ').any(|need| match need.strip_prefix('^') {
            Some(need) => text.starts_with(need),
            None => text.contains(need),
        })
    }

    fn rows(candidates: &Candidates, text: &str) -> Vec<u32> {
        let words = words_of(text);
        candidates.rows(text, &words, &Line::new(text, &words).parts())
    }

    #[test]
    fn rows_are_candidates_if_a_word_or_sign_that_they_need_is_there() {
        let needs = ["ago", "", "photo image", "# updated", "0", "—", "© %", "send topics"];
        let candidates = Candidates::new(needs.into_iter());
        for (text, expected) in [
            ("Years ago", vec![0, 1]),
            ("Image: Photo", vec![1, 2]),
            ("Updated 3", vec![1, 3]),
            ("3 ships", vec![1, 3, 4]),
            ("— Nadia", vec![1, 5]),
            ("© Post", vec![1, 6]),
            ("On \u{2}", vec![1, 6]),
            ("CancelSend", vec![1, 7]),
            ("RELATEDTopics", vec![1, 7]),
            ("Nadia — © ago?", vec![0, 1]),
            ("NATO said", vec![1]),
        ] {
            assert_eq!(rows(&candidates, text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn lines_with_rows_are_seen(
            text in "((ago|Image|photo|NATOsaid|sends|share|x7|[0-9]{1,2} May|[©—‘é]|5/6/2020|یکم مئی|[a-z]{1,3})[ ,.]?){0,4}",
        ) {
            let tokens = tokens_of(&text);
            let line = Line { text: &text, words: &tokens.hashes, traits: tokens.traits };
            let masked = Masked::dates(&text);
            for needs in ["ago", "^image", "#", "0", "%", "© —", "^send topics said", ""] {
                let candidates = Candidates::new([needs].into_iter());
                let rows = candidates.rows(masked.text(), &tokens.hashes, &line.parts());
                prop_assert!(rows.is_empty() || candidates.may_have_rows(line), "{}", needs);
            }
        }
    }

    #[test]
    fn lines_without_what_a_row_needs_are_skipped() {
        let candidates = Candidates::new(["ago ^share", "# 0", "— %"].into_iter());
        for text in ["We share it", "the ferry", "a — b", "“Yes”, she said"] {
            let tokens = tokens_of(text);
            let line = Line { text, words: &tokens.hashes, traits: tokens.traits };
            assert!(!candidates.may_have_rows(line), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_whose_words_have_parts_or_digits_are_marked(
            text in "([a-z]{0,9}[ ,.\n-]{1,2}|[A-Za-z]{0,9} |[a-z0-9]{0,70} |[éÖж’٤]{0,2}|NATO |aB|7b| 7 |é7){0,20}",
        ) {
            let tokens = tokens_of(&text);
            let line = Line::new(&text, &tokens.hashes);
            prop_assert!(tokens.traits.may_split || line.parts().is_empty() && !line.has_joint());
            let has_digits = text.contains(|letter: char| letter.is_numeric());
            prop_assert!(tokens.traits.may_have_digits || !has_digits);
        }
    }

    proptest! {
        #[test]
        fn parts_are_those_of_all_words(text in "(\\PC|[a-zA-Z0-9 ,ÉéÖжЖ×]{0,9}| |NATOsaid|ab12c){0,12}") {
            let mut expected = Vec::new();
            for word in text.split(|letter: char| !letter.is_alphanumeric()) {
                let at: Vec<usize> = splits(word, is_part).collect();
                let starts = [0].into_iter().chain(at.iter().copied());
                let ends = at.iter().copied().chain([word.len()]);
                let parts = starts.zip(ends).filter(|_| !at.is_empty());
                expected.extend(parts.flat_map(|(start, end)| words_of(&word[start..end])));
            }
            prop_assert_eq!(Line::new(&text, &[]).parts(), expected);
        }
    }

    #[test]
    fn first_place_of_parts_is_found_wherever_it_is() {
        for letters in 0..=WINDOW * 2 + 2 {
            let before = "a".repeat(letters);
            for rest in ["aB", "a1", "é"] {
                let text = before.clone() + rest;
                assert_eq!(place_of_parts(text.as_bytes()), Some(letters), "{text}");
            }
            assert_eq!(place_of_parts(before.as_bytes()), None);
        }
    }

    #[test]
    fn joint_is_seen_wherever_a_word_has_one() {
        for text in ["ShareTweet", "a GMTPublished", "ÖDPartei", "Né àParis", "iÉ", "aB", "ABc"]
        {
            assert!(Line::new(text, &[]).has_joint(), "{text}");
        }
        for text in ["Share Tweet", "NATO", "A", "Éa", "x9Y", "", "aé Bc"] {
            assert!(!Line::new(text, &[]).has_joint(), "{text}");
            assert_eq!(text.split(' ').flat_map(joints).count(), 0);
        }
    }
}
