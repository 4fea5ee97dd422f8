//! A bit set.

use std::ops::Range;

/// A bit set, lowest bits first.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    parts: Vec<u64>,
}

impl Bits {
    /// A set of this size without set bits.
    pub(super) fn for_bits(bits: usize) -> Bits {
        let mut row = Bits::default();
        row.clear_for(bits);
        row
    }

    /// Clears all bits and resizes the set, reusing its memory.
    #[inline]
    pub(super) fn clear_for(&mut self, bits: usize) {
        self.parts.clear();
        self.parts.resize(bits / 64 + 1, 0);
    }

    #[inline]
    pub(super) fn parts(&self) -> &[u64] {
        &self.parts
    }

    #[inline]
    fn parts_mut(&mut self) -> &mut [u64] {
        &mut self.parts
    }

    /// Sets a range of bits.
    #[inline]
    pub(super) fn add(&mut self, bits: Range<usize>) {
        let Some(ends) = Ends::of(bits) else { return };
        let parts = &mut self.parts_mut()[ends.first..=ends.last];
        if let [part] = parts {
            *part |= ends.from & ends.to;
        } else if let [first, between @ .., last] = parts {
            *first |= ends.from;
            between.fill(u64::MAX);
            *last |= ends.to;
        }
    }

    /// Sets the bits that are set in another set, and grows to its size.
    pub(super) fn include(&mut self, other: &Bits) {
        if self.parts.len() < other.parts.len() {
            self.parts.resize(other.parts.len(), 0);
        }
        self.parts.iter_mut().zip(&other.parts).for_each(|(part, other)| *part |= other);
    }

    /// Sets one bit.
    #[inline]
    pub(super) fn mark(&mut self, bit: usize) {
        self.parts_mut()[bit / 64] |= 1 << (bit % 64);
    }

    /// Clears one bit.
    #[inline]
    pub(super) fn unmark(&mut self, bit: usize) {
        self.parts_mut()[bit / 64] &= !(1 << (bit % 64));
    }

    #[inline]
    pub(super) fn has(&self, bit: usize) -> bool {
        self.parts()[bit / 64] >> (bit % 64) & 1 != 0
    }

    /// Number of set bits.
    pub(super) fn count(&self) -> usize {
        self.parts().iter().map(|part| part.count_ones() as usize).sum()
    }

    /// Number of set bits in a range.
    #[inline]
    pub(super) fn count_in(&self, bits: Range<usize>) -> usize {
        if bits.is_empty() {
            return 0;
        }
        let (first, from, length) = (bits.start / 64, bits.start % 64, bits.len());
        let parts = &self.parts[first..];
        if length <= 64 {
            // Fast path for ranges of at most 64 bits, such as most sentences: shift them together
            // and count once.
            let behind = if from + length > 64 { parts[1] << (64 - from) } else { 0 };
            return ((parts[0] >> from | behind) << (64 - length)).count_ones() as usize;
        }
        let last = (bits.end - 1) / 64 - first;
        let between: usize = parts[1..last].iter().map(|part| part.count_ones() as usize).sum();
        let start = (parts[0] >> from).count_ones() as usize;
        start + between + (parts[last] << (63 - (bits.end - 1) % 64)).count_ones() as usize
    }

    /// The 64 bits from a bit on. Bits beyond the row are not set.
    #[inline]
    fn from(&self, bit: usize) -> u64 {
        let (first, from) = (bit / 64, bit % 64);
        let part = |at: usize| self.parts.get(at).copied().unwrap_or(0);
        // Two shifts, because none may be by 64.
        part(first) >> from | part(first + 1) << 1 << (63 - from)
    }

    /// Number of bits that are set in both of two ranges of one length, which start at these bits.
    pub(super) fn count_in_both(
        &self,
        start: usize,
        other: &Bits,
        others_start: usize,
        length: usize,
    ) -> usize {
        let counts = (0..length).step_by(64).map(|at| {
            let both = self.from(start + at) & other.from(others_start + at);
            let wanted = if length - at < 64 { (1 << (length - at)) - 1 } else { u64::MAX };
            (both & wanted).count_ones() as usize
        });
        counts.sum()
    }

    /// Number of set bits that are not in another set of the same size.
    pub(super) fn count_outside(&self, other: &Bits) -> usize {
        let parts = self.parts.iter().enumerate();
        let outside = parts.map(|(at, part)| part & !other.parts.get(at).copied().unwrap_or(0));
        outside.map(|part| part.count_ones() as usize).sum()
    }

    /// Whether one of 1 to 64 bits is set. Bits beyond the row are not.
    #[inline]
    pub(super) fn has_any(&self, bits: Range<usize>) -> bool {
        debug_assert!((1..=64).contains(&bits.len()));
        self.from(bits.start) & (u64::MAX >> (64 - bits.len())) != 0
    }

    /// The set bits, in rising order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts().iter().enumerate().flat_map(|(at, &part)| {
            let mut left = part;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    64 * at + bit
                })
            })
        })
    }

    /// Sets each bit with a set one among the `width` - 1 bits before it. `width` is 1 to 64.
    pub(super) fn spread(&mut self, width: usize) {
        let mut before = 0;
        for part in self.parts_mut() {
            let marked = *part;
            for by in 1..width {
                *part |= marked << by | before >> (64 - by);
            }
            before = marked;
        }
    }
}

/// A bit set with rank support.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranked {
    /// 64 bits each, with the number of set bits before them.
    parts: Vec<(u64, u32)>,
}

impl Ranked {
    /// A set with these bits.
    pub(super) fn of(bits: &Bits) -> Ranked {
        let mut ranked = Ranked::default();
        ranked.set(bits);
        ranked
    }

    /// Makes it a set with these bits, reusing its memory.
    pub(super) fn set(&mut self, bits: &Bits) {
        let mut before = 0;
        self.parts.clear();
        self.parts.extend(bits.parts().iter().map(|&part| {
            let ranked = (part, before);
            before += part.count_ones();
            ranked
        }));
    }

    /// Number of set bits before a bit, which may be one past the end.
    #[inline]
    pub(super) fn set_before(&self, bit: usize) -> u32 {
        let (part, before) = self.parts[bit / 64];
        before + (part & ((1 << (bit % 64)) - 1)).count_ones()
    }

    /// The same; `None` if the bit is beyond the set.
    #[inline]
    pub(super) fn set_before_if_inside(&self, bit: usize) -> Option<u32> {
        (bit / 64 < self.parts.len()).then(|| self.set_before(bit))
    }
}

/// The first and last words of a range, and masks for its bits in them.
struct Ends {
    first: usize,
    last: usize,
    from: u64,
    to: u64,
}

impl Ends {
    #[inline]
    fn of(bits: Range<usize>) -> Option<Ends> {
        let last = bits.end.checked_sub(1).filter(|&last| last >= bits.start)?;
        Some(Ends {
            first: bits.start / 64,
            last: last / 64,
            from: u64::MAX << (bits.start % 64),
            to: u64::MAX >> (63 - last % 64),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_spread_to_the_following_bits(
            marked in proptest::collection::btree_set(0..300_usize, 0..30),
            width in 1..65_usize,
            length in prop_oneof![Just(400_usize), Just(4000)],
        ) {
            let [mut spread, mut added] = [Bits::for_bits(length), Bits::for_bits(length)];
            for &bit in &marked {
                spread.mark(bit);
                added.add(bit..bit + width);
            }
            prop_assert_eq!(spread.iter().collect::<Vec<_>>(), marked.iter().copied().collect::<Vec<_>>());
            spread.spread(width);
            prop_assert_eq!(spread.parts(), added.parts());
        }

        #[test]
        fn each_added_bit_counts_once(
            added in proptest::collection::vec((0..300_usize, 0..150_usize), 0..8),
            (start, length) in (0..300_usize, 0..150_usize),
            bits in prop_oneof![Just(450_usize), Just(4500)],
        ) {
            let mut row = Bits::for_bits(bits);
            let mut plain = vec![false; 450];
            for (start, length) in added {
                row.add(start..start + length);
                plain[start..start + length].fill(true);
            }
            let set = |bits: &[bool]| bits.iter().filter(|&&set| set).count();
            prop_assert_eq!(row.count_in(start..start + length), set(&plain[start..start + length]));
            prop_assert_eq!(row.count(), set(&plain));
            prop_assert!((0..450).all(|bit| row.has(bit) == plain[bit]));
            let few = start..start + length.clamp(1, 64);
            prop_assert_eq!(row.has_any(few.clone()), plain[few].contains(&true));
            prop_assert!(!row.has_any(bits + 64..bits + 128));
            let mut ranked = Ranked::of(&Bits::for_bits(700));
            ranked.set(&row);
            prop_assert!((0..=450).all(|bit| ranked.set_before(bit) as usize == set(&plain[..bit])));
            prop_assert_eq!(ranked.set_before_if_inside(bits + 64), None);
            let mut all = Bits::for_bits(length);
            all.add(0..length);
            all.include(&row);
            prop_assert!((0..450).all(|bit| all.has(bit) == (bit < length || plain[bit])));
        }

        #[test]
        fn bits_in_two_ranges_and_bits_of_one_set_are_counted(
            one in proptest::collection::btree_set(0..300_usize, 0..200),
            other in proptest::collection::btree_set(0..300_usize, 0..200),
            starts in (0..320_usize, 0..320_usize),
            length in 0..200_usize,
        ) {
            let row = |marked: &std::collections::BTreeSet<usize>| {
                let mut row = Bits::for_bits(300);
                for &bit in marked {
                    row.mark(bit);
                }
                row
            };
            let both = (0..length)
                .filter(|at| one.contains(&(starts.0 + at)) && other.contains(&(starts.1 + at)))
                .count();
            prop_assert_eq!(row(&one).count_in_both(starts.0, &row(&other), starts.1, length), both);
            let outside = one.difference(&other).count();
            prop_assert_eq!(row(&one).count_outside(&row(&other)), outside);
            prop_assert_eq!(row(&one).count_outside(&Bits::for_bits(0)), one.len());
            let mut unmarked = row(&one);
            for &bit in &other {
                unmarked.unmark(bit);
            }
            prop_assert_eq!(unmarked.count(), outside);
        }
    }
}
