//! `wirecopy index`, `query` and `cluster --index`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use wirecopy::index::IndexWriter;

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// The pairs of articles that are in one story.
fn pairs(desk: &Desk, run: &str) -> BTreeSet<(String, String)> {
    let mut stories: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in desk.rows(&format!("{run}/members.jsonl")) {
        let field = |name: &str| row[name].as_str().unwrap().to_owned();
        stories.entry(field("cluster_id")).or_default().push(field("id"));
    }
    let mut pairs = BTreeSet::new();
    for ids in stories.values() {
        for one in ids {
            pairs.extend(
                ids.iter().filter(|&other| one < other).map(|other| (one.clone(), other.clone())),
            );
        }
    }
    pairs
}

/// The rows of a table without the places where articles were read.
fn rows(desk: &Desk, table: &str) -> Vec<Value> {
    let mut rows = desk.rows(table);
    for row in &mut rows {
        for place in ["source_file", "source_line", "source_offset", "index_only"] {
            row.as_object_mut().unwrap().remove(place);
        }
    }
    rows
}

#[test]
fn daily_portions_have_the_tables_of_one_run() {
    let sample = fs::read_to_string(project_file("data/sample.jsonl")).unwrap();
    let all: Vec<&str> = sample.lines().collect();
    let desk = Desk::new();
    // One text of an outlet under three headlines: the third comes on the last day.
    let unlike = |id, headline| {
        let mut wall = article(id, "wall.example", FERRY);
        wall["title"] = Value::from(headline);
        wall.to_string()
    };
    let walls = [
        unlike("w1", "Choir sings in the rain"),
        unlike("w2", "Dam leaks"),
        unlike("w3", "Budget passes narrowly"),
        article("w4", "herald.example", &cut(FERRY, 1)).to_string(),
    ];
    let all: Vec<&str> = all.into_iter().chain(walls.iter().map(String::as_str)).collect();
    // The first day has every third article, and so on, so stories grow on all days.
    for day in 0..3 {
        let portion: Vec<&str> = all.iter().skip(day).step_by(3).copied().collect();
        desk.put(&format!("day{day}.jsonl"), portion.join("\n"));
    }
    desk.put("all.jsonl", all.join("\n"));
    desk.run("cluster all.jsonl -o whole").done();
    desk.run("index build day2.jsonl -o news.wirecopy").done();
    desk.run("index add news.wirecopy day0.jsonl").done();
    desk.run("cluster day1.jsonl --index news.wirecopy -o daily").done();

    let whole = pairs(&desk, "whole");
    assert!(whole.len() > 1000, "{}", whole.len());
    assert_eq!(pairs(&desk, "daily"), whole);
    for table in ["clusters.jsonl", "members.jsonl", "families.jsonl", "relations.jsonl"] {
        assert_eq!(rows(&desk, &format!("daily/{table}")), rows(&desk, &format!("whole/{table}")));
    }
    for run in ["daily", "whole"] {
        let counts = &desk.json(&format!("{run}/run.json"))["counts"];
        assert_eq!(counts["placeholders"], 3, "{run}");
    }
    desk.run("index verify news.wirecopy").done();
}

#[test]
fn query_shows_who_carried_a_text() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("index build news.jsonl -o news.wirecopy").done();

    let said = desk.run_with_input("query news.wirecopy - --json", cut(FERRY, 1)).done();
    let told: Value = serde_json::from_str(&said.stdout).unwrap();
    let story = &told["answers"][0]["stories"][0];
    assert_eq!(
        [&story["articles"], &story["copies"], &story["outlets"]],
        [&json!(3), &json!(3), &json!(["gazette.example", "herald.example", "tribune.example"])]
    );
    assert!(story["closest"]["contained"].as_f64().unwrap() > 0.9, "{story}");
    assert_eq!(told["answers"][0]["id"], "-");
    assert_eq!(told["answers"][0]["stories"].as_array().unwrap().len(), 1);

    let feed =
        lines(&[article("q1", "echo.example", LIBRARY), article("q2", "echo.example", FERRY)]);
    let said = desk.run_with_input("query news.wirecopy -", feed).done();
    assert!(said.stdout.contains("closest a2 (score 1.00, identical wording)"), "{}", said.stdout);

    let said = desk.run_with_input("query news.wirecopy - --list", cut(FERRY, 1)).done().stdout;
    for outlet in ["gazette.example", "herald.example", "tribune.example"] {
        assert!(said.contains(&format!("  {outlet}  no credit  ")), "{said}");
    }

    let other = "A baker in the old town of Rostberg has baked the longest loaf of the year, and \
                 gave it away in slices to whoever stood in the queue before the shop that morning.";
    let said = desk.run_with_input("query news.wirecopy -", other);
    assert_eq!((said.exit, said.stdout.contains("no match")), (1, true), "{}", said.stderr);
}

#[test]
fn stories_keep_their_ids_as_they_grow() {
    let desk = Desk::new();
    desk.put("one.jsonl", lines(&corpus()[..3]));
    desk.put("two.jsonl", lines(&[article("e1", "echo.example", &cut(FERRY, 1))]));
    desk.run("cluster one.jsonl -o before").done();
    desk.run("index build one.jsonl -o news.wirecopy").done();
    desk.run("cluster two.jsonl --index news.wirecopy -o after").done();
    let [before, after] =
        ["before", "after"].map(|run| desk.rows(&format!("{run}/clusters.jsonl")));
    assert_eq!(before[0]["cluster_id"], after[0]["cluster_id"]);
    assert_eq!([&before[0]["articles"], &after[0]["articles"]], [3, 4]);
}

#[test]
fn older_articles_can_be_deleted() {
    let on = |id: &str, outlet: &str, date: &str| {
        let mut article = article(id, outlet, FERRY);
        article["date"] = date.into();
        article
    };
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            on("a", "gazette.example", "2026-03-01"),
            on("b", "herald.example", "2026-03-02"),
            on("c", "echo.example", "2026-03-03"),
        ]),
    );
    desk.run("index build news.jsonl -o news.wirecopy").done();
    let said = desk.run("index prune news.wirecopy --before 2026-03-02").done();
    assert!(said.stdout.contains("deleted 1 article"), "{}", said.stdout);
    desk.run("index compact news.wirecopy").done();
    desk.run("index verify news.wirecopy").done();
    let said = desk.run_with_input("query news.wirecopy - --json", FERRY).done();
    let told: Value = serde_json::from_str(&said.stdout).unwrap();
    let story = &told["answers"][0]["stories"][0];
    assert_eq!(story["outlets"], json!(["echo.example", "herald.example"]));
    assert_eq!([&story["first_seen"], &story["last_seen"]], ["2026-03-02", "2026-03-03"]);
    let carried = story["carried"].as_array().unwrap().iter();
    let carried: Vec<_> = carried.map(|it| (&it["outlet"], &it["published"])).collect();
    let expected = [("herald.example", "2026-03-02"), ("echo.example", "2026-03-03")];
    let expected = expected.map(|(outlet, date)| (Value::from(outlet), Value::from(date)));
    assert!(
        carried.iter().zip(&expected).all(|(is, to_be)| *is == (&to_be.0, &to_be.1)),
        "{carried:?}"
    );
    assert_eq!(carried.len(), expected.len());
}

#[test]
fn texts_and_cleaning_stay_with_the_index() {
    let desk = Desk::new();
    desk.put("one.jsonl", lines(&corpus()[..3]));
    desk.put("two.jsonl", lines(&corpus()[3..]));
    let agencies = project_file("data/agencies.tsv").display().to_string();
    desk.run(&format!("index build one.jsonl -o news.wirecopy --texts --agencies {agencies}"))
        .done();
    desk.run("index add news.wirecopy two.jsonl").done();
    let info = desk.run("index info news.wirecopy --json").done();
    let info: Value = serde_json::from_str(&info.stdout).unwrap();
    assert_eq!(info["parameters"]["texts"], true);
    assert!(info["parameters"]["cleaning.agencies"].is_string());
    assert_eq!(info["holds"]["articles"], 6);
}

#[test]
fn conflicting_parameters_are_refused_with_both_values() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("index build news.jsonl -o news.wirecopy").done();
    let said = desk.run("cluster news.jsonl --index news.wirecopy --threshold 0.7");
    assert_eq!(
        (said.exit, said.stderr.lines().next()),
        (
            2,
            Some(
                "error: the index was built with matching.threshold 0.53, but this run asks for 0.7"
            )
        )
    );
    let said = desk.run("cluster news.jsonl --index news.wirecopy --measure-recall 10");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("'--index <FILE>' cannot be used with '--measure-recall <N>'"));
    let said = desk.run("index add news.wirecopy news.jsonl --mask-token @");
    assert_eq!(
        (said.exit, said.stderr.lines().next()),
        (
            2,
            Some(
                "error: the index was built with cleaning.mask_token none, but this run asks for @"
            )
        )
    );
}

#[test]
fn second_writer_is_refused_and_readers_are_not() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("index build news.jsonl -o news.wirecopy").done();
    let writer = IndexWriter::open(&desk.path("news.wirecopy")).unwrap();
    let said = desk.run("index add news.wirecopy news.jsonl");
    assert_eq!(
        (said.exit, said.stderr.lines().next()),
        (4, Some("error: another run is writing to news.wirecopy"))
    );
    desk.run_with_input("query news.wirecopy -", FERRY).done();
    desk.run("index info news.wirecopy").done();
    drop(writer);
    desk.run("index add news.wirecopy news.jsonl").done();
}

#[test]
fn file_that_is_not_an_index_is_refused() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("index build news.jsonl -o news.wirecopy").done();
    let whole = fs::read(desk.path("news.wirecopy")).unwrap();
    let mut newer = whole.clone();
    newer[16] = 7;
    let mut flipped = whole.clone();
    flipped[2000] ^= 1;
    desk.put("empty", "");
    desk.put("foreign", "Not an index at all.");
    desk.put("cut", &whole[..3000]);
    desk.put("newer", newer);
    desk.put("flipped", flipped);
    for (file, exit, message) in [
        ("empty", 2, "empty is empty"),
        ("foreign", 2, "foreign is not a wirecopy index"),
        ("cut", 2, "cut is truncated"),
        (
            "newer",
            2,
            "newer has index format 7, and this version reads format 6: use a newer version of wirecopy",
        ),
        ("flipped", 4, "flipped is damaged: its head"),
    ] {
        for command in ["index info", "index verify", "query"] {
            let article = if command == "query" { "news.jsonl" } else { "" };
            let said = desk.run(&format!("{command} {file} {article}"));
            let expected = format!("error: {message}");
            assert_eq!(
                (said.exit, said.stderr.lines().next()),
                (exit, Some(&*expected)),
                "{command}"
            );
        }
    }
}

/// For a new format: `cargo test --test it -- --ignored index_file_of_this_format`, after giving the file its number.
#[test]
#[ignore = "writes the file that later versions are held to"]
fn index_file_of_this_format_is_written() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("index build news.jsonl -o news.wirecopy").done();
    let index = fs::read(desk.path("news.wirecopy")).unwrap();
    let file = fs::File::create(project_file("tests/index_files/format_6.wirecopy.gz")).unwrap();
    let mut packed = GzEncoder::new(file, Compression::best());
    packed.write_all(&index).unwrap();
    packed.finish().unwrap();
}

fn stored_index(format: u32) -> Vec<u8> {
    let stored = project_file(&format!("tests/index_files/format_{format}.wirecopy.gz"));
    let mut index = Vec::new();
    wirecopy::corpus::decompressed(&stored).unwrap().read_to_end(&mut index).unwrap();
    index
}

#[test]
fn index_of_this_format_opens_and_grows() {
    let desk = Desk::new();
    desk.put("news.wirecopy", stored_index(6));
    let said = desk.run("index verify news.wirecopy").done();
    assert_eq!(
        said.stdout,
        "news.wirecopy: no damage found\nIndex: 6 articles (6 different texts), 2 stories, 4 compared pairs\n"
    );
    let said = desk.run_with_input("query news.wirecopy -", FERRY).done();
    assert!(said.stdout.contains("3 articles in 3 outlets"), "{}", said.stdout);
    desk.put("news.jsonl", lines(&[article("e1", "echo.example", LIBRARY)]));
    desk.run("index add news.wirecopy news.jsonl").done();
    desk.run("index verify news.wirecopy").done();
}

#[test]
fn indexes_of_older_formats_are_refused_with_advice() {
    for format in [1, 2, 3, 4, 5] {
        let desk = Desk::new();
        desk.put("news.wirecopy", stored_index(format));
        for command in ["index verify news.wirecopy", "index info news.wirecopy"] {
            let said = desk.run(command);
            let expected = format!(
                "error: news.wirecopy has index format {format}, and this version reads format 6: build the index again"
            );
            assert_eq!((said.exit, said.stderr.lines().next()), (2, Some(&*expected)), "{command}");
        }
    }
}

#[test]
fn index_of_a_killed_writer_is_unchanged_or_complete() {
    let desk = Desk::new();
    desk.run("synth -n 1500 -o news.jsonl").done();
    let news = desk.read("news.jsonl");
    let news: Vec<&str> = news.lines().collect();
    desk.put("first.jsonl", news[..300].join("\n"));
    desk.put("rest.jsonl", news[300..].join("\n"));
    desk.run("index build news.jsonl -o whole.wirecopy").done();
    desk.run("index build first.jsonl -o news.wirecopy").done();
    let mut millis = 1;
    loop {
        let mut program = desk
            .command("index add news.wirecopy rest.jsonl")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        let is_done = program.try_wait().unwrap().is_some();
        let _ = program.kill();
        program.wait().unwrap();
        let said = desk.run("index verify news.wirecopy --json").done();
        let told: Value = serde_json::from_str(&said.stdout).unwrap();
        let articles = told["holds"]["articles"].as_u64().unwrap();
        assert!([300, 1500].contains(&articles), "{articles}");
        if is_done {
            break;
        }
        millis = millis * 3 / 2 + 1;
    }
    let [killed, whole] = ["news", "whole"].map(|index| {
        let said = desk.run(&format!("query {index}.wirecopy rest.jsonl --json")).done();
        serde_json::from_str::<Value>(&said.stdout).unwrap()["answers"].clone()
    });
    assert_eq!(killed, whole);
}
