//! British and American spelling.

use std::sync::LazyLock;

use crate::hash::HashMap;
use crate::synth::outlet::Spelling;

use super::replace_words;

/// British and American spellings of words in the grammar.
const PAIRS: [(&str, &str); 45] = [
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

static AMERICAN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| PAIRS.into_iter().collect());

/// Applies the outlet's spelling to a text with British spelling and "percent".
pub(in crate::synth) fn apply(text: &str, spelling: Spelling) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Neighbours of the harbour theatre walked 2 kilometres, 9 percent of them.";

    #[test]
    fn american_outlets_spell_as_americans_do() {
        let american = "Neighbors of the harbor theater walked 2 kilometers, 9 percent of them.";
        assert_eq!(apply(TEXT, Spelling::American), american);
    }

    #[test]
    fn british_outlets_write_per_cent() {
        assert_eq!(apply(TEXT, Spelling::British), TEXT.replace("percent", "per cent"));
    }
}
