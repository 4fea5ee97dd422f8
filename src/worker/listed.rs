//! Writes the table of all articles.

use std::io::{BufRead, Write};

use super::articles::{Gathering, facts, run_of_articles};
use super::columns::Row;
use super::part_file::{PartWriter, parts, said};
use super::work::{Work, broken};
use crate::agency::AgencyId;
use crate::clean::Cleaner;
use crate::engine::run::articles::KeptFacts;
use crate::error::Result;
use crate::report::{ARTICLES, ClusterId};
use crate::scratch::Scratch;

struct Listed {
    number: u32,
    name: Box<str>,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
    path: Box<str>,
    /// Its story, and the agency of that. An article without a copy has its own agency.
    story: Option<(ClusterId, Option<AgencyId>)>,
}

/// Gets all articles of each part. Gives the files of the part, and the number of its rows.
pub(super) fn listed(
    work: Work<'_>,
    cleaner: &Cleaner,
    input: impl BufRead,
    output: impl Write,
) -> Result<()> {
    let push = |part: &mut Vec<Listed>, row: Row<'_>| {
        part.extend(article(row)?);
        Ok(())
    };
    let mut writer = PartWriter::new(work, output)?;
    for (number, mut listed) in parts(input, push)? {
        listed.sort_unstable_by_key(|article| article.number);
        writer.part(number, &ARTICLES, |mut tables| {
            let mut gathering = Gathering::new(&Scratch::in_memory())?;
            for article in &listed {
                gathering.push(&article.name, article.facts, article.outlet.as_deref(), None)?;
            }
            let articles = gathering.finish()?;
            let run = run_of_articles(articles, cleaner, work)?;
            for (here, article) in run.articles.ids().zip(&listed) {
                let alone = || run.origin_of(&[here]).map(|origin| origin.agency);
                let agency = article.story.map_or_else(alone, |(_, agency)| agency);
                let story = article.story.map(|(id, _)| id);
                tables.article(&run.article_row(here, story, agency, (&*article.path).into()))?;
            }
            run.articles.check()?;
            Ok((tables.finish()?, said(&listed.len())?))
        })?;
    }
    writer.finish()
}

/// A row without an article makes sure that there is such a part.
fn article(row: Row<'_>) -> Result<Option<Listed>> {
    let Some(number) = row.maybe_number("number")? else { return Ok(None) };
    let story = row.maybe_text("id")?.map(str::parse).transpose().map_err(broken)?;
    let agency = row.maybe_number("agency")?.map(AgencyId);
    Ok(Some(Listed {
        number,
        name: row.text("name")?.into(),
        facts: facts(row)?,
        outlet: row.maybe_text("outlet")?.map(Box::from),
        path: row.text("path")?.into(),
        story: story.map(|id| (id, agency)),
    }))
}
