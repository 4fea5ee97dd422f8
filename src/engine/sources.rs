//! Whose text each article of a story is most like, of those before it.

use super::articles::{Articles, Kept};
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
    /// Whether the dates do not settle the order, or another one is as similar.
    pub(super) ambiguous: bool,
    pub(super) reason: EdgeReason,
}

/// The copies among the texts of a story: what each has in common with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likeness {
    /// In rising order.
    texts: Vec<ArticleId>,
    /// Where the texts that one is like begin, and where those of the last one end.
    starts: Vec<usize>,
    /// The texts that the first one is like in rising order, each with their Jaccard similarity, then those of the second …
    like: Vec<(ArticleId, Share)>,
}

impl Likeness {
    /// Of texts in rising order, and the copies among them by their places, in rising order too.
    pub(super) fn new(texts: &[ArticleId], pairs: &[InnerPair]) -> Likeness {
        let places = |pair: &InnerPair| pair.places.map(|place| place as usize);
        let mut starts = vec![0; texts.len() + 1];
        for place in pairs.iter().flat_map(places) {
            starts[place + 1] += 1;
        }
        for place in 0..texts.len() {
            starts[place + 1] += starts[place];
        }
        let mut like = vec![(ArticleId(0), Share::ALL); 2 * pairs.len()];
        let mut next = starts.clone();
        // What is in front of a text comes before what is behind it.
        for to in [1, 0] {
            for pair in pairs {
                let places = places(pair);
                let next = &mut next[places[to]];
                like[*next] = (texts[places[1 - to]], Share::new(pair.overlap.jaccard()));
                *next += 1;
            }
        }
        Likeness { texts: texts.to_vec(), starts, like }
    }

    /// The texts that one is like.
    fn of(&self, text: ArticleId) -> &[(ArticleId, Share)] {
        match self.texts.binary_search(&text) {
            Ok(place) => &self.like[self.starts[place]..self.starts[place + 1]],
            Err(_) => &[],
        }
    }
}

/// What sources are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) articles: &'a Articles,
    pub(super) texts: &'a Texts,
    pub(super) agencies: &'a Agencies,
}

/// For each member of a story, the most similar earlier one; none if it matches none.
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
    let facts: Vec<Kept> =
        story.members.iter().map(|member| articles.facts(member.article)).collect();
    let is_own = |member: usize| agencies.of_outlet(&facts[member]).is_some();
    let mut queue: Vec<usize> = (0..story.members.len()).collect();
    queue.sort_by_cached_key(|&member| {
        let start = timing.dates()[member].map_or(i64::MAX, crate::date::Published::seconds);
        let words = std::cmp::Reverse(facts[member].words);
        (start, !is_own(member), words, story.members[member].article)
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
        let like = likeness.of(text).iter().copied();
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
        let is_same = facts[source].stream == facts[member].stream;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Overlap;

    #[test]
    fn texts_that_one_is_like_come_in_rising_order() {
        let texts = [2, 5, 7, 9].map(ArticleId);
        let pair = |one, other, shared| InnerPair {
            places: [one, other],
            overlap: Overlap { shared, left: 10, right: 10 },
        };
        let likeness = Likeness::new(&texts, &[pair(0, 2, 10), pair(1, 2, 5), pair(2, 3, 10)]);
        let like = |text: u32| {
            likeness.of(ArticleId(text)).iter().map(|(other, _)| other.0).collect::<Vec<_>>()
        };
        assert_eq!([2, 5, 7, 9].map(like), [vec![7], vec![7], vec![2, 5, 9], vec![7]]);
        assert_eq!(likeness.of(ArticleId(7))[1].1, Share::new(5.0 / 15.0));
        assert!(likeness.of(ArticleId(6)).is_empty());
    }
}
