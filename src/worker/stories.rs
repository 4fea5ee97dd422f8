//! Writes the tables of stories and their articles.

use std::borrow::Cow;
use std::io::{BufRead, Write};
use std::sync::Arc;

use super::articles::{Gathering, Numbers, facts, run_of};
use super::columns::Row;
use super::group::stored;
use super::part_file::{PartWriter, parts, said};
use super::work::{Work, broken};
use crate::article::{Article, ArticleId, FileId};
use crate::clean::Cleaner;
use crate::engine::run::articles::{Articles, KeptFacts};
use crate::engine::run::clusters::{self, articles_of};
use crate::engine::run::shown::Shown;
use crate::engine::stories::outlets::OutletCounts;
use crate::engine::stories::outlines::outline_of;
use crate::engine::stories::run_story::{Outline, RunStory};
use crate::engine::stories::tables::Ranked;
use crate::engine::stories::tables::stories::{Archive, Headings};
use crate::engine::stories::tally::Tally;
use crate::engine::{Observer, Run, Unobserved};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, FamilyId, OF_STORIES, Tables, WrittenTables};
use crate::scratch::Scratch;

/// A part of the run: stories that follow one another in their ranks, or articles without a copy.
#[derive(Default)]
struct Part {
    stories: Vec<RankedStory>,
    articles: Vec<PartArticle>,
}

struct RankedStory {
    cluster: u32,
    rank: u32,
    id: ClusterId,
    family: Option<FamilyId>,
    /// The cluster as a run stores it; none of equal texts alone.
    stored: Option<Box<[u8]>>,
}

struct PartArticle {
    number: u32,
    /// The first article with its text.
    first: u32,
    name: Box<str>,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
    version: Option<Box<str>>,
    /// The path of its file, and its display fields; none without a copy.
    shown: Option<(Box<str>, Arc<Shown>)>,
    is_heading: bool,
}

/// Gets the stories and articles of each part. Gives the files of the part, and what was counted of it.
pub(super) fn stories(
    work: Work<'_>,
    cleaner: &Cleaner,
    input: impl BufRead,
    output: impl Write,
) -> Result<()> {
    let mut writer = PartWriter::new(work, output)?;
    for (number, part) in parts(input, Part::push)? {
        let tables: &[&str] = if part.stories.is_empty() && number > 0 { &[] } else { &OF_STORIES };
        writer.part(number, tables, |tables| part.write(work, cleaner, tables))?;
    }
    writer.finish()
}

impl Part {
    /// A row without a story and an article makes sure that there is such a part.
    fn push(&mut self, row: Row<'_>) -> Result<()> {
        if let Some(rank) = row.maybe_number("story_rank")? {
            let family = row.maybe_text("family")?.map(serde_json::Value::from);
            self.stories.push(RankedStory {
                cluster: row.number("story")?,
                rank,
                id: row.text("id")?.parse().map_err(broken)?,
                family: family.map(serde_json::from_value).transpose().map_err(broken)?,
                stored: row.maybe_bytes("stored")?.map(Box::from),
            });
            return Ok(());
        }
        let Some(number) = row.maybe_number("number")? else { return Ok(()) };
        let shown = row.maybe_text("shown")?.map(serde_json::from_str).transpose();
        let shown: Option<Shown> = shown.map_err(broken)?;
        let shown =
            shown.map(|shown| Ok::<_, crate::Error>((row.text("path")?.into(), shown.into())));
        self.articles.push(PartArticle {
            number,
            first: row.number("first")?,
            name: row.text("name")?.into(),
            facts: facts(row)?,
            outlet: row.maybe_text("outlet")?.map(Box::from),
            version: row.maybe_text("version")?.map(Box::from),
            shown: shown.transpose()?,
            is_heading: row.maybe_number("is_heading")? == Some(1),
        });
        Ok(())
    }

    /// Writes the rows of the stories, by the code of a run on one machine: the part is made one.
    fn write(
        mut self,
        work: Work<'_>,
        cleaner: &Cleaner,
        mut tables: Tables,
    ) -> Result<(WrittenTables, String)> {
        let parts = work.parts()?;
        self.stories.sort_unstable_by_key(|story| story.rank);
        self.articles.sort_unstable_by_key(|article| article.number);
        let run = self.run(work, cleaner)?;
        let outlines = self.outlines(&run)?;
        let families = self.stories.iter().filter_map(|story| Some((story.id, story.family?)));
        let family_of: HashMap<ClusterId, FamilyId> = families.collect();
        let headings = self.articles.iter().filter(|article| article.is_heading);
        let headings = headings.filter_map(|article| article.shown.as_ref()?.1.headline.as_deref());
        let headings = Headings::of_texts(headings);
        let archive = InPart::of(&self.articles);
        let mut outlets = OutletCounts::of_articles(&run)?;
        let before = self.stories.first().map_or(0, |story| story.rank - 1);
        let ranked =
            Ranked { outlines: &outlines, before, family_of: &family_of, headings: &headings };
        let written = (&mut outlets, &mut tables);
        run.write_stories(ranked, &archive, &Unobserved, written, |_, _| Ok(()))?;
        run.articles.check()?;
        let written = tables.finish()?;
        let tally = Tally::of(&run, outlets, written.stories(), parts.now)?;
        Ok((written, said(&tally)?))
    }

    fn numbers(&self) -> Numbers {
        Numbers::of(self.articles.iter().map(|article| article.number))
    }

    /// The part as a run.
    fn run(&self, work: Work<'_>, cleaner: &Cleaner) -> Result<Run> {
        let scratch = Scratch::in_memory();
        let mut gathering = Gathering::new(&scratch)?;
        for article in &self.articles {
            let (outlet, version) = (article.outlet.as_deref(), article.version.as_deref());
            gathering.push(&article.name, article.facts, outlet, version)?;
        }
        let articles = gathering.finish()?;
        let numbers = self.numbers();
        let texts = numbers.texts(self.articles.iter().map(|article| article.first))?;
        let mut clusters = clusters::Writer::new(&scratch, articles.len())?;
        for bytes in self.stories.iter().filter_map(|story| story.stored.as_deref()) {
            let mut group = stored(bytes)?;
            for node in &mut group.compared.cluster.nodes {
                *node = numbers.here(node.0)?;
            }
            clusters.push(&group)?;
        }
        run_of((articles, texts, clusters.finish()?), cleaner, work)
    }

    /// The outlines of the stories, in the order of their ranks.
    fn outlines(&self, run: &Run) -> Result<Vec<Outline>> {
        let numbers = self.numbers();
        let of_story = |story: &RankedStory| {
            let first = numbers.here(story.cluster)?;
            let members = articles_of(&run.clusters.cluster(first)?, &run.texts);
            Ok(Outline { id: story.id, ..outline_of(first, &members, &run.articles) })
        };
        self.stories.iter().map(of_story).collect()
    }
}

/// The files and display fields of the articles of a part.
struct InPart {
    files: HashMap<FileId, Box<str>>,
    shown: HashMap<ArticleId, Arc<Shown>>,
}

impl InPart {
    fn of(articles: &[PartArticle]) -> InPart {
        let mut files = HashMap::default();
        let mut shown_of = HashMap::default();
        for (here, article) in (0..).map(ArticleId).zip(articles) {
            if let Some((path, shown)) = &article.shown {
                files.entry(article.facts.place.file).or_insert_with(|| path.clone());
                shown_of.insert(here, Arc::clone(shown));
            }
        }
        InPart { files, shown: shown_of }
    }
}

impl Archive for InPart {
    fn file(&self, file: FileId) -> Cow<'_, str> {
        self.files.get(&file).map_or_else(Cow::default, |path| (&**path).into())
    }

    fn is_index_only(&self, _: ArticleId) -> bool {
        false
    }

    fn shown(
        &self,
        _: &Articles,
        stories: &[RunStory],
        _: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>> {
        let members = stories.iter().flat_map(|story| &story.members).map(|member| member.article);
        let shown = members.map(|article| {
            let shown = self.shown.get(&article).map(Arc::clone);
            Ok((
                article,
                shown.ok_or_else(|| broken("the display fields of an article are absent"))?,
            ))
        });
        shown.collect()
    }

    fn read_again(
        &self,
        _: &Articles,
        _: &[ArticleId],
        _: &dyn Observer,
        _: &(dyn Fn(usize, &Article<'_>) + Sync),
    ) -> Result<()> {
        unreachable!("only the table of passages needs the texts, and that is not written in parts")
    }
}
