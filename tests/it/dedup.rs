//! `wirecopy dedup`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// The removed articles, each with the one kept instead.
fn removed(desk: &Desk, folder: &str) -> BTreeMap<String, String> {
    let mut rows = csv::Reader::from_path(desk.path(&format!("{folder}/removed.csv"))).unwrap();
    let pair = |row: csv::StringRecord| (row[0].to_owned(), row[1].to_owned());
    rows.records().map(|row| pair(row.unwrap())).collect()
}

/// The ids of the articles of a JSON Lines text.
fn ids(text: &str) -> BTreeSet<String> {
    let parsed = |line| serde_json::from_str::<Value>(line).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| parsed(line)["id"].as_str().unwrap().to_owned()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// A story in three outlets with the same or nearly the same words, an excerpt of it, and another
/// story.
fn articles() -> Vec<Value> {
    let mut articles = vec![
        article("a", "gazette.example", FERRY),
        article("b", "herald.example", &cut(FERRY, 1)),
        article("c", "tribune.example", FERRY),
        article("d", "echo.example", &cut(FERRY, 3)),
        article("e", "gazette.example", LIBRARY),
    ];
    for (article, hour) in articles.iter_mut().zip([12, 10, 11, 9, 8]) {
        article["date"] = json!(format!("2026-03-04T{hour:02}:00:00Z"));
    }
    articles
}

fn clustered(articles: &[Value]) -> Desk {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(articles));
    desk.run("cluster news.jsonl -o out").done();
    desk
}

#[test]
fn one_article_of_a_story_and_its_excerpts_are_kept() {
    let desk = clustered(&articles());
    let said = desk.run("dedup out -o clean").done().stdout;
    let counts = "clean  3 kept + 2 removed = 5 read   copies of 1 story\n";
    assert_eq!(said, format!("{counts}Not removed: 1 excerpt (see --remove)\n"));
    assert_eq!(ids(&desk.read("clean/news.jsonl")), set(&["b", "d", "e"]));
    let removed = removed(&desk, "clean");
    assert_eq!(removed.keys().collect::<Vec<_>>(), ["a", "c"]);
    assert!(removed.values().all(|stays| stays == "b"));
}

#[test]
fn rule_decides_which_article_is_kept() {
    let desk = clustered(&articles());
    desk.put("outlets.txt", "nobody.example\nwww.tribune.example\n");
    let rules =
        [("earliest", "b"), ("longest", "a"), ("first", "a"), ("preferred=outlets.txt", "c")];
    for (place, (rule, stays)) in rules.into_iter().enumerate() {
        desk.run(&format!("dedup out -o {place} --keep {rule}")).done();
        assert!(removed(&desk, &place.to_string()).values().all(|one| one == stays), "{rule}");
    }
    assert_eq!(desk.run("dedup out -o other --keep newest").exit, 2);
}

#[test]
fn fragment_is_never_kept_for_a_whole_text() {
    let mut articles = articles();
    articles[0]["body"] = json!(cut(FERRY, 2));
    articles[0]["date"] = json!("2026-03-04T07:00:00Z");
    let desk = clustered(&articles);
    let words: BTreeMap<String, u64> = desk
        .rows("out/members.jsonl")
        .iter()
        .map(|row| (row["id"].as_str().unwrap().to_owned(), row["n_words"].as_u64().unwrap()))
        .collect();
    assert!(5 * words["a"] < 4 * words["c"], "{words:?}");
    desk.run("dedup out -o clean --remove verbatim edited excerpt extended").done();
    let removed = removed(&desk, "clean");
    assert!(removed.contains_key("a") && removed.values().all(|stays| stays == "b"), "{removed:?}");
}

#[test]
fn nothing_of_a_copied_story_is_left_by_drop_all() {
    let desk = clustered(&articles());
    let said = desk.run("dedup out -o clean --mode drop-all").done().stdout;
    assert!(said.starts_with("clean  2 kept + 3 removed = 5 read"), "{said}");
    assert_eq!(ids(&desk.read("clean/news.jsonl")), set(&["d", "e"]));
    assert_eq!(removed(&desk, "clean")["b"], "b");
}

#[test]
fn kinds_that_are_not_listed_are_kept() {
    let mut articles = articles();
    // The earliest complete version is the reference text, which decides the kinds.
    articles[0]["date"] = json!("2026-03-04T07:00:00Z");
    let desk = clustered(&articles);
    desk.run("dedup out -o verbatim --remove verbatim --keep first").done();
    assert_eq!(removed(&desk, "verbatim").keys().collect::<Vec<_>>(), ["c"]);
    desk.run("dedup out -o all --remove verbatim,edited,excerpt --keep longest").done();
    assert_eq!(removed(&desk, "all").keys().collect::<Vec<_>>(), ["b", "c", "d"]);
}

#[test]
fn kept_records_are_byte_identical() {
    let odd = |article: &Value| format!("  {} \t\r\n", article.to_string().replace(',', " ,  "));
    let mut lines: Vec<Vec<u8>> =
        articles().iter().map(|article| odd(article).into_bytes()).collect();
    lines.extend([b"\n".to_vec(), b"   \n".to_vec(), b"no article\n".to_vec()]);
    lines.push(b"{\"id\":\"f\",\"body\":\"latin \xe9\"}".to_vec());
    let desk = Desk::new();
    desk.put("news.jsonl", lines.concat());
    desk.run("cluster news.jsonl -o out --max-bad 50").done();
    desk.run("dedup out -o clean").done();
    let stays: Vec<Vec<u8>> =
        [1, 3, 4, 5, 6, 7, 8].iter().map(|&place: &usize| lines[place].clone()).collect();
    assert!(fs::read(desk.path("clean/news.jsonl")).unwrap() == stays.concat());
}

#[test]
fn compressed_files_stay_compressed_and_keep_their_names() {
    let desk = Desk::new();
    let all = articles();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(lines(&all[..2]).as_bytes()).unwrap();
    desk.put("in/one/news.jsonl.gz", gzip.finish().unwrap());
    desk.put("in/two/news.jsonl.zst", zstd::encode_all(lines(&all[2..]).as_bytes(), 0).unwrap());
    desk.run("cluster in -o out").done();
    desk.run("dedup out -o clean").done();
    let file = |name: &str| File::open(desk.path(name)).unwrap();
    let mut kept = String::new();
    let mut one = flate2::read::GzDecoder::new(file("clean/one/news.jsonl.gz"));
    one.read_to_string(&mut kept).unwrap();
    let two = zstd::decode_all(file("clean/two/news.jsonl.zst")).unwrap();
    kept.push_str(&String::from_utf8(two).unwrap());
    assert_eq!(ids(&kept), set(&["b", "d", "e"]));
}

#[test]
fn copies_of_the_base_are_removed_and_the_base_is_not_written() {
    let desk = Desk::new();
    let all = articles();
    desk.put("mine/news.jsonl", lines(&[all[0].clone(), all[1].clone(), all[4].clone()]));
    desk.put("base/news.jsonl", lines(&[all[2].clone()]));
    desk.run("cluster mine base -o out").done();
    let said = desk.run("dedup out -o clean --against base").done().stdout;
    assert!(said.starts_with("clean  1 kept + 2 removed = 3 read"), "{said}");
    assert_eq!(ids(&desk.read("clean/news.jsonl")), set(&["e"]));
    assert!(removed(&desk, "clean").values().all(|stays| stays == "c"));
    assert_eq!(desk.run("dedup out -o other --against elsewhere").exit, 2);
}

#[test]
fn articles_can_be_marked_or_listed_instead() {
    let desk = clustered(&articles());
    desk.run("dedup out -o marked --mode annotate").done();
    let rows = desk.rows("marked/news.jsonl");
    assert_eq!(rows[0]["wirecopy"]["duplicate_of"], json!("b"));
    assert_eq!(rows[1]["wirecopy"]["duplicate_of"], Value::Null);
    assert_eq!(rows[3]["wirecopy"]["role"], json!("excerpt"));
    assert!(rows[4].get("wirecopy").is_none());
    let mut bare = rows[0].clone();
    bare.as_object_mut().unwrap().remove("wirecopy");
    assert_eq!(bare, articles()[0]);
    desk.run("dedup out -o list --mode list").done();
    assert!(!desk.path("list/news.jsonl").exists() && removed(&desk, "list").len() == 2);
}

#[test]
fn record_that_repeats_another_is_removed() {
    let mut twice = corpus();
    twice.push(twice[5].clone());
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&twice));
    desk.run("cluster news.jsonl -o out --max-bad 50").done();
    let said = desk.run("dedup out -o clean").done().stdout;
    assert!(said.contains(" = 7 read "), "{said}");
    assert_eq!(removed(&desk, "clean")["d1"], "d1");
    assert_eq!(desk.read("clean/news.jsonl").matches("\"d1\"").count(), 1);
}

#[test]
fn folder_with_files_and_a_changed_corpus_are_refused() {
    let desk = clustered(&articles());
    desk.put("full/file", "");
    let said = desk.run("dedup out -o full");
    assert_eq!((said.exit, said.stderr.contains(": not empty")), (2, true), "{}", said.stderr);
    desk.put("news.jsonl", "changed");
    assert_eq!(desk.run("dedup out -o clean").exit, 4);
    assert!(!desk.path("clean").exists());
}

/// Checks a deduplicated corpus by its files alone.
#[test]
fn nothing_is_lost_or_changed_and_no_story_loses_its_last_article() {
    let desk = Desk::new();
    let sample = project_file("data/sample.jsonl");
    desk.run(&format!("cluster {} -o out -q", sample.display())).done();
    let all = fs::read_to_string(&sample).unwrap();
    let known: BTreeSet<&str> = all.lines().collect();
    for (folder, kinds) in
        [("usual", "verbatim,edited"), ("all", "verbatim,edited,excerpt,extended,version")]
    {
        desk.run(&format!("dedup out -o {folder} --remove {kinds} -q")).done();
        let text = desk.read(&format!("{folder}/sample.jsonl"));
        let removed = removed(&desk, folder);
        assert_eq!(text.lines().count() + removed.len(), all.lines().count());
        assert!(text.lines().all(|line| known.contains(line)));
        let kept = ids(&text);
        assert!(removed.iter().all(|(one, stays)| !kept.contains(one) && kept.contains(stays)));
        let mut survivors: BTreeMap<String, usize> = BTreeMap::new();
        for member in desk.rows("out/members.jsonl") {
            let stays = usize::from(kept.contains(member["id"].as_str().unwrap()));
            *survivors.entry(member["cluster_id"].to_string()).or_default() += stays;
        }
        assert!(survivors.values().all(|&stay| stay >= 1));
        assert!(folder != "all" || survivors.values().all(|&stay| stay == 1));
    }
}
