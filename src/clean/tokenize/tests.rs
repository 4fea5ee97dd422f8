//! The words of texts in many scripts.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::*;
use crate::hash;

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
            slow::words(&text, from, text.len(), &mut single),
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
