//! How `wirecopy cluster` finds candidates.

use serde_json::json;

use crate::articles::{corpus, lines};
use crate::program::Desk;

fn lsh(words: &str) -> serde_json::Value {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run(&format!("cluster news.jsonl -o out {words}")).done();
    assert_eq!(desk.json("out/run.json")["counts"]["clustered"], 5, "{words}");
    desk.json("out/run.json")["lsh"].clone()
}

#[test]
fn run_json_says_how_candidates_were_found() {
    for (words, minima) in [("", 32), ("--recall 0.99", 19)] {
        let lsh = lsh(words);
        assert_eq!(lsh["scheme"], "bottom-k", "{words}");
        assert_eq!(lsh["parameters"], json!({ "minima": minima, "min_shared": 2 }), "{words}");
        assert_eq!(lsh["estimated_at_jaccard"], 0.2);
    }
}

#[test]
fn requested_recall_is_the_estimate() {
    let estimated = lsh("--recall 0.95")["estimated_recall"].as_f64().unwrap();
    assert!((0.95..0.97).contains(&estimated), "{estimated}");
}

#[test]
fn recall_that_cannot_be_had_is_refused() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    for words in ["--recall 1", "--recall 0", "--recall NaN"] {
        let said = desk.run(&format!("cluster news.jsonl -o out {words}"));
        assert_eq!(said.exit, 2, "{words}: {}", said.stderr);
        assert!(!desk.path("out").exists(), "{words}");
    }
}

#[test]
fn recall_is_measured_against_all_copies_of_a_sample() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    // a1, b1 and c1 are copies of one story, a2 and b2 of another.
    for (words, found, recall) in [("", 4, 1.0), ("--recall 0.01", 1, 0.25)] {
        desk.run(&format!("cluster news.jsonl -o out --force --measure-recall 100 {words}")).done();
        assert_eq!(
            desk.json("out/run.json")["lsh"]["measured_recall"],
            json!({ "articles": 6, "copies": 4, "found": found, "recall": recall }),
            "{words}"
        );
    }
    desk.run("cluster news.jsonl -o out --force").done();
    assert!(desk.json("out/run.json")["lsh"]["measured_recall"].is_null());
}
