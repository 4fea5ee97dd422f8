//! Light copy-editing: some words replaced, and long sentences split.

use std::sync::LazyLock;

use crate::hash::HashMap;
use crate::synth::rng::Rng;

use super::{push_capitalised, replace_words};

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
pub(in crate::synth) fn apply(paragraphs: &mut [String], rng: &mut Rng) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_paragraph_keeps_most_of_its_words() {
        let paragraph = "The council promised new lamps, but nobody said when; about a dozen people waited until noon.";
        for seed in 0..20 {
            let mut paragraphs = [paragraph.to_owned()];
            apply(&mut paragraphs, &mut Rng::of(&[seed]));
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
}
