//! Finds articles with equal texts, and texts that are no story.

use std::io::{BufRead, Write};

use super::articles::{Gathering, facts};
use super::columns::{Type, Value, Writer, each_row};
use super::work::Work;
use crate::article::ArticleId;
use crate::engine::Pairing;
use crate::engine::run::articles::{Articles, KeptFacts};
use crate::engine::run::placeholders;
use crate::engine::run::texts::Texts;
use crate::error::Result;
use crate::scratch::Scratch;

/// An article of a partition.
struct Article {
    number: u32,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
    headline: Option<Box<str>>,
    is_placeholder: bool,
}

/// The articles of a partition in the order of their numbers, and the same in the form of a run.
fn read(input: impl BufRead, scratch: &Scratch) -> Result<(Vec<Article>, Articles)> {
    let mut articles: Vec<Article> = Vec::new();
    each_row(input, |row| {
        articles.push(Article {
            number: row.number("number")?,
            facts: facts(row)?,
            outlet: row.maybe_text("outlet")?.map(Box::from),
            headline: row.maybe_text("headline")?.map(Box::from),
            is_placeholder: row.maybe_number("placeholder")? == Some(1),
        });
        Ok(())
    })?;
    articles.sort_unstable_by_key(|article| article.number);
    let mut gathering = Gathering::new(scratch)?;
    for article in &articles {
        gathering.push("", article.facts, article.outlet.as_deref(), None)?;
    }
    Ok((articles, gathering.finish()?))
}

/// Gets all articles of an outlet whose texts it has more than once. Gives those with a placeholder for a text.
pub(super) fn placeholders(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let scratch = Scratch::in_memory();
    let (read, articles) = read(input, &scratch)?;
    let body_is = work.options.body_is;
    let found = placeholders::of_all(&articles, body_is, &scratch, |wanted, visit| {
        for (row, article) in wanted.iter().enumerate() {
            visit(row, read[article.index()].headline.as_deref().unwrap_or_default());
        }
        Ok(())
    })?;
    let mut writer = Writer::new(output, &[("number", Type::Number)])?;
    for article in found {
        writer.push([Value::Number(Some(read[article.index()].number))])?;
    }
    writer.finish()
}

const COLUMNS: &[(&str, Type)] =
    &[("number", Type::Number), ("first", Type::Number), ("placeholder", Type::Number)];

/// Gets all articles with equal words. Gives those that are not the first of their text, with the first, and the
/// placeholders.
pub(super) fn texts(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let scratch = Scratch::in_memory();
    let (read, articles) = read(input, &scratch)?;
    let is_placeholder = |article: &ArticleId| read[article.index()].is_placeholder;
    let placeholders = articles.ids().filter(is_placeholder).collect();
    let least = work.settings.least_words(work.options.body_is);
    let texts = Texts::of(&articles, least, placeholders, Pairing::default(), &scratch)?;
    articles.check()?;
    let mut writer = Writer::new(output, COLUMNS)?;
    for article in articles.ids() {
        let first = texts.first_like(article);
        let is_placeholder = texts.is_placeholder(article);
        if first != article || is_placeholder {
            writer.push([
                Value::Number(Some(read[article.index()].number)),
                Value::Number(Some(read[first.index()].number)),
                Value::Number(Some(is_placeholder.into())),
            ])?;
        }
    }
    writer.finish()
}
