//! Boilerplate: the parts of a page around its story.

use super::candidates::{Candidates, Line};
use super::masked::Masked;
use super::memo::SmallMemo;
use super::table::{self, Pattern, Row};
use super::tokenize::words_of;
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
    forms: Vec<Form>,
    candidates: Candidates,
    known: SmallMemo,
}

/// One row.
#[derive(Debug)]
struct Form {
    pattern: Pattern,
    kind: Kind,
    /// Whether it matches texts whose dates are masked.
    is_dated: bool,
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

    fn compile<'r>(rows: impl Iterator<Item = &'r Row<'r>> + Clone) -> Result<Boilerplate> {
        let forms = rows.clone().map(Form::new).collect::<Result<_>>()?;
        let candidates = Candidates::new(rows.map(|row| row.field(4)));
        Ok(Boilerplate { forms, candidates, known: SmallMemo::new(KNOWN_LINES) })
    }

    /// The kind of the row that a block matches, if any. Its text is trimmed.
    pub(super) fn kind(&self, block: Line<'_>) -> Option<Kind> {
        if !self.candidates.may_have_rows(block) {
            return None;
        }
        // A block without its dateline is a different block.
        let key = hash::bytes(block.text.as_bytes()) ^ hash::mix(block.words.len() as u64);
        let find = || self.find_kind(block).map_or(0, |kind| kind as u8);
        match self.known.get_or_find(key, find) {
            0 => None,
            1 => Some(Kind::Line),
            _ => Some(Kind::Heading),
        }
    }

    fn find_kind(&self, block: Line<'_>) -> Option<Kind> {
        let masked = if block.traits.may_have_digits {
            Masked::dates(block.text)
        } else {
            Masked::nothing(block.text)
        };
        let rows = self.candidates.rows(masked.text(), block.words, &block.parts());
        let forms = rows.into_iter().map(|row| &self.forms[row as usize]);
        forms.filter(|form| form.is_match(block.text, &masked)).map(|form| form.kind).max()
    }
}

impl Form {
    fn new(row: &Row<'_>) -> Result<Form> {
        let pattern = Pattern::new(row.field(1), FRAME);
        Ok(Form { pattern, kind: kind(row)?, is_dated: row.field(1).contains("{date}") })
    }

    fn is_match(&self, block: &str, masked: &Masked<'_>) -> bool {
        self.pattern.is_match(if self.is_dated { masked.text() } else { block })
    }
}

/// Refuses a row whose pattern does not match its example, or matches its near miss.
fn check(row: &Row<'_>) -> Result<()> {
    let form = Form::new(row)?;
    row.regex(row.field(1), FRAME)?;
    let (example, near_miss) = (row.field(2), row.field(3));
    let is_match = |block: &str| form.is_match(block, &Masked::dates(block));
    if !is_match(example) {
        return row.refuse("an example that the pattern matches", example);
    }
    if !near_miss.is_empty() && is_match(near_miss) {
        return row.refuse("a near miss that the pattern does not match", near_miss);
    }
    let candidates = Candidates::new([row.field(4)].into_iter());
    let masked = Masked::dates(example);
    let words = words_of(example);
    let rows = candidates.rows(masked.text(), &words, &Line::new(example, &words).parts());
    if rows.is_empty() {
        return row.refuse("words, one of them in the example", row.field(4));
    }
    Ok(())
}

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
    use crate::clean::candidates::tests::has_run_together;

    #[test]
    fn every_row_matches_its_example_and_not_its_near_miss() {
        let rows = table::rows("boilerplate", BUILT_IN, &COLUMNS)
            .expect("the built-in table is well formed");
        let wrong: Vec<String> =
            rows.iter().filter_map(|row| check(row).err()).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_line_that_a_row_matches_has_what_the_row_needs() {
        let table = Boilerplate::new(None).unwrap();
        let rows = table::rows("boilerplate", BUILT_IN, &COLUMNS).unwrap();
        let mut missed = Vec::new();
        for (at, (form, row)) in table.forms.iter().zip(&rows).enumerate() {
            let drawn = form.pattern.drawn(200);
            assert!(!drawn.is_empty(), "{}", row.field(1));
            let lacks_them = |line: &&String| {
                let words = words_of(line);
                let found = table.candidates.rows(line, &words, &Line::new(line, &words).parts());
                !found.contains(&u32::try_from(at).unwrap())
                    && !has_run_together(line, row.field(4))
            };
            missed.extend(drawn.iter().find(lacks_them).map(|line| (line.clone(), row.field(1))));
        }
        assert_eq!(missed, Vec::new());
    }
}
