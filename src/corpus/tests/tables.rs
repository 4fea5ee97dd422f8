//! Parquet files and SQLite databases.

use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rusqlite::Connection;

use super::*;

/// A row: id, outlet, title and text.
type Cells<'a> = [Option<&'a str>; 4];

const ROWS: [Cells; 3] = [
    [Some("a"), Some("Gazette"), Some("Rain, \"again\""), Some("It rains.\nAll day.")],
    [Some("b"), None, None, Some("Sun \u{1}\\ {\"}")],
    [Some("c"), Some("Courier"), Some(""), Some("Fog 漢字.")],
];

/// Writes rows in row groups of this size.
fn write_parquet(path: &Path, rows: &[Cells], group: usize) {
    let schema = "message m { required binary id (UTF8); optional group meta { optional binary outlet (UTF8); \
                  optional int64 date (TIMESTAMP(MILLIS,true)); } optional binary title (UTF8); optional binary text (UTF8); \
                  optional group authors (LIST) { repeated group list { optional binary element (UTF8); } } optional double score; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties =
        WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY);
    let file = fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
    for rows in rows.chunks(group) {
        let mut group = writer.next_row_group().unwrap();
        let mut number = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            let texts = |cell: usize, depth: i16| {
                let values: Vec<ByteArray> =
                    rows.iter().filter_map(|row| row[cell]).map(ByteArray::from).collect();
                let levels: Vec<i16> = rows
                    .iter()
                    .map(|row| if row[cell].is_some() { depth } else { depth - 1 })
                    .collect();
                (values, levels)
            };
            match number {
                0 => {
                    let (values, _) = texts(0, 1);
                    column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
                }
                1 => {
                    let (values, levels) = texts(1, 2);
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&levels), None)
                        .unwrap();
                }
                2 => {
                    let dates = vec![1_772_352_000_000; rows.len()];
                    let levels = vec![2; rows.len()];
                    column.typed::<Int64Type>().write_batch(&dates, Some(&levels), None).unwrap();
                }
                3 | 4 => {
                    let (values, levels) = texts(number - 1, 1);
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&values, Some(&levels), None)
                        .unwrap();
                }
                5 => {
                    let names: Vec<ByteArray> = rows
                        .iter()
                        .flat_map(|_| ["Ann Smith", "Bob Jones"])
                        .map(ByteArray::from)
                        .collect();
                    let levels = vec![3; names.len()];
                    let repeats = [0, 1].repeat(rows.len());
                    column
                        .typed::<ByteArrayType>()
                        .write_batch(&names, Some(&levels), Some(&repeats))
                        .unwrap();
                }
                _ => {
                    let levels = vec![0; rows.len()];
                    column.typed::<DoubleType>().write_batch(&[], Some(&levels), None).unwrap();
                }
            }
            column.close().unwrap();
            number += 1;
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn write_sqlite(path: &Path, rows: &[Cells]) {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE newsdata (id TEXT PRIMARY KEY, source TEXT, title TEXT, content TEXT, published_utc INTEGER);
             CREATE TABLE labels (source TEXT, label REAL);",
        )
        .unwrap();
    for (number, row) in (0..).zip(rows) {
        database
            .execute(
                "INSERT INTO newsdata (rowid, id, source, title, content, published_utc) VALUES (?1, ?2, ?3, ?4, ?5, 1772352000)",
                rusqlite::params![number * 10 + 7, row[0], row[1], row[2], row[3]],
            )
            .unwrap();
    }
}

fn told(read: &Read) -> Vec<Cells<'_>> {
    read.articles
        .iter()
        .map(|(_, article)| {
            let title = article.headline.as_deref();
            [Some(&*article.key), article.outlet.as_deref(), title, Some(&*article.body)]
        })
        .collect()
}

/// The values that `ROWS` are read as. An empty headline is missing.
fn expected() -> Vec<Cells<'static>> {
    let mut rows = ROWS.to_vec();
    rows[2][2] = None;
    rows
}

#[test]
fn rows_of_parquet_are_read_with_nested_columns() {
    let folder = Folder::new();
    write_parquet(&folder.path("a.parquet"), &ROWS, 2);
    let fields = crate::corpus::FieldNames {
        outlet: Some("meta.outlet".into()),
        date: Some("meta.date".into()),
        byline: Some("authors".into()),
        ..Default::default()
    };
    let options = Options { fields, ..Options::default() };
    let corpus = folder.open_with(&["a.parquet"], &options).unwrap();
    let whole = folder.read(&corpus);
    assert_eq!((told(&whole), &whole.notices), (expected(), &vec![]));
    let (place, first) = &whole.articles[0];
    assert_eq!((place.offset, place.line), (0, 1));
    assert_eq!(first.published.as_deref(), Some("2026-03-01T08:00:00Z"));
    assert_eq!(first.byline.as_deref(), Some("Ann Smith, Bob Jones"));
    assert_eq!((whole.files[0].records, whole.files[0].rejects), (3, 0));
    assert_eq!(
        whole.files[0].xxh3,
        crate::hash::bytes(&fs::read(folder.path("a.parquet")).unwrap())
    );
    for chunk_bytes in [1, 100] {
        let options = Options { chunk_bytes, ..options.clone() };
        assert_eq!(folder.read(&folder.open_with(&["a.parquet"], &options).unwrap()), whole);
    }
    for order in [vec![0, 1, 2], vec![2], vec![2, 0], vec![1, 2, 1]] {
        let wanted: Vec<_> = order.into_iter().map(|at| whole.articles[at].clone()).collect();
        let places: Vec<Place> = wanted.iter().map(|(place, _)| *place).collect();
        assert_eq!(reread(&corpus, &places), wanted);
    }
}

#[test]
fn rows_of_the_only_table_with_a_text_are_read() {
    let folder = Folder::new();
    write_sqlite(&folder.path("a #1?.db"), &ROWS);
    let corpus = folder.open(&["a #1?.db"]).unwrap();
    let whole = folder.read(&corpus);
    assert_eq!((told(&whole), &whole.notices), (expected(), &vec![]));
    let (place, first) = &whole.articles[1];
    assert_eq!(
        (place.offset, place.line, first.published.as_deref()),
        (17, 17, Some("1772352000"))
    );
    for chunk_bytes in [1, 100] {
        let corpus = folder.open_with(&["a #1?.db"], &cut_at(chunk_bytes)).unwrap();
        assert_eq!(folder.read(&corpus), whole);
    }
    for order in [vec![0, 1, 2], vec![2], vec![2, 0]] {
        let wanted: Vec<_> = order.into_iter().map(|at| whole.articles[at].clone()).collect();
        let places: Vec<Place> = wanted.iter().map(|(place, _)| *place).collect();
        assert_eq!(reread(&corpus, &places), wanted);
    }
    let left = fs::read_dir(folder.path("")).unwrap().count();
    assert_eq!(left, 1, "nothing is written beside a database that is read");
}

#[test]
fn a_database_with_several_text_tables_needs_a_table_name() {
    let folder = Folder::new();
    let database = Connection::open(folder.path("a.db")).unwrap();
    database
        .execute_batch("CREATE TABLE one (id, text); CREATE TABLE two (id, body); INSERT INTO two VALUES (5, 'Rain.');")
        .unwrap();
    assert_eq!(
        folder.refusal(&["a.db"], &Options::default()),
        "a.db: which table has the articles? Name it with --table: one (id, text); two (id, body)"
    );
    let table = |name: &str| Options { table: Some(name.to_owned()), ..Options::default() };
    assert_eq!(
        folder.refusal(&["a.db"], &table("tow")),
        "a.db: no table 'tow'; there are one, two — did you mean 'two'?"
    );
    let read = folder.read(&folder.open_with(&["a.db"], &table("two")).unwrap());
    assert_eq!((read.keys(), read.bodies()), (vec!["5"], vec!["Rain."]));
}

#[test]
fn a_database_without_texts_is_refused_and_its_tables_shown() {
    let folder = Folder::new();
    let database = Connection::open(folder.path("a.db")).unwrap();
    database.execute_batch("CREATE TABLE one (id, story); CREATE TABLE two (id, label)").unwrap();
    assert_eq!(
        folder.refusal(&["a.db"], &Options::default()),
        "a.db: which table has the articles? Name it with --table: one (id, story); two (id, label)"
    );
    let table = Options { table: Some("one".to_owned()), ..Options::default() };
    assert_eq!(
        folder.refusal(&["a.db"], &table),
        "a.db: no text field found. Fields seen: id, story. Name it: --text story"
    );
}

#[test]
fn names_that_need_quoting_in_sql_work() {
    let folder = Folder::new();
    let database = Connection::open(folder.path("a.db")).unwrap();
    database
        .execute_batch("CREATE TABLE \"or\"\"der\" (\"rowid\", \"text\", \"group\"); INSERT INTO \"or\"\"der\" VALUES ('x', 'Rain.', 'Gazette')")
        .unwrap();
    let fields = crate::corpus::FieldNames {
        id: Some("rowid".into()),
        outlet: Some("group".into()),
        ..Default::default()
    };
    let options = Options { fields, ..Options::default() };
    let read = folder.read(&folder.open_with(&["a.db"], &options).unwrap());
    assert_eq!((read.keys(), read.article().outlet.as_deref()), (vec!["x"], Some("Gazette")));
}

#[test]
fn invalid_utf8_in_a_database_is_replaced_and_counted() {
    let folder = Folder::new();
    let database = Connection::open(folder.path("a.db")).unwrap();
    database
        .execute_batch(
            "CREATE TABLE t (id, text); INSERT INTO t VALUES (1, CAST(x'436166e92e' AS TEXT));",
        )
        .unwrap();
    let read = folder.read(&folder.open(&["a.db"]).unwrap());
    assert_eq!(read.bodies(), ["Caf\u{fffd}."]);
    assert_eq!(read.notices, ["a.db: line 1: invalid UTF-8 replaced by U+FFFD in 1 record"]);
}

#[test]
fn an_overlong_row_is_rejected() {
    let folder = Folder::new();
    let long = "x".repeat(5000);
    let rows = [ROWS[0], [Some("long"), None, None, Some(&long)], ROWS[2]];
    write_parquet(&folder.path("a.parquet"), &rows, 3);
    write_sqlite(&folder.path("b.db"), &rows);
    let options = Options { max_record_bytes: 1000, ..Options::default() };
    for (name, message) in [("a.parquet", "a.parquet:2"), ("b.db", "b.db:17")] {
        let read = folder.read(&folder.open_with(&[name], &options).unwrap());
        assert_eq!(read.keys(), ["a", "c"]);
        assert!(read.rejects[0].starts_with(message), "{:?}", read.rejects);
        assert!(read.rejects[0].ends_with("longer than the 1,000 allowed [too_long]"));
    }
}

#[test]
fn a_truncated_file_is_refused_or_gives_the_rows_before_the_cut() {
    let folder = Folder::new();
    let text = "Rain. ".repeat(2000);
    let rows = vec![[Some("a"), Some("Gazette"), Some("Rain"), Some(&*text)]; 50];
    write_parquet(&folder.path("a.parquet"), &rows, 10);
    write_sqlite(&folder.path("b.db"), &ROWS);
    for name in ["a.parquet", "b.db"] {
        let whole = fs::read(folder.path(name)).unwrap();
        for cut in (16..whole.len()).step_by(whole.len() / 29) {
            let name = format!("cut-{name}");
            folder.write(&name, &whole[..cut]);
            match folder.open(&[&name]) {
                Err(error) => assert!(
                    folder.words(&error.to_string()).starts_with(&format!("{name}: damaged")),
                    "{error}"
                ),
                Ok(corpus) => {
                    let read = folder.read(&corpus);
                    assert!(!read.notices.is_empty() || cut > whole.len() / 2, "{cut}: {read:?}");
                }
            }
        }
    }
}

#[test]
fn no_bytes_make_the_readers_of_tables_panic() {
    let folder = Folder::new();
    write_parquet(&folder.path("a.parquet"), &ROWS, 2);
    write_sqlite(&folder.path("b.db"), &ROWS);
    for name in ["a.parquet", "b.db"] {
        let whole = fs::read(folder.path(name)).unwrap();
        for seed in 0..300 {
            let mut bytes = whole.clone();
            for change in 0..3 {
                let random = crate::hash::mix(seed * 3 + change);
                let at = usize::try_from(random % (bytes.len() as u64 - 16)).unwrap() + 16;
                bytes[at] = u8::try_from(random >> 56).unwrap();
            }
            let name = format!("changed-{name}");
            folder.write(&name, bytes);
            if let Ok(corpus) = folder.open(&[&name]) {
                folder.read(&corpus);
            }
        }
    }
}

#[test]
fn repeated_rows_end_a_damaged_database() {
    let folder = Folder::new();
    let database = Connection::open(folder.path("a.db")).unwrap();
    database.execute_batch("PRAGMA page_size = 512; CREATE TABLE t (id, text)").unwrap();
    for number in 0..40 {
        database.execute("INSERT INTO t VALUES (?1, ?2)", (number, "Rain. ".repeat(20))).unwrap();
    }
    drop(database);
    let mut bytes = fs::read(folder.path("a.db")).unwrap();
    // The second page is the root of the table. Each of its cells points to a page of rows.
    let root = 512;
    assert_eq!(bytes[root], 5, "a root with pages below it");
    let cell = |number: usize| {
        let at = root + 12 + 2 * number;
        root + usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
    };
    let (first, second) = (cell(0), cell(1));
    bytes.copy_within(first..first + 4, second);
    folder.write("b.db", bytes);
    for chunk_bytes in [1, 1000, 1_000_000] {
        let read = folder.read(&folder.open_with(&["b.db"], &cut_at(chunk_bytes)).unwrap());
        assert!(read.articles.len() < 40, "{}", read.articles.len());
        assert!(
            chunk_bytes < 1_000_000 || read.notices[0].contains("the rows are not in rowid order"),
            "{:?}",
            read.notices
        );
    }
}

#[test]
fn a_compressed_database_is_refused() {
    let folder = Folder::new();
    write_sqlite(&folder.path("b.db"), &ROWS);
    folder.write("c.db.gz", gzip(&fs::read(folder.path("b.db")).unwrap()));
    let refusal = folder.refusal(&["c.db.gz"], &Options::default());
    assert!(refusal.starts_with("c.db.gz: SQLite in a compressed file"), "{refusal}");
}
