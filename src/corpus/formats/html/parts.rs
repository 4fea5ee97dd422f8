//! Compares what was found on a page with what never belongs to the article.

use std::sync::LazyLock;

use dom_query::{Document, NodeData, NodeRef, local_name};
use regex::Regex;

use super::trim::{holds_story, spaced};
use crate::corpus::formats::marked_text;
use crate::hash::HashSet;

/// The lines of the text found on a page that are also in the text of its structured data, and short ones, such as credits. All
/// lines if that text is not the whole article.
pub(super) fn only_told(found: String, told: &str) -> String {
    const LEAST: usize = 100;
    const FEW_WORDS: usize = 12;
    let all = words(told);
    let told: HashSet<&[&str]> = all.windows(RUN).collect();
    let shown = words(&found);
    let shown: HashSet<&[&str]> = shown.windows(RUN).collect();
    let shared = told.iter().filter(|run| shown.contains(*run)).count();
    if all.len() < LEAST || all.len() * 2 < shown.len() || shared * 5 < told.len() * 4 {
        return found;
    }
    let is_told = |line: &&str| {
        let words = words(line);
        let runs = words.windows(RUN);
        words.len() < FEW_WORDS
            || runs.clone().filter(|run| told.contains(run)).count() * 2 >= runs.len()
    };
    let kept: Vec<&str> = found.lines().filter(is_told).collect();
    kept.join("\n")
}

/// Words in a row by which two texts are compared.
const RUN: usize = 3;

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Phrases of consent dialogs.
const OF_CONSENT: &[&str] = &[
    "legitimate interest",
    "your consent",
    "withdraw consent",
    "accept all",
    "reject all",
    "your privacy",
    "manage preferences",
    "cookie settings",
    "cookie preferences",
    "cookie policy",
    "use cookies",
    "our partners",
    "strictly necessary",
    "store and/or access",
    "personalised ad",
    "personalized ad",
    "your choices",
    "these cookies",
    "berechtigtes interesse",
    "berechtigten interesse",
    "alle akzeptieren",
    "ihre einwilligung",
    "unsere partner",
    "cookie-einstellungen",
    "mit werbung lesen",
    "mit werbung weiterlesen",
    "mit werbung und tracking",
    "analyse-tracker",
    "privacy center",
    "widerruf ihrer einwilligung",
    "verarbeiten personenbezogene daten",
    "wir verwenden cookies",
    "intérêt légitime",
    "tout accepter",
    "tout refuser",
    "nos partenaires",
    "votre consentement",
    "paramétrer les cookies",
    "interés legítimo",
    "aceptar todo",
    "su consentimiento",
    "nuestros socios",
    "legittimo interesse",
    "accetta tutto",
    "il tuo consenso",
    "i nostri partner",
    "gerechtvaardigd belang",
    "alles accepteren",
    "uw toestemming",
    "meşru menfaat",
    "tümünü kabul et",
];

static ANY_OF_CONSENT: LazyLock<Regex> = LazyLock::new(|| {
    let phrases: Vec<String> = OF_CONSENT.iter().map(|phrase| regex::escape(phrase)).collect();
    Regex::new(&phrases.join("|")).expect("phrases are a pattern")
});

/// Whether a text is a consent dialog without a story.
pub(super) fn asks_for_consent(text: &str) -> bool {
    let phrases = phrases_in(text);
    phrases != 0 && Said { phrases, words: spaced(text), ..Said::default() }.asks()
}

/// The phrases in a text, as bits.
fn phrases_in(text: &str) -> u64 {
    const { assert!(OF_CONSENT.len() <= u64::BITS as usize) };
    let lower = text.to_lowercase();
    // Most texts have none of them, which one search finds out.
    if !ANY_OF_CONSENT.is_match(&lower) {
        return 0;
    }
    let phrases = OF_CONSENT.iter().enumerate();
    let said = phrases.filter(|(_, phrase)| lower.contains(**phrase));
    said.fold(0, |bits, (number, _)| bits | 1 << number)
}

/// What a part of a page says.
#[derive(Clone, Copy, Default)]
struct Said {
    phrases: u64,
    words: usize,
    /// Whether an article or its headline is in it.
    has_article: bool,
    /// Whether there are blocks of text in it.
    has_blocks: bool,
}

impl Said {
    fn asks(self) -> bool {
        const SHORT: usize = 400;
        const LONG: usize = 2_000;
        let fewest = if self.words <= SHORT { 3 } else { 4 };
        self.words <= LONG && self.phrases.count_ones() >= fewest
    }

    fn add(&mut self, other: Said) {
        self.phrases |= other.phrases;
        self.words += other.words;
        self.has_article |= other.has_article;
        self.has_blocks |= other.has_blocks;
    }
}

/// Removes the smallest parts of a page that are consent dialogs by what they say.
pub(super) fn take_consent_off(page: &Document) {
    let mut asking = Vec::new();
    listen(page.root(), &mut asking);
    for node in asking {
        node.remove_from_parent();
    }
}

/// What a node says, from what is said in it, so that each text is read once. Collects the smallest parts that ask.
///
/// Recursive: the page must be of [`tree`](super::super::tree).
fn listen<'p>(node: NodeRef<'p>, asking: &mut Vec<NodeRef<'p>>) -> Said {
    let known = asking.len();
    let mut said = node.query_or(Said::default(), |node| match &node.data {
        NodeData::Text { contents } => {
            Said { phrases: phrases_in(contents), words: spaced(contents), ..Said::default() }
        }
        _ => Said::default(),
    });
    for child in node.children_it(false) {
        said.add(listen(child, asking));
    }
    let Some(element) = node.element_ref() else { return said };
    let name = &element.name.local;
    let is_part = matches!(
        *name,
        local_name!("div")
            | local_name!("section")
            | local_name!("aside")
            | local_name!("dialog")
            | local_name!("form")
    );
    if is_part || marked_text::is_block(name) {
        if !said.has_blocks {
            // A phrase may have marks of emphasis in it.
            said.phrases |= phrases_in(&node.text());
        }
        said.has_blocks = true;
    }
    if is_part && said.asks() && !said.has_article && asking.len() == known {
        asking.push(node);
    }
    said.has_article |= holds_story(name);
    said
}

/// Headlines of error pages.
const OF_ERRORS: &[&str] = &[
    "404",
    "403 forbidden",
    "502 bad gateway",
    "503 service",
    "page not found",
    "not found",
    "access denied",
    "just a moment",
    "attention required! | cloudflare",
    "are you a robot",
    "access to this page has been denied",
    "seite nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "pagina non trovata",
    "sayfa bulunamadı",
    "site maintenance",
    "error 404",
    "forbidden",
    "service unavailable",
    "please verify you are",
    "verify you are human",
    "are you human",
    "checking your browser",
    "pardon our interruption",
    "unavailable due to legal reasons",
    "451: unavailable",
    "robot check",
    "security check",
];

/// Headlines of pages that ask for something, alone or before the name of the site.
const OF_FORMS: &[&str] = &[
    "log in",
    "login",
    "sign in",
    "sign up",
    "subscribe",
    "register",
    "anmelden",
    "anmeldung",
    "zustimmung",
    "connexion",
    "se connecter",
    "iniciar sesión",
    "accedi",
    "inloggen",
    "giriş yap",
];

/// Whether a page is an error page, or one that asks for something.
pub(super) fn is_error(headline: &str, text: &str) -> bool {
    const MOST_WORDS: usize = 120;
    let headline = headline.trim().to_lowercase();
    let alone = headline.split(['|', '-', '–', '—']).next().unwrap_or_default().trim();
    (OF_ERRORS.iter().any(|start| headline.starts_with(start)) || OF_FORMS.contains(&alone))
        && text.split_whitespace().nth(MOST_WORDS).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_parts_that_ask_are_removed() {
        let dialog = "<div><p>We <b>use cookies</b> and so do our partners.</p><span>Accept all</span></div>";
        for (page, left) in [
            (format!("<div><div>{dialog}</div><p>Ferry aground.</p></div>"), "Ferry aground."),
            (format!("<div>{}<p>Rain.</p></div>", dialog.repeat(2)), "Rain."),
            (
                format!("<section>Rain.{}{dialog}", "<div>x ".repeat(300)),
                &*format!("Rain.{}", "x ".repeat(300)),
            ),
            (
                "<div>We use cookies, as our partners do.</div>".to_owned(),
                "We use cookies, as our partners do.",
            ),
        ] {
            let page = Document::from(page);
            take_consent_off(&page);
            assert_eq!(page.body().unwrap().text().trim(), left.trim());
        }
        let article = format!("<div><h1>Ferry</h1>{}</div>", dialog.replace("div", "i"));
        let page = Document::from(&*article);
        take_consent_off(&page);
        assert!(page.body().unwrap().text().contains("Accept all"));
    }

    #[test]
    fn lines_that_the_structured_data_lacks_are_left_out_if_it_has_the_article() {
        let line = |number: usize| {
            let words: Vec<String> = (0..20).map(|word| format!("w{number}x{word}")).collect();
            words.join(" ")
        };
        let story: Vec<String> = (0..8).map(line).collect();
        let found = format!("{}\nNorthline\n{}", story.join("\n"), line(99));
        let all = format!("{}\nNorthline", story.join("\n"));
        assert_eq!(only_told(found.clone(), &story.join(" ")), all);
        // Only a part of the article, and another one.
        assert_eq!(only_told(found.clone(), &story[..3].join(" ")), found);
        assert_eq!(
            only_told(found.clone(), &(20..28).map(line).collect::<Vec<_>>().join(" ")),
            found
        );
    }
}
