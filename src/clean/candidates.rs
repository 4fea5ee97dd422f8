//! Tells which rows of a table a text can match, from the words and marks that each row needs. Patterns are
//! tried on few texts this way.

use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::hash::HashMap;

/// The rows of a table by what they need.
#[derive(Debug)]
pub(super) struct Candidates {
    by_word: HashMap<u64, Vec<u16>>,
    words: WordSet,
    by_sign: Vec<(u8, u16)>,
    /// All signs that rows need.
    signs: u8,
    /// The rows that need nothing.
    always: Vec<u16>,
}

/// Signs that a row may need, as tables write them: a digit, a capital inside a word, or the mark itself.
const SIGNS: [(&str, u8); 6] =
    [("#", DIGIT), ("^", JOINT), ("@", AT), ("<", LESS), ("$", DOLLAR), ("©", COPYRIGHT)];
const DIGIT: u8 = 1;
const JOINT: u8 = 1 << 1;
const AT: u8 = 1 << 2;
const LESS: u8 = 1 << 3;
const DOLLAR: u8 = 1 << 4;
const COPYRIGHT: u8 = 1 << 5;

impl Candidates {
    /// From what each row needs: one of these words and signs, separated by spaces. A row that needs
    /// nothing is always a candidate.
    pub(super) fn new<'r>(needs: impl Iterator<Item = &'r str>) -> Candidates {
        let mut by_word: HashMap<u64, Vec<u16>> = HashMap::default();
        let (mut by_sign, mut always) = (Vec::new(), Vec::new());
        for (row, needs) in (0_u16..).zip(needs) {
            let (signs, words): (Vec<&str>, Vec<&str>) =
                needs.split_whitespace().partition(|need| sign(need).is_some());
            by_sign.extend(signs.iter().filter_map(|need| sign(need)).map(|sign| (sign, row)));
            let words: Vec<u64> = words.into_iter().flat_map(words_of).collect();
            if words.is_empty() && signs.is_empty() {
                always.push(row);
            }
            for word in words {
                by_word.entry(word).or_default().push(row);
            }
        }
        let words = WordSet::new(by_word.keys().copied());
        let signs = by_sign.iter().fold(0, |signs, &(sign, _)| signs | sign);
        Candidates { by_word, words, by_sign, signs, always }
    }

    /// The rows that a text with these words may match, in order.
    pub(super) fn rows(&self, text: &str, words: &[u64]) -> Vec<usize> {
        let mut rows = self.always.clone();
        for word in words.iter().filter(|&&word| self.words.contains(word)) {
            rows.extend(self.by_word.get(word).into_iter().flatten());
        }
        let signs = signs(text, self.signs);
        if signs != 0 {
            let by_sign = self.by_sign.iter().filter(|&(sign, _)| sign & signs != 0);
            rows.extend(by_sign.map(|&(_, row)| row));
        }
        rows.sort_unstable();
        rows.dedup();
        rows.into_iter().map(usize::from).collect()
    }

    /// All words that a row may need. A text without one of them has no candidates, if all rows need a word.
    pub(super) fn words(&self) -> &WordSet {
        &self.words
    }
}

fn sign(need: &str) -> Option<u8> {
    SIGNS.iter().find(|(written, _)| *written == need).map(|&(_, sign)| sign)
}

/// Those of the signs that a text has.
fn signs(text: &str, wanted: u8) -> u8 {
    let mut signs = 0;
    if wanted & !JOINT != 0 {
        for byte in text.bytes() {
            signs |= match byte {
                b'0'..=b'9' => DIGIT,
                b'@' => AT,
                b'<' => LESS,
                b'$' => DOLLAR,
                0xc2 => COPYRIGHT, // its first byte, and that of a few others
                _ => 0,
            };
        }
    }
    if wanted & JOINT != 0 && has_joint(text) {
        signs |= JOINT;
    }
    signs & wanted
}

/// Whether a word of a text may be two that are [run together](super::mentions::joints).
pub(super) fn has_joint(text: &str) -> bool {
    let [mut two_before, mut before] = [Case::None; 2];
    text.chars().any(|letter| {
        let case = Case::of(letter);
        let is_joint = before == Case::Small && case == Case::Capital
            || two_before == Case::Capital && before == Case::Capital && case == Case::Small;
        (two_before, before) = (before, case);
        is_joint
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Small,
    Capital,
    None,
}

impl Case {
    #[inline]
    fn of(letter: char) -> Case {
        match letter {
            'a'..='z' => Case::Small,
            'A'..='Z' => Case::Capital,
            '\0'..='\x7f' => Case::None,
            _ if letter.is_lowercase() => Case::Small,
            _ if letter.is_uppercase() => Case::Capital,
            _ => Case::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_candidates_if_a_word_or_sign_that_they_need_is_there() {
        let candidates =
            Candidates::new(["ago", "", "photo image", "# updated", "^", "@", "©"].into_iter());
        for (text, rows) in [
            ("Years ago", vec![0, 1]),
            ("Image: Photo", vec![1, 2]),
            ("Updated 3", vec![1, 3]),
            ("CancelSend", vec![1, 4]),
            ("— Nadia @example", vec![1, 5]),
            ("© Post", vec![1, 6]),
            ("NATO said", vec![1]),
            ("ÖDPartei", vec![1, 4]),
        ] {
            assert_eq!(candidates.rows(text, &words_of(text)), rows, "{text}");
        }
    }
}
