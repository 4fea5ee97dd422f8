//! Properties of reading, checked against a slow and obviously correct way.

use proptest::prelude::*;

use super::*;

/// How a file may be compressed.
#[derive(Clone, Copy, Debug)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

fn packing() -> impl Strategy<Value = Packing> {
    prop_oneof![Just(Packing::Plain), Just(Packing::Gzip), Just(Packing::Zstd)]
}

/// Bodies of various lengths with line ends, quotes and multi-byte characters.
fn body() -> impl Strategy<Value = String> {
    "[a-z é\"\\\\\n漢]{0,60}".prop_map(|text| format!("Rain {text}"))
}

/// A line end, maybe followed by blank lines.
fn line_end() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("\n \r\n")]
}

fn file() -> impl Strategy<Value = Vec<(String, &'static str)>> {
    prop::collection::vec((body(), line_end()), 1..12)
}

fn line_of(number: usize, body: &str) -> String {
    serde_json::json!({ "id": number, "body": body }).to_string()
}

/// Compresses each line into its own member or frame, for as many of them as possible.
fn write(folder: &Folder, packing: Packing, lines: &[String]) -> &'static str {
    let pack = |compress: fn(&[u8]) -> Vec<u8>| {
        lines.iter().flat_map(|line| compress(line.as_bytes())).collect::<Vec<u8>>()
    };
    let (name, bytes) = match packing {
        Packing::Plain => ("a.jsonl", lines.concat().into_bytes()),
        Packing::Gzip => ("a.jsonl.gz", pack(gzip)),
        Packing::Zstd => ("a.jsonl.zst", pack(zstd)),
    };
    folder.write(name, bytes);
    name
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_is_lost_or_repeated_for_any_chunk_size(file in file(), packing in packing(), chunk_bytes in 1_usize..200) {
        let folder = Folder::new();
        let lines: Vec<String> =
            file.iter().enumerate().map(|(number, (body, end))| line_of(number, body) + end).collect();
        let name = write(&folder, packing, &lines);
        let read = folder.read(&folder.open_with(&[name], &cut_at(chunk_bytes)).unwrap());

        let expected: Vec<&str> = file.iter().map(|(body, _)| body.as_str()).collect();
        prop_assert_eq!(read.bodies(), expected);
        prop_assert_eq!(&read.rejects, &Vec::<String>::new());
        let whole = folder.read(&folder.open(&[name]).unwrap());
        prop_assert_eq!(read, whole);
    }

    #[test]
    fn an_article_can_be_read_again_by_its_place(
        file in file(),
        packing in packing(),
        chunk_bytes in 1_usize..200,
        wanted in prop::collection::vec(any::<bool>(), 12),
        room in prop_oneof![0..2000_usize, Just(usize::MAX)],
    ) {
        let folder = Folder::new();
        let lines: Vec<String> =
            file.iter().enumerate().map(|(number, (body, end))| line_of(number, body) + end).collect();
        let name = write(&folder, packing, &lines);
        folder.write("texts/b.txt", "Sun is out.");
        folder.write("texts/c.txt.gz", gzip(b"Snow is due."));
        let corpus = folder.open_with(&[name, "texts"], &cut_at(chunk_bytes)).unwrap();

        let read = folder.read(&corpus);
        prop_assert_eq!(read.articles.len(), lines.len() + 2);
        let chosen: Vec<_> =
            read.articles.iter().zip(wanted.iter().chain([&true, &true])).filter(|(_, wanted)| **wanted).map(|(article, _)| article.clone()).collect();
        let places: Vec<Place> = chosen.iter().map(|(place, _)| *place).collect();
        prop_assert_eq!(&reread(&corpus, &places), &chosen);

        let backwards: Vec<Place> = places.iter().rev().copied().collect();
        let turned: Vec<_> = chosen.iter().rev().cloned().collect();
        prop_assert_eq!(&reread(&corpus, &backwards), &turned);

        corpus.hold_anew(room);
        corpus.chunks().for_each(|chunk| corpus.hold(chunk.unwrap()));
        prop_assert_eq!(reread(&corpus, &places), chosen);
        prop_assert_eq!(reread(&corpus, &backwards), turned);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), chunk_bytes in 1_usize..100) {
        for start in [&b"{"[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"{\"body\": \"\\ud83d", b""] {
            for name in ["a.jsonl", "a.txt", "a.txt.gz"] {
                let folder = Folder::with(name, [start, &bytes].concat());
                if let Ok(corpus) = folder.open_with(&[name], &cut_at(chunk_bytes)) {
                    let read = folder.read(&corpus);
                    let records: u64 = read.files.iter().map(|file| file.records).sum();
                    prop_assert_eq!(records, (read.articles.len() + read.rejects.len()) as u64);
                }
            }
        }
    }
}
