//! Compares what was found on a page with what never belongs to the article.

use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::Regex;

use super::trim::holds_article;
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
    const SHORT: usize = 400;
    const LONG: usize = 2_000;
    let lower = text.to_lowercase();
    // Most texts have none of the phrases, which one search finds out.
    if !ANY_OF_CONSENT.is_match(&lower) {
        return false;
    }
    let words = text.split_whitespace().count();
    if words > LONG {
        return false;
    }
    let said = OF_CONSENT.iter().filter(|words| lower.contains(**words)).count();
    said >= if words <= SHORT { 3 } else { 4 }
}

/// Removes the smallest parts of a page that are consent dialogs by what they say.
pub(super) fn take_consent_off(page: &Document) {
    let parts = page.select("div, section, aside, dialog, form");
    let asks = |node: &&NodeRef| asks_for_consent(&node.text()) && !holds_article(node);
    let asking: Vec<_> = parts.nodes().iter().filter(asks).collect();
    let outer: HashSet<_> =
        asking.iter().flat_map(|node| node.ancestors(None)).map(|outer| outer.id).collect();
    for node in asking.iter().filter(|node| !outer.contains(&node.id)) {
        node.remove_from_parent();
    }
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
