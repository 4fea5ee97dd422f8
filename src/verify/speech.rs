//! Which words of a text are somebody's speech: shared speech shows a shared source, not a shared story.

use std::ops::Range;
use std::sync::LazyLock;

use super::sentences::is_space_between;
use crate::clean::{CleanText, WordSet, words_of};
use crate::hash::HashSet;

/// The words of the first and second person.
const PERSONS: &str = include_str!("tables/persons.tsv");

/// Knows the words by which speech is told where it stands outside quote marks.
#[derive(Debug)]
pub(super) struct Speech {
    words: HashSet<&'static str>,
    /// Their hashes, by which most words are known not to be among them.
    hashes: WordSet,
    /// Bytes of the longest word, with a curly apostrophe in it.
    longest: usize,
}

impl Speech {
    /// The words of the built-in table.
    pub(super) fn built_in() -> &'static Speech {
        static BUILT_IN: LazyLock<Speech> = LazyLock::new(|| {
            let words: HashSet<&str> = rows().map(|[_, word, _]| word).collect();
            let longest = words.iter().map(|word| word.replace('\'', "’").len()).max();
            let hashes = WordSet::new(words.iter().flat_map(|word| words_of(word)));
            Speech { longest: longest.unwrap_or(0), words, hashes }
        });
        &BUILT_IN
    }

    /// Whether any of some words that stand outside quote marks is in the first or second person.
    pub(super) fn addresses(
        &self,
        body: &str,
        text: &CleanText,
        quoted: &[bool],
        words: Range<usize>,
    ) -> bool {
        let mut folded = String::new();
        let may_address = |word: &usize| self.hashes.contains(text.hashes()[*word]);
        words.filter(may_address).filter(|&word| !quoted[word]).any(|word| {
            let written = body.get(text.spans()[word].range()).unwrap_or_default();
            // "US" is a country, and a small "i" an Italian article.
            if written.len() > self.longest || matches!(written, "US" | "i") {
                return false;
            }
            folded.clear();
            let straight = written.chars().map(|c| if c == '’' { '\'' } else { c });
            folded.extend(straight.flat_map(char::to_lowercase));
            self.words.contains(folded.as_str())
        })
    }
}

/// The language, word and example of each row.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    PERSONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().expect("a test reads the built-in table"))
    })
}

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
            if !is_space_between(body, behind, start) {
                let between = body.get(behind..start).unwrap_or_default();
                marks.read(between, body[start..].starts_with(char::is_alphanumeric));
            }
            quoted.push(marks.double || marks.single);
            behind = span.end as usize;
        }
    }
    quoted
}

/// Where the quote marks directly in front of a block's first word begin.
fn opening_mark_before(body: &str, word: usize) -> usize {
    let before = &body[..word];
    before.trim_end_matches(['"', '“', '„', '«', '「', '『', '‘', '\'', '(', '[']).len()
}

/// The quote marks that are open.
#[derive(Default)]
struct Marks {
    double: bool,
    /// Whether the double mark that is open stands below the line.
    low: bool,
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
                // German quotes end with the mark with which English ones begin.
                '“' if self.low => (self.double, self.low) = (false, false),
                '„' => (self.double, self.low) = (true, true),
                '“' | '«' | '「' | '『' => self.double = true,
                '”' | '»' | '」' | '』' => (self.double, self.low) = (false, false),
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

    fn addressed(body: &str) -> bool {
        let text = Cleaner::new().clean(&Article { body: body.into(), ..Article::default() });
        let quoted = quoted_words(body, &text);
        Speech::built_in().addresses(body, &text, &quoted, 0..quoted.len())
    }

    #[test]
    fn german_and_japanese_quotes_end_with_their_own_marks() {
        assert_eq!(quoted("Er sagte „heute nicht“ und ging von Bord."), ["heute", "nicht"]);
        assert_eq!(quoted("船長は「だめ」と言って港を出た。"), ["だ", "め"]);
    }

    #[test]
    fn sentence_of_a_letter_addresses_somebody_and_a_report_on_the_us_does_not() {
        assert!(addressed("Please accept my sincere regret over the delay of the ferry."));
        assert!(!addressed("The US envoy left the harbour city on Friday."));
        assert!(!addressed("“We regret the delay,” the ferry company said."));
    }

    #[test]
    fn example_of_each_word_has_it_and_is_speech() {
        for [language, word, example] in rows() {
            let said = example.replace('’', "'").to_lowercase();
            let mut words = said.split(|c: char| !c.is_alphanumeric() && c != '\'');
            assert!(words.any(|one| one == word), "{language} {word}: {example}");
            assert!(addressed(example), "{language} {word}: {example}");
        }
    }

    #[test]
    fn report_in_another_language_addresses_nobody() {
        for report in [
            "The EU and Notre Dame officials met in Flint, Mich., as Mia Io sold soy from the Mir station.",
            "Die Fähre lief am Dienstag aus dem Hafen aus, ihr Kapitän sah sie nicht, und es war im Nebel kalt.",
            "Le navire est parti mardi, mais la brume et les vents du mois ont arrêté son voyage vers une île.",
            "El barco salió el martes, este mes la niebla y los vientos lo tienen parado, y los suyos esperan.",
            "La nave è partita martedì, ma la nebbia e i venti del mese hanno fermato il suo viaggio tra le isole.",
            "O navio saiu na terça e parou nos portos, mas a neblina e os ventos do mês atrasaram a sua viagem.",
            "Судно вышло во вторник, но туман и ветер остановили его у острова, сообщили они и его команда.",
            "جہاز منگل کو بندرگاہ میں آیا اور اس کے مسافر شہر میں ٹھہرے۔",
            "تم إغلاق الميناء يوم الثلاثاء وقال مسؤولون إن السفينة وصلت إلى الجزيرة من المدينة.",
        ] {
            assert!(!addressed(report), "{report}");
        }
    }
}
