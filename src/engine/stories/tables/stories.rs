//! The tables of stories, of their articles, and of what links them. Rows are built and written in
//! parallel.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use crate::agency::AgencyId;
use crate::article::{Article, ArticleId, FileId};
use crate::engine::observer::Observer;
use crate::engine::run::Run;
use crate::engine::run::articles::Articles;
use crate::engine::run::clusters::articles_of;
use crate::engine::run::measured::MeasuredPair;
use crate::engine::run::shown::Shown;
use crate::engine::stories::outlets::OutletCounts;
use crate::engine::stories::outlines::STORIES_A_THREAD;
use crate::engine::stories::relations::{Family, Related};
use crate::engine::stories::run_story::{Outline, RunStory};
use crate::engine::stories::story_facts::StoryFacts;
use crate::error::Result;
use crate::hash::{self, HashMap, HashSet};
use crate::report::{
    ArticleRow, ClusterId, ClusterRow, DatePrecision, FamilyId, FamilyRow, Headline, PairRow,
    RelationRow, Share, StoryRows, Tables, TimelineRow, UtcDay, UtcTime, story_headline,
};
use crate::scratch::Sorter;

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
struct Described<'a> {
    story: &'a RunStory,
    facts: StoryFacts,
    /// What it is called.
    headline: Option<Headline<'a>>,
    /// The display fields of its members.
    shown: Vec<&'a Shown>,
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
        let described = stories.par_iter().with_max_len(STORIES_A_THREAD);
        let described: Vec<Described<'_>> = described.map(|story| self.described(story)).collect();
        for described in &described {
            outlets.add(self.run, described.story, &described.facts);
        }
        let ranks = before + 1..;
        let clusters: Vec<(u32, &Described<'_>)> = ranks.zip(&described).collect();
        let clusters: Vec<ClusterRow<'_>> = clusters
            .into_par_iter()
            .map(|(rank, described)| self.cluster_row(rank, described))
            .collect();
        let timeline = described
            .iter()
            .flat_map(|described| timeline(described.story, &described.facts))
            .collect();
        tables.stories(&[StoryRows { clusters, timeline, ..StoryRows::default() }])?;
        let articles: Vec<(&Described<'_>, usize)> = described
            .iter()
            .flat_map(|described| {
                described.facts.in_order.iter().map(move |&place| (described, place))
            })
            .collect();
        for articles in articles.chunks(ROWS_AT_ONCE) {
            let rows = articles.par_chunks(ROWS_AT_ONCE / 32).map(|articles| self.rows(articles));
            tables.stories(&rows.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn described<'s>(&'s self, story: &'s RunStory) -> Described<'s> {
        let shown = |article: ArticleId| &*self.shown[&article];
        let shown_of: Vec<&Shown> =
            story.members.iter().map(|member| shown(member.article)).collect();
        let members = story.members.iter().zip(&shown_of);
        let headlines = members.filter_map(|(member, shown)| self.headline(member.article, shown));
        let of_canonical = self.headline(story.canonical, shown(story.canonical));
        let headline = story_headline(of_canonical, headlines);
        Described { story, facts: StoryFacts::of(self.run, story), headline, shown: shown_of }
    }

    /// The headline of an article.
    fn headline<'s>(&'s self, article: ArticleId, shown: &'s Shown) -> Option<Headline<'s>> {
        let found = shown.headline.as_deref()?;
        Some(Headline::of(found, self.run.outlet(article), self.headings.have(found)))
    }

    fn cluster_row<'s>(&'s self, rank: u32, described: &Described<'s>) -> ClusterRow<'s> {
        let &Described { story, ref facts, headline, .. } = described;
        let family = self.family_of.get(&story.id).copied();
        let canonical = &self.shown[&story.canonical];
        self.run.cluster_row(rank, story, family, (canonical, headline), facts)
    }

    /// The rows of some articles, by their places in their stories.
    fn rows<'s>(&'s self, articles: &[(&Described<'s>, usize)]) -> StoryRows<'s> {
        let mut rows = StoryRows::default();
        for &(&Described { story, ref facts, headline: of_story, shown: ref of_members }, place) in
            articles
        {
            let shown = of_members[place];
            let headlines = self.headline(story.members[place].article, shown).zip(of_story);
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

/// An article of a relation.
pub(crate) struct End {
    pub(crate) key: String,
    /// Its story, if that is in the tables.
    pub(crate) story: Option<ClusterId>,
}

/// The row of a relation. Its ends are the article, and the article of the story.
pub(crate) fn relation_row(
    related: &Related,
    [article, of_story]: [End; 2],
) -> RelationRow<'static> {
    RelationRow {
        a: article.key.into(),
        b: of_story.key.into(),
        relation: related.relation,
        contained_a_in_b: Share::new(related.overlap.left_in_right()),
        contained_b_in_a: Share::new(related.overlap.right_in_left()),
        shared_shingles: related.overlap.shared,
        cluster_id_a: article.story,
        cluster_id_b: of_story.story,
    }
}

/// The rows of a family.
pub(crate) fn family_rows(
    family: &Family,
    key: impl Fn(ArticleId) -> String,
) -> impl Iterator<Item = FamilyRow<'static>> {
    family.takes.iter().map(move |take| FamilyRow {
        family_id: family.id,
        family_stories: count(family.takes.len()),
        family_articles: family.articles(),
        cluster_id: take.cluster_id,
        canonical_id: key(take.canonical).into(),
        articles: take.articles,
        outlets: take.outlets,
    })
}

impl Run {
    pub(super) fn write_families(&self, families: &[Family], tables: &mut Tables) -> Result<()> {
        let key = |article| self.articles.key(article);
        families
            .iter()
            .flat_map(|family| family_rows(family, key))
            .try_for_each(|row| tables.family(&row))
    }

    pub(super) fn write_relations(
        &self,
        story_of: &StoryOf<'_>,
        tables: &mut Tables,
    ) -> Result<()> {
        for related in self.relations()? {
            let of =
                |article| End { key: self.articles.key(article), story: story_of.get(article) };
            let ends = [related.article, related.of_story].map(of);
            tables.relation(&relation_row(&related, ends))?;
        }
        Ok(())
    }

    pub(super) fn write_pairs(&self, story_of: &StoryOf<'_>, tables: &mut Tables) -> Result<()> {
        if !tables.have_pairs() {
            return Ok(());
        }
        for verified in self.verified.iter() {
            let verified = verified?;
            let stories = [verified.pair.low(), verified.pair.high()].map(|end| story_of.get(end));
            tables.pair(&self.pair_row(&verified, stories))?;
        }
        Ok(())
    }
}

impl Run {
    /// The row of a pair of copies. `stories` are those of its articles, if they are in the tables.
    pub(crate) fn pair_row(
        &self,
        verified: &MeasuredPair,
        stories: [Option<ClusterId>; 2],
    ) -> PairRow<'static> {
        let (low, high) = (verified.pair.low(), verified.pair.high());
        let overlap = verified.overlap;
        let dates = [low, high].map(|article| self.articles.facts(article).published);
        let minutes = dates[0].and_then(|one| one.minutes_to(dates[1]?));
        PairRow {
            a: self.articles.key(low).into(),
            b: self.articles.key(high).into(),
            jaccard: Share::new(overlap.jaccard()),
            contained_a_in_b: Share::new(overlap.left_in_right()),
            contained_b_in_a: Share::new(overlap.right_in_left()),
            shared_shingles: overlap.shared,
            minutes_apart: minutes.map(i64::abs),
            same_outlet: self.outlet(low).is_some() && self.outlet(low) == self.outlet(high),
            cluster_id: stories[0].filter(|_| stories[0] == stories[1]),
            cosine: Share::new(overlap.cosine()),
            score: Share::new(verified.score.share()),
        }
    }

    /// The row of an article in a file. `agency` is that of its story.
    pub(crate) fn article_row<'a>(
        &'a self,
        article: ArticleId,
        story: Option<ClusterId>,
        agency: Option<AgencyId>,
        file: Cow<'a, str>,
    ) -> ArticleRow<'a> {
        let facts = self.articles.facts(article);
        ArticleRow {
            id: self.articles.key(article).into(),
            cluster_id: story,
            outlet: self.outlet(article).map(Into::into),
            date: facts.published.map(UtcDay::from),
            published: facts.published.and_then(UtcTime::of),
            date_precision: DatePrecision::of([facts.published]),
            n_words: facts.words,
            agency: agency.map(|agency| self.agencies.name(agency).into()),
            credit_state: agency.and_then(|of| self.agencies.credit_state(&facts, of)),
            own: agency.is_some_and(|of| self.agencies.is_own(&facts, of)),
            source_file: file,
            source_line: facts.place.line,
            source_offset: facts.place.offset,
        }
    }

    /// Writes the rows of all articles that were read, in the order of their keys.
    pub(super) fn write_articles(
        &self,
        story_of: &StoryOf<'_>,
        archive: &dyn Archive,
        tables: &mut Tables,
    ) -> Result<()> {
        if !tables.have_articles() {
            return Ok(());
        }
        let mut origins = vec![None; self.articles.len()];
        self.each_cluster(|cluster| {
            let members = articles_of(cluster, &self.texts);
            if let Some(origin) = self.origin_of(&members) {
                for article in &members {
                    origins[article.index()] = Some(origin.agency);
                }
            }
        })?;
        for article in self.articles.ids().filter(|&article| !archive.is_index_only(article)) {
            let (story, agency) = (story_of.get(article), origins[article.index()]);
            let file = archive.file(self.articles.facts(article).place.file);
            tables.article(&self.article_row(article, story, agency, file))?;
        }
        Ok(())
    }
}

/// The story of each article, if it is in the tables.
pub(super) struct StoryOf<'a> {
    run: &'a Run,
    /// Sorted by the first texts of the clusters.
    stories: Vec<(ArticleId, ClusterId)>,
}

impl StoryOf<'_> {
    pub(super) fn new<'a>(run: &'a Run, outlines: &[Outline]) -> StoryOf<'a> {
        let mut stories: Vec<_> =
            outlines.iter().map(|outline| (outline.first, outline.id)).collect();
        stories.sort_unstable();
        StoryOf { run, stories }
    }

    fn get(&self, article: ArticleId) -> Option<ClusterId> {
        let cluster = self.run.clusters.of(self.run.texts.first_like(article));
        let place = self.stories.binary_search_by_key(&cluster, |&(first, _)| first).ok()?;
        Some(self.stories[place].1)
    }
}

/// A headline of at least this many stories is a heading of pages.
pub(crate) const FEWEST_STORIES: usize = 3;

/// The headings of pages, by the hashes of their texts.
#[derive(Debug, Default)]
pub(crate) struct Headings(HashSet<u64>);

impl Headings {
    /// Finds the headlines that articles of several stories share. Here an article without a copy is a
    /// story. The versions of a developing story count as one story, because they often share a
    /// headline.
    pub(crate) fn of(run: &Run) -> Result<Headings> {
        let versions =
            run.families.iter().flat_map(|family| family.iter().map(|&one| (one, family[0])));
        let versions: HashMap<ArticleId, ArticleId> = versions.collect();
        let mut sorter = Sorter::by_bytes(&run.scratch, run.scratch.room(8));
        run.articles.each(|article, facts| {
            if facts.headline == 0 {
                return Ok(());
            }
            let cluster = run.clusters.of(run.texts.first_like(article));
            let story = versions.get(&cluster).unwrap_or(&cluster);
            let mut record = [0; 12];
            record[..8].copy_from_slice(&facts.headline.to_be_bytes());
            record[8..].copy_from_slice(&story.0.to_be_bytes());
            sorter.push(&record)
        })?;
        let mut headings = HashSet::default();
        let mut last = [0; 12];
        let mut stories = 0;
        sorter.finish()?.each(|record| {
            if record[..8] != last[..8] {
                stories = 0;
            }
            stories += usize::from(stories == 0 || record != last);
            last.copy_from_slice(record);
            if stories == FEWEST_STORIES {
                let headline = record[..8].try_into().expect("it has eight bytes");
                headings.insert(u64::from_be_bytes(headline));
            }
            Ok(())
        })?;
        Ok(Headings(headings))
    }

    /// These headlines.
    #[cfg(feature = "spark")]
    pub(crate) fn of_texts<'t>(headlines: impl Iterator<Item = &'t str>) -> Headings {
        Headings(headlines.map(|headline| hash::bytes(headline.as_bytes())).collect())
    }

    /// Whether a headline is a heading of pages.
    pub(crate) fn have(&self, headline: &str) -> bool {
        self.0.contains(&hash::bytes(headline.as_bytes()))
    }
}
