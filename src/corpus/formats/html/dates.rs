//! Finds the publication date of a page's article.

use dom_query::{Document, Element, NodeRef};

use super::marks::Marks;
use crate::date::Day;

/// Names of `<meta>` elements with the publication date, in lower case, most reliable first.
const NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "published_time",
    "publishedtime",
    "published-date",
    "published_date",
    "publisheddate",
    "publication_date",
    "publication-date",
    "publicationdate",
    "publish_date",
    "publish-date",
    "publishdate",
    "publish_time",
    "pubdate",
    "pub_date",
    "pub-date",
    "article_date_original",
    "article.published",
    "article.created",
    "article:post_date",
    "originalpublicationdate",
    "original-publish-date",
    "dc.date.issued",
    "dc.date.published",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dc:date",
    "dc.created",
    "sailthru.date",
    "parsely-pub-date",
    "parsely-page:pub_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "rnews:datepublished",
    "bt:pubdate",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "shareaholic:article_published_time",
    "vr:published_time",
    "vf:published_date",
    "iso-8601-publish-date",
    "displaydate",
    "display_date",
    "ptime",
    "postdate",
    "post_date",
    "releasedate",
    "release_date",
    "created",
    "datecreated",
    "date_created",
    "creation_date",
    "article_publication_date",
    "analyticsattributes.articledate",
    "gentime",
    "lastpubdate",
    "timestamp",
    "date",
];

/// Classes of elements that show the date.
const CLASSES: &[&str] = &[
    "published",
    "pubdate",
    "pub-date",
    "publish-date",
    "published-date",
    "publication-date",
    "entry-date",
    "post-date",
    "article-date",
    "article__date",
    "article-published",
    "posted-on",
    "date-published",
    "dateline",
    "timestamp",
    "byline__date",
    "article-timestamp",
    "date",
    "datum",
    "tarih",
    "fecha",
    "data",
];

/// The date from the page's metadata and marked elements, readable dates first.
pub(super) fn said(page: &Document, marks: &Marks, linked: Option<String>) -> Option<String> {
    let mut found: Vec<String> = linked.into_iter().collect();
    let place = |names: &[String]| {
        names.iter().filter_map(|name| NAMES.iter().position(|known| known == name)).min()
    };
    let metas = marks.metas().filter(|(_, said)| !said.is_empty());
    let mut metas: Vec<(usize, String)> =
        metas.filter_map(|(names, said)| Some((place(&names)?, said))).collect();
    metas.sort_by_key(|(place, _)| *place);
    found.extend(metas.into_iter().map(|(_, said)| said));
    let marked = marks.dates.iter().filter(|node| is_of_article(node));
    let (sure, other): (Vec<&NodeRef>, Vec<&NodeRef>) =
        marked.partition(|node| node.has_attr("itemprop") || node.has_attr("pubdate"));
    found.extend(sure.into_iter().chain(other).filter_map(of_element));
    first_read(found).or_else(|| shown(page))
}

/// The first string that is a date, or else the first one.
fn first_read(mut found: Vec<String>) -> Option<String> {
    let read = found.iter().position(|written| Day::parse(written).is_some());
    (!found.is_empty()).then(|| found.swap_remove(read.unwrap_or(0)))
}

/// The date of a marked element.
fn of_element(node: &NodeRef) -> Option<String> {
    let attributes = ["datetime", "content", "title"].into_iter();
    let mut said = attributes.filter_map(|name| node.attr(name)).map(|said| said.trim().to_owned());
    said.find(|said| !said.is_empty()).or_else(|| words(node))
}

/// The date in an element whose class or name suggests one.
fn shown(page: &Document) -> Option<String> {
    page.root().descendants_it().find_map(|node| {
        let element = node.element_ref()?;
        if !shows_date(&element) || !is_of_article(&node) {
            return None;
        }
        words(&node).filter(|words| Day::parse(words).is_some())
    })
}

/// Whether an element is for dates, or one that may be has a class for them.
fn shows_date(element: &Element) -> bool {
    let is_named = || {
        let mut attributes = element.attrs.iter();
        let class = attributes.find(|attribute| &*attribute.name.local == "class");
        class.is_some_and(|class| {
            let is_known =
                |name: &str| CLASSES.iter().any(|known| known.eq_ignore_ascii_case(name));
            class.value.split_whitespace().any(is_known)
        })
    };
    match &*element.name.local {
        "time" => true,
        "span" | "div" | "p" | "em" | "small" | "li" => is_named(),
        _ => false,
    }
}

/// The words of an element, if they are short enough for a date.
fn words(node: &NodeRef) -> Option<String> {
    const LONGEST: usize = 100;
    let text = node.text();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.len() <= LONGEST).then_some(words)
}

/// Whether an element may belong to the page's article. Elements in links, in lists of other
/// articles and in comments do not.
fn is_of_article(node: &NodeRef) -> bool {
    const OTHERS: [&str; 9] = [
        "related",
        "teaser",
        "sidebar",
        "recommend",
        "more-",
        "latest",
        "popular",
        "comment",
        "widget",
    ];
    node.ancestors(None).iter().chain([node]).all(|around| {
        let name = around.node_name();
        if matches!(name.as_deref(), Some("body" | "html" | "main")) {
            return true;
        }
        let said =
            |name: &str| around.attr(name).map(|value| value.to_lowercase()).unwrap_or_default();
        let names = format!("{} {}", said("class"), said("id"));
        !matches!(name.as_deref(), Some("a" | "aside" | "nav" | "footer"))
            && !OTHERS.iter().any(|other| names.contains(other))
    })
}
