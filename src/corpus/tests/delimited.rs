//! CSV and TSV, clean and dirty.

use super::*;
use crate::corpus::FormatName;

/// The key, headline and body of each article.
fn told(read: &Read) -> Vec<(&str, &str, &str)> {
    read.articles
        .iter()
        .map(|(_, article)| {
            (&*article.key, article.headline.as_deref().unwrap_or_default(), &*article.body)
        })
        .collect()
}

/// Two articles, with quotes and delimiters in them.
const TWO: [(&str, &str, &str); 2] =
    [("a", "Rain, again", "It rains.\nAll \"day\"; and night."), ("b", "Sun", "It shines.")];

/// Their rows, with a delimiter.
fn rows(delimiter: char, line_end: &str) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = |cells: [&str; 4]| cells.map(cell).join(&delimiter.to_string()) + line_end;
    let articles = TWO.map(|(id, title, body)| row([id, "Gazette", title, body]));
    format!("{}{}", row(["id", "outlet", "title", "body"]), articles.concat())
}

#[test]
fn rows_are_read_with_any_delimiter() {
    for (delimiter, name) in
        [(',', "a.csv"), (';', "a.csv"), ('|', "a.csv"), ('\t', "a.tsv"), ('\t', "a"), (',', "-")]
    {
        for line_end in ["\n", "\r\n"] {
            let folder = Folder::with(name, format!("\u{feff}{}", rows(delimiter, line_end)));
            let corpus = folder.open(&[name]).unwrap();
            let whole = folder.read(&corpus);
            assert_eq!(told(&whole), TWO, "{delimiter}");
            assert_eq!((whole.files[0].records, whole.files[0].rejects), (2, 0));
            assert_eq!(whole.notices, Vec::<String>::new());
            assert_eq!([whole.articles[0].0.line, whole.articles[1].0.line], [2, 4]);
            let places: Vec<Place> = whole.articles.iter().map(|(place, _)| *place).collect();
            assert_eq!(reread(&corpus, &places), whole.articles);
            for chunk_bytes in [1, 7, 50] {
                let corpus = folder.open_with(&[name], &cut_at(chunk_bytes)).unwrap();
                assert_eq!(folder.read(&corpus), whole, "{chunk_bytes}");
            }
        }
    }
}

#[test]
fn unpaired_quotes_in_tsv_are_ordinary_characters() {
    let text = "id\ttitle\tbody\na\t\"Rain\tIt rains.\nb\t\"Sun\" says who\tIt \"shines\".\nc\tFog\t\"Thick\n";
    let read = read_file("a.tsv", text);
    assert_eq!(
        told(&read),
        [
            ("a", "\"Rain", "It rains."),
            ("b", "\"Sun\" says who", "It \"shines\"."),
            ("c", "Fog", "\"Thick")
        ]
    );
}

#[test]
fn the_header_may_have_the_fields_of_any_schema() {
    let text =
        "stories_id,media_name,publish_date,title,text\n12,Gazette,2026-03-01,Rain,It rains.\n";
    let folder = Folder::with("a.csv", text);
    let corpus = folder.open(&["a.csv"]).unwrap();
    assert_eq!(corpus.files()[0].format.mapping().unwrap().preset().name, "mediacloud");
    let read = folder.read(&corpus);
    let article = read.article();
    assert_eq!((&*article.key, article.outlet.as_deref()), ("12", Some("Gazette")));
}

#[test]
fn rows_with_the_wrong_number_of_columns_are_rejected() {
    let text = "id,title,body\na,Rain,It rains.\nb,Sun\nc,Fog,It is thick, they say.\nd,Snow,It snows.,\ne,Ice,\"It, is, cold.\"\n";
    let read = read_file("a.csv", text);
    assert_eq!(read.keys(), ["a", "d", "e"]);
    assert_eq!(
        read.rejects,
        [
            "a.csv:3: row has 2 columns, the header 3: quote texts that contain ',' or a line end [bad_row]",
            "a.csv:4: row has 4 columns, the header 3: quote texts that contain ',' or a line end [bad_row]",
        ]
    );
}

#[test]
fn an_unclosed_quote_loses_the_rest_of_the_file() {
    let read = read_file(
        "a.csv",
        "id,body\na,\"It \"\"rains\"\", still.\"\nb,\"It shines.\nc,It snows.\n",
    );
    assert_eq!(read.keys(), ["a"]);
    assert_eq!(read.rejects, ["a.csv:3: the file ends inside quotes [truncated]"]);
}

#[test]
fn a_row_with_a_nul_byte_is_rejected() {
    let read = read_file("a.csv", "id,body\na,It rains.\nb,It\0shines.\n");
    assert_eq!(read.keys(), ["a"]);
    assert_eq!(
        read.rejects,
        ["a.csv:3: NUL byte in a row: damaged, or in another encoding (--encoding) [bad_row]"]
    );
}

#[test]
fn utf16_without_a_byte_order_mark_is_recognised() {
    let bytes: Vec<u8> = rows(',', "\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = read_file("a.csv", bytes);
    assert_eq!(told(&read), TWO);
    assert_eq!(
        read.notices,
        ["a.csv: not UTF-8; decoded as UTF-16LE (a guess). Set --encoding to be sure"]
    );
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_counted() {
    let read = read_file("a.csv", b"id,body\na,Cr\xc3\xa8me br\xc3\xbbl\xc3\xa9e.\nb,Caf\xe9.\n");
    assert_eq!(read.bodies(), ["Crème brûlée.", "Caf\u{fffd}."]);
    assert_eq!(read.notices, ["a.csv: line 3: invalid UTF-8 replaced by U+FFFD in 1 record"]);
}

#[test]
fn empty_and_missing_texts_are_rejected() {
    let read = read_file("a.csv", "id,body,text\na,,It rains.\nb,, \nc,It shines.,\n");
    assert_eq!(read.bodies(), ["It rains.", "It shines."]);
    assert_eq!(read.rejects, ["a.csv:3: empty body [empty_body]"]);
}

#[test]
fn a_table_without_a_header_is_refused_and_its_first_row_shown() {
    let text = "17,2026-03-01,The rain in the hills goes on and on\n18,2026-03-02,Sun\n";
    let folder = Folder::with("a.csv", text);
    assert_eq!(
        folder.refusal(&["a.csv"], &Options::default()),
        "a.csv: no header: the first row is 17, 2026-03-01, The rain in the hills go…. Add a header such as \
         id,outlet,date,url,title,body"
    );
}

#[test]
fn a_table_without_a_text_is_refused_or_skipped_in_a_folder() {
    let folder = Folder::with("d/a.csv", "_id,headLine,story\n1,Rain,It rains all day.\n");
    folder.write("d/b.jsonl", lines(1));
    assert_eq!(
        folder.refusal(&["d/a.csv"], &Options::default()),
        "d/a.csv: no text field found. Fields seen: _id, headLine, story. Name it: --text story. If there are headlines alone, compare those: wirecopy cluster --preset headlines"
    );
    let corpus = folder.open(&["d"]).unwrap();
    assert_eq!(
        folder.all_words(corpus.notices()),
        ["d: 1 file skipped: CSV without a text column"]
    );
}

#[test]
fn a_row_that_is_too_long_is_rejected_wherever_it_is_cut() {
    let long = format!("long,\"{}\"", "x\n".repeat(2_000));
    let folder = Folder::with("a.csv", format!("id,body\na,It rains.\n{long}\nb,It shines.\n"));
    for chunk_bytes in [1, 16, 300, 1_000_000] {
        let options = Options { max_record_bytes: 200, ..cut_at(chunk_bytes) };
        let read = folder.read(&folder.open_with(&["a.csv"], &options).unwrap());
        assert_eq!(read.keys(), ["a", "b"]);
        assert_eq!(
            read.rejects,
            ["a.csv:3: record of 4,007 bytes is longer than the 200 allowed [too_long]"]
        );
        assert_eq!(read.articles[1].0.line, 2004);
    }
}

#[test]
fn a_truncated_compressed_table_gives_its_complete_rows() {
    let text = (0..2000).map(|id| format!("{id},It rains {}.\n", crate::hash::mix(id)));
    let whole = gzip(format!("id,body\n{}", text.collect::<String>()).as_bytes());
    let read = read_file("a.csv.gz", &whole[..whole.len() / 2]);
    assert!(read.articles.len() > 500);
    assert_eq!(read.notices.len(), 1);
    assert!(read.rejects.len() <= 1, "{:?}", read.rejects);
}

#[test]
fn a_named_format_decides_the_delimiter() {
    let folder = Folder::with("a.txt", "id\tbody\na\tRain, all day\n");
    let options = Options { format: FormatName::named("tsv").ok(), ..Options::default() };
    assert_eq!(
        folder.read(&folder.open_with(&["a.txt"], &options).unwrap()).bodies(),
        ["Rain, all day"]
    );
}

#[test]
fn an_endless_first_row_is_not_a_header() {
    for (commas, behind) in [
        (300_000, "\n"),
        (300_000, "\nid,body\na,Rain\n"),
        (2_000_000, "\nid,body\na,Rain\n"),
        (20_000, "\nid,body\na,Rain\n"),
    ] {
        let folder = Folder::with("a.csv", ",".repeat(commas) + behind);
        let refusal = folder.refusal(&["a.csv"], &Options::default());
        let is_told = refusal.starts_with("a.csv: ")
            && refusal.contains("no header")
            && refusal.ends_with("Add a header such as id,outlet,date,url,title,body");
        assert!(is_told, "{refusal}");
    }
}

#[test]
fn row_of_very_many_columns_below_a_header_is_read() {
    let row = format!("a,Rain{}\n", ",".repeat(300_000));
    for (text, keys) in
        [(format!("id,body\n{row}"), &["a"][..]), (format!("id,body\nb,Sun\n{row}"), &["b", "a"])]
    {
        let read = read_file("a.csv", &text);
        assert_eq!((read.keys(), read.rejects.len()), (keys.to_vec(), 0));
    }
}

#[test]
fn many_empty_rows_are_read_in_time() {
    let read = read_file("a.csv", "id,body\n".to_owned() + &",\n".repeat(400_000));
    assert_eq!((read.articles.len(), read.rejects.len()), (0, 400_000));
}

#[test]
fn a_header_of_many_columns_is_read_in_time() {
    let names: Vec<String> = (0..16_000).map(|column| format!("c{column}")).collect();
    let folder = Folder::with("a.csv", names.join(",") + "\n1\n");
    let refusal = folder.refusal(&["a.csv"], &Options::default());
    assert!(refusal.starts_with("a.csv: no text field found."), "{refusal}");
}

#[test]
fn escapes_of_database_programs_in_tsv_are_read() {
    let text = "id\toutlet\ttitle\tbody\n1\tgazette\t\\N\tIt rains.\\nAll day\\tlong, in C:\\\\Wend.\n2\therald\tSun\tIt shines.\n";
    let read = read_file("a.tsv", text);
    let bodies: Vec<&str> = read.articles.iter().map(|(_, article)| &*article.body).collect();
    assert_eq!(bodies, ["It rains.\nAll day\tlong, in C:\\Wend.", "It shines."]);
    assert_eq!(read.articles[0].1.headline, None);
    // Backslashes of the texts themselves.
    let read = read_file("a.tsv", "id\tbody\n1\tIn C:\\new and C:\\Wend\\x it rains.\n");
    assert_eq!(read.article().body, "In C:\\new and C:\\Wend\\x it rains.");
}
