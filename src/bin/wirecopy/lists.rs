//! Options that take a list: values with commas, with spaces, or the option repeated.

use std::ffi::OsString;

use clap::ValueEnum;

use crate::commands::cluster::{Condition, TableFormat};
use crate::commands::dedup::CopyKind;
use crate::options::matching::is_rule;

/// An option that takes a list.
struct List {
    name: &'static str,
    /// Whether a word is a value of this option. If so, it belongs to the list and is not an input.
    is_value: fn(&str) -> bool,
    /// The separators within one word.
    separators: &'static [char],
}

const LISTS: &[List] = &[
    List { name: "--write", is_value: is_one_of::<TableFormat>, separators: &[',', ' '] },
    List { name: "--remove", is_value: is_one_of::<CopyKind>, separators: &[',', ' '] },
    List { name: "--without", is_value: is_rule, separators: &[',', ' '] },
    // A condition may have spaces in it.
    List {
        name: "--fail-if",
        is_value: |word| word.parse::<Condition>().is_ok(),
        separators: &[','],
    },
    // A date may have both.
    List { name: "--date-format", is_value: |word| word.starts_with('%'), separators: &[] },
];

fn is_one_of<T: ValueEnum>(word: &str) -> bool {
    T::from_str(word, false).is_ok()
}

/// The arguments, with each list written as a repeated option.
pub(crate) fn split_lists(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words = typed.into_iter().peekable();
    let mut taken = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            taken.push(word);
            break;
        }
        let text = word.to_str();
        let (name, first) = match text.and_then(|text| text.split_once('=')) {
            Some((name, first)) => (Some(name), Some(first.to_owned())),
            None => (text, None),
        };
        let Some(list) = LISTS.iter().find(|list| Some(list.name) == name) else {
            taken.push(word);
            continue;
        };
        let is_behind = |word: &OsString| word.to_str().is_some_and(|word| !word.starts_with('-'));
        let Some(first) = first.or_else(|| words.next_if(is_behind)?.into_string().ok()) else {
            taken.push(word);
            continue;
        };
        let mut values = list.values(&first);
        let goes_on = |word: &OsString| {
            word.to_str().is_some_and(|word| {
                let values = list.values(word);
                !values.is_empty() && values.iter().all(|value| (list.is_value)(value))
            })
        };
        while let Some(more) = words.next_if(goes_on) {
            values.extend(more.to_str().into_iter().flat_map(|more| list.values(more)));
        }
        taken.extend(values.into_iter().map(|value| format!("{}={value}", list.name).into()));
    }
    taken.extend(words);
    taken
}

impl List {
    /// The values in a word. A word of separators only is kept, so that the parser refuses it.
    fn values(&self, word: &str) -> Vec<String> {
        let parts = word.split(|c: char| self.separators.contains(&c)).map(str::trim);
        let values: Vec<String> =
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
        if values.is_empty() { vec![word.to_owned()] } else { values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(typed: &[&str]) -> Vec<String> {
        let words = split_lists(typed.iter().map(OsString::from));
        words.into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn list_is_the_same_however_it_is_typed() {
        let ways: [&[&str]; 6] = [
            &["--write", "csv,jsonl", "news.jsonl"],
            &["--write", "csv", "jsonl", "news.jsonl"],
            &["--write=csv", "jsonl", "news.jsonl"],
            &["--write", "csv jsonl", "news.jsonl"],
            &["--write", "csv,", "jsonl", "news.jsonl"],
            &["--write", "csv", "--write", "jsonl", "news.jsonl"],
        ];
        for way in ways {
            assert_eq!(split(way), ["--write=csv", "--write=jsonl", "news.jsonl"], "{way:?}");
        }
    }

    #[test]
    fn condition_and_date_keep_their_spaces() {
        assert_eq!(
            split(&[
                "--fail-if",
                "gone > 0,new>2",
                "merged>1",
                "--date-format",
                "%d %b, %Y",
                "%d/%m/%Y",
                "a b"
            ]),
            [
                "--fail-if=gone > 0",
                "--fail-if=new>2",
                "--fail-if=merged>1",
                "--date-format=%d %b, %Y",
                "--date-format=%d/%m/%Y",
                "a b"
            ]
        );
    }

    #[test]
    fn other_words_are_not_changed() {
        for words in [
            &["cluster", "--", "--write", "csv", "jsonl"][..],
            &["--write"],
            &["--write", "--pairs"],
            &["--writer", "csv", "jsonl"],
        ] {
            assert_eq!(split(words), words);
        }
        assert_eq!(split(&["--write", "xml", "csv.jsonl"]), ["--write=xml", "csv.jsonl"]);
        assert_eq!(split(&["--write", ""]), ["--write="]);
    }
}
