//! Oddities in the characters, length or URL of an article, for the warnings of `check`.

use serde::Serialize;

use crate::article::Article;

/// Counts of articles with a problem that reading cannot fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Oddities {
    /// Mojibake: texts that were once decoded with the wrong encoding.
    pub mojibake: u64,
    /// Texts that end with a mark of truncation.
    pub cut_off: u64,
    /// Texts with words replaced by placeholders.
    pub masked: u64,
    /// Paywall and consent notices without a story.
    pub walled: u64,
    /// Texts that only repeat the headline.
    pub headline_only: u64,
    /// Texts with words that mix Latin and Cyrillic letters.
    pub mixed_letters: u64,
}

impl Oddities {
    /// Counts the oddities of an article.
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

/// Whether a text has UTF-8 that was decoded as windows-1252: `â€™` for an apostrophe, `Ã©` for é.
fn is_mojibake(text: &str) -> bool {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let is_pair = match character {
            'â' => next == Some('€'),
            // The second byte of a two-byte letter in windows-1252.
            'Ã' => next.is_some_and(|next| ('\u{a0}'..='\u{bf}').contains(&next)),
            _ => false,
        };
        if is_pair {
            return true;
        }
    }
    false
}

/// Whether a text ends with a truncation mark: `…` or `...`, maybe in brackets, or `[+1234 chars]`.
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

/// This many placeholders in a row are not an accident.
const MASKED_WORDS: usize = 3;

fn is_masked(text: &str) -> bool {
    let mut row = 0;
    text.split_whitespace().any(|word| {
        row = if word == "@" { row + 1 } else { 0 };
        row >= MASKED_WORDS
    })
}

/// A longer text has a story too.
const WALL_WORDS: usize = 120;

/// Phrases of paywalls and consent notices. A story may use them too, so they only count in short
/// texts.
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

/// Whether a word has both Latin and Cyrillic letters.
fn mixes_letters(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    // The parts of a hyphenated word may be in different languages.
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
    fn oddities_are_counted_by_kind() {
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
    fn ordinary_texts_are_not_odd() {
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
