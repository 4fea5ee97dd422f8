//! Input formats, and what is reported of them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;

use crate::articles::{corpus, lines};
use crate::program::{Desk, project_file};

const COLUMNS: [&str; 8] = ["id", "outlet", "date", "url", "title", "byline", "body", "language"];

/// The cells of an article.
type Cells = [Option<String>; COLUMNS.len()];

/// The cells of each article of the sample.
fn sample() -> Vec<Cells> {
    let lines = fs::read_to_string(project_file("data/sample.jsonl")).unwrap();
    let article = |line: &str| {
        let article: Value = serde_json::from_str(line).unwrap();
        COLUMNS.map(|column| article[column].as_str().map(str::to_owned))
    };
    lines.lines().map(article).collect()
}

fn write_csv(path: &Path, articles: &[Cells]) {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(path).unwrap();
    writer.write_record(COLUMNS).unwrap();
    for article in articles {
        writer
            .write_record(article.each_ref().map(|cell| cell.as_deref().unwrap_or_default()))
            .unwrap();
    }
    writer.flush().unwrap();
}

fn write_json(path: &Path, articles: &[Cells]) {
    let object = |article: &Cells| -> Value {
        let members = COLUMNS
            .iter()
            .zip(article)
            .map(|(name, cell)| ((*name).to_owned(), cell.clone().into()));
        Value::Object(members.collect())
    };
    let articles: Vec<Value> = articles.iter().map(object).collect();
    let whole = serde_json::json!({ "status": "ok", "articles": articles });
    fs::write(path, serde_json::to_vec_pretty(&whole).unwrap()).unwrap();
}

fn write_parquet(path: &Path, articles: &[Cells]) {
    let columns = COLUMNS.map(|column| format!("optional binary {column} (UTF8);")).concat();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {columns} }}")).unwrap());
    let file = fs::File::create(path).unwrap();
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
    for articles in articles.chunks(150) {
        let mut group = writer.next_row_group().unwrap();
        for number in 0..COLUMNS.len() {
            let cells = || articles.iter().map(|article| article[number].as_deref());
            let values: Vec<ByteArray> = cells().flatten().map(ByteArray::from).collect();
            let levels: Vec<i16> = cells().map(|cell| i16::from(cell.is_some())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn write_sqlite(path: &Path, articles: &[Cells]) {
    let mut database = Connection::open(path).unwrap();
    database.execute(&format!("CREATE TABLE news ({})", COLUMNS.join(", ")), []).unwrap();
    let transaction = database.transaction().unwrap();
    for article in articles {
        let query = "INSERT INTO news VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        transaction.execute(query, params_from_iter(article)).unwrap();
    }
    transaction.commit().unwrap();
}

/// The rows of a table without the columns for the place of an article.
fn rows(desk: &Desk, table: &str) -> Vec<Value> {
    let mut rows = desk.rows(table);
    for row in &mut rows {
        row.as_object_mut().unwrap().retain(|column, _| !column.starts_with("source_"));
    }
    rows
}

#[test]
fn a_corpus_gives_the_same_tables_in_every_format() {
    let desk = Desk::new();
    let articles = sample();
    fs::copy(project_file("data/sample.jsonl"), desk.path("a.jsonl")).unwrap();
    write_csv(&desk.path("a.csv"), &articles);
    write_json(&desk.path("a.json"), &articles);
    write_parquet(&desk.path("a.parquet"), &articles);
    write_sqlite(&desk.path("a.db"), &articles);
    let of = |file: &str| {
        let said = desk.run(&format!("cluster {file} -o {file}-out --pairs --singletons")).done();
        let counts = desk.json(&format!("{file}-out/run.json"))["counts"].clone();
        let tables = ["clusters", "members", "pairs"];
        (said.stderr, counts, tables.map(|name| rows(&desk, &format!("{file}-out/{name}.jsonl"))))
    };
    let (_, counts, expected) = of("a.jsonl");
    assert_eq!(counts["read"], articles.len());
    assert!(expected.iter().all(|table| table.len() > 20));
    for (file, words) in [
        ("a.csv", "a.csv: CSV, schema wirecopy"),
        ("a.json", "a.json: JSON, schema wirecopy"),
        ("a.parquet", "a.parquet: Parquet, schema wirecopy"),
        ("a.db", "a.db: SQLite, schema wirecopy"),
    ] {
        let (said, others, tables) = of(file);
        assert!(said.contains(words), "{said}");
        assert_eq!(others, counts, "{file}");
        for (rows, expected) in tables.iter().zip(&expected) {
            assert_eq!(rows.len(), expected.len());
            for (row, expected) in rows.iter().zip(expected) {
                assert_eq!(row, expected, "{file}");
            }
        }
        let [one, other] = [0, 1].map(|row| tables[1][row]["id"].as_str().unwrap());
        desk.run(&format!("explain {file}-out {one} {other}")).done();
        desk.run(&format!("report {file}-out")).done();
    }
}

/// The body of an article with markup.
fn paragraphs(article: &Value) -> String {
    format!("<p>{}</p>", article["body"].as_str().unwrap().replace('\n', "</p>\n<p>"))
}

/// A page with an article.
fn page(article: &Value) -> String {
    let paragraphs = paragraphs(article);
    let (id, outlet) = (article["id"].as_str().unwrap(), article["outlet"].as_str().unwrap());
    format!(
        "<!doctype html><html><head><title>{id}</title><meta property=\"og:site_name\" content=\"{outlet}\">\
         <link rel=\"canonical\" href=\"https://{outlet}/2026/03/04/{id}\"></head><body><nav><a href=\"/\">Home</a></nav>\
         <article>{paragraphs}</article><footer><a href=\"/terms\">Terms</a></footer></body></html>"
    )
}

#[test]
fn pages_give_the_same_stories_as_files_crawl_and_jsonl() {
    let desk = Desk::new();
    let mut articles = corpus();
    let mut crawl = Vec::new();
    for article in &mut articles {
        let (id, html) = (article["id"].as_str().unwrap().to_owned(), page(article));
        let url = format!("https://{}/2026/03/04/{id}", article["outlet"].as_str().unwrap());
        desk.put(&format!("pages/{id}.html"), &html);
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
        crawl.push(format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        ));
        article["url"] = url.into();
        article["date"] = "2026-03-04".into();
    }
    desk.put("crawl.warc", crawl.concat());
    desk.put("lines.jsonl", lines(&articles));
    let stories = |input: &str| {
        desk.run(&format!("cluster {input} -o out --singletons --force")).done();
        let members = desk.read("out/members.jsonl");
        let rows = members.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut rows: Vec<String> = rows
            .map(|row| {
                ["url", "role", "outlet", "date_precision", "n_words", "contained"]
                    .map(|column| row[column].to_string())
                    .join(" ")
            })
            .collect();
        rows.sort();
        rows
    };
    let of_lines = stories("lines.jsonl");
    assert_eq!(of_lines.len(), articles.len());
    assert_eq!(stories("pages"), of_lines);
    assert_eq!(stories("crawl.warc"), of_lines);
}

#[test]
fn a_killed_item_of_a_wire_format_flags_the_story_with_all_its_copies() {
    let articles = corpus();
    let paragraphs = paragraphs(&articles[0]);
    let item = |version: u32, status: &str| {
        format!(
            "<newsItem guid=\"tag:wend:7\" version=\"{version}\"><itemMeta><itemClass qcode=\"ninat:text\"/><provider qcode=\"x:AFP\"/>\
             <versionCreated>2026-03-04T0{version}:00:00Z</versionCreated><pubStatus qcode=\"stat:{status}\"/></itemMeta>\
             <contentMeta><headline>Ferry</headline></contentMeta><contentSet><inlineXML><html><body>{paragraphs}</body></html></inlineXML></contentSet></newsItem>"
        )
    };
    let desk = Desk::new();
    desk.put(
        "wire.xml",
        format!(
            "<newsMessage><itemSet>{}{}</itemSet></newsMessage>",
            item(1, "usable"),
            item(2, "canceled")
        ),
    );
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster wire.xml news.jsonl -o out").done();
    let rows = |table: &str| -> Vec<Value> {
        desk.read(table).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let clusters = rows("out/clusters.jsonl");
    let killed: Vec<&Value> = clusters.iter().filter(|row| row["status"] == "killed").collect();
    assert_eq!(
        (killed.len(), &killed[0]["articles"], &killed[0]["agency"]),
        (1, &5.into(), &"AFP".into())
    );
    let versions: Vec<String> = rows("out/versions.jsonl")
        .iter()
        .map(|row| format!("{} {} {} {}", row["id"], row["version"], row["status"], row["marker"]))
        .collect();
    assert_eq!(
        versions,
        [r#""tag:wend:7:1" 1 "ok" "version 1""#, r#""tag:wend:7:2" 2 "killed" "stat:canceled""#,]
    );
}

#[test]
fn a_kill_without_a_text_flags_the_story_of_its_item() {
    let articles = corpus();
    let paragraphs = paragraphs(&articles[0]);
    let item = |guid: u32, version: u32, status: &str, text: &str| {
        format!(
            "<newsItem guid=\"tag:wend:{guid}\" version=\"{version}\"><itemMeta><itemClass qcode=\"ninat:text\"/><provider qcode=\"x:AFP\"/>\
             <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><headline>Ferry</headline></contentMeta>\
             <contentSet><inlineXML><html><body>{text}</body></html></inlineXML></contentSet></newsItem>"
        )
    };
    let notice =
        "<p>Editors: please kill the item on the ferry, sent on Wednesday. It was wrong.</p>";
    for (guid, text, killed) in [(7, "", true), (7, notice, true), (8, "", false), (77, "", false)]
    {
        let desk = Desk::new();
        desk.put("1.xml", item(7, 1, "usable", &paragraphs));
        desk.put("2.xml", item(guid, 2, "canceled", text));
        desk.put("news.jsonl", lines(&articles));
        desk.run("cluster 1.xml 2.xml news.jsonl -o out").done();
        let clusters = desk.rows("out/clusters.jsonl");
        let story = clusters.iter().find(|row| row["articles"] == 4).unwrap();
        assert_eq!(story["status"] == "killed", killed, "{guid} {text}");
        let of_item =
            desk.rows("out/versions.jsonl").into_iter().find(|row| row["id"] == "tag:wend:7:1");
        assert_eq!(of_item.unwrap()["status"], "ok", "the version that is killed stood until then");
        let rejects = desk.rows("out/rejects.jsonl");
        assert_eq!(rejects.len(), usize::from(text.is_empty()));
    }
}
