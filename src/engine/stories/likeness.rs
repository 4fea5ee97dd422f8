//! The similarities of the texts of a story that match directly.

use crate::article::ArticleId;
use crate::engine::run::clusters::InnerPair;
use crate::report::Share;

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
