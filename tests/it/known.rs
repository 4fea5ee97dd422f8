//! Runs with an index: articles in the inputs, and articles that only the index has.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// An index with articles of an earlier day, and a run over four of today that uses it.
fn desk(texts: &str) -> Desk {
    let desk = Desk::new();
    desk.put("old.jsonl", lines(&corpus()[..2]));
    desk.put(
        "today.jsonl",
        lines(&[
            article("t1", "echo.example", FERRY),
            article("t2", "globe.example", &cut(LIBRARY, 1)),
            article("t3", "sun.example", LIBRARY),
            article("t4", "sun.example", "A bakery in Rostberg sells bread of its own grain, and has done so for a hundred years now."),
        ]),
    );
    desk.run(&format!("index build old.jsonl -o i {texts}")).done();
    desk.run("cluster today.jsonl --index i -o out").done();
    desk
}

fn ids(desk: &Desk, file: &str) -> Vec<String> {
    desk.rows(file).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn run_marks_the_articles_in_its_inputs() {
    let desk = desk("");
    let index = json!({ "path": "i", "articles": 6, "of_this_run": 4, "already_there": 0 });
    assert_eq!(desk.json("out/run.json")["index"], index);
    let known: BTreeSet<(String, bool)> = desk
        .rows("out/members.jsonl")
        .iter()
        .map(|row| (row["id"].as_str().unwrap().to_owned(), row["index_only"].as_bool().unwrap()))
        .collect();
    let expected = [("a1", true), ("b1", true), ("t1", false), ("t2", false), ("t3", false)];
    assert_eq!(known, expected.map(|(id, known)| (id.to_owned(), known)).into());
    desk.run("cluster old.jsonl -o plain").done();
    assert!(desk.json("plain/run.json")["index"].is_null());
    assert!(desk.rows("plain/members.jsonl").iter().all(|row| row["index_only"] == json!(false)));
}

#[test]
fn dedup_uses_the_records_of_the_run_with_the_index_as_a_base() {
    let desk = desk("");
    let said = desk.run("dedup out -o clean").done().stdout;
    assert_eq!(
        said,
        "clean  2 kept + 2 removed = 4 read   copies of 2 stories (1 removed as already in the index)\n"
    );
    assert_eq!(ids(&desk, "clean/today.jsonl"), ["t3", "t4"]);
    let removed = desk.read("clean/removed.csv");
    assert!(
        removed.contains("\nt2,t3,") && (removed.contains("t1,a1,") || removed.contains("t1,b1,")),
        "{removed}"
    );
    assert_eq!(fs::read_dir(desk.path("clean")).unwrap().count(), 2);
}

#[test]
fn repeated_run_finds_its_articles_in_place() {
    let desk = desk("");
    desk.run("cluster today.jsonl --index i -o again").done();
    assert_eq!(desk.json("again/run.json")["index"]["of_this_run"], 4);
    for table in ["clusters", "members", "edges", "rejects"] {
        let [first, again] = ["out", "again"].map(|run| desk.read(&format!("{run}/{table}.jsonl")));
        assert_eq!(first, again, "{table}");
    }
}

#[test]
fn record_that_the_index_had_from_elsewhere_is_rejected() {
    let desk = desk("");
    let mut rows = vec![corpus()[0].clone(), article("u1", "moon.example", LIBRARY)];
    rows.push(rows[1].clone());
    desk.put("tomorrow.jsonl", lines(&rows));
    desk.run("cluster tomorrow.jsonl --index i -o next").done();
    let run = desk.json("next/run.json");
    assert_eq!(
        run["index"],
        json!({ "path": "i", "articles": 7, "of_this_run": 1, "already_there": 1 })
    );
    let rejects: Vec<Value> = desk.rows("next/rejects.jsonl");
    assert_eq!(rejects.len(), 2);
    assert_eq!(
        rejects.iter().map(|row| row["message"].as_str().unwrap()).collect::<Vec<_>>(),
        [
            "id \"a1\" is already in the index with the same text",
            "duplicate id \"u1\" with the same text"
        ]
    );
    let said = desk.run("dedup next -o clean").done().stdout;
    assert!(said.starts_with("clean  0 kept + 3 removed = 3 read"), "{said}");
}

#[test]
fn explain_shows_available_texts_and_says_where_others_are() {
    let desk = desk("");
    desk.run("explain out t2 t3").done();
    let said = desk.run("explain out t1 a1");
    assert_eq!(said.exit, 4);
    assert!(
        said.stderr.starts_with("error: 'a1' is only in the index i, which has no texts\n"),
        "{}",
        said.stderr
    );
    assert_eq!(desk.run("explain out t1 nobody").exit, 2);
    let texts = self::desk("--texts");
    let said = texts.run("explain out t1 a1").done().stdout;
    assert!(said.contains("a1 · gazette.example"), "{said}");
    assert!(texts.run("explain out b1 a1").done().stdout.contains("Direct match"));
}

#[test]
fn report_has_the_available_texts_and_says_why_others_are_missing() {
    let mut old = corpus()[3..5].to_vec();
    old.extend(corpus()[..2].to_vec());
    let desk = Desk::new();
    desk.put("old.jsonl", lines(&old));
    desk.put("today.jsonl", lines(&[article("t1", "echo.example", FERRY)]));
    for (texts, said_of_it) in [
        ("", "2 stories, 1 of them without texts (all their articles are only in i)\n"),
        ("--texts", "2 stories\n"),
    ] {
        desk.run(&format!("index build old.jsonl -o i --force {texts}")).done();
        desk.run("cluster today.jsonl --index i -o out --force").done();
        let said = desk.run("report out").done().stdout;
        assert!(said.ends_with(said_of_it), "{said}");
        let told: Value =
            serde_json::from_str(&desk.run("report out --json").done().stdout).unwrap();
        let with_texts = if texts.is_empty() { 1 } else { 2 };
        assert_eq!(
            (&told["with_texts"], &told["index_only"]),
            (&json!(with_texts), &json!(2 - with_texts))
        );
    }
}

#[test]
fn passim_has_a_row_for_each_available_text() {
    let desk = desk("");
    let said = desk.run("export out --to passim -o passim.jsonl").done();
    assert!(said.stderr.contains("2 articles are only in i"), "{}", said.stderr);
    assert_eq!(
        ids(&desk, "passim.jsonl").into_iter().collect::<BTreeSet<_>>(),
        ["t1", "t2", "t3"].map(str::to_owned).into()
    );
}

#[test]
fn rereading_uses_the_cleaning_tables_of_the_index() {
    let desk = Desk::new();
    desk.put("old.jsonl", lines(&corpus()[..2]));
    desk.put("today.jsonl", lines(&corpus()[2..]));
    let agencies = project_file("data/agencies.tsv").display().to_string();
    desk.run(&format!("index build old.jsonl -o i --agencies {agencies}")).done();
    desk.run("cluster today.jsonl --index i -o out").done();
    desk.run("explain out a2 b2").done();
    assert!(!desk.run("report out").done().stderr.contains("no texts"));
}

#[test]
fn names_of_versions_lead_to_their_articles() {
    let desk = Desk::new();
    desk.put(
        "old.jsonl",
        lines(&[article("a", "gazette.example", FERRY), article("b", "sun.example", LIBRARY)]),
    );
    desk.put(
        "today.jsonl",
        lines(&[
            article("a", "echo.example", &cut(FERRY, 1)),
            article("b", "globe.example", &cut(LIBRARY, 1)),
            article("c", "x.example", FERRY),
            article("d", "y.example", LIBRARY),
        ]),
    );
    desk.run("index build old.jsonl -o i").done();
    desk.run("cluster today.jsonl --index i -o out").done();
    let here: Vec<String> = desk
        .rows("out/members.jsonl")
        .iter()
        .filter(|row| row["index_only"] == json!(false))
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(here.len(), 4, "{here:?}");
    let [of_ferry, of_library] = ["c", "d"].map(|other| {
        let cluster = |id: &str| {
            let rows = desk.rows("out/members.jsonl");
            rows.into_iter().find(|row| row["id"] == id).unwrap()["cluster_id"].clone()
        };
        here.iter().find(|id| *id != other && cluster(id) == cluster(other)).unwrap().clone()
    });
    desk.run(&format!("explain out c {of_ferry}")).done();
    desk.run(&format!("explain out d {of_library}")).done();
}
