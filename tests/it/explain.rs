//! `wirecopy explain`.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::Desk;

fn clustered(articles: &[Value]) -> Desk {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(articles));
    desk.run("cluster news.jsonl -o out").done();
    desk
}

fn explained(desk: &Desk, ids: &str) -> Value {
    let said = desk.run(&format!("explain out {ids} --json")).done();
    serde_json::from_str(&said.stdout).unwrap()
}

#[test]
fn copies_are_shown_with_what_was_cut() {
    let desk = clustered(&corpus());
    let cluster = &desk.rows("out/members.jsonl")[0]["cluster_id"];
    let said = desk.run("explain out c1 b1").done().stdout;
    let expected = format!(
        "\
Together, in story {}

1 From tribune.example
  c1 · tribune.example · 149 words, 149 with boilerplate
2 From herald.example
  b1 · herald.example · 91 words, 91 with boilerplate

Why
",
        cluster.as_str().unwrap()
    );
    assert!(said.starts_with(&expected), "{said}");
    assert!(said.contains("Direct match: score "), "{said}");
    assert!(
        said.contains(
            "85 words unchanged … that had been opened for them. [-The company said that"
        ),
        "{said}"
    );
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
}

#[test]
fn articles_of_different_stories_are_below_the_threshold() {
    let told = explained(&clustered(&corpus()), "a1 d1");
    assert_eq!(told["together"], json!(false));
    assert_eq!(told["clusters"][1], Value::Null);
    assert_eq!(told["reason"], json!({ "kind": "below_threshold" }));
    let numbers = &told["numbers"];
    assert_eq!([&numbers["shared_buckets"], &numbers["candidates"]], [&json!(0), &json!(false)]);
}

#[test]
fn score_just_below_the_threshold_does_not_look_equal_to_it() {
    let desk = clustered(&corpus());
    let score = explained(&desk, "c1 b1")["numbers"]["score"].as_f64().unwrap();
    // Both are the same if rounded to two decimals.
    let threshold = [0.0003, 0.0006, 0.003].into_iter().map(|more| score + more);
    for threshold in
        threshold.filter(|threshold| format!("{threshold:.2}") == format!("{score:.2}"))
    {
        desk.run(&format!("cluster news.jsonl -o short --force -t {threshold}")).done();
        let said = desk.run("explain short c1 b1").done().stdout;
        let shown =
            |number: f64, decimals: usize| format!("{number:.decimals$}").replacen('0', "", 1);
        let is_told = (3..8).any(|decimals| {
            let (score, threshold) = (shown(score, decimals), shown(threshold, decimals));
            score != threshold && said.contains(&format!("{score}   threshold {threshold}"))
        });
        assert!(is_told, "{score} {threshold}: {said}");
    }
}

#[test]
fn guard_that_rejects_templates_is_named() {
    let form = |id: &str, price: &str, volume: &str, change: &str| {
        let body = format!(
            "Shares of the harbour company closed at {price} crowns on the exchange of Vessia, the exchange said in its report of the day. \
             The volume was {volume} shares, and the change from the day before was {change} crowns in quiet trade. \
             Trading begins again at nine in the morning."
        );
        article(id, &format!("{id}.example"), &body)
    };
    let desk = clustered(&[form("one", "41", "1200", "3"), form("two", "38", "900", "2")]);
    let told = explained(&desk, "one two");
    assert_eq!(told["reason"], json!({ "kind": "guarded", "guard": "other_values" }));
    let said = desk.run("explain out one two").done().stdout;
    assert!(said.contains("other numbers and names"), "{said}");
}

#[test]
fn article_linked_through_others_shows_the_path() {
    // Each drops a paragraph at the top and adds one at the end: neighbours are similar, the first
    // and last are not.
    let paragraphs: Vec<&str> = FERRY.lines().chain(LIBRARY.lines()).collect();
    let window = |from: usize| {
        article(
            &format!("w{from}"),
            &format!("w{from}.example"),
            &paragraphs[from..from + 8].join("\n"),
        )
    };
    let desk = clustered(&(0..5).map(window).collect::<Vec<_>>());
    let told = explained(&desk, "w0 w4");
    assert_eq!(told["together"], json!(true));
    assert!(told["numbers"]["score"].as_f64() < told["numbers"]["threshold"].as_f64(), "{told}");
    assert_eq!(told["reason"]["path"], json!(["w0", "w1", "w2", "w3", "w4"]));
    let said = desk.run("explain out w0 w4").done().stdout;
    assert!(said.contains("    w0 .85 → w1 .86 → w2 .90 → w3 .90 → w4\n"), "{said}");
}

#[test]
fn article_renamed_for_its_key_is_found_by_its_new_name() {
    let mut articles = corpus();
    articles.push(article("a1", "echo.example", LIBRARY));
    let desk = clustered(&articles);
    let rows = desk.rows("out/members.jsonl");
    let echo = rows.iter().find(|row| row["outlet"] == "echo.example").unwrap();
    let told = explained(&desk, &format!("{} b2", echo["id"].as_str().unwrap()));
    assert_eq!(
        (&told["together"], &told["articles"][0]["outlet"]),
        (&json!(true), &json!("echo.example"))
    );
    assert_eq!(explained(&desk, "a1 a1#2")["together"], json!(false));
}

#[test]
fn equal_texts_are_together_because_of_their_words() {
    let desk = clustered(&[article("a", "a.example", FERRY), article("b", "b.example", FERRY)]);
    let told = explained(&desk, "a b");
    assert_eq!(told["reason"], json!({ "kind": "same_text" }));
    assert_eq!(told["difference"].as_array().unwrap().len(), 1);
}

#[test]
fn mistyped_id_gets_a_suggestion() {
    let desk = clustered(&[
        article("gazette-1", "g.example", FERRY),
        article("herald-7", "h.example", FERRY),
    ]);
    let said = desk.run("explain out gazzette-1 herald-7");
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("no article with the id 'gazzette-1' — did you mean 'gazette-1'?"),
        "{}",
        said.stderr
    );
    assert_eq!(desk.run("explain out herald-7 herald-7").exit, 2);
}

#[test]
fn changed_files_are_refused() {
    let desk = clustered(&corpus());
    let text = desk.read("news.jsonl");
    desk.put("news.jsonl", text.replace("Tuesday", "Wednesday"));
    let said = desk.run("explain out a1 b1");
    assert_eq!(said.exit, 4);
    assert!(said.stderr.contains("news.jsonl: has changed"), "{}", said.stderr);
    std::fs::remove_file(desk.path("news.jsonl")).unwrap();
    let said = desk.run("explain out a1 b1");
    assert_eq!(said.exit, 4);
    assert!(said.stderr.contains("news.jsonl: no longer there"), "{}", said.stderr);
}

#[test]
fn folder_without_a_run_is_refused() {
    let said = Desk::new().run("explain . a b");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("not a finished run"), "{}", said.stderr);
}

#[test]
fn fields_named_for_the_run_are_used_again() {
    let desk = Desk::new();
    let named = |key: &str, body: &str| format!("{}\n", json!({ "nr": key, "story": body }));
    desk.put("news.jsonl", named("a", FERRY) + &named("b", &cut(FERRY, 1)));
    desk.run("cluster news.jsonl -o out --id nr --text story").done();
    assert_eq!(explained(&desk, "a b")["together"], json!(true));
}

#[test]
fn folder_of_texts_is_explained_by_the_same_ids() {
    let desk = Desk::new();
    desk.put("pages/gazette/ferry.txt", FERRY);
    desk.put("pages/herald/ferry.txt", cut(FERRY, 1));
    desk.run("cluster pages -o out").done();
    assert_eq!(explained(&desk, "gazette/ferry.txt herald/ferry.txt")["together"], json!(true));
    desk.put("pages/herald/library.txt", LIBRARY);
    // Articles added later do not belong to the run.
    desk.run("explain out gazette/ferry.txt herald/ferry.txt").done();
    let said = desk.run("explain out gazette/ferry.txt herald/library.txt");
    assert_eq!(said.exit, 2, "{}", said.stderr);
}

#[test]
fn hostile_text_does_nothing_to_the_terminal() {
    let hostile = format!("{FERRY}\nThe end \u{1b}[2J\u{202e}came\u{7} for all of them at last.");
    let desk =
        clustered(&[article("a", "a\u{1b}[31m", FERRY), article("b", "b.example", &hostile)]);
    let said = desk.run("explain out a b --full").done().stdout;
    assert!(!said.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{said}");
    assert!(desk.run("explain out a b --color always").done().stdout.contains("\u{1b}[32m{+"));
}
