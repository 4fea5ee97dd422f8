//! Copied passages: what two texts have in common, in runs of words that nobody writes twice by
//! chance. The report shows the same passages (`report/html/script/passages.js`).

use std::ops::Range;

use super::Difference;
use super::bytes_of;
use crate::hash::HashMap;

/// The fewest words in a row of a passage. Any two texts on one subject share runs of fewer.
const FEWEST_COPIED: usize = 7;

/// The fewest words of a passage that stands in another order in the two texts.
const FEWEST_MOVED: usize = 8;

/// The longest change inside a passage, in words.
const LONGEST_CHANGE: usize = 8;

/// A passage that two texts have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Its bytes in the body of the first text.
    pub(crate) one: Range<usize>,
    /// Its bytes in the body of the second text.
    pub(crate) other: Range<usize>,
    /// The words that both have, without those that differ inside the passage.
    pub(crate) words: usize,
}

/// The words of a passage.
struct Run {
    one: Range<usize>,
    other: Range<usize>,
    /// Words that both have.
    words: usize,
    /// The most of them in a row.
    longest: usize,
}

impl Difference<'_> {
    /// The copied passages, in the order of the second text. None overlap.
    ///
    /// A passage has seven words in a row that both texts have, and reaches over changes of up to
    /// eight words. Eight words in a row that stand elsewhere in the other text are one too.
    pub(crate) fn copied(&self) -> Vec<Copied> {
        let mut runs = self.in_order();
        runs.extend(self.moved(&runs));
        runs.sort_unstable_by_key(|run| run.other.start);
        let copied = runs.into_iter().map(|Run { one, other, words, .. }| Copied {
            one: bytes_of(&self.one[one]),
            other: bytes_of(&self.other[other]),
            words,
        });
        copied.collect()
    }

    fn in_order(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (one, other) in self.same() {
            let words = one.len();
            match runs.last_mut() {
                Some(last)
                    if one.start - last.one.end <= LONGEST_CHANGE
                        && other.start - last.other.end <= LONGEST_CHANGE =>
                {
                    (last.one.end, last.other.end) = (one.end, other.end);
                    last.words += words;
                    last.longest = last.longest.max(words);
                }
                _ => runs.push(Run { one, other, words, longest: words }),
            }
        }
        runs.retain(|run| run.longest >= FEWEST_COPIED);
        runs
    }

    /// Runs of words that are in none of these passages, at their first place in the first text.
    fn moved(&self, passages: &[Run]) -> Vec<Run> {
        let mut taken = self.hashes.map(|hashes| vec![false; hashes.len()]);
        for run in passages {
            taken[0][run.one.clone()].fill(true);
            taken[1][run.other.clone()].fill(true);
        }
        let is_free = |taken: &[bool], at: usize| !taken[at..at + FEWEST_MOVED].contains(&true);
        let [one, other] = self.hashes;
        let mut starts: HashMap<&[u64], usize> = HashMap::default();
        for (at, words) in one.windows(FEWEST_MOVED).enumerate() {
            if is_free(&taken[0], at) {
                starts.entry(words).or_insert(at);
            }
        }
        let mut moved = Vec::new();
        if starts.is_empty() {
            return moved;
        }
        let mut at = 0;
        while at + FEWEST_MOVED <= other.len() {
            let start = starts.get(&other[at..at + FEWEST_MOVED]).copied();
            let start = start.filter(|_| is_free(&taken[1], at));
            let Some(start) = start.filter(|&start| is_free(&taken[0], start)) else {
                at += 1;
                continue;
            };
            let words = (start..one.len())
                .zip(at..other.len())
                .take_while(|&(left, right)| {
                    !taken[0][left] && !taken[1][right] && one[left] == other[right]
                })
                .count();
            let run =
                Run { one: start..start + words, other: at..at + words, words, longest: words };
            taken[0][run.one.clone()].fill(true);
            taken[1][run.other.clone()].fill(true);
            at = run.other.end;
            moved.push(run);
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::clean::Cleaner;

    /// The passages of two texts, as each has them, and their words.
    fn copied(one: &str, other: &str) -> Vec<(String, String, usize)> {
        let cleaner = Cleaner::new();
        let [one, other] =
            [one, other].map(|body| Article { body: body.into(), ..Article::default() });
        let texts = [cleaner.clean(&one), cleaner.clean(&other)];
        let difference = Difference::of((&one, &texts[0]), (&other, &texts[1]));
        let copied = difference.copied().into_iter();
        copied
            .map(|Copied { one: of_one, other: of_other, words }| {
                (one.body[of_one].to_owned(), other.body[of_other].to_owned(), words)
            })
            .collect()
    }

    const FERRY: &str = "The old ferry ran aground, he said, on the rocks of Tarn.";
    const SCHOOL: &str = "Forty people were treated for cold in a school near the harbour.";

    #[test]
    fn passage_reaches_over_a_short_change_and_keeps_the_spelling_of_each_text() {
        assert_eq!(
            copied(
                FERRY,
                "Yesterday the old Ferry ran aground, he said in the morning, on the rocks of Tarn again."
            ),
            [(
                FERRY.to_owned(),
                "the old Ferry ran aground, he said in the morning, on the rocks of Tarn"
                    .to_owned(),
                12
            )]
        );
    }

    #[test]
    fn few_shared_words_are_no_passage() {
        assert!(copied(FERRY, "A lorry ran aground, he said, in a field.").is_empty());
    }

    #[test]
    fn passages_that_stand_in_another_order_are_both_found() {
        let (one, other) = (format!("{FERRY}\n{SCHOOL}"), format!("{SCHOOL}\n{FERRY}"));
        let both = |text: &str, words| (text.to_owned(), text.to_owned(), words);
        assert_eq!(copied(&one, &other), [both(SCHOOL, 12), both(FERRY, 12)]);
    }

    #[test]
    fn text_that_is_repeated_is_one_passage_of_the_text_that_has_it_once() {
        let twice = format!("{FERRY} {SCHOOL} {FERRY}");
        assert_eq!(copied(FERRY, &twice).len(), 1);
        assert_eq!(copied(&twice, FERRY).len(), 1);
    }
}
