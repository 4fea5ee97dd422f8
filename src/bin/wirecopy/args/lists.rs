//! Options that take a list, in whatever way it is typed: with commas, with spaces, or the option again for each.

use std::ffi::OsString;

use clap::ValueEnum;

use super::cluster::TableFormat;
use super::dedup::CopyKind;
use super::matching::is_rule;
use crate::condition::Condition;

/// An option that takes a list.
struct List {
    name: &'static str,
    /// Whether a word is a value of it, so that one which follows the others belongs to them and is no input.
    is_value: fn(&str) -> bool,
    /// What parts the values in one word.
    separators: &'static [char],
}

const LISTS: &[List] = &[
    List { name: "--write", is_value: is_one_of::<TableFormat>, separators: &[',', ' '] },
    List { name: "--only", is_value: is_one_of::<CopyKind>, separators: &[',', ' '] },
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

/// The words that were typed, with each list as the option again and again, a value each time.
pub(crate) fn taken_apart(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
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
    /// The values in a word; one that holds nothing else is left for the parser to refuse.
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

    fn apart(typed: &[&str]) -> Vec<String> {
        let words = taken_apart(typed.iter().map(OsString::from));
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
            assert_eq!(apart(way), ["--write=csv", "--write=jsonl", "news.jsonl"], "{way:?}");
        }
    }

    #[test]
    fn condition_and_date_keep_their_spaces() {
        assert_eq!(
            apart(&[
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
    fn what_is_no_value_is_left_where_it_was() {
        for words in [
            &["cluster", "--", "--write", "csv", "jsonl"][..],
            &["--write"],
            &["--write", "--pairs"],
            &["--writer", "csv", "jsonl"],
        ] {
            assert_eq!(apart(words), words);
        }
        assert_eq!(apart(&["--write", "xml", "csv.jsonl"]), ["--write=xml", "csv.jsonl"]);
        assert_eq!(apart(&["--write", ""]), ["--write="]);
    }
}
