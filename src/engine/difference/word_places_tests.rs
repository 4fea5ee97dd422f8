//! Whatever characters a text has, its words map back to their places in it.

use std::sync::LazyLock;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{Change, Difference, marked_words};
use crate::article::Article;
use crate::clean::{CleanText, Cleaner, words_of};
use crate::hash;
use crate::report::Edit;
use crate::shingle::Shingling;
use crate::verify::{Measurer, Profile, Rules};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

fn article(body: &str) -> Article<'_> {
    Article { body: body.into(), ..Article::default() }
}

/// Fails unless each word maps to its place in the text, and the letters there are those compared.
fn assert_places(body: &str, text: &CleanText) {
    let mut behind = (0, 0);
    for (word, span) in text.spans().iter().enumerate() {
        let written = body.get(span.range());
        assert!(written.is_some_and(|written| !written.is_empty()), "{body:?}: {span:?}");
        assert!(behind <= (span.start, span.end) && behind.1 <= span.end, "{body:?}: {span:?}");
        behind = (span.start, span.end);
        let mut letters = String::new();
        text.letters(body, word, |letter| letters.push(letter));
        assert_eq!(hash::bytes(letters.as_bytes()), text.hashes()[word], "{body:?}: {letters}");
    }
}

/// Fails unless both texts can be rebuilt from their difference, and no passage is empty.
fn assert_difference(one: (&Article<'_>, &CleanText), other: (&Article<'_>, &CleanText)) {
    let bodies = [&one.0.body, &other.0.body];
    let difference = Difference::of(one, other);
    let passages = difference.passages();
    for (side, is_of) in [(one, Change::Removed), (other, Change::Added)] {
        let of_side =
            passages.iter().filter(|passage| [Change::Same, is_of].contains(&passage.change));
        let words: usize = of_side.map(|passage| passage.words).sum();
        assert_eq!(words, side.1.n_words(), "{bodies:?}");
    }
    for passage in &passages {
        // No passage is a part of a character, which could not be shown.
        assert!(!passage.text.is_empty(), "{bodies:?}: {passages:?}");
        let body = if passage.change == Change::Added { bodies[1] } else { bodies[0] };
        let mut words = passage.text.split_whitespace();
        assert!(words.all(|word| body.contains(word)), "{bodies:?}: {passage:?}");
    }
    let marked = marked_words(one.0, one.1);
    let count = |marked: &str| marked.matches([' ', '\n', '\u{1f}']).count();
    let words = count(&marked);
    assert_eq!(words, one.1.n_words(), "{bodies:?}");
    let edited = difference.edits().into_iter().map(|edit| match edit {
        Edit::Same(words) | Edit::Removed(words) => words as usize,
        Edit::Respelled(marked) => count(&marked),
        Edit::Added(_) => 0,
    });
    assert_eq!(edited.sum::<usize>(), words, "{bodies:?}");
    for copied in difference.copied() {
        assert!(bodies[0].get(copied.one).is_some(), "{bodies:?}");
        assert!(bodies[1].get(copied.other).is_some(), "{bodies:?}");
    }
    let shared = difference.shared(1);
    for (words, (article, text)) in
        shared.into_iter().flat_map(|(ours, theirs)| [(ours, one), (theirs, other)])
    {
        let spans = &text.spans()[words];
        let bytes = spans[0].range().start..spans[spans.len() - 1].range().end;
        assert!(article.body.get(bytes).is_some(), "{bodies:?}");
    }
}

/// Fails unless every operation works on a text and on its NFKC form.
fn assert_sound(body: &str) {
    // Parts that become words in NFKC are separated, so that the texts differ inside characters.
    let normal: String = body.nfkc().collect();
    let apart = normal.replace('\u{2044}', " of ").replace(' ', " a ");
    let articles = [article(body), article(&normal), article(&apart)];
    let texts = articles.each_ref().map(|article| CLEANER.clean(article));
    for (article, text) in articles.iter().zip(&texts) {
        assert_places(&article.body, text);
        for (one, of_one) in articles.iter().zip(&texts) {
            assert_difference((one, of_one), (article, text));
        }
    }
    for shingling in [Shingling::default(), Shingling::Letters(8)] {
        let profiles = [0, 1].map(|at| Profile::new(&articles[at], &texts[at], shingling));
        Measurer::new(&profiles[0], Rules::default()).measure(&profiles[1]);
    }
}

/// Neighbours that each character is tested with.
const NEIGHBOURS: [&str; 10] = ["", "a", "3", "½", "港", "\u{301}", "-\n", ".", "’", "ﷺ"];

#[test]
fn every_character_maps_to_its_place_alone_and_with_neighbours() {
    // Many characters share a text, because each text takes time. Ideographs and Hangul syllables
    // all behave the same.
    let is_like_others = |one: &char| matches!(one, '\u{4e00}'..='\u{9ff0}' | '\u{ac00}'..='\u{d7a0}' | '\u{20000}'..);
    let characters: Vec<char> =
        (char::MIN..=char::MAX).filter(|one| !is_like_others(one)).collect();
    for some in characters.chunks(32) {
        let mut body = String::new();
        for (number, one) in some.iter().enumerate() {
            for neighbour in NEIGHBOURS {
                body.extend([neighbour, &one.to_string(), neighbour, " "]);
            }
            body.push_str(if number % 8 == 7 { "\n" } else { "so it went on " });
        }
        let article = article(&body);
        let text = CLEANER.clean(&article);
        assert_places(&body, &text);
        assert_difference((&article, &text), (&article, &text));
    }
}

#[test]
fn every_character_that_is_several_words_maps_to_its_place() {
    let mut count = 0;
    for one in char::MIN..=char::MAX {
        let one = one.to_string();
        if words_of(&one).len() > 1 {
            count += 1;
            for neighbour in NEIGHBOURS {
                assert_sound(&format!("{neighbour}{one}"));
                assert_sound(&format!("{one}{neighbour}"));
                assert_sound(&format!("it took {neighbour}{one}{neighbour} years"));
            }
        }
    }
    assert!(count > 200, "{count}");
}

proptest! {
    #[test]
    fn words_of_any_characters_map_to_their_places(body in any::<String>()) {
        assert_sound(&body);
    }

    #[test]
    fn words_of_characters_that_are_several_words_map_to_their_places(
        body in "([a-d3]{0,2}[½℅ﷺ㍿㋿㌀⅓3a港ガﾞ\u{301}'’-]{0,4}[ .,\n“½]{0,2}){0,12}",
        other in "([a-d3]{0,2}[½℅ﷺ㍿㋿㌀⅓3a港ガﾞ\u{301}'’-]{0,4}[ .,\n“½]{0,2}){0,12}",
    ) {
        assert_sound(&body);
        let articles = [article(&body), article(&other)];
        let texts = articles.each_ref().map(|article| CLEANER.clean(article));
        assert_difference((&articles[0], &texts[0]), (&articles[1], &texts[1]));
    }
}
