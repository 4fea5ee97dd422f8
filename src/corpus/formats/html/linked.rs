//! The structured data of a page's article, in [JSON-LD](https://schema.org/Article).

use serde_json::{Map, Value};

/// The JSON-LD of an article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Linked {
    pub(super) headline: Option<String>,
    pub(super) name: Option<String>,
    pub(super) published: Option<String>,
    pub(super) body: Option<String>,
    pub(super) author: Option<String>,
    urls: Vec<String>,
    /// Whether it describes the page and not the article.
    is_page: bool,
}

/// Objects that are nested deeper are skipped.
const MAX_DEPTH: usize = 6;

/// The article of the page. If there are several, the one with the page's URL, or else with its
/// headline, or else the first.
///
/// Lists of other articles are skipped. Only an article by itself, in a top-level list or in a
/// `@graph` is the page's.
pub(super) fn article(
    scripts: impl Iterator<Item = String>,
    url: Option<&str>,
    titles: &[&str],
) -> Linked {
    let mut found = Vec::new();
    for value in scripts.filter_map(|script| parsed(&script)) {
        gather(&value, 0, &mut found);
    }
    let is_same = |one: &str, other: &str| {
        let bare = |text: &str| text.trim().trim_end_matches('/').to_lowercase();
        bare(one) == bare(other)
    };
    let likeness = |linked: &Linked| {
        let is_here = url.is_some_and(|url| linked.urls.iter().any(|known| is_same(known, url)));
        let headline = linked.headline.as_deref();
        let is_named = headline.is_some_and(|one| titles.iter().any(|other| is_same(one, other)));
        (!linked.is_page, u8::from(is_here) * 2 + u8::from(is_named))
    };
    // `max_by_key` returns the last maximum, so iterate in reverse.
    found.into_iter().rev().max_by_key(likeness).unwrap_or_default()
}

/// The JSON of a script. Some systems wrap it in a comment or leave line breaks in strings.
fn parsed(script: &str) -> Option<Value> {
    let mut script = script.trim();
    for (start, end) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        script = script.strip_prefix(start).unwrap_or(script).trim();
        script = script.strip_suffix(end).unwrap_or(script).trim();
    }
    let script: String = script
        .trim_end_matches(';')
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    serde_json::from_str(&script).ok()
}

fn gather(value: &Value, depth: usize, found: &mut Vec<Linked>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, depth + 1, found)),
        Value::Object(object) => {
            let is_article = types(object).any(is_article);
            let is_page = types(object).any(|name| name.ends_with("WebPage"));
            if is_article || (is_page && object.contains_key("datePublished")) {
                found.push(linked(object, !is_article));
            }
            for inside in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(value) = object.get(inside).filter(|_| !is_article) {
                    gather(value, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = match object.get("@type") {
        Some(Value::Array(names)) => names.iter().collect(),
        Some(name) => vec![name],
        None => Vec::new(),
    };
    names.into_iter().filter_map(Value::as_str)
}

fn is_article(name: &str) -> bool {
    let name = name.rsplit(['/', ':', '#']).next().unwrap_or_default();
    name.ends_with("Article") || name.ends_with("Posting") || matches!(name, "Report" | "NewsItem")
}

fn linked(object: &Map<String, Value>, is_page: bool) -> Linked {
    let text = |name: &str| object.get(name).and_then(first_text);
    let urls = ["url", "@id", "mainEntityOfPage"].into_iter().filter_map(text);
    Linked {
        headline: text("headline"),
        name: text("name"),
        published: text("datePublished").or_else(|| text("dateCreated")),
        body: text("articleBody").or_else(|| text("text")).filter(|_| !is_page),
        author: text("author"),
        urls: urls.map(|url| url.split('#').next().unwrap_or_default().to_owned()).collect(),
        is_page,
    }
}

/// The text of a value: for a list, its first; for an object, its name, value, id or URL.
fn first_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => return values.iter().find_map(first_text),
        Value::Object(object) => {
            let mut named = ["name", "@value", "@id", "url"].into_iter();
            return named.find_map(|name| object.get(name)?.as_str().map(str::to_owned));
        }
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(scripts: &[&str], url: Option<&str>) -> Option<String> {
        article(scripts.iter().map(|&json| json.to_owned()), url, &[]).published
    }

    #[test]
    fn date_is_found_in_every_shape() {
        for json in [
            r#"{"@type": "NewsArticle", "datePublished": "2026-03-04"}"#,
            r#"[{"@type": "Organization"}, {"@type": "Article", "datePublished": "2026-03-04"}]"#,
            r#"{"@graph": [{"@type": "WebPage", "datePublished": "2025-01-01"}, {"@type": ["X", "NewsArticle"], "datePublished": ["2026-03-04"]}]}"#,
            r#"{"@context": ["http://schema.org", {}], "@type": "http://schema.org/ReportageNewsArticle", "datePublished": {"@value": "2026-03-04"}}"#,
            r#"{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "datePublished": "2026-03-04"}}"#,
            "//<![CDATA[\n{\"@type\": \"NewsArticle\", \"description\": \"a\nb\", \"datePublished\": \"2026-03-04\"};\n//]]>",
        ] {
            assert_eq!(published(&[json], None).as_deref(), Some("2026-03-04"), "{json}");
        }
    }

    #[test]
    fn date_of_another_article_is_ignored() {
        let list = r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}"#;
        assert_eq!(published(&[list, "{", "7"], None), None);
        let other = r#"{"@type": "NewsArticle", "url": "https://a.example/b", "datePublished": "2020-01-01"}"#;
        let own = r#"{"@type": "NewsArticle", "mainEntityOfPage": {"@id": "https://a.example/a/"}, "datePublished": "2026-03-04"}"#;
        let found = published(&[other, own], Some("https://a.example/a"));
        assert_eq!(found.as_deref(), Some("2026-03-04"));
    }
}
