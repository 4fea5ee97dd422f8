//! Oddities of articles, and outlets and pages that are probably the same under other names, for the warnings of `check`.

use std::collections::{BTreeMap, BTreeSet};

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

/// Pairs of outlets that are probably one: hosts of which one is a subdomain of the other, such as
/// `gazette.example` and `edition.gazette.example`; and names that differ in `The`, in their punctuation,
/// or from the host, such as `The Gazette` and `gazette.example`.
pub(super) fn aliases(outlets: &BTreeSet<String>) -> Vec<(String, String)> {
    let above = |outlet: &String| {
        let (_, host) = outlet.split_once('.')?;
        (host.contains('.') && outlets.contains(host)).then(|| (host.to_owned(), outlet.clone()))
    };
    let mut aliases: Vec<(String, String)> = outlets.iter().filter_map(above).collect();
    let mut known: BTreeMap<String, &String> = BTreeMap::new();
    for outlet in outlets {
        let name = bare_name(outlet);
        if name.is_empty() {
            continue;
        }
        match known.get(&name) {
            // Sites of one name in two countries are two.
            Some(other) if is_host(outlet) && is_host(other) => {}
            Some(other) => aliases.push(((*other).clone(), outlet.clone())),
            None => _ = known.insert(name, outlet),
        }
    }
    aliases
}

fn is_host(outlet: &str) -> bool {
    outlet.contains('.') && !outlet.contains(char::is_whitespace)
}

/// The letters and digits of an outlet's name, without `the`; of a host, those of the part that somebody chose.
fn bare_name(outlet: &str) -> String {
    let chosen = match outlet.split('.').collect::<Vec<_>>()[..] {
        [name, _] if is_host(outlet) => name,
        // `gazette.co.example`, but not a subdomain.
        [name, middle, _] if is_host(outlet) && middle.len() <= 3 => name,
        _ if is_host(outlet) => return String::new(),
        _ => outlet,
    };
    let name: String = chosen.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    name.strip_prefix("the").map_or(name.clone(), str::to_owned)
}

/// A URL without the parts that do not change the page: scheme, `www.`, `m.` and `amp.`, `/amp`,
/// fragment and tracking parameters.
pub(super) fn bare_address(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut path = path.trim_end_matches('/');
    for start in ["www.", "m.", "amp.", "mobile."] {
        path = path.strip_prefix(start).unwrap_or(path);
    }
    let path = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")).unwrap_or(path);
    let is_of_tracker = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        name.is_empty()
            || name.starts_with("utm_")
            || matches!(name, "fbclid" | "gclid" | "amp" | "outputType" | "cmpid" | "ref")
    };
    let kept: Vec<&str> = query.split('&').filter(|part| !is_of_tracker(part)).collect();
    format!("{path}?{}", kept.join("&"))
}

/// A URL without the page number of an article: `?page=2`, `/page/2`.
pub(super) fn first_page(url: &str) -> String {
    let bare = bare_address(url);
    let (path, query) = bare.split_once('?').unwrap_or((&bare, ""));
    let is_number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let path = match path.rsplit_once("/page/") {
        Some((path, number)) if is_number(number) => path,
        _ => path,
    };
    let is_page = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        matches!(name, "page" | "pg" | "seite" | "pagina" | "p") && is_number(value)
    };
    let kept: Vec<&str> = query.split('&').filter(|part| !is_page(part)).collect();
    format!("{path}?{}", kept.join("&"))
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

    #[test]
    fn outlets_that_are_probably_one_are_paired() {
        let outlets = [
            "Echo",
            "The Gazette",
            "gazette.example",
            "edition.gazette.example",
            "Tarn-Courier",
            "Tarn Courier",
            "echo.co.example",
            "post.example",
            "post.co.example",
        ];
        let pairs = aliases(&outlets.map(str::to_owned).into());
        let pairs: Vec<String> =
            pairs.iter().map(|(one, other)| format!("{one} = {other}")).collect();
        assert_eq!(
            pairs,
            [
                "gazette.example = edition.gazette.example",
                "Tarn Courier = Tarn-Courier",
                "Echo = echo.co.example",
                "The Gazette = gazette.example",
            ]
        );
    }

    #[test]
    fn urls_of_one_page_are_recognised() {
        let page = bare_address("https://wend.example/2026/ferry?id=7");
        for url in [
            "http://www.wend.example/2026/ferry/?id=7",
            "https://m.wend.example/2026/ferry?utm_source=x&id=7&utm_medium=y#top",
            "https://amp.wend.example/2026/ferry?id=7&fbclid=z",
            "https://wend.example/2026/ferry/amp?id=7",
            "wend.example/2026/ferry?id=7",
        ] {
            assert_eq!(bare_address(url), page, "{url}");
        }
        assert_ne!(bare_address("https://wend.example/2026/ferry?id=8"), page);
        assert_ne!(bare_address("https://wend.example/2026/tram?id=7"), page);
    }
}
