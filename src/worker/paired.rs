//! Writes the table of pairs.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use super::articles::{Gathering, Numbers, run_of_articles};
use super::columns::Row;
use super::measured::compared;
use super::part_file::{PartWriter, parts, said};
use super::work::{Work, broken};
use crate::clean::Cleaner;
use crate::engine::run::articles::{KeptFacts, row};
use crate::engine::run::measured::MeasuredPair;
use crate::error::Result;
use crate::pair::CandidatePair;
use crate::report::{ClusterId, PAIRS};
use crate::scratch::Scratch;
use crate::similarity::{Overlap, Score};

/// The copies of a part, and their articles by number.
#[derive(Default)]
struct Part {
    pairs: Vec<([u32; 2], Overlap, Score)>,
    ends: BTreeMap<u32, End>,
}

struct End {
    name: Box<str>,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
    story: Option<ClusterId>,
}

/// Gets the copies of each part. Gives the files of the part, and the number of its rows.
pub(super) fn paired(
    work: Work<'_>,
    cleaner: &Cleaner,
    input: impl BufRead,
    output: impl Write,
) -> Result<()> {
    let mut writer = PartWriter::new(work, output)?;
    for (number, Part { mut pairs, ends }) in parts(input, Part::push)? {
        pairs.sort_unstable_by_key(|&(pair, ..)| pair);
        writer.part(number, &PAIRS, |mut tables| {
            let mut gathering = Gathering::new(&Scratch::in_memory())?;
            for end in ends.values() {
                gathering.push(&end.name, end.facts, end.outlet.as_deref(), None)?;
            }
            let articles = gathering.finish()?;
            let run = run_of_articles(articles, cleaner, work)?;
            let here = Numbers::of(ends.keys().copied());
            for &([low, high], overlap, score) in &pairs {
                let pair = CandidatePair::new(here.here(low)?, here.here(high)?);
                let pair = pair.ok_or_else(|| broken("a text is paired with itself"))?;
                let stories = [low, high].map(|end| ends[&end].story);
                tables.pair(&run.pair_row(&MeasuredPair { pair, overlap, score }, stories))?;
            }
            run.articles.check()?;
            Ok((tables.finish()?, said(&pairs.len())?))
        })?;
    }
    writer.finish()
}

impl Part {
    /// A row without a pair makes sure that there is such a part.
    fn push(&mut self, row: Row<'_>) -> Result<()> {
        let Some(low) = row.maybe_number("low")? else { return Ok(()) };
        let high = row.number("high")?;
        let (overlap, score) = compared(row)?;
        self.pairs.push(([low, high], overlap, score));
        self.end(low, row, ["name_low", "row_low", "outlet_low", "id_low"])?;
        self.end(high, row, ["name_high", "row_high", "outlet_high", "id_high"])
    }

    fn end(
        &mut self,
        number: u32,
        of: Row<'_>,
        [name, facts, outlet, id]: [&str; 4],
    ) -> Result<()> {
        if self.ends.contains_key(&number) {
            return Ok(());
        }
        let facts = row::facts(of.bytes(facts)?);
        self.ends.insert(
            number,
            End {
                name: of.text(name)?.into(),
                facts: facts.ok_or_else(|| broken("the facts of an article are damaged"))?,
                outlet: of.maybe_text(outlet)?.map(Box::from),
                story: of.maybe_text(id)?.map(str::parse).transpose().map_err(broken)?,
            },
        );
        Ok(())
    }
}
