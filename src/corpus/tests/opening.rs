//! Opening of files, folders and patterns.

use super::*;
use crate::corpus::{Field, FieldNames, FormatName, Preset};

/// The paths of a corpus's files, relative to the folder.
fn paths(folder: &Folder, corpus: &Corpus) -> Vec<String> {
    corpus.files().iter().map(|file| folder.words(&file.path.display().to_string())).collect()
}

/// All notices about the files.
fn notices(folder: &Folder, corpus: &Corpus) -> Vec<String> {
    folder.all_words(corpus.notices())
}

#[test]
fn files_are_sorted_and_read_once_however_they_are_named() {
    let folder = Folder::new();
    for name in ["d/b.jsonl", "d/a.jsonl", "d/sub/c.jsonl", "d/.hidden.jsonl"] {
        folder.write(name, lines(1));
    }
    for inputs in [
        &["d"][..],
        &["d/sub", "d/a.jsonl", "d"],
        &["d/**/*.jsonl"],
        &["d/*.jsonl", "d/*/c.jsonl"],
        &["d/*"],
    ] {
        let corpus = folder.open(inputs).unwrap();
        assert_eq!(
            paths(&folder, &corpus),
            ["d/a.jsonl", "d/b.jsonl", "d/sub/c.jsonl"],
            "{inputs:?}"
        );
    }
}

#[test]
fn paths_of_text_files_give_outlets_and_ids() {
    let folder = Folder::with("texts/gazette/1.txt", "Rain.");
    folder.write("texts/courier/1.txt", "Sun.");
    let named = |inputs: &[&str]| {
        let read = folder.read(&folder.open(inputs).unwrap());
        let facts =
            read.articles.into_iter().map(|(_, article)| (article.key, article.outlet.unwrap()));
        facts.map(|(key, outlet)| format!("{key} by {outlet}")).collect::<Vec<_>>()
    };
    assert_eq!(named(&["texts"]), ["courier/1.txt by courier", "gazette/1.txt by gazette"]);
    assert_eq!(
        named(&["texts/gazette", "texts/courier"]),
        ["courier/1.txt by courier", "gazette/1.txt by gazette"]
    );
    assert_eq!(named(&["texts/gazette"]), ["1.txt by gazette"]);
    assert_eq!(named(&["texts/gazette/1.txt"]), ["1.txt by gazette"]);
}

#[test]
fn the_standard_input_becomes_a_file_that_can_be_read_again() {
    let folder = Folder::new();
    let inputs = [Input::Stdin, Input::Stdin];
    let corpus = Corpus::open(
        &inputs,
        &Options::default(),
        folder.0.path(),
        &mut gzip(lines(3).as_bytes()).as_slice(),
    )
    .unwrap();

    let read = folder.read(&corpus);
    assert_eq!(
        (paths(&folder, &corpus), read.keys()),
        (vec!["-".to_owned()], vec!["a1", "a2", "a3"])
    );
    assert_eq!(reread(&corpus, &[read.articles[1].0]), [read.articles[1].clone()]);
}

#[test]
fn each_file_has_the_schema_that_fits_its_fields() {
    let folder = Folder::with(
        "a.jsonl",
        r#"{"id": 1, "content": "Rain.", "source": "Gazette", "title": "Rain"}"#,
    );
    folder.write(
        "b.jsonl",
        r#"{"url": "https://a.example/1", "maintext": "Sun.", "source_domain": "a.example"}"#,
    );
    folder.write("c.jsonl", r#"{"text": "Snow.", "metadata": {"url": "https://www.c.example/1"}}"#);
    let corpus = folder.open(&["a.jsonl", "b.jsonl", "c.jsonl"]).unwrap();
    let presets: Vec<&str> =
        corpus.files().iter().map(|file| file.format.mapping().unwrap().preset().name).collect();
    assert_eq!(presets, ["nela", "news-please", "datatrove"]);
    let outlets: Vec<_> = folder
        .read(&corpus)
        .articles
        .into_iter()
        .map(|(_, article)| article.outlet.unwrap())
        .collect();
    assert_eq!(outlets, ["Gazette", "a.example", "c.example"]);
}

#[test]
fn a_named_schema_is_used_even_if_another_fits() {
    let folder = Folder::with(
        "a.jsonl",
        r#"{"id": 1, "text": "Rain.", "series": "Gazette", "outlet": "Courier"}"#,
    );
    let read = |schema| {
        let options = Options { schema, ..Options::default() };
        folder
            .read(&folder.open_with(&["a.jsonl"], &options).unwrap())
            .article()
            .outlet
            .clone()
            .unwrap()
    };
    assert_eq!(read(None), "Gazette");
    assert_eq!(read(Some(Preset::named("wirecopy").unwrap())), "Courier");
}

#[test]
fn a_file_without_a_text_field_is_refused_and_its_fields_shown() {
    let folder = Folder::with(
        "a.jsonl",
        "{\"_id\": 1, \"headLine\": \"Rain\", \"story\": \"It rains all day.\"}\n".repeat(2),
    );
    assert_eq!(
        folder.refusal(&["a.jsonl"], &Options::default()),
        "a.jsonl: no text field found. Fields seen: _id, headLine, story. Name it: --text story. If there are headlines alone, compare those: wirecopy cluster --preset headlines"
    );
    let fields = FieldNames { text: Some("stroy".into()), ..FieldNames::default() };
    assert_eq!(
        folder.refusal(&["a.jsonl"], &Options { fields, ..Options::default() }),
        "a.jsonl: no text field found. Fields seen: _id, headLine, story. Name it: --text story. If there are headlines alone, compare those: wirecopy cluster --preset headlines"
    );
}

#[test]
fn a_named_field_that_no_record_has_gives_a_notice() {
    let folder = Folder::with("a.jsonl", r#"{"id": 1, "body": "Rain.", "paper": "Gazette"}"#);
    let fields = FieldNames { outlet: Some("papre".into()), ..FieldNames::default() };
    let corpus = folder.open_with(&["a.jsonl"], &Options { fields, ..Options::default() }).unwrap();
    assert_eq!(
        notices(&folder, &corpus),
        [
            "a.jsonl: none of the first records has the field 'papre' (--outlet); did you mean 'paper'?"
        ]
    );
}

#[test]
fn unsupported_formats_are_refused_or_skipped_in_a_folder() {
    let folder = Folder::with("d/a.pdf", "%PDF");
    folder.write("d/b.pdf.gz", gzip(b"%PDF"));
    folder.write("d/c.7z", b"7z\xbc\xaf\x27\x1c");
    folder.write("d/LICENSE", "Do as you like.");
    folder.write("d/info.json", "{\"shards\": 3}");
    folder.write("d/z.jsonl", lines(1));
    let refusal = folder.refusal(&["d/a.pdf"], &Options::default());
    assert!(
        refusal.starts_with("d/a.pdf: PDF document, not supported. Convert it to text"),
        "{refusal}"
    );
    let corpus = folder.open(&["d"]).unwrap();
    assert_eq!(paths(&folder, &corpus), ["d/z.jsonl"]);
    assert_eq!(
        notices(&folder, &corpus),
        [
            "d: 1 file skipped: 7z archive",
            "d: 1 file skipped: JSON without a text field",
            "d: 2 files skipped: PDF document",
            "d: 1 file skipped: unknown format",
        ]
    );
}

#[test]
fn a_wrong_extension_gives_a_notice_and_the_content_decides() {
    let folder = Folder::with("a.txt", lines(2));
    folder.write("b.txt", lines(1));
    folder.write("c", lines(1));
    let corpus = folder.open(&["a.txt", "b.txt", "c"]).unwrap();
    assert_eq!(folder.read(&corpus).keys(), ["a1", "a2", "a1", "a1"]);
    assert_eq!(
        notices(&folder, &corpus),
        ["a.txt and 1 more: looks like JSON Lines, not text; reading it as --format jsonl"]
    );
}

#[test]
fn a_named_format_is_used_even_if_another_fits() {
    let folder = Folder::with("a.txt", lines(1));
    let options = Options { format: FormatName::named("text").ok(), ..Options::default() };
    let read = folder.read(&folder.open_with(&["a.txt"], &options).unwrap());
    assert_eq!((read.bodies(), read.notices.len()), (vec![lines(1).as_str()], 0));
}

#[test]
fn a_name_that_matches_nothing_gets_a_suggestion() {
    let folder = Folder::with("ccnews/1.warc.gz", "");
    folder.write("ccnews/2.warc.gz", "");
    folder.write("news.jsonl", lines(1));
    assert_eq!(
        folder.refusal(&["ccnews/*.warc"], &Options::default()),
        "no such file: ccnews/*.warc — 2 files end in .warc.gz; did you mean that?"
    );
    assert_eq!(
        folder.refusal(&["new.jsonl"], &Options::default()),
        "no such file: new.jsonl — did you mean 'news.jsonl'?"
    );
    assert_eq!(folder.refusal(&["qqqqqqqq"], &Options::default()), "no such file: qqqqqqqq");
}

#[test]
fn a_folder_without_articles_is_refused() {
    let folder = Folder::with("d/a.pdf", "%PDF");
    assert_eq!(
        folder.refusal(&["d"], &Options::default()),
        "no articles in d — d: 1 file skipped: PDF document"
    );
}

#[test]
fn an_empty_file_has_no_records() {
    let read = read_file("a.jsonl", "");
    assert_eq!(
        read,
        Read {
            files: vec![FileFacts { xxh3: crate::hash::bytes(b""), ..FileFacts::default() }],
            ..Read::default()
        }
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_parent_folder_is_not_followed() {
    let folder = Folder::with("d/a.jsonl", lines(1));
    std::os::unix::fs::symlink(folder.path("d"), folder.path("d/again")).unwrap();
    let corpus = folder.open(&["d"]).unwrap();
    assert_eq!(paths(&folder, &corpus), ["d/a.jsonl"]);
    assert_eq!(notices(&folder, &corpus), ["d/again: links back to its own folder; not followed"]);
}

#[cfg(unix)]
#[test]
fn unreadable_files_are_listed_and_the_rest_is_read() {
    let folder = Folder::with("d/a.jsonl", lines(1));
    std::os::unix::fs::symlink(folder.path("nowhere"), folder.path("d/dangling.jsonl")).unwrap();
    let corpus = folder.open(&["d"]).unwrap();
    let unreadable: Vec<String> = corpus
        .unreadable()
        .iter()
        .map(|input| folder.words(&format!("{}: {}", input.path.display(), input.reason.kind())))
        .collect();
    assert_eq!(
        (paths(&folder, &corpus), unreadable),
        (vec!["d/a.jsonl".to_owned()], vec!["d/dangling.jsonl: entity not found".to_owned()])
    );
}

#[test]
fn a_file_that_vanishes_is_an_error_and_the_next_one_is_read() {
    let folder = Folder::with("a.jsonl", lines(1));
    folder.write("b.txt", "Rain.");
    folder.write("c.txt", "Sun.");
    let corpus = folder.open(&["a.jsonl", "b.txt", "c.txt"]).unwrap();
    fs::remove_file(folder.path("a.jsonl")).unwrap();
    fs::remove_file(folder.path("b.txt")).unwrap();
    let read = folder.read(&corpus);
    assert_eq!(read.errors, ["a.jsonl: cannot be read", "b.txt: cannot be read"]);
    assert_eq!(read.bodies(), ["Sun."]);
}

#[test]
fn a_changed_file_is_an_error_when_it_is_read_again() {
    let folder = Folder::with("a.jsonl", lines(3));
    let corpus = folder.open(&["a.jsonl"]).unwrap();
    let read = folder.read(&corpus);
    folder.write("a.jsonl", lines(1));
    let Some(Err(error)) = corpus.reread(&[read.articles[2].0]).next() else {
        panic!("it was read")
    };
    assert_eq!(folder.words(&error.to_string()), "a.jsonl:3: has changed since it was first read");
}

#[test]
fn the_mapping_of_fields_can_be_shown() {
    let folder = Folder::with("a.jsonl", lines(1));
    let corpus = folder.open(&["a.jsonl"]).unwrap();
    let format = &corpus.files()[0].format;
    assert_eq!(format.name().words(), "JSON Lines");
    let mapping = format.mapping().unwrap();
    assert_eq!(mapping.fields(Field::Headline), ["title", "headline"]);
}

#[test]
fn held_articles_of_compressed_files_are_read_without_the_files() {
    let folder = Folder::with("a.jsonl.gz", gzip(lines(40).as_bytes()));
    let array = lines(40).trim_end().replace('\n', ",").replace("\"a", "\"b");
    folder.write("b.json.zst", zstd(format!("[{array}]").as_bytes()));
    let corpus = folder.open_with(&["."], &cut_at(300)).unwrap();
    let read = folder.read(&corpus);
    assert_eq!(read.articles.len(), 80, "{read:?}");
    let places: Vec<Place> = read.articles.iter().map(|(place, _)| *place).collect();
    let hold = |room: usize| {
        corpus.hold_anew(room);
        corpus.chunks().for_each(|chunk| corpus.hold(chunk.unwrap()));
    };
    hold(usize::MAX);
    for name in ["a.jsonl.gz", "b.json.zst"] {
        fs::rename(folder.path(name), folder.path(&format!("{name}.away"))).unwrap();
    }
    assert_eq!(reread(&corpus, &places), read.articles);
    corpus.hold_anew(usize::MAX);
    for &place in &places {
        assert!(corpus.reread(&[place]).any(|again| again.is_err()));
    }
}

#[test]
fn messages_are_the_same_however_many_files_are_looked_at_side_by_side() {
    let folder = Folder::new();
    for number in 0..700 {
        let latin = [12, 300, 699].contains(&number);
        let bytes: &[u8] =
            if latin { b"Caf\xe9s on the quay close early, the owners say." } else { b"Rain." };
        folder.write(&format!("t/{number:03}.txt"), bytes);
    }
    folder.write("t/350.bin", b"\0\x01\x02");
    folder.write("t/650.bin", b"\0\x01\x02");
    let corpus = folder.open(&["t"]).unwrap();
    let expected: Vec<String> = (0..700).map(|number| format!("t/{number:03}.txt")).collect();
    assert_eq!(paths(&folder, &corpus), expected);
    assert_eq!(
        notices(&folder, &corpus),
        [
            "t/012.txt and 2 more: not UTF-8; decoded as windows-1252 (a guess). Set --encoding to be sure",
            "t: 2 files skipped: unknown format",
        ]
    );
    let error = folder.open(&["t/350.bin", "t"]).unwrap_err();
    assert!(error.to_string().contains("350.bin"), "{error}");
}
