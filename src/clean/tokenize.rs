//! Cuts text into words and hashes them.
//!
//! [`tokenize`] is the one entry, so that a faster kernel can take its place. A word is a run of letters and digits in
//! NFKC and lower case. Apostrophes, soft hyphens and characters without width are left out of it (`don’t` is `dont`),
//! a hyphen at a line end inside a word joins its halves, and anything else ends the word. In scripts without spaces
//! each base character is a word.

use super::text::{MASK, Span};
use super::unicode;
use crate::hash;
use crate::simd::{self, Classes};

/// The words of a text so far.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// The hash of each word.
    pub(super) hashes: Vec<u64>,
    /// Where each word stands.
    pub(super) spans: Vec<Span>,
    /// The word at hand, as it is hashed.
    scratch: String,
    /// What stands for a word that was taken out, if words were.
    mask: Option<Box<str>>,
}

impl Tokens {
    /// An empty list with room for the words of so many bytes of text.
    pub(super) fn for_text_of(bytes: usize) -> Tokens {
        // English has about six bytes to the word, its space counted.
        let words = bytes / 5;
        Tokens {
            hashes: Vec::with_capacity(words),
            spans: Vec::with_capacity(words),
            scratch: String::new(),
            mask: None,
        }
    }

    /// The same, where `mask` stands for words that were taken out.
    pub(super) fn masked_by(self, mask: Option<&str>) -> Tokens {
        Tokens { mask: mask.map(Box::from), ..self }
    }

    /// The bytes of the mask, if one stands at `at`, apart from any word.
    fn mask_at(&self, text: &str, at: usize) -> Option<usize> {
        let mask = self.mask.as_deref()?;
        let behind = text.get(at..)?.strip_prefix(mask)?;
        let stands_alone = !text[..at].ends_with(char::is_alphanumeric)
            && !behind.starts_with(char::is_alphanumeric);
        (stands_alone && !mask.is_empty()).then_some(mask.len())
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    fn push(&mut self, hash: u64, start: usize, end: usize) {
        let position = |byte| {
            u32::try_from(byte).expect("a Cleaner reads no more of a body than u32 can count")
        };
        self.hashes.push(hash);
        self.spans.push(Span { start: position(start), end: position(end) });
    }
}

// What a byte means for a word; a run of bytes adds its meanings up.
const ENDS: u8 = 0;
const PLAIN: u8 = 1;
const CAPITAL: u8 = 2;
const LEFT_OUT: u8 = 4;
const JOINED: u8 = 8;
const NOT_ASCII: u8 = 16;

/// The meaning of each byte.
static MEANING: [u8; 256] = {
    let mut table = [ENDS; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => PLAIN,
            b'A'..=b'Z' => CAPITAL,
            b'\'' | b'`' => LEFT_OUT,
            0x80..=0xff => NOT_ASCII,
            _ => ENDS,
        };
        if byte == u8::MAX {
            break;
        }
        byte += 1;
    }
    table
};

/// Appends the words of `text[from..to]` to `tokens`, and returns how many of them are single characters of a script
/// without spaces.
///
/// The ends of the range are character borders. Spans count from the start of `text`.
pub(super) fn tokenize(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    if tokens.mask.is_some() {
        with_masks(text, from, to, tokens)
    } else {
        plainly(text, from, to, tokens)
    }
}

/// The words of a text from which none were taken out: 64 bytes are told apart at a time.
fn plainly(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    let bytes = &text.as_bytes()[..to];
    let mut spaceless = 0;
    let mut window = from;
    while window < to {
        let behind = to.min(window + simd::WINDOW);
        let Classes { small, capital, other } = simd::classes(&bytes[window..behind]);
        let mut left = small | capital | other;
        window = loop {
            if left == 0 {
                break behind;
            }
            let first = left.trailing_zeros();
            let length = (left >> first).trailing_ones();
            let (start, end) = (window + first as usize, window + (first + length) as usize);
            let run = u64::MAX >> (64 - length) << first;
            let may_go_on = end == behind && behind < to;
            let may_be_joined = bytes.get(end) == Some(&b'-')
                && bytes.get(end + 1).is_some_and(u8::is_ascii_whitespace);
            if may_go_on && start > window {
                break start;
            }
            if may_go_on || may_be_joined || other & run != 0 {
                let mut at = start;
                spaceless += one_run(text, bytes, &mut at, tokens);
                break at;
            }
            if capital & run == 0 {
                tokens.push(hash::bytes(&bytes[start..end]), start, end);
            } else {
                ascii_run(bytes, start, end, tokens);
            }
            left &= !run;
        };
    }
    spaceless
}

/// The same run by run, with a look for the mask in front of each.
fn with_masks(text: &str, from: usize, to: usize, tokens: &mut Tokens) -> usize {
    let bytes = &text.as_bytes()[..to];
    let mut spaceless = 0;
    let mut at = from;
    while at < to {
        if let Some(length) = tokens.mask_at(&text[..to], at) {
            tokens.push(MASK, at, at + length);
            at += length;
        } else if MEANING[usize::from(bytes[at])] == ENDS {
            at += 1;
        } else {
            spaceless += one_run(text, bytes, &mut at, tokens);
        }
    }
    spaceless
}

/// Appends the words of the run that begins at `at`, moves `at` behind it, and returns how many of them are spaceless.
fn one_run(text: &str, bytes: &[u8], at: &mut usize, tokens: &mut Tokens) -> usize {
    let start = *at;
    let meanings = skip_run(bytes, at);
    if meanings & NOT_ASCII != 0 {
        return unicode_run(text, start, *at, tokens);
    }
    if meanings == PLAIN {
        tokens.push(hash::bytes(&bytes[start..*at]), start, *at);
    } else {
        ascii_run(bytes, start, *at, tokens);
    }
    0
}

/// The hashes of the words of a short text.
pub(crate) fn words_of(text: &str) -> Vec<u64> {
    let mut tokens = Tokens::default();
    tokenize(text, 0, text.len(), &mut tokens);
    tokens.hashes
}

/// Moves `at` behind the run of bytes that belong together, and returns what they mean.
fn skip_run(bytes: &[u8], at: &mut usize) -> u8 {
    let start = *at;
    let mut meanings = 0;
    while let Some(&byte) = bytes.get(*at) {
        let meaning = MEANING[usize::from(byte)];
        if meaning == ENDS {
            let Some(next) = joined_at(bytes, start, *at) else { break };
            meanings |= JOINED;
            *at = next;
            continue;
        }
        meanings |= meaning;
        *at += 1;
    }
    meanings
}

/// Where a word goes on that is hyphenated at a line end, if that is so at `at`.
fn joined_at(bytes: &[u8], start: usize, at: usize) -> Option<usize> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte >= 0x80;
    let behind = match bytes[at] {
        b'-' if at > start && (is_letter(bytes[at - 1]) || bytes[at - 1].is_ascii_uppercase()) => {
            at + 1
        }
        b'\n' | b'\r' if bytes[start..at].ends_with("\u{ad}".as_bytes()) => at,
        _ => return None,
    };
    let blank = bytes[behind..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let next = behind + blank;
    let crosses_a_line = bytes[behind..next].contains(&b'\n');
    (crosses_a_line && bytes.get(next).is_some_and(|&byte| is_letter(byte))).then_some(next)
}

/// A word up to so many bytes is put together without asking for memory.
const SHORT_RUN: usize = 64;

/// Appends the word that a run of ASCII holds.
fn ascii_run(bytes: &[u8], start: usize, end: usize, tokens: &mut Tokens) {
    let run = &bytes[start..end];
    let mut short = [0; SHORT_RUN];
    let mut long = Vec::new();
    let word = if run.len() <= SHORT_RUN {
        &mut short[..run.len()]
    } else {
        long.resize(run.len(), 0);
        &mut long[..]
    };
    let mut letters = 0;
    for byte in run {
        word[letters] = byte.to_ascii_lowercase();
        letters += usize::from(byte.is_ascii_alphanumeric());
    }
    if letters > 0 {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric();
        let first = start + run.iter().position(is_part).unwrap_or_default();
        let last = start + run.iter().rposition(is_part).unwrap_or_default();
        tokens.push(hash::bytes(&word[..letters]), first, last + 1);
    }
}

/// Appends the words of a run that is not ASCII throughout, and returns how many of them are spaceless.
fn unicode_run(text: &str, start: usize, end: usize, tokens: &mut Tokens) -> usize {
    let mut words = UnicodeWords { tokens, start: 0, end: 0, script: Script::Spaced, spaceless: 0 };
    words.tokens.scratch.clear();
    let run = &text[start..end];
    let mut at = 0;
    while at < run.len() {
        let length = unicode::group_length(&run[at..]);
        let group = &run[at..at + length];
        // The hyphen and the line end of a word joined over two lines are the only such ASCII in a run.
        if !matches!(group, "-" | " " | "\t" | "\n" | "\r") {
            unicode::fold(group, |folded| words.take(folded, start + at, start + at + length));
        }
        at += length;
    }
    words.finish();
    words.spaceless
}

/// Whether the word at hand is a run of letters or one character of a script without spaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Spaceless,
}

/// Gathers folded characters into words.
struct UnicodeWords<'a> {
    tokens: &'a mut Tokens,
    start: usize,
    end: usize,
    script: Script,
    spaceless: usize,
}

impl UnicodeWords<'_> {
    fn take(&mut self, folded: unicode::Folded, start: usize, end: usize) {
        let (character, script) = match folded {
            unicode::Folded::Other(_) => return self.finish(),
            unicode::Folded::Mark(mark) if !self.tokens.scratch.is_empty() => {
                self.tokens.scratch.push(mark);
                self.end = end;
                return;
            }
            unicode::Folded::Mark(_) => return,
            unicode::Folded::Letter(letter) => (letter, Script::Spaced),
            unicode::Folded::Spaceless(letter) => (letter, Script::Spaceless),
        };
        if script == Script::Spaceless || self.script == Script::Spaceless {
            self.finish();
        }
        if self.tokens.scratch.is_empty() {
            self.start = start;
            self.script = script;
        }
        self.tokens.scratch.push(character);
        self.end = end;
    }

    fn finish(&mut self) {
        if !self.tokens.scratch.is_empty() {
            let hash = hash::bytes(self.tokens.scratch.as_bytes());
            self.tokens.scratch.clear();
            self.tokens.push(hash, self.start, self.end);
            self.spaceless += usize::from(self.script == Script::Spaceless);
        }
        self.script = Script::Spaced;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    use super::*;

    /// The words of a text as they are hashed, told by hashing what they should be.
    fn assert_words(text: &str, words: &[&str]) {
        let hashes: Vec<u64> = words.iter().map(|word| hash::bytes(word.as_bytes())).collect();
        assert_eq!(words_of(text), hashes, "{text:?} should be {words:?}");
    }

    fn spans(text: &str) -> Vec<&str> {
        let mut tokens = Tokens::default();
        tokenize(text, 0, text.len(), &mut tokens);
        tokens.spans.iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn words_are_lower_case_and_end_at_anything_but_letters_and_digits() {
        assert_words(
            "U.S. Navy_SEALs: 3,000 (3rd)",
            &["u", "s", "navy", "seals", "3", "000", "3rd"],
        );
    }

    #[test]
    fn blanks_of_any_make_end_a_word() {
        assert_words(
            "a\u{a0}b a \u{a0}b a\u{2009}b a\u{202f}b a\u{3000}b é\u{a0}b a\u{2011}b a\u{ad}\u{a0}b",
            &["a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "é", "b", "a", "b", "a", "b"],
        );
    }

    #[test]
    fn apostrophes_of_any_make_are_left_out() {
        assert_words("don't don’t DONʼT `tis ' ’", &["dont", "dont", "dont", "tis"]);
    }

    #[test]
    fn soft_hyphens_and_characters_without_width_are_left_out() {
        assert_words("har\u{ad}bour har\u{200b}bour \u{feff}harbour\u{200d}", &["harbour"; 3]);
    }

    #[test]
    fn hyphen_at_a_line_end_joins_a_word_and_no_other_hyphen_does() {
        assert_words("har-\nbour har-\r\n    bour zür-\nich", &["harbour", "harbour", "zürich"]);
        assert_words(
            "har-bour Anglo-\nDutch 1986-\n87 - \nbour",
            &["har", "bour", "anglo", "dutch", "1986", "87", "bour"],
        );
        assert_words("har\u{ad}\nbour", &["harbour"]);
    }

    #[test]
    fn compatible_and_composed_forms_are_one() {
        assert_words(
            "ﬁsh Ｆｉｓｈ cafe\u{301} café ΟΔΌΣ οδός",
            &["fish", "fish", "café", "café", "οδόσ", "οδόσ"],
        );
    }

    #[test]
    fn forms_of_one_letter_or_digit_are_one() {
        assert_words("كميٹي کمیٹی", &["کمیٹی", "کمیٹی"]);
        assert_words("وه وہ", &["وہ", "وہ"]);
        assert_words("٤٢ ۴۲ ४२ 42", &["42", "42", "42", "42"]);
    }

    #[test]
    fn arabic_with_vowels_and_stretched_lines_is_the_same_without() {
        assert_words("مُحَمَّد محمـــد محمد", &["محمد", "محمد", "محمد"]);
        assert_words("آب", &["آب"]);
    }

    #[test]
    fn each_base_character_of_a_script_without_spaces_is_a_word_with_its_marks() {
        assert_words("港口2号 ガス ｶﾞ", &["港", "口", "2", "号", "ガ", "ス", "ガ"]);
        assert_words("ที่นี่", &["ที่", "นี่"]);
        assert_words("부산항 도선사", &["부산항", "도선사"]);
    }

    #[test]
    fn spans_are_the_words_as_written() {
        assert_eq!(
            spans("“Don’t,” said O'Neill’s café — 港口."),
            ["Don’t", "said", "O'Neill’s", "café", "港", "口"]
        );
        assert_eq!(spans("a har-\n  bour"), ["a", "har-\n  bour"]);
    }

    /// The words of a text without line ends, the plain way: each step on the whole text.
    fn slow_words(text: &str) -> Vec<String> {
        let left_out = |each: char| {
            matches!(each, '\'' | '`' | '´' | '’' | '‘' | '\u{ad}' | '\u{200b}'..='\u{200f}')
        };
        let mut words = vec![String::new()];
        let mut after_spaceless = false;
        // A soft hyphen keeps its neighbours from being composed, as the characters do that are left out.
        let marked: String =
            text.chars().map(|each| if left_out(each) { '\u{ad}' } else { each }).collect();
        for each in marked.nfkc().filter(|&each| each != '\u{ad}').flat_map(char::to_lowercase) {
            let each = if each == 'ς' { 'σ' } else { each };
            let is_spaceless =
                matches!(each, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | 'ก'..='ๆ');
            let is_mark = is_combining_mark(each);
            let is_empty = words.last().is_none_or(String::is_empty);
            if is_mark && is_empty {
                continue;
            }
            if !is_mark && (!each.is_alphanumeric() || is_spaceless || after_spaceless) && !is_empty
            {
                words.push(String::new());
            }
            if is_mark || each.is_alphanumeric() {
                words.last_mut().expect("there is one from the start").push(each);
            }
            after_spaceless = is_spaceless || (is_mark && after_spaceless);
        }
        words.retain(|word| !word.is_empty());
        words
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_slow_way(text in "[a-zA-Z0-9 .,'’´É\u{301}\u{308}éñßİſﬁΣςЖй\u{306}港口カｶﾞห้อน가\u{ad}\u{200b}\u{a0}\u{2009}½™-]{0,40}") {
            let hashes: Vec<u64> = slow_words(&text).iter().map(|word| hash::bytes(word.as_bytes())).collect();
            prop_assert_eq!(words_of(&text), hashes);
        }

        #[test]
        fn words_told_apart_many_bytes_at_a_time_are_those_told_run_by_run(
            text in "([a-z]{0,9}[ ,.\n-]{1,2}|[A-Za-z0-9'-]{0,70} |[é港’\u{ad}]{0,2}|-\n *){0,30}",
            from in 0..40_usize,
        ) {
            let from = (0..=from.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let [mut many, mut single] = [Tokens::default(), Tokens::default()];
            let counts = [
                plainly(&text, from, text.len(), &mut many),
                with_masks(&text, from, text.len(), &mut single),
            ];
            prop_assert_eq!(counts[0], counts[1]);
            prop_assert_eq!(many.hashes, single.hashes);
            prop_assert_eq!(many.spans, single.spans);
        }

        #[test]
        fn spans_are_in_order_and_on_character_borders(text in any::<String>()) {
            let mut tokens = Tokens::default();
            tokenize(&text, 0, text.len(), &mut tokens);
            let mut last = 0;
            for span in &tokens.spans {
                prop_assert!(text.get(span.range()).is_some_and(|word| !word.is_empty()));
                prop_assert!(span.start >= last);
                last = span.start;
            }
        }
    }
}
