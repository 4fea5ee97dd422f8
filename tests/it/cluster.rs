//! `wirecopy cluster`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// All tables of a run.
const TABLES: [&str; 12] = [
    "clusters.csv",
    "clusters.jsonl",
    "members.csv",
    "members.jsonl",
    "versions.csv",
    "versions.jsonl",
    "families.csv",
    "families.jsonl",
    "relations.csv",
    "relations.jsonl",
    "pairs.csv",
    "pairs.jsonl",
];

/// The ids of the articles in each cluster.
fn clusters(desk: &Desk, folder: &str) -> Vec<Vec<String>> {
    let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in desk.rows(&format!("{folder}/members.jsonl")) {
        let id = row["id"].as_str().unwrap().to_owned();
        clusters.entry(row["cluster_id"].as_str().unwrap().to_owned()).or_default().push(id);
    }
    let mut clusters: Vec<_> = clusters.into_values().collect();
    for ids in &mut clusters {
        ids.sort();
    }
    clusters.sort();
    clusters
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn copies_of_one_story_are_one_cluster() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    assert_eq!(clusters(&desk, "out"), [vec!["a1", "b1", "c1"], vec!["a2", "b2"]]);
}

#[test]
fn heading_of_pages_names_no_story() {
    let mut articles = corpus();
    let heading = "Enter City and State or Zip Code";
    articles[0]["title"] = json!(heading);
    articles[1]["title"] = json!(heading);
    articles[2]["title"] = json!("Ferry runs aground off Tarn");
    articles[3]["title"] = json!(heading);
    articles[4]["title"] = json!("Library opens its hall");
    articles[5]["title"] = json!(heading);
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&articles));
    let screen = desk.run("cluster news.jsonl -o out").done().stdout;
    let headlines: Vec<Value> =
        desk.rows("out/clusters.jsonl").into_iter().map(|row| row["headline"].clone()).collect();
    assert_eq!(headlines, ["Ferry runs aground off Tarn", "Library opens its hall"]);
    assert!(
        screen.contains("Ferry runs aground off Tarn") && !screen.contains("Zip Code"),
        "{screen}"
    );
    // The headline of an article stays as it is.
    assert_eq!(
        desk.rows("out/members.jsonl").iter().filter(|row| row["headline"] == heading).count(),
        3
    );
}

#[test]
fn program_is_cited_as_its_citation_file_says() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    let citation = desk.json("out/run.json")["citation"].as_str().unwrap().to_owned();
    let file = std::fs::read_to_string(project_file("CITATION.cff")).unwrap();
    let field = |name: &str| {
        let mut values = file.lines().filter_map(|line| line.trim().strip_prefix(name));
        values.next().map(|value| value.trim().trim_matches('"').to_owned())
    };
    let [author, title, version, url] =
        ["- name:", "title:", "version:", "url:"].map(|name| field(name).expect(name));
    let released = field("date-released:");
    // Until the release, the year is the program's own.
    let year = released.as_deref().unwrap_or(citation.split_once('(').unwrap().1);
    let year = &year[..4];
    assert_eq!(citation, format!("{author} ({year}). {title}. Version {version}. {url}"));
    // The changelog has the same date.
    let released = released.as_deref().unwrap_or("not released yet");
    let changelog = std::fs::read_to_string(project_file("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(&format!("\n## {version} ({released})\n")), "{released}");
}

#[test]
fn every_kind_of_input_gives_the_same_tables() {
    let text = lines(&corpus());
    let ways: [(&str, Vec<u8>); 4] = [
        ("news.jsonl", text.clone().into_bytes()),
        (
            "news.jsonl.gz",
            [gzipped(&lines(&corpus()[..3])), gzipped(&lines(&corpus()[3..]))].concat(),
        ),
        ("news.jsonl.zst", zstd::encode_all(text.as_bytes(), 0).unwrap()),
        ("news", text.clone().into_bytes()),
    ];
    let mut tables = Vec::new();
    for (name, content) in ways {
        let desk = Desk::new();
        desk.put(name, content);
        desk.run(&format!("cluster {name} -o out")).done();
        tables.push(desk.read("out/members.csv").replace(&format!(",{name},"), ",FILE,"));
    }
    let desk = Desk::new();
    desk.run_with_input("cluster - -o out", text).done();
    tables.push(desk.read("out/members.csv").replace(",-,", ",FILE,"));
    assert!(tables.windows(2).all(|two| two[0] == two[1]), "{tables:#?}");
}

#[test]
fn folder_of_texts_has_its_outlets_by_folder() {
    let desk = Desk::new();
    desk.put("pages/gazette/ferry.txt", FERRY);
    desk.put("pages/herald/ferry.txt", cut(FERRY, 1));
    desk.put("pages/herald/library.txt", LIBRARY);
    desk.run("cluster pages -o out").done();
    let rows = desk.rows("out/members.jsonl");
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["outlet"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("gazette/ferry.txt", "gazette"), ("herald/ferry.txt", "herald")]);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let desk = Desk::new();
    let sample = project_file("data/sample.jsonl");
    for threads in [1, 2] {
        desk.run(&format!(
            "cluster {} -o out{threads} -j {threads} --pairs --singletons",
            sample.display()
        ))
        .done();
    }
    for table in TABLES {
        assert!(
            desk.read(&format!("out1/{table}")) == desk.read(&format!("out2/{table}")),
            "{table} differs"
        );
    }
}

#[test]
fn order_of_files_and_lines_changes_only_where_articles_were_read() {
    let sample = std::fs::read_to_string(project_file("data/sample.jsonl")).unwrap();
    let mut rows: Vec<&str> = sample.lines().collect();
    let desk = Desk::new();
    desk.put("sorted/news.jsonl", rows.join("\n"));
    rows.reverse();
    let (first, second) = rows.split_at(rows.len() / 3);
    desk.put("shuffled/z.jsonl", first.join("\n"));
    desk.put("shuffled/a.jsonl", second.join("\n"));
    desk.run("cluster sorted/news.jsonl -o out1 --pairs --singletons").done();
    desk.run("cluster shuffled/z.jsonl shuffled/a.jsonl -o out2 --pairs --singletons").done();

    let without_places = |folder: &str| {
        let mut rows = desk.rows(&format!("{folder}/members.jsonl"));
        for row in &mut rows {
            row.as_object_mut().unwrap().retain(|column, _| !column.starts_with("source_"));
        }
        rows
    };
    assert!(without_places("out1") == without_places("out2"), "members differ");
    for table in ["clusters.csv", "pairs.csv"] {
        assert!(
            desk.read(&format!("out1/{table}")) == desk.read(&format!("out2/{table}")),
            "{table} differs"
        );
    }
}

#[test]
fn sample_is_clustered_as_labelled() {
    let desk = Desk::new();
    let (sample, ignore) =
        (project_file("data/sample.jsonl"), project_file("data/sample.ignore_pairs.tsv"));
    desk.run(&format!("cluster {} -o out", sample.display())).done();
    let floors = "--min-f1 0.97 --min-ari 0.97";
    let command = format!(
        "eval out --gold {} --ignore {} --wrong 9 {floors}",
        sample.display(),
        ignore.display()
    );
    let said = desk.run(&command);
    assert_eq!(said.exit, 0, "{}", said.stdout);
}

#[test]
fn every_bad_record_is_reported_and_nothing_else_is_lost() {
    let desk = Desk::new();
    let mut text = lines(&corpus()).into_bytes();
    text.extend_from_slice(b"{\"id\": \"x1\", \"body\": \"no end\n");
    text.extend_from_slice(
        lines(&[
            json!({ "id": "x2", "outlet": "echo.example" }),
            json!({ "id": "x3", "body": "  " }),
            article("a1", "gazette.example", FERRY),
            article("d1", "echo.example", LIBRARY),
        ])
        .as_bytes(),
    );
    text.extend_from_slice(
        b"{\"id\": \"x4\", \"outlet\": \"caf\xe9\", \"body\": \"Of the f\xc3\xaate.\"}\n",
    );
    desk.put("news.jsonl", text);
    desk.put(
        "more.jsonl.gz",
        &gzipped(&lines(&[article("m1", "m.example", &"word ".repeat(50_000))]))[..60],
    );
    let said = desk.run("cluster news.jsonl more.jsonl.gz -o out --max-bad 100").done();

    let rejects = desk.rows("out/rejects.jsonl");
    let told: Vec<_> = rejects
        .iter()
        .map(|row| {
            format!(
                "{}:{} {}",
                row["file"].as_str().unwrap(),
                row["line"],
                row["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "more.jsonl.gz:1 truncated",
            "news.jsonl:7 bad_json",
            "news.jsonl:8 missing_text",
            "news.jsonl:9 empty_body",
            "news.jsonl:10 duplicate_id",
        ]
    );
    assert_eq!(clusters(&desk, "out"), [vec!["a1", "b1", "c1"], vec!["a2", "b2", "d1"]]);
    assert_eq!(
        desk.json("out/run.json")["counts"],
        json!({ "read": 13, "clustered": 6, "single": 2, "rejected": 5 })
    );
    for message in [
        "compressed data ends early",
        "invalid UTF-8 replaced",
        "1 duplicate id with different texts",
    ] {
        assert!(said.stderr.contains(message), "{message} is not in {}", said.stderr);
    }
}

#[test]
fn overlong_line_is_rejected() {
    let desk = Desk::new();
    let mut text = lines(&corpus());
    text.push_str(&lines(&[article("long", "echo.example", &"long ".repeat(14 << 20))]));
    text.push_str(&lines(&[article("e1", "echo.example", FERRY)]));
    desk.put("news.jsonl", text);
    desk.run("cluster news.jsonl -o out --max-bad 50").done();
    let rejects = desk.rows("out/rejects.jsonl");
    assert_eq!((rejects.len(), rejects[0]["code"].as_str().unwrap()), (1, "too_long"));
    assert_eq!(clusters(&desk, "out")[0], ["a1", "b1", "c1", "e1"]);
}

#[test]
fn corpus_with_too_many_bad_records_is_refused() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()) + &"{]\n".repeat(20));
    let said = desk.run("cluster news.jsonl -o out");
    assert_eq!(said.exit, 3);
    assert!(said.stderr.contains("20 of 26 records are not articles"), "{}", said.stderr);
    assert!(!desk.path("out/run.json").exists());
}

#[test]
fn unreadable_file_is_named_and_can_be_skipped() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    std::os::unix::fs::symlink(desk.path("loop.jsonl"), desk.path("loop.jsonl")).unwrap();
    let said = desk.run("cluster news.jsonl loop.jsonl -o out");
    assert_eq!(said.exit, 4);
    assert!(
        said.stderr.contains("loop.jsonl") && said.stderr.contains("1 of 2 inputs cannot be read"),
        "{}",
        said.stderr
    );
    desk.run("cluster news.jsonl loop.jsonl -o out --keep-going").done();
    assert_eq!(clusters(&desk, "out").len(), 2);
}

#[test]
fn results_of_another_run_are_replaced_only_by_force() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    let before = desk.read("out/members.csv");
    desk.run("cluster news.jsonl -o out").done();

    let said = desk.run("cluster news.jsonl -o out --threshold 0.9");
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("out holds a run with other settings (matching.threshold 0.53)"),
        "{}",
        said.stderr
    );
    assert_eq!(desk.read("out/members.csv"), before);

    desk.run("cluster news.jsonl -o out --threshold 0.9 --force").done();
    assert_eq!(desk.json("out/run.json")["config"]["matching"]["threshold"], 0.9);
}

#[test]
fn folder_with_other_files_is_left_alone() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.put("out/thesis.txt", "ten years of work");
    assert_eq!(desk.run("cluster news.jsonl -o out").exit, 2);
    assert_eq!(std::fs::read_dir(desk.path("out")).unwrap().count(), 1);
}

#[test]
fn json_summary_is_one_object_and_quiet_is_silent() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let said = desk.run("cluster news.jsonl -o out --json").done();
    let summary: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(summary["stories"]["count"], 2);
    let said = desk.run("cluster news.jsonl -o out -q").done();
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
}

#[test]
fn closed_pipe_is_not_an_error() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let mut program = desk
        .command("cluster news.jsonl -o out")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(program.stdout.take());
    let mut stderr = String::new();
    program.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(program.wait().unwrap().success(), "{stderr}");
}

#[test]
fn colour_is_only_used_when_wanted() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let plain = desk.run("cluster news.jsonl -o out").done().stdout;
    assert!(!plain.contains('\u{1b}'));
    assert!(desk.run("cluster news.jsonl -o out --color always").done().stdout.contains('\u{1b}'));
}

#[test]
fn missing_file_gets_a_suggestion() {
    let desk = Desk::new();
    desk.put("news.jsonl.gz", gzipped(&lines(&corpus())));
    let said = desk.run("cluster *.jsonl -o out");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("no such file: *.jsonl"), "{}", said.stderr);
}

#[test]
fn corpus_without_a_text_field_lists_its_fields() {
    let desk = Desk::new();
    desk.put("news.jsonl", "{\"_id\": 1, \"headLine\": \"x\", \"story\": \"y\"}\n");
    let said = desk.run("cluster news.jsonl -o out");
    assert_eq!(said.exit, 2);
    assert!(
        said.stderr.contains("no text field found. Fields seen: _id, headLine, story"),
        "{}",
        said.stderr
    );
    desk.run("cluster news.jsonl -o out --text story").done();
}
