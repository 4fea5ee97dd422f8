//! The shingles of a text by their places, and the shingles that two texts share.
//!
//! Copies share long runs, so two texts are compared by seed and extend, as in BLAST (Altschul and
//! others, 1990): a shingle of one text is looked up in the other, and both are followed while they
//! agree. The result is exact: every shared shingle is found, at every place.

use super::bits::Bits;
use super::number::to_u32;
use crate::shingle::Runs;
use crate::{hash, simd};

/// The first 32 bits of a shingle's hash.
///
/// Two different shingles collide in one of 4,000 pairs of texts of 1,000 words, which then seem to
/// share a thousandth more than they do.
pub(super) type Hash = u32;

/// Shingles after this many places are ignored.
const MOST_PLACES: usize = 1 << 24;

/// A run of consecutive shingles in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The place of its first shingle in each text.
    pub(super) starts: [u32; 2],
    /// Number of shingles.
    pub(super) shingles: u32,
}

/// Marks a place where no shingle starts.
const NONE: Hash = 0;

/// Words of a [`Lookup`]'s sieve: some forty bits for each shingle of an article of usual length.
const SIEVE_PARTS: usize = 256;

/// Shingles of the other text that are looked up at a time: few, because those inside a run can be
/// skipped.
const WINDOW: usize = 16;

/// The shingles of a text, each by its [`Hash`].
#[derive(Clone, Debug)]
pub(super) struct Shingles {
    /// The shingle that starts at each place. A place is a word or a letter.
    at: Box<[Hash]>,
    /// Whether there are places without a shingle between others.
    has_gaps: bool,
    /// Places of repeated shingles, each with the first place of its shingle.
    repeats: Box<[(u32, u32)]>,
    distinct: u32,
    /// Number of places in the text.
    places: usize,
}

/// A lookup table for the shingles of a text, built once for all the texts that it is compared
/// with.
#[derive(Debug)]
pub(super) struct Lookup<'a> {
    shingles: &'a Shingles,
    slots: Slots,
    /// A Bloom filter with one hash: a shingle whose bit is not set is not in the text.
    sieve: Box<[u64; SIEVE_PARTS]>,
}

/// A hash table with open addressing: a power of two of slots, each with the first place of a
/// shingle plus 1, or 0 if it is free. At least half of the slots are free.
#[derive(Debug)]
struct Slots(Box<[u32]>);

impl Shingles {
    /// The shingles of a text.
    pub(super) fn of(runs: &Runs) -> Shingles {
        let mut at = Vec::with_capacity(runs.hashes().len().min(MOST_PLACES));
        for (start, hashes) in runs.stretches().take_while(|&(start, _)| start < MOST_PLACES) {
            let hashes = &hashes[..hashes.len().min(MOST_PLACES - start)];
            at.resize(start, NONE);
            at.extend(hashes.iter().map(|&hash| known_as((hash >> Hash::BITS) as Hash)));
        }
        Shingles::by_place(at, runs.places())
    }

    /// Shingles with known starts and hashes, in the order of the text, which has `places` words or
    /// letters.
    pub(super) fn known(starts: impl Iterator<Item = (usize, Hash)>, places: usize) -> Shingles {
        let mut at = Vec::with_capacity(places.min(MOST_PLACES));
        for (start, hash) in starts.filter(|&(start, _)| start < MOST_PLACES) {
            at.resize(start, NONE);
            at.push(known_as(hash));
        }
        Shingles::by_place(at, places)
    }

    fn by_place(at: Vec<Hash>, places: usize) -> Shingles {
        let repeats = repeats(&at);
        let starts = at.iter().map(|&hash| usize::from(hash != NONE)).sum::<usize>();
        Shingles {
            has_gaps: starts < at.len(),
            distinct: to_u32(starts - repeats.len()),
            at: at.into(),
            repeats: repeats.into(),
            places,
        }
    }

    /// Prefetches the first shingles. The hardware prefetcher does the rest.
    pub(super) fn prefetch(&self) {
        simd::prefetch(&self.at[..self.at.len().min(4 * WINDOW)]);
    }

    /// Number of distinct shingles.
    pub(super) fn distinct(&self) -> u32 {
        self.distinct
    }

    /// All shingles with their places, in the order of the text.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Hash)> + '_ {
        self.at.iter().copied().enumerate().filter(|&(_, hash)| hash != NONE)
    }
}

/// Maps a hash so that no shingle is [`NONE`].
#[inline]
fn known_as(hash: Hash) -> Hash {
    hash.max(NONE + 1)
}

impl Lookup<'_> {
    pub(super) fn of(shingles: &Shingles) -> Lookup<'_> {
        let mut sieve = Box::new([0; SIEVE_PARTS]);
        for &hash in &shingles.at {
            sieve[part_of(hash)] |= 1_u64 << (hash % 64);
        }
        Lookup { shingles, slots: Slots::of(&shingles.at, &shingles.repeats), sieve }
    }

    /// Marks the places of both texts where a shared shingle starts. Returns the number of distinct
    /// shared shingles.
    ///
    /// `runs` receives the runs found, in the order of the other text.
    pub(super) fn shared(
        &self,
        other: &Shingles,
        marks: &mut [Bits; 2],
        runs: &mut Vec<Run>,
    ) -> u32 {
        let at = &self.shingles.at;
        // If one of the texts has no gaps, a gap of the other agrees with nothing.
        let has_gaps = self.shingles.has_gaps && other.has_gaps;
        let [own, others] = marks;
        own.clear_for(self.shingles.places);
        others.clear_for(other.places);
        runs.clear();
        let mut window = 0;
        while window < other.at.len() {
            let hashes = &other.at[window..];
            let hashes = hashes.get(..WINDOW).unwrap_or(hashes);
            let mut likely = self.sieved(hashes);
            let mut behind = window + hashes.len();
            while likely != 0 {
                let place = window + likely.trailing_zeros() as usize;
                likely &= likely - 1;
                let Ok(found) = self.slots.find(at, other.at[place]) else { continue };
                let run = common_prefix(&at[found..], &other.at[place..], has_gaps);
                own.add(found..found + run);
                others.add(place..place + run);
                let starts = [to_u32(found), to_u32(place)];
                runs.push(Run { starts, shingles: to_u32(run) });
                // The next run starts after this one.
                let next = place + run;
                if next >= behind {
                    behind = next;
                    break;
                }
                likely &= u32::MAX << (next - window);
            }
            window = behind;
        }
        // A run may have found any one of the places of a shingle.
        for &(place, first) in &self.shingles.repeats {
            if own.has(place as usize) {
                own.mark(first as usize);
            }
        }
        for &(place, first) in &self.shingles.repeats {
            if own.has(first as usize) {
                own.mark(place as usize);
            }
        }
        let again = other.repeats.iter().filter(|&&(place, _)| others.has(place as usize)).count();
        to_u32(others.count() - again)
    }

    /// Which of up to [`WINDOW`] shingles may be in the text: one bit for each, the first lowest.
    #[inline]
    fn sieved(&self, hashes: &[Hash]) -> u32 {
        // A constant length lets the compiler vectorize the loop.
        match <&[Hash; WINDOW]>::try_from(hashes) {
            Ok(hashes) => self.marked(hashes),
            Err(_) => self.marked(hashes),
        }
    }

    #[inline]
    fn marked(&self, hashes: &[Hash]) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "the lowest bit is what is wanted")]
        let is_marked = |hash: Hash| (self.sieve[part_of(hash)] >> (hash % 64)) as u32 & 1;
        hashes.iter().rev().fold(0, |marked, &hash| marked << 1 | is_marked(hash))
    }
}

#[inline]
fn part_of(hash: Hash) -> usize {
    (hash / 64) as usize % SIEVE_PARTS
}

/// Most shingles whose repeats are found with a sieve of the earlier ones, which then has at least
/// sixteen bits for each.
const FEW: usize = SIEVE_PARTS * 64 / 16;

/// The places of repeated shingles, each with the first place of its shingle.
fn repeats(at: &[Hash]) -> Vec<(u32, u32)> {
    let mut repeats = Vec::new();
    if at.len() > FEW {
        let mut slots = Slots::with_room_for(at.len());
        for (place, &hash) in at.iter().enumerate().filter(|&(_, &hash)| hash != NONE) {
            match slots.find(at, hash) {
                Ok(first) => repeats.push((to_u32(place), to_u32(first))),
                Err(free) => slots.0[free] = to_u32(place) + 1,
            }
        }
        return repeats;
    }
    let mut before = [0_u64; SIEVE_PARTS];
    for (place, &hash) in at.iter().enumerate() {
        let part = &mut before[part_of(hash)];
        let mark = 1 << (hash % 64);
        if *part & mark != 0
            && hash != NONE
            && let Some(first) = first_place(&at[..place], hash)
        {
            repeats.push((to_u32(place), to_u32(first)));
        }
        *part |= mark;
    }
    repeats
}

/// The first place of a shingle.
fn first_place(at: &[Hash], hash: Hash) -> Option<usize> {
    const AT_ONCE: usize = 32;
    // No early exit, so that all are compared at once.
    let has_it =
        |part: &[Hash]| part.iter().fold(0, |found, &other| found | u32::from(other == hash)) != 0;
    let part = AT_ONCE * at.chunks(AT_ONCE).position(has_it)?;
    at[part..].iter().position(|&other| other == hash).map(|place| part + place)
}

impl Slots {
    /// Free slots for this many shingles.
    fn with_room_for(shingles: usize) -> Slots {
        Slots(vec![0; (2 * shingles).next_power_of_two()].into())
    }

    /// Fills slots with shingles whose repeats are known.
    fn of(at: &[Hash], repeats: &[(u32, u32)]) -> Slots {
        let mut slots = Slots::with_room_for(at.len());
        let mut start = 0;
        let repeats = repeats.iter().map(|&(place, _)| place as usize);
        for end in repeats.chain([at.len()]) {
            for (place, &hash) in (start..).zip(&at[start..end]) {
                if hash != NONE {
                    slots.fill(hash, place);
                }
            }
            start = end + 1;
        }
        slots
    }

    /// Fills the first free slot with a shingle that has none yet.
    #[inline]
    fn fill(&mut self, hash: Hash, place: usize) {
        let mut slot = self.first_for(hash);
        let Slots(slots) = self;
        while slots[slot] != 0 {
            slot = (slot + 1) & (slots.len() - 1);
        }
        slots[slot] = to_u32(place) + 1;
    }

    /// The first slot to try for a shingle.
    #[inline]
    fn first_for(&self, hash: Hash) -> usize {
        // Mixes in the bits that the sieve uses (Knuth, TAOCP 3, 6.4: by the golden ratio).
        let mixed = u64::from(hash).wrapping_mul(hash::MIX_ADDED);
        (mixed >> 32) as usize & (self.0.len() - 1)
    }

    /// The first place of a shingle, or the free slot for it.
    #[inline]
    fn find(&self, at: &[Hash], hash: Hash) -> Result<usize, usize> {
        let Slots(slots) = self;
        let mut slot = self.first_for(hash);
        loop {
            match slots[slot] {
                0 => return Err(slot),
                place if at[place as usize - 1] == hash => return Ok(place as usize - 1),
                _ => slot = (slot + 1) & (slots.len() - 1),
            }
        }
    }
}

/// Length of the common prefix of two sequences of shingles. Both may have gaps only if `has_gaps`.
#[inline]
fn common_prefix(one: &[Hash], other: &[Hash], has_gaps: bool) -> usize {
    const AT_ONCE: usize = 16;
    let mut start = 0;
    if !has_gaps {
        let (ones, others) = (one.chunks_exact(AT_ONCE), other.chunks_exact(AT_ONCE));
        // No early exit, so that all are compared at once.
        let agree_at_once = |(one, other): &(&[Hash], &[Hash])| {
            one.iter().zip(*other).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
        };
        start = AT_ONCE * ones.zip(others).take_while(agree_at_once).count();
    }
    let agree = |&(one, other): &(&Hash, &Hash)| one == other && *one != NONE;
    start + one[start..].iter().zip(&other[start..]).take_while(agree).count()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn shingles(of: &[Option<Hash>]) -> Shingles {
        let starts = of.iter().enumerate();
        Shingles::known(starts.filter_map(|(start, &hash)| Some((start, hash?))), of.len())
    }

    /// A slow version, one shingle at a time.
    fn shared_plainly(one: &[Option<Hash>], other: &[Option<Hash>]) -> ([Vec<usize>; 2], usize) {
        let set = |of: &[Option<Hash>]| of.iter().flatten().copied().collect::<BTreeSet<Hash>>();
        let both: BTreeSet<Hash> = set(one).intersection(&set(other)).copied().collect();
        let marked = |of: &[Option<Hash>]| {
            let places = of.iter().enumerate();
            let marked = places.filter(|(_, hash)| hash.is_some_and(|hash| both.contains(&hash)));
            marked.map(|(place, _)| place).collect()
        };
        ([marked(one), marked(other)], both.len())
    }

    /// Texts that share runs, with gaps, repeats, and shingles that collide in a slot; some of them
    /// long.
    fn text() -> impl Strategy<Value = Vec<Option<Hash>>> {
        let run = (0..60_u32, 1..30_u32, prop_oneof![Just(1_u32), Just(1024)]);
        let runs = proptest::collection::vec(proptest::option::weighted(0.9, run), 0..8);
        let runs = runs.prop_map(|runs| {
            let of_run = |run: Option<(Hash, Hash, Hash)>| match run {
                Some((first, length, step)) => {
                    (first..first + length).map(|each| Some(step * each + 2)).collect()
                }
                None => vec![None],
            };
            runs.into_iter().flat_map(of_run).collect()
        });
        (runs, any::<bool>()).prop_map(|(mut text, is_long): (Vec<_>, _)| {
            let long = (5000..).take(if is_long { FEW } else { 0 }).map(Some);
            text.splice(0..0, long);
            text
        })
    }

    proptest! {
        #[test]
        fn every_shared_shingle_is_found_at_every_place(one in text(), other in text()) {
            let mut marks = [Bits::for_bits(5), Bits::for_bits(900)];
            let found = Lookup::of(&shingles(&one)).shared(&shingles(&other), &mut marks, &mut Vec::new());
            let (places, expected) = shared_plainly(&one, &other);
            prop_assert_eq!(marks.map(|marks| marks.iter().collect::<Vec<_>>()), places);
            prop_assert_eq!(found as usize, expected);
        }

        #[test]
        fn shingles_are_kept_with_their_places(text in text()) {
            let kept: Vec<(usize, Hash)> = shingles(&text).iter().collect();
            let given = text.iter().enumerate().filter_map(|(start, &hash)| Some((start, hash?)));
            prop_assert_eq!(kept, given.collect::<Vec<_>>());
            prop_assert_eq!(
                shingles(&text).distinct() as usize,
                text.iter().flatten().collect::<BTreeSet<_>>().len()
            );
        }
    }
}
