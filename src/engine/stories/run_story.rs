//! A story and its members, by their numbers in the run, and the similarities of its texts.

use crate::article::ArticleId;
use crate::engine::run::clusters::InnerPair;
use crate::report::{CanonicalRule, ClusterId, Flag, Role, Share};
use crate::similarity::{Overlap, Score};

/// Articles that are one story.
#[derive(Clone, Debug)]
pub(crate) struct RunStory {
    pub(crate) id: ClusterId,
    pub(crate) canonical: ArticleId,
    pub(crate) rule: CanonicalRule,
    /// The canonical article first, the others in rising order.
    pub(crate) members: Vec<RunMember>,
    pub(crate) outlets: u32,
    /// None in a story of one article.
    pub(crate) similarity: Option<Similarity>,
    pub(crate) flags: Vec<Flag>,
    /// The copies among its texts.
    pub(crate) likeness: Likeness,
}

/// The outline of a story, without its articles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    pub(crate) id: ClusterId,
    /// The first text of its cluster.
    pub(crate) first: ArticleId,
    pub(crate) canonical: ArticleId,
    pub(crate) articles: u32,
    pub(crate) outlets: u32,
}

/// The similarities within a story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similarity {
    /// Lowest Jaccard of the verified pairs.
    pub(crate) min: f64,
    /// Mean Jaccard of the verified pairs.
    pub(crate) mean: f64,
    /// Share of the pairs of distinct texts that match directly.
    pub(crate) cohesion: f64,
    /// Whether only a sample of the pairs was compared.
    pub(crate) sampled: bool,
}

/// An article of a story, compared with the canonical one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunMember {
    pub(crate) article: ArticleId,
    pub(crate) role: Role,
    /// Overlap of this article (left) and the canonical one (right); `None` for the same text.
    pub(crate) overlap: Option<Overlap>,
    /// The score of the two; 1 for the same text.
    pub(crate) score: Score,
    pub(crate) words_added: u32,
    pub(crate) words_removed: u32,
}

/// Which clusters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Singletons {
    /// Also articles without a copy.
    Included,
    /// Only stories of two or more articles.
    LeftOut,
}

/// For each text of a story, the texts that it matches directly.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likeness {
    /// In rising order.
    texts: Vec<ArticleId>,
    /// For each text, where its matches start in `like`; then the length of `like`.
    starts: Vec<usize>,
    /// The matches of the first text in rising order, each with its Jaccard similarity, then those
    /// of the second …
    like: Vec<(ArticleId, Share)>,
}

impl Likeness {
    /// `texts` are in rising order; `pairs` are the direct matches by the places of their texts,
    /// also in rising order.
    pub(crate) fn new(texts: &[ArticleId], pairs: &[InnerPair]) -> Likeness {
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
        // Matches before a text are stored ahead of matches after it.
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

    /// The matches of a text.
    pub(super) fn of(&self, text: ArticleId) -> &[(ArticleId, Share)] {
        match self.texts.binary_search(&text) {
            Ok(place) => &self.like[self.starts[place]..self.starts[place + 1]],
            Err(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::similarity::Overlap;

    #[test]
    fn matches_of_a_text_are_in_rising_order() {
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
