//! Captions of pictures, of any length.

use super::table::{self, Pattern, Patterns};
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::error::Result;

const BUILT_IN: &str = include_str!("tables/captions.tsv");
const COLUMNS: [&str; 3] = ["a pattern", "an example", "a near miss"];

/// Patterns match anywhere in a block, ignoring case.
const FRAME: &str = "(?i)(?:{})";

/// Captions have fewer words.
pub(super) const LONGEST: usize = 100;

/// Words of other prose that must remain for captions to be dropped: at least this many, and as
/// many as the captions have, but never more than a story needs.
pub(super) const OTHER_PROSE: usize = 50;
pub(super) const STORY: usize = 200;

/// Words from which a block, caption or not, counts as prose.
pub(super) const PROSE: usize = 12;

/// The compiled table of captions.
#[derive(Debug)]
pub(super) struct Captions {
    patterns: Patterns,
    /// Each caption has one of these words, or ends with one of the last words.
    words: WordSet,
    last_words: WordSet,
}

impl Captions {
    /// Compiles the built-in rows.
    pub(super) fn new() -> Result<Captions> {
        let (mut patterns, mut words, mut last_words) = (Vec::new(), Vec::new(), Vec::new());
        for row in table::rows("captions", BUILT_IN, &COLUMNS)? {
            if row.field(3).is_empty() && row.field(4).is_empty() {
                return row.refuse("words or last words", row.field(0));
            }
            words.extend(words_of(row.field(3)));
            last_words.extend(words_of(row.field(4)));
            patterns.push(Pattern::new(row.field(0), FRAME));
        }
        let patterns = Patterns::new(patterns.iter());
        let (words, last_words) = (WordSet::new(words), WordSet::new(last_words));
        Ok(Captions { patterns, words, last_words })
    }

    /// Each caption has one of these words, unless it ends with one of the last words.
    pub(super) fn words(&self) -> &WordSet {
        &self.words
    }

    /// Whether a block with these words is a caption. `may_have_word` is false if it has none of the
    /// [words](Captions::words).
    pub(super) fn fit(&self, block: &str, words: &[u64], may_have_word: bool) -> bool {
        let ends_so = words.last().is_some_and(|&last| self.last_words.contains(last));
        (ends_so || may_have_word && self.words.contains_any(words))
            && self.patterns.set().is_match(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_matches_its_example_and_not_its_near_miss() {
        let captions = Captions::new().unwrap();
        for row in table::rows("captions", BUILT_IN, &COLUMNS).unwrap() {
            let (example, near_miss) = (row.field(1), row.field(2));
            let regex = row.regex(row.field(0), FRAME).unwrap();
            assert!(regex.is_match(example), "{example}");
            assert!(!regex.is_match(near_miss), "{near_miss}");
            let words = words_of(example);
            let [own_words, last_words] = [3, 4].map(|column| words_of(row.field(column)));
            let has_own = words.iter().any(|word| own_words.contains(word));
            let ends_so = words.last().is_some_and(|last| last_words.contains(last));
            assert!(has_own || ends_so, "{example}");
            assert!(captions.fit(example, &words, true), "{example}");
        }
        assert!(!captions.fit("The ferry is late.", &words_of("file"), true));
    }
}
