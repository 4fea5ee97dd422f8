//! Writes the table of relations.

use std::io::{BufRead, Write};

use super::columns::Row;
use super::part_file::{PartWriter, parts, said};
use super::work::{Work, broken};
use crate::article::ArticleId;
use crate::engine::stories::relations::{Related, closest};
use crate::engine::stories::tables::stories::{End, relation_row};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, RELATIONS, Relation};
use crate::similarity::Overlap;

/// The relations of a part, and their articles by number.
#[derive(Default)]
struct Part {
    related: Vec<(ArticleId, Related)>,
    ends: HashMap<ArticleId, (Box<str>, Option<ClusterId>)>,
}

/// Gets all relations of each part, which has whole articles. Gives the files of the part, and the number of its rows.
pub(super) fn related(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let mut writer = PartWriter::new(work, output)?;
    for (number, Part { related, ends }) in parts(input, Part::push)? {
        writer.part(number, &RELATIONS, |mut tables| {
            let end = |article: ArticleId| {
                let (key, story) = &ends[&article];
                End { key: key.to_string(), story: *story }
            };
            let closest = closest(related);
            for related in &closest {
                let ends = [related.article, related.of_story].map(end);
                tables.relation(&relation_row(related, ends))?;
            }
            Ok((tables.finish()?, said(&closest.len())?))
        })?;
    }
    writer.finish()
}

impl Part {
    /// A row without an article makes sure that there is such a part.
    fn push(&mut self, row: Row<'_>) -> Result<()> {
        let Some(article) = row.maybe_number("article")?.map(ArticleId) else { return Ok(()) };
        let of_story = ArticleId(row.number("of_story")?);
        let contains = row.number("is_larger")? == 1;
        let relation = if contains { Relation::Contains } else { Relation::ExcerptOf };
        let overlap = Overlap {
            shared: row.number("shared")?,
            left: row.number("of_article")?,
            right: row.number("of_other")?,
        };
        let story = ArticleId(row.number("story")?);
        self.related.push((story, Related { article, of_story, relation, overlap }));
        for (article, [name, id]) in
            [(article, ["name", "id"]), (of_story, ["other_name", "other_id"])]
        {
            let id = row.maybe_text(id)?.map(str::parse).transpose().map_err(broken)?;
            self.ends.insert(article, (row.text(name)?.into(), id));
        }
        Ok(())
    }
}
