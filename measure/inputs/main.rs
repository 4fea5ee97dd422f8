//! Prints how every file in some folders is read, one row per record.
//!
//! ```text
//! cargo run --release --example inputs -- FOLDER…           a table, separated by tabs
//! cargo run --release --example inputs -- --texts FOLDER…   the articles as JSON Lines
//! ```

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;
use walkdir::WalkDir;
use wirecopy::clean::{Cleaner, VersionStatus};
use wirecopy::corpus::{Corpus, Record};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let texts = arguments.first().is_some_and(|argument| argument == "--texts");
    arguments.drain(..usize::from(texts));
    let cleaner = Cleaner::new();
    let mut out = BufWriter::new(io::stdout().lock());
    if !texts {
        writeln!(
            out,
            "file\tformat\theadline\tdateline\tagency\tversion\twords\trejected because"
        )?;
    }
    for folder in arguments {
        let files = WalkDir::new(folder).sort_by_file_name().into_iter();
        let files =
            files.filter_map(std::result::Result::ok).filter(|entry| entry.file_type().is_file());
        for file in files {
            print(file.path(), texts, &cleaner, &mut out)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn print(path: &Path, texts: bool, cleaner: &Cleaner, out: &mut impl Write) -> Result<()> {
    let corpus = match Corpus::of_files([path]) {
        Ok(corpus) => corpus,
        Err(error) => {
            let said = error.to_string();
            return row(out, texts, [&shown(path), "", "", "", "", "", "", &said]);
        }
    };
    let format = corpus.files()[0].format.name().words();
    let mut records = 0;
    for chunk in corpus.chunks() {
        for record in chunk?.records() {
            records += 1;
            match record {
                Ok(record) if texts => {
                    let article = &record.article;
                    let object = json!({
                        "file": shown(path), "id": article.key, "outlet": article.outlet, "title": article.headline,
                        "byline": article.byline, "date": article.published, "url": article.url,
                        "language": article.language, "body": article.body,
                    });
                    writeln!(out, "{object}")?;
                }
                Ok(record) => article_row(path, format, &record, cleaner, out)?,
                Err(reject) => {
                    row(out, texts, [&shown(path), format, "", "", "", "", "", &reject.message])?;
                }
            }
        }
    }
    if records == 0 {
        row(out, texts, [&shown(path), format, "", "", "", "", "", "no record in it"])?;
    }
    Ok(())
}

fn article_row(
    path: &Path,
    format: &str,
    record: &Record,
    cleaner: &Cleaner,
    out: &mut impl Write,
) -> Result<()> {
    let article = &record.article;
    let text = cleaner.clean(article);
    let wire = article.wire.as_deref();
    let outlet = article.outlet.as_deref().and_then(wirecopy::outlet::normalise);
    let of_outlet = outlet.as_deref().and_then(|outlet| cleaner.agency_of_outlet(outlet));
    let agency = text.credit().map(|credit| credit.agency.as_str()).or(of_outlet);
    let agency = agency.map_or_else(
        || article.outlet.as_deref().map_or(String::new(), |name| format!("({name})")),
        str::to_owned,
    );
    let dateline = wire.and_then(|wire| wire.dateline.clone()).unwrap_or_default();
    let version = text.version().map_or_else(String::new, |version| {
        let status = match version.status {
            VersionStatus::Ok => "",
            VersionStatus::Updated => " updated",
            VersionStatus::Corrected => " corrected",
            VersionStatus::Killed => " killed",
        };
        format!(
            "{}{status}",
            version.number.map_or_else(|| version.marker.clone(), |number| number.to_string())
        )
    });
    let words = text.n_words_raw().to_string();
    let headline = article.headline.as_deref().unwrap_or_default();
    row(out, false, [&shown(path), format, headline, &dateline, &agency, &version, &words, ""])
}

fn row(out: &mut impl Write, texts: bool, cells: [&str; 8]) -> Result<()> {
    if !texts {
        let cells = cells.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
