//! Items of wire formats as articles.

use super::*;
use crate::article::ItemStatus;

const NITF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd" [<!ENTITY bomb "boom">]>
<nitf><head><title>Ferry</title><docdata management-status="usable"><doc-id id-string="wend:42" regsrc="Wend Press"/>
<du-key version="2"/><date.issue norm="20260304T101500+0100"/></docdata></head>
<body><body.head><hedline><hl1>Ferry sails&nbsp;again</hl1></hedline><byline>By <person>Ada Quill</person></byline>
<dateline><location>WEND</location><story.date norm="20260304"/></dateline></body.head>
<body.content><media media-type="image"><media-caption>The ferry in harbour</media-caption></media>
<p>WEND (Wend Press) &mdash; The ferry sailed again &amp; again.</p><p>Nobody was <em>hurt</em>.</p></body.content></body></nitf>"#;

fn newsml_g2(class: &str, status: &str, content: &str) -> String {
    format!(
        r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:wend.example,2026:7" version="3">
<itemMeta><itemClass qcode="ninat:{class}"/><provider qcode="nprov:WENDP"><name>Wend Press</name></provider>
<versionCreated>2026-03-04T10:15:00+01:00</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><language tag="en"/><headline>Ferry sails again</headline><by>Ada Quill</by></contentMeta>
<contentSet>{content}</contentSet></newsItem>"#
    )
}

const XHTML: &str = r#"<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>
<body><p>The ferry sailed again.</p><p>Nobody was hurt.</p></body></html></inlineXML>"#;

#[test]
fn nitf_gives_its_text_and_metadata() {
    let read = read_file("ferry.xml", NITF);
    let article = read.article();
    assert_eq!(
        article.body,
        "WEND (Wend Press) — The ferry sailed again & again.\nNobody was hurt."
    );
    assert_eq!(article.headline.as_deref(), Some("Ferry sails again"));
    assert_eq!(article.byline.as_deref(), Some("By Ada Quill"));
    assert_eq!(article.outlet.as_deref(), Some("Wend Press"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04T10:15:00+01:00"));
    assert_eq!(article.key, "wend:42:2");
    let wire = article.wire.as_deref().unwrap();
    assert_eq!(
        (wire.guid.as_deref(), wire.version, wire.status),
        (Some("wend:42"), Some(2), ItemStatus::Usable)
    );
    assert_eq!(wire.dateline.as_deref(), Some("WEND"));
}

#[test]
fn each_item_of_a_message_is_an_article() {
    let message = format!(
        "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>{}{}{}<packageItem guid=\"p\"/></itemSet></newsMessage>",
        newsml_g2("text", "usable", XHTML),
        newsml_g2("text", "canceled", XHTML),
        newsml_g2("picture", "usable", XHTML),
    );
    let read = read_file("message.xml", message);
    assert_eq!(read.bodies(), ["The ferry sailed again.\nNobody was hurt."; 2]);
    let status = |at: usize| read.articles[at].1.wire.as_deref().unwrap().status;
    assert_eq!((status(0), status(1)), (ItemStatus::Usable, ItemStatus::Killed));
    assert_eq!(read.articles[0].1.outlet.as_deref(), Some("Wend Press"));
    assert_eq!(
        read.rejects,
        [
            "message.xml:11: not an article: a picture [no_article]",
            "message.xml:16: not an article: a package of other items [no_article]"
        ]
    );
}

#[test]
fn newsml_1_gives_the_text_of_its_content() {
    let item = r#"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>wend.example</ProviderId><DateId>20260304</DateId>
<NewsItemId>7</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><ThisRevisionCreated>20260304T101500Z</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Ferry sails again</HeadLine><DateLine>WEND, March 4</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Wend Press"/></Provider></AdministrativeMetadata>
<ContentItem><DataContent><p>The ferry sailed again.</p><p>Nobody was hurt.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"#;
    let read = read_file("item.xml", item);
    let article = read.article();
    assert_eq!(article.body, "The ferry sailed again.\nNobody was hurt.");
    assert_eq!(article.key, "wend.example:20260304:7:1");
    assert_eq!(article.published.as_deref(), Some("2026-03-04T10:15:00Z"));
    assert_eq!(article.outlet.as_deref(), Some("Wend Press"));
}

#[test]
fn entries_of_feeds_are_articles() {
    let rss = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Wend</title>\
        <item><title>Ferry &amp; tram</title><link>https://wend.example/ferry</link><guid>7</guid><pubDate>Wed, 04 Mar 2026 10:15:00 GMT</pubDate>\
        <description>Short.</description><content:encoded><![CDATA[<p>The ferry sailed again.</p><p>Nobody was hurt.</p>]]></content:encoded></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>7</id><title>Ferry &amp;amp; tram</title><published>Wed, 04 Mar 2026 10:15:00 GMT</published>\
        <link rel=\"alternate\" href=\"https://wend.example/ferry\"/><content type=\"html\">&lt;p&gt;The ferry sailed again.&lt;/p&gt;&lt;p&gt;Nobody was hurt.&lt;/p&gt;</content></entry></feed>";
    for (name, feed) in [("wend.rss", rss), ("wend.atom", atom)] {
        let read = read_file(name, feed);
        let article = read.article();
        assert_eq!(article.body, "The ferry sailed again.\nNobody was hurt.", "{name}");
        assert_eq!(article.headline.as_deref(), Some("Ferry & tram"), "{name}");
        assert_eq!(article.outlet.as_deref(), Some("wend.example"), "{name}");
        assert_eq!(article.key, "7", "{name}");
    }
}

#[test]
fn ninjs_of_each_version_gives_its_text() {
    let one = r#"{"uri": "urn:wend:7", "version": "2", "type": "text", "pubstatus": "usable", "versioncreated": "2026-03-04T10:15:00Z",
        "headline": "Ferry sails again", "byline": "Ada Quill", "copyrightholder": "Wend Press", "body_xhtml": "<p>The ferry sailed again.</p><p>Nobody was hurt.</p>"}"#;
    let three = r#"{"uri": "urn:wend:7", "version": "2", "type": "text", "pubStatus": "usable", "versionCreated": "2026-03-04T10:15:00Z",
        "headlines": [{"role": "short", "value": "Ferry"}, {"role": "main", "value": "Ferry sails again"}], "by": "Ada Quill",
        "copyrightHolder": "Wend Press", "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>The ferry sailed again.</p><p>Nobody was hurt.</p>"}]}"#;
    for record in [one, three] {
        let read = read_file("item.json", record);
        let article = read.article();
        assert_eq!(article.body, "The ferry sailed again.\nNobody was hurt.");
        assert_eq!(article.headline.as_deref(), Some("Ferry sails again"));
        assert_eq!(article.byline.as_deref(), Some("Ada Quill"));
        assert_eq!(article.outlet.as_deref(), Some("Wend Press"));
        assert_eq!(article.key, "urn:wend:7:2");
    }
    let picture = one.replace("\"text\"", "\"picture\"");
    assert_eq!(
        read_file("item.json", picture).rejects,
        ["item.json:1: not an article: an item of type picture [no_article]"]
    );
}

#[test]
fn invalid_or_deep_elements_are_rejected_alone() {
    let item = |inside: &str| {
        format!(
            "<item><title>{inside}</title><description>Rain falls on the Wend.</description></item>\n"
        )
    };
    let deep = format!("{}{}", "<b>".repeat(600), "</b>".repeat(600));
    let feed = format!(
        "<rss>{}{}{}{}</rss>",
        item("one"),
        item("</b>"),
        item(&deep),
        item("&bomb; &#x2014;")
    );
    let read = read_file("feed.xml", feed);
    let headlines: Vec<_> =
        read.articles.iter().map(|(_, article)| article.headline.as_deref()).collect();
    assert_eq!(headlines, [Some("one"), Some("&bomb; —")]);
    assert_eq!(read.rejects.len(), 2);
    assert!(
        read.rejects[0].contains("not valid XML") && read.rejects[0].ends_with("[bad_xml]"),
        "{:?}",
        read.rejects
    );
    assert!(
        read.rejects[1].ends_with("elements are nested more than 512 deep [too_deep]"),
        "{:?}",
        read.rejects
    );
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    let document_type = "<!DOCTYPE nitf SYSTEM \"https://wend.example/nitf.dtd\" [<!ENTITY file SYSTEM \"secret.txt\">\
        <!ENTITY one \"ten ten ten ten ten ten ten ten ten ten\"><!ENTITY many \"&one;&one;&one;&one;&one;&one;&one;&one;\">]>";
    let body = "<p>Rain &file; falls &many; on &amp; the Wend.</p>";
    let nitf =
        format!("{document_type}<nitf><body><body.content>{body}</body.content></body></nitf>");
    let folder = Folder::with("rain.xml", nitf);
    folder.write("secret.txt", "the secret");
    let read = folder.read(&folder.open(&["rain.xml"]).unwrap());
    assert_eq!(read.bodies(), ["Rain &file; falls &many; on & the Wend."]);
}

#[test]
fn the_encoding_of_an_xml_declaration_is_used() {
    let nitf = NITF.replace("UTF-8", "ISO-8859-2").replace("Nobody", "Łódź");
    let (bytes, ..) = encoding_rs::ISO_8859_2.encode(&nitf);
    assert!(read_file("ferry.xml", &bytes).article().body.ends_with("Łódź was hurt."));
}

#[test]
fn items_read_again_are_the_same_articles() {
    let message = format!(
        "<newsMessage>{}\n{}</newsMessage>",
        newsml_g2("text", "usable", XHTML),
        newsml_g2("text", "canceled", XHTML)
    );
    let folder = Folder::with("message.xml", message);
    let corpus = folder.open(&["message.xml"]).unwrap();
    let read = folder.read(&corpus);
    let places: Vec<Place> = read.articles.iter().map(|(place, _)| *place).collect();
    assert_eq!(places.len(), 2);
    assert_eq!(reread(&corpus, &places), read.articles);
}

/// An item of AP's Media API, whose text is behind a link.
fn ap_item(signals: &str, more: &str) -> String {
    format!(
        r#"{{"uri": "https://api.example/content/5ee9?qt=x", "altids": {{"itemid": "5ee9", "etag": "5ee9_0a1"}}, "version": 1,
        "type": "text", "language": "en", "versioncreated": "2026-03-04T10:15:00Z", "pubstatus": "usable", "signals": [{signals}],
        "headline": "Ferry sails again", "bylines": [{{"by": "By ADA QUILL", "title": "Associated Press"}}], "provider": "AP",
        "datelinelocation": {{"city": "Wend"}}, "renditions": {{"nitf": {{"contentid": "423ed1", "href": "https://api.example/423ed1"}}}}{more}}}"#
    )
}

#[test]
fn ap_item_takes_its_text_from_the_nitf_file_next_to_it() {
    let item = ap_item("\"newscontent\"", "");
    let answer = format!("{{\"api_version\": \"1.1\",\n\"data\": {{\"item\": {item}}}}}");
    let feed = format!(
        "{{\"data\": {{\"updated\": \"x\", \"items\": [{{\"meta\": {{}}, \"item\": {item}}}]}}}}"
    );
    let line = item.replace('\n', " ");
    for (place, json) in [answer, feed, line].iter().enumerate() {
        for nitf in ["423ed1.xml", "5ee9.nitf"] {
            let folder = Folder::with("item.json", json);
            folder.write(nitf, NITF);
            let read = folder.read(&folder.open(&["item.json"]).unwrap());
            let article = read.article();
            assert!(article.body.ends_with("Nobody was hurt."), "{place}: {}", article.body);
            assert_eq!(article.headline.as_deref(), Some("Ferry sails again"));
            assert_eq!(article.byline.as_deref(), Some("By ADA QUILL"));
            assert_eq!(article.outlet.as_deref(), Some("AP"));
            assert_eq!((&*article.key, article.language.as_deref()), ("5ee9:1", Some("en")));
            let wire = article.wire.as_deref().unwrap();
            assert_eq!((wire.version, wire.dateline.as_deref()), (Some(1), Some("Wend")));
        }
    }
}

#[test]
fn ap_item_without_its_nitf_file_is_rejected_with_a_reason() {
    let rejects = |item: String| read_file("item.json", item.replace('\n', " ")).rejects;
    assert_eq!(
        rejects(ap_item("\"newscontent\"", "")),
        [
            "item.json:1: not an article: its text is a linked NITF file, which is not in the folder \
            (AP, 'Ferry sails again', version 1, usable) [no_article]"
        ]
    );
    assert_eq!(
        rejects(ap_item("\"isdigitized\"", "")),
        ["item.json:1: not an article: a note to editors (no newscontent signal) [no_article]"]
    );
    assert_eq!(
        rejects(ap_item("", "").replace("\"text\"", "\"picture\"")),
        ["item.json:1: not an article: an item of type picture [no_article]"]
    );
}

#[test]
fn ap_item_with_a_text_is_read_and_its_links_cannot_leave_the_folder() {
    let embedded = ap_item(
        "\"newscontent\"",
        r#", "body_nitf": "<block><p>The ferry sailed again.</p></block>""#,
    );
    assert_eq!(read_file("item.json", embedded).article().body, "The ferry sailed again.");
    let folder =
        Folder::with("in/item.json", ap_item("\"newscontent\"", "").replace("423ed1", "../423ed1"));
    folder.write("423ed1.xml", NITF);
    let read = folder.read(&folder.open(&["in/item.json"]).unwrap());
    assert_eq!((read.articles.len(), read.rejects.len()), (0, 1));
}

#[test]
fn kill_notice_without_a_text_names_the_item() {
    let read = read_file("kill.xml", newsml_g2("text", "canceled", ""));
    assert_eq!(
        read.rejects,
        ["kill.xml:1: not an article: kill notice for tag:wend.example,2026:7 (stat:canceled); \
            an item without a text [no_article]"]
    );
}

#[test]
fn unsupported_xml_is_described_by_its_root_element() {
    let news =
        "<?xml version=\"1.0\"?>\n<x:RBNews xmlns:x=\"x\"><content>Rain.</content></x:RBNews>";
    let folder = Folder::with("in/news.xml", news);
    folder.write("in/a.txt", "Rain.");
    let told = "XML with the root element <RBNews>";
    let refusal = folder.refusal(&["in/news.xml"], &Options::default());
    assert!(refusal.starts_with(&format!("in/news.xml: {told}")), "{refusal}");
    let read = folder.read(&folder.open(&["in"]).unwrap());
    assert_eq!(read.notices, [format!("in: 1 file skipped: {told}")]);
}
