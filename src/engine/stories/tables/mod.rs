//! Fills the tables. Display fields that the first pass did not keep are read again.

mod passages;
pub(crate) mod stories;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

pub(crate) use self::stories::Archive;
use self::stories::{Showing, StoryOf, count, written_at_once};
use crate::agency::Origin;
use crate::article::{Article, ArticleId, CreditState, FileId, Place};
use crate::clean::Cleaner;
use crate::corpus::{Corpus, Reject};
use crate::engine::observer::{Observer, Stage};
use crate::engine::run::Run;
use crate::engine::run::articles::Articles;
use crate::engine::run::input::RunInput;
use crate::engine::run::kept::KeptShown;
use crate::engine::run::shown::Shown;
use crate::engine::stories::outlets::OutletCounts;
use crate::engine::stories::relations;
use crate::engine::stories::run_story::{Outline, RunStory, Singletons};
use crate::engine::stories::story_facts::{Source, StoryFacts};
use crate::engine::stories::tables::stories::Headings;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{
    ClusterId, ClusterRow, DatePrecision, EdgeRow, FamilyId, Headline, MemberRow, RejectRow, Role,
    Snippet, Tables, UtcDay, UtcTime, VersionRow,
};

/// Usual bytes of the display fields of an article.
const SHOWN_BYTES: usize = 800;

/// Display fields from the first pass, or read again from the corpus.
struct FromCorpus<'a> {
    corpus: &'a Corpus,
    kept: &'a KeptShown,
}

impl Archive for FromCorpus<'_> {
    fn file(&self, file: FileId) -> Cow<'_, str> {
        self.corpus.file(file).path.to_string_lossy()
    }

    fn is_index_only(&self, _: ArticleId) -> bool {
        false
    }

    fn shown(
        &self,
        articles: &Articles,
        stories: &[RunStory],
        observer: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>> {
        let members = stories.iter().flat_map(|story| &story.members).map(|member| member.article);
        let placed: Vec<(Place, ArticleId)> = members
            .map(|article| Ok((articles.place(article)?, article)))
            .collect::<Result<_>>()?;
        observer.begin(Stage::Tables, Some(placed.len() as u64));
        let kept: Vec<Option<Arc<Shown>>> = placed
            .par_iter()
            .map(|&(place, _)| self.kept.find(place, |kept| Arc::clone(kept)))
            .collect();
        let mut shown = HashMap::default();
        let mut missing = Vec::new();
        for ((_, article), kept) in placed.into_iter().zip(kept) {
            match kept {
                Some(kept) => drop(shown.insert(article, kept)),
                None => missing.push(article),
            }
        }
        observer.advance(shown.len() as u64);
        let read = Mutex::new(Vec::with_capacity(missing.len()));
        let corpus = RunInput::Corpus(self.corpus);
        corpus.read_again(articles, &missing, observer, |row, record| {
            let article = missing[row];
            let credit = articles.facts(article).credit;
            let of_article = Arc::new(Shown::of(&record.article, credit));
            let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
            read.push((article, of_article));
            Ok(())
        })?;
        shown.extend(read.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(shown)
    }

    fn read_again(
        &self,
        articles: &Articles,
        wanted: &[ArticleId],
        observer: &dyn Observer,
        visit: &(dyn Fn(usize, &Article<'_>) + Sync),
    ) -> Result<()> {
        RunInput::Corpus(self.corpus).read_again(articles, wanted, observer, |row, record| {
            visit(row, &record.article);
            Ok(())
        })
    }
}

/// Stories that follow one another in their ranks.
#[derive(Clone, Copy)]
pub(crate) struct Ranked<'a> {
    pub(crate) outlines: &'a [Outline],
    /// How many stories come before them.
    pub(crate) before: u32,
    pub(crate) family_of: &'a HashMap<ClusterId, FamilyId>,
    pub(crate) headings: &'a Headings,
}

/// How the tables of a run are written.
#[derive(Clone, Copy)]
pub struct Writing<'a> {
    /// The corpus of the run.
    pub corpus: &'a Corpus,
    /// The cleaner of the run.
    pub cleaner: &'a Cleaner,
    /// Which clusters are written.
    pub singletons: Singletons,
    /// Receives the progress.
    pub observer: &'a dyn Observer,
}

impl Run {
    /// Writes the rows of all tables.
    pub fn write_tables(&self, writing: Writing<'_>, tables: &mut Tables) -> Result<()> {
        let archive = FromCorpus { corpus: writing.corpus, kept: &self.shown };
        self.write_tables_of(&archive, writing, tables)?;
        write_rejects(&self.rejects, writing.corpus, tables)
    }

    /// Writes the rows of all tables except the rejects.
    pub(crate) fn write_tables_of(
        &self,
        archive: &dyn Archive,
        writing: Writing<'_>,
        tables: &mut Tables,
    ) -> Result<()> {
        let written = self.write_rows(archive, writing, tables);
        // A failed read is the cause, so its error goes first.
        self.articles.check().and(written)
    }

    fn write_rows(
        &self,
        archive: &dyn Archive,
        writing: Writing<'_>,
        tables: &mut Tables,
    ) -> Result<()> {
        let outlines = self.outlines(writing.singletons)?;
        let families = self.families_of(&outlines);
        let family_of = relations::family_of(&families);
        let (headings, outlets) =
            rayon::join(|| Headings::of(self), || OutletCounts::of_articles(self));
        let (headings, mut outlets) = (headings?, outlets?);
        let ranked =
            Ranked { outlines: &outlines, before: 0, family_of: &family_of, headings: &headings };
        let passages = |stories: &[RunStory], tables: &mut Tables| {
            self.write_passages(stories, archive, writing, tables)
        };
        self.write_stories(ranked, archive, writing.observer, (&mut outlets, tables), passages)?;
        drop((family_of, headings));
        outlets.by_name(self).write(tables)?;
        self.write_families(&families, tables)?;
        drop(families);
        let story_of = StoryOf::new(self, &outlines);
        drop(outlines);
        self.write_relations(&story_of, tables)?;
        self.write_pairs(&story_of, tables)?;
        self.write_articles(&story_of, archive, tables)
    }

    /// Writes the rows of stories and their articles, and adds them to the counts of their outlets. `behind` is called with
    /// stories that were written.
    pub(crate) fn write_stories(
        &self,
        Ranked { outlines, before, family_of, headings }: Ranked<'_>,
        archive: &dyn Archive,
        observer: &dyn Observer,
        (outlets, tables): (&mut OutletCounts, &mut Tables),
        behind: impl Fn(&[RunStory], &mut Tables) -> Result<()>,
    ) -> Result<()> {
        let mut rank = before;
        let mut left = outlines;
        while !left.is_empty() {
            let (now, later) = left.split_at(self.shown_at_once(left));
            left = later;
            let stories = self.describe(now)?;
            let shown = archive.shown(&self.articles, &stories, observer)?;
            let showing = Showing { run: self, archive, shown: &shown, family_of, headings };
            let mut unwritten = stories.as_slice();
            while !unwritten.is_empty() {
                let (now, later) = unwritten.split_at(written_at_once(unwritten));
                showing.write(now, rank, outlets, tables)?;
                rank += count(now.len());
                unwritten = later;
            }
            drop(shown);
            behind(&stories, tables)?;
        }
        Ok(())
    }

    /// Number of the next stories whose display fields fit in memory.
    fn shown_at_once(&self, outlines: &[Outline]) -> usize {
        let most = self.scratch.room(6) / SHOWN_BYTES;
        let mut articles = 0;
        let fits = outlines.iter().take_while(|outline| {
            articles += outline.articles as usize;
            articles <= most
        });
        fits.count().max(1)
    }

    fn cluster_row<'a>(
        &'a self,
        rank: u32,
        story: &'a RunStory,
        family_id: Option<FamilyId>,
        (canonical, headline): (&'a Shown, Option<Headline<'a>>),
        facts: &StoryFacts,
    ) -> ClusterRow<'a> {
        let StoryFacts { origin, timing, .. } = facts;
        let origin = origin.as_ref();
        let count = |role| count(story.members.iter().filter(|member| member.role == role).count());
        let described = self.story(story, facts, family_id);
        ClusterRow {
            cluster_id: described.id,
            story_rank: rank,
            articles: self::count(story.members.len()),
            outlets: described.outlets,
            canonical_id: self.articles.key(story.canonical).into(),
            canonical_outlet: self.outlet(story.canonical).map(Into::into),
            canonical_rule: described.canonical_rule,
            headline: headline.map(|headline| headline.text().into()),
            agency: described.agency.map(Into::into),
            agency_confidence: described.agency_confidence,
            agency_evidence: origin.map(Origin::evidence),
            language: canonical.language.as_deref().map(Into::into),
            first_date: described.first_date,
            last_date: described.last_date,
            first_seen: described.first_seen,
            last_seen: described.last_seen,
            date_precision: DatePrecision::of(timing.dates().iter().copied()),
            span_minutes: timing.span_minutes(),
            jaccard_min: described.jaccard_min,
            jaccard_mean: described.jaccard_mean,
            cohesion: described.cohesion,
            cohesion_sampled: story.similarity.is_some_and(|similarity| similarity.sampled),
            verbatim: count(Role::Verbatim),
            edited: count(Role::Edited),
            excerpts: count(Role::Excerpt),
            extended: count(Role::Extended),
            versions: count(Role::Version),
            status: described.status,
            family_id: described.family_id,
            credit_kept: self.credits_kept(story, origin).share(),
            review_flags: described.review_flags,
        }
    }

    fn member_row<'a>(
        &'a self,
        archive: &'a dyn Archive,
        story: &'a RunStory,
        of_story: &StoryFacts,
        place: usize,
        (shown, headline_changed): (&'a Shown, Option<bool>),
    ) -> MemberRow<'a> {
        let article = story.members[place].article;
        let facts = self.articles.facts(article);
        let described = self.member(story, of_story, place);
        let agency = of_story.origin.as_ref().map(|origin| self.agencies.name(origin.agency));
        MemberRow {
            cluster_id: story.id,
            id: described.id.into(),
            position: described.position,
            role: described.role,
            outlet: described.outlet.map(Into::into),
            outlet_raw: shown.outlet.as_deref().map(Into::into),
            url: shown.url.as_deref().map(Into::into),
            headline: shown.headline.as_deref().map(Into::into),
            byline: shown.byline.as_deref().map(Into::into),
            headline_changed,
            date: described.date,
            published: described.published,
            published_raw: shown.published.as_deref().map(Into::into),
            date_precision: DatePrecision::of([facts.published]),
            language: shown.language.as_deref().map(Into::into),
            n_words: described.n_words,
            n_words_raw: facts.words_raw,
            score: described.score,
            jaccard: described.jaccard,
            contained: described.contained,
            coverage: described.coverage,
            words_added: Some(described.words_added),
            words_removed: Some(described.words_removed),
            agency: agency.map(Into::into),
            agency_credit: described.agency_credit.map(Into::into),
            credit_text: shown.credit.as_deref().map(Into::into),
            credit_kept: described.credit_state.map(|state| state == CreditState::Credited),
            credit_state: described.credit_state,
            own: described.own,
            best_source_id: described.best_source_id.map(Into::into),
            lag_minutes: described.lag_minutes,
            source_file: archive.file(facts.place.file),
            source_line: facts.place.line,
            source_offset: facts.place.offset,
            index_only: archive.is_index_only(article),
        }
    }

    fn edge_row<'a>(
        &'a self,
        story: &RunStory,
        of_story: &StoryFacts,
        place: usize,
        source: Source,
    ) -> EdgeRow<'a> {
        let [from, to] = [source.member, place].map(|place| story.members[place].article);
        let dates = [source.member, place].map(|place| of_story.timing.dates()[place]);
        EdgeRow {
            source_id: self.articles.key(from).into(),
            target_id: self.articles.key(to).into(),
            source_outlet: self.outlet(from).map(Into::into),
            target_outlet: self.outlet(to).map(Into::into),
            cluster_id: story.id,
            lag_minutes: dates[0].and_then(|one| one.minutes_to(dates[1]?)),
            jaccard: source.similarity,
            ambiguous: source.ambiguous,
            reason: source.reason,
        }
    }

    fn version_row<'a>(
        &'a self,
        story: &RunStory,
        of_story: &StoryFacts,
        place: usize,
        shown: &'a Shown,
    ) -> VersionRow<'a> {
        let member = &story.members[place];
        let facts = self.articles.facts(member.article);
        let origin = of_story.origin.as_ref();
        let version = self.articles.version(&facts);
        VersionRow {
            cluster_id: story.id,
            agency: origin.map(|origin| self.agencies.name(origin.agency).into()),
            version: version.and_then(|version| version.number),
            id: self.articles.key(member.article).into(),
            date: facts.published.map(UtcDay::from),
            published: facts.published.and_then(UtcTime::of),
            published_raw: shown.published.as_deref().map(Into::into),
            status: self.status(member.article),
            marker: version.map(|version| (&*version.marker).into()),
        }
    }
}

/// Writes the rows of the rejects.
pub(crate) fn write_rejects(
    rejects: &[Reject],
    corpus: &Corpus,
    tables: &mut Tables,
) -> Result<()> {
    for reject in rejects {
        tables.reject(&RejectRow {
            file: corpus.file(reject.place.file).path.to_string_lossy(),
            line: reject.place.line,
            offset: reject.place.offset,
            code: reject.code.name().into(),
            message: (&*reject.message).into(),
            snippet: Snippet::of(reject.snippet.as_bytes()),
            id: reject.key.as_deref().map(Into::into),
        })?;
    }
    Ok(())
}
