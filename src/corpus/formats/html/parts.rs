//! Removes parts of a page that never belong to the article: consent dialogs, comments, and the small print of its form.

use dom_query::{Document, NodeRef};

use crate::hash::HashSet;

/// Prefixes of the ids and classes of consent dialogs.
const CONSENT: &[&str] = &[
    "onetrust",
    "ot-sdk",
    "ot-pc",
    "optanon",
    "qc-cmp",
    "quantcast",
    "usercentrics",
    "uc-banner",
    "didomi",
    "sp_message",
    "sp-message",
    "sp_veil",
    "cookiebot",
    "cybotcookie",
    "cookieconsent",
    "cookie-consent",
    "cookie_consent",
    "cookie-banner",
    "cookie_banner",
    "cookiebanner",
    "cookie-notice",
    "cookie_notice",
    "cookienotice",
    "cookie-law",
    "cookielaw",
    "cookie-modal",
    "cookie-popup",
    "cookie-dialog",
    "cookie-wall",
    "cookie-overlay",
    "cookie-bar",
    "cookiebar",
    "cookies-banner",
    "cookies-consent",
    "eu-cookie",
    "euconsent",
    "gdpr-",
    "gdpr_",
    "gdprbanner",
    "moove_gdpr",
    "consent-",
    "consent_",
    "consentmanager",
    "cmp-",
    "cmpbox",
    "cmpwrapper",
    "cmp_",
    "cmplz",
    "truste",
    "trustarc",
    "klaro",
    "borlabs",
    "brlbs",
    "iubenda",
    "fc-consent",
    "fc-dialog",
    "fc-message",
    "evidon",
    "osano",
    "termly",
    "axeptio",
    "tarteaucitron",
    "cky-",
    "privacy-manager",
    "privacymanager",
    "privacy-dialog",
    "privacy-banner",
    "cc-window",
    "cc-banner",
    "snigel",
    "pn-consent",
    "tc-privacy",
    "appconsent",
    "sfbx",
    "uniconsent",
    "admiral-",
    "ketch-",
    "transcend-consent",
    "civic-cookie",
    "ccc-",
];

/// Ids and classes of comment sections.
const COMMENTS: &[&str] = &[
    "comments",
    "comment-list",
    "commentlist",
    "comments-area",
    "comments-section",
    "comment-section",
    "commentsection",
    "commentbox",
    "comment-box",
    "comments-wrapper",
    "comments-container",
    "comment-thread",
    "user-comments",
    "reader-comments",
    "disqus_thread",
    "fb-comments",
    "respond",
    "coral_thread",
    "viafoura",
    "kommentare",
    "commentaires",
    "comentarios",
    "reacties",
    "yorumlar",
    "komentarze",
];

/// Words in the ids and classes of short parts that are not of the story: its date, and what to do with it.
const SMALL: &[&str] = &[
    "date",
    "dates",
    "datum",
    "tarih",
    "fecha",
    "datetime",
    "updated",
    "timestamp",
    "share",
    "sharing",
    "breadcrumb",
    "breadcrumbs",
    "counter",
    "tags",
    "keywords",
    "ad",
    "ads",
    "advert",
    "video",
    "copyright",
];

/// Most words of such a part. A longer one is part of the text.
const MOST_SMALL: usize = 15;

/// Words in the ids and classes of parts that ask the reader for something, or are about the author.
const REQUESTS: &[&str] = &[
    "newsletter",
    "signup",
    "cta",
    "register",
    "registration",
    "subscribe",
    "login",
    "signin",
    "advertisement",
    "bio",
    "biography",
];

/// Classes of parts that are not shown, or that only a screen reader says.
const UNSEEN: &[&str] = &[
    "visually-hidden",
    "visuallyhidden",
    "sr-only",
    "screen-reader-text",
    "h-offscreen",
    "offscreen",
    "hidden",
    "is-hidden",
    "d-none",
];

/// Most words of such a part. Longer ones also hold the text.
const MOST_REQUESTED: usize = 200;

/// Removes these parts from a page, after its dates were read.
pub(super) fn take_off(page: &Document) {
    // React puts what it renders late into hidden elements, which a script of the page shows.
    page.select("div[hidden][id^='S:']").remove_attr("hidden");
    take_further_articles_off(page);
    let parts = page.select("div, section, aside, dialog, form, details, ul, ol, iframe");
    let foreign: Vec<_> = parts.nodes().iter().filter(|node| is_foreign(node)).collect();
    for node in foreign {
        node.remove_from_parent();
    }
    let parts = page.select("[class], [id], button, label, time");
    let small: Vec<_> = parts.nodes().iter().filter(|node| is_small_print(node)).collect();
    for node in small {
        empty(node);
    }
}

/// Empties an element. One is left in its place, for the search takes an element that is alone in its parent for less than the
/// article.
pub(super) fn empty(node: &NodeRef) {
    for child in node.children() {
        child.remove_from_parent();
    }
    node.rename("link");
}

/// Removes the articles that a page loads below its own, each with its headline.
fn take_further_articles_off(page: &Document) {
    let headings = page.select("article h1");
    let articles: Vec<NodeRef> = headings.nodes().iter().filter_map(outermost_article).collect();
    let Some(first) = articles.first() else { return };
    for further in articles.iter().filter(|article| article.id != first.id) {
        further.remove_from_parent();
    }
}

fn outermost_article<'p>(inside: &NodeRef<'p>) -> Option<NodeRef<'p>> {
    let around = inside.ancestors(None).into_iter();
    around.filter(|node| node.node_name().as_deref() == Some("article")).last()
}

/// Whether an element is about the article, asks for something or is not seen, and has no more words than such a part has.
fn is_small_print(node: &NodeRef) -> bool {
    let name = node.node_name();
    let is_in_text = || node.parent().and_then(|parent| parent.node_name()).as_deref() == Some("p");
    let most = match name.as_deref() {
        Some("button" | "label") => MOST_REQUESTED,
        Some("time") if !is_in_text() => MOST_SMALL,
        _ => {
            if has_name(node, REQUESTS)
                || (name.as_deref() != Some("p") && !is_in_text() && is_unseen(node))
            {
                MOST_REQUESTED
            } else if has_name(node, SMALL) {
                MOST_SMALL
            } else {
                return false;
            }
        }
    };
    node.text().split_whitespace().nth(most).is_none() && !holds_article(node)
}

/// Whether a class hides an element, whatever the width of the screen.
fn is_unseen(node: &NodeRef) -> bool {
    let Some(class) = node.attr("class") else { return false };
    let shows = |name: &str| {
        name.contains(':')
            || (name.starts_with("d-") && !name.ends_with("-none"))
            || name.ends_with("-visible")
    };
    class.split_whitespace().any(|name| UNSEEN.contains(&name))
        && !class.split_whitespace().any(shows)
}

/// Whether one of these words is in the id or a class of an element.
pub(super) fn has_name(node: &NodeRef, wanted: &[&str]) -> bool {
    let names = [node.attr("class"), node.attr("id")];
    names.iter().flatten().any(|names| has_word(names, wanted))
}

/// Whether one of these words is in some names, as in `article-date`, `article_date` and `articleDate`, also as two that are
/// joined, as in `sign-in`.
fn has_word(names: &str, wanted: &[&str]) -> bool {
    let bytes = names.as_bytes();
    let (mut start, mut before): (usize, &[u8]) = (0, &[]);
    (1..=bytes.len()).any(|at| {
        let is_end = bytes.get(at).is_none_or(|byte| {
            !byte.is_ascii_alphabetic()
                || (byte.is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase())
        });
        if !is_end {
            return false;
        }
        let word = &bytes[start..at];
        let other = word.iter().take_while(|byte| !byte.is_ascii_alphabetic()).count();
        let word = &word[other..];
        let last = std::mem::replace(&mut before, word);
        start = at;
        let is_joined = |wanted: &[u8]| {
            wanted.len() == last.len() + word.len()
                && wanted[..last.len()].eq_ignore_ascii_case(last)
                && wanted[last.len()..].eq_ignore_ascii_case(word)
        };
        wanted.iter().any(|wanted| {
            word.eq_ignore_ascii_case(wanted.as_bytes()) || is_joined(wanted.as_bytes())
        })
    })
}

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

/// Whether an element is not part of the article. An element that contains the article or its
/// headline always is.
fn is_foreign(node: &NodeRef) -> bool {
    let said = |name: &str| node.attr(name).map(|value| value.to_lowercase()).unwrap_or_default();
    let (id, class) = (said("id"), said("class"));
    let names = || class.split_whitespace().chain([id.as_str()]);
    let is_asked = names().any(|name| CONSENT.iter().any(|start| name.starts_with(start)));
    let is_of_readers = names().any(|name| COMMENTS.contains(&name));
    let is_dialog =
        said("aria-modal") == "true" || matches!(&*said("role"), "dialog" | "alertdialog");
    (is_asked || is_of_readers || is_dialog) && !holds_article(node)
}

fn holds_article(node: &NodeRef) -> bool {
    node.descendants().iter().any(|inside| {
        let name = inside.node_name();
        matches!(name.as_deref(), Some("article" | "main" | "h1"))
    })
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

/// Whether a text is a consent dialog without a story.
pub(super) fn asks_for_consent(text: &str) -> bool {
    const SHORT: usize = 400;
    const LONG: usize = 2_000;
    let words = text.split_whitespace().count();
    if words > LONG {
        return false;
    }
    let text = text.to_lowercase();
    let said = OF_CONSENT.iter().filter(|words| text.contains(**words)).count();
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
    fn words_of_names_are_found_in_every_spelling() {
        for name in ["date", "article-date", "article_date x", "x articleDate", "date2", "Date"] {
            assert!(has_word(name, SMALL), "{name}");
        }
        for name in ["", "update", "dated", "candidate", "é", "mandate-x"] {
            assert!(!has_word(name, SMALL), "{name}");
        }
    }

    #[test]
    fn small_print_is_taken_off_and_the_story_stays() {
        let page = Document::from(
            "<div class=newsletter-box><p>Get our letter every morning</p></div>\
             <div class=subscribe><article><p>Ferry</p></article></div>\
             <span class=publish-date>3 March 2026</span><div><time>2 hours ago</time></div>\
             <p>It ran aground at <time>noon</time>.</p><button>Share</button>\
             <p class=date-line>TARN (Northline) - A ferry with 212 people on board ran aground off the island on Tuesday.</p>\
             <p class='x sr-only'>Skip to the text</p><div class=author-bio><p>Ida Roe writes.</p></div>\
             <div hidden id='S:1'>Late</div><div hidden id=x>Never</div>",
        );
        take_off(&page);
        let left = page.body().unwrap().text();
        let left: Vec<&str> = left.split_whitespace().collect();
        assert_eq!(
            left.join(" "),
            "FerryIt ran aground at noon.TARN (Northline) - A ferry with 212 people on board ran aground off the island on \
             Tuesday.LateNever"
        );
        assert_eq!(page.select("[hidden]").length(), 1);
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
