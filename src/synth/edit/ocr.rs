//! Misread letters of OCR.

use crate::synth::rng::Rng;

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
pub(in crate::synth) fn apply(text: &str, rng: &mut Rng) -> String {
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
    fn most_characters_are_read_rightly() {
        let text = "The committee will hear the mayor on Monday, said a clerk. ".repeat(50);
        let misread = apply(&text, &mut Rng::of(&[3]));
        let wrong =
            text.split(' ').zip(misread.split(' ')).filter(|(right, read)| right != read).count();
        assert!((5..150).contains(&wrong), "{wrong} words misread of 550");
    }
}
