//! The word difference of two cleaned texts.

mod copied;
#[cfg(test)]
mod word_places_tests;

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::Serialize;

use crate::article::Article;
use crate::clean::CleanText;
use crate::report::Edit;

/// Shorter runs of unchanged words between two changes are shown as part of the change.
const FEWEST_SAME: usize = 3;

/// Separates two words that have nothing between them.
const JOINT: &str = "\u{1f}";

/// Which of two texts has a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Both.
    Same,
    /// Only the first.
    Removed,
    /// Only the second.
    Added,
}

/// Consecutive words with their punctuation, and a line break between paragraphs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Which of the texts has it.
    pub change: Change,
    /// Number of words.
    pub words: usize,
    /// The words as in the first text, or as in the second if only that has them.
    pub text: String,
}

/// The changes that turn one text into another.
pub(crate) struct Difference<'a> {
    one: Vec<Word<'a>>,
    other: Vec<Word<'a>>,
    /// The hashes of the words of both texts.
    hashes: [&'a [u64]; 2],
    /// The replaced words of the first text and their replacements, in order.
    changes: Vec<Replaced>,
}

impl<'a> Difference<'a> {
    /// Finds the difference of two texts.
    ///
    /// Words are compared as in matching, so case and punctuation make no difference. The algorithm
    /// is Git's histogram diff, which limits its effort on texts that have little in common.
    pub(crate) fn of(
        one: (&'a Article<'_>, &'a CleanText),
        other: (&'a Article<'_>, &'a CleanText),
    ) -> Difference<'a> {
        let hashes = [one.1.hashes(), other.1.hashes()];
        let mut input = InternedInput::default();
        input.update_before(hashes[0].iter().copied());
        input.update_after(hashes[1].iter().copied());
        let diff = Diff::compute(Algorithm::Histogram, &input);
        let changes = diff.hunks().map(|hunk| (range(&hunk.before), range(&hunk.after))).collect();
        let (one, other) = (words(one), words(other));
        let changes = tidy(of_whole_characters(changes, &one, &other));
        Difference { one, other, hashes, changes }
    }

    /// The difference as a sequence of passages.
    pub(crate) fn passages(&self) -> Vec<Passage> {
        let steps = self.steps().into_iter();
        steps
            .map(|(change, words)| {
                let of = if change == Change::Added { &self.other } else { &self.one };
                Passage { change, words: words.len(), text: joined(&of[words]) }
            })
            .collect()
    }

    /// The difference as edits of the first text, from which the second can be put together as it is written.
    pub(crate) fn edits(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut of_other = 0;
        for (change, words) in self.steps() {
            match change {
                Change::Same => {
                    let others = of_other..of_other + words.len();
                    of_other = others.end;
                    edits.extend(kept(&self.one[words], &self.other[others]));
                }
                Change::Removed => edits.push(Edit::Removed(count(words.len()))),
                Change::Added => {
                    of_other = words.end;
                    let added = &self.other[words];
                    let before = added.first().map_or("", |first| first.before);
                    edits.push(Edit::Added(format!(
                        "{}{}",
                        before.trim_matches(' '),
                        joined(added)
                    )));
                }
            }
        }
        edits
    }

    /// The words of both texts from the first shared run of at least `fewest` words to the end of
    /// the last one.
    pub(crate) fn shared(&self, fewest: usize) -> Option<(Range<usize>, Range<usize>)> {
        let mut runs = self.same();
        runs.retain(|(one, _)| one.len() >= fewest);
        let ((one, other), (last, others_last)) = (runs.first()?, runs.last()?);
        Some((one.start..last.end, other.start..others_last.end))
    }

    /// The runs of words that both texts have in the same order, in each of them.
    fn same(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let mut same = Vec::new();
        let mut of_other = 0;
        for (change, words) in self.steps() {
            match change {
                Change::Removed => {}
                Change::Added => of_other = words.end,
                Change::Same => {
                    let others = of_other..of_other + words.len();
                    of_other = others.end;
                    same.push((words, others));
                }
            }
        }
        same
    }

    /// The non-empty runs of words in order. Added runs are ranges in the other text.
    fn steps(&self) -> Vec<(Change, Range<usize>)> {
        let mut steps = Vec::with_capacity(self.changes.len() * 3 + 1);
        let mut same_from = 0;
        for (removed, added) in &self.changes {
            steps.push((Change::Same, same_from..removed.start));
            same_from = removed.end;
            steps.push((Change::Removed, removed.clone()));
            steps.push((Change::Added, added.clone()));
        }
        steps.push((Change::Same, same_from..self.one.len()));
        steps.retain(|(_, words)| !words.is_empty());
        steps
    }
}

/// The edits for words that two texts share: those that both write alike, and those that the second writes otherwise.
fn kept<'a>(one: &'a [Word<'_>], other: &'a [Word<'_>]) -> impl Iterator<Item = Edit> + 'a {
    let is_alike = |(one, other): &(&Word<'_>, &Word<'_>)| {
        (one.before, one.text) == (other.before, other.text)
    };
    let mut pairs = one.iter().zip(other).peekable();
    std::iter::from_fn(move || {
        let first = pairs.peek()?;
        if is_alike(first) {
            let mut words = 0;
            while pairs.next_if(is_alike).is_some() {
                words += 1;
            }
            return Some(Edit::Same(count(words)));
        }
        let mut marked = String::new();
        while let Some((_, word)) = pairs.next_if(|pair| !is_alike(pair)) {
            mark(&mut marked, word);
        }
        Some(Edit::Respelled(marked))
    })
}

fn count(words: usize) -> u32 {
    u32::try_from(words).expect("a record in memory has fewer than 2^32 words")
}

/// The kept words of a text, each after its separator: a line break at the start of a paragraph, a
/// space, or [`JOINT`].
pub(crate) fn marked_words(article: &Article<'_>, text: &CleanText) -> String {
    let mut marked = String::with_capacity(article.body.len());
    for word in words((article, text)) {
        mark(&mut marked, &word);
    }
    marked
}

/// Adds a word after its separator.
fn mark(marked: &mut String, word: &Word<'_>) {
    marked.push_str(if word.before.is_empty() { JOINT } else { word.before });
    // Words have no spaces today. The separators must stay right even if that changes.
    let is_mark = |c: char| matches!(c, ' ' | '\n') || JOINT.contains(c);
    marked.push_str(&word.text.replace(is_mark, "\u{a0}"));
}

/// Joins words, without the separator of the first.
fn joined(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            text.push_str(word.before);
        }
        text.push_str(word.text);
    }
    text
}

fn range(tokens: &Range<u32>) -> Range<usize> {
    tokens.start as usize..tokens.end as usize
}

/// Replaced words of one text, and their replacements in another.
type Replaced = (Range<usize>, Range<usize>);

/// Widens changes that start or end inside a character that is several words, so that it changes as
/// a whole.
fn of_whole_characters(
    mut changes: Vec<Replaced>,
    one: &[Word<'_>],
    other: &[Word<'_>],
) -> Vec<Replaced> {
    let is_inside = |one_at: usize, other_at: usize| {
        let goes_on =
            |words: &[Word<'_>], at: usize| words.get(at).is_some_and(|word| word.goes_on);
        goes_on(one, one_at) || goes_on(other, other_at)
    };
    let mut behind = 0;
    for at in 0..changes.len() {
        let next = changes.get(at + 1).map_or(one.len(), |(removed, _)| removed.start);
        let (removed, added) = &mut changes[at];
        while removed.start > behind && is_inside(removed.start, added.start) {
            (removed.start, added.start) = (removed.start - 1, added.start - 1);
        }
        while removed.end < next && is_inside(removed.end, added.end) {
            (removed.end, added.end) = (removed.end + 1, added.end + 1);
        }
        behind = removed.end;
    }
    changes
}

/// Joins changes with only a word or two between them.
fn tidy(changes: Vec<Replaced>) -> Vec<Replaced> {
    let mut tidied: Vec<Replaced> = Vec::new();
    for (removed, added) in changes {
        match tidied.last_mut() {
            Some(last) if removed.start - last.0.end < FEWEST_SAME => {
                last.0.end = removed.end;
                last.1.end = added.end;
            }
            _ => tidied.push((removed, added)),
        }
    }
    tidied
}

/// A word with adjacent punctuation, and the separator before it.
///
/// If a character is several words, the first of them has it as its text.
struct Word<'a> {
    before: &'static str,
    text: &'a str,
    /// Where `text` starts in the body, in bytes.
    from: usize,
    /// Whether the word starts inside a character that the previous word shares, like the 2 of "½".
    goes_on: bool,
}

/// The bytes of consecutive words in the body that they are from.
fn bytes_of(words: &[Word<'_>]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.from..last.from + last.text.len(),
        _ => 0..0,
    }
}

/// The words of a text as written in its body.
fn words<'a>((article, text): (&'a Article<'_>, &CleanText)) -> Vec<Word<'a>> {
    let body: &'a str = &article.body;
    let mut words = Vec::with_capacity(text.n_words());
    for block in text.blocks() {
        let spans = &text.spans()[block.tokens];
        let mut from = spans.first().map_or(0, |span| clinging_before(body, span.range().start));
        let mut goes_on = false;
        for (place, span) in spans.iter().enumerate() {
            let end = span.range().end;
            let next = spans.get(place + 1).map(|next| next.range().start);
            let (to, next_from) = match next {
                Some(next) => apart(body, end, next.max(end)),
                None => (clinging_behind(body, end), end),
            };
            let before = match place {
                0 => "\n",
                _ if bytes_of(&words).end == from => "",
                _ => " ",
            };
            words.push(Word { before, text: &body[from..to], from, goes_on });
            goes_on = next.is_some_and(|next| next < end);
            from = next_from;
        }
    }
    words
}

/// Where the text of a word ends and that of the next one starts: at the whitespace between them.
fn apart(body: &str, end: usize, next: usize) -> (usize, usize) {
    let gap = &body[end..next];
    match (gap.find(char::is_whitespace), gap.rfind(char::is_whitespace)) {
        (Some(first), Some(last)) => {
            let blank = gap[last..].chars().next().map_or(0, char::len_utf8);
            (end + first, end + last + blank)
        }
        _ => (next, next),
    }
}

/// Start of the quotation marks and brackets before a block's first word.
fn clinging_before(body: &str, start: usize) -> usize {
    let marks = body[..start].chars().rev().take_while(|mark| "\"'“‘«„([¿¡".contains(*mark));
    start - marks.map(char::len_utf8).sum::<usize>()
}

/// End of the punctuation after a block's last word.
fn clinging_behind(body: &str, end: usize) -> usize {
    let marks =
        body[end..].chars().take_while(|mark| !mark.is_whitespace() && !mark.is_alphanumeric());
    end + marks.map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use crate::clean::Cleaner;

    use super::*;

    static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

    fn difference(one: &str, other: &str) -> Vec<Passage> {
        let [one, other] =
            [one, other].map(|body| Article { body: body.into(), ..Article::default() });
        let texts = [CLEANER.clean(&one), CLEANER.clean(&other)];
        Difference::of((&one, &texts[0]), (&other, &texts[1])).passages()
    }

    /// A difference on one line, as the terminal shows it.
    fn shown(one: &str, other: &str) -> String {
        let passages = difference(one, other).into_iter().map(|passage| match passage.change {
            Change::Same => passage.text,
            Change::Removed => format!("[-{}-]", passage.text),
            Change::Added => format!("{{+{}+}}", passage.text),
        });
        passages.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_differ_are_shown_with_their_punctuation() {
        assert_eq!(
            shown(
                "The ferry, he said, ran aground on Tuesday: \"Nobody was hurt.\"",
                "The ferry, he said, ran aground on Monday: \"Nobody was hurt.\"",
            ),
            "The ferry, he said, ran aground on [-Tuesday:-] {+Monday:+} \"Nobody was hurt.\""
        );
    }

    #[test]
    fn shared_words_reach_from_the_first_long_run_to_the_last() {
        let [one, other] = [
            "a b c one two three four five x y z six seven eight nine ten",
            "c d one two three four five six seven eight nine ten z",
        ]
        .map(|body| Article { body: body.into(), ..Article::default() });
        let texts = [CLEANER.clean(&one), CLEANER.clean(&other)];
        let difference = Difference::of((&one, &texts[0]), (&other, &texts[1]));
        assert_eq!(difference.shared(5), Some((3..16, 2..12)));
        assert_eq!(difference.shared(6), None);
    }

    #[test]
    fn case_and_quotation_marks_make_no_difference() {
        assert_eq!(difference("“Nobody” was HURT today", "\"nobody\" was hurt, today").len(), 1);
    }

    #[test]
    fn copy_is_put_together_in_its_own_spelling() {
        let [one, other] = [
            "The Ferry ran aground, he said, on the rocks.\nNobody was hurt today.",
            "The ferry ran aground he said on the rocks. Nobody was hurt today.",
        ]
        .map(|body| Article { body: body.into(), ..Article::default() });
        let texts = [CLEANER.clean(&one), CLEANER.clean(&other)];
        let difference = Difference::of((&one, &texts[0]), (&other, &texts[1]));
        let respelled = |words: &str| Edit::Respelled(words.to_owned());
        assert_eq!(
            difference.edits(),
            [
                Edit::Same(1),
                respelled(" ferry"),
                Edit::Same(1),
                respelled(" aground"),
                Edit::Same(1),
                respelled(" said"),
                Edit::Same(3),
                respelled(" Nobody"),
                Edit::Same(3)
            ]
        );
    }

    #[test]
    fn word_or_two_between_changes_is_part_of_the_change() {
        assert_eq!(
            shown(
                "one two three red of the sea four five six",
                "one two three blue of the sky four five six"
            ),
            "one two three [-red of the sea-] {+blue of the sky+} four five six"
        );
    }

    #[test]
    fn characters_of_a_script_without_spaces_are_not_set_apart() {
        assert_eq!(
            shown("橋が今日開通した", "橋が今日閉鎖した"),
            "橋が今日 [-開通-] {+閉鎖+} した"
        );
    }

    #[test]
    fn texts_with_nothing_in_common_are_compared_in_time() {
        let text = |from: u32| {
            let words: Vec<String> = (from..from + 60_000).map(|word| format!("w{word}")).collect();
            words.join(" ")
        };
        let found = difference(&text(0), &text(100_000));
        assert_eq!(found.iter().map(|passage| passage.words).collect::<Vec<_>>(), [60_000, 60_000]);
    }

    proptest! {
        #[test]
        fn every_word_of_both_texts_is_in_the_difference(
            one in "([a-d]{1,2}[ .,\n\"“]{1,2}){0,40}",
            other in "([a-d]{1,2}[ .,\n\"“]{1,2}){0,40}",
        ) {
                let words = [&one, &other].map(|body| {
                CLEANER.clean(&Article { body: body.as_str().into(), ..Article::default() }).n_words()
            });
            let found = difference(&one, &other);
            let count = |change| -> usize {
                found.iter().filter(|passage| passage.change == change).map(|passage| passage.words).sum()
            };
            prop_assert_eq!(count(Change::Same) + count(Change::Removed), words[0]);
            prop_assert_eq!(count(Change::Same) + count(Change::Added), words[1]);
        }
    }
}
