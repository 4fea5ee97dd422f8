//! Captions: what stands below pictures, whatever its length.

use regex::{RegexSet, RegexSetBuilder};

use super::table;
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::error::Result;

const BUILT_IN: &str = include_str!("tables/captions.tsv");
const COLUMNS: [&str; 4] = ["a pattern", "an example", "a near miss", "words"];

/// A pattern is looked for anywhere in a block, capitals or not.
const FRAME: &str = "(?i)(?:{})";

/// A caption has fewer words.
pub(super) const LONGEST: usize = 100;

/// Words of other prose that must be left for captions to be dropped: so many and as many as the captions have, or
/// enough for a story whatever they have.
pub(super) const OTHER_PROSE: usize = 50;
pub(super) const STORY: usize = 200;

/// Words from which a block is prose, as a picture's caption or as what it is weighed against.
pub(super) const PROSE: usize = 12;

/// The compiled table of captions.
#[derive(Debug)]
pub(super) struct Captions {
    patterns: RegexSet,
    /// Each caption has one of them.
    words: WordSet,
}

impl Captions {
    /// Compiles the built-in rows.
    pub(super) fn new() -> Result<Captions> {
        let (mut patterns, mut words) = (Vec::new(), Vec::new());
        for row in table::rows("captions", BUILT_IN, &COLUMNS)? {
            let (pattern, example, near_miss) = (row.field(0), row.field(1), row.field(2));
            let regex = row.regex(pattern, FRAME)?;
            if !regex.is_match(example) {
                return row.refuse("an example that fits its pattern", example);
            }
            if regex.is_match(near_miss) {
                return row.refuse("a near miss that does not fit the pattern", near_miss);
            }
            let own_words = words_of(row.field(3));
            if !WordSet::new(own_words.iter().copied()).contains_any(&words_of(example)) {
                return row.refuse("words of which the example has one", row.field(3));
            }
            words.extend(own_words);
            patterns.push(regex.as_str().to_owned());
        }
        let built = RegexSetBuilder::new(patterns).size_limit(usize::MAX).build();
        let patterns =
            built.expect("each pattern was compiled alone, and the set has no size limit");
        Ok(Captions { patterns, words: WordSet::new(words) })
    }

    /// Whether a block with these words reads like a caption.
    pub(super) fn fit(&self, block: &str, words: &[u64]) -> bool {
        self.words.contains_any(words) && self.patterns.is_match(block)
    }
}
