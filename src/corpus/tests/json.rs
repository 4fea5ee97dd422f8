//! JSON that is not in lines.

use super::*;

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
