//! Compares two headlines.

use std::sync::LazyLock;

use crate::article::Article;
use crate::hash::{self, HashMap};
use crate::simd;

/// Words that a headline needs to be compared.
const FEWEST_WORDS: usize = 2;

/// The words of a headline.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Headline {
    /// Sorted, without duplicates. A [label](label_of) is among them, as one more word.
    words: Box<[u64]>,
}

/// The highest bits of the word that stands for a label, and how many bits count the label's words.
const LABEL: u64 = 0xffff << 48;
const LABEL_WORDS: u32 = 3;

/// The word that stands for the mark of a page of several stories.
const RUNNING: u64 = 0xfffe << 48;

/// The phrases that mark a page of several stories.
const RUNNING_PHRASES: &str = include_str!("tables/running.tsv");

/// Words of a label, at most.
const LONGEST_LABEL: usize = 4;

impl Headline {
    pub(super) fn of(article: &Article<'_>) -> Headline {
        Headline::of_text(article.headline.as_deref().unwrap_or_default())
    }

    fn of_text(headline: &str) -> Headline {
        let headline = headline.to_lowercase();
        let in_order: Vec<u64> = words_of(&headline).collect();
        let is_running = is_running(&in_order);
        let mut words = set(in_order);
        if let Some((label, rest)) = label_of(&headline) {
            let rest = set(words_of(rest).collect());
            let only_in_label = words.iter().filter(|word| rest.binary_search(word).is_err());
            let hash = hash::bytes(label.as_bytes()) << LABEL_WORDS | only_in_label.count() as u64;
            words.push(LABEL | hash);
        }
        if is_running {
            words.push(RUNNING);
        }
        words.sort_unstable();
        Headline { words: words.into() }
    }

    /// A headline with these words; `None` if they are not valid.
    pub(super) fn known(words: Vec<u64>) -> Option<Headline> {
        let is_set = words.is_sorted_by(|one, other| one < other);
        is_set.then(|| Headline { words: words.into() })
    }

    /// Its words, sorted.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    fn label(&self) -> Option<u64> {
        self.words.last().copied().filter(|word| word & LABEL == LABEL)
    }

    /// Whether both have one label, such as "The Latest:".
    pub(super) fn has_label_of(&self, other: &Headline) -> bool {
        self.label().is_some() && self.label() == other.label()
    }

    /// Whether it is of a page of several stories: a live page or a digest.
    pub(super) fn is_running(&self) -> bool {
        self.words.binary_search(&RUNNING).is_ok()
    }

    /// The words that it says: those that stand for a label or a mark sort behind them.
    fn said(&self) -> &[u64] {
        let behind = self.words.iter().rev().take_while(|&&word| word >= RUNNING).count();
        &self.words[..self.words.len() - behind]
    }

    /// Whether both may be of one page that its outlet updates: they have half of their words in common, and no label that tells
    /// a page from a digest.
    pub(super) fn may_be_updated_to(&self, other: &Headline) -> bool {
        self.label() == other.label() && self.shared(other).is_some_and(|shared| shared >= 0.5)
    }

    /// The share of the words of the shorter headline in the other one; `None` if one is too short. A label that both have does
    /// not count.
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    pub(super) fn shared(&self, other: &Headline) -> Option<f64> {
        let common = match self.label() {
            Some(label) if self.label() == other.label() => (label % (1 << LABEL_WORDS)) as usize,
            _ => 0,
        };
        let (own, others) = (self.said(), other.said());
        let fewer = own.len().min(others.len()).saturating_sub(common);
        let shared = simd::count_shared(own, others).saturating_sub(common);
        (fewer >= FEWEST_WORDS).then(|| shared as f64 / fewer as f64)
    }
}

/// The words of a text. Single letters are no words: most stand behind an apostrophe.
fn words_of(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !is_letter(word));
    words.map(|word| as_word(hash::bytes(word.as_bytes())))
}

/// The hash of a word: none of those that stand for a label or a mark.
fn as_word(hash: u64) -> u64 {
    if hash >= RUNNING { hash ^ 1 << 63 } else { hash }
}

fn set(mut words: Vec<u64>) -> Vec<u64> {
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether one of the [phrases](RUNNING_PHRASES) is among the words of a headline.
fn is_running(headline: &[u64]) -> bool {
    static PHRASES: LazyLock<HashMap<u64, Vec<Vec<u64>>>> = LazyLock::new(|| {
        let mut by_first: HashMap<u64, Vec<Vec<u64>>> = HashMap::default();
        for [_, phrase, _] in running_rows() {
            let phrase: Vec<u64> = words_of(phrase).collect();
            by_first.entry(phrase[0]).or_default().push(phrase);
        }
        by_first
    });
    headline.iter().enumerate().any(|(at, first)| {
        let phrases = PHRASES.get(first).into_iter().flatten();
        phrases.into_iter().any(|phrase| headline[at..].starts_with(phrase))
    })
}

/// The language, phrase and example of each row.
fn running_rows() -> impl Iterator<Item = [&'static str; 3]> {
    let rows = RUNNING_PHRASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().expect("a test reads the built-in table"))
    })
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic()
}

/// The label of a headline, such as the name of a series or topic before a colon, and the rest of it.
fn label_of(headline: &str) -> Option<(&str, &str)> {
    let (label, rest) = headline.split_once(": ")?;
    let is_label = (1..=LONGEST_LABEL).contains(&words_of(label).count());
    (is_label && words_of(rest).count() >= FEWEST_WORDS).then_some((label, rest))
}

/// The headlines under which one outlet has one text.
///
/// A headline that is edited keeps most of its words. So a text under several that have little in common is in place of several
/// stories, and one under very many has no headline of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headlines {
    /// All of them, up to [`MANY`].
    distinct: Vec<Headline>,
}

/// Two headlines with less than this share of the words of the shorter one have little in common.
const LITTLE: f64 = 1.0 / 3.0;

/// So many headlines are of many stories, such as those of a series, whatever they have in common.
const MANY: usize = 6;

impl Headlines {
    /// So many headlines of which no two have much in common are of many stories.
    pub(crate) const FEWEST: usize = 3;

    pub(crate) fn add(&mut self, headline: &str) {
        self.insert(&Headline::of_text(headline));
    }

    pub(super) fn insert(&mut self, headline: &Headline) {
        if !headline.words.is_empty()
            && self.distinct.len() < MANY
            && !self.distinct.contains(headline)
        {
            self.distinct.push(headline.clone());
        }
    }

    /// Whether they are those of several stories, in whatever order they were added.
    pub(crate) fn are_of_many_stories(&self) -> bool {
        self.distinct.len() >= MANY || self.are_unlike(Headlines::FEWEST)
    }

    /// Whether so many of them have little in common with each other.
    pub(crate) fn are_unlike(&self, headlines: usize) -> bool {
        has_unlike(&self.distinct, headlines)
    }

    /// Whether they are several.
    pub(crate) fn are_several(&self) -> bool {
        self.distinct.len() > 1
    }
}

/// Whether this many of some headlines have little in common with each other. Takes time exponential in the number of
/// headlines, so there must be few.
fn has_unlike(headlines: &[Headline], wanted: usize) -> bool {
    if wanted == 0 {
        return true;
    }
    headlines.iter().enumerate().any(|(place, one)| {
        let is_unlike = |other: &&Headline| one.shared(other).is_some_and(|shared| shared < LITTLE);
        let unlike: Vec<Headline> =
            headlines[place + 1..].iter().filter(is_unlike).cloned().collect();
        unlike.len() + 1 >= wanted && has_unlike(&unlike, wanted - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_of_many_stories(headlines: &[&str]) -> bool {
        let mut all = Headlines::default();
        for headline in headlines {
            all.add(headline);
        }
        all.are_of_many_stories()
    }

    fn shared(one: &str, other: &str) -> Option<f64> {
        Headline::of_text(one).shared(&Headline::of_text(other))
    }

    #[test]
    fn label_that_both_headlines_have_does_not_count() {
        assert_eq!(
            shared("Harbour Podcast: Ferry sails again", "Harbour Podcast: Who votes"),
            Some(0.0)
        );
        assert_eq!(shared("Ferry podcast: Ferry sails", "Ferry podcast: Ferry returns"), Some(0.5));
        assert_eq!(shared("Live: Ferry sails again", "Ferry sails again"), Some(1.0));
        assert_eq!(shared("Ferry: It sails", "Ferry: Tram"), Some(0.5));
    }

    #[test]
    fn example_of_each_phrase_is_a_headline_of_several_stories() {
        for [language, phrase, example] in running_rows() {
            assert!(Headline::of_text(example).is_running(), "{language} {phrase}: {example}");
        }
        for one_story in ["Ferry aground off Tarn", "Glance at a menu", "Ferry sails the brief way"]
        {
            assert!(!Headline::of_text(one_story).is_running(), "{one_story}");
        }
        assert_eq!(shared("Ferry aground, the latest", "The latest ferry aground"), Some(1.0));
    }

    #[test]
    fn single_letters_are_no_words_of_a_headline() {
        assert_eq!(shared("Rostberg's ferry isn't late", "Moldport's tram doesn't run"), Some(0.0));
    }

    #[test]
    fn headline_under_another_label_is_no_update() {
        let update =
            |one, other| Headline::of_text(one).may_be_updated_to(&Headline::of_text(other));
        assert!(update("Ferry sails again", "Ferry sails again after storm"));
        assert!(update("Flood: Five dead in Tarn", "Flood: Six dead in Tarn"));
        assert!(!update("Monday briefing: Ferry sails again", "Ferry sails again"));
        assert!(!update("Ferry sails again", "Council votes on the tram"));
    }

    #[test]
    fn edited_headlines_are_of_one_story() {
        for headlines in [
            &[
                "Ferry sails again on the Wend",
                "Ferry sails again",
                "FERRY SAILS AGAIN ON THE WEND, at last",
            ][..],
            &["Ferry sails", "Council votes on the tram"],
            &["Ferry", "Tram", "Bus"],
            &["Ferry", "Council votes on the tram", "Rain until Friday, says office"],
            &["Ferry sails again"; 9],
        ] {
            assert!(!are_of_many_stories(headlines), "{headlines:?}");
        }
    }

    #[test]
    fn headlines_with_little_in_common_or_very_many_are_of_many_stories() {
        for headlines in [
            &["Ferry sails again", "Council votes on the tram", "Rain until Friday, says office"][..],
            &[
                "Photos: ice",
                "Photos: fire",
                "Photos: sand",
                "Photos: trees",
                "Photos: birds",
                "Photos: rain",
            ],
            // The first has something in common with each of the others.
            &["Rain, ice, fire", "Rain again", "Ice sculptor wins", "Fire at the mill"],
        ] {
            assert!(are_of_many_stories(headlines), "{headlines:?}");
        }
    }

    #[test]
    fn no_word_is_taken_for_a_label_or_a_mark() {
        for hash in [0, 1 << 63, RUNNING - 1, RUNNING, RUNNING + 1, LABEL, u64::MAX] {
            let word = as_word(hash);
            assert!(word < RUNNING && word & LABEL != LABEL, "{hash:x}");
        }
        assert_eq!(as_word(RUNNING - 1), RUNNING - 1);
    }
}
