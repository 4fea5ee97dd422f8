//! Versions of a developing story.

use serde_json::json;

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;
use crate::relations::{NEWS_IN_BRIEF, digest_of};

/// The story a day later, with a new first half.
pub(crate) const LATER: &str = "\
Divers found a broken steering cable on the ferry that ran aground off Tarn, investigators told reporters at the harbour on Wednesday evening.
The cable, they said, had been replaced last autumn by a yard that has since closed, and the papers for the work are missing.
The ship was pulled free by two tugs at high water, and is on its way to a dock on the mainland, where it will be taken apart.
The captain told the harbour office by radio that the rudder had failed in heavy fog some two miles south of the lighthouse.
Nobody was hurt, but forty travellers were treated for cold in a school that had been opened for them.
Lawyers for eleven of the travellers have asked the court in Vessia to keep the cable and the log of the bridge safe.
An inquiry will begin on Thursday, and until then the route between Tarn and the mainland stays closed to larger ships.";

#[test]
fn later_version_is_its_own_story_in_the_same_family() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &cut(FERRY, 1)),
            article("c", "tribune.example", LATER),
            article("d", "echo.example", LATER),
            article("e", "globe.example", LIBRARY),
            article("f", "argus.example", LIBRARY),
        ]),
    );
    desk.run("cluster news.jsonl -o out").done();

    let clusters = desk.rows("out/clusters.jsonl");
    let of = |id: &str| clusters.iter().find(|row| row["canonical_id"] == json!(id)).unwrap();
    assert_eq!(clusters.len(), 3);
    assert_eq!(of("a")["family_id"], of("c")["family_id"]);
    assert!(of("a")["family_id"].as_str().unwrap().starts_with('f'));
    assert!(of("e")["family_id"].is_null());

    let families = desk.rows("out/families.jsonl");
    let columns = ["canonical_id", "family_stories", "family_articles", "articles", "outlets"];
    let rows: Vec<_> =
        families.iter().map(|row| columns.map(|column| row[column].clone())).collect();
    assert_eq!(
        rows,
        [
            [json!("a"), json!(2), json!(4), json!(2), json!(2)],
            [json!("c"), json!(2), json!(4), json!(2), json!(2)]
        ]
    );
    assert_eq!(families[0]["family_id"], of("a")["family_id"]);

    desk.run("cluster news.jsonl -o apart --family-threshold 0.95").done();
    assert_eq!(desk.read("apart/families.jsonl"), "");
}

/// Updates of a running file, the newest first, each under its time.
fn filing(updates: std::ops::Range<usize>) -> String {
    let news: Vec<&str> = NEWS_IN_BRIEF.lines().collect();
    let update = |number: usize| format!("{number}:30 p.m.\n{}\n___\n", news[number]);
    let updates: String = updates.rev().map(update).collect();
    format!("The latest on the day in Tarn (all times local):\n{updates}")
}

#[test]
fn filings_of_a_running_file_are_one_family() {
    let desk = Desk::new();
    let page = |id: &str, outlet: &str, body: &str| {
        let mut page = digest_of(id, outlet, body);
        page["title"] = json!("The Latest: Mayor withdraws plan");
        page
    };
    let filings = [filing(1..5), filing(3..8), filing(6..12)];
    desk.put(
        "news.jsonl",
        lines(&[
            page("a", "gazette.example", &filings[0]),
            page("b", "herald.example", &filings[0]),
            page("c", "tribune.example", &filings[1]),
            page("d", "echo.example", &filings[1]),
            page("e", "globe.example", &filings[2]),
            page("f", "argus.example", &filings[2]),
        ]),
    );
    desk.run("cluster news.jsonl -o out").done();
    let members = desk.rows("out/members.jsonl");
    let story = |id: &str| {
        members.iter().find(|row| row["id"] == id).map(|row| row["cluster_id"].clone()).unwrap()
    };
    assert_eq!([story("a"), story("c"), story("e")], [story("b"), story("d"), story("f")]);
    let clusters = desk.rows("out/clusters.jsonl");
    assert_eq!(clusters.len(), 3);
    assert!(clusters.iter().all(|row| row["family_id"] == clusters[0]["family_id"]));
    assert!(clusters[0]["family_id"].is_string());
}

#[test]
fn filings_under_one_label_in_one_outlet_are_no_series_and_other_pages_of_several_stories_are() {
    let desk = Desk::new();
    let page = |id: &str, headline: &str, updates, date: Option<&str>| {
        let mut page = digest_of(id, "gazette.example", &filing(updates));
        page["title"] = json!(headline);
        page["date"] = json!(date);
        page
    };
    let stories = |labels: [&str; 2], date| {
        let [first, second] = labels;
        desk.put(
            "news.jsonl",
            lines(&[
                page("a", &format!("{first}: Mayor withdraws plan"), 1..7, date),
                page("b", &format!("{second}: Union answers council"), 1..8, date),
            ]),
        );
        desk.run("cluster news.jsonl -o out --force").done();
        desk.rows("out/clusters.jsonl").len()
    };
    let day = Some("2026-03-01");
    assert_eq!(stories(["The Latest", "The Latest"], day), 1);
    assert_eq!(stories(["The Latest", "At a glance"], day), 0);
    // Nobody knows whether these are of one day.
    assert_eq!(stories(["The Latest", "The Latest"], None), 0);
    // Only one of these is a page of several stories.
    assert_eq!(stories(["Football", "Football: Liveticker"], day), 0);
}
