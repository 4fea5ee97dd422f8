//! Furniture: what a page has around its story.

use regex::{RegexSet, RegexSetBuilder};

use super::table::{self, Row};
use crate::error::Result;

const BUILT_IN: &str = include_str!("tables/furniture.tsv");
const COLUMNS: [&str; 3] = ["a kind", "a pattern", "an example"];

/// What a furniture row finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A block that is dropped.
    Line,
    /// The heading of a section: dropped, and what is behind it too when that holds no more of a story.
    Heading,
}

/// The compiled furniture table.
#[derive(Debug)]
pub(super) struct Furniture {
    patterns: RegexSet,
    kinds: Vec<Kind>,
}

impl Furniture {
    /// Compiles the built-in rows, and behind them those of `extra`.
    pub(super) fn new(extra: Option<&str>) -> Result<Furniture> {
        Furniture::compile([Some(BUILT_IN), extra].into_iter().flatten())
    }

    fn compile<'t>(tables: impl IntoIterator<Item = &'t str>) -> Result<Furniture> {
        let mut patterns = Vec::new();
        let mut kinds = Vec::new();
        for text in tables {
            for row in table::rows("furniture", text, &COLUMNS)? {
                let kind = kind(&row)?;
                let (pattern, example, near_miss) = (row.field(1), row.field(2), row.field(3));
                let regex = row.regex(pattern, FRAME)?;
                if !regex.is_match(example) {
                    return row.refuse("an example that fits its pattern", example);
                }
                if !near_miss.is_empty() && regex.is_match(near_miss) {
                    return row.refuse("a near miss that does not fit the pattern", near_miss);
                }
                patterns.push(regex.as_str().to_owned());
                kinds.push(kind);
            }
        }
        let built =
            RegexSetBuilder::new(patterns).size_limit(usize::MAX).dfa_size_limit(DFA_BYTES).build();
        let patterns =
            built.expect("each pattern was compiled alone, and the set has no size limit");
        Ok(Furniture { patterns, kinds })
    }

    /// What the row says that `block`, a block without the blanks around it, fits, if one does.
    pub(super) fn kind(&self, block: &str) -> Option<Kind> {
        self.patterns.matches(block).iter().map(|row| self.kinds[row]).max()
    }
}

/// The lazy automaton of the set is thrown away and begun anew when it takes more than this.
const DFA_BYTES: usize = 32 << 20;

/// A pattern is fitted to a whole block, capitals or not.
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
    fn every_row_fits_its_example_and_not_its_near_miss() {
        let rows = BUILT_IN.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let wrong: Vec<String> = rows
            .filter_map(|row| Furniture::compile([row]).err())
            .map(|error| error.to_string())
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
    }
}
