//! The agencies of stories, and the credits that show them.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// Values of some columns of a table, by article id.
fn by_id<'a>(rows: &'a [Value], columns: &[&str]) -> Vec<(&'a str, Vec<Value>)> {
    let mut cells: Vec<_> = rows
        .iter()
        .map(|row| {
            let cells = columns.iter().map(|column| row[column].clone()).collect();
            (row["id"].as_str().unwrap(), cells)
        })
        .collect();
    cells.sort_by_key(|(id, _)| *id);
    cells
}

fn ferry_of_afp() -> Vec<Value> {
    vec![
        article("a1", "gazette.example", &format!("TARN (AFP) – {FERRY}")),
        article("b1", "herald.example", &cut(FERRY, 1)),
        article(
            "c1",
            "carrier.example",
            &format!("TARN, (AFP - UrduPoint / Pakistan Point News - 4th Jan, 2022) {FERRY}"),
        ),
        article("d1", "afp.com", FERRY),
        article("e1", "echo.example", LIBRARY),
        article("f1", "herald.example", LIBRARY),
    ]
}

#[test]
fn article_without_a_credit_inherits_the_agency_of_its_story() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&ferry_of_afp()));
    let said = desk.run("cluster news.jsonl -o out --json").done();

    let clusters = desk.rows("out/clusters.jsonl");
    let told: Vec<_> = clusters
        .iter()
        .map(|row| {
            ["agency", "agency_confidence", "agency_evidence", "credit_kept"]
                .map(|column| row[column].clone())
        })
        .collect();
    assert_eq!(
        told,
        [
            [json!("AFP"), json!(0.9333), json!("dateline:2 outlet:1"), json!(0.6667)],
            [Value::Null, Value::Null, Value::Null, Value::Null],
        ]
    );
    let members = desk.rows("out/members.jsonl");
    assert_eq!(
        by_id(&members, &["agency_credit", "credit_text", "credit_state", "own"]),
        [
            ("a1", vec![json!("AFP"), json!("TARN (AFP) –"), json!("credited"), json!(false)]),
            ("b1", vec![Value::Null, Value::Null, json!("absent"), json!(false)]),
            (
                "c1",
                vec![
                    json!("AFP"),
                    json!("TARN, (AFP - UrduPoint / Pakistan Point News - 4th Jan, 2022)"),
                    json!("credited"),
                    json!(false)
                ]
            ),
            ("d1", vec![Value::Null, Value::Null, Value::Null, json!(true)]),
            ("e1", vec![Value::Null, Value::Null, Value::Null, json!(false)]),
            ("f1", vec![Value::Null, Value::Null, Value::Null, json!(false)]),
        ]
    );
    let summary: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        summary["agencies"],
        json!({
            "shares": [{ "agency": "AFP", "articles": 3, "share": 0.5 }],
            "own": 1,
            "copies": 3,
            "credit_elsewhere": 0,
            "credit_missing": 1,
            "credit_missing_share": 0.3333,
        })
    );
}

#[test]
fn credit_in_the_byline_field_is_shown_as_written() {
    let mut written = article("a1", "gazette.example", FERRY);
    written["author"] = json!("Nadia Example, Associated Press");
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&[written, article("b1", "herald.example", FERRY)]));
    desk.run("cluster news.jsonl -o out --byline author").done();
    let members = desk.rows("out/members.jsonl");
    assert_eq!(
        by_id(&members, &["agency_credit", "credit_text", "credit_state", "own"]),
        [
            (
                "a1",
                vec![
                    json!("AP"),
                    json!("Nadia Example, Associated Press"),
                    json!("credited"),
                    json!(false)
                ]
            ),
            ("b1", vec![Value::Null, Value::Null, json!("absent"), json!(false)]),
        ]
    );
}

#[test]
fn agency_added_by_the_user_is_found_by_its_names() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a1", "gazette.example", &format!("TARN (VNB) – {FERRY}")),
            article("b1", "vnb.example", FERRY),
        ]),
    );
    desk.put(
        "agencies.tsv",
        "# Ours.\n\
         Vessian News\tsource\tVNB\tdateline\tTARN (VNB) – A ferry ran aground.\n\
         Vessian News\tsource\tvnb.example\toutlet\tvnb.example\n",
    );
    desk.run("cluster news.jsonl -o out").done();
    assert_eq!(desk.rows("out/clusters.jsonl")[0]["agency"], Value::Null);

    let said = desk.run("cluster news.jsonl -o out --agencies agencies.tsv");
    assert_eq!(said.exit, 2, "other agencies are another configuration: {}", said.stderr);
    desk.run("cluster news.jsonl -o out --agencies agencies.tsv --force").done();
    let cluster = &desk.rows("out/clusters.jsonl")[0];
    assert_eq!(cluster["agency"], "Vessian News");
    assert_eq!(cluster["agency_evidence"], "dateline:1 outlet:1");
}

#[test]
fn boilerplate_patterns_of_the_user_are_removed() {
    let desk = Desk::new();
    let line = "The Tarn Gazette: the island at your breakfast table";
    desk.put(
        "news.jsonl",
        lines(&[
            article("a1", "gazette.example", &format!("{FERRY}\n{line}")),
            article("b1", "herald.example", FERRY),
        ]),
    );
    desk.put("boilerplate.tsv", format!("line\tthe tarn gazette: .*\t{line}\n"));
    desk.run("cluster news.jsonl -o out1").done();
    desk.run("cluster news.jsonl -o out2 --boilerplate boilerplate.tsv").done();
    let words = |folder: &str| {
        let members = desk.rows(&format!("{folder}/members.jsonl"));
        members.iter().map(|row| row["n_words"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let ferry = words("out1")[1];
    assert_eq!(words("out1"), [ferry + 9, ferry]);
    assert_eq!(words("out2"), [ferry, ferry]);
}

#[test]
fn invalid_table_is_refused_with_its_file_and_line() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&ferry_of_afp()));
    desk.put("agencies.tsv", "VNB\tsource\tVNB\tdateline\tNobody is named here.\n");
    desk.put("boilerplate.tsv", "\nline\t(\tGood night\n");
    for (option, message) in [
        (
            "--agencies agencies.tsv",
            "agencies.tsv: agencies table, line 1: expected an example that contains the name",
        ),
        (
            "--boilerplate boilerplate.tsv",
            "boilerplate.tsv: boilerplate table, line 2: not a regular expression",
        ),
        ("--agencies nothing.tsv", "nothing.tsv: cannot be read"),
    ] {
        let said = desk.run(&format!("cluster news.jsonl -o out {option}"));
        assert_eq!(said.exit, 2, "{}", said.stderr);
        assert!(said.stderr.contains(message), "{}", said.stderr);
        assert!(!desk.path("out").exists());
    }
}
