//! The words of texts in many scripts.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::*;
use crate::clean::unicode;
use crate::hash;

/// Checks the words of a text by hashing the expected ones.
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
    assert_words("U.S. Navy_SEALs: 3,000 (3rd)", &["u", "s", "navy", "seals", "3", "000", "3rd"]);
}

#[test]
fn white_space_of_any_kind_ends_a_word() {
    assert_words(
        "a\u{a0}b a \u{a0}b a\u{2009}b a\u{202f}b a\u{3000}b é\u{a0}b a\u{2011}b a\u{ad}\u{a0}b",
        &["a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "é", "b", "a", "b", "a", "b"],
    );
}

#[test]
fn apostrophes_of_any_kind_end_a_word() {
    assert_words(
        "don't don’t DONʼT don?t `tis ' ’ Ankara’nın l'été",
        &["don", "t", "don", "t", "don", "t", "don", "t", "tis", "ankara", "nın", "l", "été"],
    );
}

#[test]
fn soft_hyphens_and_zero_width_characters_are_removed() {
    assert_words("har\u{ad}bour har\u{200b}bour \u{feff}harbour\u{200d}", &["harbour"; 3]);
}

#[test]
fn hyphen_at_a_line_end_joins_a_word_and_no_other_hyphen_does() {
    assert_words("har-\nbour har-\r\n    bour zür-\nich", &["harbour", "harbour", "zürich"]);
    assert_words(
        "har-bour Anglo-\nDutch 1986-\n87 - \nbour",
        &["har", "bour", "anglo", "dutch", "1986", "87", "bour"],
    );
    assert_words("har\u{ad}\nbour har-\n\x0cbour zür-\n\x0cich", &["harbour", "harbour", "zürich"]);
}

#[test]
fn compatibility_and_composed_forms_are_the_same() {
    assert_words(
        "ﬁsh Ｆｉｓｈ cafe\u{301} café ΟΔΌΣ οδός",
        &["fish", "fish", "café", "café", "οδόσ", "οδόσ"],
    );
}

#[test]
fn forms_of_one_letter_or_digit_are_the_same() {
    assert_words("كميٹي کمیٹی", &["کمیٹی", "کمیٹی"]);
    assert_words("وه وہ", &["وہ", "وہ"]);
    assert_words("٤٢ ۴۲ ४२ 42", &["42", "42", "42", "42"]);
}

#[test]
fn arabic_vowels_and_tatweel_are_ignored() {
    assert_words("مُحَمَّد محمـــد محمد", &["محمد", "محمد", "محمد"]);
    assert_words("مُحَمـَّد", &["محمد"]);
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
        ["Don", "t", "said", "O", "Neill", "s", "café", "港", "口"]
    );
    assert_eq!(spans("a har-\n  bour"), ["a", "har-\n  bour"]);
}

/// The words of a text without line ends, the slow way: each step on the whole text.
fn slow_words(text: &str) -> Vec<String> {
    let left_out = |each: char| matches!(each, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{640}');
    let vowel = |each: char| matches!(each, '\u{64b}'..='\u{652}' | '\u{670}');
    let mut words = vec![String::new()];
    let mut after_spaceless = false;
    // A soft hyphen prevents composition across it, like the characters that are removed.
    let marked: String =
        text.chars().map(|each| if left_out(each) { '\u{ad}' } else { each }).collect();
    let normal = marked.nfkc().filter(|&each| each != '\u{ad}' && !vowel(each));
    for each in normal.flat_map(char::to_lowercase).map(unicode::one_form) {
        let is_mark = is_combining_mark(each);
        let is_spaceless =
            !is_mark && matches!(each, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | 'ก'..='ๆ');
        let is_empty = words.last().is_none_or(String::is_empty);
        if is_mark && is_empty {
            continue;
        }
        if !is_mark && (!each.is_alphanumeric() || is_spaceless || after_spaceless) && !is_empty {
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

fn hashes_of(words: &[String]) -> Vec<u64> {
    words.iter().map(|word| hash::bytes(word.as_bytes())).collect()
}

/// Fails unless the words of `text[from..]` and their places agree with the simple way.
fn assert_same_run_by_run(text: &str, from: usize) {
    let [mut many, mut single] = [Tokens::default(), Tokens::default()];
    let counts = [
        plainly(text, from, text.len(), &mut many),
        slow::words(text, from, text.len(), &mut single),
    ];
    assert_eq!(counts[0], counts[1], "{text:?}");
    assert_eq!(many.hashes, single.hashes, "{text:?}");
    assert_eq!(many.spans, single.spans, "{text:?}");
}

#[test]
fn table_agrees_with_computation_for_every_character_in_context() {
    // A letter; marks that compose, that do not, that are removed, and that are reordered; vowels
    // and finals of Hangul; and combinations of them.
    const BEHIND: [&str; 17] = [
        "",
        "b",
        "\u{301}",
        "\u{327}\u{301}",
        "\u{301}\u{327}",
        "\u{345}",
        "\u{64e}",
        "\u{64e}\u{653}",
        "\u{653}",
        "\u{93c}",
        "\u{93e}",
        "\u{94d}\u{93c}",
        "\u{e34}",
        "\u{1161}\u{11a8}",
        "\u{ff9e}",
        "\u{fe0f}\u{301}",
        "\u{fe0f}\u{93e}c",
    ];
    let mut text = String::new();
    for character in '\0'..='\u{ffff}' {
        text.clear();
        for behind in BEHIND {
            text.extend(['a', character]);
            text.push_str(behind);
            text.push(' ');
        }
        assert_same_run_by_run(&text, 0);
        assert_same_run_by_run(&text, 1);
    }
}

proptest! {
    #[test]
    fn words_agree_with_the_slow_way(
        text in "[a-zA-Z0-9 .,'’´É\u{301}\u{308}éñßİſﬁΣςЖй\u{306}港口カｶﾞห้อน가\u{ad}\u{200b}\u{a0}\u{2009}½™-]{0,40}",
    ) {
        prop_assert_eq!(words_of(&text), hashes_of(&slow_words(&text)));
    }

    #[test]
    fn words_of_any_script_agree_with_the_slow_way(
        text in "([А-яёїў«»— \u{301}\u{306}\u{308}]{0,12}|[ء-ي\u{640}\u{64b}-\u{655}\u{670}پچٹڈکگںھہۃیےۓ۰-۹٠-٩،۔ \u{200c}]{0,12}\
            |[अ-ह\u{93c}\u{93e}-\u{94d}०-९।क़ \u{200d}]{0,12}|[ก-ฮะ-ู็-์ ]{0,12}\
            |[가-힣\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11c2}ﾡￂ ]{0,12}\
            |[a-zA-ZÀ-ňŊ-žά-ώΑ-Ω’ \u{300}-\u{308}\u{327}\u{345}]{0,12}){0,4}",
    ) {
        prop_assert_eq!(words_of(&text), hashes_of(&slow_words(&text)));
    }

    #[test]
    fn words_found_by_simd_agree_with_the_simple_way(
        text in "([a-z]{0,9}[ ,.\n-]{1,2}|[A-Za-z0-9'-]{0,70} |[é港’\u{ad}—Ж]{0,2}|-\n *|[йж]{0,40}-?\n?|\u{ad}\r?\n){0,30}",
        from in 0..40_usize,
    ) {
        let from = (0..=from.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        assert_same_run_by_run(&text, from);
    }

    #[test]
    fn words_of_any_characters_agree_with_the_simple_way(text in "(\\PC|[ \n-]){0,80}") {
        assert_same_run_by_run(&text, 0);
    }

    #[test]
    fn spans_are_in_order_and_on_character_boundaries(text in any::<String>()) {
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
