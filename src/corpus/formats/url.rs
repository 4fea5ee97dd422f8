//! The parts of a URL.

use std::borrow::Cow;

use crate::outlet;

/// The host of a URL, in lower case, without `www.` and similar prefixes. For a page in an archive or a cache, the host of the
/// page itself.
pub(crate) fn host(url: &str) -> Option<String> {
    let url = url.trim();
    let (_, rest) =
        url.split_once("://").or_else(|| url.strip_prefix("//").map(|rest| ("", rest)))?;
    let (host, path) = parts(rest);
    if let Some(original) = original(&host, path) {
        let original = original.split_once("://").map_or(&*original, |(_, rest)| rest);
        return outlet::normalise(&parts(original).0);
    }
    outlet::normalise(&host)
}

/// The host of a URL without its scheme, in lower case, and what follows it.
fn parts(url: &str) -> (String, &str) {
    let end = url.find(['/', '?', '#', '\\']).unwrap_or(url.len());
    let (authority, path) = url.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    (host, path)
}

/// The address of the page that an archive, a cache or a translator shows.
fn original<'u>(host: &str, path: &'u str) -> Option<Cow<'u, str>> {
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
    if host == "web.archive.org" || host.ends_with(".arquivo.pt") || host == "arquivo.pt" {
        let at = path.find("://").or_else(|| path.find(":/"))?;
        return Some(path[at..].trim_start_matches([':', '/']).into());
    }
    let shown = |name: &str| {
        let (_, value) = path.split_once(name)?;
        let value = value.split('&').next()?;
        Some(value.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/"))
    };
    if host == "webcache.googleusercontent.com" {
        let cached = shown("cache:")?;
        // A key may stand before the address.
        let at = cached.find("://").map(|at| at + 3);
        return Some(cached[at.unwrap_or(0)..].to_owned().into());
    }
    let is_page = path.starts_with("translate?") || path.starts_with("url?");
    if is_google(host) && is_page {
        return ["?u=", "&u=", "?url=", "&url=", "?q=", "&q="]
            .iter()
            .find_map(|name| shown(name))
            .filter(|address| address.contains("://"))
            .map(Cow::Owned);
    }
    None
}

fn is_google(host: &str) -> bool {
    host.split('.').any(|label| label == "google")
}
