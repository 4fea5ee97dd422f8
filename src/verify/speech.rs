//! Which words of a text are somebody's speech: shared speech shows a shared source, not a shared story.

use std::sync::LazyLock;

use crate::clean::{Span, WordSet, words_of};
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

    /// Whether a word with this hash may be in the first or second person: a quick answer that is never wrongly no.
    #[inline]
    pub(super) fn may_address(&self, word: u64) -> bool {
        self.hashes.contains(word)
    }

    /// Whether the word that stands there is in the first or second person.
    pub(super) fn addresses(&self, body: &str, word: Span) -> bool {
        let written = body.get(word.range()).unwrap_or_default();
        // "US" is a country, and a small "i" an Italian article.
        if written.len() > self.longest || matches!(written, "US" | "i") {
            return false;
        }
        let straight = written.chars().map(|c| if c == '’' { '\'' } else { c });
        let folded: String = straight.flat_map(char::to_lowercase).collect();
        self.words.contains(folded.as_str())
    }
}

/// The language, word and example of each row.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    PERSONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        std::array::from_fn(|_| columns.next().expect("a test reads the built-in table"))
    })
}

/// Reads which words of a block stand inside quote marks; these reach no further than their block.
pub(super) struct Quotes {
    marks: Marks,
    /// The end of the word that was read last.
    behind: usize,
}

impl Quotes {
    /// Begins with the marks directly in front of a block's first word.
    pub(super) fn opened_before(body: &str, first: Span) -> Quotes {
        Quotes { marks: Marks::default(), behind: opening_mark_before(body, first.start as usize) }
    }

    /// Reads on to the next word, and says whether it stands inside quote marks.
    pub(super) fn read_to(&mut self, body: &str, word: Span) -> bool {
        let start = word.start as usize;
        let between = body.get(self.behind..start).unwrap_or_default();
        self.marks.read(between, body[start..].starts_with(char::is_alphanumeric));
        self.pass(word)
    }

    /// The same of a word that follows one space.
    #[inline]
    pub(super) fn pass(&mut self, word: Span) -> bool {
        self.behind = word.end as usize;
        self.marks.double || self.marks.single
    }
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
        // The apostrophe of a contraction.
        if word_follows && matches!(between, "'" | "’") {
            return;
        }
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
    use crate::clean::{Block, Cleaner};

    /// The words of a text that count as speech.
    fn quoted(body: &str) -> Vec<&str> {
        let text = Cleaner::new().clean(&Article { body: body.into(), ..Article::default() });
        let of_block = |block: Block| {
            let spans = &text.spans()[block.tokens];
            let mut quotes = Quotes::opened_before(body, spans[0]);
            let inside = spans.iter().filter(move |&&span| quotes.read_to(body, span));
            inside.map(|span| &body[span.range()]).collect::<Vec<_>>()
        };
        text.blocks().flat_map(of_block).collect()
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
        let speech = Speech::built_in();
        text.blocks().any(|block| {
            let words = || text.spans()[block.tokens.clone()].iter();
            let mut quotes = Quotes::opened_before(body, *words().next().expect("it has a word"));
            let hashes = &text.hashes()[block.tokens.clone()];
            words().zip(hashes).any(|(&span, &hash)| {
                !quotes.read_to(body, span)
                    && speech.may_address(hash)
                    && speech.addresses(body, span)
            })
        })
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
