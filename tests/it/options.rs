//! Command-line options: lists, limits, and options that contradict each other.

use std::fs;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::Desk;

/// The files of the table of stories in a folder.
fn formats(desk: &Desk, folder: &str) -> Vec<String> {
    let files = fs::read_dir(desk.path(folder)).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("clusters."));
    names.sort();
    names
}

#[test]
fn lists_can_use_commas_or_spaces_or_repeat_the_option() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let ways = [
        "news.jsonl --write csv,jsonl",
        "news.jsonl --write csv jsonl",
        "--write csv jsonl news.jsonl",
        "news.jsonl --write csv, jsonl",
        "news.jsonl --write=csv --write jsonl",
    ];
    for (place, way) in ways.iter().enumerate() {
        desk.run(&format!("cluster -o {place} {way}")).done();
        assert_eq!(formats(&desk, &place.to_string()), ["clusters.csv", "clusters.jsonl"], "{way}");
    }
    for (place, only) in
        ["verbatim,edited", "verbatim edited", "verbatim --remove edited"].iter().enumerate()
    {
        let said = desk.run(&format!("dedup 0 -o clean{place} --remove {only}")).done().stdout;
        assert!(said.contains("kept + "), "{only}: {said}");
        assert_eq!(
            desk.read(&format!("clean{place}/removed.csv")),
            desk.read("clean0/removed.csv")
        );
    }
    for without in ["narration,other_day", "narration other_day", "narration --without other_day"] {
        desk.run(&format!("cluster news.jsonl -o rules --force --without {without}")).done();
        let left_out = &desk.json("rules/run.json")["config"]["matching"]["without"];
        assert_eq!(left_out.as_array().unwrap().len(), 2, "{without}");
    }
    let said = desk.run("cluster news.jsonl -o fails --fail-if stories>100,stories>1 flagged>9");
    assert_eq!(said.exit, 1, "{}", said.stderr);
    assert!(said.stderr.contains("--fail-if stories>1: true (2)"), "{}", said.stderr);
}

#[test]
fn help_shows_lists_as_they_are_typed() {
    let desk = Desk::new();
    let help = desk.run("cluster --help").done().stdout;
    assert!(help.contains("[default: csv,jsonl"), "{help}");
    let help = desk.run("dedup --help").done().stdout;
    assert!(help.contains("[default: verbatim,edited]"), "{help}");
}

#[test]
fn short_help_of_cluster_fits_on_one_screen() {
    let desk = Desk::new();
    let short = desk.command("cluster -h").env("COLUMNS", "80").output().unwrap();
    let short = String::from_utf8(short.stdout).unwrap();
    assert!(short.lines().count() <= 30, "{short}");
    assert!(short.lines().all(|line| line.chars().count() <= 80), "{short}");
    assert!(desk.run("cluster --help").done().stdout.contains("--measure-recall"));
}

#[test]
fn strict_stops_at_the_first_bad_record_and_shows_its_place() {
    let desk = Desk::new();
    let mut text = lines(&corpus());
    text.push_str("{no article\n");
    // Far more than one chunk, so the run cannot wait for the rest of the file.
    for number in 0..40_000 {
        text.push_str(&article(&format!("m{number}"), "echo.example", FERRY).to_string());
        text.push('\n');
    }
    text.push_str("{another\n");
    desk.put("news.jsonl", &text);
    let words = "cluster news.jsonl -o out --strict";
    let said = desk.run(words);
    assert_eq!(said.exit, 3, "{}", said.stderr);
    assert!(said.stderr.contains("error: news.jsonl:7: not valid JSON"), "{}", said.stderr);
    for threads in 1..=4 {
        let again = desk.run(&format!("{words} -j {threads}"));
        assert_eq!((again.exit, &again.stderr), (3, &said.stderr));
    }
    assert_eq!(desk.run("cluster news.jsonl -o out --strict --max-bad 5").exit, 2);
    let said = desk.run("index build news.jsonl -o news.wirecopy --strict");
    assert_eq!((said.exit, desk.path("news.wirecopy").exists()), (3, false), "{}", said.stderr);
    assert!(said.stderr.contains("error: news.jsonl:7: not valid JSON"), "{}", said.stderr);
    desk.put("good.jsonl", lines(&corpus()));
    desk.run("cluster good.jsonl -o good --strict").done();
}

#[test]
fn given_share_of_bad_records_has_no_exceptions() {
    let desk = Desk::new();
    desk.put("news.jsonl", "{]\n".repeat(1500) + &lines(&corpus()));
    let said = desk.run("cluster news.jsonl -o out");
    assert_eq!(said.exit, 3, "{}", said.stderr);
    desk.run("cluster news.jsonl -o out --max-bad 100").done();
    assert_eq!(desk.json("out/run.json")["counts"]["rejected"], 1500);
    // A few are allowed, unless a share is given.
    desk.put("few.jsonl", "{]\n".repeat(3) + &lines(&corpus()));
    desk.run("cluster few.jsonl -o few").done();
    assert_eq!(desk.run("cluster few.jsonl -o other --max-bad 1").exit, 3);
    desk.run("cluster few.jsonl -o other --max-bad 34%").done();
    for typed in ["-1", "101", "NaN", "few"] {
        assert_eq!(
            desk.run(&format!("cluster few.jsonl -o no --max-bad={typed}")).exit,
            2,
            "{typed}"
        );
    }
}

#[test]
fn records_without_a_text_are_reported_and_never_too_many() {
    let desk = Desk::new();
    let mut articles = corpus();
    for number in 0..30 {
        articles.push(article(&format!("e{number}"), "echo.example", ""));
        articles.push(json!({ "id": format!("n{number}"), "title": "No text", "body": null }));
    }
    desk.put("news.jsonl", lines(&articles));
    for strict in ["", "--strict"] {
        let said = desk.run(&format!("cluster news.jsonl -o out --force {strict}")).done();
        assert!(said.stderr.contains("more records skipped"), "{}", said.stderr);
        let counts = desk.json("out/run.json")["counts"].clone();
        assert_eq!(counts, json!({ "read": 66, "clustered": 5, "single": 1, "rejected": 60 }));
    }
    assert!(desk.run("check news.jsonl").done().stdout.contains("empty_body 30"));
    desk.run("index build news.jsonl -o news.wirecopy").done();
    // Without any text, the corpus was misread.
    desk.put("none.jsonl", lines(&articles[6..]));
    let said = desk.run("cluster none.jsonl -o none");
    assert_eq!(said.exit, 3, "{}", said.stderr);
    assert!(said.stderr.contains("60 of 60 records are not articles"), "{}", said.stderr);
}

fn refusal(desk: &Desk, words: &str) -> String {
    let said = desk.run(words);
    assert_eq!(said.exit, 2, "{words}: {}", said.stderr);
    said.stderr.lines().next().unwrap().trim_start_matches("error: ").to_owned()
}

#[test]
fn only_given_options_must_agree_with_an_index() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.put("more.jsonl", lines(&[article("z1", "zeta.example", &cut(LIBRARY, 2))]));
    desk.run(
        "index build news.jsonl -o i --preset strict --family-threshold 0.5 --timezone Europe/Berlin --recall 0.9",
    )
    .done();
    let add = "cluster more.jsonl --index i -o out --force";
    for same in [
        "",
        "--family-threshold 0.5",
        "--preset strict --family-threshold 0.5 --timezone Europe/Berlin --recall 0.9",
        "--timezone Europe/Berlin",
        "--recall 0.9",
    ] {
        desk.run(&format!("{add} {same}")).done();
    }
    assert_eq!(
        refusal(&desk, &format!("{add} --family-threshold 0.35")),
        "the index was built with matching.family_threshold 0.5, but this run asks for 0.35"
    );
    for other in [
        "--preset default",
        "--preset ocr",
        "--timezone UTC",
        "--date-format %d/%m/%Y",
        "--recall 0.99",
        "--fresh",
    ] {
        refusal(&desk, &format!("{add} {other}"));
    }
    assert_eq!(
        refusal(&desk, "index add i more.jsonl --timezone UTC"),
        "the index was built with matching.dates.timezone Europe/Berlin, but this run asks for UTC"
    );
    assert_eq!(
        refusal(&desk, "index add i more.jsonl --date-format %d/%m/%Y"),
        "the index was built with matching.dates.formats none, but this run asks for [\"%d/%m/%Y\"]"
    );
    desk.run("index add i more.jsonl --timezone Europe/Berlin").done();
}

#[test]
fn preset_decides_options_that_are_not_given() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let matching = |words: &str| -> Value {
        desk.run(&format!("cluster news.jsonl -o out --force {words}")).done();
        desk.json("out/run.json")["config"]["matching"].clone()
    };
    let of_preset = matching("--preset ocr");
    assert_eq!(of_preset["shingling"], json!({ "letters": 9 }));
    let typed = matching("--preset ocr --family-threshold 0.35");
    assert_eq!(typed["family_threshold"], json!(0.35));
}

#[test]
fn option_that_applies_to_no_file_is_refused() {
    let desk = Desk::new();
    desk.put("pages/gazette/a.txt", FERRY);
    desk.put("news.jsonl", lines(&corpus()));
    assert!(refusal(&desk, "cluster pages -o out --text body").starts_with("--text names a field"));
    assert!(
        refusal(&desk, "cluster pages -o out --schema nela").starts_with("--schema names a field")
    );
    assert!(
        refusal(&desk, "cluster news.jsonl -o out --table t")
            .starts_with("--table needs an SQLite database")
    );
    // One file with fields is enough.
    desk.run("cluster pages news.jsonl -o out --text body").done();
    assert!(
        refusal(&desk, "export out --to dup-ref --ambiguous")
            .starts_with("--ambiguous applies only")
    );
    assert!(
        refusal(&desk, "export out --to dup-ref --json")
            .starts_with("--json does not apply to export")
    );
    assert!(refusal(&desk, "synth -n 5 --json").starts_with("--json does not apply to synth"));
    assert_eq!(desk.run("eval out --gold news.jsonl --min-f1 95").exit, 2);
}
