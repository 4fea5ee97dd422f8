//! Finds the words of a text that are speech. Shared speech shows a shared source, not a shared
//! story.

use std::sync::LazyLock;

use crate::clean::{Span, WordSet, words_of};
use crate::hash::HashSet;

/// The words of the first and second person.
const PERSONS: &str = include_str!("tables/persons.tsv");

/// The words that mark speech outside quotes.
#[derive(Debug)]
pub(super) struct Speech {
    words: HashSet<&'static str>,
    /// Their hashes, which rule out most words.
    hashes: WordSet,
    /// Bytes of the longest word, written with a curly apostrophe.
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

    /// Whether a word with this hash may be in the first or second person. Fast, with false
    /// positives only.
    #[inline]
    pub(super) fn may_address(&self, word: u64) -> bool {
        self.hashes.contains(word)
    }

    /// Whether the word is in the first or second person.
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

/// Reads which words of a text stand inside quote marks, block by block.
///
/// A quotation reaches beyond its block only if a later block closes it before another one opens: speech of several
/// paragraphs is often marked at its two ends alone.
#[derive(Default)]
pub(super) struct Quotes {
    marks: Marks,
    /// The end of the previous word.
    behind: usize,
    /// Where the quotation ends that was open at the end of the block before.
    carried_to: usize,
    /// The end of the block.
    end: usize,
    /// The next single mark in the block that may close a quotation; its end if there is none.
    closing_single: usize,
}

impl Quotes {
    /// Starts a block, with the quote marks directly before its first word.
    pub(super) fn begin(&mut self, body: &str, first: Span, last: Span) {
        let start = first.start as usize;
        self.end = end_of_marks_behind(body, last.end as usize);
        self.closing_single = 0;
        if self.marks.double && self.carried_to <= self.behind {
            self.carried_to = self.closing_mark(body).unwrap_or(0);
        }
        let is_carried = self.marks.double && start < self.carried_to;
        self.behind = opening_mark_before(body, start);
        self.marks =
            if is_carried { Marks { single: false, ..self.marks } } else { Marks::default() };
    }

    /// The next double quote mark, if it closes the open quotation.
    fn closing_mark(&self, body: &str) -> Option<usize> {
        // Marks directly after the last word belong to that word.
        let rest = body.get(self.behind..)?;
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && !is_double_mark(c));
        let at = rest.find(is_double_mark)?;
        let follows_word =
            rest[..at].ends_with(|c: char| !c.is_whitespace() && !"([—–-".contains(c));
        let closes = match rest[at..].chars().next()? {
            '"' => follows_word,
            '“' => self.marks.low,
            mark => matches!(mark, '”' | '»' | '」' | '』'),
        };
        closes.then_some(body.len() - rest.len() + at)
    }

    /// Reads to the next word, and returns whether it is inside quotes.
    pub(super) fn read_to(&mut self, body: &str, word: Span) -> bool {
        let start = word.start as usize;
        let between = body.get(self.behind..start).unwrap_or_default();
        let was_single = self.marks.single;
        self.marks.read(between, body[start..].starts_with(char::is_alphanumeric));
        if self.marks.single && !was_single && is_single_after_space(between) {
            self.marks.single = self.has_closing_single(body, start);
        }
        self.pass(word)
    }

    /// Whether a single mark behind `start` in the block may close a quotation. Otherwise a mark that only a space parts from the
    /// word before is an apostrophe, as in `Ankara 'da`.
    fn has_closing_single(&mut self, body: &str, start: usize) -> bool {
        if self.closing_single < start {
            let rest = body.get(start..self.end).unwrap_or_default();
            // Of several marks, the last one tells.
            let closes = |&(at, mark): &(usize, &str)| {
                let goes_on = |c: char| matches!(c, '\'' | '’') || c.is_alphanumeric();
                rest[..at].ends_with(|c: char| !c.is_whitespace())
                    && !body[start + at + mark.len()..].starts_with(goes_on)
            };
            let closing = rest.match_indices(['\'', '’']).find(closes);
            self.closing_single = closing.map_or(self.end, |(at, _)| start + at);
        }
        self.closing_single < self.end
    }

    /// Like [`read_to`](Quotes::read_to), for a word without a quote mark between it and the one before.
    #[inline]
    pub(super) fn pass(&mut self, word: Span) -> bool {
        self.behind = word.end as usize;
        self.marks.double || self.marks.single
    }
}

fn is_double_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』')
}

/// Whether the characters between two words are spaces and a single mark.
fn is_single_after_space(between: &str) -> bool {
    between.starts_with(char::is_whitespace) && matches!(between.trim_start(), "'" | "‘")
}

/// The end of the characters directly behind a block's last word.
fn end_of_marks_behind(body: &str, word: usize) -> usize {
    let behind = body.get(word..).unwrap_or_default();
    body.len()
        - behind.trim_start_matches(|c: char| !c.is_alphanumeric() && !c.is_whitespace()).len()
}

/// The start of the quote marks directly before a block's first word.
fn opening_mark_before(body: &str, word: usize) -> usize {
    let before = &body[..word];
    before.trim_end_matches(['"', '“', '„', '«', '「', '『', '‘', '\'', '(', '[']).len()
}

/// The quote marks that are open.
#[derive(Clone, Copy, Default)]
struct Marks {
    double: bool,
    /// Whether the open double mark is a low one.
    low: bool,
    single: bool,
}

impl Marks {
    /// Reads the characters between two words. `word_follows` tells whether the second word follows
    /// at once.
    fn read(&mut self, between: &str, word_follows: bool) {
        // An apostrophe in a contraction.
        if word_follows && matches!(between, "'" | "’") {
            return;
        }
        let mut space_before = false;
        let mut characters = between.chars().peekable();
        while let Some(character) = characters.next() {
            let word_follows = word_follows && characters.peek().is_none();
            match character {
                // German quotes end with the mark that starts English ones.
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
        let mut quotes = Quotes::default();
        let of_block = |block: Block| {
            let spans = &text.spans()[block.tokens];
            quotes.begin(body, spans[0], spans[spans.len() - 1]);
            let inside = spans.iter().filter(|&&span| quotes.read_to(body, span));
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
    fn apostrophe_does_not_open_a_quote() {
        assert!(quoted("The mayor's office and the clerks' union of Brannock agreed.").is_empty());
        assert!(quoted("Tarn 'dan gelen feribot Brannock 'ta karaya oturdu.").is_empty());
        assert!(quoted("The harbour of '98 and the clerks of Brannock agreed.").is_empty());
    }

    #[test]
    fn single_mark_that_closes_a_block_closes_its_quote() {
        assert_eq!(
            quoted("He called the old hall 'a loss.'\nTarn 'dan biri geldi."),
            ["a", "loss"]
        );
        assert_eq!(
            quoted("He said 'the clerk's loss' and 'not today'."),
            ["the", "clerk", "s", "loss", "not", "today"]
        );
    }

    #[test]
    fn unclosed_quote_ends_with_its_block() {
        let body =
            "“We go on until the very last day.\nThe strike began in the old harbour on Friday.";
        assert_eq!(quoted(body), ["We", "go", "on", "until", "the", "very", "last", "day"]);
    }

    #[test]
    fn quote_of_several_blocks_is_marked_at_its_ends() {
        for (open, close) in [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“')] {
            let body = format!(
                "{open}We go on until the very last day.\nThe harbour is ours.\n\
                 Nobody leaves,{close} the clerk said."
            );
            let words = "We go on until the very last day The harbour is ours Nobody leaves";
            assert_eq!(quoted(&body).join(" "), words);
        }
        let again = "“We go on until the last day.\nThe strike began in the harbour.\n“Nobody leaves,” he said.";
        assert_eq!(quoted(again).join(" "), "We go on until the last day Nobody leaves");
    }

    fn addressed(body: &str) -> bool {
        let text = Cleaner::new().clean(&Article { body: body.into(), ..Article::default() });
        let speech = Speech::built_in();
        let mut quotes = Quotes::default();
        text.blocks().any(|block| {
            let words = &text.spans()[block.tokens.clone()];
            quotes.begin(body, words[0], words[words.len() - 1]);
            let hashes = &text.hashes()[block.tokens];
            words.iter().zip(hashes).any(|(&span, &hash)| {
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
    fn letters_address_someone_and_reports_on_the_us_do_not() {
        assert!(addressed("Please accept my sincere regret over the delay of the ferry."));
        assert!(!addressed("The US envoy left the harbour city on Friday."));
        assert!(!addressed("“We regret the delay,” the ferry company said."));
    }

    #[test]
    fn example_of_each_word_contains_it_and_is_speech() {
        for [language, word, example] in rows() {
            let said = example.replace('’', "'").to_lowercase();
            let mut words = said.split(|c: char| !c.is_alphanumeric() && c != '\'');
            assert!(words.any(|one| one == word), "{language} {word}: {example}");
            assert!(addressed(example), "{language} {word}: {example}");
        }
    }

    #[test]
    fn reports_in_other_languages_address_no_one() {
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
