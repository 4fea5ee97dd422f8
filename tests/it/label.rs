//! Labels that a user gives by hand, and the score by them.

use serde_json::Value;

use crate::articles::{corpus, lines};
use crate::program::Desk;

fn clustered() -> Desk {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    desk
}

/// Fills in the labels of some articles.
fn label(desk: &Desk, sheet: &str, labels: &[(&str, &str)]) {
    let rows: Vec<String> = desk
        .read(sheet)
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            if let Some((_, label)) = labels.iter().find(|(id, _)| *id == cells[1]) {
                cells[2] = label;
            }
            cells.join("\t")
        })
        .collect();
    desk.put("filled.tsv", rows.join("\n"));
}

fn scores(desk: &Desk) -> Value {
    let said = desk.run("eval out --gold filled.tsv --wrong 9 --json").done();
    serde_json::from_str(&said.stdout).unwrap()
}

#[test]
fn sheet_is_filled_in_and_scores_the_run() {
    let desk = clustered();
    let said = desk.run("label out -o sheet.tsv").done();
    assert!(said.stderr.contains("5 articles of 2 stories"), "{}", said.stderr);
    let sheet = desk.read("sheet.tsv");
    assert_eq!(
        sheet.lines().next(),
        Some("story\tid\tlabel\toutlet\tpublished\tjaccard\theadline\turl")
    );
    assert_eq!(sheet.lines().count(), 6);
    assert_eq!(desk.run("label out").done().stdout, sheet);
    // Nobody's work is written over.
    assert_eq!(desk.run("label out -o sheet.tsv").exit, 2);
    // Nor does a sheet without labels say that all is right.
    let said = desk.run("eval out --gold sheet.tsv");
    assert_eq!(said.exit, 3);
    assert!(said.stderr.contains("no row has a label"), "{}", said.stderr);

    let all = ["a1", "b1", "c1", "a2", "b2"].map(|id| (id, "ok"));
    label(&desk, "sheet.tsv", &all);
    let found = scores(&desk);
    assert_eq!((&found["articles"], &found["pairs"]["f1"]), (&5.into(), &1.0.into()));
    // One is a copy of nothing, and one was not looked at.
    label(&desk, "sheet.tsv", &[("a1", "ok"), ("b1", "ok"), ("c1", "-"), ("a2", "ok")]);
    let found = scores(&desk);
    assert_eq!(found["articles"], 4);
    assert_eq!(found["wrong"]["false_merges"].as_array().unwrap().len(), 2);
    // A copy of another story was missed.
    label(
        &desk,
        "sheet.tsv",
        &[("a1", "ok"), ("b1", "ok"), ("c1", "ok"), ("a2", "1"), ("b2", "?")],
    );
    let found = scores(&desk);
    assert_eq!(found["wrong"]["misses"].as_array().unwrap().len(), 3);
}

#[test]
fn stories_are_chosen_the_same_each_time() {
    let desk = clustered();
    let one = desk.run("label out --stories 1").done().stdout;
    assert!(matches!(one.lines().count(), 3 | 4), "{one}");
    assert_eq!(desk.run("label out --stories 1").done().stdout, one);
    assert_eq!(desk.run("label out --json").exit, 2);
}
