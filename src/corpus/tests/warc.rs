//! Records of crawls as articles.

use super::*;

const FERRY: &str = "<!doctype html><html lang=\"en\"><head><title>Ferry sails again</title>\
<meta property=\"og:site_name\" content=\"The Wend Courier\"></head><body><article><h1>Ferry sails again</h1>\
<p>The ferry between the two banks of the Wend sailed again on Friday, eleven weeks after a barge tore away its landing stage, and carried four hundred people before noon.</p>\
<p>The harbour master, who had promised the town an opening before Easter, said that the new stage stands on oak piles, and that no barge would move it again.</p>\
</article></body></html>";

const FERRY_ADDRESS: &str = "https://wend.example/2026/03/04/ferry";

fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{FERRY_ADDRESS}>\r\nWARC-Date: 2026-04-01T00:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", "application/http; msgtype=response", &block)
}

#[test]
fn a_crawled_page_has_the_date_of_the_page_and_not_of_the_crawl() {
    let file = [
        record("warcinfo", "application/warc-fields", b"software: a crawler\r\n"),
        record("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        answer("200 OK\r\nContent-Type: text/html; charset=utf-8", FERRY.as_bytes()),
    ]
    .concat();
    let read = read_file("crawl.warc", &file);
    let article = read.article();
    assert!(article.body.starts_with("The ferry between"), "{}", article.body);
    assert_eq!(article.key, FERRY_ADDRESS);
    assert_eq!(article.outlet.as_deref(), Some("wend.example"));
    assert_eq!(article.headline.as_deref(), Some("Ferry sails again"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(read.rejects, [""; 0]);
    assert_eq!(read_file("crawl.warc.gz", gzip(&file)).articles, read.articles);
}

#[test]
fn all_members_of_a_compressed_crawl_are_read() {
    let page = answer("200 OK\r\nContent-Type: text/html", FERRY.as_bytes());
    let other =
        answer("200 OK\r\nContent-Type: text/html", FERRY.replace("ferry", "tram").as_bytes());
    let file = [gzip(&page), gzip(&other)].concat();
    let folder = Folder::with("crawl.warc.gz", file);
    let corpus = folder.open(&["crawl.warc.gz"]).unwrap();
    let read = folder.read(&corpus);
    assert_eq!(read.articles.len(), 2);
    let places: Vec<Place> = read.articles.iter().map(|(place, _)| *place).collect();
    assert_eq!(reread(&corpus, &places), read.articles);
}

#[test]
fn a_response_is_decoded_according_to_its_header() {
    let chunked = {
        let (one, other) = FERRY.as_bytes().split_at(100);
        let piece =
            |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
        [piece(one), piece(other), b"0\r\n\r\n".to_vec()].concat()
    };
    let accented = FERRY.replace("oak piles", "piles of chêne");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&accented);
    for (head, body) in [
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", chunked),
        ("Content-Type: text/html\r\nContent-Encoding: gzip", gzip(FERRY.as_bytes())),
        ("Content-Type: text/html; charset=iso-8859-1", latin.into_owned()),
        ("Content-Type: text/html\r\nTransfer-Encoding: chunked", FERRY.as_bytes().to_vec()),
    ] {
        let read = read_file("crawl.warc", answer(&format!("200 OK\r\n{head}"), &body));
        let body = &read.article().body;
        assert!(body.contains("oak piles") || body.contains("piles of chêne"), "{head}: {body}");
    }
}

#[test]
fn responses_that_are_not_pages_are_rejected_with_a_reason() {
    let file = [
        answer("404 Not Found\r\nContent-Type: text/html", FERRY.as_bytes()),
        answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        answer("200 OK\r\nContent-Type: text/html", FERRY.as_bytes()),
    ]
    .concat();
    let read = read_file("crawl.warc", file);
    assert_eq!(read.articles.len(), 1);
    assert_eq!(
        read.rejects,
        [
            "crawl.warc:1: not an article: a response with status 404 [no_article]",
            "crawl.warc:13: not an article: a response of type image/png [no_article]",
        ]
    );
}

#[test]
fn a_truncated_crawl_loses_only_its_last_page() {
    let page = answer("200 OK\r\nContent-Type: text/html", FERRY.as_bytes());
    let file = [&page[..], &page[..page.len() - 200]].concat();
    let read = read_file("crawl.warc", file);
    assert_eq!(read.articles.len(), 1);
    assert_eq!(read.rejects.len(), 1);
    assert!(
        read.rejects[0].ends_with("the file ends in the middle of this record [truncated]"),
        "{:?}",
        read.rejects
    );
}

#[test]
fn a_bomb_among_the_pages_is_rejected_alone() {
    let bomb = answer(
        "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
        &gzip(&vec![b' '; 65 << 20]),
    );
    let page = answer("200 OK\r\nContent-Type: text/html", FERRY.as_bytes());
    let read = read_file("crawl.warc", [bomb, page].concat());
    assert_eq!(read.articles.len(), 1);
    assert_eq!(read.rejects, ["crawl.warc:1: the page unpacks to more than 64 MiB [too_long]"]);
}

#[test]
fn texts_in_wet_files_are_articles() {
    let text =
        "Ferry sails again\nThe ferry between the two banks of the Wend sailed again on Friday.";
    let read = read_file("crawl.wet", record("conversion", "text/plain", text.as_bytes()));
    assert_eq!(read.article().body, text);
    assert_eq!(read.article().outlet.as_deref(), Some("wend.example"));
    assert_eq!(read.article().published, None);
}
