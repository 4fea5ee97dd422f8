//! The use of each preset, and why the default does not fit it.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// The ids of the articles of each story with two or more articles.
fn stories(desk: &Desk, words: &str) -> Vec<String> {
    desk.run(&format!("cluster news.jsonl -o out --force {words}")).done();
    let rows = desk.rows("out/members.jsonl");
    let mut clusters: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in &rows {
        let (cluster, id) = (row["cluster_id"].as_str().unwrap(), row["id"].as_str().unwrap());
        match clusters.iter_mut().find(|(known, _)| *known == cluster) {
            Some((_, ids)) => ids.push(id),
            None => clusters.push((cluster, vec![id])),
        }
    }
    let mut stories: Vec<String> = clusters
        .into_iter()
        .map(|(_, mut ids)| {
            ids.sort_unstable();
            ids.join(" ")
        })
        .collect();
    stories.sort_unstable();
    stories
}

/// The text with OCR errors: about one letter in fifteen, and now and then a split word.
fn misread(text: &str) -> String {
    let mut misread = String::new();
    for (place, letter) in text.chars().enumerate() {
        match letter {
            'e' if place % 5 == 0 => misread.push('c'),
            'm' => misread.push_str("rn"),
            'l' if place % 3 == 0 => misread.push('1'),
            'h' if place % 4 == 0 => misread.push('b'),
            'a' if place % 11 == 0 => misread.push_str("a "),
            '-' => {}
            _ => misread.push(letter),
        }
    }
    misread
}

#[test]
fn misread_copy_is_found_by_its_letters() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("printed", "gazette.example", FERRY),
            article("scanned", "herald.example", &misread(&misread(&cut(FERRY, 1)))),
            article("other", "echo.example", &misread(LIBRARY)),
        ]),
    );
    assert_eq!(stories(&desk, ""), [""; 0]);
    assert_eq!(stories(&desk, "--preset ocr"), ["printed scanned"]);
}

#[test]
fn misread_market_report_with_other_numbers_is_not_a_copy() {
    let report = |numbers: [u32; 4]| {
        let [one, two, three, four] = numbers;
        misread(&format!(
            "Shares in Tarn rose on Tuesday as traders weighed the harbour strike. The main index \
             closed at {one} points after {two} the day before. Fishing companies gained {three} \
             crowns on average and shipping lines lost {four}. Trading was thin before the holiday."
        ))
    };
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", &report([5190, 5167, 31, 77])),
            article("b", "herald.example", &report([4823, 4990, 86, 24])),
        ]),
    );
    assert_eq!(stories(&desk, "--preset ocr"), [""; 0]);
    let said = desk.run("explain out a b --json").done();
    let told: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(told["numbers"]["guard"], "other_values");
}

#[test]
fn strict_does_not_merge_texts_that_share_little_more_than_half() {
    let ending = "The harbour master of Tarn wants the larger ships to take a pilot on board from next winter on, whatever the company says of it.\n\
                  Fishing families collected blankets and dry clothes in the village hall until late in the evening of that long day.\n\
                  A choir that was to sing on the mainland gave its concert in the school instead.";
    let other_ending = "Islanders have asked for years that the lighthouse be manned again, and a petition with four thousand names lies in the ministry.\n\
                        Hotels near the pier took in all who could not travel on, and a baker gave out bread until his oven was empty at night.\n\
                        Two lorries with seed potatoes stay on the upper deck for now.";
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", &format!("{}\n{ending}", cut(FERRY, 3))),
            article("b", "herald.example", &format!("{}\n{other_ending}", cut(FERRY, 3))),
            article("c", "tribune.example", LIBRARY),
            article("d", "echo.example", &cut(LIBRARY, 1)),
        ]),
    );
    assert_eq!(stories(&desk, ""), ["a b", "c d"]);
    assert_eq!(stories(&desk, "--preset strict"), ["c d"]);
}

fn headline(id: &str, outlet: &str, title: &str) -> Value {
    json!({ "id": id, "outlet": outlet, "date": "2026-03-03", "title": title })
}

#[test]
fn headlines_are_compared_without_texts() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            headline(
                "a",
                "gazette.example",
                "Ferry with 212 on board runs aground off Tarn in thick fog",
            ),
            headline(
                "b",
                "herald.example",
                "Ferry with 212 on board runs aground off Tarn in heavy fog",
            ),
            headline(
                "c",
                "tribune.example",
                "Ferry with 340 on board runs aground off Tarn in thick fog",
            ),
            headline(
                "d",
                "echo.example",
                "Ferry with 212 on board runs aground off Lorn in thick fog",
            ),
            headline("e", "mail.example", "National library of Vessia opens its new reading hall"),
        ]),
    );
    let said = desk.run("cluster news.jsonl -o out");
    assert_eq!(said.exit, 2, "{}", said.stderr);
    assert_eq!(stories(&desk, "--preset headlines"), ["a b"]);
    assert_eq!(desk.json("out/run.json")["counts"]["rejected"], 0);
}

#[test]
fn blurb_counts_with_its_headline_and_may_be_empty() {
    let blurb = |id, outlet, title, body| json!({ "id": id, "outlet": outlet, "title": title, "body": body });
    let lede = FERRY.lines().next().unwrap();
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            blurb("a", "gazette.example", "All saved as ferry runs aground", lede),
            blurb("b", "herald.example", "Ferry runs aground, all saved", lede),
            blurb("c", "tribune.example", "Library of Vessia opens its reading hall", ""),
            blurb("d", "echo.example", "Library of Vessia opens its reading hall", "  "),
        ]),
    );
    assert_eq!(stories(&desk, "--preset headlines"), ["a b", "c d"]);
}

#[test]
fn headline_of_a_word_or_two_matches_nothing() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            headline("a", "gazette.example", "Letters"),
            headline("b", "herald.example", "Letters"),
            headline("c", "tribune.example", "Late results"),
            headline("d", "echo.example", "Late results"),
        ]),
    );
    assert_eq!(stories(&desk, "--preset headlines"), [""; 0]);
}

#[test]
fn run_json_has_the_preset_and_the_overrides() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&[article("a", "gazette.example", FERRY)]));
    desk.run("cluster news.jsonl -o out --preset headlines --min-words 7").done();
    let config = &desk.json("out/run.json")["config"];
    assert_eq!(config["preset"], "headlines");
    assert_eq!(config["matching"]["min_words"], 7);
    assert_eq!(config["matching"]["threshold"], 0.8);
    assert_eq!(config["matching"]["shingling"], json!({ "words": 2 }));
    assert_eq!(config["reading"]["body_is"], "headline");
}

#[test]
fn preset_of_a_run_is_used_again_to_explain_it() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            headline(
                "a",
                "gazette.example",
                "Ferry with 212 on board runs aground off Tarn in thick fog",
            ),
            headline(
                "b",
                "herald.example",
                "Ferry with 212 on board runs aground off Tarn in heavy fog",
            ),
            headline(
                "c",
                "tribune.example",
                "Ferry with 340 on board runs aground off Tarn in thick fog",
            ),
        ]),
    );
    desk.run("cluster news.jsonl -o out --preset headlines --pairs").done();
    let explained = |other: &str| -> Value {
        let said = desk.run(&format!("explain out a {other} --json")).done();
        serde_json::from_str(&said.stdout).unwrap()
    };
    let together = explained("b");
    assert_eq!(together["reason"]["kind"], "copies");
    let jaccard = together["numbers"]["jaccard"].as_f64().unwrap();
    let row = desk.rows("out/pairs.jsonl")[0]["jaccard"].as_f64().unwrap();
    assert!((jaccard - row).abs() < 1e-4, "{jaccard} {row}");
    assert_eq!(explained("c")["numbers"]["guard"], "other_values");
}
