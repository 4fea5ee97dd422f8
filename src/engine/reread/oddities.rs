//! Oddities of an article that show in its letters, length and URL: what `check` warns about.

use serde::Serialize;

use crate::article::Article;

/// Articles of which something may be wrong that no reader can mend, each sort counted by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Oddities {
    /// Texts in which letters were read in a wrong encoding before they came here.
    pub mojibake: u64,
    /// Texts that say themselves that they go on elsewhere.
    pub cut_off: u64,
    /// Texts in which other signs stand for words.
    pub masked: u64,
    /// Texts that ask for a subscription or for consent, and say little else.
    pub walled: u64,
    /// Texts that are the headline once more.
    pub headline_only: u64,
    /// Texts with words that mix the letters of two alphabets which look alike.
    pub mixed_letters: u64,
}

impl Oddities {
    /// Counts what is odd about an article.
    pub(crate) fn add(&mut self, article: &Article<'_>) {
        let body = article.body.trim();
        self.mojibake += u64::from(is_mojibake(body));
        self.cut_off += u64::from(is_cut_off(body));
        self.masked += u64::from(is_masked(body));
        self.walled += u64::from(is_wall(body));
        let headline = article.headline.as_deref();
        self.headline_only += u64::from(headline.is_some_and(|headline| is_same(headline, body)));
        self.mixed_letters += u64::from(body.split_whitespace().any(mixes_letters));
    }
}

/// Whether a text holds letters that come of UTF-8 read as windows-1252: `â€™` for an apostrophe, `Ã©` for é.
fn is_mojibake(text: &str) -> bool {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let is_pair = match character {
            'â' => next == Some('€'),
            // The second byte of a two-byte letter, as windows-1252 shows it.
            'Ã' => next.is_some_and(|next| ('\u{a0}'..='\u{bf}').contains(&next)),
            _ => false,
        };
        if is_pair {
            return true;
        }
    }
    false
}

/// Whether a text ends with the mark of an excerpt: `…`, `...`, either of them in brackets, or `[+1234 chars]`.
fn is_cut_off(text: &str) -> bool {
    let inside = text.strip_suffix([']', ')']).unwrap_or(text);
    if inside.ends_with('…') || inside.ends_with("...") {
        return true;
    }
    let number = inside.strip_suffix(" chars").and_then(|rest| rest.rsplit_once("[+"));
    number.is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// So many signs in a row that stand for words are no accident.
const MASKED_WORDS: usize = 3;

fn is_masked(text: &str) -> bool {
    let mut row = 0;
    text.split_whitespace().any(|word| {
        row = if word == "@" { row + 1 } else { 0 };
        row >= MASKED_WORDS
    })
}

/// A text of more words than this has a story in it too.
const WALL_WORDS: usize = 120;

/// What walls say. A story may say it too, so that it counts in a short text alone.
const OF_WALLS: &[&str] = &[
    "subscribe to continue",
    "subscribe to read",
    "subscribe now to",
    "to continue reading",
    "to keep reading",
    "to read the full",
    "already a subscriber",
    "for subscribers only",
    "subscribers only",
    "log in to read",
    "sign in to read",
    "we use cookies",
    "uses cookies",
    "use of cookies",
    "accept all cookies",
    "cookie policy",
    "cookie settings",
    "enable javascript",
    "ad blocker",
    "adblocker",
    "verwendet cookies",
    "jetzt abonnieren",
    "utilise des cookies",
    "réservé aux abonnés",
    "utiliza cookies",
    "solo para suscriptores",
];

fn is_wall(text: &str) -> bool {
    if text.split_whitespace().nth(WALL_WORDS).is_some() {
        return false;
    }
    let text = text.to_lowercase();
    OF_WALLS.iter().any(|words| text.contains(words))
}

fn is_same(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    one.len().abs_diff(other.len()) < one.len() && words(one) == words(other)
}

/// Whether one word has letters of the Latin alphabet beside some of the Cyrillic one.
fn mixes_letters(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    // Words that are joined by a hyphen or the like may be of two languages.
    word.split(|c: char| !c.is_alphabetic()).any(|word| {
        word.chars().any(|c| c.is_ascii_alphabetic())
            && word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Oddities {
        let mut oddities = Oddities::default();
        let headline = Some("Ferry sails again".into());
        oddities.add(&Article { body: body.into(), headline, ..Article::default() });
        oddities
    }

    #[test]
    fn what_is_odd_is_counted_by_its_sort() {
        let none = Oddities::default();
        for (body, expected) in [
            ("Itâ€™s raining.", Oddities { mojibake: 1, ..none }),
            ("CafÃ© closed", Oddities { mojibake: 1, ..none }),
            ("The ferry sailed and …", Oddities { cut_off: 1, ..none }),
            ("The ferry sailed and [...]", Oddities { cut_off: 1, ..none }),
            ("The ferry sailed and… [+1234 chars]", Oddities { cut_off: 1, ..none }),
            ("The @ @ @ sailed", Oddities { masked: 1, ..none }),
            ("The ferry sailed. Subscribe to continue reading.", Oddities { walled: 1, ..none }),
            ("This site uses cookies to make it better.", Oddities { walled: 1, ..none }),
            ("FERRY  sails\nagain", Oddities { headline_only: 1, ..none }),
            ("Шторм над Пaрижем", Oddities { mixed_letters: 1, ..none }),
        ] {
            assert_eq!(of(body), expected, "{body}");
        }
    }

    #[test]
    fn what_is_usual_is_not_odd() {
        let story = format!("She said: subscribe to read it. {}", "The ferry sailed. ".repeat(60));
        for body in [
            "Ângela sang at the Café Ãngela.",
            "He wrote to a@b.example and @ @ again",
            "He had 12 chars",
            "IT-компания и USB-кабель",
            "Ferry sails again, and nobody was hurt",
            &story,
        ] {
            assert_eq!(of(body), Oddities::default(), "{body}");
        }
    }
}
