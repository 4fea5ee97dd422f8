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
fn both_schemes_find_the_same_stories_and_run_json_says_how() {
    let ways = [
        ("", "bottom-k", json!({ "minima": 32, "min_shared": 2 })),
        ("--scheme banded", "banded", json!({ "bands": 64, "rows": 2 })),
        ("--bands 40 --rows 3", "banded", json!({ "bands": 40, "rows": 3 })),
        ("--scheme banded --recall 0.99", "banded", json!({ "bands": 113, "rows": 2 })),
    ];
    for (words, scheme, parameters) in ways {
        let lsh = lsh(words);
        assert_eq!(lsh["scheme"], scheme, "{words}");
        assert_eq!(lsh["parameters"], parameters, "{words}");
        assert_eq!(lsh["estimated_at_jaccard"], 0.2);
    }
}

#[test]
fn requested_recall_is_the_estimate() {
    for words in ["--recall 0.95", "--scheme banded --recall 0.95"] {
        let estimated = lsh(words)["estimated_recall"].as_f64().unwrap();
        assert!((0.95..0.97).contains(&estimated), "{words}: {estimated}");
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    for words in [
        "--bands 20",
        "--rows 4",
        "--bands 20 --rows 4 --recall 0.9",
        "--bands 20 --rows 4 --scheme bottom-k",
        "--bands 20000 --rows 4",
        "--bands 0 --rows 4",
        "--recall 1",
    ] {
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
    for (words, found, recall) in [("", 4, 1.0), ("--bands 1 --rows 200", 0, 0.0)] {
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
