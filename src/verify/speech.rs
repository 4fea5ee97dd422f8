//! Which words of a text are somebody's speech: shared speech shows a shared source, not a shared story.

use std::ops::Range;

use crate::clean::{CleanText, Span};

/// Words that only a speaker or letter writer says of himself and his listeners. News prose outside quote marks has none
/// of them, so a sentence with one is a quoted statement or letter whose marks stand elsewhere.
const FIRST_AND_SECOND_PERSON: &[&str] = &[
    "i", "i'd", "i'll", "i'm", "i've", "im", "me", "mine", "my", "myself", "our", "ours", "us",
    "we", "we'd", "we'll", "we're", "we've", "you", "you're", "your",
];

/// For each word of a text, whether it stands inside quote marks.
///
/// Quote marks reach no further than their block.
pub(super) fn quoted_words(body: &str, text: &CleanText) -> Vec<bool> {
    let mut quoted = Vec::with_capacity(text.hashes().len());
    for block in text.blocks() {
        let spans = &text.spans()[block.tokens];
        let mut marks = Marks::default();
        let mut behind =
            spans.first().map_or(0, |first| opening_mark_before(body, first.start as usize));
        for span in spans {
            let start = span.start as usize;
            marks.read(
                body.get(behind..start).unwrap_or_default(),
                body[start..].starts_with(char::is_alphanumeric),
            );
            quoted.push(marks.double || marks.single);
            behind = span.end as usize;
        }
    }
    quoted
}

/// Whether any of some words that stand outside quote marks is in the first or second person.
pub(super) fn addresses(body: &str, spans: &[Span], quoted: &[bool], words: Range<usize>) -> bool {
    words.filter(|&word| !quoted[word]).any(|word| {
        let written = body.get(spans[word].range()).unwrap_or_default();
        // "US" is a country.
        written != "US"
            && written.len() <= 6
            && FIRST_AND_SECOND_PERSON.contains(&written.replace('’', "'").to_lowercase().as_str())
    })
}

/// Where the quote marks directly in front of a block's first word begin.
fn opening_mark_before(body: &str, word: usize) -> usize {
    let before = &body[..word];
    before.trim_end_matches(['"', '“', '„', '«', '‘', '\'', '(', '[']).len()
}

/// The quote marks that are open.
#[derive(Default)]
struct Marks {
    double: bool,
    single: bool,
}

impl Marks {
    /// Reads what stands between two words, of which the second one follows at once if `word_follows`.
    fn read(&mut self, between: &str, word_follows: bool) {
        let mut space_before = false;
        let mut characters = between.chars().peekable();
        while let Some(character) = characters.next() {
            let word_follows = word_follows && characters.peek().is_none();
            match character {
                '“' | '„' | '«' => self.double = true,
                '”' | '»' => self.double = false,
                '"' => self.double = !self.double,
                '‘' => self.single = true,
                '’' => self.single = false,
                '\'' if self.single => self.single = false,
                '\'' if space_before && word_follows => self.single = true,
                _ => {}
            }
            space_before = character.is_whitespace();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::clean::Cleaner;

    /// The words of a text that count as speech.
    fn quoted(body: &str) -> Vec<&str> {
        let text = Cleaner::new().clean(&Article { body: body.into(), ..Article::default() });
        let quoted = quoted_words(body, &text);
        let words = text.spans().iter().zip(quoted);
        words.filter(|&(_, quoted)| quoted).map(|(span, _)| &body[span.range()]).collect()
    }

    #[test]
    fn words_between_quote_marks_are_quoted() {
        assert_eq!(quoted("“Not today,” said the harbour master of Brannock."), ["Not", "today"]);
        assert_eq!(
            quoted("The mayor said \"no comment\" and left the old hall."),
            ["no", "comment"]
        );
        assert_eq!(quoted("He called it a 'great loss' for the whole town."), ["great", "loss"]);
    }

    #[test]
    fn apostrophe_opens_no_quote() {
        assert!(quoted("The mayor's office and the clerks' union of Brannock agreed.").is_empty());
    }

    #[test]
    fn quote_that_is_never_closed_ends_with_its_block() {
        let body =
            "“We go on until the very last day.\nThe strike began in the old harbour on Friday.";
        assert_eq!(quoted(body), ["We", "go", "on", "until", "the", "very", "last", "day"]);
    }

    #[test]
    fn sentence_of_a_letter_addresses_somebody_and_a_report_on_the_us_does_not() {
        let addressed = |body: &str| {
            let text = Cleaner::new().clean(&Article { body: body.into(), ..Article::default() });
            let quoted = quoted_words(body, &text);
            addresses(body, text.spans(), &quoted, 0..quoted.len())
        };
        assert!(addressed("Please accept my sincere regret over the delay of the ferry."));
        assert!(!addressed("The US envoy left the harbour city on Friday."));
        assert!(!addressed("“We regret the delay,” the ferry company said."));
    }
}
