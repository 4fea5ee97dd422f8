//! Skips candidate pairs whose signatures show that they share too little.
//!
//! Below the smaller of the two largest minima, both signatures hold all shingles of their
//! articles: each is a sample of its set, drawn by the same rule (Broder, 1997). A shingle of the
//! smaller sample is in the other article with probability equal to the containment. So the count
//! of shared minima is binomial, and a count that would be rare at the least containment of
//! interest rules the pair out.

use crate::simd;

/// The least containment of interest, of the smaller shingle set.
pub(super) const MIN_CONTAINMENT: f64 = 0.34;

/// Probability below which a count is rare: the share of pairs of just this containment that are
/// lost.
const RARE: f64 = 0.02;

/// For each number of shared minima, the largest smaller sample for which a pair is worth
/// measuring.
///
/// Fewer draws never need more hits, so one bound per number is enough.
#[derive(Clone, Debug)]
pub(super) struct LeastShared {
    /// `None` if so few shared minima are not enough for any sample.
    most_draws: Vec<Option<usize>>,
}

impl LeastShared {
    /// For samples of up to `width` minima.
    pub(super) fn new(width: usize) -> LeastShared {
        let least: Vec<usize> = (0..=width).map(least_shared).collect();
        let most = |shared| least.partition_point(|&least| least <= shared).checked_sub(1);
        LeastShared { most_draws: (0..=width).map(most).collect() }
    }

    /// Most minima in a signature.
    pub(super) fn width(&self) -> usize {
        self.most_draws.len() - 1
    }

    /// The fewest shared minima that are enough for any sample.
    pub(super) fn always_enough(&self) -> usize {
        let width = self.width();
        self.most_draws.partition_point(|most| most.is_none_or(|most| most < width))
    }

    /// Whether two articles with these minima share enough.
    pub(super) fn is_reached(&self, minima: [&[u64]; 2]) -> bool {
        let [one, other] = minima;
        if one.is_empty() || other.is_empty() {
            return false;
        }
        // A minimum past the end of a sample is in one article only, so every shared one is in both
        // samples.
        let Some(most) = self.most_draws[simd::count_shared(one, other)] else { return false };
        let [one_end, other_end] = minima.map(|minima| self.end_of_sample(minima));
        let end = one_end.min(other_end);
        let has_no_more = |minima: &[u64]| minima.get(most).is_none_or(|&minimum| minimum > end);
        has_no_more(one) || has_no_more(other)
    }

    /// The value up to which the minima of a signature are all shingles of the article.
    fn end_of_sample(&self, minima: &[u64]) -> u64 {
        let is_whole = minima.len() < self.width();
        minima.last().copied().filter(|_| !is_whole).unwrap_or(u64::MAX)
    }
}

/// The smallest count of hits in `draws` that is not rare.
fn least_shared(draws: usize) -> usize {
    let mut tail = 0.0;
    (0..=draws)
        .find(|&count| {
            tail += binomial(draws, count);
            tail >= RARE
        })
        .unwrap_or(draws)
}

/// The probability of `count` hits in `draws` at [`MIN_CONTAINMENT`].
#[expect(clippy::cast_precision_loss, reason = "a signature has few minima")]
fn binomial(draws: usize, count: usize) -> f64 {
    let mut probability = 1.0;
    for hit in 0..count {
        probability *= (draws - hit) as f64 / (hit + 1) as f64 * MIN_CONTAINMENT;
    }
    for _ in count..draws {
        probability *= 1.0 - MIN_CONTAINMENT;
    }
    probability
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;
    use crate::shingle::ShingleSet;
    use crate::signature::{Signature, Signatures};

    fn signatures(sets: [Vec<u64>; 2]) -> Signatures {
        let mut signatures = Signatures::with_width(32);
        for set in sets {
            let hashes = set.into_iter().map(hash::mix).collect();
            signatures.push(&Signature::new(&ShingleSet::from_hashes(hashes), 32));
        }
        signatures
    }

    fn is_reached(least: &LeastShared, sets: [Vec<u64>; 2]) -> bool {
        let signatures = signatures(sets);
        least.is_reached([0, 1].map(|row| signatures.minima(row)))
    }

    /// The share of pairs with `shared` of 400 shingles in common that are worth measuring.
    fn kept(shared: u64, larger: u64) -> f64 {
        let least = LeastShared::new(32);
        let worth_reading = (0..1000).filter(|trial| {
            let base = trial * 1_000_000;
            let one = (base..base + 400).collect();
            let other = (base + 400 - shared..base + 400 - shared + larger).collect();
            is_reached(&least, [one, other])
        });
        f64::from(u32::try_from(worth_reading.count()).unwrap()) / 1000.0
    }

    #[test]
    fn copies_are_worth_reading_and_stock_phrases_are_not() {
        assert!(kept(140, 400) > 0.99, "{}", kept(140, 400));
        assert!(kept(140, 2000) > 0.99, "{}", kept(140, 2000));
        assert!(kept(4, 400) < 0.05, "{}", kept(4, 400));
    }

    #[test]
    fn fewer_draws_ask_for_no_more() {
        assert!((0..=64).map(least_shared).is_sorted());
    }

    #[test]
    fn pair_is_worth_reading_if_the_smaller_sample_asks_for_no_more_than_is_shared() {
        let least = LeastShared::new(32);
        for shared in 0..20 {
            for [one_more, other_more] in [[0, 0], [3, 40], [40, 3], [12, 12], [40, 40]] {
                let set = |more: u64, apart: u64| {
                    (0..shared).chain(apart..apart + more).collect::<Vec<u64>>()
                };
                let signatures = signatures([set(one_more, 1000), set(other_more, 2000)]);
                let [one, other] = [0, 1].map(|row| signatures.minima(row));
                let end = |minima: &[u64]| if minima.len() < 32 { u64::MAX } else { minima[31] };
                let end = end(one).min(end(other));
                let draws = |minima: &[u64]| minima.iter().filter(|&&own| own <= end).count();
                let smaller = draws(one).min(draws(other));
                let hits = one.iter().filter(|minimum| other.contains(minimum)).count();
                let is_none = one.is_empty() || other.is_empty();
                let is_worth = !is_none && hits >= least_shared(smaller);
                assert_eq!(least.is_reached([one, other]), is_worth);
            }
        }
    }

    #[test]
    fn so_many_shared_minima_are_enough_whatever_the_others_are() {
        let least = LeastShared::new(32);
        assert_eq!(least.always_enough(), least_shared(32));
        let enough = least_shared(32) as u64;
        assert!((enough..32).all(|shared| {
            let rows = [0, 1].map(|row| {
                // The shared ones are the smallest: both samples are as large as can be.
                let own = (0..32 - shared).map(|at| 1_000 * (row + 1) + at);
                (0..shared).chain(own).collect::<Vec<u64>>()
            });
            least.is_reached([&rows[0], &rows[1]])
        }));
    }

    #[test]
    fn binomial_probabilities_add_up_to_one() {
        let sum: f64 = (0..=32).map(|count| binomial(32, count)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn short_text_is_compared_whole() {
        let least = LeastShared::new(32);
        let short: Vec<u64> = (0..20).collect();
        assert!(is_reached(&least, [short.clone(), short.clone()]));
        assert!(!is_reached(&least, [short, (20..42).collect()]));
    }
}
