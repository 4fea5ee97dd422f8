//! Broken input, in all the ways that real files are broken.

use super::*;
use crate::corpus::{Encoding, FieldNames};

#[test]
fn a_byte_order_mark_belongs_to_no_record() {
    let read = read_file("a.jsonl", b"\xef\xbb\xbf{\"id\": \"a\", \"body\": \"Rain.\"}\n");
    assert_eq!((read.keys(), read.articles[0].0.offset), (vec!["a"], 3));
}

#[test]
fn windows_line_ends_belong_to_no_record() {
    let read = read_file(
        "a.jsonl",
        "{\"id\": \"a\", \"body\": \"Rain.\"}\r\n{\"id\": \"b\", \"body\": \"Sun.\"}\r\n",
    );
    let places: Vec<_> =
        read.articles.iter().map(|(place, _)| (place.offset, place.bytes, place.line)).collect();
    assert_eq!(places, [(0, 28, 1), (30, 27, 2)]);
}

#[test]
fn blank_lines_are_not_records_but_are_counted_as_lines() {
    let read = read_file(
        "a.jsonl",
        "\n{\"id\": \"a\", \"body\": \"Rain.\"}\n \t\r\n\n{\"id\": \"b\", \"body\": \"\"}\n",
    );
    assert_eq!(read.rejects, ["a.jsonl:5: empty body [empty_body]"]);
    assert_eq!((read.articles[0].0.line, read.files[0].records, read.files[0].rejects), (2, 2, 1));
}

#[test]
fn the_last_line_needs_no_line_end() {
    let read = read_file("a.jsonl", "{\"id\": \"a\", \"body\": \"Rain.\"}");
    assert_eq!(read.bodies(), ["Rain."]);
}

#[test]
fn a_malformed_line_is_rejected_and_the_rest_is_read() {
    let text = "{\"id\": \"a\", \"body\": \"Rain.\"}\n{\"id\": \"b\" \"body\": \"Sun.\"}\n{\"id\": \"c\", \"body\": \"Snow.\"}\n";
    let read = read_file("a.jsonl", text);
    assert_eq!(read.keys(), ["a", "c"]);
    assert_eq!(read.rejects, ["a.jsonl:2:12: not valid JSON: expected ',' or '}' [bad_json]"]);
}

#[test]
fn invalid_json_is_rejected_with_a_reason() {
    for (line, message) in [
        (r#"{"body": NaN}"#, "10: not valid JSON: expected value [bad_json]"),
        (r#"{"body": "Rain.",}"#, "18: not valid JSON: trailing comma [bad_json]"),
        (
            r#"{"body": "Rain."} {"body": "Sun."}"#,
            "19: not valid JSON: trailing characters [bad_json]",
        ),
        (r#"{"body": "Rain."#, "15: not valid JSON: the line ends inside a string [bad_json]"),
        (r#""Rain.""#, " not a JSON object [bad_json]"),
    ] {
        let read = read_file("a.jsonl", format!("{}{line}\n", lines(1)));
        assert_eq!(read.rejects, [format!("a.jsonl:2:{message}")]);
    }
}

#[test]
fn a_truncated_last_line_is_not_reported_as_malformed() {
    let read = read_file("a.jsonl", format!("{}{{\"id\": \"b\", \"bo", lines(1)));
    assert_eq!(read.rejects, ["a.jsonl:2: the file ends in the middle of this record [truncated]"]);
    assert_eq!((read.files[0].records, read.files[0].rejects), (2, 1));
}

#[test]
fn records_with_a_missing_or_empty_text_are_rejected() {
    let text = "{\"id\": \"a\", \"body\": \"Rain.\"}\n{\"id\": \"b\"}\n{\"id\": \"c\", \"body\": null}\n{\"id\": \"d\", \"body\": \" \\n\"}\n";
    let read = read_file("a.jsonl", text);
    assert_eq!(
        read.rejects,
        [
            "a.jsonl:2: text missing: no field 'body' or 'text' [missing_text]",
            "a.jsonl:3: text missing: no field 'body' or 'text' [missing_text]",
            "a.jsonl:4: empty body [empty_body]",
        ]
    );
}

#[test]
fn invalid_bytes_in_a_utf8_file_are_replaced_and_counted() {
    let read = read_file(
        "a.jsonl",
        b"{\"body\": \"Cr\xc3\xa8me br\xc3\xbbl\xc3\xa9e.\"}\n{\"body\": \"Caf\xe9.\"}\n{\"body\": \"\xff\"}\n",
    );
    assert_eq!(read.bodies(), ["Crème brûlée.", "Caf\u{fffd}.", "\u{fffd}"]);
    assert_eq!(read.notices, ["a.jsonl: line 2: invalid UTF-8 replaced by U+FFFD in 2 records"]);
}

#[test]
fn a_file_in_another_encoding_is_decoded_with_a_notice() {
    let line = "{\"body\": \"Müller öffnete das Café.\"}\n";
    let utf16: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = line.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, notice) in [
        ([&b"\xff\xfe"[..], &utf16].concat(), "a.jsonl: in UTF-16LE"),
        (
            latin.clone(),
            "a.jsonl: not UTF-8; decoded as windows-1252 (a guess). Set --encoding to be sure",
        ),
    ] {
        for (name, bytes) in [("a.jsonl", bytes.clone()), ("a.jsonl.gz", gzip(&bytes))] {
            let read = read_file(name, bytes);
            assert_eq!(read.bodies(), ["Müller öffnete das Café."]);
            assert_eq!(read.notices, [notice.replace("a.jsonl", name)]);
        }
    }
    let folder = Folder::with("a.jsonl", latin);
    let encoding = Some(Encoding::named("latin2").unwrap());
    let corpus = folder.open_with(&["a.jsonl"], &Options { encoding, ..Options::default() });
    let read = folder.read(&corpus.unwrap());
    assert_eq!((read.bodies(), read.notices.len()), (vec!["Müller öffnete das Café."], 0));
}

#[test]
fn an_article_in_another_encoding_can_be_read_again() {
    let latin =
        [&b"{\"body\": \"Caf\xe9.\"}\n{\"body\": \"\xc9t\xe9.\"}\n"[..], &[b' '; 100]].concat();
    let folder = Folder::with("a.jsonl", latin);
    let corpus = folder.open(&["a.jsonl"]).unwrap();
    let read = folder.read(&corpus);
    assert_eq!(read.bodies(), ["Café.", "Été."]);
    assert_eq!(reread(&corpus, &[read.articles[1].0]), [read.articles[1].clone()]);
}

#[test]
fn halves_of_surrogate_pairs_are_replaced_and_counted() {
    let read = read_file("a.jsonl", "{\"body\": \"Rain \\ud83d.\"}\n");
    assert_eq!(read.bodies(), ["Rain \u{fffd}."]);
    assert_eq!(
        read.notices,
        ["a.jsonl: line 1: half of a surrogate pair replaced by U+FFFD in 1 record"]
    );
}

#[test]
fn an_article_is_read_as_written() {
    let line = r#"{"id": 9007199254740993, "outlet": "Gazette", "date": "2026-03-01T08:00:00Z", "url": "https://gazette.example/1",
        "title": "Rain\u0021", "body": "It rains.", "byline": ["Ann Smith", "Bob Jones"], "language": "en", "tags": [1]}"#;
    let read = read_file("a.jsonl", line.replace('\n', " "));
    let expected = Article {
        key: "9007199254740993".into(),
        body: "It rains.".into(),
        headline: Some("Rain!".into()),
        byline: Some("Ann Smith, Bob Jones".into()),
        outlet: Some("Gazette".into()),
        published: Some("2026-03-01T08:00:00Z".into()),
        url: Some("https://gazette.example/1".into()),
        language: Some("en".into()),
        ..Article::default()
    };
    assert_eq!(read.article(), &expected);
}

#[test]
fn the_word_none_is_not_a_date_but_may_be_a_headline() {
    let read = read_file(
        "a.jsonl",
        r#"{"body": "Rain.", "title": "None", "date": "None", "url": "None", "outlet": ""}"#,
    );
    let article = read.article();
    assert_eq!(
        (article.headline.as_deref(), &article.published, &article.url, &article.outlet),
        (Some("None"), &None, &None, &None)
    );
}

#[test]
fn a_record_without_an_id_gets_its_url_or_a_hash() {
    let line = r#"{"body": "Rain."}"#;
    let made = format!("x{:016x}", crate::hash::bytes(line.as_bytes()));

    let read = read_file(
        "a.jsonl",
        format!("{{\"id\": \"\", \"url\": \"https://a.example\", \"body\": \"Sun.\"}}\n{line}\n"),
    );
    assert_eq!(read.keys(), ["https://a.example", &*made]);
    let elsewhere = read_file("b.jsonl", format!("{}{line}\r\n", lines(3)));
    assert_eq!(elsewhere.keys()[3], made);
}

#[test]
fn an_overlong_line_is_rejected_wherever_it_is_cut() {
    let long = format!("{{\"id\": \"long\", \"body\": \"{}\"}}\n", "x".repeat(5_000));
    let text = format!("{}{long}{}", lines(2), lines(1));
    for (name, bytes) in
        [("a.jsonl", text.clone().into_bytes()), ("a.jsonl.gz", gzip(text.as_bytes()))]
    {
        let folder = Folder::with(name, bytes);
        for chunk_bytes in [1, 16, 300, 1_000_000] {
            let options = Options { max_record_bytes: 200, ..cut_at(chunk_bytes) };
            let read = folder.read(&folder.open_with(&[name], &options).unwrap());
            assert_eq!(read.keys(), ["a1", "a2", "a1"]);
            assert_eq!(
                read.rejects,
                [format!(
                    "{name}:3: record of 5,026 bytes is longer than the 200 allowed [too_long]"
                )]
            );
            assert_eq!((read.files[0].records, read.files[0].rejects), (4, 1));
            assert_eq!(
                read.articles[2].0.offset,
                (lines(2).len() + long.len()) as u64,
                "{chunk_bytes}"
            );
        }
    }
}

#[test]
fn a_line_of_200_megabytes_is_rejected_and_the_next_one_read() {
    let folder = Folder::with("a.jsonl", lines(1));
    let mut file = fs::OpenOptions::new().append(true).open(folder.path("a.jsonl")).unwrap();
    file.write_all(b"{\"id\": \"long\", \"body\": \"").unwrap();
    for _ in 0..200 {
        file.write_all(&vec![b'x'; 1_000_000]).unwrap();
    }
    file.write_all(format!("\"}}\n{}", lines(2)).as_bytes()).unwrap();
    let read = folder.read(&folder.open(&["a.jsonl"]).unwrap());
    assert_eq!(read.keys(), ["a1", "a1", "a2"]);
    assert_eq!(
        read.rejects,
        ["a.jsonl:2: record of 200,000,026 bytes is longer than the 67,108,864 allowed [too_long]"]
    );
}

#[test]
fn a_truncated_gzip_file_gives_its_complete_records_and_a_notice() {
    let whole = gzip(incompressible(200).as_bytes());
    let cut = &whole[..whole.len() / 2];
    let read = read_file("a.jsonl.gz", cut);
    let good = read.articles.len();
    assert!((50..150).contains(&good), "{good}");
    assert_eq!(
        read.rejects,
        [format!(
            "a.jsonl.gz:{}: the data ends in the middle of this record [truncated]",
            good + 1
        )]
    );
    assert_eq!(
        read.notices,
        [format!(
            "a.jsonl.gz: compressed data ends early at byte {} (after record {}). Used the complete records; the file \
             is probably a partial download",
            crate::corpus::notice::Grouped(cut.len() as u64),
            good + 1,
        )]
    );
    assert_eq!(read.files[0].bytes, cut.len() as u64);
}

#[test]
fn a_truncated_zstd_file_gives_its_complete_records() {
    let mut whole = zstd(lines(100).as_bytes());
    let first = whole.len();
    whole.extend(zstd(incompressible(100).as_bytes()));
    let read = read_file("a.jsonl.zst", &whole[..first + 20]);
    assert_eq!((read.articles.len(), read.rejects.len()), (100, 0));
    assert_eq!(
        read.notices,
        [format!(
            "a.jsonl.zst: compressed data ends early at byte {} (after record 100). Used the complete records; the \
             file is probably a partial download",
            first + 20,
        )]
    );
}

#[test]
fn damage_in_compressed_data_loses_everything_after_it() {
    let mut bytes = gzip(lines(100).as_bytes());
    bytes.extend(b"this is no gzip member");
    let read = read_file("a.jsonl.gz", &bytes);
    assert_eq!((read.articles.len(), read.rejects.len(), read.notices.len()), (100, 0, 1));
    assert!(read.notices[0].contains("compressed data is damaged near byte"), "{:?}", read.notices);
    assert_eq!(read.files[0].bytes, bytes.len() as u64);
    assert_eq!(read.files[0].xxh3, crate::hash::bytes(&bytes));
}

#[test]
fn damaged_data_gives_the_same_records_for_any_chunk_size() {
    for (name, pack) in [
        ("a.jsonl.gz", gzip as fn(&[u8]) -> Vec<u8>),
        ("a.jsonl.zst", zstd),
        ("a.jsonl.bz2", bzip2),
    ] {
        let whole = pack(incompressible(40).as_bytes());
        for at in (10..whole.len()).step_by(whole.len() / 23) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let folder = Folder::with(name, &damaged);
            let read = |chunk_bytes: usize| {
                folder
                    .open_with(&[name], &cut_at(chunk_bytes))
                    .map(|corpus| folder.read(&corpus))
                    .ok()
            };
            let all = read(1 << 20);
            for chunk_bytes in [1, 61, 4096] {
                assert_eq!(read(chunk_bytes), all, "{name} {at} {chunk_bytes}");
            }
        }
    }
}

#[test]
fn many_members_or_frames_are_one_file() {
    let parts: Vec<String> = lines(3).lines().map(|line| format!("{line}\n")).collect();
    for (name, pack) in [
        ("a.jsonl.gz", gzip as fn(&[u8]) -> Vec<u8>),
        ("a.jsonl.zst", zstd),
        ("a.jsonl.bz2", bzip2),
    ] {
        let packed: Vec<u8> = parts.iter().flat_map(|part| pack(part.as_bytes())).collect();
        assert_eq!(read_file(name, packed).keys(), ["a1", "a2", "a3"], "{name}");
    }
}

#[test]
fn empty_text_is_rejected_and_other_encodings_are_decoded() {
    let folder = Folder::with("t/a.txt", "");
    folder.write("t/b.txt", b"\xff\xfeR\0a\0i\0n\0");
    folder.write("t/c.txt", b"\xef\xbb\xbfCaf\xe9.");
    folder.write("t/d.txt", b"Caf\xe9.");
    folder.write("t/e.txt", b"Cr\xe8me.");
    let read = folder.read(&folder.open(&["t"]).unwrap());
    assert_eq!(read.bodies(), ["Rain", "Caf\u{fffd}.", "Café.", "Crème."]);
    assert_eq!(read.rejects, ["t/a.txt:1: empty body [empty_body]"]);
    assert_eq!(
        read.notices,
        [
            "t/b.txt: in UTF-16LE",
            "t/d.txt and 1 more: not UTF-8; decoded as windows-1252 (a guess). Set --encoding to be sure",
            "t/c.txt: line 1: invalid UTF-8 replaced by U+FFFD in 1 record",
        ]
    );
}

#[test]
fn a_decompression_bomb_is_refused() {
    let spaces = vec![b' '; 300 << 20];
    // The fastest level does not compress enough for a bomb.
    let gzip = gzip_at(flate2::Compression::best(), &spaces);
    for (name, bomb) in [("a.jsonl.zst", zstd(&spaces)), ("a.txt.gz", gzip)] {
        let packed = bomb.len();
        let read = read_file(name, bomb);
        assert!(read.errors[0].starts_with(&format!("{name}: ")), "{:?}", read.errors);
        assert!(
            read.errors[0].ends_with("refused as a decompression bomb"),
            "{packed}: {:?}",
            read.errors
        );
        assert_eq!(read.articles, []);
    }
}

#[test]
fn an_overlong_text_file_is_rejected() {
    let folder = Folder::with("a.txt", "x".repeat(5_000));
    let options = Options { max_record_bytes: 4_999, ..Options::default() };
    let read = folder.read(&folder.open_with(&["a.txt"], &options).unwrap());
    assert_eq!(
        read.rejects,
        ["a.txt:1: record of 5,000 bytes is longer than the 4,999 allowed [too_long]"]
    );
}

#[test]
fn reading_a_chunk_twice_counts_its_records_once() {
    let folder = Folder::with("a.jsonl", format!("{}{{\n", lines(1)));
    let corpus = folder.open(&["a.jsonl"]).unwrap();
    let mut chunks = corpus.chunks();
    for chunk in chunks.by_ref() {
        let chunk = chunk.unwrap();
        assert_eq!(chunk.records().count(), chunk.records().count());
    }
    assert_eq!(chunks.finish().files[0].rejects, 1);
}

#[test]
fn a_named_field_replaces_that_of_the_schema() {
    let folder =
        Folder::with("a.jsonl", r#"{"meta": {"nr": 7}, "story": "Rain.", "text": "Menu"}"#);
    let fields = FieldNames {
        id: Some("meta.nr".into()),
        text: Some("story".into()),
        ..FieldNames::default()
    };
    let read = folder
        .read(&folder.open_with(&["a.jsonl"], &Options { fields, ..Options::default() }).unwrap());
    assert_eq!((read.keys(), read.bodies()), (vec!["7"], vec!["Rain."]));
}

/// Lines that hardly compress.
fn incompressible(count: u64) -> String {
    let line = |number: u64| {
        let noise: Vec<u64> = (0..20).map(|word| crate::hash::mix(number * 100 + word)).collect();
        format!("{{\"id\": \"n{number}\", \"body\": \"{noise:?}\"}}\n")
    };
    (0..count).map(line).collect::<Vec<_>>().concat()
}
