//! How alike the texts of a story are, of those that are copies by themselves.

use crate::article::ArticleId;
use crate::engine::run::clusters::InnerPair;
use crate::report::Share;

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
