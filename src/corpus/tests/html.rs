//! Web pages as articles.

use super::*;

const PAGE: &str = r#"<!doctype html>
<html lang="en"><head><title>Ferry service resumes on the Wend | The Wend Courier</title>
<meta property="og:title" content="Ferry service resumes on the Wend">
<meta property="og:site_name" content="The Wend Courier">
<meta property="og:url" content="https://www.wend.example/2024/ferry">
<meta property="article:published_time" content="2024-03-01T08:30:00Z">
<meta name="author" content="Ada Quill"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav>
<article><h1>Ferry service resumes on the Wend</h1>
<p>The ferry between the two banks of the Wend sailed again on Friday, eleven weeks after a barge tore away its landing stage, and carried four hundred people before noon.</p>
<p>The harbour master, who had promised the town an opening before Easter, said that the new stage stands on oak piles, and that no barge would move it again.</p>
<p>Fares stay as they were until the summer, the council said, because most of the money for the repair had come from the insurer of the barge.</p>
</article>
<div class="sidebar related"><a href="/a">Ten bridges to see</a> <a href="/b">Win a boat</a></div>
<footer>Subscribe to our newsletter</footer></body></html>"#;

#[test]
fn a_page_gives_its_article_and_metadata() {
    let folder = Folder::with("ferry.html", PAGE);
    let read = folder.read(&folder.open(&["ferry.html"]).unwrap());
    let [(_, article)] = &read.articles[..] else { panic!("one article: {read:?}") };
    assert_eq!(article.headline.as_deref(), Some("Ferry service resumes on the Wend"));
    assert_eq!(article.byline.as_deref(), Some("Ada Quill"));
    assert_eq!(article.outlet.as_deref(), Some("wend.example"));
    assert_eq!(article.published.as_deref(), Some("2024-03-01T08:30:00Z"));
    assert_eq!(article.url.as_deref(), Some("https://www.wend.example/2024/ferry"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(article.key, "ferry.html");
    assert!(article.body.starts_with("The ferry between"), "{}", article.body);
    assert!(article.body.ends_with("insurer of the barge."), "{}", article.body);
    assert_eq!(article.body.lines().filter(|line| !line.trim().is_empty()).count(), 3);
}

#[test]
fn a_page_read_again_is_the_same_article() {
    let folder = Folder::with("ferry.html", PAGE);
    let corpus = folder.open(&["ferry.html"]).unwrap();
    let read = folder.read(&corpus);
    let places: Vec<Place> = read.articles.iter().map(|(place, _)| *place).collect();
    assert_eq!(reread(&corpus, &places), read.articles);
}

#[test]
fn the_outlet_of_a_page_is_its_host_or_site_or_folder() {
    let nameless = PAGE.replace(r#"<meta property="og:site_name" content="The Wend Courier">"#, "");
    let addressless = nameless.replace("og:url", "x-url");
    let folder = Folder::with("courier/a.html", nameless);
    folder.write("courier/b.html", addressless);
    folder.write("courier/c.html", PAGE.replace("og:url", "x-url"));
    let read = folder.read(&folder.open(&["courier"]).unwrap());
    let outlets: Vec<_> =
        read.articles.iter().map(|(_, article)| article.outlet.as_deref()).collect();
    assert_eq!(outlets, [Some("wend.example"), Some("courier"), Some("The Wend Courier")]);
}

#[test]
fn a_page_without_a_text_is_rejected() {
    let folder = Folder::with("empty.html", "<!doctype html><html><body></body></html>");
    let read = folder.read(&folder.open(&["empty.html"]).unwrap());
    assert_eq!(read.rejects, ["empty.html:1: no article text in the page [empty_body]"]);
}

#[test]
fn a_page_nested_too_deeply_is_rejected_without_overflow() {
    let folder = Folder::with("deep.html", format!("<html>{}rain", "<div>".repeat(20_000)));
    let read = folder.read(&folder.open(&["deep.html"]).unwrap());
    assert_eq!(read.rejects, ["deep.html:1: elements are nested more than 512 deep [too_deep]"]);
}

#[test]
fn a_page_is_read_in_its_declared_encoding() {
    let meta =
        r#"<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>"#;
    let page = PAGE.replacen("<title>", meta, 1).replace("Ada Quill", "Ада Перо");
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&page);
    let read = read_file("ferry.html", &bytes);
    assert_eq!(read.article().byline.as_deref(), Some("Ада Перо"));
}

#[test]
fn a_utf8_page_is_read_as_utf8_whatever_it_declares() {
    let page = PAGE.replacen("<title>", "<meta charset=windows-1251><title>", 1);
    let read = read_file("ferry.html", page.replace("Ada Quill", "Zoë Quill"));
    assert_eq!(read.article().byline.as_deref(), Some("Zoë Quill"));
}

#[test]
fn pictures_and_lines_of_links_are_not_part_of_the_story() {
    let boilerplate = "<figure><img src=\"a.jpg\"><figcaption>The ferry in its harbour, as seen from the tower. Photo: Bo Lind</figcaption></figure>\
        <p><a href=\"/tram\">READ MORE: The tram that nobody wanted, and what became of it</a></p>\
        <div class=\"wp-caption\"><p class=\"wp-caption-text\">The harbour master on the new stage.</p></div>";
    let page = PAGE.replacen("<p>The harbour", &format!("{boilerplate}<p>The harbour"), 1);
    let expected = read_file("ferry.html", PAGE);
    assert_eq!(read_file("ferry.html", page).article().body, expected.article().body);
}

#[test]
fn links_within_a_paragraph_belong_to_the_story() {
    let page = PAGE.replace("the council said", "<a href=\"/council\">the council said</a>");
    let expected = read_file("ferry.html", PAGE);
    assert_eq!(read_file("ferry.html", page).article().body, expected.article().body);
}
