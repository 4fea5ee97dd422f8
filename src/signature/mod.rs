//! Stage 4: keeps the minima of a shingle set as the article's signature.
//!
//! These are the k smallest shingle hashes: bottom-k. Articles that share many shingles share
//! minima, whatever their lengths.

mod bottom;
mod stored;

pub use bottom::DEFAULT_MINIMA;
use bottom::NONE;
pub(crate) use stored::{KEY_BITS, StoredSignatures, Writer, halves, keys, row_bytes};

use crate::shingle::ShingleSet;

/// The signatures of many articles, one row of minima each.
///
/// Takes 8 bytes per minimum, even for articles with fewer shingles than minima.
#[derive(Clone, Debug)]
pub struct Signatures {
    minima: Vec<u64>,
    width: usize,
}

impl Signatures {
    /// Makes room for signatures of `width` minima each.
    ///
    /// # Panics
    ///
    /// If `width` is 0.
    pub fn with_width(width: usize) -> Signatures {
        assert!(width > 0, "a signature has at least one minimum");
        Signatures { minima: Vec::new(), width }
    }

    /// Appends the signature of one article.
    pub fn push(&mut self, signature: &Signature) {
        assert_eq!(signature.minima.len(), self.width, "signatures of one run are of one width");
        self.minima.extend_from_slice(&signature.minima);
    }

    /// Most minima in a signature.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of signatures.
    pub fn len(&self) -> usize {
        self.minima.len() / self.width
    }

    /// Whether there are no signatures.
    pub fn is_empty(&self) -> bool {
        self.minima.is_empty()
    }

    /// The minima in row `row`, in rising order: fewer than the width if the article has fewer
    /// shingles.
    pub fn minima(&self, row: usize) -> &[u64] {
        let minima = self.minima_with_padding(row);
        &minima[..minima.partition_point(|&minimum| minimum != NONE)]
    }

    /// The minima in row `row`, padded to the width.
    pub(crate) fn minima_with_padding(&self, row: usize) -> &[u64] {
        &self.minima[row * self.width..(row + 1) * self.width]
    }

    /// Keeps the rows that `order` names, in that order: row `i` becomes the old row `order[i]`.
    ///
    /// Works in place, because signatures take much memory.
    ///
    /// # Panics
    ///
    /// If `order` names a row twice, or one that does not exist.
    pub fn select(&mut self, order: &[u32]) {
        let rows = self.len();
        let mut from: Vec<u32> = Vec::with_capacity(rows);
        from.extend_from_slice(order);
        let mut named = vec![false; rows];
        for &row in order {
            assert!(
                !std::mem::replace(&mut named[row as usize], true),
                "an order names each row at most once"
            );
        }
        from.extend((0..).zip(&named).filter(|&(_, &named)| !named).map(|(row, _): (u32, _)| row));
        self.permute(&from);
        self.minima.truncate(order.len() * self.width);
    }

    /// Moves each row along its cycle of the permutation.
    fn permute(&mut self, from: &[u32]) {
        let width = self.width;
        let mut placed = vec![false; from.len()];
        let mut first = vec![NONE; width];
        for start in 0..from.len() {
            if placed[start] {
                continue;
            }
            first.copy_from_slice(&self.minima[start * width..(start + 1) * width]);
            let mut to = start;
            loop {
                placed[to] = true;
                let row = from[to] as usize;
                if row == start {
                    self.minima[to * width..(to + 1) * width].copy_from_slice(&first);
                    break;
                }
                self.minima.copy_within(row * width..(row + 1) * width, to * width);
                to = row;
            }
        }
    }
}

/// The minima of one article, padded to the width of its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    minima: Box<[u64]>,
}

impl Signature {
    /// Keeps the `width` smallest hashes of a shingle set.
    pub fn new(shingles: &ShingleSet, width: usize) -> Signature {
        let mut minima = vec![NONE; width].into_boxed_slice();
        bottom::fill(&mut minima, shingles.hashes());
        Signature { minima }
    }

    /// The signature of the shingle set with these hashes, in any order and with repeats.
    ///
    /// This avoids sorting the hashes that are not kept.
    pub fn of_hashes(hashes: &[u64], width: usize) -> Signature {
        let least = bottom::least(hashes, width);
        let set = least.unwrap_or_else(|| ShingleSet::from_hashes(hashes.to_vec()));
        Signature::new(&set, width)
    }

    /// The minima, padded to the width of the run.
    pub(crate) fn minima(&self) -> &[u64] {
        &self.minima
    }

    /// Estimates the Jaccard similarity of the two shingle sets; 0 for two empty sets.
    ///
    /// The estimate is the share of the `k` smallest hashes of the union that are in both. That is
    /// unbiased (Broder 1997), and exact if the union has at most `k`. For an exact value use
    /// [`verify`](mod@crate::verify).
    ///
    /// # Panics
    ///
    /// If the signatures differ in length: no estimate is possible.
    pub fn estimate_jaccard(&self, other: &Signature) -> f64 {
        assert_eq!(
            self.minima.len(),
            other.minima.len(),
            "signatures of two lengths cannot be compared"
        );
        let (agreeing, all) = bottom::agreeing(&self.minima, &other.minima);
        if all == 0 { 0.0 } else { f64::from(agreeing) / f64::from(all) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(sets: &[Vec<u64>], width: usize) -> Signatures {
        let mut signatures = Signatures::with_width(width);
        for set in sets {
            signatures.push(&Signature::new(&ShingleSet::from_hashes(set.clone()), width));
        }
        signatures
    }

    #[test]
    fn signature_holds_the_smallest_hashes() {
        let signatures = of(&[vec![9, 4, 7, 1], vec![5]], 3);
        assert_eq!(signatures.minima(0), [1, 4, 7]);
        assert_eq!(signatures.minima(1), [5]);
    }

    proptest! {
        #[test]
        fn selecting_gives_what_pushing_in_that_order_gives(
            kept in 0..20_usize,
            (sets, order) in proptest::collection::vec(proptest::collection::vec(0..1000_u64, 0..6), 1..20)
                .prop_flat_map(|sets| {
                    let order: Vec<u32> = (0..u32::try_from(sets.len()).unwrap()).collect();
                    (Just(sets), Just(order).prop_shuffle())
                })
        ) {
            let order = &order[..kept.min(order.len())];
            let mut selected = of(&sets, 4);
            selected.select(order);
            let sets: Vec<_> = order.iter().map(|&row| sets[row as usize].clone()).collect();
            prop_assert_eq!(selected.minima, of(&sets, 4).minima);
        }
    }
}
