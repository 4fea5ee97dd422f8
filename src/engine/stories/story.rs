//! The stories of a run and the scores of its pairs, for users of the library.

use serde::Serialize;

use super::relations;
use super::run_story::{Outline, RunStory, Singletons};
use super::story_facts::StoryFacts;
use crate::article::{ArticleId, CreditState};
use crate::engine::run::Run;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{
    CanonicalRule, ClusterId, FamilyId, Flag, PairFate, Role, ScoreCounts, Share, Status, UtcDay,
    UtcTime,
};
use crate::similarity::Overlap;

/// A story: articles that are copies of one text.
///
/// It is serialized under the names that the tables `clusters` and `members` have for the same.
/// Headlines and other fields that are only shown are not in it: join them by the ids of the
/// members.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Story {
    /// Its name. It stays the same as long as the reference text does.
    #[serde(rename = "cluster_id")]
    pub id: ClusterId,
    /// Number of different outlets; an article without one counts as an outlet of its own.
    pub outlets: u32,
    /// The agency that its articles credit, if they agree.
    pub agency: Option<String>,
    /// How sure that is, by how many credits there are and how far they agree.
    pub agency_confidence: Option<Share>,
    /// The day of its first article, in UTC, as far as the dates are known.
    pub first_date: Option<UtcDay>,
    /// The day of its last article.
    pub last_date: Option<UtcDay>,
    /// When its first article was published, if the time is known.
    pub first_seen: Option<UtcTime>,
    /// When its last article was published, if the time is known.
    pub last_seen: Option<UtcTime>,
    /// Why the first member is the reference text.
    pub canonical_rule: CanonicalRule,
    /// The lowest Jaccard similarity of its verified pairs; none for a single article.
    pub jaccard_min: Option<Share>,
    /// Their mean Jaccard similarity.
    pub jaccard_mean: Option<Share>,
    /// The share of the pairs of its texts that match directly.
    pub cohesion: Option<Share>,
    /// Whether it was corrected or killed, by the marks of its articles.
    pub status: Status,
    /// The developing story of which it is a version, if it is one of several.
    pub family_id: Option<FamilyId>,
    /// Reasons to review it.
    pub review_flags: Vec<Flag>,
    /// Its articles: the reference text first, the others by their ids.
    pub members: Vec<Member>,
}

/// An article of a story, compared with the reference text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Member {
    /// The article's key. Of articles that share a key, all but the first are named `key#2`, `key#3` …
    pub id: String,
    /// Its rank by time; ties share a rank; none without a date.
    pub position: Option<u32>,
    /// Its role in the story.
    pub role: Role,
    /// Its outlet, normalised.
    pub outlet: Option<String>,
    /// The day on which it was published, in UTC.
    pub date: Option<UtcDay>,
    /// When it was published, if the time is known.
    pub published: Option<UtcTime>,
    /// Its words without boilerplate.
    pub n_words: u32,
    /// The score of the two texts: from the threshold of the run on they match directly.
    pub score: Share,
    /// The Jaccard similarity of the two texts.
    pub jaccard: Share,
    /// The share of this text found in the reference text.
    pub contained: Share,
    /// The share of the reference text found in this one.
    pub coverage: Share,
    /// Words that only this text has.
    pub words_added: u32,
    /// Words that only the reference text has.
    pub words_removed: u32,
    /// The agency that the article itself credits.
    pub agency_credit: Option<String>,
    /// How it names the agency of the story; none if that is unknown or the article is its own.
    pub credit_state: Option<CreditState>,
    /// Whether it is on the site of the agency of the story.
    pub own: bool,
    /// The most similar earlier article of the story, if there is one.
    pub best_source_id: Option<String>,
    /// Minutes after the first article, if both times are known.
    pub lag_minutes: Option<i64>,
}

impl Story {
    /// The reference text, with which the other articles are compared.
    pub fn canonical(&self) -> &Member {
        &self.members[0]
    }

    /// The keys of its articles.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| &*member.id)
    }
}

/// The stories of a run, those of the most outlets first. See [`Run::stories`].
pub struct Stories<'r> {
    run: &'r Run,
    state: State,
    ready: std::vec::IntoIter<Story>,
}

/// The stories that are still to come.
enum State {
    Unstarted,
    Started { outlines: std::vec::IntoIter<Outline>, family_of: HashMap<ClusterId, FamilyId> },
    Done,
}

/// Stories that are built in parallel.
const STORIES_AT_ONCE: usize = 1 << 8;

impl Stories<'_> {
    /// Builds the next stories. There are none left if it builds none.
    fn build(&mut self) -> Result<Vec<Story>> {
        if let State::Unstarted = self.state {
            let outlines = self.run.outlines(Singletons::LeftOut)?;
            let family_of = relations::family_of(&self.run.families_of(&outlines));
            self.state = State::Started { outlines: outlines.into_iter(), family_of };
        }
        let State::Started { outlines, family_of } = &mut self.state else {
            return Ok(Vec::new());
        };
        let now: Vec<Outline> = outlines.by_ref().take(STORIES_AT_ONCE).collect();
        let stories = self.run.describe(&now)?.into_iter().map(|story| {
            let facts = StoryFacts::of(self.run, &story);
            let family = family_of.get(&story.id).copied();
            let places = 0..story.members.len();
            let members = places.map(|place| self.run.member(&story, &facts, place)).collect();
            Story { members, ..self.run.story(&story, &facts, family) }
        });
        let stories = stories.collect();
        self.run.articles.check()?;
        Ok(stories)
    }
}

impl Iterator for Stories<'_> {
    type Item = Result<Story>;

    fn next(&mut self) -> Option<Result<Story>> {
        if let Some(story) = self.ready.next() {
            return Some(Ok(story));
        }
        match self.build() {
            Ok(stories) => {
                self.ready = stories.into_iter();
                self.ready.next().map(Ok)
            }
            Err(error) => {
                self.state = State::Done;
                Some(Err(error))
            }
        }
    }
}

impl Run {
    /// The stories of two or more articles, those of the most outlets first.
    ///
    /// They are built a few hundred at a time. An item is an error only if intermediate data of the
    /// run cannot be read; it is then the last.
    pub fn stories(&self) -> Stories<'_> {
        Stories { run: self, state: State::Unstarted, ready: Vec::new().into_iter() }
    }

    /// A story without its members.
    pub(super) fn story(
        &self,
        story: &RunStory,
        StoryFacts { origin, timing, .. }: &StoryFacts,
        family_id: Option<FamilyId>,
    ) -> Story {
        let agency = origin.as_ref().map(|origin| self.agencies.name(origin.agency).to_owned());
        let similarity = story.similarity;
        Story {
            id: story.id,
            outlets: story.outlets,
            agency,
            agency_confidence: origin.as_ref().map(|origin| Share::new(origin.confidence)),
            first_date: timing.first().map(UtcDay::from),
            last_date: timing.last().map(UtcDay::from),
            first_seen: timing.first().and_then(UtcTime::of),
            last_seen: timing.last().and_then(UtcTime::of),
            canonical_rule: story.rule,
            jaccard_min: similarity.map(|similarity| Share::new(similarity.min)),
            jaccard_mean: similarity.map(|similarity| Share::new(similarity.mean)),
            cohesion: similarity.map(|similarity| Share::new(similarity.cohesion)),
            status: self.status_of_story(story),
            family_id,
            review_flags: story.flags.clone(),
            members: Vec::new(),
        }
    }

    /// A member of a story, by its place in it.
    pub(super) fn member(&self, story: &RunStory, of_story: &StoryFacts, place: usize) -> Member {
        let member = &story.members[place];
        let facts = self.articles.facts(member.article);
        let origin = of_story.origin.as_ref();
        let source = of_story.sources[place].map(|source| story.members[source.member].article);
        let share = |of: fn(Overlap) -> f64| Share::new(member.overlap.map_or(1.0, of));
        Member {
            id: self.articles.key(member.article),
            position: of_story.orders[place],
            role: member.role,
            outlet: self.outlet(member.article).map(str::to_owned),
            date: facts.published.map(UtcDay::from),
            published: facts.published.and_then(UtcTime::of),
            n_words: facts.words,
            score: Share::new(member.score.share()),
            jaccard: share(Overlap::jaccard),
            contained: share(Overlap::left_in_right),
            coverage: share(Overlap::right_in_left),
            words_added: member.words_added,
            words_removed: member.words_removed,
            agency_credit: facts.credit.map(|credit| self.agencies.name(credit.agency).to_owned()),
            credit_state: origin
                .and_then(|origin| self.agencies.credit_state(&facts, origin.agency)),
            own: origin.is_some_and(|origin| self.agencies.is_own(&facts, origin.agency)),
            best_source_id: source.map(|source| self.articles.key(source)),
            lag_minutes: of_story.lags[place],
        }
    }

    pub(crate) fn outlet(&self, article: ArticleId) -> Option<&str> {
        self.articles.facts(article).outlet.map(|outlet| self.articles.outlets.name(outlet))
    }
}

impl Run {
    /// How many pairs of different texts have which score.
    pub fn scores(&self) -> Result<ScoreCounts> {
        let mut scores = ScoreCounts::default();
        for measured in self.verified.iter() {
            let measured = measured?;
            let [one, other] = [measured.pair.low(), measured.pair.high()]
                .map(|article| self.clusters.of(article));
            let fate = if one == other { PairFate::InOneStory } else { PairFate::NotMerged };
            scores.add(Share::new(measured.score.share()), fate);
        }
        for measured in self.near.iter() {
            scores.add(Share::new(measured?.score.share()), PairFate::NotCopies);
        }
        Ok(scores)
    }
}
