//! Runs over a part of the input, and over a part of the pairs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// An article with a date and a language.
fn dated(id: &str, outlet: &str, text: &str, date: &str, language: &str) -> Value {
    let mut dated = article(id, outlet, text);
    dated["date"] = json!(date);
    dated["language"] = json!(language);
    dated
}

/// Twelve articles of two stories over three days, two languages, and one without a date.
fn news() -> Vec<Value> {
    let mut news = Vec::new();
    for (number, text) in [FERRY, LIBRARY].into_iter().enumerate() {
        for day in 1..=3 {
            for (outlet, language) in [("gazette", "en-GB"), ("herald", "de")] {
                let id = format!("{outlet}-{number}-{day}");
                let outlet = format!("{outlet}{day}.example");
                news.push(dated(&id, &outlet, text, &format!("2026-03-0{day}"), language));
            }
        }
    }
    news[11]["date"] = json!(null);
    news
}

/// The ids of the articles that took part.
fn ids(desk: &Desk, words: &str) -> BTreeSet<String> {
    desk.run(&format!("cluster {words} -o out --force --singletons")).done();
    let rows = desk.rows("out/members.jsonl");
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn left_out(desk: &Desk) -> Value {
    let run = desk.json("out/run.json");
    let (counts, left_out) = (&run["counts"], &run["left_out"]);
    let count = |name: &str| counts[name].as_u64().unwrap_or(0);
    // Every record counts once.
    assert_eq!(
        count("read"),
        count("clustered") + count("single") + count("rejected") + count("left_out")
    );
    assert_eq!(left_out["records"].as_u64().unwrap_or(0), count("left_out"));
    let reasons = left_out["reasons"].as_array().cloned().unwrap_or_default();
    let of_reason =
        |reason: &Value| (reason["code"].as_str().unwrap().to_owned(), reason["records"].clone());
    reasons.iter().map(of_reason).collect()
}

#[test]
fn articles_of_other_days_and_languages_are_left_out_and_counted() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&news()) + "{]\n");
    assert_eq!(ids(&desk, "news.jsonl").len(), 12);
    assert_eq!(left_out(&desk), json!({}));
    let found = ids(&desk, "news.jsonl --since 2026-03-02");
    assert!(found.len() == 7 && !found.contains("gazette-0-1") && !found.contains("herald-1-3"));
    assert_eq!(left_out(&desk), json!({ "other_date": 4, "undated": 1 }));
    let found = ids(&desk, "news.jsonl --since 2026-03-02 --until 2026-03-02 --in-language en");
    assert_eq!(found, ["gazette-0-2", "gazette-1-2"].map(str::to_owned).into());
    assert_eq!(left_out(&desk), json!({ "other_date": 7, "undated": 1, "other_language": 2 }));
    let said = desk.run("cluster news.jsonl -o out --force --until 2026-03-01").done().stdout;
    assert!(said.contains("Left out        8 (61.5 %)   other date 7 · undated 1"), "{said}");
    assert!(said.contains("Read           13 articles   2 outlets"), "{said}");
    let said = desk.run("cluster news.jsonl -o out --force --since 2027-01-01").done().stdout;
    assert!(said.contains("! the selection leaves out every article"), "{said}");
    for typed in
        ["--since soon", "--until 03/04/2026", "--sample 0", "--limit 0", "--limit 3 --sample 3"]
    {
        assert_eq!(desk.run(&format!("cluster news.jsonl -o no {typed}")).exit, 2, "{typed}");
    }
}

#[test]
fn sample_depends_on_ids_alone_and_a_larger_one_contains_it() {
    let desk = Desk::new();
    let articles: Vec<Value> =
        (0..300).map(|number| article(&format!("n{number}"), "gazette.example", FERRY)).collect();
    desk.put("whole.jsonl", lines(&articles));
    let mut mixed = articles;
    mixed.reverse();
    for (part, articles) in mixed.chunks(77).enumerate() {
        desk.put(&format!("parts/{}.jsonl", 9 - part), lines(articles));
    }
    for sample in ["40", "20%"] {
        let found = ids(&desk, &format!("whole.jsonl --sample {sample}"));
        assert_eq!(ids(&desk, &format!("parts --sample {sample} -j 1")), found);
        assert_eq!(ids(&desk, &format!("parts --sample {sample} --memory 200MB")), found);
        assert!(sample != "40" || found.len() == 40);
        assert!((40..=80).contains(&found.len()), "{}", found.len());
    }
    let small = ids(&desk, "whole.jsonl --sample 10");
    assert_eq!(left_out(&desk), json!({ "not_sampled": 290 }));
    assert!(small.is_subset(&ids(&desk, "parts --sample 20")));
    assert_eq!(ids(&desk, "parts --sample 1000").len(), 300);
    assert_eq!(ids(&desk, "whole.jsonl --sample 100%").len(), 300);
}

#[test]
fn limit_is_the_first_articles_in_the_order_of_the_files() {
    let desk = Desk::new();
    desk.put("b.jsonl", lines(&news()[6..]));
    desk.put("a.jsonl", lines(&news()[..6]));
    let first: BTreeSet<String> =
        news()[..8].iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    for words in ["b.jsonl a.jsonl --limit 8", "a.jsonl b.jsonl --limit 8 -j 3"] {
        assert_eq!(ids(&desk, words), first);
        assert_eq!(left_out(&desk), json!({ "beyond_limit": 4 }));
    }
    // It counts those that are wanted otherwise.
    assert_eq!(ids(&desk, "a.jsonl b.jsonl --limit 4 --in-language de").len(), 4);
    assert_eq!(left_out(&desk), json!({ "other_language": 6, "beyond_limit": 2 }));
    assert_eq!(ids(&desk, "a.jsonl b.jsonl --limit 100").len(), 12);
}

#[test]
fn article_that_was_left_out_is_not_explained_and_not_removed() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&news()));
    desk.run("cluster news.jsonl -o out --until 2026-03-02").done();
    let said = desk.run("explain out gazette-0-1 gazette-0-3");
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("'gazette-0-3' was left out of the run by its selection"),
        "{}",
        said.stderr
    );
    desk.run("explain out gazette-0-1 gazette-0-2").done();
    // The copies of the days that were compared go, and whatever was not compared stays.
    let said = desk.run("dedup out -o clean").done().stdout;
    assert!(said.contains("6 kept + 6 removed = 12 read"), "{said}");
    let kept = desk.read("clean/news.jsonl");
    for id in ["gazette-0-3", "herald-0-3", "gazette-1-3", "herald-1-3"] {
        assert!(kept.contains(id), "{id}");
    }
    desk.run("report out").done();
}

#[test]
fn killed_run_does_not_go_on_with_another_selection() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&news()));
    // The stages of the first run are kept, for they cost memory to lose.
    desk.run("cluster news.jsonl -o out --memory 200MB --since 2026-03-03").done();
    let said = desk.run("cluster news.jsonl -o out --memory 200MB");
    assert_eq!(said.exit, 2, "{}", said.stderr);
    assert!(said.stderr.contains("reading.selection"), "{}", said.stderr);
}

#[test]
fn index_takes_only_what_is_selected() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&news()));
    let said = desk.run("index build news.jsonl -o i --until 2026-03-01").done().stdout;
    assert!(said.contains("added 4 articles") && said.contains("8 left out"), "{said}");
    let said =
        desk.run("index add i news.jsonl --since 2026-03-02 --until 2026-03-02").done().stdout;
    assert!(said.contains("added 4 articles") && said.contains("8 left out"), "{said}");
    desk.run("cluster news.jsonl --index i -o out --force --since 2026-03-03").done();
    assert_eq!(left_out(&desk), json!({ "other_date": 8, "undated": 1 }));
    assert_eq!(desk.json("out/run.json")["index"]["articles"], 11);
    assert_eq!(desk.run("cluster news.jsonl --index i -o no --window 3d").exit, 2);
}

/// The stories as lists of ids.
fn stories(desk: &Desk, words: &str) -> Vec<String> {
    desk.run(&format!("cluster news.jsonl -o out --force {words}")).done();
    let mut stories: Vec<(Value, BTreeSet<String>)> = Vec::new();
    for row in desk.rows("out/members.jsonl") {
        let id = row["id"].as_str().unwrap().to_owned();
        match stories.iter_mut().find(|(cluster, _)| *cluster == row["cluster_id"]) {
            Some((_, ids)) => _ = ids.insert(id),
            None => stories.push((row["cluster_id"].clone(), [id].into())),
        }
    }
    let mut stories: Vec<String> =
        stories.into_iter().map(|(_, ids)| ids.into_iter().collect::<Vec<_>>().join(" ")).collect();
    stories.sort();
    stories
}

#[test]
fn pairs_outside_the_window_are_not_compared() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            dated("a", "one.example", FERRY, "2026-03-01T12:00:00Z", "en"),
            dated("b", "two.example", &cut(FERRY, 1), "2026-03-03T12:00:00Z", "en"),
            dated("c", "three.example", FERRY, "2026-03-09T12:00:00Z", "en"),
            dated("d", "four.example", &cut(FERRY, 1), "2026-03-10", "en"),
        ]),
    );
    assert_eq!(stories(&desk, ""), ["a b c d"]);
    for (window, expected) in [
        ("47h", &["c d"][..]),
        ("48h", &["a b", "c d"]),
        ("3d", &["a b", "c d"]),
        ("1w", &["a b c d"]),
    ] {
        assert_eq!(stories(&desk, &format!("--window {window} --pairs")), expected, "{window}");
        let rows = desk.rows("out/pairs.jsonl");
        assert!(rows.iter().all(|row| window == "1w" || row["id_a"] != "a" || row["id_b"] != "c"));
    }
    stories(&desk, "--window 3d");
    let said = desk.run("explain out a c").done().stdout;
    assert!(said.contains("published further apart than --window"), "{said}");
    let said = desk.run("explain out a b").done().stdout;
    assert!(said.contains("Direct match"), "{said}");
    stories(&desk, "--window 1w");
    let said = desk.run("explain out a d").done().stdout;
    assert!(said.contains("but joined through other"), "{said}");
}

#[test]
fn article_without_a_date_is_in_every_window() {
    let desk = Desk::new();
    let mut undated = article("b", "two.example", &cut(FERRY, 1));
    undated["date"] = json!(null);
    desk.put("news.jsonl", lines(&[dated("a", "one.example", FERRY, "2026-03-01", "en"), undated]));
    assert_eq!(stories(&desk, "--window 1h"), ["a b"]);
}

#[test]
fn outlet_is_not_compared_with_itself() {
    let desk = Desk::new();
    let day = "2026-03-01";
    desk.put(
        "news.jsonl",
        lines(&[
            dated("a", "one.example", FERRY, day, "en"),
            dated("b", "one.example", &cut(FERRY, 1), day, "en"),
            dated("c", "one.example", FERRY, day, "en"),
            dated("d", "one.example", LIBRARY, day, "en"),
            dated("e", "two.example", &cut(LIBRARY, 1), day, "en"),
            dated("f", "one.example", LIBRARY, day, "en"),
        ]),
    );
    assert_eq!(stories(&desk, ""), ["a b c", "d e f"]);
    assert_eq!(stories(&desk, "--across all"), ["a b c", "d e f"]);
    // Both copies of one outlet are of the other outlet's story.
    assert_eq!(stories(&desk, "--across outlets"), ["d e f"]);
    let said = desk.run("explain out a c").done().stdout;
    assert!(said.contains("they are of one outlet"), "{said}");
    let pairing = desk.json("out/run.json")["config"]["matching"]["pairing"].clone();
    assert_eq!(pairing, json!({ "across": "outlets" }));
}
