//! The article on a web page: its text without boilerplate, and its metadata.

mod dates;
mod headline;
mod linked;
mod marks;
mod missed;
mod names;
mod parts;
mod scripts;
mod trim;

use std::borrow::Cow;
use std::sync::LazyLock;

use dom_query::{Document, Matcher, NodeRef};
use dom_smoothie::{Config, ParsePolicy, Readability, ReadabilityError, TextMode};

use self::headline::Headlines;
use self::marks::Marks;
use self::trim::Of;
use super::marked_text;
use super::plain::{self, Plain};
use super::tree;
use crate::article::{Article, BodyIs};
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{self, ReadFormat, Understood, is_html};
use crate::corpus::reject::{Fault, RejectCode};
use crate::outlet::host;

pub(super) const HTML: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("html", "HTML", &["html", "htm", "xhtml"], Holds::OneText)),
    fits: is_html,
    understand: |_| Ok(Ok(Understood::As(Format::new(PageFile)))),
};

/// A file that is a page.
#[derive(Debug)]
struct PageFile;

impl ReadFile for PageFile {
    fn name(&self) -> FormatName {
        HTML.name
    }

    fn described(&self) -> &'static str {
        "one article per page, outlet from the host of its URL, its site name or the folder"
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], _: End) -> Made<'a> {
        let page = encoding::text(bytes);
        let mended = Mended { utf8: matches!(page, Cow::Owned(_)), ..Mended::default() };
        let page = read(&page, None)?;
        Ok((page.into_article(file, Cow::Borrowed(&file.key))?, mended))
    }
}

/// The article on a page and its metadata.
#[derive(Debug)]
pub(super) struct Page {
    headline: Option<String>,
    body: String,
    byline: Option<String>,
    /// The name of the site, used if there is no URL.
    site: Option<String>,
    published: Option<String>,
    url: Option<String>,
    language: Option<String>,
}

/// Finds the article on a page. `address` is the URL it was fetched from, if known.
pub(super) fn read(page: &str, address: Option<&str>) -> Result<Page, Fault> {
    let found = read_with(page, address, |_| ())?;
    if !parts::asks_for_consent(&found.body) {
        return Ok(found);
    }
    // The dialog has no name that is known, and more words than the article.
    let found = read_with(page, address, parts::take_consent_off)?;
    if parts::asks_for_consent(&found.body) {
        return Err(no_story("a consent dialog"));
    }
    Ok(found)
}

/// Finds the article on a page after something was taken off.
fn read_with(html: &str, address: Option<&str>, take_off: fn(&Document)) -> Result<Page, Fault> {
    let settings = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: tree::MAX_ELEMENTS,
        ..Config::default()
    };
    let mut page = Readability::with_document(tree::page(html)?, None, Some(settings))
        .map_err(|error| fault(&error))?;
    let marks = Marks::of(&page.doc);
    let url = said(marks.link("canonical"))
        .filter(|url| url.contains("://"))
        .or_else(|| said(marks.property("og:url")));
    let og_title = said(marks.property("og:title"));
    let headings = marks.headings.iter().take(MOST_HEADINGS);
    let headings: Vec<String> =
        headings.filter_map(|heading| said(Some(heading.text().to_string()))).collect();
    let titles: Vec<&str> = og_title.iter().chain(headings.first()).map(String::as_str).collect();
    let mut linked = linked::article(marks.linked(), url.as_deref().or(address), &titles);
    let time = dates::said(&page.doc, &marks, linked.published.clone());
    take_off(&page.doc);
    let words = trim::take_off(&page.doc, Of::Page);
    let whole = page.doc.clone();
    let found = match search(&mut page, &whole) {
        Ok(found) => Some(found),
        Err(ReadabilityError::GrabFailed) => {
            linked.body = linked.body.or_else(|| scripts::marked_up(html));
            if linked.body.is_none() {
                return Err(no_text());
            }
            None
        }
        Err(error) => return Err(fault(&error)),
    };
    let (mut title, mut body, mut byline, mut site, mut published, mut lang) = Default::default();
    let mut found_url = None;
    if let Some(found) = found {
        (title, byline, site) =
            (said(Some(found.title)), said(found.byline), said(found.site_name));
        (published, lang, found_url) =
            (said(found.published_time), said(found.lang), said(found.url));
        body = missed::added(&whole, words, found.text_content.trim().to_owned());
    }
    let url = found_url.or(url).or_else(|| address.map(str::to_owned));
    let day = url.as_deref().and_then(day_in_path);
    let of_linked = said(linked.headline).map(|text| plain(Cow::Owned(text)).text.into_owned());
    let headline = Headlines {
        found: title,
        og_title,
        headings: &headings,
        linked: of_linked,
        linked_name: linked.name.as_deref(),
        site: site.as_deref(),
    }
    .best();
    let told = linked.body.map(|body| plain(Cow::Owned(body)).text.into_owned());
    body = the_fuller(below_headline(&body, headline.as_deref()), told);
    if headline.as_deref().is_some_and(|headline| parts::is_error(headline, &body)) {
        return Err(no_story("an error page"));
    }
    Ok(Page {
        headline,
        body,
        byline: byline.or_else(|| said(linked.author)),
        site,
        published: time.or(published).or(day),
        url,
        language: lang,
    })
}

/// Searches a page for its article. `whole` is a copy of the page.
///
/// The search of the crate makes several attempts, each with a copy of the page. The first one is nearly always enough.
fn search(
    page: &mut Readability,
    whole: &Document,
) -> Result<dom_smoothie::Article, ReadabilityError> {
    static FOUND: LazyLock<Matcher> =
        LazyLock::new(|| Matcher::new("#readability-page-1").expect("it is a selector"));
    let first = page.parse_with_policy(ParsePolicy::Strict);
    let letters = || {
        let found = page.doc.select_single_matcher(&FOUND);
        found.nodes().first().map_or(0, NodeRef::normalized_char_count)
    };
    let is_enough = first.is_ok() && letters() >= page.config.char_threshold;
    match first {
        Ok(found) if is_enough => Ok(found),
        Ok(_) | Err(ReadabilityError::GrabFailed) => {
            page.doc = whole.clone();
            page.parse()
        }
        Err(error) => Err(error),
    }
}

/// Headings of a page that may be its headline.
const MOST_HEADINGS: usize = 8;

fn no_story(what: &str) -> Fault {
    Fault::new(RejectCode::NoArticle, format!("not an article: {what}"))
}

/// The text below the headline, if the text repeats it near its start.
fn below_headline(body: &str, headline: Option<&str>) -> String {
    const LINES: usize = 4;
    const FEW_WORDS: usize = 12;
    let Some(headline) = headline.map(str::to_lowercase) else {
        return body.to_owned();
    };
    let mut at = 0;
    for line in body.split_inclusive('\n').take(2 * LINES) {
        at += line.len();
        if line.trim().to_lowercase() == headline {
            let rest = body[at..].trim_start();
            return if rest.is_empty() { body.to_owned() } else { rest.to_owned() };
        }
        if line.split_whitespace().count() > FEW_WORDS {
            break;
        }
    }
    body.to_owned()
}

/// The text found on the page, or the text in the page's structured data if that has more than
/// twice as many words: then the page shows only the beginning.
fn the_fuller(found: String, told: Option<String>) -> String {
    const LEAST: usize = 40;
    let words = |text: &str| trim::count(text);
    match told {
        Some(told) if found.is_empty() || words(&told) >= LEAST => {
            let is_short = words(&found) * 2 < words(&told);
            if is_short || parts::asks_for_consent(&found) {
                told
            } else {
                parts::only_told(found, &told)
            }
        }
        _ => found,
    }
}

/// The words of a part of a page, one paragraph per line. Everything belongs to the article except
/// captions and lines that are links.
pub(super) fn words_of_part(html: &str) -> String {
    match tree::part(html) {
        Ok(part) => {
            trim::take_off(&part, Of::Part);
            marked_text::of_document(&part)
        }
        Err(_) => marked_text::without_tags(html),
    }
}

impl Page {
    /// The article's text.
    pub(super) fn into_body(self) -> String {
        self.body
    }

    /// The article, under a key.
    pub(super) fn into_article<'a>(
        self,
        source: &'a File,
        key: Cow<'a, str>,
    ) -> Result<Article<'a>, Fault> {
        let body = match (source.body_is, &self.headline) {
            (BodyIs::Headline, Some(headline)) => headline.clone(),
            _ => self.body,
        };
        if body.is_empty() {
            return Err(no_text());
        }
        // A site has one host, and many names: those of its mobile pages, its sections, and of none in older pages.
        let outlet = self.url.as_deref().and_then(host).or(self.site).map(Cow::Owned);
        Ok(Article {
            key,
            body: Cow::Owned(body),
            body_is: source.body_is,
            headline: self.headline.map(Cow::Owned),
            byline: self.byline.map(Cow::Owned),
            outlet: outlet.or_else(|| source.folder.as_deref().map(Cow::Borrowed)),
            published: self.published.map(Cow::Owned),
            url: self.url.map(Cow::Owned),
            language: self.language.map(Cow::Owned),
            wire: None,
        })
    }
}

/// The date in a URL: `/2026/03/04/` or `/2026-03-04-`.
fn day_in_path(url: &str) -> Option<String> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut numbers = path.split(['/', '-', '_']);
    loop {
        let year = numbers.next()?;
        let is = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is(year, 4) || !(year.starts_with("19") || year.starts_with("20")) {
            continue;
        }
        let mut rest = numbers.clone();
        let (month, day) = (rest.next()?, rest.next()?);
        if is(month, 2)
            && is(day, 2)
            && ("01"..="12").contains(&month)
            && ("01"..="31").contains(&day)
        {
            return Some(format!("{year}-{month}-{day}"));
        }
    }
}

/// A value from a page, on one line; `None` if it is empty.
fn said(text: Option<String>) -> Option<String> {
    let words = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

fn fault(error: &ReadabilityError) -> Fault {
    match error {
        ReadabilityError::TooManyElements(elements, most) => Fault::new(
            RejectCode::TooLong,
            format!("a page of {elements} elements; at most {most} are read"),
        ),
        _ => no_text(),
    }
}

fn no_text() -> Fault {
    Fault::new(RejectCode::EmptyBody, "no article text in the page")
}

/// The words of a text that may be HTML, even escaped once or twice, or a list in Python or JSON
/// syntax.
pub(super) fn plain(text: Cow<'_, str>) -> Plain<'_> {
    plain::plain(text, words_of_html)
}

/// Like [`plain`], for one line such as a headline. Only tags of emphasis are removed; everything
/// else stays as written.
pub(super) fn plain_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let decoded = plain::decoded(text);
    let bytes = decoded.as_bytes();
    let mut tags = memchr::memchr_iter(b'<', bytes).peekable();
    if tags.peek().is_none() || !tags.all(|at| sets_off(&bytes[at + 1..])) {
        return decoded;
    }
    Cow::Owned(words_of_part(&decoded))
}

/// Whether this follows the `<` of a tag of emphasis.
fn sets_off(rest: &[u8]) -> bool {
    const TAGS: [&[u8]; 9] = [b"b", b"i", b"em", b"strong", b"u", b"br", b"sup", b"sub", b"span"];
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let length = rest.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (name, behind) = rest.split_at(length);
    TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
        && matches!(behind.first(), Some(b'>' | b'/' | b' '))
}

/// The words of a page or a part of one, one paragraph per line.
fn words_of_html(text: &str) -> String {
    let page = look::begins_as_html(text.as_bytes()).then(|| read(text, None).ok());
    page.flatten().map_or_else(|| words_of_part(text), Page::into_body)
}

#[cfg(test)]
mod tests {
    use super::day_in_path;

    #[test]
    fn a_valid_date_in_a_url_is_found() {
        for (url, day) in [
            ("https://wend.example/2026/03/04/ferry", Some("2026-03-04")),
            ("https://wend.example/news/2026-03-04-ferry.html?x=2025/01/01", Some("2026-03-04")),
            ("https://wend.example/2026/03/ferry", None),
            ("https://wend.example/1234/05/06/", None),
            ("https://wend.example/2026/13/01/", None),
            ("https://2026-03-04.example/", None),
            ("wend.example", None),
        ] {
            assert_eq!(day_in_path(url).as_deref(), day, "{url}");
        }
    }
}

#[cfg(test)]
mod plain_tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_the_same_however_the_markup_is_escaped() {
        for written in [
            "<p>Rain in K&ouml;ln.</p><p>A &lt;b&gt; is bold.</p>",
            "&lt;p&gt;Rain in K&amp;ouml;ln.&lt;/p&gt;&lt;p&gt;A &amp;lt;b&amp;gt; is bold.&lt;/p&gt;",
            "<!-- wp:paragraph --><p class=\"x\">Rain in Köln.</p><br/>A &lt;b&gt; is bold.",
            "<div>Rain in Köln.</div><figure><img src=x><figcaption>A photo</figcaption></figure>A &lt;b&gt; is bold.",
        ] {
            let plain = plain(written.into());
            assert_eq!(
                (&*plain.text, plain.was_html),
                ("Rain in Köln.\nA <b> is bold.", true),
                "{written}"
            );
        }
    }

    #[test]
    fn text_that_only_looks_like_markup_stays() {
        let script = "It rains. { \"src\": \"a.jpg\", \"caption\": \"<p>Rain.</p><p>Sun.</p>\" }";
        for text in
            ["5 < 6 and 7 > 6", "<AP> said", "[Updated] It rains", "a <3 b", "['] x", script]
        {
            let plain = plain(text.into());
            assert_eq!((&*plain.text, plain.was_html), (text, false));
        }
    }

    #[test]
    fn lists_of_paragraphs_are_joined() {
        assert_eq!(
            plain(r#"['It\'s rain.', "Sun, \"high\"."]"#.into()).text,
            "It's rain.\nSun, \"high\"."
        );
    }

    proptest! {
        #[test]
        fn reads_any_text(text in "(<|>|&|;|/|p|br|div|!--|\\[|'|\"|\\\\|lt|amp| |\\PC){0,30}") {
            plain(text.into());
        }
    }
}
