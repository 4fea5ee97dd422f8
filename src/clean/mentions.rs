//! Mentions of agencies in a text: their names as they are credited, and phrases that imply one.

use std::ops::Range;

use super::agencies::{Agencies, is_spelled};
use super::tokenize::{Tokens, tokens_of, words_of};
use super::word_set::WordSet;
use crate::hash::HashMap;
use crate::span::Span;

/// Words of credits that imply an agency without its name.
const CUES: [&str; 4] = ["reporting by", "editing by", "writing by", "compiled by"];

/// A name or a cue in a text. It is whole words, unless it is [run together](Finder::run_together)
/// with the word before.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Its words, by number.
    pub(super) words: Range<usize>,
    /// Its bytes.
    pub(super) text: Range<usize>,
    /// The place of the agency in the list of all; none for a cue.
    pub(super) agency: Option<usize>,
}

/// Finds mentions.
#[derive(Debug)]
pub(super) struct Finder {
    first_words: WordSet,
    /// Bytes of the longest first word.
    longest_first: usize,
    /// By first word, those with more words first.
    phrases: HashMap<u64, Vec<Phrase>>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<u64>,
    /// The name from its first letter to its last in one form, and its agency; none for a cue, which is
    /// not case-sensitive.
    name: Option<(String, usize)>,
}

impl Finder {
    pub(super) fn new(agencies: &Agencies) -> Finder {
        let mut longest_first = 0;
        let names = agencies.spellings().into_iter().map(|(spelling, agency)| {
            let Tokens { hashes, spans, .. } = tokens_of(spelling);
            longest_first = spans.first().map_or(0, |span| span.range().len()).max(longest_first);
            let letters = span_of(&spans).map_or("", |letters| &spelling[letters]);
            Phrase { words: hashes, name: Some((letters.to_owned(), agency)) }
        });
        let cues = CUES.into_iter().map(|cue| Phrase { words: words_of(cue), name: None });
        let mut all: Vec<Phrase> = names.chain(cues).collect();
        all.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        let mut phrases: HashMap<u64, Vec<Phrase>> = HashMap::default();
        for phrase in all {
            if let Some(&first) = phrase.words.first() {
                phrases.entry(first).or_default().push(phrase);
            }
        }
        let first_words = WordSet::new(phrases.keys().copied());
        Finder { first_words, longest_first, phrases }
    }

    /// The first words of all mentions.
    pub(super) fn first_words(&self) -> &WordSet {
        &self.first_words
    }

    /// The mentions in a text with these words, in order. The longest is taken where some overlap.
    /// `starts` has all words that may be the first of a mention, in order.
    pub(super) fn find(
        &self,
        text: &str,
        words: &[u64],
        spans: &[Span],
        starts: impl Iterator<Item = usize>,
    ) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut behind = 0;
        for at in starts {
            if at >= behind
                && self.first_words.contains(words[at])
                && let Some(mention) = self.at(text, &words[at..], &spans[at..])
            {
                behind = at + mention.words.len();
                mentions.push(Mention { words: at..behind, ..mention });
            }
        }
        mentions
    }

    /// The longest mention at the first of these words.
    fn at(&self, text: &str, words: &[u64], spans: &[Span]) -> Option<Mention> {
        let phrases = self.phrases.get(words.first()?)?;
        phrases.iter().filter(|phrase| words.starts_with(&phrase.words)).find_map(|phrase| {
            let length = phrase.words.len();
            let letters = span_of(&spans[..length])?;
            let agency = match &phrase.name {
                None => None,
                Some((name, agency)) => {
                    if !is_spelled(name, text.get(letters.clone())?) {
                        return None;
                    }
                    Some(*agency)
                }
            };
            Some(Mention { words: 0..length, text: letters, agency })
        })
    }

    /// The mentions in a text whose words may have lost the space between them, as in
    /// `Bo LindAssociated Press`. `words` and `spans` are of the text.
    pub(super) fn run_together(&self, text: &str, words: &[u64], spans: &[Span]) -> Vec<Mention> {
        let mut mentions = self.find(text, words, spans, 0..words.len());
        for (at, span) in spans.iter().enumerate() {
            let word = &text[span.range()];
            // A name starts near the end of the word, if it does: a word may be as long as the text.
            let near = joints(word).filter(|inside| word.len() - inside <= self.longest_first);
            for inside in near {
                let start = span.start as usize + inside;
                let starts_so = words_of(&word[inside..]);
                if !starts_so.first().is_some_and(|&first| self.first_words.contains(first)) {
                    continue;
                }
                let Tokens { hashes, spans, .. } = tokens_of(&text[start..]);
                if let Some(Mention { words, text: letters, agency }) =
                    self.at(&text[start..], &hashes, &spans)
                {
                    let letters = start + letters.start..start + letters.end;
                    mentions.push(Mention { words: at..at + words.len(), text: letters, agency });
                }
            }
        }
        mentions.sort_by_key(|mention| mention.text.start);
        // A name that begins inside a word may overlap one that follows.
        let mut behind = 0;
        mentions.retain(|mention| {
            let is_free = mention.text.start >= behind;
            behind = if is_free { mention.text.end } else { behind };
            is_free
        });
        mentions
    }
}

/// Where a word may be two that are run together: before a capital that follows a small letter, or
/// that a small letter follows.
pub(super) fn joints(word: &str) -> impl Iterator<Item = usize> {
    splits(word, is_joint)
}

/// The places in a word between two letters that are such a pair. `is_split` also gets the letter behind them.
pub(super) fn splits(
    word: &str,
    is_split: impl Fn(char, char, Option<char>) -> bool,
) -> impl Iterator<Item = usize> {
    let behind = word.chars().skip(2).map(Some).chain([None]);
    let pairs = word.chars().zip(word.char_indices().skip(1)).zip(behind);
    pairs.filter_map(move |((one, (at, next)), behind)| is_split(one, next, behind).then_some(at))
}

/// Whether two words may meet between two letters.
pub(super) fn is_joint(one: char, next: char, behind: Option<char>) -> bool {
    next.is_uppercase()
        && (one.is_lowercase() || one.is_uppercase() && behind.is_some_and(char::is_lowercase))
}

/// The bytes from the first span to the last.
fn span_of(spans: &[Span]) -> Option<Range<usize>> {
    Some(spans.first()?.start as usize..spans.last()?.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder() -> Finder {
        Finder::new(&Agencies::new(None).unwrap())
    }

    fn named<'t>(text: &'t str, mentions: &[Mention]) -> Vec<&'t str> {
        mentions.iter().map(|mention| &text[mention.text.clone()]).collect()
    }

    fn names(text: &str) -> Vec<&str> {
        let finder = finder();
        let Tokens { hashes, spans, .. } = tokens_of(text);
        named(text, &finder.find(text, &hashes, &spans, 0..hashes.len()))
    }

    #[test]
    fn names_are_found_as_they_are_written() {
        let text =
            "The app of Reuters, the AP and the Associated Press of Pakistan; reuters; an un App.";
        assert_eq!(names(text), ["Reuters", "AP", "Associated Press of Pakistan"]);
        assert_eq!(names("来源：美联社"), ["美联社"]);
        assert_eq!(names("Additional Reporting by Nadia Example"), ["Reporting by"]);
    }

    #[test]
    fn names_are_found_behind_words_that_lost_their_space() {
        let finder = finder();
        for text in ["By Bo LindAssociated Press", "BO LINDAssociated Press"] {
            let Tokens { hashes, spans, .. } = tokens_of(text);
            let mentions = finder.run_together(text, &hashes, &spans);
            assert_eq!(named(text, &mentions), ["Associated Press"], "{text}");
        }
        let text = "WhatsApp is owned by McReuters";
        let Tokens { hashes, spans, .. } = tokens_of(text);
        let mentions = finder.run_together(text, &hashes, &spans);
        assert_eq!(named(text, &mentions), ["Reuters"]);
    }

    #[test]
    fn name_is_found_behind_a_word_as_long_as_a_page() {
        // If each joint took as long as the word, this would take hours.
        let text = "aB".repeat(1_000_000) + "oAssociated Press";
        let Tokens { hashes, spans, .. } = tokens_of(&text);
        let mentions = finder().run_together(&text, &hashes, &spans);
        assert_eq!(named(&text, &mentions), ["Associated Press"]);
    }
}
