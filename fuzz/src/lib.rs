//! Shared by the fuzz targets of the readers: checks one file against the promises of reading.
//!
//! ```text
//! cargo +nightly fuzz run -s none html fuzz/corpus/html fuzz/seeds/html -- -max_total_time=600
//! cargo +nightly fuzz cmin -s none html     minimises the corpus
//! ```

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;
use wirecopy::article::{Article, Place};
use wirecopy::corpus::{Corpus, FormatName, Input, Options, Preset};

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| TempDir::new().expect("temporary folders can be created"));

/// A small chunk size, so that every record is cut somewhere.
const FEW_BYTES: usize = 61;

/// The record limit for files with long records.
const SHORT: u64 = 80;

/// Ignores caught panics: the Parquet library panics on some broken files, which becomes an error.
/// The fuzzer still stops at uncaught ones.
pub fn mend_panics() {
    static HOOK: LazyLock<()> = LazyLock::new(|| std::panic::set_hook(Box::new(|_| {})));
    LazyLock::force(&HOOK);
}

/// Reads a file in this format.
pub fn read_as(format: &str, bytes: &[u8]) {
    let format = FormatName::named(format).expect("the format is known");
    read("a", bytes, &Options { format: Some(format), ..Options::default() });
}

/// Reads a file with this schema, in its recognised format.
pub fn read_schema(schema: &str, bytes: &[u8]) {
    let schema = Preset::named(schema).expect("the schema is known");
    read("a.json", bytes, &Options { schema: Some(schema), ..Options::default() });
}

/// Reads a file with this name.
///
/// Whatever it holds, reading ends with articles, rejects or a clear error; each record is one of
/// them; chunk boundaries make no difference; and a place leads back to its article.
pub fn read(name: &str, bytes: &[u8], options: &Options) {
    let path = FOLDER.path().join(name);
    std::fs::write(&path, bytes).expect("the folder can be written");
    let Ok(corpus) = open(&path, options) else { return };
    let whole = Pass::of(&corpus);
    // In a damaged database, the result depends on the access path.
    if corpus.files().iter().any(|file| file.format.name().name() == "sqlite") {
        read_by_rows(&corpus, whole);
        return;
    }
    if let Some(whole) = &whole {
        let places: Vec<Place> = whole.articles.iter().map(|(place, _)| *place).collect();
        let mut again = Vec::new();
        for read in corpus.reread(&places) {
            let chunk = read.expect("the place was read before").chunk;
            let records = chunk.records().map(|record| record.expect("the record was an article"));
            again.extend(records.map(|record| (record.place, record.article.into_owned())));
        }
        assert_eq!(again, whole.articles, "a place leads back to its article");
    }
    let cut = Options { chunk_bytes: FEW_BYTES, ..options.clone() };
    let cut = Pass::of(&open(&path, &cut).expect("the file was opened before"));
    assert_eq!(cut, whole, "it makes no difference where a file is cut");
    let short = Options { max_record_bytes: SHORT, ..options.clone() };
    Pass::of(&open(&path, &short).expect("the file was opened before"));
}

/// Reads rows, and each one again by its number; the only promise is that this ends.
fn read_by_rows(corpus: &Corpus, whole: Option<Pass>) {
    let places: Vec<Place> =
        whole.into_iter().flat_map(|whole| whole.articles).map(|(place, _)| place).collect();
    for again in corpus.reread(&places) {
        let Ok(again) = again else { return };
        again.chunk.records().for_each(drop);
    }
}

fn open(path: &Path, options: &Options) -> wirecopy::Result<Corpus> {
    let inputs = [Input::Path(PathBuf::from(path))];
    Corpus::open(&inputs, options, FOLDER.path(), &mut std::io::empty())
}

/// Everything read from a file.
#[derive(Debug, PartialEq)]
struct Pass {
    articles: Vec<(Place, Article<'static>)>,
    rejects: Vec<(Place, String)>,
}

impl Pass {
    /// Reads everything; `None` or empty if the file cannot be read to its end.
    fn of(corpus: &Corpus) -> Option<Pass> {
        let mut pass = Pass { articles: Vec::new(), rejects: Vec::new() };
        let mut chunks = corpus.chunks();
        for chunk in chunks.by_ref() {
            for record in chunk.ok()?.records() {
                match record {
                    Ok(record) => pass.articles.push((record.place, record.article.into_owned())),
                    Err(reject) => {
                        pass.rejects
                            .push((reject.place, format!("{} {}", reject.code, reject.message)));
                    }
                }
            }
        }
        // An archive has several files.
        let files = chunks.finish().files;
        let records = (pass.articles.len() + pass.rejects.len()) as u64;
        let counted: u64 = files.iter().map(|file| file.records).sum();
        assert_eq!(counted, records, "each record is an article or a reject");
        let counted: u64 = files.iter().map(|file| file.rejects).sum();
        assert_eq!(counted, pass.rejects.len() as u64, "each reject is counted");
        Some(pass)
    }
}
