//! Removes parts of a page that never belong to the article: consent dialogs and comments.

use dom_query::{Document, NodeRef};

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

/// Removes these parts from a page.
pub(super) fn take_off(page: &Document) {
    let parts = page.select("div, section, aside, dialog, form, details, ul, ol, iframe");
    let foreign: Vec<_> = parts.nodes().iter().filter(|node| is_foreign(node)).collect();
    for node in foreign {
        node.remove_from_parent();
    }
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
    "robot check",
    "security check",
];

/// Whether a page is an error page.
pub(super) fn is_error(headline: &str, text: &str) -> bool {
    const MOST_WORDS: usize = 120;
    let headline = headline.trim().to_lowercase();
    OF_ERRORS.iter().any(|start| headline.starts_with(start))
        && text.split_whitespace().nth(MOST_WORDS).is_none()
}
