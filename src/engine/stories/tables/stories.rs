//! The tables of stories and their articles, and where their display fields come from. Rows are built and
//! written in parallel.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use crate::article::{Article, ArticleId, FileId};
use crate::engine::observer::Observer;
use crate::engine::run::Run;
use crate::engine::run::articles::Articles;
use crate::engine::run::shown::Shown;
use crate::engine::stories::headings::Headings;
use crate::engine::stories::outlets::OutletCounts;
use crate::engine::stories::outlines::STORIES_A_THREAD;
use crate::engine::stories::run_story::RunStory;
use crate::engine::stories::story_facts::StoryFacts;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{
    ClusterId, ClusterRow, FamilyId, Headline, StoryRows, Tables, TimelineRow, UtcTime,
    story_headline,
};

/// Where the articles of a run are, and their display fields.
pub(crate) trait Archive: Sync {
    /// The path of a file.
    fn file(&self, file: FileId) -> Cow<'_, str>;

    /// Whether an article is only in the index, and in no file of the run.
    fn is_index_only(&self, article: ArticleId) -> bool;

    /// The display fields of the articles of some stories.
    fn shown(
        &self,
        articles: &Articles,
        stories: &[RunStory],
        observer: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>>;

    /// Reads articles again: hands each to `visit` with its row in `wanted`, in any order and from
    /// any thread. Skips articles that are only in the index, if that has no texts.
    fn read_again(
        &self,
        articles: &Articles,
        wanted: &[ArticleId],
        observer: &dyn Observer,
        visit: &(dyn Fn(usize, &Article<'_>) + Sync),
    ) -> Result<()>;
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("a run has fewer than 2^32 articles")
}

/// Articles whose rows are held at a time: about 700 bytes each.
const ROWS_AT_ONCE: usize = 1 << 12;

/// Number of the next stories that have at most [`ROWS_AT_ONCE`] articles; at least one.
pub(super) fn written_at_once(stories: &[RunStory]) -> usize {
    let mut articles = 0;
    let fits = stories.iter().take_while(|story| {
        articles += story.members.len();
        articles <= ROWS_AT_ONCE
    });
    fits.count().max(1)
}

/// A story that is written.
struct Told<'a> {
    story: &'a RunStory,
    facts: StoryFacts,
    /// What it is called.
    headline: Option<Headline<'a>>,
}

/// The data from which rows are built.
pub(super) struct Showing<'a> {
    pub(super) run: &'a Run,
    pub(super) archive: &'a dyn Archive,
    /// Display fields of all articles of the stories.
    pub(super) shown: &'a HashMap<ArticleId, Arc<Shown>>,
    pub(super) family_of: &'a HashMap<ClusterId, FamilyId>,
    pub(super) headings: &'a Headings,
}

impl Showing<'_> {
    /// Writes stories and adds them to the counts of their outlets. `before` is the number of
    /// stories already written.
    pub(super) fn write(
        &self,
        stories: &[RunStory],
        before: u32,
        outlets: &mut OutletCounts,
        tables: &mut Tables,
    ) -> Result<()> {
        let told = stories.par_iter().with_max_len(STORIES_A_THREAD);
        let told: Vec<Told<'_>> = told.map(|story| self.told(story)).collect();
        for told in &told {
            outlets.add(self.run, told.story, &told.facts);
        }
        let ranks = before + 1..;
        let clusters: Vec<(u32, &Told<'_>)> = ranks.zip(&told).collect();
        let clusters: Vec<ClusterRow<'_>> =
            clusters.into_par_iter().map(|(rank, told)| self.cluster_row(rank, told)).collect();
        let timeline = told.iter().flat_map(|told| timeline(told.story, &told.facts)).collect();
        tables.stories(&[StoryRows { clusters, timeline, ..StoryRows::default() }])?;
        let articles: Vec<(&Told<'_>, usize)> = told
            .iter()
            .flat_map(|told| told.facts.in_order.iter().map(move |&place| (told, place)))
            .collect();
        for articles in articles.chunks(ROWS_AT_ONCE) {
            let rows = articles.par_chunks(ROWS_AT_ONCE / 32).map(|articles| self.rows(articles));
            tables.stories(&rows.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn told<'s>(&'s self, story: &'s RunStory) -> Told<'s> {
        let headlines = story.members.iter().filter_map(|member| self.headline(member.article));
        let headline = story_headline(self.headline(story.canonical), headlines);
        Told { story, facts: StoryFacts::of(self.run, story), headline }
    }

    /// The headline of an article.
    fn headline(&self, article: ArticleId) -> Option<Headline<'_>> {
        let found = self.shown[&article].headline.as_deref()?;
        Some(Headline::of(found, self.run.outlet(article), self.headings.have(found)))
    }

    fn cluster_row<'s>(&'s self, rank: u32, told: &Told<'s>) -> ClusterRow<'s> {
        let &Told { story, ref facts, headline } = told;
        let family = self.family_of.get(&story.id).copied();
        let canonical = &self.shown[&story.canonical];
        self.run.cluster_row(rank, story, family, (canonical, headline), facts)
    }

    /// The rows of some articles, by their places in their stories.
    fn rows<'s>(&'s self, articles: &[(&Told<'s>, usize)]) -> StoryRows<'s> {
        let mut rows = StoryRows::default();
        for &(&Told { story, ref facts, headline: of_story }, place) in articles {
            let article = story.members[place].article;
            let shown = &*self.shown[&article];
            let headlines = self.headline(article).zip(of_story);
            let changed = headlines.and_then(|(one, of_story)| one.differs_from(of_story));
            let run = self.run;
            let row = run.member_row(self.archive, story, facts, place, (shown, changed));
            rows.members.push(row);
            if let Some(source) = facts.sources[place] {
                rows.edges.push(run.edge_row(story, facts, place, source));
            }
            if run.is_version(&story.members[place]) {
                rows.versions.push(run.version_row(story, facts, place, shown));
            }
        }
        rows
    }
}

fn timeline(story: &RunStory, facts: &StoryFacts) -> impl Iterator<Item = TimelineRow> {
    let cluster_id = story.id;
    facts.timing.buckets().into_iter().map(move |bucket| TimelineRow {
        cluster_id,
        bucket_start: UtcTime::of_seconds(bucket.start),
        bucket_minutes: bucket.minutes,
        new_copies: bucket.new,
        cumulative: bucket.cumulative,
    })
}
