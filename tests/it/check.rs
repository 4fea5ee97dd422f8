//! `wirecopy check`.

use serde_json::{Value, json};

use crate::articles::{FERRY, article, corpus, lines};
use crate::program::Desk;

#[test]
fn valid_input_is_described_with_three_articles_and_the_next_command() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let said = desk.run("check news.jsonl").done().stdout;
    assert!(said.starts_with("news.jsonl   JSON Lines, UTF-8, 6 records\n"), "{said}");
    for line in ["  schema   wirecopy", "  id       id               unique", "  1  a1 · ", "  3  "]
    {
        assert!(said.lines().any(|shown| shown.starts_with(line)), "{line} is not in {said}");
    }
    assert!(
        said.ends_with("\nReady, with 1 warning. Next:  wirecopy cluster news.jsonl\n"),
        "{said}"
    );
}

#[test]
fn nothing_is_written() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("check news.jsonl").done();
    let files = std::fs::read_dir(desk.path(".")).unwrap().count();
    assert_eq!(files, 1);
}

#[test]
fn input_that_cluster_would_refuse_fails_with_the_first_reasons() {
    let desk = Desk::new();
    desk.put("news.jsonl", format!("{}\n{}", lines(&corpus()), "{\"id\": 7,\n".repeat(14)));
    let said = desk.run("check news.jsonl");
    assert_eq!(said.exit, 1);
    assert!(said.stdout.contains("70.0 % of the records are not articles"), "{}", said.stdout);
    assert!(said.stdout.contains("    news.jsonl:8: not valid JSON"), "{}", said.stdout);
    assert!(said.stdout.ends_with("Not ready: 14 of 20 records are bad.\n"), "{}", said.stdout);
    assert_eq!(desk.run("cluster news.jsonl -o out").exit, 3);
}

#[test]
fn dates_ids_outlets_and_letters_get_warnings() {
    let desk = Desk::new();
    let mut articles = [
        article("a1", "gazette.example", FERRY),
        article("a1", "edition.gazette.example", &FERRY.replace("ferry", "boat")),
        article("a2", "gazette.example", "Itâ€™s raining in Tarn."),
    ];
    articles[0]["date"] = json!("None");
    articles[1]["date"] = json!("03/04/2026");
    articles[2]["date"] = json!("2026-03-04");
    desk.put("news.jsonl", lines(&articles));
    let said = desk.run("check news.jsonl --json").done().stdout;
    let group = &serde_json::from_str::<Value>(&said).unwrap()["groups"][0];
    assert_eq!(group["repeated_ids"], 1);
    assert_eq!(group["aliases"], json!([["gazette.example", "edition.gazette.example"]]));
    assert_eq!(
        group["dates"],
        json!({
            "exact": 0, "day": 1, "month": 0, "future": 0, "first_future": null, "unread": 1,
            "first_unread": "03/04/2026", "missing": 1
        })
    );
    assert_eq!((&group["mojibake"], &group["short"]), (&json!(1), &json!(1)));
    let said = desk.run("check news.jsonl").done().stdout;
    for words in [
        "'03/04/2026'",
        "--date-format",
        "they are clustered, but are not in timelines",
        "1 repeated",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn pictures_among_the_articles_are_accepted() {
    let desk = Desk::new();
    let item = |kind: &str, body: &str| json!({ "uri": format!("urn:{body}"), "type": kind, "pubstatus": "usable", "body_text": body });
    let mut items = vec![item("text", FERRY)];
    items.extend((0..20).map(|number| item("picture", &number.to_string())));
    desk.put("news.jsonl", lines(&items));
    let said = desk.run("check news.jsonl").done().stdout;
    assert!(said.contains("no_article 20"), "{said}");
    assert!(
        said.ends_with("Ready, with 2 warnings. Next:  wirecopy cluster news.jsonl\n"),
        "{said}"
    );
    desk.run("cluster news.jsonl -o out").done();
}

#[test]
fn files_with_the_same_layout_are_described_together() {
    let desk = Desk::new();
    let all = corpus();
    desk.put("a.jsonl", lines(&all[..3]));
    desk.put("b.jsonl", lines(&all[3..]));
    desk.put("c.csv", format!("id,outlet,title,body\nc9,carol.example,Ferry,\"{FERRY}\"\n"));
    let said = desk.run("check .").done().stdout;
    assert!(said.contains("a.jsonl and 1 more   JSON Lines, UTF-8, 6 records\n"), "{said}");
    assert!(said.contains("c.csv   CSV, UTF-8, 1 record\n"), "{said}");
}
