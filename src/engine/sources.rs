//! Whose text each article of a story is most like, of those before it.

use super::articles::Articles;
use super::clusters::InnerPair;
use super::origins::Agencies;
use super::stories::Story;
use super::texts::Texts;
use super::timing::Timing;
use crate::article::ArticleId;
use crate::hash::HashMap;
use crate::report::{EdgeReason, Share};

/// An article of a story, and one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Its place among the members of the story.
    pub(super) member: usize,
    pub(super) similarity: Share,
    /// Whether the dates do not tell which was first, or another one is as like.
    pub(super) ambiguous: bool,
    pub(super) reason: EdgeReason,
}

/// The copies among the texts of a story: what each has in common with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likeness {
    /// One text, another one, and their Jaccard similarity; sorted.
    of: Vec<(ArticleId, ArticleId, Share)>,
}

impl Likeness {
    /// Of texts, and the copies among them by their places.
    pub(super) fn new(texts: &[ArticleId], pairs: &[InnerPair]) -> Likeness {
        let mut of: Vec<(ArticleId, ArticleId, Share)> = Vec::with_capacity(2 * pairs.len());
        for InnerPair { places, overlap } in pairs {
            let [low, high] = places.map(|place| texts[place as usize]);
            let jaccard = Share::new(overlap.jaccard());
            of.extend([(low, high, jaccard), (high, low, jaccard)]);
        }
        of.sort_unstable();
        Likeness { of }
    }

    /// The texts that one is like.
    fn of(&self, text: ArticleId) -> &[(ArticleId, ArticleId, Share)] {
        let start = self.of.partition_point(|&(one, ..)| one < text);
        let rest = &self.of[start..];
        &rest[..rest.partition_point(|&(one, ..)| one == text)]
    }
}

/// What sources are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) articles: &'a Articles,
    pub(super) texts: &'a Texts,
    pub(super) agencies: &'a Agencies,
}

/// For each member of a story the one before it that it is most like; none where it is measured to be like none.
///
/// Before it are those with an earlier date; of those of one time, and of those without a date, an agency's own
/// article is before the others, and then the longer one.
pub(super) fn sources(
    story: &Story,
    timing: &Timing,
    surroundings: Surroundings<'_>,
) -> Vec<Option<Source>> {
    let Surroundings { articles, texts, agencies } = surroundings;
    let likeness = &story.likeness;
    let is_own = |member: usize| {
        agencies.of_outlet(&articles.facts(story.members[member].article)).is_some()
    };
    let mut queue: Vec<usize> = (0..story.members.len()).collect();
    queue.sort_unstable_by_key(|&member| {
        let article = story.members[member].article;
        let start = timing.dates()[member].map_or(i64::MAX, crate::date::Published::seconds);
        let words = articles.facts(article).words;
        (start, !is_own(member), std::cmp::Reverse(words), article)
    });
    let mut turn_of = vec![0; queue.len()];
    let mut turns_of_text: HashMap<ArticleId, Vec<usize>> = HashMap::default();
    for (turn, &member) in queue.iter().enumerate() {
        turn_of[member] = turn;
        let text = texts.first_like(story.members[member].article);
        turns_of_text.entry(text).or_default().push(turn);
    }

    let source_of = |member: usize| {
        let turn = turn_of[member];
        let text = texts.first_like(story.members[member].article);
        let same = std::iter::once((text, Share::ALL));
        let like = likeness.of(text).iter().map(|&(_, other, similarity)| (other, similarity));
        let candidates = same.chain(like).filter_map(|(text, similarity)| {
            let turns = turns_of_text.get(&text)?;
            let before = turns.partition_point(|&other| other < turn);
            (before > 0).then(|| (similarity, queue[turns[0]], before))
        });
        let candidates: Vec<(Share, usize, usize)> = candidates.collect();
        let most = candidates.iter().map(|&(similarity, ..)| similarity).max()?;
        let best = candidates.iter().filter(|&&(similarity, ..)| similarity == most);
        let as_like: usize = best.clone().map(|&(.., before)| before).sum();
        let surely_before = |source: usize| {
            let dates = [source, member].map(|place| timing.dates()[place]);
            matches!(dates, [Some(one), Some(other)] if one.is_before(other))
        };
        let &(similarity, source, _) = best
            .min_by_key(|&&(_, source, _)| (!surely_before(source), turn_of[source]))
            .expect("one of them is the most like");
        let stream = |member: usize| articles.facts(story.members[member].article).stream;
        let is_same = stream(source) == stream(member);
        let reason = match (is_own(source), is_same) {
            (true, _) => EdgeReason::AgencyItem,
            (false, true) => EdgeReason::SameText,
            (false, false) => EdgeReason::MostAlike,
        };
        let ambiguous = as_like > 1 || !surely_before(source);
        Some(Source { member: source, similarity, ambiguous, reason })
    };
    (0..story.members.len()).map(source_of).collect()
}
