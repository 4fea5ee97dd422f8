//! What outlets do to a story, one edit per file.
//!
//! An edit changes paragraphs or a text; it does not depend on the edits before or after it.

pub(super) mod caption;
pub(super) mod credit;
pub(super) mod cut;
pub(super) mod dateline;
pub(super) mod furniture;
pub(super) mod insert;
pub(super) mod numbers;
pub(super) mod ocr;
pub(super) mod spelling;
pub(super) mod typography;
pub(super) mod wording;

use serde::Serialize;

/// An edit that was made to a story on its way to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Edit {
    /// Paragraphs were cut from the bottom.
    Cut,
    /// The outlet wrote another headline.
    Headline,
    /// The credit was removed, or the outlet never gives one.
    CreditStripped,
    /// A paragraph about the outlet's city was inserted.
    Local,
    /// Words were replaced and sentences split.
    Wording,
    /// Words beside numbers were replaced, and units converted.
    Numbers,
    /// The lede was rewritten and a paragraph added.
    Updated,
    /// The site's boilerplate was added around it.
    Furniture,
    /// A caption was left on the page.
    Caption,
    /// It was scanned from print by OCR.
    Ocr,
}

/// Replaces words of a text, keeping an initial capital.
///
/// `replacement` gets each run of ASCII letters with its first letter in lower case.
fn replace_words(text: &str, mut replacement: impl FnMut(&str) -> Option<&'static str>) -> String {
    let mut replaced = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_alphabetic()) {
        let (before, word_on) = rest.split_at(start);
        let end =
            word_on.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        replaced.push_str(before);
        let capital = word.starts_with(|letter: char| letter.is_ascii_uppercase());
        let new = if capital { replacement(&lower_first(word)) } else { replacement(word) };
        match new {
            Some(new) if capital => push_capitalised(&mut replaced, new),
            Some(new) => replaced.push_str(new),
            None => replaced.push_str(word),
        }
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

fn lower_first(word: &str) -> String {
    let mut word = word.to_owned();
    word[..1].make_ascii_lowercase();
    word
}

/// Appends a text with its first letter, which is ASCII, as a capital.
fn push_capitalised(out: &mut String, text: &str) {
    let start = out.len();
    out.push_str(text);
    out[start..=start].make_ascii_uppercase();
}
