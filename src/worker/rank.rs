//! Ranks and names stories, and finds their families.

use std::io::{BufRead, Write};

use super::columns::{Type, Value, Writer, each_row};
use super::work::{Work, broken};
use crate::article::ArticleId;
use crate::cluster::{self, LinkedClusters};
use crate::engine::stories::outlines;
use crate::engine::stories::relations::{Take, family_of, name_families};
use crate::engine::stories::run_story::Outline;
use crate::engine::stories::tables::stories::family_rows;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::ClusterId;

/// A row has a story; or a cluster of one article in a family; or the rows of a family, whose place is its rank.
const COLUMNS: &[(&str, Type)] = &[
    ("story", Type::Number),
    ("story_rank", Type::Number),
    ("part", Type::Number),
    ("id", Type::Text),
    ("family", Type::Text),
    ("developing", Type::Number),
    ("family_rows", Type::Text),
];

/// Gets all outlines, of stories and of the single articles that are linked with others, and the links. Gives each story with
/// its rank, its part, its id, its family and the first cluster of that.
pub(super) fn rank(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let a_part = u64::from(work.parts()?.articles.get());
    let (mut stories, mut alone) = (Vec::new(), HashMap::default());
    let mut names: HashMap<ArticleId, Box<str>> = HashMap::default();
    let mut articles_of: HashMap<ArticleId, u64> = HashMap::default();
    let mut linked: Vec<LinkedClusters<ArticleId>> = Vec::new();
    each_row(input, |row| {
        let cluster = ArticleId(row.number("story")?);
        if let Some(other) = row.maybe_number("other")? {
            let (other, pairs) = (ArticleId(other), row.long("pairs")?);
            linked.push(LinkedClusters { one: cluster, other, pairs });
            return Ok(());
        }
        let canonical = ArticleId(row.number("canonical")?);
        let (articles, outlets) = (row.number("articles")?, row.number("outlets")?);
        let name = row.text("name")?;
        if articles > 1 {
            let id = ClusterId::name_all([name])[0];
            stories.push(Outline { id, first: cluster, canonical, articles, outlets });
        } else {
            alone.insert(cluster, Take { cluster_id: None, canonical, articles, outlets });
        }
        names.insert(canonical, name.into());
        articles_of.insert(cluster, articles.into());
        Ok(())
    })?;
    let key = |article: ArticleId| names[&article].to_string();
    outlines::rank(&mut stories, key);
    let ends = || linked.iter().flat_map(|linked| [linked.one, linked.other]);
    if ends().any(|cluster| !articles_of.contains_key(&cluster)) {
        return Err(broken("a linked cluster has no outline"));
    }
    let families = cluster::families(linked, |cluster| articles_of[&cluster]);
    let of_families = name_families(&families, &stories, |first| alone[&first].clone(), key);
    let family_of = family_of(&of_families);
    let members = families.iter().flat_map(|family| family.iter().map(|&one| (one, family[0].0)));
    let first_of: HashMap<ArticleId, u32> = members.collect();

    let mut writer = Writer::new(output, COLUMNS)?;
    let (mut part, mut held) = (0, 0);
    for (rank, story) in (1..).zip(&stories) {
        let family = family_of.get(&story.id).map(ToString::to_string);
        if held >= a_part {
            (part, held) = (part + 1, 0);
        }
        held += u64::from(story.articles);
        let ranked = Ranked {
            story: Some(story.first.0),
            rank: Some(rank),
            part: Some(part),
            id: Some(&story.id.to_string()),
            family: family.as_deref(),
            developing: first_of.get(&story.first).copied(),
            rows: None,
        };
        ranked.write(&mut writer)?;
    }
    let alone = alone.keys().filter_map(|cluster| Some((cluster.0, *first_of.get(cluster)?)));
    let mut alone: Vec<(u32, u32)> = alone.collect();
    alone.sort_unstable();
    for (story, first) in alone {
        let alone = Ranked { story: Some(story), developing: Some(first), ..Ranked::default() };
        alone.write(&mut writer)?;
    }
    for (place, family) in (1..).zip(&of_families) {
        let rows: Vec<_> = family_rows(family, key).collect();
        let rows = serde_json::to_string(&rows).map_err(broken)?;
        let family = Ranked { rank: Some(place), rows: Some(&rows), ..Ranked::default() };
        family.write(&mut writer)?;
    }
    writer.finish()
}

/// A row of the answer.
#[derive(Default)]
struct Ranked<'a> {
    story: Option<u32>,
    rank: Option<u32>,
    part: Option<u32>,
    id: Option<&'a str>,
    family: Option<&'a str>,
    developing: Option<u32>,
    rows: Option<&'a str>,
}

impl Ranked<'_> {
    fn write(self, writer: &mut Writer<impl Write>) -> Result<()> {
        writer.push([
            Value::Number(self.story),
            Value::Number(self.rank),
            Value::Number(self.part),
            Value::Text(self.id),
            Value::Text(self.family),
            Value::Number(self.developing),
            Value::Text(self.rows),
        ])
    }
}
