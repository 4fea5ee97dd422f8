//! An inverted index of shingles: which of many texts share enough with one of them to be compared.

use rayon::prelude::*;

use super::min_containment;
use super::profile::Profile;
use crate::similarity::Overlap;

/// The texts that have each shingle, but for shingles of a single text (Zobel and Moffat,
/// *Inverted Files for Text Search Engines*, 2006, section 3).
///
/// Takes 8 to 12 bytes for each shared shingle of each text, and up to 8 more for each shingle while
/// it is built.
#[derive(Debug)]
pub struct InvertedIndex {
    /// The lists of the first text, then those of the second …
    lists_of: Rows,
    /// For each list, its texts in rising order.
    texts_of: Rows,
    texts: Vec<Text>,
}

/// What is known of a text.
#[derive(Clone, Copy, Debug)]
struct Text {
    /// Number of distinct shingles.
    distinct: u32,
    min_containment: f64,
}

/// Rows of numbers, one after the other.
#[derive(Debug)]
struct Rows {
    /// Where each row starts, and the end of the last.
    starts: Vec<usize>,
    numbers: Vec<u32>,
}

impl Rows {
    fn row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.numbers[self.starts[row]..self.starts[row + 1]]
    }
}

impl InvertedIndex {
    /// Indexes texts. They go by their places, from 0.
    ///
    /// # Panics
    ///
    /// If there are 2^32 texts or more.
    pub fn of(profiles: &[&Profile]) -> InvertedIndex {
        let texts = u32::try_from(profiles.len()).expect("there are fewer than 2^32 texts");
        let all = profiles.iter().map(|profile| profile.shingles().iter().count()).sum();
        let mut entries: Vec<u64> = Vec::with_capacity(all);
        for (text, profile) in (0..texts).zip(profiles) {
            let shingles = profile.shingles().iter();
            entries
                .extend(shingles.map(|(_, hash)| u64::from(hash) << u32::BITS | u64::from(text)));
        }
        entries.par_sort_unstable();
        // A shingle that a text has several times counts once.
        entries.dedup();
        let lists = || {
            let lists = entries.chunk_by(|one, other| one >> u32::BITS == other >> u32::BITS);
            lists.filter(|list| list.len() > 1)
        };
        let mut texts_of =
            Rows { starts: vec![0], numbers: Vec::with_capacity(lists().map(<[u64]>::len).sum()) };
        let mut starts = vec![0; profiles.len() + 1];
        for list in lists() {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is the text")]
            let texts = list.iter().map(|&entry| entry as u32);
            texts.clone().for_each(|text| starts[text as usize + 1] += 1);
            texts_of.numbers.extend(texts);
            texts_of.starts.push(texts_of.numbers.len());
        }
        drop(entries);
        for text in 0..profiles.len() {
            starts[text + 1] += starts[text];
        }
        let mut next = starts.clone();
        let mut numbers = vec![0; texts_of.numbers.len()];
        // There are fewer lists than hashes.
        for list in (0_u32..).take(texts_of.starts.len() - 1) {
            for &text in texts_of.row(list) {
                let next = &mut next[text as usize];
                numbers[*next] = list;
                *next += 1;
            }
        }
        let text = |profile: &&Profile| Text {
            distinct: profile.shingles().distinct(),
            min_containment: min_containment(profile),
        };
        let texts = profiles.iter().map(text).collect();
        InvertedIndex { lists_of: Rows { starts, numbers }, texts_of, texts }
    }

    /// The later texts that share enough with a text for [`judge`](super::Measurer::judge) to give
    /// a verdict, in rising order.
    ///
    /// # Panics
    ///
    /// If there is no such text.
    pub fn alike_behind(&self, text: u32) -> Vec<u32> {
        let first = text + 1;
        let mut shared = vec![0_u32; self.texts.len() - first as usize];
        let mut met = Vec::new();
        for &list in self.lists_of.row(text) {
            let list = self.texts_of.row(list);
            for &other in &list[list.partition_point(|&other| other < first)..] {
                let shared = &mut shared[(other - first) as usize];
                if *shared == 0 {
                    met.push(other);
                }
                *shared += 1;
            }
        }
        let Text { distinct: left, min_containment } = self.texts[text as usize];
        met.retain(|&other| {
            let right = self.texts[other as usize].distinct;
            let overlap = Overlap { shared: shared[(other - first) as usize], left, right };
            overlap.containment() >= min_containment
        });
        met.sort_unstable();
        met
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::number::to_u32;
    use super::super::{Measurer, Rules};
    use super::*;
    use crate::article::{Article, BodyIs};
    use crate::clean::Cleaner;
    use crate::shingle::Shingling;

    proptest! {
        #[test]
        fn texts_that_are_alike_are_those_with_a_verdict(
            bodies in proptest::collection::vec(
                proptest::collection::vec(proptest::sample::select(&[
                    "The ferry left the pier of Tarn in the fog. ",
                    "Nobody was hurt, said the harbour master. ",
                    "The ferry left the pier of Tarn at noon. ",
                    "All trains between Wick and Orrin were late on Monday because of the snow. ",
                    "The council of Elmland votes on the new bridge over the river Elden. ",
                    "Rain. ",
                ][..]), 0..7),
                2..12,
            ),
            body_is in proptest::sample::select(&[BodyIs::Story, BodyIs::Headline][..]),
            letters in proptest::option::of(5..10_usize),
        ) {
            let cleaner = Cleaner::new();
            let shingling = letters.map_or(Shingling::default(), Shingling::Letters);
            let profile = |sentences: &Vec<&str>| {
                let article = Article { body: sentences.concat().into(), body_is, ..Article::default() };
                Profile::new(&article, &cleaner.clean(&article), shingling)
            };
            let profiles: Vec<Profile> = bodies.iter().map(profile).collect();
            let index = InvertedIndex::of(&profiles.iter().collect::<Vec<_>>());
            for (place, one) in profiles.iter().enumerate() {
                let measurer = Measurer::new(one, Rules::default());
                let judged: Vec<u32> = (place + 1..profiles.len())
                    .filter(|&other| measurer.judge(&profiles[other]).is_some())
                    .map(to_u32)
                    .collect();
                prop_assert_eq!(index.alike_behind(to_u32(place)), judged);
            }
        }
    }
}
