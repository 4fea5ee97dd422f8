//! Captions of pictures, of any length.

use super::candidates::Candidates;
use super::table::{self, Pattern};
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
    /// The rows that need a word of the block, and those that need its last word.
    with_word: Rows,
    with_last: Rows,
}

#[derive(Debug)]
struct Rows {
    patterns: Vec<Pattern>,
    candidates: Candidates,
}

impl Captions {
    /// Compiles the built-in rows.
    pub(super) fn new() -> Result<Captions> {
        let rows = table::rows("captions", BUILT_IN, &COLUMNS)?;
        if let Some(row) =
            rows.iter().find(|row| row.field(3).is_empty() == row.field(4).is_empty())
        {
            return row.refuse("words or last words", row.field(0));
        }
        let of = |column: usize| {
            let rows = rows.iter().filter(move |row| !row.field(column).is_empty());
            let patterns = rows.clone().map(|row| Pattern::new(row.field(0), FRAME)).collect();
            Rows { patterns, candidates: Candidates::new(rows.map(|row| row.field(column))) }
        };
        Ok(Captions { with_word: of(3), with_last: of(4) })
    }

    /// Each caption has one of these words, unless its last word shows it.
    pub(super) fn words(&self) -> [&WordSet; 2] {
        self.with_word.candidates.words()
    }

    /// Whether a block with these words is a caption. `may_have_word` is false if it has none of the
    /// [words](Captions::words).
    pub(super) fn fit(&self, block: &str, words: &[u64], may_have_word: bool) -> bool {
        let last = &words[words.len().saturating_sub(1)..];
        may_have_word && self.with_word.fit(block, words) || self.with_last.fit(block, last)
    }
}

impl Rows {
    fn fit(&self, block: &str, words: &[u64]) -> bool {
        let rows = self.candidates.rows(block, words, &[]);
        rows.into_iter().any(|row| self.patterns[row as usize].is_match(block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::candidates::tests::has_run_together;
    use crate::clean::words_of;

    #[test]
    fn every_row_matches_its_example_and_not_its_near_miss() {
        let captions = Captions::new().unwrap();
        for row in table::rows("captions", BUILT_IN, &COLUMNS).unwrap() {
            let (example, near_miss) = (row.field(1), row.field(2));
            let regex = row.regex(row.field(0), FRAME).unwrap();
            assert!(regex.is_match(example), "{example}");
            assert!(!regex.is_match(near_miss), "{near_miss}");
            assert!(captions.fit(example, &words_of(example), true), "{example}");
        }
        assert!(!captions.fit("The ferry is late.", &words_of("file"), true));
    }

    #[test]
    fn every_block_that_a_row_matches_has_what_the_row_needs() {
        let captions = Captions::new().unwrap();
        let mut missed = Vec::new();
        for row in table::rows("captions", BUILT_IN, &COLUMNS).unwrap() {
            let drawn = Pattern::new(row.field(0), FRAME).drawn(100);
            assert!(!drawn.is_empty(), "{}", row.field(0));
            let lacks_them = |block: &String| {
                !captions.fit(block, &words_of(block), true)
                    && !has_run_together(block, row.field(3))
            };
            missed.extend(drawn.into_iter().find(lacks_them).map(|block| (block, row.field(0))));
        }
        assert_eq!(missed, Vec::new());
    }
}
