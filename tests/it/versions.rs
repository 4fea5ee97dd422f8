//! Version marks: updates, corrections and kills of an agency's item.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// An article with a headline.
fn headlined(id: &str, outlet: &str, headline: &str, body: &str) -> Value {
    json!({ "id": id, "outlet": outlet, "title": headline, "body": body, "date": "2024-03-04" })
}

/// Values of some columns, by article id.
fn cells(rows: &[Value], columns: &[&str]) -> Vec<Vec<Value>> {
    let mut cells: Vec<Vec<Value>> =
        rows.iter().map(|row| columns.iter().map(|column| row[column].clone()).collect()).collect();
    cells.sort_by_key(|cells| cells[0].as_str().unwrap().to_owned());
    cells
}

#[test]
fn member_with_another_version_mark_is_a_version() {
    let desk = Desk::new();
    let edited = FERRY.replace("in March", "early last spring");
    desk.put(
        "news.jsonl",
        lines(&[
            headlined("a", "gazette.example", "UPDATE 2-Ferry runs aground", FERRY),
            headlined("b", "herald.example", "UPDATE 1-Ferry runs aground", &cut(FERRY, 1)),
            headlined("c", "tribune.example", "UPDATE 2-Ferry runs aground", &edited),
            headlined("d", "echo.example", "Ferry aground near Tarn", &cut(&edited, 1)),
            headlined("e", "globe.example", "CORRECTED-Ferry runs aground", &cut(&edited, 2)),
        ]),
    );
    desk.run("cluster news.jsonl -o out").done();

    let members = desk.rows("out/members.jsonl");
    assert_eq!(
        cells(&members, &["id", "role"]),
        [["a", "edited"], ["b", "version"], ["c", "canonical"], ["d", "edited"], ["e", "version"],]
            .map(|cells| cells.map(Value::from).to_vec())
    );
    let versions = desk.rows("out/versions.jsonl");
    assert_eq!(
        cells(&versions, &["id", "version", "published_raw", "status", "marker", "agency"]),
        [
            ("a", json!(2), "updated", "UPDATE 2-"),
            ("b", json!(1), "updated", "UPDATE 1-"),
            ("c", json!(2), "updated", "UPDATE 2-"),
            ("e", Value::Null, "corrected", "CORRECTED-"),
        ]
        .map(|(id, version, status, marker)| vec![
            json!(id),
            version,
            json!("2024-03-04"),
            json!(status),
            json!(marker),
            Value::Null
        ])
    );
    let cluster = &desk.rows("out/clusters.jsonl")[0];
    assert_eq!([&cluster["versions"], &cluster["status"]], [&json!(2), &json!("corrected")]);
    assert!(versions.iter().all(|row| row["cluster_id"] == cluster["cluster_id"]));
}

#[test]
fn texts_of_an_agency_on_its_own_site_are_versions_of_one_another() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "afp.com", FERRY),
            article("b", "afp.com", &cut(FERRY, 1)),
            article("c", "gazette.example", FERRY),
            article("d", "gazette.example", &cut(FERRY, 1)),
        ]),
    );
    desk.run("cluster news.jsonl -o out").done();
    let roles = cells(&desk.rows("out/members.jsonl"), &["id", "role"]);
    let expected = [["a", "canonical"], ["b", "version"], ["c", "verbatim"], ["d", "same_outlet"]];
    assert_eq!(roles, expected.map(|cells| cells.map(Value::from).to_vec()));
}

#[test]
fn mark_does_not_stay_in_the_text() {
    let desk = Desk::new();
    let marked =
        format!("(Recasts, adds captain's statement)\nUPDATE 1-{FERRY}\nEds: With photos.");
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &marked),
            article("c", "tribune.example", &format!("{LIBRARY}\nKILL KILL KILL")),
            article("d", "echo.example", LIBRARY),
        ]),
    );
    desk.run("cluster news.jsonl -o out").done();
    let members = cells(&desk.rows("out/members.jsonl"), &["id", "jaccard", "words_added"]);
    let expected = ["a", "b", "c", "d"].map(|id| vec![json!(id), json!(1.0), json!(0)]);
    assert_eq!(members, expected);
    let versions = cells(&desk.rows("out/versions.jsonl"), &["id", "status", "marker"]);
    let note = "(Recasts, adds captain's statement)";
    let expected = [["b", "updated", note], ["c", "killed", "KILL KILL KILL"]];
    assert_eq!(versions, expected.map(|cells| cells.map(Value::from).to_vec()));
}

#[test]
fn corpus_without_marks_has_no_versions() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[article("a", "gazette.example", FERRY), article("b", "herald.example", FERRY)]),
    );
    desk.run("cluster news.jsonl -o out").done();
    assert_eq!(desk.read("out/versions.jsonl"), "");
    assert_eq!(
        desk.read("out/versions.csv"),
        "cluster_id,agency,version,id,date,published,published_raw,status,marker\n"
    );
    let cluster = &desk.rows("out/clusters.jsonl")[0];
    assert_eq!([&cluster["versions"], &cluster["status"]], [&json!(0), &json!("ok")]);
}
