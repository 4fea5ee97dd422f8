//! Outlines stories.

use std::io::{BufRead, Write};

use super::articles::{Gathering, facts, run_of_articles};
use super::columns::{Type, Value, Writer, each_row};
use super::work::Work;
use crate::article::ArticleId;
use crate::clean::Cleaner;
use crate::engine::run::articles::KeptFacts;
use crate::engine::stories::outlines::outline_of;
use crate::error::Result;
use crate::scratch::Scratch;

const COLUMNS: &[(&str, Type)] = &[
    ("story", Type::Number),
    ("canonical", Type::Number),
    ("name", Type::Text),
    ("articles", Type::Number),
    ("outlets", Type::Number),
    ("agency", Type::Number),
];

struct Article {
    cluster: u32,
    number: u32,
    name: Box<str>,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
}

/// Gets all articles of each cluster. Gives the canonical one, its key, how many articles and outlets there are, and the
/// number of the agency.
pub(super) fn outlines(
    work: Work<'_>,
    cleaner: &Cleaner,
    input: impl BufRead,
    output: impl Write,
) -> Result<()> {
    let mut read: Vec<Article> = Vec::new();
    each_row(input, |row| {
        read.push(Article {
            cluster: row.number("story")?,
            number: row.number("number")?,
            name: row.text("name")?.into(),
            facts: facts(row)?,
            outlet: row.maybe_text("outlet")?.map(Box::from),
        });
        Ok(())
    })?;
    read.sort_unstable_by_key(|article| (article.cluster, article.number));
    let scratch = Scratch::in_memory();
    let mut gathering = Gathering::new(&scratch)?;
    for article in &read {
        gathering.push(&article.name, article.facts, article.outlet.as_deref(), None)?;
    }
    let articles = gathering.finish()?;
    let mut writer = Writer::new(output, COLUMNS)?;
    let run = run_of_articles(articles, cleaner, work)?;
    let mut here = run.articles.ids();
    for of_cluster in read.chunk_by(|one, other| one.cluster == other.cluster) {
        let members: Vec<ArticleId> = here.by_ref().take(of_cluster.len()).collect();
        let outline = outline_of(members[0], &members, &run.articles);
        let canonical = &read[outline.canonical.index()];
        writer.push([
            Value::Number(Some(canonical.cluster)),
            Value::Number(Some(canonical.number)),
            Value::Text(Some(&canonical.name)),
            Value::Number(Some(outline.articles)),
            Value::Number(Some(outline.outlets)),
            Value::Number(run.origin_of(&members).map(|origin| origin.agency.0)),
        ])?;
    }
    run.articles.check()?;
    writer.finish()
}
