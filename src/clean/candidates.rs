//! Tells which rows of a table a text can match, from the words and marks that each row needs. Patterns are
//! tried on few texts this way.

use super::masked::DATE;
use super::mentions::joints;
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::hash::HashMap;

/// The rows of a table by what they need.
#[derive(Debug)]
pub(super) struct Candidates {
    by_word: HashMap<u64, Vec<u32>>,
    words: WordSet,
    by_sign: Vec<(Sign, Vec<u32>)>,
    /// The rows that need nothing.
    always: Vec<u32>,
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
    /// From what each row needs: one of these words and signs, separated by spaces. A row that needs
    /// nothing is always a candidate.
    pub(super) fn new<'r>(needs: impl Iterator<Item = &'r str>) -> Candidates {
        let mut by_word: HashMap<u64, Vec<u32>> = HashMap::default();
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
                            by_word.entry(word).or_default().push(row);
                        }
                    }
                }
            }
        }
        let words = WordSet::new(by_word.keys().copied());
        Candidates { by_word, words, by_sign, always }
    }

    /// The rows that a text with these words may match, in order. Dates in the text may be
    /// [masked](super::masked).
    pub(super) fn rows(&self, text: &str, words: &[u64]) -> Vec<usize> {
        let mut rows = self.always.clone();
        for word in words.iter().filter(|&&word| self.words.contains(word)) {
            rows.extend(self.by_word.get(word).into_iter().flatten());
        }
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

/// Adds the parts of words that may be [run together](joints) to the words of a text.
pub(super) fn add_parts(text: &str, words: &mut Vec<u64>) {
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        let mut start = 0;
        for joint in joints(word) {
            words.extend(words_of(&word[start..joint]));
            start = joint;
        }
        if start > 0 {
            words.extend(words_of(&word[start..]));
        }
    }
}

/// Whether some words of a text may be [run together](joints).
pub(super) fn has_joint(text: &str) -> bool {
    let bytes = text.as_bytes();
    // No early exit, so that many bytes are looked at at once.
    let small = |byte: u8| byte.is_ascii_lowercase();
    let capital = |byte: u8| byte.is_ascii_uppercase();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let mut is_found =
        pairs.fold(false, |found, (&one, &next)| found | (small(one) & capital(next)));
    let rest = |from: usize| bytes.get(from..).unwrap_or_default();
    for ((&one, &next), &last) in bytes.iter().zip(rest(1)).zip(rest(2)) {
        is_found |= capital(one) & capital(next) & small(last);
    }
    // The first bytes of letters that have a case: Latin, Greek, Cyrillic, Armenian; further Latin and Georgian.
    let may_have_case = |byte: &u8| matches!(byte, 0xc3..=0xd6 | 0xe1);
    is_found
        || bytes.iter().any(may_have_case)
            && text
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| joints(word).next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(candidates: &Candidates, text: &str) -> Vec<usize> {
        let mut words = words_of(text);
        if has_joint(text) {
            add_parts(text, &mut words);
        }
        candidates.rows(text, &words)
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
        for text in ["Share Tweet", "NATO", "A", "Éa", "x9Y", ""] {
            assert!(!has_joint(text), "{text}");
            assert_eq!(text.split(' ').flat_map(joints).count(), 0);
        }
    }
}
