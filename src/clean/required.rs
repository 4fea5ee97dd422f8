//! Words and marks that every match of a pattern has, wherever they are in it. Looking for them rejects a text far
//! faster than trying the pattern.

use memchr::memchr2_iter;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Most literals that a sequence of parts expands to.
const MOST_IN_SEQUENCE: usize = 24;
/// Most literals in a list.
const MOST: usize = 64;
/// Most characters of a class that is taken apart.
const MOST_CHARACTERS: usize = 8;
/// Requirements that are kept.
const KEPT: usize = 3;

/// What a text must have to match a pattern: at least one literal of each list. Texts with a long s or a kelvin sign
/// always pass.
#[derive(Debug)]
pub(super) struct Required(Vec<Vec<Group>>);

/// Literals that are found by the same rarest byte, in either case if they ignore case.
#[derive(Debug)]
struct Group {
    byte: [u8; 2],
    literals: Vec<Literal>,
}

/// A text to look for.
#[derive(Debug)]
struct Literal {
    bytes: Box<[u8]>,
    /// Whether the case of ASCII letters is ignored.
    ignores_case: bool,
    /// The bytes before its rarest one, by which it is sought.
    before: usize,
}

/// A text, and for each byte whether it is a letter of either case, written small.
type Written = Vec<(u8, bool)>;

impl Required {
    /// What the matches of a pattern have in common.
    pub(super) fn by(pattern: &Hir) -> Required {
        let mut lists = Part::of(pattern).needs();
        lists.retain(|list| list.iter().all(tells));
        lists.sort_by_key(|list| std::cmp::Reverse(worth(list)));
        lists.truncate(KEPT);
        Required(lists.into_iter().map(|list| Group::all_of(&shortest(list))).collect())
    }

    /// Whether a text has what a match needs.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let has_all = self.0.iter().all(|list| list.iter().any(|group| group.is_in(bytes)));
        has_all || has_odd_letters(text)
    }
}

/// Whether a text has one of the letters beyond ASCII that are another form of an ASCII letter.
fn has_odd_letters(text: &str) -> bool {
    let mut starts = memchr2_iter(0xc5, 0xe2, text.as_bytes());
    !text.is_ascii() && starts.any(|at| text[at..].starts_with(ODD_LETTERS))
}

/// The long s and the kelvin sign.
const ODD_LETTERS: [char; 2] = ['ſ', '\u{212a}'];

impl Group {
    /// All literals of a list.
    fn all_of(list: &[Written]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for literal in list.iter().map(Literal::of) {
            let byte = literal.sought();
            match groups.iter_mut().find(|group| group.byte == byte) {
                Some(group) => group.literals.push(literal),
                None => groups.push(Group { byte, literals: vec![literal] }),
            }
        }
        groups
    }

    fn is_in(&self, text: &[u8]) -> bool {
        let [small, capital] = self.byte;
        memchr2_iter(small, capital, text)
            .any(|at| self.literals.iter().any(|literal| literal.is_at(at, text)))
    }
}

impl Literal {
    fn of(written: &Written) -> Literal {
        let bytes: Box<[u8]> = written.iter().map(|&(byte, _)| byte).collect();
        let ignores_case = written.iter().any(|&(_, is_either)| is_either);
        let before = (0..bytes.len()).min_by_key(|&at| frequency(bytes[at])).unwrap_or(0);
        Literal { bytes, ignores_case, before }
    }

    /// Its rarest byte, in both cases if case is ignored.
    fn sought(&self) -> [u8; 2] {
        let byte = self.bytes[self.before];
        if self.ignores_case {
            [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]
        } else {
            [byte; 2]
        }
    }

    /// Whether it is in a text with its rarest byte at `at`.
    fn is_at(&self, at: usize, text: &[u8]) -> bool {
        let Some(start) = at.checked_sub(self.before) else { return false };
        let part = text.get(start..start + self.bytes.len());
        part.is_some_and(|part| {
            part == &*self.bytes || self.ignores_case && part.eq_ignore_ascii_case(&self.bytes)
        })
    }
}

/// How often a byte is in news, roughly: the rank of a small letter in English, and 0 for all others.
fn frequency(byte: u8) -> usize {
    const RAREST_FIRST: &[u8] = b"zqxjkvbwypgfumcdlhrsnioate ";
    RAREST_FIRST.iter().position(|&known| known == byte).unwrap_or(0)
}

/// Whether a literal is rare enough to be worth looking for.
fn tells(written: &Written) -> bool {
    match written[..] {
        [] => false,
        [(byte, _)] => !byte.is_ascii_alphanumeric() && !b" .,".contains(&byte),
        _ => true,
    }
}

/// A list of literals is worth more if they are longer, and if they are few.
fn worth(list: &[Written]) -> (usize, std::cmp::Reverse<usize>) {
    (list.iter().map(Vec::len).min().unwrap_or(0), std::cmp::Reverse(list.len()))
}

/// The literals that have no other one in them.
fn shortest(mut list: Vec<Written>) -> Vec<Written> {
    list.sort_by_key(Vec::len);
    let mut kept: Vec<Written> = Vec::with_capacity(list.len());
    for written in list {
        if !kept.iter().any(|other| written.windows(other.len()).any(|part| part == other)) {
            kept.push(written);
        }
    }
    kept
}

/// What is known about the matches of a part of a pattern.
enum Part {
    /// Each of them is one of these.
    Is(Vec<Written>),
    /// Each of them has one of each list.
    Has(Vec<Vec<Written>>),
}

impl Part {
    fn of(part: &Hir) -> Part {
        match part.kind() {
            HirKind::Empty | HirKind::Look(_) => Part::Is(vec![Written::new()]),
            HirKind::Literal(literal) => {
                Part::Is(vec![literal.0.iter().map(|&byte| (byte, false)).collect()])
            }
            HirKind::Class(class) => characters(class).map_or(Part::Has(Vec::new()), Part::Is),
            HirKind::Capture(capture) => Part::of(&capture.sub),
            HirKind::Repetition(repeated) => {
                let once = Part::of(&repeated.sub);
                match (repeated.min, repeated.max, once) {
                    (0, Some(1), Part::Is(mut each)) if each.len() < MOST_IN_SEQUENCE => {
                        each.push(Written::new());
                        Part::Is(each)
                    }
                    (0, ..) => Part::Has(Vec::new()),
                    (.., once) => Part::Has(once.needs()),
                }
            }
            HirKind::Concat(parts) => Part::in_a_row(parts),
            HirKind::Alternation(parts) => Part::either(parts),
        }
    }

    fn in_a_row(parts: &[Hir]) -> Part {
        let mut needs = Vec::new();
        let mut row = vec![Written::new()];
        let mut is_whole = true;
        for part in parts {
            match Part::of(part) {
                // Most parts are one letter.
                Part::Is(each) if each.len() == 1 => {
                    for one in &mut row {
                        one.extend_from_slice(&each[0]);
                    }
                }
                Part::Is(each) if row.len() * each.len() <= MOST_IN_SEQUENCE => {
                    row = row
                        .iter()
                        .flat_map(|one| each.iter().map(move |next| [&one[..], next].concat()))
                        .collect();
                }
                Part::Is(each) => {
                    is_whole = false;
                    needs.extend(Part::Is(std::mem::replace(&mut row, each)).needs());
                }
                Part::Has(of_part) => {
                    is_whole = false;
                    let row = std::mem::replace(&mut row, vec![Written::new()]);
                    needs.extend(Part::Is(row).needs());
                    needs.extend(of_part);
                }
            }
        }
        if is_whole {
            return Part::Is(row);
        }
        needs.extend(Part::Is(row).needs());
        Part::Has(needs)
    }

    fn either(parts: &[Hir]) -> Part {
        let parts: Vec<Part> = parts.iter().map(Part::of).collect();
        let are = parts.iter().map(|part| match part {
            Part::Is(each) => Some(each),
            Part::Has(_) => None,
        });
        let are: Option<Vec<&Vec<Written>>> = are.collect();
        if let Some(are) = are
            && are.iter().map(|each| each.len()).sum::<usize>() <= MOST_IN_SEQUENCE
        {
            return Part::Is(are.into_iter().flatten().cloned().collect());
        }
        let best =
            parts.into_iter().map(|part| part.needs().into_iter().max_by_key(|list| worth(list)));
        let best: Option<Vec<Vec<Written>>> = best.collect();
        let one = best.map(|lists| lists.concat()).filter(|list| list.len() <= MOST);
        Part::Has(one.into_iter().collect())
    }

    /// The lists of which each match has one literal each.
    fn needs(self) -> Vec<Vec<Written>> {
        match self {
            Part::Is(each) if each.iter().any(Vec::is_empty) => Vec::new(),
            Part::Is(each) => vec![each],
            Part::Has(lists) => lists,
        }
    }
}

/// The characters of a class, if they are few: letters in both cases as one.
fn characters(class: &Class) -> Option<Vec<Written>> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        Class::Bytes(class) if class.is_ascii() => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Bytes(_) => return None,
    };
    let all: Vec<char> =
        ranges.into_iter().flat_map(|(start, end)| start..=end).take(MOST_CHARACTERS + 1).collect();
    if all.len() > MOST_CHARACTERS {
        return None;
    }
    let written = |&letter: &char| {
        let small = letter.to_ascii_lowercase();
        let is_either = letter.is_ascii_alphabetic()
            && all.contains(&small)
            && all.contains(&letter.to_ascii_uppercase());
        if is_either {
            return vec![(u8::try_from(small).unwrap_or(b'?'), true)];
        }
        letter.encode_utf8(&mut [0; 4]).bytes().map(|byte| (byte, false)).collect()
    };
    // These letters are left out: texts that have them always pass.
    let is_odd = |letter: &&char| ODD_LETTERS.contains(letter);
    let mut characters: Vec<Written> =
        all.iter().filter(|letter| !is_odd(letter)).map(written).collect();
    characters.sort_unstable();
    characters.dedup();
    Some(characters)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    fn required(pattern: &str) -> Required {
        Required::by(&regex_syntax::parse(pattern).unwrap())
    }

    /// Patterns of all kinds.
    const PATTERNS: [&str; 14] = [
        r"(?i)\b(?:photo|image)s? (?:by|of)\b",
        "^(?i:sk|ks)a{2}$",
        "(?:ab|ka?|[bc]k)+ a",
        "[ab]{0,1}[kB]k",
        "^[^a]*(?:é|É|k)b?$",
        "(?i)(?:aé|bé) k",
        "(?:ab)?(?:k|ks|kb)b",
        "(?-u:(?i)k|a)s",
        "(?:a|b|c|k|s|é|A|B|K)(?:a|b|c|k|s|é|A)s",
        "(?:|a)b",
        "[a-z]k",
        r"^\W*k(?:a|b)",
        "(?:k.a|b+s|as)",
        "s",
    ];

    proptest! {
        #[test]
        fn every_text_that_matches_has_what_is_required(
            text in "[abckKsSB\u{212a}ſéÉ ]{0,7}|(PHOTO|image|ſ)s? (by|of)|[éa-c]{0,3}[kKs]{1,2}[ab ]{0,3}",
            at in 0..PATTERNS.len(),
        ) {
            let is_match = Regex::new(PATTERNS[at]).unwrap().is_match(&text);
            prop_assert!(!is_match || required(PATTERNS[at]).is_in(&text));
        }
    }

    #[test]
    fn texts_without_what_is_required_are_rejected() {
        for (pattern, text) in [
            (r"(?i)\b(?:photo|image|picture)s? (?:by|courtesy)\b", "photos of Tarn by night"),
            ("(?-i:(?:AP|AFP|Reuters) ?)(?:photo|image)", "A photo of an ape"),
            ("^(?i:also read|read also|related[: ]|most (?:read|shared))", "Read the most related"),
            (r"[0-9]+ ?(?:of|/) ?[0-9]+", "1675889117"),
            (r"^(?<place>[^(]+)\s*[(\[]x[)\]]", "Tarn x"),
            ("^a?b?c?d?e?f?news(?:letter)?", "an old letter"),
            ("(?i)é", "É"),
        ] {
            let is_match = Regex::new(pattern).unwrap().is_match(text);
            assert_eq!(required(pattern).is_in(text), is_match, "{pattern}: {text}");
        }
    }

    #[test]
    fn what_tells_nothing_is_not_required() {
        for pattern in ["", "a*", "[^a]", " ", "a|", "(?:ab|)c", "[0-9]{2}", "(?:ab)*", "ab|[^b]"] {
            assert!(required(pattern).0.is_empty(), "{pattern}");
        }
    }

    #[test]
    fn literal_in_another_is_enough() {
        let Required(lists) = required("(?i)(?:photo|photos|image photo) ?(?:by|x|bys)");
        let [list] = &lists[..] else { panic!("there is one list") };
        let literals = list.iter().flat_map(|group| &group.literals);
        let mut lengths: Vec<usize> = literals.map(|literal| literal.bytes.len()).collect();
        lengths.sort_unstable();
        assert_eq!(lengths, [6, 7, 7, 7, 8, 8, 8, 9]);
    }
}
