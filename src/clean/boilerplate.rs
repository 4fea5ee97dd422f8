//! Boilerplate: the parts of a page around its story.

use super::memo::SmallMemo;
use super::table::{self, Pattern, Patterns, Row};
use super::tokenize::words_of;
use super::word_set::WordSet;
use crate::error::Result;
use crate::hash;

const BUILT_IN: &str = include_str!("tables/boilerplate.tsv");
const COLUMNS: [&str; 3] = ["a kind", "a pattern", "an example"];

/// The kind of a boilerplate row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Drop the block.
    Line = 1,
    /// The heading of a section: drop it, and everything after it unless more of the story follows.
    Heading = 2,
}

/// The compiled boilerplate table.
#[derive(Debug)]
pub(super) struct Boilerplate {
    /// The rows that are tried on every short block, all at once.
    patterns: Patterns,
    kinds: Vec<Kind>,
    /// The rows that are tried only on blocks with one of their words.
    with_words: Vec<(WordSet, Pattern, Kind)>,
    words: WordSet,
    known: SmallMemo,
}

/// Lines whose kind is cached.
const KNOWN_LINES: usize = 1 << 14;

impl Boilerplate {
    /// Compiles the built-in rows, followed by those of `extra`.
    pub(super) fn new(extra: Option<&str>) -> Result<Boilerplate> {
        let built_in = table::rows("boilerplate", BUILT_IN, &COLUMNS)?;
        let extra = table::rows("boilerplate", extra.unwrap_or_default(), &COLUMNS)?;
        // A test checks the built-in rows, so runs do not have to.
        extra.iter().try_for_each(check)?;
        Boilerplate::compile(built_in.iter().chain(&extra))
    }

    fn compile<'r>(rows: impl Iterator<Item = &'r Row<'r>>) -> Result<Boilerplate> {
        let (mut patterns, mut kinds, mut with_words, mut words) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let own_words = words_of(row.field(4));
            if own_words.is_empty() {
                patterns.push(Pattern::new(row.field(1), FRAME));
                kinds.push(kind(row)?);
            } else {
                words.extend_from_slice(&own_words);
                with_words.push((
                    WordSet::new(own_words),
                    Pattern::new(row.field(1), FRAME),
                    kind(row)?,
                ));
            }
        }
        let patterns = Patterns::new(patterns.iter()).in_bytes(DFA_BYTES);
        Ok(Boilerplate {
            patterns,
            kinds,
            with_words,
            words: WordSet::new(words),
            known: SmallMemo::new(KNOWN_LINES),
        })
    }

    /// The kind of the row that a block matches, if any. `block` is trimmed, and `words` are its
    /// words.
    pub(super) fn kind(&self, block: &str, words: &[u64]) -> Option<Kind> {
        // A block without its dateline is a different block.
        let key = hash::bytes(block.as_bytes()) ^ hash::mix(words.len() as u64);
        let find = || self.find_kind(block, words).map_or(0, |kind| kind as u8);
        match self.known.get_or_find(key, find) {
            0 => None,
            1 => Some(Kind::Line),
            _ => Some(Kind::Heading),
        }
    }

    fn find_kind(&self, block: &str, words: &[u64]) -> Option<Kind> {
        // Most blocks match no row, and `is_match` is faster than `matches`.
        let in_set = if self.patterns.set().is_match(block) {
            self.patterns.set().matches(block).iter().map(|row| self.kinds[row]).max()
        } else {
            None
        };
        if in_set.is_some() || !self.words.contains_any(words) {
            return in_set;
        }
        let fitting = |(own_words, pattern, _): &&(WordSet, Pattern, Kind)| {
            own_words.contains_any(words) && pattern.regex().is_match(block)
        };
        self.with_words.iter().find(fitting).map(|&(_, _, kind)| kind)
    }
}

/// Refuses a row whose pattern does not match its example, or matches its near miss.
fn check(row: &Row<'_>) -> Result<()> {
    kind(row)?;
    let (pattern, example, near_miss) = (row.field(1), row.field(2), row.field(3));
    let regex = row.regex(pattern, FRAME)?;
    if !regex.is_match(example) {
        return row.refuse("an example that the pattern matches", example);
    }
    if !near_miss.is_empty() && regex.is_match(near_miss) {
        return row.refuse("a near miss that the pattern does not match", near_miss);
    }
    let words = words_of(row.field(4));
    if !words.is_empty() && !WordSet::new(words).contains_any(&words_of(example)) {
        return row.refuse("words, one of them in the example", row.field(4));
    }
    Ok(())
}

/// Size limit of the set's lazy DFA, after which it is rebuilt.
const DFA_BYTES: usize = 32 << 20;

/// Patterns match whole blocks, ignoring case.
const FRAME: &str = "(?i)^(?:{})$";

fn kind(row: &Row<'_>) -> Result<Kind> {
    match row.field(0) {
        "line" => Ok(Kind::Line),
        "heading" => Ok(Kind::Heading),
        other => row.refuse("a kind (line or heading)", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_matches_its_example_and_not_its_near_miss() {
        let rows = table::rows("boilerplate", BUILT_IN, &COLUMNS)
            .expect("the built-in table is well formed");
        let wrong: Vec<String> =
            rows.iter().filter_map(|row| check(row).err()).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
