//! Folds characters beyond ASCII for words.

mod table;

pub(super) use table::{Encoded, Kind, Known, known};
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::hash;

/// A character in NFKC and lower case, and its role in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// A letter or digit.
    Letter(char),
    /// A base character of a script without spaces, a word of its own.
    Spaceless(char),
    /// A combining mark, part of the word before it.
    Mark(char),
    /// Ends a word.
    Other(char),
}

/// Number of bytes at the start of the non-empty `text` that must be normalised together: a base
/// character and its marks.
pub(super) fn group_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    characters.next();
    characters.find(|&(_, next)| !continues_group(next)).map_or(text.len(), |(at, _)| at)
}

/// Whether NFKC may compose the character with the one before it.
fn continues_group(character: char) -> bool {
    match character {
        '\0'..'\u{300}' => false,
        // Vowels and finals of Hangul syllables, also in wide and narrow forms; voicing marks of
        // narrow Kana.
        '\u{1160}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ff9e}'..='\u{ffdc}' => true,
        _ => !is_settled(character) && is_combining_mark(character) && !stands_alone(character),
    }
}

/// Whether a mark changes nothing before it, and does not change or move itself, like most South
/// Asian vowels.
fn stands_alone(mark: char) -> bool {
    canonical_combining_class(mark) == 0 && !is_left_out(mark) && is_stable(mark)
}

/// Whether NFKC leaves the character unchanged, and does not compose it with anything before it.
fn is_stable(character: char) -> bool {
    is_nfkc_quick([character].into_iter()) == IsNormalized::Yes
}

/// Calls `take` with the characters that a group of [`group_length`] becomes.
pub(super) fn fold(group: &str, mut take: impl FnMut(Folded)) {
    let mut characters = group.chars();
    let mut take_all = |group: &str| {
        group.nfkc().filter(|&each| !is_left_out(each)).for_each(|each| lower(each, &mut take));
    };
    match (characters.next(), characters.as_str()) {
        (Some(first), marks) if is_left_out(first) => take_all(marks),
        (Some(only), "") if only.is_ascii() || is_settled(only) => lower(only, &mut take),
        _ => take_all(group),
    }
}

/// Calls `take` with the letters, digits and marks of a word, folded like [`fold`].
///
/// `written` is the text of the word's span. If it has several words, because a character has,
/// `hash` selects the word.
pub(super) fn letters(written: &str, hash: u64, take: impl FnMut(char)) {
    if written.is_ascii() {
        let letters = written.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).for_each(take);
        return;
    }
    let mut letters = String::new();
    // The starts of words.
    let mut starts = vec![0];
    let mut is_spaceless = false;
    let mut rest = written;
    while !rest.is_empty() {
        let (group, behind) = rest.split_at(group_length(rest));
        rest = behind;
        // The only such ASCII in a word is the hyphen and line end of a hyphenated word.
        if matches!(group.as_bytes(), [b'-' | b' ' | b'\t' | b'\n' | b'\x0c' | b'\r']) {
            continue;
        }
        fold(group, |folded| {
            let (begins, letter) = match folded {
                Folded::Letter(letter) => (std::mem::take(&mut is_spaceless), Some(letter)),
                Folded::Spaceless(letter) => {
                    is_spaceless = true;
                    (true, Some(letter))
                }
                Folded::Mark(mark) => {
                    (false, Some(mark).filter(|_| starts.last() < Some(&letters.len())))
                }
                Folded::Other(_) => {
                    is_spaceless = false;
                    (true, None)
                }
            };
            if begins && starts.last() < Some(&letters.len()) {
                starts.push(letters.len());
            }
            letters.extend(letter);
        });
    }
    let ends = starts[1..].iter().copied().chain([letters.len()]);
    let mut words = starts.iter().zip(ends).map(|(&start, end)| &letters[start..end]);
    let word = words.find(|word| hash::word(word.as_bytes()) == hash);
    word.unwrap_or(&letters).chars().for_each(take);
}

fn lower(character: char, take: &mut impl FnMut(Folded)) {
    for lower in character.to_lowercase() {
        take(kind_of(one_form(lower)));
    }
}

/// The form that represents all forms of a letter or digit.
///
/// Urdu and Persian newsrooms use Arabic letters or their own, which look the same in print. Digits
/// also have forms in many scripts.
pub(super) fn one_form(character: char) -> char {
    match character {
        // The two lower-case sigmas have the same capital.
        'ς' => 'σ',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ه' | 'ە' => 'ہ',
        'ۃ' => 'ة',
        '٠'..='٩' => western_digit(character, '٠'),
        '۰'..='۹' => western_digit(character, '۰'),
        '०'..='९' => western_digit(character, '०'),
        '০'..='৯' => western_digit(character, '০'),
        _ => character,
    }
}

/// The digit from `0` to `9` for a digit of a script, by its distance from that script's zero.
fn western_digit(digit: char, zero: char) -> char {
    let value = u32::from(digit) - u32::from(zero);
    char::from_digit(value, 10).expect("a script has ten digits in a row")
}

fn kind_of(character: char) -> Folded {
    if is_spaceless(character) && character.is_alphanumeric() && !is_combining_mark(character) {
        Folded::Spaceless(character)
    } else if character >= '\u{300}' && !is_settled(character) && is_combining_mark(character) {
        Folded::Mark(character)
    } else if character.is_alphanumeric() && !is_apostrophe(character) {
        Folded::Letter(character)
    } else {
        Folded::Other(character)
    }
}

/// Whether the character is an apostrophe that Unicode classifies as a letter.
fn is_apostrophe(character: char) -> bool {
    matches!(character, 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ')
}

/// Whether the character is removed from words without ending them: soft hyphens, direction marks,
/// zero-width characters, and Arabic vowels and tatweel, which are optional.
fn is_left_out(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether NFKC leaves the letter unchanged whatever precedes it. A fast answer for common letters.
fn is_settled(character: char) -> bool {
    matches!(
        character,
        // Latin without the ligatures and the long s, Greek, Cyrillic.
        'À'..='ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'ά'..='ώ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ'
        // Hebrew, Arabic, Devanagari.
        | 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي' | 'ٹ'..='ۓ' | 'ऄ'..='ह'
        // Kana, Han, Hangul.
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '가'..='힣'
    )
}

/// Whether the character's script is written without spaces between words.
fn is_spaceless(character: char) -> bool {
    matches!(
        character,
        // Thai and Lao, Myanmar, Khmer.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{1780}'..='\u{17ff}'
        // Kana.
        | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{1b000}'..='\u{1b16f}'
        // Han.
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settled_letters_are_unchanged_by_nfkc() {
        let unsettled = |letter: &char| {
            is_settled(*letter) && (!letter.nfkc().eq([*letter]) || is_combining_mark(*letter))
        };
        assert_eq!(('\0'..=char::MAX).filter(unsettled).collect::<String>(), "");
    }
}
