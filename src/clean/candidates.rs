//! Tells which rows of a table a text can match, from the words and marks that each row needs. Patterns are
//! tried on few texts this way.
//!
//! A row needs one of the words and signs in its column, which spaces separate: `ago` anywhere, `^share` at the
//! start, `#` a digit anywhere, `%` a [date](super::masked) anywhere, `0` a digit at the start, any other mark at
//! the start. A row whose column is empty is tried on all texts.

use super::masked::DATE;
use super::mentions::{is_joint, splits};
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::hash::HashMap;

/// The rows of a table by what they need.
#[derive(Debug)]
pub(super) struct Candidates {
    by_word: HashMap<u64, Needing>,
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
        let mut by_word: HashMap<u64, Needing> = HashMap::default();
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
        let words = WordSet::new(by_word.keys().copied());
        Candidates { by_word, words, by_sign, always }
    }

    /// The rows that a text with these words may match, in order. `parts` are those of words that are run
    /// together. Dates in the text may be masked.
    pub(super) fn rows(&self, text: &str, words: &[u64], parts: &[u64]) -> Vec<usize> {
        let mut rows = self.always.clone();
        let known = |words: &[u64], is_first: bool, rows: &mut Vec<u32>| {
            for word in words.iter().filter(|&&word| self.words.contains(word)) {
                if let Some(needing) = self.by_word.get(word) {
                    rows.extend(&needing.anywhere);
                    rows.extend(if is_first { &needing.first[..] } else { &[] });
                }
            }
        };
        let (first, others) = words.split_at(words.len().min(1));
        known(first, true, &mut rows);
        known(others, false, &mut rows);
        // Any of them may be of the first word.
        known(parts, true, &mut rows);
        for (_, of_sign) in self.by_sign.iter().filter(|(sign, _)| sign.is_in(text)) {
            rows.extend(of_sign);
        }
        if rows.len() > 1 {
            rows.sort_unstable();
            rows.dedup();
        }
        rows.into_iter().map(|row| row as usize).collect()
    }

    /// All words that a row may need. A text without one of them has no candidates, if all rows need a word.
    pub(super) fn words(&self) -> &WordSet {
        &self.words
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

    #[inline]
    fn is_in(self, text: &str) -> bool {
        match self {
            Sign::First('0') => text.as_bytes().first().is_some_and(u8::is_ascii_digit),
            Sign::First(first) => text.starts_with(first),
            Sign::Digit => text.bytes().any(|byte| byte.is_ascii_digit()),
            Sign::Date => text.contains(DATE),
        }
    }
}

/// The parts of words that may be run together: at [joints](super::mentions::joints), and where letters
/// and digits meet.
pub(super) fn parts(text: &str) -> Vec<u64> {
    let mut parts = Vec::new();
    if !may_split(text, WITH_NUMBERS) {
        return parts;
    }
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        let mut start = 0;
        for part in splits(word, is_part) {
            parts.extend(words_of(&word[start..part]));
            start = part;
        }
        if start > 0 {
            parts.extend(words_of(&word[start..]));
        }
    }
    parts
}

fn is_part(one: char, next: char, behind: Option<char>) -> bool {
    one.is_ascii_digit() != next.is_ascii_digit() || is_joint(one, next, behind)
}

/// Whether some words of a text may be [run together](super::mentions::joints).
pub(super) fn has_joint(text: &str) -> bool {
    may_split(text, !WITH_NUMBERS)
}

const WITH_NUMBERS: bool = true;

/// Whether two words may meet inside one: before capitals, or also where letters and digits meet.
fn may_split(text: &str, with_numbers: bool) -> bool {
    let is_split = if with_numbers { is_part } else { is_joint };
    // The first bytes of letters that have a case: Latin, Greek, Cyrillic, Armenian; further Latin and Georgian.
    let may_have_case = |byte: u8| matches!(byte, 0xc3..=0xd6 | 0xe1);
    splits_in_ascii(text.as_bytes(), with_numbers)
        || !text.is_ascii()
            && text.bytes().any(may_have_case)
            && text
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| splits(word, is_split).next().is_some())
}

/// The same between ASCII letters and digits.
fn splits_in_ascii(bytes: &[u8], with_numbers: bool) -> bool {
    let is_split = |at: usize| {
        let after = |by: usize| bytes.get(at + by).copied().unwrap_or_default();
        let (one, next) = (bytes[at], after(1));
        let are_of_word = one.is_ascii_alphanumeric() && next.is_ascii_alphanumeric();
        let behind = Some(char::from(after(2))).filter(char::is_ascii);
        are_of_word
            && (if with_numbers { is_part } else { is_joint })(one.into(), next.into(), behind)
    };
    let letters = |bytes| between(bytes, b'A', b'Z') | between(bytes, b'a', b'z');
    let digits = |bytes| between(bytes, b'0', b'9');
    let Some(last) = bytes.len().checked_sub(9) else { return (0..bytes.len()).any(is_split) };
    // The last eight pairs overlap those before.
    for at in (0..last).step_by(8).chain([last]) {
        let (ones, nexts) = (eight(&bytes[at..]), eight(&bytes[at + 1..]));
        let mut pairs = letters(ones) & between(nexts, b'A', b'Z');
        if with_numbers {
            pairs |= letters(ones) & digits(nexts) | digits(ones) & letters(nexts);
        }
        while pairs != 0 {
            if is_split(at + pairs.trailing_zeros() as usize / 8) {
                return true;
            }
            pairs &= pairs - 1;
        }
    }
    false
}

/// The first eight bytes of at least as many, the first lowest.
fn eight(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(*bytes.first_chunk().expect("there are eight at least"))
}

/// The highest bit of each byte that is an ASCII character from `first` to `last`.
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    // Without its high bit, no byte carries into the next (Warren, Hacker's Delight, 6-1).
    let low = bytes & !HIGH;
    let from_first = low + EACH * u64::from(0x80 - first);
    let behind_last = low + EACH * u64::from(0x7f - last);
    from_first & !behind_last & !bytes & HIGH
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Whether a line has a needed word run together with others in small letters, which no page writes.
    pub(in crate::clean) fn has_run_together(line: &str, needs: &str) -> bool {
        let text = line.to_lowercase();
        let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        needs.split(' ').any(|need| match need.strip_prefix('^') {
            Some(need) => text.starts_with(need),
            None => text.contains(need),
        })
    }

    fn rows(candidates: &Candidates, text: &str) -> Vec<usize> {
        candidates.rows(text, &words_of(text), &parts(text))
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

    #[test]
    fn joint_is_seen_wherever_a_word_has_one() {
        for text in ["ShareTweet", "a GMTPublished", "ÖDPartei", "Né àParis", "iÉ"] {
            assert!(has_joint(text), "{text}");
        }
        let far = |text: &str| format!("{}{text}", "a story, ".repeat(9));
        for text in ["mnShare", "ABCd", "Ab cD", "zZ", "aé éaB"] {
            assert!((0..9).all(|by| has_joint(&far(text)[by..])), "{text}");
        }
        for text in ["Share Tweet NATO", "@a[Z {Z `A", "É-Z", "9B"] {
            assert!((0..9).all(|by| !has_joint(&far(text)[by..])), "{text}");
        }
        for text in ["Share Tweet", "NATO", "A", "Éa", "x9Y", ""] {
            assert!(!has_joint(text), "{text}");
            assert_eq!(text.split(' ').flat_map(crate::clean::mentions::joints).count(), 0);
        }
    }
}
