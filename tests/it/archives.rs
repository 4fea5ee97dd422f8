//! Files in archives, and documents of Word and Excel.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, corpus, cut, lines};
use crate::program::{Desk, project_file};

/// A zip archive of these files, deflated.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let method = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) =
            archive.new_file(*name).compression_method(method).start().unwrap();
        let encoder =
            flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A Word document of these paragraphs.
fn word(paragraphs: &[&str]) -> Vec<u8> {
    let text = paragraphs.iter().map(|words| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"));
    let document = format!(
        "<?xml version='1.0'?><w:document><w:body>{}</w:body></w:document>",
        text.collect::<String>()
    );
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

/// An Excel workbook of these sheets, each with its rows.
fn excel(sheets: &[(&str, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut listed = String::new();
    let mut relations = String::new();
    let mut parts = Vec::new();
    for (number, (name, rows)) in (1..).zip(sheets) {
        write!(listed, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>")
            .unwrap();
        let target = format!("worksheets/sheet{number}.xml");
        write!(relations, "<Relationship Id=\"rId{number}\" Target=\"{target}\"/>").unwrap();
        let cell = |text: &String| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let row =
            |row: &Vec<String>| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
        let rows: String = rows.iter().map(row).collect();
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook><sheets>{listed}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships>{relations}</Relationships>"),
    ));
    let files: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, part)| (name.as_str(), part.as_bytes())).collect();
    zip(&files)
}

/// The header and the rows of articles.
fn rows(articles: &[Value]) -> Vec<Vec<String>> {
    const COLUMNS: [&str; 4] = ["id", "outlet", "title", "body"];
    let cells =
        |article: &Value| COLUMNS.map(|column| article[column].as_str().unwrap().to_owned()).into();
    std::iter::once(COLUMNS.map(str::to_owned).into()).chain(articles.iter().map(cells)).collect()
}

/// The columns of all articles that do not say where an article is.
fn members(desk: &Desk, input: &str) -> Vec<Value> {
    desk.run(&format!("cluster {input} -o out --singletons --force")).done();
    let mut members = desk.rows("out/members.jsonl");
    for member in &mut members {
        member.as_object_mut().unwrap().retain(|column, _| !column.starts_with("source_"));
    }
    members
}

/// A page's worth of texts, in folders that are outlets.
const TEXTS: [(&str, &str); 4] = [
    ("gazette/a.txt", FERRY),
    ("courier/2019/03/b.txt", FERRY),
    ("courier/2019/03/c.txt", LIBRARY),
    ("d.txt", LIBRARY),
];

fn texts() -> Vec<(&'static str, &'static [u8])> {
    TEXTS.iter().map(|(name, text)| (*name, text.as_bytes())).collect()
}

#[test]
fn files_in_an_archive_are_those_of_a_folder() {
    let desk = Desk::new();
    for (name, text) in TEXTS {
        desk.put(&format!("texts/{name}"), text);
    }
    let of_folder = members(&desk, "texts");
    assert_eq!(of_folder.len(), TEXTS.len());
    desk.put("zip/texts.zip", zip(&texts()));
    desk.put("tar/texts.tar", tar(&texts()));
    desk.put("tgz/texts.tar.gz", gzip(&tar(&texts())));
    desk.put("tzst/texts.tar.zst", zstd::encode_all(&*tar(&texts()), 1).unwrap());
    for input in ["zip/texts.zip", "tar/texts.tar", "tgz/texts.tar.gz", "tzst/texts.tar.zst", "zip"]
    {
        let prefix = if input == "zip" { "texts.zip/" } else { "" };
        let mut members = members(&desk, input);
        for member in &mut members {
            for column in ["id", "canonical_id", "nearest_id"] {
                if let Some(id) = member[column].as_str() {
                    member[column] = json!(id.strip_prefix(prefix).unwrap());
                }
            }
        }
        let facts = |members: &[Value]| -> Vec<[Value; 4]> {
            let mut facts: Vec<_> = members
                .iter()
                .map(|it| ["id", "outlet", "role", "n_words"].map(|column| it[column].clone()))
                .collect();
            facts.sort_by_key(|facts| facts[0].to_string());
            facts
        };
        assert_eq!(facts(&members), facts(&of_folder), "{input}");
    }
}

#[test]
fn tables_in_archives_and_workbooks_are_those_of_the_files() {
    let desk = Desk::new();
    let (all, articles) = (lines(&corpus()), corpus());
    desk.put("a.jsonl", &all);
    let expected = members(&desk, "a.jsonl");
    desk.put("a.zip", zip(&[("a.jsonl", all.as_bytes())]));
    desk.put("b.zip", zip(&[("a.jsonl.gz", &gzip(all.as_bytes()))]));
    desk.put("a.tar.gz", gzip(&tar(&[("a.jsonl", all.as_bytes())])));
    desk.put("a.xlsx", excel(&[("News", rows(&articles))]));
    desk.put(
        "parts.xlsx",
        excel(&[
            ("Before", rows(&articles[..2])),
            ("Notes", Vec::new()),
            ("After", rows(&articles[2..])),
        ]),
    );
    desk.put("x.zip", zip(&[("export/a.xlsx", &excel(&[("News", rows(&articles))]))]));
    for input in ["a.zip", "b.zip", "a.tar.gz", "a.xlsx", "parts.xlsx", "x.zip"] {
        assert_eq!(members(&desk, input), expected, "{input}");
    }
}

#[test]
fn articles_of_an_archive_are_read_again_and_stay_where_they_are() {
    let desk = Desk::new();
    let others = lines(&corpus()[3..]);
    let files: [(&str, &[u8]); 3] = [
        ("one/a.jsonl", lines(&corpus()[..3]).into_bytes().leak()),
        ("two/b.jsonl", others.as_bytes()),
        ("x.bin", b"\0"),
    ];
    desk.put("in/news.zip", zip(&files));
    desk.put("in/news.tar.gz", gzip(&tar(&files)));
    for archive in ["news.zip", "news.tar.gz"] {
        let said = desk.run(&format!("cluster in/{archive} -o out --force")).done();
        assert!(
            said.stderr.contains(&format!("in/{archive}: 1 file skipped: unknown format")),
            "{}",
            said.stderr
        );
        desk.run("explain out a1 b1").done();
        let said = desk.run("report out").done();
        assert!(!said.stderr.contains("no texts"), "{}", said.stderr);
        desk.run("export out --to passim -o passim.jsonl").done();
        let passages = desk.rows("passim.jsonl");
        assert_eq!(passages.len(), 5);
        let said = desk.run("dedup out -o clean");
        assert_ne!(said.exit, 0);
        assert!(said.stderr.contains(&format!(
            "in/{archive}/one/a.jsonl: cannot remove articles from an archive"
        )));
        desk.run("dedup out --mode list -o list").done();
        assert!(desk.read("list/removed.csv").lines().count() > 1);
        fs::remove_dir_all(desk.path("list")).unwrap();
        // From another folder, and after a change.
        fs::rename(desk.path("in"), desk.path("moved")).unwrap();
        desk.run("explain out a1 b1 --corpus moved").done();
        let before = fs::read(desk.path(&format!("moved/{archive}"))).unwrap();
        desk.put(&format!("moved/{archive}"), [&before[..], b" "].concat());
        let said = desk.run("explain out a1 b1 --corpus moved");
        assert!(said.exit != 0 && said.stderr.contains("has changed"), "{}", said.stderr);
        desk.put(&format!("moved/{archive}"), before);
        fs::rename(desk.path("moved"), desk.path("in")).unwrap();
    }
}

#[test]
fn run_over_an_archive_leaves_nothing_behind_and_can_be_repeated() {
    let desk = Desk::new();
    desk.put("news.tar.gz", gzip(&tar(&[("a.jsonl", lines(&corpus()).as_bytes())])));
    desk.run("cluster news.tar.gz -o out").done();
    let first = desk.read("out/members.jsonl");
    desk.run("cluster news.tar.gz -o out").done();
    assert_eq!(desk.read("out/members.jsonl"), first);
    let names: Vec<_> =
        fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    desk.run("index build news.tar.gz -o news.wirecopy").done();
    let said = desk
        .run_with_input("cluster - -o piped", fs::read(desk.path("news.tar.gz")).unwrap())
        .done();
    assert!(said.stderr.contains("-/a.jsonl: JSON Lines"), "{}", said.stderr);
    let said = desk.run("explain piped a1 b1");
    assert!(said.stderr.contains("standard input cannot be read again"), "{}", said.stderr);
}

#[test]
fn what_cannot_be_read_of_an_archive_is_told_and_nothing_else_is_lost() {
    let desk = Desk::new();
    let all = lines(&corpus());
    let whole: [(&str, &[u8]); 2] =
        [("a.jsonl", all.as_bytes()), ("inner.zip", &zip(&[("b.jsonl", b"{}")]))];
    desk.put("nested.zip", zip(&whole));
    desk.put(
        "nested.tar",
        tar(&[("a.jsonl", all.as_bytes()), ("b.tgz", &gzip(&tar(&[("b.jsonl", b"{}")])))]),
    );
    for input in ["nested.zip", "nested.tar"] {
        let said = desk.run(&format!("check {input}")).done().stdout;
        assert!(
            said.contains("6 records") && said.contains("an archive within an archive"),
            "{said}"
        );
    }
    let locked = {
        let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
        for (name, is_locked) in [("a.jsonl", false), ("b.jsonl", true)] {
            let (mut entry, config) = archive.new_file(name).encrypted(is_locked).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            writer.write_all(all.as_bytes()).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap()
    };
    desk.put("locked.zip", locked);
    let said = desk.run("check locked.zip").done().stdout;
    assert!(said.contains("6 records") && said.contains("locked with a password"), "{said}");

    // The second file is damaged behind the part by which it is recognised.
    let long: String =
        (0..400).map(|number| all.replace("\"id\":\"", &format!("\"id\":\"z{number}"))).collect();
    let good = zip(&[("a.jsonl", all.as_bytes()), ("b.jsonl", long.as_bytes())]);
    let mut damaged = good.clone();
    for byte in &mut damaged[good.len() - 300..good.len() - 290] {
        *byte ^= 0x55;
    }
    desk.put("damaged.zip", damaged);
    let said = desk.run("check damaged.zip").stdout;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("damaged.zip/a.jsonl and 1 more"), "{said}");
    assert!(said.contains("damaged.zip/b.jsonl: compressed data"), "{said}");
    desk.put("cut.zip", &good[..good.len() - 30]);
    let said = desk.run("cluster cut.zip -o out2");
    assert!(
        said.exit != 0 && said.stderr.contains("cut.zip: damaged or incomplete zip archive"),
        "{}",
        said.stderr
    );
    let tar = tar(&[("a.jsonl", all.as_bytes()), ("b.jsonl", long.as_bytes())]);
    desk.put("cut.tar", &tar[..tar.len() - 2000]);
    let said = desk.run("cluster cut.tar -o out3").done();
    assert!(
        said.stderr.contains("it ends within a file. Used the file before it"),
        "{}",
        said.stderr
    );
    assert_eq!(desk.json("out3/run.json")["counts"]["read"], 6);
    let packed = gzip(&tar);
    desk.put("cut.tar.gz", &packed[..packed.len() / 2]);
    let said = desk.run("check cut.tar.gz");
    assert!(
        said.stdout.contains("damaged or incomplete")
            || said.stderr.contains("damaged or incomplete"),
        "{said:?}"
    );
}

#[test]
fn archive_that_would_be_unpacked_to_more_than_is_plausible_is_refused() {
    let desk = Desk::new();
    let mut bomb = zip(&[("a.jsonl", lines(&corpus()).as_bytes())]);
    // What the directory says of its length.
    let entry = bomb.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    bomb[entry + 24..entry + 28].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    desk.put("bomb.zip", bomb);
    let said = desk.run("cluster bomb.zip -o out");
    assert!(
        said.exit != 0 && said.stderr.contains("bomb.zip") && said.stderr.contains("not plausible"),
        "{}",
        said.stderr
    );
}

#[test]
fn document_of_word_is_an_article_or_a_download_of_many() {
    let desk = Desk::new();
    let paragraphs: Vec<&str> = FERRY.lines().collect();
    desk.put("gazette/a.docx", word(&paragraphs));
    desk.put("courier/b.txt", cut(FERRY, 1));
    let said = desk.run("cluster gazette courier -o out").done();
    assert!(
        said.stderr.contains("a.docx: text in a Word document, one article to a file"),
        "{}",
        said.stderr
    );
    assert_eq!(desk.rows("out/clusters.jsonl")[0]["outlets"], 2);
    desk.run("explain out gazette/a.docx courier/b.txt").done();
    // A document of one article is kept or left out whole.
    desk.run("dedup out -o clean").done();

    let nexis =
        fs::read_to_string(project_file("tests/field/10-nexis-txt-many-documents/nexis.txt"))
            .unwrap();
    let paragraphs: Vec<String> = nexis
        .split("\n\n")
        .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    desk.put("nexis.docx", word(&paragraphs));
    let uni = |headline, outlet, date, body: &'static str| {
        let mut all = vec![
            headline,
            outlet,
            date,
            "Copyright 2019 All Rights Reserved",
            "Length: 199 words",
            "Body",
        ];
        all.extend(body.lines());
        all.extend(["Load-Date: March 20, 2019", "End of Document"]);
        all
    };
    let documents = [
        uni("Ferry aground", "The Gazette", "March 12, 2019 Tuesday", FERRY),
        uni("All ashore", "Tarn Courier", "March 13, 2019 Wednesday", FERRY),
        uni("Reading hall opens", "The Gazette", "March 14, 2019", LIBRARY),
    ];
    desk.put("uni.docx", word(&documents.concat()));
    for (file, articles) in [("nexis.docx", 4), ("uni.docx", 3)] {
        let said = desk.run(&format!("check {file}")).done().stdout;
        assert!(
            said.contains(&format!("Nexis download in a Word document, UTF-8, {articles} records")),
            "{said}"
        );
        desk.run(&format!("cluster {file} -o out --singletons --force")).done();
        let members = desk.rows("out/members.jsonl");
        assert_eq!(members.len(), articles, "{members:#?}");
        let stories = desk.rows("out/clusters.jsonl");
        assert_eq!(stories.iter().filter(|story| story["outlets"] == 2).count(), 1, "{stories:#?}");
        assert!(members.iter().all(|member| member["date"].is_string()), "{members:#?}");
        desk.run("report out").done();
    }
}

#[test]
fn documents_that_are_not_read_are_named_with_what_to_do() {
    let desk = Desk::new();
    desk.put("slides.pptx", zip(&[("ppt/presentation.xml", b"<x/>")]));
    desk.put("text.odt", zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]));
    desk.put("book.epub", zip(&[("mimetype", b"application/epub+zip")]));
    desk.put("empty.xlsx", excel(&[("Empty", Vec::new()), ("Too", Vec::new())]));
    for (file, words) in [
        ("slides.pptx", "PowerPoint presentation, not supported. Save"),
        ("text.odt", "OpenDocument file, not supported. Save"),
        ("book.epub", "EPUB book, not supported. Unpack"),
        ("empty.xlsx", "a workbook without rows"),
    ] {
        let said = desk.run(&format!("check {file}"));
        assert!(said.exit != 0 && said.stderr.contains(words), "{file}: {}", said.stderr);
    }
}
