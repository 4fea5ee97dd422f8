//! Which names mean the same outlet, and the outlet in a URL.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, Result};

/// How outlets are distinguished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutletsBy {
    /// By name, as [`normalise`] returns it.
    #[default]
    Name,
    /// By registered domain, for names that are hosts: `amp.gazette.example` belongs to
    /// `gazette.example`.
    Domain,
}

/// Outlets with several names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutletNames {
    by: OutletsBy,
    /// Maps an alias, in lower case, to its outlet.
    aliases: BTreeMap<String, String>,
}

impl OutletNames {
    /// Reads a table of aliases, one per line: the alias, a tab, and the outlet.
    ///
    /// Ignores empty lines, and lines that begin with `#`.
    pub fn new(by: OutletsBy, table: Option<&str>) -> Result<OutletNames> {
        let mut aliases = BTreeMap::new();
        let lines = (1..).zip(table.unwrap_or_default().trim_start_matches('\u{feff}').lines());
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty() && !row.starts_with('#'))
        {
            let names = row.split_once('\t');
            let names = names.and_then(|(alias, name)| Some((normalise(alias)?, normalise(name)?)));
            let Some((alias, name)) = names else {
                let expected = "two names of an outlet, separated by a tab".to_owned();
                let found = row.to_owned();
                return Err(ErrorKind::TableRow { table: "outlets", line, expected, found }.into());
            };
            aliases.insert(alias.to_lowercase(), name);
        }
        Ok(OutletNames { by, aliases })
    }

    /// Whether there are no aliases, and outlets are distinguished by name.
    pub fn is_default(&self) -> bool {
        *self == OutletNames::default()
    }

    /// The outlet with this name, whose pages are on `host`. By domain, the host decides if the
    /// name is neither a host nor an alias.
    pub fn outlet_at(&self, raw: &str, host: Option<&str>) -> Option<String> {
        let is_known = normalise(raw)
            .is_some_and(|name| is_host(&name) || self.aliases.contains_key(&name.to_lowercase()));
        match host.filter(|_| self.by == OutletsBy::Domain && !is_known) {
            Some(host) => self.outlet(host),
            None => self.outlet(raw),
        }
    }

    /// The outlet with this name; `None` if the name is blank.
    pub fn outlet(&self, raw: &str) -> Option<String> {
        let name = normalise(raw)?;
        if let Some(outlet) = self.aliases.get(&name.to_lowercase()) {
            return Some(outlet.clone());
        }
        let domain = match self.by {
            OutletsBy::Name => None,
            OutletsBy::Domain => psl::domain_str(&name).filter(|_| is_host(&name)),
        };
        let Some(domain) = domain else { return Some(name) };
        Some(self.aliases.get(domain).cloned().unwrap_or_else(|| domain.to_owned()))
    }
}

/// Prefixes of a site's host for other versions of its pages: mobile, AMP, print.
const FORMS: [&str; 6] = ["www.", "m.", "amp.", "mobile.", "print.", "wap."];

/// Unifies the spellings of an outlet: collapses whitespace, and for a host removes capitals and a
/// leading `www.`, `m.`, `amp.` or similar.
///
/// Returns `None` if nothing is left.
pub fn normalise(raw: &str) -> Option<String> {
    // Most names are one word, or words with one space between them.
    let is_neat = raw.is_ascii()
        && !raw.starts_with(' ')
        && !raw.ends_with(' ')
        && !raw.contains("  ")
        && raw.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let name =
        if is_neat { raw.to_owned() } else { raw.split_whitespace().collect::<Vec<_>>().join(" ") };
    let name = if is_host(&name) {
        let host = name.to_ascii_lowercase();
        let host = host.trim_end_matches('.');
        if host == "www" {
            return None;
        }
        let of_site = FORMS.iter().find_map(|form| host.strip_prefix(form));
        // The rest must have a registrable domain: `m.com` is itself a site.
        let is_site = |rest: &&str| psl::domain_str(rest).is_some() || host.starts_with("www.");
        of_site.filter(is_site).unwrap_or(host).to_owned()
    } else {
        name
    };
    (!name.is_empty()).then_some(name)
}

fn is_host(name: &str) -> bool {
    name.contains('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
}

/// The host of a URL, in lower case, without `www.` and similar prefixes. For a page in an archive or a cache, the host of the
/// page itself.
pub(crate) fn host(url: &str) -> Option<String> {
    let url = url.trim();
    let (_, rest) =
        url.split_once("://").or_else(|| url.strip_prefix("//").map(|rest| ("", rest)))?;
    let (host, path) = parts(rest);
    if let Some(original) = original(&host, path) {
        // A query may hold another address.
        let original = match original.split_once("://") {
            Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => rest,
            _ => &*original,
        };
        return normalise(&parts(original).0);
    }
    normalise(&host)
}

/// The host of a URL without its scheme, in lower case, and what follows it.
fn parts(url: &str) -> (String, &str) {
    let end = url.find(['/', '?', '#', '\\']).unwrap_or(url.len());
    let (authority, path) = url.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    (host, path)
}

/// The address in a path, as archives write that of the page that they show:
/// `/web/2024/https://gazette.example/a`. Some programs leave one slash of two.
///
/// It stands behind nothing, a time, or a name of the archive's collection: other addresses are links that went wrong, or pages to
/// share. The last one, for there are archives of archives.
fn within(path: &str) -> Option<&str> {
    const COLLECTIONS: &[&str] = &["", "web", "wayback", "*"];
    let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
    let is_time =
        |part: &str| part.len() >= 4 && part.bytes().take(4).all(|byte| byte.is_ascii_digit());
    path.rmatch_indices("/http").find_map(|(at, _)| {
        let rest = &path[at + "/http".len()..];
        let address = rest.strip_prefix('s').unwrap_or(rest).strip_prefix(":/")?;
        let before = path[..at].rsplit('/').next().unwrap_or_default();
        let address = address.trim_start_matches('/');
        let has_host = parts(address).0.trim_matches('.').contains('.');
        (has_host && (is_time(before) || COLLECTIONS.contains(&before))).then_some(address)
    })
}

/// The address of the page that an archive, a cache or a translator shows.
fn original<'u>(host: &str, path: &'u str) -> Option<Cow<'u, str>> {
    if let Some(address) = within(path) {
        return Some(address.into());
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    if let Some(dashed) = host.strip_suffix(".translate.goog") {
        // A dash of the host itself is two.
        return Some(dashed.replace("--", "\u{1}").replace('-', ".").replace('\u{1}', "-").into());
    }
    if host.ends_with(".cdn.ampproject.org") || (is_google(host) && path.starts_with("amp/")) {
        // What was stored, `s` for a secure page, and the address without its scheme.
        let mut rest = path.split_once('/')?.1;
        rest = rest.strip_prefix("s/").unwrap_or(rest);
        return Some(rest.into());
    }
    let shown = |name: &str| {
        let (_, value) = path.split_once(name)?;
        let value = value.split('&').next()?;
        Some(value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/"))
    };
    if host == "webcache.googleusercontent.com" {
        let cached = shown("cache:")?;
        // A key may stand before the address.
        return Some(match cached.split_once(':') {
            Some((key, rest)) if !key.contains(['.', '/']) && !rest.starts_with("//") => {
                rest.to_owned().into()
            }
            _ => cached.into(),
        });
    }
    let is_page = path.starts_with("translate?") || path.starts_with("url?");
    if is_google(host) && is_page {
        return ["?u=", "&u=", "?url=", "&url=", "?q=", "&q="]
            .iter()
            .find_map(|name| shown(name).filter(|address| address.contains("://")))
            .map(Cow::Owned);
    }
    None
}

fn is_google(host: &str) -> bool {
    host.split('.').any(|label| label == "google")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_registered_domain_are_one_outlet_by_domain() {
        let names = OutletNames::new(OutletsBy::Domain, None).unwrap();
        for (name, outlet) in [
            ("amp.gazette.example", "gazette.example"),
            ("WWW.Gazette.example", "gazette.example"),
            ("news.gazette.co.uk", "gazette.co.uk"),
            ("one.blogspot.com", "one.blogspot.com"),
            ("The Daily Herald", "The Daily Herald"),
            ("co.uk", "co.uk"),
        ] {
            assert_eq!(names.outlet(name).as_deref(), Some(outlet));
        }
        assert_eq!(OutletNames::default().outlet("amp.x.example").as_deref(), Some("x.example"));
        assert_eq!(OutletNames::default().outlet("tv.x.example").as_deref(), Some("tv.x.example"));
    }

    #[test]
    fn host_of_the_pages_replaces_a_name_by_domain() {
        let names = OutletNames::new(OutletsBy::Domain, None).unwrap();
        let host = Some("feeds.gazette.example");
        for name in ["The Gazette", "Gazette online", "www.gazette.example"] {
            assert_eq!(names.outlet_at(name, host).as_deref(), Some("gazette.example"));
        }
        assert_eq!(names.outlet_at("The Gazette", None).as_deref(), Some("The Gazette"));
        let by_name = OutletNames::default().outlet_at("The Gazette", host);
        assert_eq!(by_name.as_deref(), Some("The Gazette"));
    }

    #[test]
    fn other_name_of_an_outlet_means_that_outlet() {
        let table = "# names\n\ngazette.example\tThe Gazette\nGazette, The \t The  Gazette\n";
        let names = OutletNames::new(OutletsBy::Domain, Some(table)).unwrap();
        for name in ["gazette, the", "www.gazette.example", "m.gazette.example", "The Gazette"] {
            assert_eq!(names.outlet(name).as_deref(), Some("The Gazette"), "{name}");
        }
        let error = OutletNames::new(OutletsBy::Name, Some("one\ttwo\nthree")).unwrap_err();
        assert!(
            error.to_string().contains("two names of an outlet, separated by a tab"),
            "{error}"
        );
    }

    #[test]
    fn spellings_of_one_host_are_one_outlet() {
        assert_eq!(normalise("WWW.Example.com").as_deref(), Some("example.com"));
        assert_eq!(normalise(" example.com ").as_deref(), Some("example.com"));
    }

    #[test]
    fn name_keeps_its_capitals() {
        assert_eq!(normalise("The  Daily\tHerald").as_deref(), Some("The Daily Herald"));
        assert_eq!(normalise("St. Paul Dispatch").as_deref(), Some("St. Paul Dispatch"));
    }

    #[test]
    fn blank_name_is_none() {
        assert_eq!(normalise(" \n"), None);
        assert_eq!(normalise("www."), None);
    }

    #[test]
    fn host_of_a_stored_page_is_that_of_the_page() {
        for (url, expected) in [
            (
                "https://www.google.com/amp/s/gazette.example/a?ref=https://t.co/x",
                "gazette.example",
            ),
            (
                "https://web.archive.org/web/2024/https://gazette.example/a?next=https://b.example/",
                "gazette.example",
            ),
            (
                "https://web.archive.org/web/2024/https:/gazette.example/?x=http://b.example",
                "gazette.example",
            ),
            (
                "http://webcache.googleusercontent.com/search?q=cache:xY1abc:www.gazette.example/a+ferry&hl=en",
                "gazette.example",
            ),
            ("https://www.google.com/url?q=https://gazette.example/?u=1", "gazette.example"),
            ("https://archive.ph/20240305120000/https://www.gazette.example/a", "gazette.example"),
            (
                "https://webarchive.nationalarchives.gov.uk/ukgwa/20240305/http://gazette.example/",
                "gazette.example",
            ),
            ("http://wayback.archive-it.org/1/2024/http:/gazette.example:80/a", "gazette.example"),
            (
                "https://archive.is/2024/https://web.archive.org/web/2019/http://gazette.example",
                "gazette.example",
            ),
            ("https://archive.ph/xY1aB", "archive.ph"),
            ("https://gazette.example/what-does-http:/-mean", "gazette.example"),
            ("https://gazette.example/https://", "gazette.example"),
            ("https://gazette.example/2024/05/http://social.example/mayor", "gazette.example"),
            ("https://gazette.example/tag/https:/what-is-it/index.html", "gazette.example"),
            ("https://gazette.example/a/https:/..", "gazette.example"),
            (
                "https://web.archive.org/web/2024/https://gazette.example/share/https://social.example/x",
                "gazette.example",
            ),
            ("https://web.archive.org/web/*/https://gazette.example/", "gazette.example"),
            ("https://proxy.example/https://gazette.example/a", "gazette.example"),
            ("https://gazette.example/a?from=/https://b.example/", "gazette.example"),
        ] {
            assert_eq!(host(url).as_deref(), Some(expected), "{url}");
        }
    }
}
