//! JSON that is not in lines.

use super::*;
use crate::corpus::FieldNames;

/// The container of the objects of a file.
fn within(corpus: &Corpus) -> String {
    let shown = format!("{:?}", corpus.files()[0].format);
    let (_, within) = shown.split_once("within: Some(").expect("it is JSON, but not in lines");
    within.trim_end_matches([' ', '}', ')']).to_owned()
}

/// The same two articles in several notations.
fn ways() -> Vec<(String, &'static str)> {
    let (a, b) = (r#"{"id": "a", "body": "Rain, [1]."}"#, r#"{"id": "b", "body": "Sun \"}\"."}"#);
    let pretty = r#"{ "id": "a",
        "body": "Rain, [1]."
    }"#;
    let member = r#"Member(["articles"]"#;
    vec![
        (format!("[{a},{b}]"), "Array"),
        (format!("\u{feff}\r\n[\r\n  {a} , {b}\n,\n]\r\n"), "Array"),
        (format!("[{pretty},\n\n{b}]"), "Array"),
        (format!("{pretty}\n{b}\n"), "File"),
        (
            format!(
                "{{\"total\": 2, \"meta\": {{\"articles\": [{{}}]}}, \"articles\": [{a},{b}], \"x\": [{{}}]}}"
            ),
            member,
        ),
        (format!("{{\n  \"articles\" :\n  [{pretty},\n{b}\n]\n}}"), member),
        (format!("{{\n  \"x\\\"}}:\" :\n  {pretty},\n\"y\":{b}\n}}\n"), "Keyed"),
    ]
}

#[test]
fn articles_are_the_same_in_every_notation() {
    for (text, expected) in ways() {
        let folder = Folder::with("a.json", &text);
        let whole = folder.read(&folder.open(&["a.json"]).unwrap());
        assert_eq!(
            (whole.keys(), whole.bodies()),
            (vec!["a", "b"], vec!["Rain, [1].", "Sun \"}\"."]),
            "{text}"
        );
        assert_eq!((whole.files[0].records, &whole.notices), (2, &vec![]));
        for chunk_bytes in [1, 7, 64] {
            let corpus = folder.open_with(&["a.json"], &cut_at(chunk_bytes)).unwrap();
            assert_eq!(within(&corpus), expected);
            assert_eq!(folder.read(&corpus), whole, "{chunk_bytes}");
            let places: Vec<Place> = whole.articles.iter().map(|(place, _)| *place).collect();
            assert_eq!(reread(&corpus, &places), whole.articles);
        }
    }
}

#[test]
fn an_element_that_is_not_an_article_is_rejected_alone() {
    let text = "[{\"id\": \"a\", \"body\": \"Rain.\"},\n7, null,\n{\"id\": \"b\", \"body\": NaN},\n{\"id\": \"c\" \"body\": \"Fog.\"},\n{\"id\": \"d\", \"body\": \"Sun.\"},]";
    let read = read_file("a.json", text);
    assert_eq!(read.keys(), ["a", "d"]);
    assert_eq!(
        read.rejects,
        [
            "a.json:2: not a JSON object [bad_json]",
            "a.json:2: not a JSON object [bad_json]",
            "a.json:3:21: not valid JSON: expected value [bad_json]",
            "a.json:4:12: not valid JSON: expected ',' or '}' [bad_json]",
        ]
    );
}

#[test]
fn a_truncated_array_gives_its_complete_elements() {
    let read = read_file("a.json", "[{\"id\": \"a\", \"body\": \"Rain.\"},\n {\"id\": \"b\", \"bo");
    assert_eq!(read.keys(), ["a"]);
    assert_eq!(read.rejects, ["a.json:2: the file ends in the middle of this record [truncated]"]);
}

#[test]
fn an_array_in_a_jsonl_file_is_read_with_a_notice() {
    let read = read_file("a.jsonl", "[{\"id\": \"a\", \"body\": \"Rain.\"}]");
    assert_eq!(read.keys(), ["a"]);
    assert_eq!(
        read.notices,
        ["a.jsonl: looks like JSON, not JSON Lines; reading it as --format json"]
    );
}

#[test]
fn an_overlong_element_is_rejected_wherever_it_is_cut() {
    let long = format!("{{\"id\": \"long\", \"body\": \"{}\"}}", "x\\n".repeat(2_000));
    let text = format!(
        "[{{\"id\": \"a\", \"body\": \"Rain.\"}},\n{long},\n{{\"id\": \"b\", \"body\": \"Sun.\"}}]"
    );
    let folder = Folder::with("a.json", &text);
    for chunk_bytes in [1, 16, 300, 1_000_000] {
        let options = Options { max_record_bytes: 200, ..cut_at(chunk_bytes) };
        let read = folder.read(&folder.open_with(&["a.json"], &options).unwrap());
        assert_eq!(read.keys(), ["a", "b"]);
        assert_eq!(
            read.rejects,
            ["a.json:2: record of 6,026 bytes is longer than the 200 allowed [too_long]"]
        );
        assert_eq!(read.articles[1].0.offset, text.find("{\"id\": \"b\"").unwrap() as u64);
    }
}

#[test]
fn deep_nesting_is_handled() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let read = read_file("a.json", format!("[{{\"junk\": {deep}, \"body\": \"Rain.\"}}]"));
    assert_eq!(read.bodies(), ["Rain."]);
}

#[test]
fn articles_longer_than_the_sample_are_read() {
    let article = format!("{{\"id\": \"a\", \"text\": \"{}\"}}", "It rains. ".repeat(300_000));
    for (name, text) in [
        ("a.jsonl", format!("{article}\n{article}\n")),
        ("a.json", format!("[{article}, {article}]")),
        ("a.json", article.replace(", ", ",\n")),
    ] {
        let folder = Folder::with(&format!("news/{name}"), &text);
        let read = folder.read(&folder.open(&["news"]).unwrap());
        assert_eq!(read.articles.len(), text.matches("\"id\"").count(), "{name}");
    }
}

#[test]
fn values_in_objects_of_their_own_are_fields() {
    let mongo = r#"{"_id": {"$oid": "65e6"}, "outlet": "gazette", "published": {"$date": {"$numberLong": "1709637600000"}}, "text": "It rains."}"#;
    let drupal = r#"{"data": [{"id": "u-1", "attributes": {"title": "Rain", "created": "2024-03-05T11:20:00+00:00", "body": {"value": "<p>It rains.</p>", "format": "basic", "processed": "<p>It rains.</p>"}}}]}"#;
    let contentful = r#"{"entries": [{"sys": {"id": "e1", "publishedAt": "2024-03-05"}, "fields": {"title": {"en-US": "Rain"}, "body": {"en-US": "It rains."}}}]}"#;
    let oscar = r#"{"content": "It rains.", "warc_headers": {"warc-date": "2024-03-05", "warc-target-uri": "https://gazette.example/a"}}"#;
    for (text, published, headline) in [
        (mongo, "1709637600000", None),
        (drupal, "2024-03-05T11:20:00+00:00", Some("Rain")),
        (contentful, "2024-03-05", Some("Rain")),
        (oscar, "2024-03-05", None),
    ] {
        let read = read_file("a.json", text);
        let article = read.article();
        assert_eq!(article.body, "It rains.", "{text}");
        assert_eq!(article.published.as_deref(), Some(published), "{text}");
        assert_eq!(article.headline.as_deref(), headline, "{text}");
    }
    assert_eq!(read_file("a.json", oscar).article().outlet.as_deref(), Some("gazette.example"));
}

#[test]
fn name_of_a_collection_is_no_outlet() {
    let line = |source: &str, number: usize| {
        format!(
            "{{\"text\": \"It rains.\", \"url\": \"https://paper{number}.example/a\", \"source\": \"{source}\"}}\n"
        )
    };
    let outlets = |text: String| -> Vec<String> {
        let read = read_file("a.jsonl", text);
        read.articles
            .iter()
            .filter_map(|(_, article)| article.outlet.as_deref())
            .map(str::to_owned)
            .collect()
    };
    let of_one: String = (0..4).map(|number| line("mC4", number)).collect();
    assert_eq!(
        outlets(of_one),
        ["paper0.example", "paper1.example", "paper2.example", "paper3.example"]
    );
    let of_each: String = (0..4).map(|number| line(&format!("Paper {number}"), number)).collect();
    assert_eq!(outlets(of_each), ["Paper 0", "Paper 1", "Paper 2", "Paper 3"]);
}

#[test]
fn a_list_with_the_articles_inside_is_named() {
    let ghost = r#"{"db": [{"meta": {"version": "5.79.0"}, "data": {"posts": [{"title": "Rain", "html": "<p>It rains all day.</p>"}], "users": []}}]}"#;
    let split = r#"{"columns": ["id", "text"], "index": [0], "data": [[1, "It rains all day."]]}"#;
    for (text, said) in [
        (
            ghost,
            "The articles may be in the list 'data.posts': take that out first, one article to a line, as with jq -c",
        ),
        (
            split,
            "The table may be written column by column, as pandas does: write it with to_json(…, orient='records', lines=True)",
        ),
    ] {
        let folder = Folder::with("a.json", text);
        let refusal = folder.refusal(&["a.json"], &Options::default());
        assert!(refusal.ends_with(said), "{refusal}");
    }
}

#[test]
fn values_of_a_sequence_are_records() {
    let value = |number: usize, newline: &str| {
        format!("\u{1e}{{{newline}\"id\": {number},{newline}\"text\": \"It rains.\"}}\n")
    };
    for newline in ["", "\n"] {
        let text: String = (0..3).map(|number| value(number, newline)).collect();
        for name in ["a.json-seq", "a.json", "a"] {
            let read = read_file(name, &text);
            assert_eq!(read.keys(), ["0", "1", "2"], "{name}");
            assert!(read.rejects.is_empty());
        }
    }
}

#[test]
fn rows_without_names_are_refused_with_advice() {
    let folder = Folder::with("a.json", "[[\"Rain\", \"It rains.\"], [\"Sun\", \"It shines.\"]]");
    let refusal = folder.refusal(&["a.json"], &Options::default());
    assert!(
        refusal.ends_with("not supported. Write it with to_json(…, orient='records', lines=True)"),
        "{refusal}"
    );
}

#[test]
fn opening_of_a_text_belongs_to_it() {
    let text = r#"{"id": 1, "introtext": "<p>A ferry ran aground.</p>", "fulltext": "<p>All were saved.</p>"}
{"id": 2, "introtext": "<p>It rains.</p>", "fulltext": ""}
{"id": 3, "introtext": "It snows.", "fulltext": "It snows. All day."}
"#;
    let read = read_file("a.jsonl", text);
    let bodies = ["A ferry ran aground.\nAll were saved.", "It rains.", "It snows. All day."];
    assert_eq!(read.bodies(), bodies);
    let text = "id,lead,rest\n1,A ferry ran aground.,All were saved.\n";
    let folder = Folder::with("a.csv", text);
    let fields = FieldNames { text: Some("lead + rest".to_owned()), ..FieldNames::default() };
    let options = Options { fields, ..Options::default() };
    let read = folder.read(&folder.open_with(&["a.csv"], &options).unwrap());
    assert_eq!(read.bodies(), ["A ferry ran aground.\nAll were saved."]);
}

#[test]
fn pictures_of_many_hosts_do_not_make_the_outlet_a_collection() {
    let line = |number: usize| {
        format!(
            "{{\"text\": \"It rains.\", \"url\": \"https://gazette.example/{number}\", \"image\": \"https://cdn{number}.example/a\", \"source\": \"The Gazette\"}}\n"
        )
    };
    let text: String = (0..4).map(line).collect();
    let read = read_file("a.jsonl", text);
    assert!(
        read.articles.iter().all(|(_, article)| article.outlet.as_deref() == Some("The Gazette"))
    );
}
