//! What outlets do to the words of a story: copy-editing, spelling, typography, and the misreadings of a scan.

use std::sync::LazyLock;

use crate::hash::HashMap;

use super::outlet::{Spelling, Typography};
use super::rng::Rng;

/// Words that an editor can replace without regard to the sentence.
const SYNONYMS: [(&str, &str); 44] = [
    ("added", "said"),
    ("began", "started"),
    ("despite", "in spite of"),
    ("entire", "whole"),
    ("eventually", "finally"),
    ("huge", "very large"),
    ("largely", "mostly"),
    ("mainly", "chiefly"),
    ("nearly", "almost"),
    ("nobody", "no one"),
    ("often", "frequently"),
    ("particularly", "especially"),
    ("previous", "earlier"),
    ("promised", "pledged"),
    ("quickly", "rapidly"),
    ("rejected", "turned down"),
    ("remarked", "said"),
    ("sharply", "steeply"),
    ("started", "began"),
    ("stated", "said"),
    ("sufficient", "enough"),
    ("though", "although"),
    ("usually", "normally"),
    ("warned", "cautioned"),
    ("while", "as"),
    ("however", "yet"),
    ("quarrel", "dispute"),
    ("accord", "agreement"),
    ("purchase", "buy"),
    ("residents", "locals"),
    ("throughout", "all over"),
    ("numerous", "many"),
    ("beneath", "under"),
    ("cautioned", "warned"),
    ("recalled", "remembered"),
    ("explained", "said"),
    ("insisted", "said"),
    ("admitted", "conceded"),
    ("narrowly", "barely"),
    ("deputies", "lawmakers"),
    ("firefighters", "fire crews"),
    ("obtained", "gained"),
    ("beside", "next to"),
    ("chiefly", "mainly"),
];

static OTHER_WORD: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| SYNONYMS.into_iter().collect());

/// Where a sentence can be split, and how the new sentence begins.
const JOINTS: [(&str, &str); 3] =
    [(", but ", "But "), (", and ", "And "), (", although ", "Still, ")];

/// Edits some words and sentences of each paragraph.
pub(super) fn reword(paragraphs: &mut [String], rng: &mut Rng) {
    for paragraph in paragraphs {
        *paragraph = replace_words(paragraph, |word| {
            OTHER_WORD.get(word).copied().filter(|_| rng.percent(60))
        });
        if rng.percent(20) {
            divide(paragraph, rng);
        }
    }
}

/// Splits a sentence in two, unless it contains speech.
fn divide(paragraph: &mut String, rng: &mut Rng) {
    let (joint, opening) = rng.pick(&JOINTS);
    if paragraph.contains('"') {
        return;
    }
    if let Some((before, after)) = paragraph.split_once(joint) {
        let mut divided = format!("{before}. ");
        push_capitalised(&mut divided, opening);
        divided.push_str(after);
        *paragraph = divided;
    }
}

/// Replaces words of a text, keeping an initial capital.
///
/// `replacement` gets each run of ASCII letters with its first letter in lower case.
fn replace_words(text: &str, mut replacement: impl FnMut(&str) -> Option<&'static str>) -> String {
    let mut replaced = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_alphabetic()) {
        let (before, word_on) = rest.split_at(start);
        let end =
            word_on.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        replaced.push_str(before);
        let capital = word.starts_with(|letter: char| letter.is_ascii_uppercase());
        let new = if capital { replacement(&lower_first(word)) } else { replacement(word) };
        match new {
            Some(new) if capital => push_capitalised(&mut replaced, new),
            Some(new) => replaced.push_str(new),
            None => replaced.push_str(word),
        }
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

fn lower_first(word: &str) -> String {
    let mut word = word.to_owned();
    word[..1].make_ascii_lowercase();
    word
}

/// Appends a text with its first letter, which is ASCII, as a capital.
fn push_capitalised(out: &mut String, text: &str) {
    let start = out.len();
    out.push_str(text);
    out[start..=start].make_ascii_uppercase();
}

/// Words before a number, and what an editor puts in their place.
const BEFORE_NUMBERS: [(&str, &str); 5] = [
    ("about", "some"),
    ("some", "about"),
    ("roughly", "around"),
    ("About", "Some"),
    ("Some", "About"),
];

/// Edits about half of the places where that is possible; returns whether any were edited.
pub(super) fn reword_numbers(paragraphs: &mut [String], rng: &mut Rng) -> bool {
    let mut is_edited = false;
    for paragraph in paragraphs {
        let with_other_numbers = with_other_numbers(paragraph, rng);
        is_edited |= with_other_numbers != *paragraph;
        *paragraph = with_other_numbers;
    }
    is_edited
}

fn with_other_numbers(paragraph: &str, rng: &mut Rng) -> String {
    let words: Vec<&str> = paragraph.split(' ').collect();
    let mut written: Vec<String> = Vec::with_capacity(words.len());
    for (place, &word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| number(words[before]));
        let is_before = words.get(place + 1).is_some_and(|next| number(next).is_some());
        let other = BEFORE_NUMBERS.iter().find(|(one, _)| *one == word).filter(|_| is_before);
        if let Some((_, other)) = other
            && rng.percent(50)
        {
            written.push((*other).to_owned());
        } else if let Some(end) = word.strip_prefix("percent")
            && before.is_some()
            && let Some(last) = written.last_mut()
            && rng.percent(50)
        {
            last.push('%');
            last.push_str(end);
        } else if let Some(end) = word.strip_prefix("kilometres")
            && let Some(kilometres) = before
            && rng.percent(50)
        {
            let miles = kilometres * 62 / 100;
            written.push(format!("kilometres ({miles} miles){end}"));
        } else {
            written.push(word.to_owned());
        }
    }
    written.join(" ")
}

/// The whole part of a number in digits.
fn number(word: &str) -> Option<u64> {
    let digits: String = word.chars().filter(|&letter| letter != ',').collect();
    digits.split('.').next()?.parse().ok()
}

/// British and American spellings of words in the grammar.
const SPELLINGS: [(&str, &str); 45] = [
    ("afterwards", "afterward"),
    ("analysed", "analyzed"),
    ("apologised", "apologized"),
    ("behaviour", "behavior"),
    ("cancelled", "canceled"),
    ("centre", "center"),
    ("centrepiece", "centerpiece"),
    ("cheque", "check"),
    ("colour", "color"),
    ("criticised", "criticized"),
    ("defence", "defense"),
    ("favour", "favor"),
    ("favourites", "favorites"),
    ("fibre", "fiber"),
    ("grey", "gray"),
    ("harbour", "harbor"),
    ("honoured", "honored"),
    ("humour", "humor"),
    ("kilometre", "kilometer"),
    ("kilometres", "kilometers"),
    ("labour", "labor"),
    ("levelling", "leveling"),
    ("litres", "liters"),
    ("manoeuvres", "maneuvers"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("micrometres", "micrometers"),
    ("millimetres", "millimeters"),
    ("mould", "mold"),
    ("neighbour", "neighbor"),
    ("neighbouring", "neighboring"),
    ("neighbours", "neighbors"),
    ("organisation", "organization"),
    ("organised", "organized"),
    ("paralyses", "paralyzes"),
    ("plough", "plow"),
    ("programme", "program"),
    ("realise", "realize"),
    ("recognised", "recognized"),
    ("theatre", "theater"),
    ("towards", "toward"),
    ("travelled", "traveled"),
    ("travelling", "traveling"),
    ("tyres", "tires"),
    ("unauthorised", "unauthorized"),
];

static AMERICAN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| SPELLINGS.into_iter().collect());

/// Applies the outlet's spelling to a text with British spelling and "percent".
pub(super) fn spell(text: &str, spelling: Spelling) -> String {
    match spelling {
        Spelling::British => text.replace(" percent", " per cent"),
        Spelling::American => {
            replace_words(
                text,
                |word| if word.len() > 3 { AMERICAN.get(word).copied() } else { None },
            )
        }
    }
}

/// Applies the outlet's style to a text with straight quotes.
pub(super) fn typeset(text: &str, typography: Typography) -> String {
    let (open, close) = match typography {
        Typography::Typewriter => return text.replace('—', "--"),
        Typography::Curly => ('“', '”'),
        Typography::Single => ('‘', '’'),
    };
    let mut set = String::with_capacity(text.len() + 64);
    let mut before = ' ';
    for letter in text.chars() {
        let opens = before.is_whitespace() || before == '(' || before == '—';
        set.push(match letter {
            '"' if opens => open,
            '"' => close,
            '\'' if !opens => '’',
            '—' if typography == Typography::Single => '–',
            _ => letter,
        });
        before = letter;
    }
    set
}

/// Letters, and what OCR reads instead.
const MISREADINGS: [(&str, &str); 14] = [
    ("rn", "m"),
    ("m", "rn"),
    ("e", "c"),
    ("l", "1"),
    ("h", "b"),
    ("o", "0"),
    ("i", "l"),
    ("cl", "d"),
    ("u", "n"),
    ("a", "o"),
    ("t", "f"),
    ("S", "5"),
    ("B", "8"),
    (",", "."),
];

/// Misreads about one character in sixty.
pub(super) fn misread(text: &str, rng: &mut Rng) -> String {
    let mut misread = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if rng.below(12) == 0 {
            let (right, wrong) = rng.pick(&MISREADINGS);
            if let Some(after) = rest.strip_prefix(right) {
                misread.push_str(wrong);
                rest = after;
                continue;
            }
        }
        misread.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    misread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_paragraph_keeps_most_of_its_words() {
        let paragraph = "The council promised new lamps, but nobody said when; about a dozen people waited until noon.";
        for seed in 0..20 {
            let mut paragraphs = [paragraph.to_owned()];
            reword(&mut paragraphs, &mut Rng::of(&[seed]));
            let kept = paragraph.split(' ').filter(|word| paragraphs[0].contains(word)).count();
            assert!(kept >= 10, "{}", paragraphs[0]);
        }
    }

    #[test]
    fn speech_is_never_divided() {
        let speech = "\"We waited, but nobody came,\" she said.";
        for seed in 0..20 {
            let mut paragraph = speech.to_owned();
            divide(&mut paragraph, &mut Rng::of(&[seed]));
            assert_eq!(paragraph, speech);
        }
    }

    #[test]
    fn numbers_stay_and_what_is_beside_them_changes() {
        let text =
            "About 4,100 people live 18 kilometres away, 2.4 percent more than 90 years ago.";
        let edits: Vec<String> =
            (0..40).map(|seed| with_other_numbers(text, &mut Rng::of(&[seed]))).collect();
        for part in ["Some 4,100", "18 kilometres (11 miles) away", "2.4% more"] {
            assert!(
                edits.iter().any(|with_other_numbers| with_other_numbers.contains(part)),
                "{part}"
            );
        }
        assert!(edits.iter().all(|with_other_numbers| with_other_numbers.contains("4,100")
            && with_other_numbers.contains("90 years")));
    }

    const TEXT: &str = "Neighbours of the harbour theatre walked 2 kilometres, 9 percent of them.";

    #[test]
    fn american_outlets_spell_as_americans_do() {
        let american = "Neighbors of the harbor theater walked 2 kilometers, 9 percent of them.";
        assert_eq!(spell(TEXT, Spelling::American), american);
    }

    #[test]
    fn british_outlets_write_per_cent() {
        assert_eq!(spell(TEXT, Spelling::British), TEXT.replace("percent", "per cent"));
    }

    const QUOTED: &str = "ELMBY — \"We didn't,\" she said. \"No.\"";

    #[test]
    fn each_style_of_typography_has_its_marks() {
        assert_eq!(
            typeset(QUOTED, Typography::Typewriter),
            "ELMBY -- \"We didn't,\" she said. \"No.\""
        );
        assert_eq!(typeset(QUOTED, Typography::Curly), "ELMBY — “We didn’t,” she said. “No.”");
        assert_eq!(typeset(QUOTED, Typography::Single), "ELMBY – ‘We didn’t,’ she said. ‘No.’");
    }

    #[test]
    fn most_characters_are_read_rightly() {
        let text = "The committee will hear the mayor on Monday, said a clerk. ".repeat(50);
        let misread = misread(&text, &mut Rng::of(&[3]));
        let wrong =
            text.split(' ').zip(misread.split(' ')).filter(|(right, read)| right != read).count();
        assert!((5..150).contains(&wrong), "{wrong} words misread of 550");
    }
}
