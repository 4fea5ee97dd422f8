//! `wirecopy report`.

use std::io::Read;

use serde_json::{Value, json};

use crate::articles::{FERRY, article, corpus, cut, lines};
use crate::families::LATER;
use crate::program::Desk;
use crate::relations::{digest, digest_of};

/// Texts that would do harm if a page interpreted them.
const HOSTILE: &str = "</script><script>document.title='taken'</script> <img src=x onerror=alert(1)> \u{202e}drowkcab\u{202c} \u{1b}[2J\u{0}";

fn clustered(articles: &[Value]) -> Desk {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(articles));
    desk.run("cluster news.jsonl -o out --pairs").done();
    desk
}

/// The content of a block of the page.
fn block(html: &str, name: &str) -> Value {
    let start = html.find(&format!("id=\"data-{name}\">")).unwrap_or_else(|| panic!("no {name}"));
    let base64 = &html[start..].split_once('>').unwrap().1.split_once('<').unwrap().0;
    let mut json = String::new();
    flate2::read::GzDecoder::new(&*decoded(base64)).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn decoded(base64: &str) -> Vec<u8> {
    let sextet = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("{letter} is no base64"),
    };
    let letters: Vec<u8> = base64.trim_end_matches('=').bytes().map(sextet).collect();
    let bytes_of = |four: &[u8]| {
        let bits = four.iter().fold(0, |bits, &six| bits << 6 | u32::from(six));
        (bits << (6 * (4 - four.len()))).to_be_bytes()[1..four.len()].to_vec()
    };
    letters.chunks(4).flat_map(bytes_of).collect()
}

fn hostile_corpus() -> Vec<Value> {
    let mut articles = corpus();
    for article in &mut articles {
        article["title"] = json!(HOSTILE);
        article["outlet"] = json!(format!("{} {HOSTILE}", article["outlet"].as_str().unwrap()));
        article["url"] = json!("javascript:alert(1)");
        let body = article["body"].as_str().unwrap().replace("The ", &format!("The {HOSTILE} "));
        article["body"] = json!(body);
    }
    articles
}

#[test]
fn report_has_the_stories_and_the_edits_of_each_copy() {
    let desk = clustered(&corpus());
    let said = desk.run("report out").done().stdout;
    assert!(said.starts_with("out/report.html  ") && said.ends_with("  2 stories\n"), "{said}");
    let html = desk.read("out/report.html");
    let index = block(&html, "index");
    assert_eq!(index["stories"]["size"], json!([3, 2]));
    assert_eq!(index["with_texts"], json!(2));
    assert_eq!(index["run"], desk.json("out/run.json"));
    let copies = block(&html, "copies-0");
    assert_eq!(copies["id"], json!(["c1", "a1", "b1", "a2", "b2"]));
    let texts = block(&html, "texts-0");
    let of_first = &texts["texts"][0];
    assert!(of_first["words"].as_str().unwrap().starts_with("\nA ferry with 212 people"));
    assert_eq!(of_first["copies"].as_array().unwrap().len(), 3);
    // The cut one lacks the words at the end, and has no others.
    let cut = of_first["copies"][2].as_array().unwrap();
    assert!(cut.iter().all(Value::is_number), "{cut:?}");
    assert!(cut[0].as_i64() == Some(91) && cut[1].as_i64().unwrap() < 0, "{cut:?}");
}

#[test]
fn story_has_its_versions_and_digests_and_version_marks() {
    let mut articles = vec![
        article("a", "gazette.example", FERRY),
        article("b", "herald.example", &cut(FERRY, 1)),
        article("c", "tribune.example", LATER),
        article("d", "echo.example", LATER),
        digest_of("e", "globe.example", &digest()),
    ];
    articles[0]["title"] = json!("UPDATE 2-Ferry runs aground");
    let html = {
        let desk = clustered(&articles);
        desk.run("report out").done();
        desk.read("out/report.html")
    };
    let related = block(&html, "related");
    let take = |story: usize, id: &str| json!({ "story": story, "id": id });
    assert_eq!(related["families"], json!([[take(1, "a"), take(0, "c")]]));
    let part = &related["parts"][0];
    assert_eq!((&part["a"], &part["relation"]), (&json!("e"), &json!("contains")));
    assert_eq!(part["stories"], json!([null, 1]));
    assert!(part["share"].as_u64() > Some(9_000), "{part}");
    let copies = block(&html, "copies-0");
    assert_eq!(copies["marker"]["texts"], json!(["UPDATE 2-"]));
    assert_eq!(copies["mark_status"]["texts"], json!(["updated"]));
}

#[test]
fn text_of_a_copy_is_there_in_its_own_spelling() {
    let mut articles = corpus();
    let body = articles[0]["body"]
        .as_str()
        .unwrap()
        .replace("Nobody was hurt, but", "NOBODY was hurt but");
    articles[1]["body"] = json!(body);
    let desk = clustered(&articles);
    desk.run("report out").done();
    let texts = block(&desk.read("out/report.html"), "texts-0");
    let respelled: Vec<&Value> = texts["texts"][0]["copies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|edits| edits.as_array().unwrap())
        .filter(|edit| edit.is_array())
        .collect();
    assert!(respelled.contains(&&json!(["\nNOBODY"])), "{respelled:?}");
    assert!(respelled.contains(&&json!([" hurt"])), "{respelled:?}");
}

#[test]
fn charts_count_the_copies_of_an_agency_without_its_own() {
    let date = |day: u32, hour: u32| json!(format!("2026-03-{day:02}T{hour:02}:30:00Z"));
    let mut articles = vec![
        article("own", "Reuters", FERRY),
        article("a", "gazette.example", &format!("TARN (Reuters) - {FERRY}")),
        article("b", "herald.example", &format!("{FERRY}\nThe mayor spoke to Reuters.")),
        article("c", "tribune.example", FERRY),
    ];
    for (article, hour) in articles.iter_mut().zip(6..) {
        article["date"] = date(4, hour);
    }
    let desk = clustered(&articles);
    desk.run("report out").done();
    let charts = block(&desk.read("out/report.html"), "index")["charts"].clone();
    assert_eq!(
        charts["agencies"],
        json!({ "name": ["Reuters"], "credited": [1], "named": [1], "absent": [1], "own": [1] })
    );
    assert_eq!(charts["own"], json!(1));
    assert_eq!(charts["days"][2], json!([3]));
    assert_eq!(charts["hours"][2], json!([1, 1, 1]));
    assert_eq!(
        charts["lags"]["copies"][0]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_u64)
            .sum::<u64>(),
        3
    );
    let copies = block(&desk.read("out/report.html"), "copies-0");
    assert_eq!(copies["own"], json!([1, 0, 0, 0]));
}

#[test]
fn scores_of_pairs_are_there_without_the_table_of_pairs() {
    let desk = Desk::new();
    let mut articles = corpus();
    articles.push(article("e1", "globe.example", LATER));
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out").done();
    desk.run("report out").done();
    let scores = block(&desk.read("out/report.html"), "index")["run"]["scores"].clone();
    let pairs =
        |name: &str| scores[name].as_array().unwrap().iter().filter_map(Value::as_u64).sum::<u64>();
    assert_eq!([pairs("in_one_story"), pairs("not_merged")], [4, 0]);
    assert!(pairs("not_copies") >= 1, "{scores}");
    let threshold = 26;
    let not_copies = scores["not_copies"].as_array().unwrap();
    assert!(not_copies[threshold + 1..].iter().all(|count| *count == json!(0)), "{scores}");
}

#[test]
fn unmerged_copies_are_listed_for_both_stories() {
    let desk = clustered(&corpus());
    let pair = json!({
        "a": "a1", "b": "a2", "jaccard": 0.5, "contained_a_in_b": 0.6, "contained_b_in_a": 0.6, "shared_shingles": 40, "minutes_apart": null,
        "same_outlet": true, "cluster_id": null, "cosine": 0.7, "score": 0.65,
    });
    desk.put("out/pairs.jsonl", lines(&[pair]));
    desk.run("report out").done();
    let related = block(&desk.read("out/report.html"), "related");
    assert_eq!(
        related["apart"],
        json!([{ "a": "a1", "b": "a2", "stories": [0, 1], "score": 6500 }])
    );
}

#[test]
fn same_run_gives_the_same_report() {
    let desk = clustered(&corpus());
    desk.run("report out -o one.html --threads 1").done();
    desk.run("report out -o two.html --threads 4").done();
    assert!(desk.read("one.html") == desk.read("two.html"));
}

#[test]
fn articles_never_change_the_markup() {
    let markup = |articles: &[Value]| {
        let desk = clustered(articles);
        desk.run("report out").done();
        let html = desk.read("out/report.html");
        assert!(!html.contains("onerror") && !html.contains("javascript:"));
        let (mut bare, mut rest) = (String::new(), &*html);
        while let Some((before, behind)) = rest.split_once("application/octet-stream+base64\" id=")
        {
            bare.push_str(before);
            rest = &behind[behind.find('<').unwrap()..];
        }
        bare + rest
    };
    assert!(markup(&hostile_corpus()) == markup(&corpus()));
}

#[test]
fn hostile_texts_are_kept_as_written() {
    let desk = clustered(&hostile_corpus());
    desk.run("report out").done();
    let index = block(&desk.read("out/report.html"), "index");
    assert_eq!(index["stories"]["headline"][0], json!(HOSTILE));
}

#[test]
fn texts_that_do_not_fit_are_left_out_and_counted() {
    let desk = clustered(&corpus());
    let said = desk.run("report out --html-max 1kB").done().stdout;
    assert!(said.ends_with("2 stories, 2 of them without texts (--html-max)\n"), "{said}");
    let index = block(&desk.read("out/report.html"), "index");
    assert_eq!((&index["with_texts"], &index["no_texts"]), (&json!(0), &Value::Null));
}

#[test]
fn report_without_its_articles_has_everything_but_the_texts() {
    let desk = clustered(&corpus());
    desk.put("news.jsonl", "changed");
    let said = desk.run("report out").done();
    assert!(
        said.stderr.starts_with("warning: the report has no texts: news.jsonl: has changed"),
        "{}",
        said.stderr
    );
    let index = block(&desk.read("out/report.html"), "index");
    assert_eq!(index["stories"]["size"], json!([3, 2]));
    assert!(index["no_texts"].as_str().unwrap().starts_with("news.jsonl: has changed"));
}

#[test]
fn headline_of_a_megabyte_is_truncated() {
    let mut articles = vec![
        article("a1", "gazette.example", FERRY),
        article("b1", "herald.example", &cut(FERRY, 1)),
    ];
    articles[0]["title"] = json!("x".repeat(1 << 20));
    let desk = clustered(&articles);
    desk.run("report out").done();
    assert!(desk.read("out/report.html").len() < 200_000);
}

#[test]
fn folder_without_a_run_has_no_report() {
    let said = Desk::new().run("report nowhere");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("nowhere: not a finished run"), "{}", said.stderr);
}
