//! What the ids and classes of an element tell about it.

/// What a word in the id or a class of an element stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Named(u8);

impl Named {
    /// A short part that is not of the story: its date, and what to do with it.
    pub(super) const SMALL: Named = Named(1);
    /// A part that asks the reader for something, or is about the author.
    pub(super) const REQUEST: Named = Named(1 << 1);
    pub(super) const CAPTION: Named = Named(1 << 2);
    /// The names of authors.
    pub(super) const AUTHOR: Named = Named(1 << 3);
    /// It is not shown, or only a screen reader says it.
    pub(super) const UNSEEN: Named = Named(1 << 4);
    /// A consent dialog, or comments.
    pub(super) const FOREIGN: Named = Named(1 << 5);

    pub(super) fn is(self, other: Named) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn add(&mut self, other: Named) {
        self.0 |= other.0;
    }

    /// What the value of a class or an id stands for.
    pub(super) fn of(value: &str) -> Named {
        let mut named = Named::default();
        let (mut is_unseen, mut is_shown) = (false, false);
        for name in value.split_ascii_whitespace() {
            named.add(of_words(name.as_bytes()));
            let mut buffer = [0; LONGEST_NAME];
            let lower = lower(name.as_bytes(), &mut buffer);
            is_unseen |= UNSEEN.contains(&lower);
            is_shown |= lower.contains(&b':')
                || lower.ends_with(b"-visible")
                || (lower.starts_with(b"d-") && !lower.ends_with(b"-none"));
            if is_of_consent(lower) || COMMENTS.contains(&lower) {
                named.add(Named::FOREIGN);
            }
        }
        // Some are hidden on screens of one width only.
        if is_unseen && !is_shown {
            named.add(Named::UNSEEN);
        }
        named
    }
}

/// What a word stands for.
#[rustfmt::skip]
fn of_word(word: &[u8]) -> Named {
    match word {
        b"date" | b"dates" | b"datum" | b"tarih" | b"fecha" | b"datetime" | b"updated" | b"timestamp" | b"share" | b"sharing"
        | b"breadcrumb" | b"breadcrumbs" | b"counter" | b"tags" | b"keywords" | b"ad" | b"ads" | b"advert" | b"video"
        | b"copyright" => Named::SMALL,
        b"newsletter" | b"signup" | b"signin" | b"cta" | b"register" | b"registration" | b"subscribe" | b"login"
        | b"advertisement" | b"bio" | b"biography" => Named::REQUEST,
        b"caption" | b"captions" => Named::CAPTION,
        b"author" | b"authors" | b"byline" | b"autor" | b"autoren" | b"auteur" | b"yazar" => Named::AUTHOR,
        _ => Named::default(),
    }
}

/// What the words of a name stand for, as in `article-date`, `article_date` and `articleDate`; also two that are one word
/// elsewhere, as in `sign-in`.
fn of_words(name: &[u8]) -> Named {
    let mut named = Named::default();
    let mut buffer = [0; LONGEST_WORDS];
    let (mut before, mut length) = (0, 0);
    let mut last = b' ';
    for &byte in name.iter().chain(b" ") {
        let is_end =
            !byte.is_ascii_alphabetic() || (byte.is_ascii_uppercase() && last.is_ascii_lowercase());
        if is_end && length > before {
            named.add(of_word(&buffer[before..length]));
            if before > 0 {
                named.add(of_word(&buffer[..length]));
            }
            buffer.copy_within(before..length, 0);
            (before, length) = (length - before, length - before);
        }
        if byte.is_ascii_alphabetic() {
            if length == LONGEST_WORDS {
                // No word is so long.
                (before, length) = (0, 0);
            }
            buffer[length] = byte.to_ascii_lowercase();
            length += 1;
        }
        last = byte;
    }
    named
}

/// Bytes of the longest name that is known, and of two words.
const LONGEST_NAME: usize = 32;
const LONGEST_WORDS: usize = 32;

/// The start of a name in lower case.
fn lower<'b>(name: &[u8], buffer: &'b mut [u8; LONGEST_NAME]) -> &'b [u8] {
    let start = &name[..name.len().min(LONGEST_NAME)];
    let lower = &mut buffer[..start.len()];
    lower.copy_from_slice(start);
    lower.make_ascii_lowercase();
    lower
}

/// Whether a name begins as those of consent dialogs.
fn is_of_consent(name: &[u8]) -> bool {
    // No prefix begins with another one, so only the last one before the name can be its start.
    let at = CONSENT.partition_point(|start| start.as_bytes() <= name);
    at > 0
        && name.starts_with(CONSENT[at - 1].as_bytes())
        && !NOT_CONSENT.iter().any(|start| name.starts_with(start.as_bytes()))
}

/// Classes of parts that are not shown, or that only a screen reader says.
const UNSEEN: &[&[u8]] = &[
    b"visually-hidden",
    b"visuallyhidden",
    b"sr-only",
    b"screen-reader-text",
    b"h-offscreen",
    b"offscreen",
    b"hidden",
    b"is-hidden",
    b"d-none",
];

/// How names begin that are not of consent dialogs although they look so: the parts of pages of a system for news sites.
const NOT_CONSENT: &[&str] =
    &["cmp-text", "cmp-container", "cmp-title", "cmp-contentfragment", "trustee", "trusted"];

/// How the ids and classes of consent dialogs begin, in the order of their bytes. None begins with another one.
const CONSENT: &[&str] = &[
    "admiral-",
    "appconsent",
    "axeptio",
    "borlabs",
    "brlbs",
    "cc-banner",
    "cc-window",
    "ccc-",
    "civic-cookie",
    "cky-",
    "cmp-",
    "cmp_",
    "cmpbox",
    "cmplz",
    "cmpwrapper",
    "consent-",
    "consent_",
    "consentmanager",
    "cookie-banner",
    "cookie-bar",
    "cookie-consent",
    "cookie-dialog",
    "cookie-law",
    "cookie-modal",
    "cookie-notice",
    "cookie-overlay",
    "cookie-popup",
    "cookie-wall",
    "cookie_banner",
    "cookie_consent",
    "cookie_notice",
    "cookiebanner",
    "cookiebar",
    "cookiebot",
    "cookieconsent",
    "cookielaw",
    "cookienotice",
    "cookies-banner",
    "cookies-consent",
    "cybotcookie",
    "didomi",
    "eu-cookie",
    "euconsent",
    "evidon",
    "fc-consent",
    "fc-dialog",
    "fc-message",
    "gdpr-",
    "gdpr_",
    "gdprbanner",
    "iubenda",
    "ketch-",
    "klaro",
    "moove_gdpr",
    "onetrust",
    "optanon",
    "osano",
    "ot-pc",
    "ot-sdk",
    "pn-consent",
    "privacy-banner",
    "privacy-dialog",
    "privacy-manager",
    "privacymanager",
    "qc-cmp",
    "quantcast",
    "sfbx",
    "snigel",
    "sp-message",
    "sp_message",
    "sp_veil",
    "tarteaucitron",
    "tc-privacy",
    "termly",
    "transcend-consent",
    "trustarc",
    "truste",
    "uc-banner",
    "uniconsent",
    "usercentrics",
];

/// Ids and classes of comment sections.
const COMMENTS: &[&[u8]] = &[
    b"comments",
    b"comment-list",
    b"commentlist",
    b"comments-area",
    b"comments-section",
    b"comment-section",
    b"commentsection",
    b"commentbox",
    b"comment-box",
    b"comments-wrapper",
    b"comments-container",
    b"comment-thread",
    b"user-comments",
    b"reader-comments",
    b"disqus_thread",
    b"fb-comments",
    b"respond",
    b"coral_thread",
    b"viafoura",
    b"kommentare",
    b"commentaires",
    b"comentarios",
    b"reacties",
    b"yorumlar",
    b"komentarze",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names_are_found_in_every_spelling() {
        for name in [
            "date",
            "article-date",
            "article_date x",
            "x articleDate",
            "date2",
            "Date",
            "x__date--y",
            "time-stamp",
        ] {
            assert!(Named::of(name).is(Named::SMALL), "{name}");
        }
        for name in ["", "update", "dated", "candidate", "é", "mandate-x", "x-up-dates-x-ate"] {
            assert_eq!(Named::of(name).is(Named::SMALL), name.contains("dates"), "{name}");
        }
        for name in ["sign-in", "article__signIn", "news-letter-box", "signup"] {
            assert!(Named::of(name).is(Named::REQUEST), "{name}");
        }
        assert!(!Named::of("sign-off in").is(Named::REQUEST));
        let long = "x".repeat(100);
        assert!(Named::of(&format!("{long}-date")).is(Named::SMALL));
    }

    #[test]
    fn hidden_parts_may_be_shown_on_other_screens() {
        for (class, is_unseen) in [
            ("x sr-only", true),
            ("hidden", true),
            ("hidden md:block", false),
            ("d-none d-md-block", false),
            ("d-none d-print-none", true),
            ("hidden-date", false),
        ] {
            assert_eq!(Named::of(class).is(Named::UNSEEN), is_unseen, "{class}");
        }
    }

    #[test]
    fn names_of_dialogs_and_comments_are_known_by_their_starts() {
        for name in ["onetrust-banner-sdk", "OneTrust", "x cookie-bar", "comments", "cmp-"] {
            assert!(Named::of(name).is(Named::FOREIGN), "{name}");
        }
        for name in ["cookie", "comments-off", "", "zz", "a"] {
            assert!(!Named::of(name).is(Named::FOREIGN), "{name}");
        }
        let in_order = |pair: &[&str]| pair[0] < pair[1] && !pair[1].starts_with(pair[0]);
        assert!(CONSENT.windows(2).all(in_order));
    }
}
