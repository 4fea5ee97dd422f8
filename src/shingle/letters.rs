//! Shingles of letters, for texts with misread letters, such as OCR.

use std::ops::Range;

use super::run::Run;
use crate::clean::{CleanText, MASK};
use crate::hash;

/// The letters and digits of a text, without what separates its words.
///
/// A word that was split, or joined to the next, keeps its letters.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// A masked word is one letter, [`MASK`].
    letters: Vec<u64>,
    ends: WordEnds,
}

/// For each word, the number of letters up to its end.
#[derive(Clone, Debug, Default)]
pub struct WordEnds(Vec<u32>);

impl Letters {
    /// The letters of `text`, whose article has this body.
    pub fn of(body: &str, text: &CleanText) -> Letters {
        let mut letters: Vec<u64> = Vec::with_capacity(6 * text.n_words());
        let mut ends = Vec::with_capacity(text.n_words());
        for word in 0..text.n_words() {
            if text.is_mask(word) {
                letters.push(MASK);
            } else {
                text.letters(body, word, |letter| letters.push(letter.into()));
            }
            ends.push(u32::try_from(letters.len()).expect("a text has fewer than 2^32 letters"));
        }
        Letters { letters, ends: WordEnds(ends) }
    }

    /// The number of letters.
    #[expect(clippy::len_without_is_empty, reason = "no caller needs it")]
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// The runs of `length` letters without a mask, in text order, repeats included. A run starts
    /// at the index of its first letter.
    pub fn runs(&self, length: usize) -> impl Iterator<Item = Run> + '_ {
        let runs = self.letters.windows(length).enumerate();
        runs.filter(|(_, run)| !run.contains(&MASK))
            .map(|(start, run)| Run { start, shingle: hash::sequence(run) })
    }

    /// Keeps only where the words end.
    pub fn into_word_ends(self) -> WordEnds {
        self.ends
    }
}

impl WordEnds {
    /// Takes word ends in rising order.
    pub fn new(ends: Vec<u32>) -> WordEnds {
        WordEnds(ends)
    }

    /// The end of each word.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied()
    }

    /// The words that a run of letters shows: those that lie in it, and those that make up at least
    /// half of it.
    ///
    /// So a run of eight letters can show the whole of `government`, but nothing of a short number that it cuts.
    pub fn words_of(&self, run: Range<usize>) -> Range<usize> {
        let WordEnds(ends) = self;
        let first = ends.partition_point(|&end| end as usize <= run.start);
        let others = ends[first..].partition_point(|&end| (end as usize) < run.end);
        let behind = (first + others + 1).min(ends.len());
        let shows = |word: usize| {
            let start = if word == 0 { 0 } else { ends[word - 1] as usize };
            let end = ends[word] as usize;
            let inside = end.min(run.end) - start.max(run.start);
            inside == end - start || 2 * inside >= run.len()
        };
        let first = if shows(first) { first } else { first + 1 };
        let behind = if behind > first && !shows(behind - 1) { behind - 1 } else { behind };
        first..behind.max(first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::clean::Cleaner;

    fn letters(body: &str) -> Letters {
        let article = Article { body: body.into(), ..Article::default() };
        Letters::of(body, &Cleaner::new().clean(&article))
    }

    /// The words that each run of eight letters shows.
    fn shown(body: &str) -> Vec<String> {
        let letters = letters(body);
        let words: Vec<&str> = body.split(' ').collect();
        let starts: Vec<usize> = letters.runs(8).map(|run| run.start).collect();
        let ends = letters.into_word_ends();
        starts.iter().map(|&start| words[ends.words_of(start..start + 8)].join(" ")).collect()
    }

    #[test]
    fn run_shows_words_that_lie_in_it_and_long_ones_that_fill_half_of_it() {
        assert_eq!(
            shown("with 212 people"),
            ["with 212", "212", "212", "212 people", "212 people", "people"]
        );
        assert_eq!(shown("government"), ["government"; 3]);
    }

    #[test]
    fn word_that_was_broken_has_the_same_shingles() {
        let hashes = |body: &str| letters(body).runs(8).map(|run| run.shingle).collect::<Vec<_>>();
        assert_eq!(hashes("the old har bour offi-\nce"), hashes("The Old Harbour Office"));
    }

    proptest! {
        #[test]
        fn shown_words_are_those_that_counting_letters_one_by_one_finds(
            lengths in proptest::collection::vec(1..13_usize, 1..12),
            start in 0..40_usize,
            length in 1..12_usize,
        ) {
            let word_of: Vec<usize> =
                (0..).zip(&lengths).flat_map(|(word, &length)| vec![word; length]).collect();
            prop_assume!(start + length <= word_of.len());
            let mut ends = Vec::new();
            for length in &lengths {
                ends.push(ends.last().unwrap_or(&0) + u32::try_from(*length).unwrap());
            }
            let inside = |word| {
                word_of[start..start + length].iter().filter(|&&of| of == word).count()
            };
            let is_shown = |&word: &usize| {
                inside(word) > 0 && (inside(word) == lengths[word] || 2 * inside(word) >= length)
            };
            let shown: Vec<usize> = (0..lengths.len()).filter(is_shown).collect();
            let found: Vec<usize> = WordEnds(ends).words_of(start..start + length).collect();
            prop_assert_eq!(found, shown);
        }
    }
}
