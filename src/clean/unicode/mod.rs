//! What characters beyond ASCII become in a word.

mod table;

pub(super) use table::{Encoded, Kind, Known, known};
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::hash;

/// A character in NFKC and lower case, and what it is for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// A letter or digit.
    Letter(char),
    /// A base character of a script without spaces, a word of its own.
    Spaceless(char),
    /// A combining mark, part of the word before it.
    Mark(char),
    /// What ends a word.
    Other(char),
}

/// How many bytes at the start of `text`, which is not empty, must be normalised together: a base character and the
/// marks that follow it.
pub(super) fn group_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    characters.next();
    characters.find(|&(_, next)| !continues_group(next)).map_or(text.len(), |(at, _)| at)
}

/// Whether NFKC may compose the character with the one before it.
fn continues_group(character: char) -> bool {
    match character {
        '\0'..'\u{300}' => false,
        // Vowels and finals of Hangul syllables, also in their wide and narrow forms; voicing marks of narrow Kana.
        '\u{1160}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ff9e}'..='\u{ffdc}' => true,
        _ => !is_settled(character) && is_combining_mark(character) && !stands_alone(character),
    }
}

/// Whether a mark stays as it is and where it is, and so does what is in front of it: most vowels of South Asia do.
fn stands_alone(mark: char) -> bool {
    canonical_combining_class(mark) == 0 && !is_left_out(mark) && is_stable(mark)
}

/// Whether NFKC leaves the character as it is, and composes it with nothing in front of it.
fn is_stable(character: char) -> bool {
    is_nfkc_quick([character].into_iter()) == IsNormalized::Yes
}

/// Hands on what one group of [`group_length`] becomes, character by character.
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

/// Hands on the letters and digits of a word, and the marks on them, as [`fold`] makes them.
///
/// `written` is where the word stands. Where that has several words, because a character has, the one with this hash is
/// meant.
pub(super) fn letters(written: &str, hash: u64, take: impl FnMut(char)) {
    if written.is_ascii() {
        let letters = written.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).for_each(take);
        return;
    }
    let mut letters = String::new();
    // Where words begin.
    let mut starts = vec![0];
    let mut is_spaceless = false;
    let mut rest = written;
    while !rest.is_empty() {
        let (group, behind) = rest.split_at(group_length(rest));
        rest = behind;
        // The hyphen and the line end of a word joined over two lines are the only such ASCII in a word.
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

/// The form that stands for all those in which a letter or digit is written.
///
/// Urdu and Persian newsrooms write one text with Arabic letters or with their own, which look the same in print; so do
/// those of all scripts with digits.
pub(super) fn one_form(character: char) -> char {
    match character {
        // The two small sigmas; capitals do not tell them apart.
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

/// The digit from `0` to `9` that a digit of a script is, by its distance from that script's zero.
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

/// Whether the character is an apostrophe that Unicode counts as a letter.
fn is_apostrophe(character: char) -> bool {
    matches!(character, 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ')
}

/// Whether the character is left out of words without ending them: soft hyphens, marks of direction,
/// characters without width, and the vowels and stretched lines that Arabic may be written with or without.
fn is_left_out(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether NFKC leaves the letter as it is, whatever stands before it: a quick answer for the common letters.
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
    fn settled_letters_are_what_nfkc_makes_of_them() {
        let unsettled = |letter: &char| {
            is_settled(*letter) && (!letter.nfkc().eq([*letter]) || is_combining_mark(*letter))
        };
        assert_eq!(('\0'..=char::MAX).filter(unsettled).collect::<String>(), "");
    }
}
