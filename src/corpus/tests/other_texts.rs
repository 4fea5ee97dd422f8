//! Articles in Markdown, in XML of any kind, and in encodings from before the web.

use super::*;

const STORY: &str = "The ferry of Northline ran aground off the island of Tarn on Tuesday with 212 people on board.";

#[test]
fn markdown_is_read_without_its_marks() {
    let text = format!(
        "---\ntitle: \"Ferry aground\"\ndate: 2026-03-04\nsource: Wend Gazette\ntags: [a, b]\n---\n\n\
         # Ferry aground\n\n**TARN** ([Northline](https://northline.example)) - {STORY}\n\n![The ferry](a.jpg)\n\n* All were\n  _saved_.\n"
    );
    let read = read_file("a.md", text);
    let article = read.article();
    assert_eq!(article.body, format!("TARN (Northline) - {STORY}\nAll were saved."));
    assert_eq!(article.headline.as_deref(), Some("Ferry aground"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.outlet.as_deref(), Some("Wend Gazette"));
}

#[test]
fn heading_of_markdown_is_the_headline() {
    let folder = Folder::with("gazette/a.md", format!("# Ferry *aground*\n\n{STORY}\n"));
    folder.write("gazette/README.md", "# Texts\n\nFrom the archive.");
    let read = folder.read(&folder.open(&["gazette"]).unwrap());
    let article = read.article();
    assert_eq!(article.headline.as_deref(), Some("Ferry aground"));
    assert_eq!((&*article.body, article.outlet.as_deref()), (STORY, Some("gazette")));
    assert_eq!(
        read.notices,
        ["gazette: 1 file skipped: Markdown about the folder (README and its like)"]
    );
}

#[test]
fn elements_that_are_articles_are_read_from_any_xml() {
    let article = |number: usize| {
        format!(
            "<article id=\"{number}\"><head><title>Ferry {number}</title><date>2026-03-0{number}</date></head>\
             <paper>Wend Gazette</paper><author>Ida Roe</author><author>Karl Oster</author>\
             <text><p>{STORY}</p><p>All were <i>saved</i> &amp; well.</p></text></article>"
        )
    };
    let list = format!(
        "<?xml version=\"1.0\"?>\n<export><meta><count>2</count></meta><articles>{}{}</articles></export>",
        article(1),
        article(2)
    );
    let read = read_file("a.xml", list);
    assert_eq!(read.keys(), ["1", "2"]);
    let article = &read.articles[1].1;
    assert_eq!(article.body, format!("{STORY}\nAll were saved & well."));
    assert_eq!(article.headline.as_deref(), Some("Ferry 2"));
    assert_eq!(article.published.as_deref(), Some("2026-03-02"));
    assert_eq!(article.outlet.as_deref(), Some("Wend Gazette"));
    assert_eq!(article.byline.as_deref(), Some("Ida Roe, Karl Oster"));
}

#[test]
fn other_xml_is_refused_with_advice() {
    let folder =
        Folder::with("a.xml", "<recipe><name>Soup</name><step>Boil the water.</step></recipe>");
    let refusal = folder.refusal(&["a.xml"], &Options::default());
    assert!(refusal.starts_with("a.xml: XML with the root element <recipe>"), "{refusal}");
    assert!(refusal.contains("children such as title, date and text"), "{refusal}");
    let tei = "<TEI><teiHeader><title>Ferry</title></teiHeader><text>It ran aground.</text></TEI>";
    let folder = Folder::with("a.xml", tei);
    assert!(folder.refusal(&["a.xml"], &Options::default()).starts_with("a.xml: TEI"));
}

#[test]
fn texts_of_old_machines_are_guessed_and_the_guess_is_told() {
    let dos = b"Der F\x84hrverkehr nach Tarn ruhte f\x81r Stunden, gr\x94\xe1ere Sch\x84den gab es nicht.";
    let mac = b"Der F\x8ahrverkehr nach Tarn ruhte f\x9fr Stunden, gr\x9a\xa7ere Sch\x8aden gab es nicht.";
    for (bytes, name) in [(&dos[..], "cp850"), (&mac[..], "macintosh")] {
        let read = read_file("a.txt", bytes);
        let expected = "Der Fährverkehr nach Tarn ruhte für Stunden, größere Schäden gab es nicht.";
        assert_eq!(read.bodies(), [expected]);
        assert!(
            read.notices[0].contains(&format!("decoded as {name} (a guess)")),
            "{:?}",
            read.notices
        );
    }
    let read = read_file("a.txt", b"\x1b$B1+$,9_$k\x1b(B.");
    assert_eq!(read.bodies(), ["雨が降る."]);
}
