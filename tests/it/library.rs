//! The library's own face: runs over articles in memory and over files, and their stories.

use std::collections::BTreeMap;

use serde_json::Value;
use wirecopy::{Article, Corpus, Story, Wirecopy};

use crate::articles::{FERRY, LIBRARY, cut};
use crate::program::{Desk, project_file};

fn stories(run: &wirecopy::Run) -> Vec<Story> {
    run.stories().collect::<Result<_, _>>().unwrap()
}

/// The articles of the sample, as its fields have them.
fn sample() -> Vec<Article<'static>> {
    let text = std::fs::read_to_string(project_file("data/sample.jsonl")).unwrap();
    let article = |line: &str| {
        let fields: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| fields[name].as_str().map(|value| value.to_owned().into());
        Article {
            headline: field("title"),
            outlet: field("outlet"),
            published: field("date"),
            url: field("url"),
            byline: field("byline"),
            ..Article::new(field("id").unwrap(), field("body").unwrap())
        }
    };
    text.lines().map(article).collect()
}

#[test]
fn articles_in_memory_give_the_stories_of_their_file_in_any_order() {
    let wirecopy = Wirecopy::new();
    let corpus = Corpus::of_files([project_file("data/sample.jsonl")]).unwrap();
    let of_file = stories(&wirecopy.run_corpus(&corpus).unwrap());
    assert!(of_file.len() > 30);
    let mut articles = sample();
    assert_eq!(stories(&wirecopy.run(&articles).unwrap()), of_file);
    articles.reverse();
    assert_eq!(stories(&wirecopy.run(articles).unwrap()), of_file);
}

#[test]
fn run_in_memory_within_a_limit_gives_the_same_stories() {
    let folder = tempfile::tempdir().unwrap();
    let limited = Wirecopy::builder().memory(100_000, folder.path()).build();
    let run = limited.run(sample()).unwrap();
    assert_eq!(stories(&run), stories(&Wirecopy::new().run(sample()).unwrap()));
}

#[test]
fn stories_have_the_values_that_the_tables_have() {
    let desk = Desk::in_project();
    let out = desk.path("out");
    desk.run(&format!("cluster data/sample.jsonl -o {} -q", out.display())).done();
    let run = Wirecopy::new().run(sample()).unwrap();
    let mut members: BTreeMap<String, Value> = BTreeMap::new();
    for row in desk.rows("out/members.jsonl") {
        members.insert(row["id"].as_str().unwrap().to_owned(), row);
    }
    let rows = desk.rows("out/clusters.jsonl");
    let told = stories(&run);
    assert_eq!(told.len(), rows.len());
    for (story, row) in told.iter().zip(&rows) {
        let Value::Object(mut story) = serde_json::to_value(story).unwrap() else { panic!() };
        let Some(Value::Array(of_story)) = story.remove("members") else { panic!() };
        assert_eq!(row["articles"], of_story.len());
        assert_eq!(row["canonical_id"], of_story[0]["id"]);
        for (name, value) in &story {
            assert_eq!(&row[name], value, "{name}");
        }
        for member in of_story {
            let row = &members[member["id"].as_str().unwrap()];
            assert_eq!(row["cluster_id"], story["cluster_id"]);
            for (name, value) in member.as_object().unwrap() {
                assert_eq!(&row[name], value, "{name}");
            }
        }
    }
}

#[test]
fn article_without_a_key_goes_by_its_url_or_its_content() {
    let cut = cut(FERRY, 1);
    let url = Some("https://gazette.example/ferry".into());
    let run = Wirecopy::new().run([
        Article { url, ..Article::new("", FERRY) },
        Article::new("", cut.as_str()),
        Article::new("", LIBRARY),
        Article::new("empty", " \n"),
    ]);
    let run = run.unwrap();
    assert_eq!((run.counts().unwrap().single(), run.counts().unwrap().rejected()), (1, 1));
    let [story] = &stories(&run)[..] else { panic!("one story") };
    assert_eq!(story.canonical().id, "https://gazette.example/ferry");
    assert_eq!(story.canonical().outlet.as_deref(), Some("gazette.example"));
    assert_eq!(story.members[1].id.len(), 17);
}

#[test]
fn no_articles_are_no_stories() {
    let run = Wirecopy::new().run(Vec::<Article<'_>>::new()).unwrap();
    assert_eq!(run.stories().count(), 0);
}
