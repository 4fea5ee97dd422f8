//! Edits beside numbers: another word before one, a unit converted, another sign for percent.

use crate::synth::rng::Rng;

/// Words before a number, and what an editor puts in their place.
const BEFORE: [(&str, &str); 5] = [
    ("about", "some"),
    ("some", "about"),
    ("roughly", "around"),
    ("About", "Some"),
    ("Some", "About"),
];

/// Edits about half of the places where that is possible; returns whether any were edited.
pub(in crate::synth) fn apply(paragraphs: &mut [String], rng: &mut Rng) -> bool {
    let mut is_edited = false;
    for paragraph in paragraphs {
        let edited = edited(paragraph, rng);
        is_edited |= edited != *paragraph;
        *paragraph = edited;
    }
    is_edited
}

fn edited(paragraph: &str, rng: &mut Rng) -> String {
    let words: Vec<&str> = paragraph.split(' ').collect();
    let mut written: Vec<String> = Vec::with_capacity(words.len());
    for (place, &word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| number(words[before]));
        let is_before = words.get(place + 1).is_some_and(|next| number(next).is_some());
        let other = BEFORE.iter().find(|(one, _)| *one == word).filter(|_| is_before);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_and_what_is_beside_them_changes() {
        let text =
            "About 4,100 people live 18 kilometres away, 2.4 percent more than 90 years ago.";
        let edits: Vec<String> = (0..40).map(|seed| edited(text, &mut Rng::of(&[seed]))).collect();
        for part in ["Some 4,100", "18 kilometres (11 miles) away", "2.4% more"] {
            assert!(edits.iter().any(|edited| edited.contains(part)), "{part}");
        }
        assert!(edits.iter().all(|edited| edited.contains("4,100") && edited.contains("90 years")));
    }
}
