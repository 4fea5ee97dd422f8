//! The file `rejects.jsonl`: one row for each record that is not an article.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Characters of a record that the file shows.
const SNIPPET_CHARACTERS: usize = 200;

/// A rejected record, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RejectRow<'a> {
    /// The file it is in.
    pub file: Cow<'a, str>,
    /// Its first line, counted from 1.
    pub line: u64,
    /// Its byte offset in the (decompressed) file.
    pub offset: u64,
    /// The reason, as a code for programs.
    pub code: Cow<'a, str>,
    /// The reason, as a message.
    pub message: Cow<'a, str>,
    /// The start of the record.
    pub snippet: Snippet,
    /// Its id, for a record that is rejected because another one has the same id and text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
}

/// The start of a record, at most 200 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snippet(String);

impl Snippet {
    /// The start of a record. Bytes that are not UTF-8 become U+FFFD.
    pub fn of(record: &[u8]) -> Snippet {
        // A character has at most four bytes, so only the start of a record of 200 MB is decoded.
        let beginning = &record[..record.len().min(SNIPPET_CHARACTERS * 4)];
        Snippet(String::from_utf8_lossy(beginning).chars().take(SNIPPET_CHARACTERS).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_record_is_its_own_snippet() {
        assert_eq!(
            Snippet::of("{\"text\": \"Überfall".as_bytes()).as_str(),
            "{\"text\": \"Überfall"
        );
    }

    #[test]
    fn snippet_of_a_long_record_has_two_hundred_characters() {
        for letter in ["a", "ü", "語", "🦊"] {
            let snippet = Snippet::of(letter.repeat(1_000).as_bytes());
            assert_eq!(snippet.as_str(), letter.repeat(200));
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(Snippet::of(b"caf\xe9").as_str(), "caf\u{fffd}");
    }
}
