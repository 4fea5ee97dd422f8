//! The formats, and how to write articles in them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;
use wirecopy::synth::SynthArticle;

use crate::Result;

/// A format to measure.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// The file, or the folder of files, to write.
    pub(crate) file: &'static str,
    pub(crate) write: fn(&Path, &[SynthArticle]) -> Result<()>,
}

#[rustfmt::skip]
pub(crate) const FORMATS: &[Known] = &[
    Known { name: "jsonl", file: "a.jsonl", write: |path, articles| put(path, articles, line) },
    Known { name: "jsonl.gz", file: "a.jsonl.gz", write: gzip },
    Known { name: "jsonl.zst", file: "a.jsonl.zst", write: zstandard },
    Known { name: "jsonl.bz2", file: "a.jsonl.bz2", write: bzip2 },
    Known { name: "json", file: "a.json", write: json },
    Known { name: "csv", file: "a.csv", write: |path, articles| delimited(path, articles, b',') },
    Known { name: "tsv", file: "a.tsv", write: |path, articles| delimited(path, articles, b'\t') },
    Known { name: "parquet", file: "a.parquet", write: parquet },
    Known { name: "sqlite", file: "a.db", write: sqlite },
    Known { name: "ninjs", file: "a.jsonl", write: |path, articles| put(path, articles, ninjs) },
    Known { name: "nitf", file: "a.nitf", write: |path, articles| put(path, articles, nitf) },
    Known { name: "newsml-g2", file: "a.xml", write: newsml_g2 },
    Known { name: "rss", file: "a.rss", write: rss },
    Known { name: "bulletin", file: "a.tst", write: |path, articles| put(path, articles, bulletin) },
    Known { name: "text", file: "a", write: |path, articles| folder(path, articles, "txt", |article| article.body.clone()) },
    Known { name: "html", file: "a", write: |path, articles| folder(path, articles, "html", page) },
    Known { name: "warc", file: "a.warc", write: |path, articles| put(path, articles, warc) },
    Known { name: "wet", file: "a.wet", write: |path, articles| put(path, articles, wet) },
];

/// Writes a file by concatenating texts.
fn put(path: &Path, articles: &[SynthArticle], text: fn(&SynthArticle) -> String) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for article in articles {
        file.write_all(text(article).as_bytes())?;
    }
    Ok(file.flush()?)
}

fn line(article: &SynthArticle) -> String {
    article.to_json_line()
}

fn lines(articles: &[SynthArticle]) -> String {
    articles.iter().map(line).collect()
}

fn gzip(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let mut file =
        flate2::write::GzEncoder::new(File::create(path)?, flate2::Compression::default());
    file.write_all(lines(articles).as_bytes())?;
    file.finish()?;
    Ok(())
}

fn zstandard(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    Ok(fs::write(path, zstd::encode_all(lines(articles).as_bytes(), 0)?)?)
}

fn bzip2(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let mut file =
        ::bzip2::write::BzEncoder::new(File::create(path)?, ::bzip2::Compression::default());
    file.write_all(lines(articles).as_bytes())?;
    file.finish()?;
    Ok(())
}

fn json(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let lines: Vec<String> =
        articles.iter().map(|article| line(article).trim_end().to_owned()).collect();
    Ok(fs::write(path, format!("[\n{}\n]\n", lines.join(",\n")))?)
}

const COLUMNS: [&str; 6] = ["id", "outlet", "date", "url", "title", "body"];

fn cells(article: &SynthArticle) -> [&str; COLUMNS.len()] {
    [&article.id, &article.outlet, &article.date, &article.url, &article.title, &article.body]
}

fn delimited(path: &Path, articles: &[SynthArticle], delimiter: u8) -> Result<()> {
    let mut file = csv::WriterBuilder::new().delimiter(delimiter).from_path(path)?;
    file.write_record(COLUMNS)?;
    for article in articles {
        file.write_record(cells(article))?;
    }
    Ok(file.flush()?)
}

fn parquet(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let columns = COLUMNS.map(|column| format!("required binary {column} (UTF8);")).concat();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {columns} }}"))?);
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let mut file =
        SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties.build()))?;
    for articles in articles.chunks(5_000) {
        let mut group = file.next_row_group()?;
        for number in 0..COLUMNS.len() {
            let values: Vec<ByteArray> =
                articles.iter().map(|article| cells(article)[number].into()).collect();
            let Some(mut column) = group.next_column()? else { break };
            column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
            column.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn sqlite(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let mut database = Connection::open(path)?;
    database.execute(&format!("CREATE TABLE news ({})", COLUMNS.join(", ")), [])?;
    let transaction = database.transaction()?;
    for article in articles {
        transaction.execute(
            "INSERT INTO news VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params_from_iter(cells(article)),
        )?;
    }
    Ok(transaction.commit()?)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The body as HTML paragraphs.
fn paragraphs(article: &SynthArticle) -> String {
    article.body.lines().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "<p>{}</p>", escaped(line));
        text
    })
}

fn ninjs(article: &SynthArticle) -> String {
    let item = json!({
        "uri": article.id, "version": "1", "type": "text", "pubstatus": "usable", "versioncreated": article.date,
        "headline": article.title, "copyrightholder": article.outlet, "body_xhtml": paragraphs(article),
    });
    format!("{item}\n")
}

fn nitf(article: &SynthArticle) -> String {
    format!(
        "<nitf><head><docdata><doc-id id-string=\"{}\" regsrc=\"{}\"/><date.issue norm=\"{}\"/></docdata></head><body><body.head>\
         <hedline><hl1>{}</hl1></hedline></body.head><body.content>{}</body.content></body></nitf>\n",
        escaped(&article.id),
        escaped(&article.outlet),
        escaped(&article.date),
        escaped(&article.title),
        paragraphs(article)
    )
}

fn newsml_g2(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let item = |article: &SynthArticle| {
        format!(
            "<newsItem guid=\"{}\" version=\"1\"><itemMeta><itemClass qcode=\"ninat:text\"/><provider literal=\"{}\"/>\
             <versionCreated>{}</versionCreated></itemMeta><contentMeta><headline>{}</headline></contentMeta><contentSet>\
             <inlineXML><html><body>{}</body></html></inlineXML></contentSet></newsItem>\n",
            escaped(&article.id),
            escaped(&article.outlet),
            escaped(&article.date),
            escaped(&article.title),
            paragraphs(article)
        )
    };
    let items: String = articles.iter().map(item).collect();
    Ok(fs::write(path, format!("<newsMessage><itemSet>\n{items}</itemSet></newsMessage>\n"))?)
}

fn rss(path: &Path, articles: &[SynthArticle]) -> Result<()> {
    let item = |article: &SynthArticle| {
        format!(
            "<item><title>{}</title><link>{}</link><guid>{}</guid><pubDate>{}</pubDate><content:encoded><![CDATA[{}]]>\
             </content:encoded></item>\n",
            escaped(&article.title),
            escaped(&article.url),
            escaped(&article.id),
            escaped(&article.date),
            paragraphs(article)
        )
    };
    let items: String = articles.iter().map(item).collect();
    Ok(fs::write(path, format!("<rss version=\"2.0\"><channel>\n{items}</channel></rss>\n"))?)
}

fn bulletin(article: &SynthArticle) -> String {
    let body = article.body.replace('\n', "\r\n\r\n   ");
    format!(
        "\u{1}abc061 4 i 211 wend 061\r\n\r\n\u{2}{} =\r\n\r\n   {body}\r\n\u{3}041015 GMT Mar 26\r\n\u{4}",
        article.title
    )
}

/// A page with typical boilerplate around the story.
fn page(article: &SynthArticle) -> String {
    let links: String = (0..40).fold(String::new(), |mut links, number| {
        let _ = write!(links, "<li><a href=\"/section/{number}\">Section {number}</a></li>");
        links
    });
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{0} | {1}</title><meta property=\"og:site_name\" content=\"{1}\">\
         <link rel=\"canonical\" href=\"{2}\"></head><body><nav><ul>{links}</ul></nav><article><h1>{0}</h1>{3}</article>\
         <aside><ul>{links}</ul></aside><footer><a href=\"/terms\">Terms</a></footer></body></html>",
        escaped(&article.title),
        escaped(&article.outlet),
        escaped(&article.url),
        paragraphs(article)
    )
}

fn folder(
    path: &Path,
    articles: &[SynthArticle],
    ending: &str,
    text: fn(&SynthArticle) -> String,
) -> Result<()> {
    fs::create_dir(path)?;
    for (number, article) in articles.iter().enumerate() {
        fs::write(path.join(format!("{number}.{ending}")), text(article))?;
    }
    Ok(())
}

fn record(article: &SynthArticle, kind: &str, content_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        article.url,
        block.len()
    )
}

fn warc(article: &SynthArticle) -> String {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
        page(article)
    );
    record(article, "response", "application/http; msgtype=response", &answer)
}

fn wet(article: &SynthArticle) -> String {
    record(article, "conversion", "text/plain", &article.body)
}
