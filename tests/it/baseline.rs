//! `wirecopy cluster --baseline` and `--fail-if`.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::Desk;

/// A run of the corpus, and one of the corpus a day later: the ferry has one more outlet, the
/// library none, and there is a new story.
fn two_days() -> Desk {
    let desk = Desk::new();
    desk.put("monday.jsonl", lines(&corpus()));
    desk.run("cluster monday.jsonl -o monday").done();
    let mut articles = corpus();
    articles.retain(|article| article["id"] != "b2");
    articles.push(article("e1", "post.example", &cut(FERRY, 1)));
    let fair = articles[4]["body"].as_str().unwrap().to_owned();
    articles.push(article("e3", "post.example", &fair));
    desk.put("tuesday.jsonl", lines(&articles));
    desk
}

#[test]
fn stories_that_changed_since_an_earlier_run_are_listed() {
    let desk = two_days();
    let said = desk.run("cluster tuesday.jsonl -o tuesday --baseline monday").done().stdout;
    assert!(
        said.contains(
            "Since monday   1 new · 1 grown · 0 merged · 0 shrunk · 1 gone · 0 unchanged"
        ),
        "{said}"
    );
    let monday = desk.rows("monday/clusters.jsonl");
    let tuesday = desk.rows("tuesday/clusters.jsonl");
    let row = |change: &str, now: &Value, before: &[&Value], counts: [u32; 4]| {
        let [size, baseline_size, added, removed] = counts;
        json!({ "change": change, "cluster_id": now, "baseline_ids": before, "articles": size, "baseline_articles": baseline_size, "added": added, "removed": removed })
    };
    assert_eq!(
        desk.rows("tuesday/changes.jsonl"),
        [
            row("grown", &tuesday[0]["cluster_id"], &[&monday[0]["cluster_id"]], [4, 3, 1, 0]),
            row("new", &tuesday[1]["cluster_id"], &[], [2, 0, 2, 0]),
            row("gone", &Value::Null, &[&monday[1]["cluster_id"]], [0, 2, 0, 2]),
        ]
    );
    assert_eq!(desk.read("tuesday/changes.csv").lines().count(), 4);
}

#[test]
fn run_without_a_baseline_has_no_table_of_changes() {
    let desk = two_days();
    assert!(!desk.path("monday/changes.jsonl").exists());
    desk.run("cluster tuesday.jsonl -o tuesday --baseline monday").done();
    desk.run("cluster tuesday.jsonl -o tuesday --force").done();
    assert!(!desk.path("tuesday/changes.jsonl").exists());
}

#[test]
fn run_can_be_compared_with_the_one_that_it_replaces() {
    let desk = two_days();
    let said = desk.run("cluster tuesday.jsonl -o monday --baseline monday --force --json").done();
    let said: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        said["changes"],
        json!({ "baseline": "monday", "same": 0, "new": 1, "grown": 1, "merged": 0, "shrunk": 0, "gone": 1 })
    );
}

#[test]
fn stories_that_become_one_are_merged() {
    let desk = Desk::new();
    let both = format!("{FERRY}\n{LIBRARY}");
    desk.put(
        "one.jsonl",
        lines(&[
            article("a", "a.example", FERRY),
            article("b", "b.example", FERRY),
            article("c", "c.example", LIBRARY),
            article("d", "d.example", LIBRARY),
        ]),
    );
    desk.put(
        "two.jsonl",
        lines(&["a", "b", "c", "d"].map(|id| article(id, &format!("{id}.example"), &both))),
    );
    desk.run("cluster one.jsonl -o one").done();
    desk.run("cluster two.jsonl -o two --baseline one").done();
    let rows = desk.rows("two/changes.jsonl");
    assert_eq!((rows.len(), &rows[0]["change"]), (1, &json!("merged")));
    assert_eq!(rows[0]["baseline_ids"].as_array().unwrap().len(), 2);
}

#[test]
fn folder_without_a_run_is_refused_as_a_baseline() {
    let desk = two_days();
    let said = desk.run("cluster tuesday.jsonl -o tuesday --baseline elsewhere");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("elsewhere: not a finished run"), "{}", said.stderr);
}

#[test]
fn true_condition_exits_with_one_and_everything_is_written() {
    let desk = two_days();
    let said = desk.run(
        "cluster tuesday.jsonl -o tuesday --baseline monday --fail-if gone>0 --fail-if stories>5",
    );
    assert_eq!(said.exit, 1);
    assert_eq!(said.stderr.matches("--fail-if gone>0: true (1)").count(), 1, "{}", said.stderr);
    assert!(!said.stderr.contains("stories>5"));
    assert_eq!(desk.rows("tuesday/clusters.jsonl").len(), 2);
    let said = desk.run("cluster monday.jsonl -o other --fail-if story_share>=0.8 --quiet");
    assert_eq!((said.exit, &*said.stdout), (1, ""));
    assert!(said.stderr.contains("story_share>=0.8: true (0.8333"), "{}", said.stderr);
}

#[test]
fn false_condition_changes_nothing() {
    let desk = two_days();
    desk.run("cluster monday.jsonl -o other --fail-if stories<2 --fail-if wire_share>0 --fail-if credit_missing_share>0.5").done();
}

#[test]
fn invalid_condition_is_refused_before_the_run() {
    let desk = two_days();
    let said = desk.run("cluster monday.jsonl -o other --fail-if quality>3");
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("unknown value 'quality': expected one of stories, articles,"),
        "{}",
        said.stderr
    );
    let said = desk.run("cluster monday.jsonl -o other --fail-if new>3");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("--fail-if new>3 needs --baseline"), "{}", said.stderr);
    assert!(!desk.path("other").exists());
}
