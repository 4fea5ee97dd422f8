//! The tables of a run: times, sources, outlets.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// An article with a date.
fn dated(id: &str, outlet: &str, body: &str, date: &str) -> Value {
    let mut article = article(id, outlet, body);
    article["date"] = json!(date);
    article
}

fn clustered(articles: &[Value], options: &str) -> (Desk, String) {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(articles));
    let said = desk.run(&format!("cluster news.jsonl -o out {options}")).done();
    (desk, said.stderr)
}

/// A column of a table, with the ids of its rows.
fn column(rows: &[Value], key: &str, name: &str) -> Vec<(String, Value)> {
    rows.iter().map(|row| (row[key].as_str().unwrap().to_owned(), row[name].clone())).collect()
}

/// A story that four outlets carried within two days, and one of them twice.
fn ferry() -> Vec<Value> {
    vec![
        dated("a", "gazette.example", FERRY, "2026-03-04T12:00:00Z"),
        dated("b", "herald.example", &cut(FERRY, 1), "2026-03-04T13:30:00+01:00"),
        dated("c", "tribune.example", FERRY, "2026-03-04T15:00:00Z"),
        dated("d", "echo.example", &cut(FERRY, 1), "2026-03-05T12:00:00Z"),
    ]
}

#[test]
fn story_has_its_times_to_the_minute() {
    let (desk, _) = clustered(&ferry(), "");
    let story = &desk.rows("out/clusters.jsonl")[0];
    assert_eq!(story["first_seen"], json!("2026-03-04T12:00:00Z"));
    assert_eq!(story["last_seen"], json!("2026-03-05T12:00:00Z"));
    assert_eq!(
        (&story["date_precision"], &story["span_minutes"]),
        (&json!("second"), &json!(1440))
    );
    let members = desk.rows("out/members.jsonl");
    let of =
        |name| column(&members, "id", name).into_iter().map(|(_, value)| value).collect::<Value>();
    assert_eq!(of("id"), json!(["a", "b", "c", "d"]));
    assert_eq!(of("position"), json!([1, 2, 3, 4]));
    assert_eq!(of("lag_minutes"), json!([0, 30, 180, 1440]));
    assert_eq!(of("best_source_id"), json!([null, "a", "a", "b"]));
    let timeline = desk.rows("out/timeline.jsonl");
    let new: Vec<&Value> = timeline.iter().map(|row| &row["new_copies"]).collect();
    assert_eq!(new, [&json!(2), &json!(1), &json!(1)]);
    assert_eq!(timeline[2]["cumulative"], json!(4));
}

#[test]
fn source_is_the_most_similar_earlier_article() {
    let (desk, _) = clustered(&ferry(), "");
    let edges = desk.rows("out/edges.jsonl");
    let shown: Vec<String> = edges
        .iter()
        .map(|edge| {
            let text = |name: &str| edge[name].as_str().unwrap().to_owned();
            format!(
                "{} {} {} {}",
                text("source_id"),
                text("target_id"),
                text("reason"),
                edge["ambiguous"]
            )
        })
        .collect();
    assert_eq!(shown, ["a b most_alike false", "a c same_text false", "b d same_text false"]);
    assert_eq!(edges[1]["jaccard"], json!(1.0));
}

#[test]
fn source_is_ambiguous_if_dates_do_not_settle_the_order() {
    let mut articles = ferry();
    articles[0]["date"] = json!("2026-03-04");
    let (desk, _) = clustered(&articles, "");
    assert_eq!(desk.rows("out/clusters.jsonl")[0]["date_precision"], json!("mixed"));
    let members = desk.rows("out/members.jsonl");
    let orders = column(&members, "id", "position");
    assert_eq!(orders[..2], [("a".to_owned(), json!(1)), ("b".to_owned(), json!(1))]);
    let outlets = desk.rows("out/outlets.jsonl");
    assert!(outlets.iter().all(|outlet| outlet["first_count"] == json!(0)));
    let edges = desk.rows("out/edges.jsonl");
    assert_eq!(column(&edges, "target_id", "ambiguous")[0], ("b".to_owned(), json!(true)));
}

#[test]
fn outlets_have_counts_of_all_their_articles() {
    let mut articles = ferry();
    articles.push(dated("e", "gazette.example", LIBRARY, "2026-03-09"));
    let (desk, _) = clustered(&articles, "");
    let outlets = desk.rows("out/outlets.jsonl");
    assert_eq!(outlets.len(), 4);
    let gazette = &outlets[1];
    assert_eq!(gazette["outlet"], json!("gazette.example"));
    assert_eq!((&gazette["articles"], &gazette["in_stories"]), (&json!(2), &json!(1)));
    assert_eq!((&gazette["first_count"], &gazette["median_lag_minutes"]), (&json!(1), &json!(0)));
    let herald = &outlets[2];
    assert_eq!((&herald["first_count"], &herald["median_lag_minutes"]), (&json!(0), &json!(30)));
}

#[test]
fn ambiguous_date_is_reported_and_read_with_a_format() {
    let mut articles = ferry();
    articles[0]["date"] = json!("03/04/2026");
    let (desk, said) = clustered(&articles, "");
    assert!(said.contains("1 date could not be read, such as '03/04/2026'"), "{said}");
    assert_eq!(desk.rows("out/members.jsonl").last().unwrap()["published"], Value::Null);
    let (desk, said) = clustered(&articles, "--date-format %m/%d/%Y");
    assert!(!said.contains("could not be read"), "{said}");
    let first = &desk.rows("out/members.jsonl")[0];
    assert_eq!([&first["date"], &first["published"]], [&json!("2026-03-04"), &Value::Null]);
}

#[test]
fn time_without_a_zone_is_reported_and_read_with_one() {
    let mut articles = ferry();
    articles[0]["date"] = json!("2026-03-04 13:00:00");
    let (desk, said) = clustered(&articles, "");
    assert!(said.contains("1 time has no time zone"), "{said}");
    assert_eq!(desk.rows("out/members.jsonl")[0]["date_precision"], json!("day"));
    let (desk, _) = clustered(&articles, "--timezone Europe/Oslo");
    assert_eq!(desk.rows("out/members.jsonl")[0]["published"], json!("2026-03-04T12:00:00Z"));
    desk.put("news.jsonl", lines(&articles));
    let refused = desk.run("cluster news.jsonl -o other --timezone Nowhere/Town");
    assert_eq!((refused.exit, &*refused.stderr), (2, "error: unknown time zone 'Nowhere/Town'\n"));
}

#[test]
fn date_in_the_future_is_reported() {
    let mut articles = ferry();
    articles[3]["date"] = json!("2999-01-01");
    let (_, said) = clustered(&articles, "");
    assert!(said.contains("warning: 1 date is in the future"), "{said}");
}

#[test]
fn only_requested_formats_are_written() {
    let (desk, _) = clustered(&ferry(), "--write csv");
    assert!(desk.path("out/members.csv").exists() && desk.path("out/members.jsonl").exists());
    assert!(!desk.path("out/members.parquet").exists());
    desk.run("cluster news.jsonl -o all").done();
    assert_eq!(desk.path("all/members.parquet").exists(), cfg!(feature = "parquet"));
}

#[test]
fn headline_is_compared_with_that_of_the_story_not_with_a_button_of_the_page() {
    let mut articles = ferry();
    let headlines = [
        "Print",
        "Ferry aground off Tarn",
        "FERRY AGROUND OFF TARN | Tribune Example",
        "Boat lost at sea",
    ];
    for (article, headline) in articles.iter_mut().zip(headlines) {
        article["title"] = json!(headline);
    }
    let (desk, _) = clustered(&articles, "");
    let story = &desk.rows("out/clusters.jsonl")[0];
    assert_eq!((&story["canonical_id"], &story["headline"]), (&json!("a"), &json!(headlines[1])));
    let members = desk.rows("out/members.jsonl");
    let changed = column(&members, "id", "headline_changed");
    let changed: Vec<Value> = changed.into_iter().map(|(_, changed)| changed).collect();
    assert_eq!(changed, [Value::Null, json!(false), json!(false), json!(true)]);
}

#[test]
fn score_of_an_article_is_that_of_its_pair_with_the_reference_text() {
    let desk = Desk::new();
    desk.run("synth -n 1000 --seed 1 -o news.jsonl").done();
    desk.run("cluster news.jsonl -o out --pairs").done();
    let members = desk.rows("out/members.jsonl");
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let canonical_of: BTreeMap<String, String> = members
        .iter()
        .filter(|row| row["role"] == json!("canonical"))
        .map(|row| (text(row, "cluster_id"), text(row, "id")))
        .collect();
    let scores: BTreeMap<[String; 2], Value> = desk
        .rows("out/pairs.jsonl")
        .iter()
        .map(|row| ([text(row, "a"), text(row, "b")], row["score"].clone()))
        .collect();
    let mut direct = 0;
    for row in &members {
        let mut pair = [text(row, "id"), canonical_of[&text(row, "cluster_id")].clone()];
        pair.sort();
        // Of articles with the same words only one is in the table of pairs.
        if let Some(score) = scores.get(&pair) {
            assert_eq!(&row["score"], score, "{pair:?}");
            direct += 1;
        }
    }
    assert!(direct > 100, "{direct}");
    let of_canonical = members.iter().filter(|row| row["role"] == json!("canonical"));
    assert!(of_canonical.into_iter().all(|row| row["score"] == json!(1.0)));
    let linked = members.iter().filter(|row| row["score"].as_f64().unwrap() < 0.53).count();
    assert!(linked > 0, "no article is linked by others alone");
}
