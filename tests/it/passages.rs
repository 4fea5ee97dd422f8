//! The table of copied passages.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// The characters of a text between two offsets.
fn slice<'t>(text: &'t str, row: &Value, names: [&str; 2]) -> &'t str {
    let at = |name: &str| {
        let offset = usize::try_from(row[name].as_u64().unwrap()).unwrap();
        text.char_indices().nth(offset).map_or(text.len(), |(byte, _)| byte)
    };
    &text[at(names[0])..at(names[1])]
}

#[test]
fn passages_have_their_offsets_in_both_texts() {
    let (first, rest) = FERRY.split_once('\n').unwrap();
    let own = "Ældre på øen så det hele fra kajen, sagde de.";
    let bodies = [FERRY.to_owned(), format!("{own}\n{rest}\n{own}\n{first}")];
    let desk = Desk::new();
    let articles = [("a", "gazette.example"), ("b", "herald.example")].into_iter().zip(&bodies);
    let articles: Vec<Value> =
        articles.map(|((id, outlet), body)| article(id, outlet, body)).collect();
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out --passages").done();
    let canonical = desk.rows("out/clusters.jsonl")[0]["canonical_id"].clone();
    let (reference, copy) = if canonical == json!("a") { (0, 1) } else { (1, 0) };
    let rows = desk.rows("out/passages.jsonl");
    assert_eq!(rows.iter().map(|row| &row["passage"]).collect::<Vec<_>>(), [&json!(1), &json!(2)]);
    let mut found: Vec<&str> = Vec::new();
    for row in &rows {
        assert_eq!((&row["canonical_id"], &row["id"]), (&canonical, &articles[copy]["id"]));
        let text = slice(&bodies[copy], row, ["start_char", "end_char"]);
        assert_eq!(row["text"], json!(text));
        let names = ["canonical_start_char", "canonical_end_char"];
        assert_eq!(slice(&bodies[reference], row, names), text);
        found.push(text);
    }
    found.sort_unstable();
    let mut expected = [first, rest];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn passages_are_written_only_if_asked_for() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    assert!(!desk.path("out/passages.jsonl").exists());
}

#[test]
fn run_with_an_index_has_the_same_scores_and_passages() {
    let desk = Desk::new();
    let sample = project_file("data/sample.jsonl").display().to_string();
    desk.run(&format!("cluster {sample} -o plain --passages")).done();
    desk.run(&format!("index build {sample} -o i")).done();
    desk.run(&format!("cluster {sample} --index i -o known --passages")).done();
    assert!(desk.rows("plain/passages.jsonl").len() > 100);
    assert_eq!(desk.read("plain/passages.jsonl"), desk.read("known/passages.jsonl"));
    let scores = |table: &str| -> Vec<Value> {
        desk.rows(table).iter().map(|row| json!([row["id"], row["score"]])).collect()
    };
    assert_eq!(scores("plain/members.jsonl"), scores("known/members.jsonl"));
}

#[test]
fn article_that_is_only_in_the_index_has_passages_if_the_index_has_its_text() {
    for (texts, copies) in [("", vec![]), ("--texts", vec!["a1", "b1"])] {
        let desk = Desk::new();
        desk.put("old.jsonl", lines(&corpus()[..2]));
        let today = [
            article("t1", "echo.example", FERRY),
            article("t2", "sun.example", LIBRARY),
            article("t3", "globe.example", &cut(LIBRARY, 1)),
        ];
        desk.put("today.jsonl", lines(&today));
        desk.run(&format!("index build old.jsonl -o i {texts}")).done();
        desk.run("cluster today.jsonl --index i -o out --passages").done();
        let members = desk.rows("out/members.jsonl");
        let is_copy = |row: &&Value| row["role"] != json!("canonical");
        let of_ferry: Vec<&Value> = members
            .iter()
            .filter(is_copy)
            .filter(|row| row["index_only"] == json!(true))
            .map(|row| &row["id"])
            .collect();
        let rows = desk.rows("out/passages.jsonl");
        let found: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
        assert!(!of_ferry.is_empty());
        assert!(found.contains(&&json!("t3")) || found.contains(&&json!("t2")), "{found:?}");
        for id in of_ferry {
            let is_expected = copies.iter().any(|copy| json!(copy) == *id);
            assert_eq!(found.contains(&id), is_expected, "{texts} {id}");
        }
    }
}
