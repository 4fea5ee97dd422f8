//! Gathers what workers counted while they wrote the tables in parts.

use std::path::Path;

use super::collect::Collecting;
use super::results::{Results, damaged, records};
use super::work::broken;
use crate::corpus::{Corpus, FirstPass, Reject};
use crate::engine::stories::tables::write_rejects;
use crate::engine::stories::tally::Tally;
use crate::engine::{OddDates, Totals};
use crate::error::Result;
use crate::report::{
    Accounted, Counts, FamilyRow, ScoreCounts, SkippedFacts, Tables, WrittenTables,
};

/// A run whose tables of stories and relations were written in parts.
#[derive(Debug)]
pub struct InParts {
    totals: Totals,
    first_pass: FirstPass,
    rejects: Vec<Reject>,
    tally: Tally,
    families: Vec<Vec<FamilyRow<'static>>>,
    related: u64,
}

/// Gathers the facts of a run whose stages, of which the results are Arrow streams in a folder, wrote the tables in parts.
///
/// # Errors
///
/// If the records are worse than allowed, or the results cannot be read or do not fit one another.
pub fn gather(results: &Path, collecting: Collecting<'_>) -> Result<InParts> {
    let Collecting { corpus, tolerance, .. } = collecting;
    let results = Results(results);
    let records = records(&results, corpus, tolerance)?;
    let mut tally = Tally::default();
    results.each("stories", |row| {
        tally.join(serde_json::from_str(row.text("facts")?).map_err(broken)?);
        Ok(())
    })?;
    let articles = tally.articles;
    if articles != records.articles {
        let problem = format!("its parts have {articles} articles of {}", records.articles);
        return Err(damaged("stories", problem));
    }
    let mut related = 0;
    results.each("related", |row| {
        related += row.text("facts")?.parse::<u64>().map_err(broken)?;
        Ok(())
    })?;
    let mut scores = ScoreCounts::default();
    results.each("scores", |row| {
        scores.join(&serde_json::from_str(row.text("scores")?).map_err(broken)?);
        Ok(())
    })?;
    let mut families: Vec<(u32, Vec<FamilyRow<'static>>)> = Vec::new();
    results.each("families", |row| {
        let rows = serde_json::from_str(row.text("family_rows")?).map_err(broken)?;
        families.push((row.number("story_rank")?, rows));
        Ok(())
    })?;
    families.sort_unstable_by_key(|&(rank, _)| rank);
    let mut placeholders = 0;
    results.each("placeholders", |_| {
        placeholders += 1;
        Ok(())
    })?;
    let accounted = Accounted {
        clustered: tally.clustered,
        single: articles - tally.clustered,
        rejected: records.rejects.len() as u64,
        left_out: records.left_out.total(),
        placeholders,
    };
    let left_out = records.left_out.by_reason();
    let left_out = left_out.map(|(why, records)| (why.name().to_owned(), records));
    let unread = &records.unread_dates;
    let totals = Totals {
        counts: Counts::new(records.read, accounted)?,
        left_out: SkippedFacts::of(left_out, records.read),
        scores,
        agencies: tally.agencies.clone(),
        dates: OddDates {
            unread: unread.count,
            unread_example: unread.first.as_ref().map(|(_, date)| date.to_string()),
            without_zone: tally.without_zone,
            in_the_future: tally.in_the_future,
        },
        outlets: tally.outlets.len() as u64,
        renamed: records.renamed as u64,
        placeholders,
        short: tally.short,
    };
    Ok(InParts {
        totals,
        first_pass: records.first_pass,
        rejects: records.rejects,
        tally,
        families: families.into_iter().map(|(_, rows)| rows).collect(),
        related,
    })
}

impl InParts {
    /// What is counted of the whole run.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// What the first pass found in each file.
    pub fn first_pass(&self) -> &FirstPass {
        &self.first_pass
    }

    /// The records that are not articles of this run.
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// Writes the tables that are not in parts: of outlets, families and rejected records.
    pub fn write_tables(&self, corpus: &Corpus, mut tables: Tables) -> Result<WrittenTables> {
        self.tally.outlets.write(&mut tables)?;
        self.families.iter().flatten().try_for_each(|row| tables.family(row))?;
        write_rejects(&self.rejects, corpus, &mut tables)?;
        Ok(tables.finish()?.beside_parts(self.tally.stories.clone(), self.related))
    }
}
