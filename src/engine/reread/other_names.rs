//! Outlets and pages that are probably the same under other names or URLs.

use std::collections::{BTreeMap, BTreeSet};

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
